"""Close rates by how lately and how often leads did something."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.attributes import attributes_as_of
from leadtools.history import History
from leadtools.intervals import wilson

RECENCY_CUTS = (7, 14, 30)
COUNT_CUTS = (1, 2, 4, 8)


def close_rates_by_event(history: History, *, age_days: float = 30, horizon_days: float = 90) -> pd.DataFrame:
    """Return close rates by days since the last event and by number of events, mailings and all, at one age.

    Parameters
    ----------
    history : History
        With events, and dates of creation and conversion.
    age_days : float
        Each lead is looked at at this age, if it had not converted before.
    horizon_days : float
        In which a conversion counts from then on.

    Returns
    -------
    DataFrame
        ``by`` (``recency`` in days, ``count`` in 30 days), ``level``, ``leads, conversions,
        close_rate, low, high`` (95 %, Wilson).

    Raises
    ------
    MomentError, DataError
        As `History.snapshot`.

    Examples
    --------
    >>> history = History(
    ...     pd.DataFrame({"lead_id": ["a", "b"], "created_at": pd.to_datetime("2025-01-01"),
    ...                   "converted_at": pd.to_datetime(["2025-02-10", None])}),
    ...     pd.DataFrame({"lead_id": ["a"], "event": ["visit"], "at": pd.to_datetime(["2025-01-30"])}),
    ...     known_until="2025-12-01")
    >>> close_rates_by_event(history)[["by", "level", "leads", "conversions"]].values.tolist()
    [['recency', 'up to 7 days', 1, 1], ['recency', 'never', 1, 0], ['count', '0', 1, 0], ['count', '1', 1, 1]]
    """
    snapshot = history.without(history.attributes).snapshot(after_days=age_days, horizon_days=horizon_days)
    moments = history.created_at.reindex(snapshot.y.index) + pd.Timedelta(days=age_days)
    kinds = sorted(map(str, history.events["event"].dropna().unique()))
    did = attributes_as_of(history.events, moments, {
        "recency": {"recency": kinds}, "count": {"count": kinds, "window_days": 30}})  # fmt: skip
    ends = (0, *RECENCY_CUTS, np.inf)
    recency = pd.cut(did["recency"], ends, labels=_spans(RECENCY_CUTS)).cat.add_categories("never").fillna("never")
    count = pd.cut(did["count"], (-1, 0, *COUNT_CUTS, np.inf), labels=["0", *_ranges(COUNT_CUTS)])
    return pd.concat([rates("recency", recency, snapshot.y), rates("count", count, snapshot.y)], ignore_index=True)


def _spans(cuts) -> list[str]:
    between = [f"over {low} to {high} days" for low, high in zip(cuts, cuts[1:], strict=False)]
    return [f"up to {cuts[0]} days", *between, f"over {cuts[-1]} days"]


def _ranges(cuts) -> list[str]:
    steps = zip(cuts, cuts[1:], strict=False)
    names = [f"{low + 1}" if high == low + 1 else f"{low + 1} to {high}" for low, high in steps]
    return [str(cuts[0]), *names, f"over {cuts[-1]}"]


def rates(by: str, level: pd.Series, y: pd.Series) -> pd.DataFrame:
    """Return close rates by level, with counts and intervals."""
    counted = y.groupby(level, observed=True).agg(leads="size", conversions="sum").reset_index(names="level")
    low, high = wilson(counted["conversions"], counted["leads"])
    rate = counted["conversions"] / counted["leads"]
    return counted.assign(by=by, level=counted["level"].astype(str), close_rate=rate, low=low, high=high)[
        ["by", "level", "leads", "conversions", "close_rate", "low", "high"]
    ]
