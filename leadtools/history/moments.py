"""Moments and numbers of days as people give them."""

import pandas as pd

from leadtools.errors import MomentError

MOST_DAYS = 36_500


def read_moment(value: object, name: str) -> pd.Timestamp:
    """Return a moment without zone (UTC), or raise a MomentError that calls it `name`."""
    try:
        moment = pd.Timestamp(value)
    except (ValueError, TypeError):
        moment = pd.NaT
    if pd.isna(moment):
        raise MomentError(f"{name} is {value!r}; allowed is a date such as 2025-01-31.")
    return moment if moment.tz is None else moment.tz_convert(None)


def read_days(number: float, name: str) -> pd.Timedelta:
    """Return a length of time, or raise a MomentError that calls it `name`."""
    if not 0 <= number <= MOST_DAYS:
        raise MomentError(f"{name} is {number}; allowed is a number of days from 0 to {MOST_DAYS}.")
    return pd.Timedelta(days=number)


def day(moment: pd.Timestamp) -> str:
    """Return a moment as a message shows it."""
    return moment.strftime("%Y-%m-%d")
