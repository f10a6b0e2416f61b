"""From the scores of a run to the files that a CRM imports, which say no more than the scores do."""

from __future__ import annotations

import pandas as pd

from leadtools.actions import write_csv
from leadtools.cautions import has_no_signal
from leadtools.documents import make_folder
from leadtools.exports.handoff import NOT_TOLD, PAST_HORIZON, UNKNOWN_AGE, hand_off
from leadtools.follow_up import STALE, UNDATED, FollowUp, by_hand_of
from leadtools.runs import Run
from leadtools.scorecard import DISQUALIFIED, Scorecard


def hand_over(run: Run, card: Scorecard, done: FollowUp) -> pd.DataFrame:
    """Write the files that the CRMs of the configuration import into ``handoff``; return how many rows each has.

    Tasks are made for the leads to call of the hottest tier: where people are declared, for all that go to
    somebody, else for no more than there is room for. Where the scores have no signal, only leads that people
    decided on get one.
    """
    folder, rows = run.folder / "handoff", []
    leads, no_signal = _calls_first(_said_of(run, done), done.to_call["lead_id"]), has_no_signal(run)
    calls = done.to_call[done.to_call["lead_id"].isin(by_hand_of(done.overrides))] if no_signal else done.to_call
    tasks = _tasks(run, calls[calls["tier"].isin(card.tier_names[:1])])
    users = {person.name: person.user for person in run.config.people}
    for crm in run.config.handoff:
        made = hand_off(crm, leads, to_call=tasks, tiers=card.tier_names,
                        email=_first_email(run), users=users, as_of=run.as_of)  # fmt: skip
        make_folder(folder)
        for name in ("leads", "tasks", "left_out"):
            table = getattr(made, name)
            write_csv(table, folder / f"{crm}_{name}.csv")
            rows.append({"file": f"handoff/{crm}_{name}.csv", "rows": len(table)})
    return pd.DataFrame(rows, columns=["file", "rows"])


def _tasks(run: Run, hottest: pd.DataFrame) -> pd.Series:
    """Return which of the hottest leads get a task: those that somebody calls, else as many as there is room for."""
    if "person" in hottest:
        return hottest.loc[hottest["person"] != "", "lead_id"]
    return hottest["lead_id"].head(run.config.capacity or len(hottest))


def _calls_first(leads: pd.DataFrame, to_call: pd.Series) -> pd.DataFrame:
    """Return the leads to call in the order of their list, then the others: one address takes one lead only."""
    place = pd.Series(range(len(to_call)), to_call.astype(str))
    order = leads["lead_id"].astype(str).map(place).fillna(len(place))
    return leads.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _said_of(run: Run, done: FollowUp) -> pd.DataFrame:
    """Return the scored leads; those that the score does not speak for say so in place of a tier.

    They stay in the file, for a lead left out would keep the tier of an earlier day in the CRM. A caution
    stands before the reasons, for a CRM has no column for it.
    """
    leads, by_hand = done.scored.copy(), by_hand_of(done.overrides)
    if has_no_signal(run):
        leads.loc[~leads["lead_id"].isin(by_hand) & (leads["tier"] != DISQUALIFIED), "tier"] = NOT_TOLD
    silent = run.ages.unspoken_for(leads, besides=by_hand)
    leads.loc[silent, ["tier", "next_step"]] = PAST_HORIZON, STALE
    if "age_days" in leads:
        leads.loc[silent & leads["age_days"].isna(), ["tier", "next_step"]] = UNKNOWN_AGE, UNDATED
    if "caution" in leads:
        leads["reasons"] = leads["caution"] + " " + leads["reasons"]
    return leads


def _first_email(run: Run) -> pd.Series | None:
    columns = run.whole.roles.email
    if not columns:
        return None
    return run.whole.leads.set_index(run.whole.roles.lead_id)[columns[0]]
