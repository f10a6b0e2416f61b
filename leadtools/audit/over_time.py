"""How many leads came, and how many of them closed, as time went on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.history import History
from leadtools.intervals import wilson
from leadtools.snapshot import Snapshot

PARTS_WITHOUT_DATES = 10


def leads_per_month(history: History, snapshot: Snapshot) -> pd.DataFrame | None:
    """Return how many leads were created each month, and how many of them can be judged.

    Returns
    -------
    DataFrame or None
        ``month`` (its first day), ``leads, judged, apart`` (too young, undecided or decided before);
        None where leads have no creation date.
    """
    created = history.created_at
    if created is None:
        return None
    judged = created.index.isin(snapshot.X.index)
    month = created.dt.to_period("M").dt.start_time.rename("month")
    table = pd.DataFrame({"leads": 1, "judged": judged.astype(int)}, index=created.index).groupby(month).sum()
    return table.assign(apart=table["leads"] - table["judged"]).reset_index()


def close_rate_over_time(snapshot: Snapshot) -> pd.DataFrame | None:
    """Return the close rate of leads by month of creation, or by tenth where only an order is known.

    Returns
    -------
    DataFrame or None
        ``period`` (text), ``leads, conversions, close_rate`` (0 to 1), ``low, high`` (95 % Wilson
        interval), earliest first; None where nothing puts the leads in time.
    """
    if snapshot.moments is None:
        return None
    period = _periods(snapshot.moments)
    table = snapshot.y.groupby(period.to_numpy()).agg(["size", "sum"]).set_axis(["leads", "conversions"], axis=1)
    table["close_rate"] = table["conversions"] / table["leads"]
    table["low"], table["high"] = wilson(table["conversions"], table["leads"])
    return table.rename_axis("period").reset_index()


def lowest_and_highest(table: pd.DataFrame) -> str:
    """Return the lowest and the highest close rate of a period, each with its period: they are no trend.

    Examples
    --------
    >>> table = pd.DataFrame({"period": ["2025-01", "2025-02", "2025-03"], "close_rate": [0.21, 0.04, 0.1]})
    >>> lowest_and_highest(table), lowest_and_highest(table.head(1))
    ('between 4.0% (2025-02) and 21.0% (2025-01)', 'all in 2025-01')
    """
    rates, periods = table["close_rate"].to_numpy(), table["period"].tolist()
    if len(periods) == 1:
        return f"all in {periods[0]}"
    low, high = np.argmin(rates), np.argmax(rates)
    if low == high:
        return "the same in each part of the time"
    return f"between {rates[low]:.1%} ({periods[low]}) and {rates[high]:.1%} ({periods[high]})"


def _periods(moments: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(moments):
        return moments.dt.strftime("%Y-%m")
    part = np.ceil(moments.rank(method="first") * PARTS_WITHOUT_DATES / len(moments)).astype(int)
    return part.map("tenth {:02d}".format)
