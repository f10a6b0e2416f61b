"""What a careful analyst would say about a history before learning from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportions_ztest

from leadtools.audit.columns import completeness, excluded_columns
from leadtools.history import History
from leadtools.snapshot import Snapshot

SEVERITIES = ("high", "medium", "low")
MOSTLY_EMPTY = 0.5
FEW_CONVERSIONS = 30


@dataclass(frozen=True)
class Audit:
    """What is wrong with a history, and what is left out of it.

    Attributes
    ----------
    findings : DataFrame
        ``severity`` (high, medium, low), ``column`` (blank where it is about all), ``finding,
        leads`` (how many it concerns), ``advice``; gravest first.
    excluded : DataFrame
        ``column, kind, reason`` of the columns that earn no points.
    """

    findings: pd.DataFrame
    excluded: pd.DataFrame


@dataclass(frozen=True)
class _Finding:
    severity: str
    column: str
    finding: str
    leads: int
    advice: str


def audit(
    history: History,
    *,
    snapshot: Snapshot | None = None,
    leave_out: Mapping[str, str] | None = None,
    missing: Iterable[object] = (),
) -> Audit:
    """Say what is wrong with a history before anything is learned from it.

    Parameters
    ----------
    history : History
    snapshot : Snapshot, optional
        The judged leads; `history.snapshot()` where not given.
    leave_out : mapping of str to str, optional
        Columns left out by hand, with the reason.
    missing : iterable
        Spellings that mean missing.

    Returns
    -------
    Audit

    Examples
    --------
    >>> history = History(pd.DataFrame({
    ...     "lead_id": list("abcd"), "country": "DE", "converted": [True, False, False, False],
    ... }))
    >>> audit(history).excluded[["column", "kind"]].values.tolist()
    [['lead_id', 'role'], ['country', 'constant'], ['converted', 'role']]
    """
    judged = history.snapshot() if snapshot is None else snapshot
    excluded = excluded_columns(history, leave_out=leave_out)
    found = [*_rows(history), *_outcome(judged), *_drift(judged), *_columns(history, excluded, missing)]
    table = pd.DataFrame(found, columns=list(_Finding.__dataclass_fields__))
    rank = table["severity"].map(SEVERITIES.index).astype(int)
    order = np.lexsort([-table["leads"].to_numpy(dtype=float), rank])
    return Audit(table.iloc[order].reset_index(drop=True), excluded)


def _rows(history: History) -> Iterator[_Finding]:
    if history.reading is not None and len(history.reading.set_aside):
        for (file, reason), rows in history.reading.set_aside.groupby(
            ["file", _without_quotes(history.reading.set_aside)]
        ):
            words = f"rows of {file} were set aside: {reason}"
            yield _Finding("medium", "", words, len(rows), "Look them up in set_aside.csv and mend them in the source.")


def _without_quotes(set_aside: pd.DataFrame) -> pd.Series:
    """Return reasons without the values they quote, so that like reasons count together."""
    quoted = r'"[^"]*"|`[^`]*`|\d{4}-\d\d-\d\d[ \d:.]*'
    return set_aside["reason"].str.replace(quoted, "…", regex=True).rename("kind")


def _outcome(judged: Snapshot) -> Iterator[_Finding]:
    for reason, n in judged.apart.value_counts().items():
        yield _Finding("low", "", f"leads are {reason}", int(n), "They are shown apart and never counted as lost.")
    conversions = int(judged.y.sum())
    if conversions < FEW_CONVERSIONS:
        words = f"only {conversions} of {len(judged.y)} judged leads converted"
        yield _Finding(
            "high", "", words, conversions, "Expect wide intervals; bring a longer history before trusting points."
        )


def _drift(judged: Snapshot) -> Iterator[_Finding]:
    """Compare the close rate of the latest fifth of the leads with that of the others."""
    if judged.moments is None or len(judged.y) < 100:
        return
    late = (judged.moments.rank(method="average") > 0.8 * len(judged.y)).to_numpy()
    y = judged.y.to_numpy()
    wins, leads = [y[late].sum(), y[~late].sum()], [late.sum(), (~late).sum()]
    if min(wins) == 0 and max(wins) == 0:
        return
    before, after = wins[1] / leads[1], wins[0] / leads[0]
    p_value = proportions_ztest(wins, leads)[1]
    if p_value < 0.01 and max(before, after) > 1.2 * min(before, after):
        words = f"the close rate moved from {before:.1%} to {after:.1%} in the latest fifth of the leads"
        yield _Finding("medium", "", words, int(leads[0]), "Learn from recent leads, and look again at every review.")


def _columns(history: History, excluded: pd.DataFrame, missing: Iterable[object]) -> Iterator[_Finding]:
    n = len(history.leads)
    for row in excluded[excluded["kind"].isin(["constant", "identifier", "text"])].itertuples():
        yield _Finding(
            "low", row.column, f"no points can come of it: {row.reason}", n, "Nothing to do; it is left out."
        )
    usable = [c for c in history.leads if c in history.attributes and c not in set(excluded["column"])]
    filled = completeness(history.leads[usable], missing=missing)
    for row in filled[filled["filled_share"] < MOSTLY_EMPTY].itertuples():
        words = f"it is filled in for {row.filled_share:.0%} of the leads"
        yield _Finding(
            "medium", row.column, words, n - row.filled, "Ask who fills it in and when; blank is a level of its own."
        )
