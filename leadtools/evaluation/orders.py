"""Orders that need no card: what sales would do without one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.history import History
from leadtools.snapshot import Snapshot

DAYS_PER_MONTH = 365.25 / 12


def naive_orders(history: History, snapshot: Snapshot, *, after_days: float = 0) -> dict[str, pd.Series]:
    """Return ``newest first`` and ``most active first``, as far as the history knows dates and events.

    Parameters
    ----------
    history : History
        Whose events are counted.
    snapshot : Snapshot
        The leads to be ordered.
    after_days : float
        The age, in days, at which a lead is looked at; later events are not counted.

    Returns
    -------
    dict of str to Series (n_leads,)
        Higher is called first. ``most active first`` counts the events of each lead before the moment
        at which it is looked at; it is left out where no lead has any. Where a number stands for
        time, the first is called ``newest first (assumed)``, for nothing shows that it rises with time.

    Examples
    --------
    >>> leads = pd.DataFrame({
    ...     "lead_id": ["a", "b"], "converted": [1, 0], "title": ["CEO", "Clerk"],
    ...     "created_at": pd.to_datetime(["2025-01-01", "2025-01-03"]),
    ... })
    >>> events = pd.DataFrame({
    ...     "lead_id": ["a", "b", "b"], "event": "visit",
    ...     "at": pd.to_datetime(["2025-01-01", "2025-01-02", "2025-01-09"]),
    ... })
    >>> history = History(leads, events, known_until="2025-12-31")
    >>> orders = naive_orders(history, history.snapshot(horizon_days=90, after_days=5), after_days=5)
    >>> orders["newest first"].to_dict(), orders["most active first"].to_dict()
    ({'a': 0.0, 'b': 1.0}, {'a': 1.0, 'b': 1.0})
    """
    orders = {}
    if snapshot.moments is not None:
        name = f"newest first{'' if pd.api.types.is_datetime64_any_dtype(snapshot.moments) else ' (assumed)'}"
        orders[name] = snapshot.moments.rank(method="dense").sub(1).reindex(snapshot.X.index)
    active = _events_before(history, snapshot.X.index, after_days)
    if active is not None and active.any():
        orders["most active first"] = active
    return orders


def _events_before(history: History, leads: pd.Index, after_days: float) -> pd.Series | None:
    if history.events is None or history.created_at is None:
        return None
    looked_at = history.created_at + pd.Timedelta(days=after_days)
    events = history.events[["lead_id", "at"]]
    before = events["at"] < events["lead_id"].map(looked_at)
    return events.loc[before, "lead_id"].value_counts().reindex(leads, fill_value=0).astype(float)


def inflow(snapshot: Snapshot) -> float | None:
    """Return how many of these leads there are in a month (n / months); None without dates.

    Examples
    --------
    >>> moments = pd.Series(pd.to_datetime(["2025-01-01", "2025-01-16", "2025-01-31"]))
    >>> round(inflow(Snapshot(pd.DataFrame(index=range(3)), None, None, pd.Series(), moments)), 1)
    3.0
    """
    if snapshot.moments is None or not pd.api.types.is_datetime64_any_dtype(snapshot.moments):
        return None
    days = (snapshot.moments.max() - snapshot.moments.min()) / np.timedelta64(1, "D")
    return len(snapshot.moments) / (days / DAYS_PER_MONTH) if days > 0 else None
