"""What a list of leads must say beside its scores when it leaves the page: that they are not to be called by."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from leadtools.runs import Run
from leadtools.scorecard import DISQUALIFIED

NO_SIGNAL = "Do not call by this score: on leads it had not seen it was no better than drawing lots."
UNCLEAR = "Too early to tell whether this score works: too few leads to judge it by."
YES_OR_NO = "The export does not tell lost from not yet: the chance compares leads and is not how many will still buy."

CARDS = ("scorecards", "by_segment")
"""Folders of a report in which cards lie."""


def caution(run: Run) -> str:
    """Return what must stand beside every score of a run: the verdict, and what a no means; ``""`` for nothing."""
    return _in_words(run.summary | {"outcome_kind": run.whole.roles.outcome})


def caution_beside(card: Path) -> str:
    """Return the caution of the report in which a card lies, or a folder of cards; ``""`` where it lies in none."""
    folder = card if card.is_dir() else card.parent
    summary = folder.parent / "summary.json"
    if folder.name not in CARDS or not summary.is_file():
        return ""
    try:
        said = json.loads(summary.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return _in_words(said) if isinstance(said, dict) else ""


def _in_words(summary: Mapping[str, object]) -> str:
    verdict = {"no": NO_SIGNAL, "unclear": UNCLEAR}.get(summary.get("signal"), "")
    same = YES_OR_NO if summary.get("outcome_kind") == "flag" else ""
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
    if has_no_signal(run) and "next_step" in calls:
        keep = calls["lead_id"].isin(besides) | (calls["tier"] == DISQUALIFIED)
        noted["next_step"] = calls["next_step"].where(keep, NO_SIGNAL)
    return noted
