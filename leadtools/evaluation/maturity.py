"""How long leads take to convert, and how far young leads pull a close rate down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm

from leadtools.errors import DataError, ParameterError, did_you_mean
from leadtools.evaluation.followed import Curve, Followed, wilson
from leadtools.evaluation.pace import Pace, just_before
from leadtools.history import History
from leadtools.methods.counts import ENOUGH

NOT_ENOUGH = "not enough data"
MOST_SEGMENTS = 100


def time_to_close(history: History, *, days: Sequence[float] = (30, 60, 90, 180)) -> pd.DataFrame:
    """Follow leads from their creation and say which share has converted by each day (Kaplan–Meier).

    Parameters
    ----------
    history : History
        With creation dates and dates of the outcome.
    days : sequence of float
        Days after creation, rising.

    Returns
    -------
    DataFrame (n_days, 9)
        ``days, followed`` (leads watched that long without converting before), ``conversions`` (seen
        by then), ``close_rate`` (share of leads converted by that day, young leads allowed for) with
        its 95 % interval ``low, high``; ``seen`` (share of the conversions by the last of `days` that
        can be told, which have come by this day) with ``seen_low, seen_high``. Days for which fewer
        than five leads have been followed are not told: their shares are not numbers.

    Raises
    ------
    MomentError
        If the leads or the outcome have no dates.
    ParameterError
        If `days` do not rise from above 0.

    Notes
    -----
    Leads too young count for as long as they have been followed (Kaplan and Meier 1958). A lost lead
    counts as not converted until the end of the data, so what is estimated is the share of all leads
    that convert, not of those that would if none were lost. Where the history names accounts, the
    intervals allow for leads of one account converting together.

    Examples
    --------
    Four of twenty leads convert after 10 days, so 16/20 are left. Eight are 20 days old today and no
    longer followed. Of the last eight two convert after 40 days: 16/20 × 6/8 = 0.6 are left, 0.4
    converted, while the plain rate says 6/20. Half of the 0.4 had come by day 30.

    >>> today, old = pd.Timestamp("2025-06-30"), pd.Timestamp("2025-01-01")
    >>> wins = pd.to_timedelta([10] * 4 + [40] * 2 + [None] * 14, unit="D")
    >>> history = History(pd.DataFrame({
    ...     "lead_id": range(20), "created_at": [old] * 12 + [today - pd.Timedelta(days=20)] * 8,
    ...     "converted_at": old + wins,
    ... }), known_until=today)
    >>> time_to_close(history, days=[30, 40])[["days", "followed", "conversions", "close_rate", "seen"]]
       days  followed  conversions  close_rate  seen
    0    30         8            4         0.2   0.5
    1    40         8            6         0.4   1.0
    """
    if not len(days) or any(later <= earlier for earlier, later in zip([0, *days], days, strict=False)):
        raise ParameterError(f"days are {list(days)}; allowed are days that rise from above 0, such as [30, 60, 90].")
    curve = Followed.of(history).curve()
    told = [day for day in days if curve.followed_for(day) >= ENOUGH]
    rows = [_at_day(curve, day, told[-1]) if day in told else _untold(curve, day) for day in days]
    columns = ["days", "followed", "conversions", "close_rate", "low", "high", "seen", "seen_low", "seen_high"]
    return pd.DataFrame(rows, columns=columns)


def _at_day(curve: Curve, day: float, last: float) -> tuple:
    seen = _seen(curve, day, last)
    return (*_counts(curve, day), float(curve.share(day)), *curve.interval(day), *seen)


def _untold(curve: Curve, day: float) -> tuple:
    return (*_counts(curve, day), *[np.nan] * 6)


def _counts(curve: Curve, day: float) -> tuple[float, int, int]:
    return day, int(curve.followed_for(day)), int(curve.events[curve.days <= day].sum())


def _seen(curve: Curve, day: float, last: float) -> tuple[float, float, float]:
    """Return the share of the conversions by `last` that come by `day`, with its 95 % interval.

    With A the share left by `day` and AB that by `last`, the share seen is (1 − A) / (1 − AB); ln A
    and ln B are independent, and their errors are carried over to its log-odds.
    """
    left, left_last = 1 - float(curve.share(day)), 1 - float(curve.share(last))
    if left_last == 1:
        return np.nan, np.nan, np.nan
    seen = (1 - left) / (1 - left_last)
    if not 0 < seen < 1:
        return seen, seen, seen
    by_day = curve.log_variance(day)
    after = curve.log_variance(last) - by_day
    slope_a, slope_b = left - left_last, (1 - left) * left_last  # left of day A(1 − B), (1 − A)AB
    error = np.sqrt(slope_a**2 * by_day + slope_b**2 * after) / (1 - left_last) ** 2
    half = norm.ppf(0.975) * error / (seen * (1 - seen))
    return seen, float(expit(logit(seen) - half)), float(expit(logit(seen) + half))


def maturity_by(history: History, column: str, *, horizon_days: float = 90) -> pd.DataFrame:
    """Correct the close rates of segments or months for leads that are still young.

    Parameters
    ----------
    history : History
        With creation dates and dates of the outcome.
    column : str
        A column of the leads, such as the channel; the column of creation dates stands for the
        calendar month of creation.
    horizon_days : float
        Days after creation within which a conversion counts.

    Returns
    -------
    DataFrame (n_segments, 10)
        ``segment, leads, young_share`` (leads whose horizon has not passed), ``conversions`` (seen so
        far within the horizon), ``naive_rate`` (conversions ÷ leads), ``close_rate`` (corrected: by
        the end of the horizon) with its 95 % interval ``low, high``, ``understated`` (by which share
        the naive rate falls short of the corrected one) and ``verdict`` in words. Largest segment
        first; months in order.

    Raises
    ------
    MomentError
        If the leads or the outcome have no dates, or no lead has been followed for the horizon.
    DataError
        If `column` is not there or has more than 100 values, or no lead converted.

    Notes
    -----
    A segment of which at least five leads have been followed for the whole horizon is corrected by
    its own Kaplan–Meier curve. Any other, such as the latest month, by the pace of all leads: its
    conversions ÷ the conversions that as many leads of that age show per converter, which supposes
    that its leads take as long as others. The interval allows for the error of the pace too.
    """
    if not horizon_days > 0:
        raise ParameterError(f"horizon_days is {horizon_days}; allowed is a number of days above 0, such as 90.")
    followed = Followed.of(history)
    pace = Pace.of(followed, horizon_days)
    segments = _segments(history, column)[followed.days.index]
    names = sorted(segments.unique()) if _is_creation(history, column) else list(segments.value_counts(sort=True).index)
    rows = [(name, *_corrected(pace, (segments == name).to_numpy())) for name in names]
    columns = ["segment", "leads", "young_share", "conversions", "naive_rate", "close_rate", "low", "high",
               "understated", "verdict"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _is_creation(history: History, column: str) -> bool:
    return column == history.roles.created_at


def _segments(history: History, column: str) -> pd.Series:
    """Return the segment of every lead by ``lead_id``; blank cells are a segment of their own."""
    if column not in history.leads.columns:
        raise DataError(f"`{column}` is not a column of the leads{did_you_mean(column, history.attributes)}")
    values = history.leads[column].set_axis(history.lead_ids)
    if _is_creation(history, column):
        return values.dt.strftime("%Y-%m").fillna("(missing)")
    if values.nunique() > MOST_SEGMENTS:
        raise DataError(
            f"`{column}` has {values.nunique()} values, too many to be segments; allowed are {MOST_SEGMENTS}. Choose a "
            "column such as the channel, or the column of creation dates for months."
        )
    return values.astype(object).where(values.notna(), "(missing)").astype(str)


def _corrected(pace: Pace, chosen: np.ndarray) -> tuple:
    segment, horizon_days = pace.followed.take(chosen), pace.horizon_days
    conversions = int((segment.converted & (segment.days < horizon_days)).sum())
    young, naive = float((segment.ages < horizon_days).mean()), conversions / len(segment.days)
    worth = pace.worth(chosen)
    if (segment.ages >= horizon_days).sum() >= ENOUGH:
        curve, end = segment.curve(), just_before(horizon_days)
        found = (float(curve.share(end)), *curve.interval(end))
    elif worth >= ENOUGH:
        rate = min(1.0, conversions / worth)
        found = (rate, *wilson(rate, pace.leads(rate, chosen)))
    else:
        found = (np.nan, np.nan, np.nan)
    understated = 1 - naive / found[0] if young and found[0] > 0 else 0.0
    return len(segment.days), young, conversions, naive, *found, understated, _verdict(conversions, young, found)


def _verdict(conversions: int, young: float, found: tuple[float, float, float]) -> str:
    rate, _, high = found
    if np.isnan(rate):
        return NOT_ENOUGH
    if conversions == 0:
        return f"no conversion{' yet' if young else ''}; up to {high:.1%} is possible"
    if young == 0:
        return "all leads are old enough"
    return f"{young:.0%} of the leads are too young"
