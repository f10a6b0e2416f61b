"""The moments of a calendar at which a history is looked back on."""

from __future__ import annotations

import pandas as pd

from leadtools.errors import MomentError, ParameterError, did_you_mean

PERIODS = {"week": "W-SUN", "month": "M", "quarter": "Q-DEC", "year": "Y-DEC"}
"""What `every` may be, and what pandas calls it; weeks begin on Monday."""


def starts(first: pd.Timestamp, last: pd.Timestamp, every: str) -> list[pd.Timestamp]:
    """Return the first moment of each calendar period that begins after `first` and not after `last`.

    Raises
    ------
    ParameterError
        If `every` is no period of the calendar.

    Examples
    --------
    >>> found = starts(pd.Timestamp("2025-01-15"), pd.Timestamp("2025-03-01"), "month")
    >>> [f"{moment:%Y-%m-%d}" for moment in found]
    ['2025-02-01', '2025-03-01']
    """
    if every not in PERIODS:
        raise ParameterError(f"every is {every!r}{did_you_mean(every, PERIODS)}")
    periods = pd.period_range(first, last, freq=PERIODS[every])
    return [moment for moment in periods.to_timestamp() if first < moment <= last]


def next_start(moment: pd.Timestamp, every: str) -> pd.Timestamp:
    """Return the first moment of the calendar period after the one that `moment` lies in."""
    return (moment.to_period(PERIODS[every]) + 1).to_timestamp()


def refuse_no_period(first: pd.Timestamp, last: pd.Timestamp, every: str, horizon_days: float | None) -> None:
    """Raise a MomentError that says why no period of the calendar can be looked back on."""
    wait = "" if horizon_days is None else f" whose horizon of {horizon_days:g} days has passed"
    raise MomentError(
        f"The data reach from {first:%Y-%m-%d} to {last:%Y-%m-%d}: too short for a {every} that begins after the first "
        f"lead{wait}. Bring a longer history, or choose a shorter {'`every`' if horizon_days is None else 'horizon'}."
    )
