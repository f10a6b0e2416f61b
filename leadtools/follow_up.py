"""From the scores of a run to what people do: decide, call, route, keep, alert."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pandas as pd

from leadtools.actions import (
    alerts,
    apply_overrides,
    call_list,
    keep_scores,
    loads,
    next_steps,
    nurture,
    read_overrides,
    read_score_history,
    route,
    strange_owners,
)
from leadtools.actions.overrides import IN_FORCE
from leadtools.actions.routing import NOBODY
from leadtools.attributes import declare
from leadtools.attributes.account import OfColleagues
from leadtools.attributes.kinds import Season
from leadtools.attributes.known import Known
from leadtools.cautions import caution, cautioned, has_no_signal
from leadtools.runs import Run
from leadtools.runs.ages import quiet_days
from leadtools.scorecard import COLDEST, Scorecard

FIT = "fit"
HISTORY = "score_history.csv"
STALE = "Open for longer than the score speaks for: close it, or ask anew what is wanted"
UNDATED = "Nobody knows when it came in, so nobody can tell whether the score speaks for it: find out"


@dataclass(frozen=True)
class FollowUp:
    """What is to be done with the open leads of a run.

    Attributes
    ----------
    scored : DataFrame
        Every open lead, as `call_list` gives them and `Ages.told`, what people decided applied, with
        the ``person`` who calls them where people are declared, ``next_step`` and, where the scores are not to
        be called by or must be read with care, ``caution``.
    overrides : DataFrame
        What became of each override.
    to_call : DataFrame
        The leads to call, `in_call_order`: those the score speaks for and those people decided on, but for the
        coldest tier, which nobody calls, with the column of numbers that stands for time (``order:``) where
        each lead has one of its own, ``age_days``, the ``person`` who calls them and ``routed_by`` where leads
        are routed, and their contacts where the configuration asks for them.
    loads : DataFrame
        Leads by person; empty where leads are not routed.
    strange_owners : mapping of str to int
        Leads to call by owners who are not among the people, where leads are to stay with their owners.
    """

    scored: pd.DataFrame
    overrides: pd.DataFrame
    to_call: pd.DataFrame
    loads: pd.DataFrame
    strange_owners: Mapping[str, int] = field(default_factory=dict)


def follow_up(run: Run, card: Scorecard) -> FollowUp:
    """Return what is to be done with the open leads.

    Raises
    ------
    LeadToolsError
        If an override or a person cannot be used.
    """
    calls, decided = _decided(run, card, run.ages.told(call_list(card, run.open_leads)))
    quiet = quiet_days(run.whole, run.as_of)
    steps = next_steps(card, calls, quiet_days=quiet, texts=run.config.next_steps, spoken_of=_spoken_of(run, card))
    by_hand = by_hand_of(decided)
    calls = cautioned(calls.assign(next_step=_unless_silent(run, calls, steps, by_hand)), run, besides=by_hand)
    to_call = without_cold(run, card, run.spoken_for(calls, besides=by_hand), by_hand=by_hand)
    if not run.config.people:
        return FollowUp(calls, decided, _for_people(run, to_call), pd.DataFrame(columns=["person", "leads"]))
    owner, routed = _owner(run), _routed(run, card, to_call, by_hand)
    strange = {} if owner is None else strange_owners(to_call, run.config.people, owner)
    to_call = to_call.assign(person=routed["person"], routed_by=routed["reason"])
    calls.insert(calls.columns.get_loc("next_step"), "person", _person_of(calls, to_call))
    return FollowUp(calls, decided, _for_people(run, to_call), loads(routed, run.config.people), strange)


def by_hand_of(decided: pd.DataFrame) -> list[str]:
    """Return the leads whose override is in force."""
    return decided.loc[decided["state"] == IN_FORCE, "lead_id"].tolist()


def _unless_silent(run: Run, calls: pd.DataFrame, steps: pd.Series, by_hand: list[str]) -> pd.Series:
    """Return the next steps; a lead of which the score says nothing is not to be called by it."""
    silent = run.ages.unspoken_for(calls, besides=by_hand)
    if "age_days" not in calls:
        return steps
    return steps.mask(silent, STALE).mask(silent & calls["age_days"].isna(), UNDATED)


def without_cold(run: Run, card: Scorecard, to_call: pd.DataFrame, *, by_hand: Collection[str] = ()) -> pd.DataFrame:
    """Return the list without the coldest tier, which nobody calls.

    Where there are no tiers, or no signal to part them, only those are left out whom people put there.
    """
    put_there = to_call["lead_id"].isin(by_hand) | (not has_no_signal(run))
    cold = (to_call["tier"] == COLDEST) & put_there & bool(card.tier_names)
    return to_call[~cold].reset_index(drop=True)


def _person_of(calls: pd.DataFrame, to_call: pd.DataFrame) -> pd.Series:
    """Return who calls each lead, ``""`` for nobody."""
    return calls["lead_id"].map(to_call.set_index("lead_id")["person"]).fillna("")


def what_leads_do(run: Run) -> tuple[str, ...]:
    """Return the attributes over what a lead itself does: those that it, or marketing, can change."""
    declared = declare(run.config.attributes)
    return tuple(each.name for each in declared if not isinstance(each, Season | Known | OfColleagues))


def _spoken_of(run: Run, card: Scorecard) -> set[str]:
    """Return the attributes with which a talk can be opened: who people are is not among them."""
    grouped = {attribute.name for attribute in card.attributes if attribute.group not in ("", FIT)}
    return grouped.union(what_leads_do(run))


def _decided(run: Run, card: Scorecard, calls: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    path = run.config.overrides
    if path is None:
        return apply_overrides(calls, (), card, run.as_of)
    known, by_score = run.whole.lead_ids.astype(str), not card.tiers_by_matrix
    said = read_overrides(path, known=known, tiers=card.tier_names, by_score=by_score)
    return apply_overrides(calls, said, card, run.as_of)


def _routed(run: Run, card: Scorecard, to_call: pd.DataFrame, by_hand: list[str]) -> pd.DataFrame:
    """Return who calls each lead; those that people decided on have room before others of their tier."""
    leads = run.whole.leads.set_index(run.whole.roles.lead_id)
    by = {rule: (leads if column in leads else run.open_leads)[column] for rule, column in run.config.route_by.items()}
    return route(to_call, run.config.people, by=by, owner=_owner(run), tiers=card.tier_names, first=by_hand)


def _owner(run: Run) -> pd.Series | None:
    """Return whose each lead is, None where leads need not stay with their owners."""
    leads = run.whole.leads.set_index(run.whole.roles.lead_id)
    return leads[run.whole.roles.owner] if run.config.keep_owner else None


def _for_people(run: Run, to_call: pd.DataFrame) -> pd.DataFrame:
    """Return the list with the leads' own numbers, where they have some beside the id, and contacts if asked for."""
    numbers = None if run.config.order == "rows" else run.whole.roles.order  # the place of a row is no number of theirs
    if numbers not in run.whole.leads or not run.whole.leads[numbers].is_unique or numbers in to_call:
        return _with_contacts(run, to_call)
    of_lead = run.whole.leads.set_index(run.whole.lead_ids.astype(str))[numbers]
    numbered = to_call.copy()
    numbered.insert(1, numbers, of_lead.reindex(to_call["lead_id"]).to_numpy())
    return _with_contacts(run, numbered)


def _with_contacts(run: Run, to_call: pd.DataFrame) -> pd.DataFrame:
    if not run.config.show_contacts:
        return to_call
    roles = run.whole.roles
    columns = [c for c in (*roles.contact, roles.account, *roles.email, *roles.phone) if c]
    leads = run.whole.leads.set_index(run.whole.lead_ids.astype(str))[columns]
    return to_call.join(leads.drop(columns=[c for c in columns if c in to_call]), on="lead_id")


def keep_history(run: Run, card: Scorecard, calls: pd.DataFrame) -> pd.DataFrame:
    """Keep the scores of this run beside those of earlier ones, write ``alerts.csv`` and return the alerts."""
    path, hottest = run.folder / HISTORY, next(iter(card.tier_names), "")
    before = read_score_history(path)
    found = alerts(before, calls, as_of=run.as_of, card=card.name, hottest=hottest)
    run.write(HISTORY, keep_scores(before, calls, as_of=run.as_of, card=card.name))
    run.write("alerts.csv", _noted(run, found))
    return found


def write_nurture(run: Run, card: Scorecard, calls: pd.DataFrame) -> pd.DataFrame:
    """Write ``nurture.csv``, what would lift each lead in the middle, and return it."""
    movable = what_leads_do(run) if run.config.movable is None else run.config.movable
    table = nurture(card, run.open_leads, calls, movable=movable)
    run.write("nurture.csv", _noted(run, table))
    return table


def _noted(run: Run, table: pd.DataFrame) -> pd.DataFrame:
    words = caution(run)
    return table.assign(caution=words) if words else table


def _decisions(overrides: pd.DataFrame) -> list[dict[str, object]]:
    """Return what people decided and what became of it, as plain records; a blank score is None."""
    listed = overrides[["lead_id", "state", "tier", "score", "reason", "by", "until"]].astype(object)
    return listed.where(listed.notna(), None).to_dict("records")


def _room(done: FollowUp) -> dict[str, object]:
    """Return why leads go to nobody, each reason with its leads, and for how many leads the people have room."""
    if done.loads.empty:
        return {}
    why = done.to_call.loc[done.to_call["person"] == "", "routed_by"].value_counts(sort=False)
    nobody = {reason: int(leads) for reason, leads in sorted(why.items(), key=lambda each: (-each[1], each[0]))}
    room = done.loads.loc[done.loads["person"] != NOBODY, "capacity"]
    strange = {"owners_not_people": dict(done.strange_owners)} if done.strange_owners else {}
    return strange | {"nobody": nobody, "people_capacity": None if room.isna().any() else int(room.sum())}


def follow_up_facts(done: FollowUp, found: pd.DataFrame, handed: pd.DataFrame) -> dict[str, object]:
    """Return what was decided, routed, noticed and handed over as facts for ``summary.json``."""
    states = done.overrides["state"].value_counts().sort_index().to_dict()
    facts: dict[str, object] = {"overrides": {state: int(n) for state, n in states.items()}}
    facts["decided"] = _decisions(done.overrides)
    facts["routed"] = dict(zip(done.loads["person"], done.loads["leads"].map(int), strict=True))
    facts |= _room(done)
    facts["alerts"] = {change: int((found["change"] == change).sum()) for change in ("crossed", "fell")}
    return facts | {"handoff": dict(zip(handed["file"], handed["rows"].map(int), strict=True))}
