"""What the company writes down itself: who worked the lead, the deal, the upsell, what campaigns cost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.simulate.companies import Accounts
from leadtools.simulate.decisions import Decisions
from leadtools.simulate.draws import draw, draw_given, words
from leadtools.simulate.people import People
from leadtools.simulate.tables import dates
from leadtools.simulate.truth import DAY, LEVELS, SPAN, START

OWNERS = ("N. Achterberg", "I. Duarte", "K. Lindqvist", "R. Sandhu", "M. Zielinski")
# Sales call some of the leads, and write the outcome down afterwards: the leak.
CALLED, CALLED_AFTER_DAYS = 0.55, 14
CALL_OUTCOMES = ("deal signed", "qualified", "not qualified", "no answer", "wrong number")
CALL_OUTCOME_GIVEN_CUSTOMER = np.array([[0.0, 0.14, 0.42, 0.36, 0.08], [0.82, 0.18, 0.0, 0.0, 0.0]])
DEAL_VALUE = {"both": 6500, "Ledger": 4000, "Planner": 2800}  # EUR, at 50 employees
UPSELL_SHARE, UPSELL_OF_DEAL = 0.28, 0.35
# EUR a half-year
CAMPAIGN_COST = {"paid search": 9000, "social ads": 7000, "trade fair": 16_000, "purchased list": 4000}
HALF_YEARS = ("2024-H1", "2024-H2", "2025-H1", "2025-H2")
CAMPAIGNS = [f"{half} {channel}" for half in HALF_YEARS for channel in CAMPAIGN_COST]


def owners(rng: np.random.Generator, n_leads: int) -> pd.Series:
    """Return the sales person of each lead, by turns of chance; who it is has no effect."""
    return words(OWNERS, draw(rng, [1 / len(OWNERS)] * len(OWNERS), n_leads))


def visible(decisions: Decisions) -> np.ndarray:
    """Say which leads have become customers by the last day."""
    return decisions.customer & (decisions.at < SPAN)


def call_outcomes(rng: np.random.Generator, people: People, won: np.ndarray) -> pd.Series:
    """Return what sales wrote after the call: filled in for every customer and some others."""
    old_enough = people.created < SPAN - CALLED_AFTER_DAYS * DAY
    called = won | (old_enough & ~people.spam & (rng.random(len(people)) < CALLED))
    outcome = draw_given(rng, CALL_OUTCOME_GIVEN_CUSTOMER, won.astype(np.int8))
    return words(CALL_OUTCOMES, np.where(called, outcome, -1))


def deal_values(rng: np.random.Generator, people: People, accounts: Accounts, won: np.ndarray) -> pd.Series:
    """Return EUR in steps of 50 for customers: larger companies buy more."""
    base = np.array([DEAL_VALUE[name] for name in LEVELS["product_interest"]])[people.codes["product_interest"]]
    value = base * (accounts.employees[people.account] / 50) ** 0.35 * rng.lognormal(0, 0.4, len(people))
    return pd.Series(np.maximum(1, np.rint(value / 50)) * 50).where(won)


def upsells(rng: np.random.Generator, lead_ids: pd.Series, decisions: Decisions, values: pd.Series) -> pd.DataFrame:
    """Return the second sale to some customers, one to eleven months after the first."""
    at = decisions.at + rng.integers(30 * DAY, 330 * DAY, len(lead_ids))
    amount = values * UPSELL_OF_DEAL * rng.lognormal(0, 0.3, len(lead_ids))
    sold = values.notna().to_numpy() & (rng.random(len(lead_ids)) < UPSELL_SHARE) & (at < SPAN)
    steps = (amount / 50).round().clip(lower=1) * 50
    table = pd.DataFrame({"lead_id": lead_ids, "upsold_at": dates(at), "amount": steps})
    return table[sold].reset_index(drop=True)


def campaign_of(people: People) -> pd.Series:
    """Return the campaign of leads from a paid channel: the one of their half-year."""
    channels = list(LEVELS["lead_source"])
    paid = np.array([list(CAMPAIGN_COST).index(name) if name in CAMPAIGN_COST else -1 for name in channels])
    channel = paid[people.codes["lead_source"]]
    months = (START + people.created).astype("datetime64[M]") - START.astype("datetime64[M]")
    half = months.astype(np.int64) // 6
    return words(CAMPAIGNS, np.where(channel < 0, -1, half * len(CAMPAIGN_COST) + channel))


def campaigns() -> pd.DataFrame:
    """Return the campaigns with their days and cost; prices rise by a twentieth each half-year."""
    rows = [
        (f"{half} {channel}", channel, f"{half[:4]}-{first}", f"{half[:4]}-{last}", round(cost * 1.05**number, -2))
        for number, half in enumerate(HALF_YEARS)
        for first, last in [("01-01", "06-30") if half.endswith("H1") else ("07-01", "12-31")]
        for channel, cost in CAMPAIGN_COST.items()
    ]
    return pd.DataFrame(rows, columns=["campaign", "channel", "starts_on", "ends_on", "cost"])
