"""The last day in the data, on which everything is looked at: one mistyped date must not move it for everybody."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from leadtools.errors import DataError
from leadtools.history import History

FEWEST_MOMENTS = 50
MOST_ALONE = 0.001
"""Share of all moments that may stand off together, at least one, and be held for mistakes."""

LATEST_PART = 0.1
LEAST_GAP_DAYS = 90


def refuse_lone_last_day(history: History) -> None:
    """Refuse data whose last moments stand far off all others, for ages and windows are counted back from there.

    Far off is more than twice the time that the latest tenth of the moments takes before, and 90 days more.

    Raises
    ------
    DataError
        Naming the moment, where it stands, and what to write.
    """
    moments = pd.concat([column for _, column in _columns(history)] or [pd.Series(dtype="datetime64[us]")]).to_numpy()
    if len(moments) < FEWEST_MOMENTS:
        return
    alone = max(1, int(MOST_ALONE * len(moments)))
    latest = np.sort(np.partition(moments, -alone - 1)[-alone - 1 :])
    place = int(np.diff(latest).argmax())
    end, off = pd.Timestamp(latest[place]), pd.Timestamp(latest[place + 1])
    tenth = end - pd.Timestamp(np.quantile(moments.astype("int64"), 1 - LATEST_PART).astype("int64"), unit="us")
    if off - end > 2 * max(tenth, pd.Timedelta(0)) + pd.Timedelta(days=LEAST_GAP_DAYS):
        raise DataError(_words(history, end, off, alone - place))


def _columns(history: History) -> Iterator[tuple[str, pd.Series]]:
    """Yield the columns that say until when something is known, by lead."""
    leads = history.leads.set_index(history.roles.lead_id)
    named = [(f"`{column}`", leads[column]) for column in (history.roles.created_at, history.roles.decision) if column]
    dated = [(what, table) for what, table in (("an event", history.events), ("a change", history.changes))
             if table is not None]  # fmt: skip
    named += [(what, table.set_index("lead_id")["at"]) for what, table in dated]
    yield from ((what, column.dropna().astype("datetime64[us]")) for what, column in named)


def _words(history: History, end: pd.Timestamp, off: pd.Timestamp, n: int) -> str:
    what, lead = next(
        (what, column.index[column == off][0]) for what, column in _columns(history) if (column == off).any()
    )
    many = f"{n:,} moments stand off" if n > 1 else "one moment stands off"
    return (
        f"The data end on {end:%Y-%m-%d} but for what is dated {off:%Y-%m-%d} or later ({what} of the lead {lead}): "
        f"{many} all others by {(off - end).days:,} days. Everything is looked at as of the last day, so a mistyped "
        f"date would move it for every lead. Mend the date, or write `known_until: {end:%Y-%m-%d}` (without what comes "
        f"later) or `known_until: {history.known_until:%Y-%m-%d}` (if it is right)."
    )
