"""One finding, and the words that findings share."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from leadtools.history import History
from leadtools.readers.stated import example_of

SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True)
class Finding:
    """What is wrong, in which column (blank: with all), for how many leads, and what to do about it."""

    severity: str
    column: str
    finding: str
    leads: int
    advice: str
    example: str = ""


def moments_of(history: History) -> pd.Series | None:
    """Return what puts the leads in time, in the order of ``history.leads``; None where nothing does."""
    column = history.roles.created_at or history.roles.order
    return None if column is None else history.leads[column]


def in_words(moment: object) -> str:
    """Return a date as a day, and a number of an order as it is."""
    return moment.strftime("%Y-%m-%d") if isinstance(moment, pd.Timestamp) else f"{moment:,.0f} in the order"


def shown_of(column: object, number: float) -> str:
    """Return a number of a column as an example; nothing where the column may say who a person is."""
    return shown(number) if example_of(column, "1") else ""


def shown(number: float) -> str:
    """Return a number with as many digits as people read."""
    return f"{number:,.0f}" if abs(number) >= 1000 or float(number).is_integer() else f"{number:.4g}"
