"""What a list of leads must say beside its scores when it leaves the page: that they are not to be called by."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from leadtools.runs import Run
from leadtools.scorecard import DISQUALIFIED

NO_SIGNAL = "Do not call by this score: on leads it had not seen it was no better than drawing lots."
UNCLEAR = "Too early to tell whether this score works: too few leads to judge it by."
YES_OR_NO = "The export does not tell lost from not yet: the chance compares leads and is not how many will still buy."


def caution(run: Run) -> str:
    """Return what must stand beside every score of a run: the verdict, and what a no means; ``""`` for nothing."""
    verdict = {"no": NO_SIGNAL, "unclear": UNCLEAR}.get(run.summary.get("signal"), "")
    same = YES_OR_NO if run.whole.roles.outcome == "flag" else ""
    return " ".join(filter(None, [verdict, same]))


def has_no_signal(run: Run) -> bool:
    """Tell whether the comparison of this run found no signal, so that nobody is to be called by its scores."""
    return run.summary.get("signal") == "no"


def cautioned(calls: pd.DataFrame, run: Run, *, besides: Collection[str] = ()) -> pd.DataFrame:
    """Return a call list with the ``caution`` of the run as its last column, where there is one.

    Where there is no signal it stands in place of the next step too, for that step would say whom to
    call. `besides` are leads that keep theirs, for a person has decided on them.
    """
    words = caution(run)
    if not words:
        return calls
    noted = calls.assign(caution=words)
    if has_no_signal(run):
        keep = calls["lead_id"].isin(besides) | (calls["tier"] == DISQUALIFIED)
        noted["next_step"] = calls["next_step"].where(keep, NO_SIGNAL)
    return noted
