"""Times that a clock on a wall gave become UTC, the days on which it was changed included."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.readers.rows import Rows

ADVICE = "`time_zone: Europe/Berlin` in the configuration says where the clock stood."


def in_utc(rows: Rows, dates: pd.Series, zoned: np.ndarray, zone: str | None) -> pd.Series:
    """Return dates without zone in UTC; those that are not in UTC yet were given by a clock in `zone`.

    Parameters
    ----------
    rows : Rows
        What was done is stated there.
    dates : Series of datetime64[us]
    zoned : ndarray of bool
        Which of them had a zone of their own, so are in UTC already.
    zone : str or None
        None: the clock showed UTC.

    Notes
    -----
    A column of days without any time of day stays as it is. The hour that the clock showed twice in
    autumn counts as the first of the two; an hour that it left out in spring counts as its end.
    """
    clock = dates[~zoned].dropna()
    if (clock == clock.dt.normalize()).all():
        return dates
    if zone is None:
        rows.state("times without a zone taken as UTC", len(clock), column=str(dates.name), advice=ADVICE)
        return dates
    placed = _placed(clock, zone, first=True)
    example = f"{clock.iloc[0]:%Y-%m-%d %H:%M} → {placed.iloc[0]:%Y-%m-%d %H:%M}"
    rows.state(f"times of {zone} turned into UTC", len(clock), column=str(dates.name), example=example)
    twice = (placed != _placed(clock, zone, first=False)).sum()
    rows.state("times the clock showed twice taken as the first of the two", twice, column=str(dates.name))
    skipped = (placed.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None) != clock).sum()
    rows.state("times the clock left out moved to the next that it showed", skipped, column=str(dates.name))
    return dates.mask(dates.index.isin(clock.index), placed.reindex(dates.index)).astype("datetime64[us]")


def _placed(clock: pd.Series, zone: str, *, first: bool) -> pd.Series:
    summer = np.full(len(clock), first)
    there = clock.dt.tz_localize(zone, ambiguous=summer, nonexistent="shift_forward")
    return there.dt.tz_convert("UTC").dt.tz_localize(None)
