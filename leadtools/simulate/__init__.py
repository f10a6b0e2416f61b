"""Simulated history of a company that sells software to businesses, with every true effect known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadtools.config import Journey
from leadtools.errors import ParameterError
from leadtools.history import History, Roles
from leadtools.simulate import sales
from leadtools.simulate.companies import make_accounts
from leadtools.simulate.contacts import contact_columns, make_contact
from leadtools.simulate.decisions import Decisions, decide
from leadtools.simulate.dictionary import COLUMNS
from leadtools.simulate.draws import numbered
from leadtools.simulate.events import Events, after_decision, make_events
from leadtools.simulate.people import People, make_people
from leadtools.simulate.stages import make_stages
from leadtools.simulate.tables import attribute_columns, dates, event_table
from leadtools.simulate.truth import (
    BEHAVIOUR,
    CHANGES,
    COMBINATION,
    HALF_LIFE_DAYS,
    NO_EFFECT,
    SEQUENCE,
    STAGE_OUT,
    STAGES,
    TRUE_EFFECTS,
)

__all__ = [
    "BEHAVIOUR",
    "CHANGES",
    "COMBINATION",
    "HALF_LIFE_DAYS",
    "NO_EFFECT",
    "SEQUENCE",
    "TRUE_EFFECTS",
    "Simulation",
    "make_history",
    "simulate_company",
]

ROLES = Roles(
    created_at="created_at", converted_at="converted_at", owner="owner", account="account", value="deal_value"
)


@dataclass(frozen=True)
class Simulation:
    """A simulated company.

    Attributes
    ----------
    leads, events : DataFrame
        What the company's systems show.
    campaigns, upsells : DataFrame
        Costs in EUR, and second sales to customers in EUR.
    stages : DataFrame
        From when on each lead was in which stage.
    truth : DataFrame
        What nobody sees, by ``lead_id``: ``spam``, ``interest``, ``decision_at``, ``fit_log_odds``
        (who the lead is, when it was created), ``behaviour_log_odds`` (what it did until
        ``decision_at``) and ``probability`` of saying yes then.
    """

    leads: pd.DataFrame
    events: pd.DataFrame
    campaigns: pd.DataFrame
    upsells: pd.DataFrame
    stages: pd.DataFrame
    truth: pd.DataFrame

    @property
    def history(self) -> History:
        """Leads, events and stages as a History."""
        changes = self.stages.rename(columns={"stage": "value", "changed_at": "at"}).assign(column="stage")
        return History(
            self.leads, self.events, changes=changes, roles=ROLES, journey=Journey("stage", STAGES, (STAGE_OUT,))
        )


def make_history(n_leads: int = 2000, *, seed: int = 0) -> History:
    """Return the simulated history of a company, whose true effects are known.

    Parameters
    ----------
    n_leads : int
        Leads created over the two years 2024 and 2025.
    seed : int
        Same seed, same history.

    Raises
    ------
    ParameterError
        If `n_leads` is below 1 or `seed` below 0.

    Notes
    -----
    `TRUE_EFFECTS` holds the log-odds planted for each level, `BEHAVIOUR` weight and half-life of
    each event, `COMBINATION` and `SEQUENCE` the two patterns, `CHANGES` what faded or rose.

    Examples
    --------
    >>> history = make_history(50, seed=1)
    >>> len(history.leads), history.leads["lead_id"].iloc[0], history.roles.value
    (50, 'L00001', 'deal_value')
    """
    return simulate_company(n_leads, seed=seed).history


def simulate_company(n_leads: int = 2000, *, seed: int = 0) -> Simulation:
    """Return all tables of a simulated company, with the truth behind them; see `make_history`.

    Raises
    ------
    ParameterError
        If `n_leads` is below 1 or `seed` below 0.
    """
    _check("n_leads", n_leads, least=1)
    _check("seed", seed, least=0)
    # One stream of chance a step, so that a change to one step leaves the others as they are.
    chance = iter(np.random.default_rng(seed).spawn(10))
    accounts = make_accounts(next(chance), n_leads)
    people = make_people(next(chance), accounts, n_leads)
    contact = make_contact(next(chance), n_leads)
    intended = make_events(next(chance), people)
    decisions = decide(next(chance), people, intended, contact)
    events = after_decision(next(chance), intended, decisions.at, decisions.customer)
    columns = attribute_columns(next(chance), people, accounts)
    who = contact_columns(next(chance), people, accounts, contact)
    columns = pd.concat([columns, who], axis=1)
    return _tables(next(chance), next(chance), people, accounts, decisions, events, columns)


def _tables(
    rng, of_stages, people: People, accounts, decisions: Decisions, events: Events, columns: pd.DataFrame
) -> Simulation:
    """Add what the company writes down itself, and put everything into tables."""
    lead_id, won = numbered("L", len(people), 5), sales.visible(decisions)
    value = sales.deal_values(rng, people, accounts, won)
    leads = columns.assign(
        lead_id=lead_id,
        created_at=dates(people.created),
        converted_at=dates(np.where(won, decisions.at, -1)),
        owner=sales.owners(rng, len(people)),
        deal_value=value,
        campaign=sales.campaign_of(people),
        call_outcome=sales.call_outcomes(rng, people, won),
        visits_before_signup=_visits_before(events, people.created),
    )[list(COLUMNS["leads.csv"])]
    upsells = sales.upsells(rng, lead_id, decisions, value)
    table = event_table(events, lead_id, people)
    until = max(people.created.max(), events.at.max(initial=0), decisions.at[won].max(initial=0))
    stages = make_stages(of_stages, people, decisions, lead_id, until)
    return Simulation(leads, table, sales.campaigns(), upsells, stages, _truth(people, decisions, lead_id))


def _visits_before(events: Events, created: np.ndarray) -> np.ndarray:
    """Count the pages seen before the lead became known."""
    return np.bincount(events.lead[events.at < created[events.lead]], minlength=len(created)).astype(float)


def _truth(people: People, decisions: Decisions, lead_id: pd.Series) -> pd.DataFrame:
    columns = {
        "spam": people.spam,
        "interest": people.interest,
        "decision_at": dates(decisions.at).to_numpy(),
        "fit_log_odds": decisions.fit,
        "behaviour_log_odds": decisions.behaviour,
        "probability": np.where(people.spam, 0, 1 / (1 + np.exp(-decisions.log_odds))),
    }
    return pd.DataFrame(columns, index=pd.Index(lead_id, name="lead_id"))


def _check(name: str, value: int, *, least: int) -> None:
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
        raise ParameterError(f"{name} is {value!r}; allowed is a whole number from {least}.")
