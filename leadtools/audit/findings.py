"""What a careful analyst would say about a history before learning from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

import numpy as np
import pandas as pd

from leadtools.audit import cells, outcomes, rows
from leadtools.audit.changes import changes
from leadtools.audit.columns import blanked, excluded_columns, judge_leaks
from leadtools.audit.contacts import contact_details
from leadtools.audit.finding import SEVERITIES, Finding
from leadtools.audit.in_runs import of_the_day
from leadtools.audit.personas import personas
from leadtools.audit.persons import repeated_persons
from leadtools.audit.twins import twins
from leadtools.history import History
from leadtools.snapshot import Snapshot


@dataclass(frozen=True)
class Audit:
    """What is wrong with a history, and what is left out of it.

    Attributes
    ----------
    findings : DataFrame
        ``severity`` (high, medium, low), ``column`` (blank where it is about all), ``finding,
        leads`` (how many it concerns), ``advice, example`` (never a name, an address or a phone
        number); gravest first.
    excluded : DataFrame
        ``column, kind, reason`` of the columns that earn no points.
    """

    findings: pd.DataFrame
    excluded: pd.DataFrame


def audit(
    history: History,
    *,
    snapshot: Snapshot | None = None,
    judged_after_days: float = 90,
    leave_out: Mapping[str, str] | None = None,
    keep: Iterable[str] = (),
    missing: Iterable[object] = (),
    missing_in: Mapping[str, Iterable[object]] | None = None,
    leaks: pd.DataFrame | None = None,
    duplicates: pd.DataFrame | None = None,
) -> Audit:
    """Say what is wrong with a history before anything is learned from it.

    Parameters
    ----------
    history : History
    snapshot : Snapshot, optional
        The judged leads; `history.snapshot()` where not given.
    judged_after_days : float
        Days after its creation at which the snapshot's horizon of a lead is over.
    leave_out : mapping of str to str, optional
        Columns left out by hand, with the reason.
    keep : iterable of str
        Columns that stay although they are held for leaks.
    missing : iterable
        Spellings that mean missing.
    missing_in : mapping of str to iterable, optional
        The same by column; those found at reading where a column is not named.
    leaks : DataFrame, optional
        From `judge_leaks`, where it is known already.
    duplicates : DataFrame, optional
        From `find_duplicates`, where it is known already.

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
    history = blanked(history, missing=missing, missing_in=missing_in)
    suspected = judge_leaks(history) if leaks is None else leaks
    excluded = excluded_columns(history, leave_out=leave_out, keep=keep, leaks=suspected)
    gone = {*excluded["column"], *history.roles.columns}
    usable = [column for column in history.leads if column not in gone]
    found = [
        *rows.set_aside(history),
        *rows.impossible_dates(history),
        *rows.assumed_order(history),
        *rows.imports(history),
        *rows.stale(history),
        *rows.unused_events(history),
        *repeated_persons(history, duplicates),
        *contact_details(history),
        *outcomes.counts(history, judged),
        *outcomes.older_left_out(history, judged, pd.Timedelta(days=judged_after_days)),
        *outcomes.drift(judged),
        *personas(history, judged.X),
        *cells.leaks(history, suspected, excluded),
        *cells.strong(history, suspected, usable),
        *cells.totals(history, suspected, usable),
        *cells.unusable(history, excluded),
        *cells.empty(history, usable),
        *cells.outliers(history, usable),
        *twins(history, usable),
        *of_the_day(history, usable),
        *changes(history, usable),
        *rows.rules_of_reading(history),
    ]
    return Audit(_table(found), excluded)


def _table(found: list[Finding]) -> pd.DataFrame:
    table = pd.DataFrame(map(astuple, found), columns=list(Finding.__dataclass_fields__))
    rank = table["severity"].map(SEVERITIES.index).astype(int)
    order = np.lexsort([-table["leads"].to_numpy(dtype=float), rank])
    return table.iloc[order].reset_index(drop=True)
