"""The paper-sized tables of the lessons: small enough to be redone by hand."""

from __future__ import annotations

import pandas as pd

from leadtools.intervals import wilson


def _twenty() -> pd.DataFrame:
    """Return twenty leads: two of four executives converted, two of six managers, one of ten others."""
    titles = ["executive"] * 4 + ["manager"] * 6 + ["staff"] * 10
    fair = {1, 2, 5, 11, 12}
    won = {1, 3, 5, 6, 11}
    rows = [
        (f"L{number:02}", title, "fair" if number in fair else "web", int(number in won))
        for number, title in enumerate(titles, 1)
    ]
    return pd.DataFrame(rows, columns=["lead", "title", "source", "converted"])


TWENTY = _twenty()
"""Lesson 1: ``lead, title, source, converted``."""

FIRST_CARD = pd.DataFrame(
    [("title", "executive", 20), ("title", "manager", 10), ("title", "staff", 0), ("source", "fair", 10),
     ("source", "web", 0)],
    columns=["attribute", "level", "points"],
)  # fmt: skip
"""Lesson 1: a scorecard of two attributes; every lead begins with `FIRST_START`."""

FIRST_START = 30

SOURCES = pd.DataFrame([("fair", 40, 20), ("web", 160, 20)], columns=["source", "leads", "conversions"])
"""Lesson 2: half of 40 leads from the fair converted, an eighth of 160 from the web."""

CHANNELS = pd.DataFrame(
    [("web", 700, 61), ("fair", 200, 30), ("partner", 95, 8), ("referral", 5, 1)],
    columns=["source", "leads", "conversions"],
)
"""Lesson 3: 100 of 1,000 leads converted, and one channel has five leads."""

CROSSED = pd.DataFrame(
    [("director", "fair", 80, 40), ("director", "web", 20, 10), ("other", "fair", 20, 2), ("other", "web", 80, 8)],
    columns=["title", "source", "leads", "conversions"],
)
"""Lessons 4 and 6: directors come by the fair; the fair itself does nothing."""

EXPORT = pd.DataFrame(
    [("E01", "2025-01-10", "2025-02-20", "DE", "agreed on price", "2025-02-18", 6),
     ("E02", "2025-01-15", None, "DE", "no budget", None, 2),
     ("E03", "2025-02-03", "2025-07-20", "AT", "agreed on price", "2025-07-15", 5),
     ("E04", "2025-02-20", "2025-04-25", "AT", "agreed on price", "2025-04-22", 1),
     ("E05", "2025-03-02", "2025-04-11", "DE", "agreed on price", "2025-04-09", 4),
     ("E06", "2025-03-18", None, "CH", "no budget", None, 3),
     ("E07", "2025-04-05", None, "CH", None, None, 0),
     ("E08", "2025-04-22", None, "DE", None, None, 2),
     ("E09", "2025-06-12", "2025-07-01", "DE", "agreed on price", "2025-06-30", 7),
     ("E10", "2025-06-25", None, "AT", None, None, 1),
     ("E11", "2025-07-09", None, "DE", None, None, 3),
     ("E12", "2025-07-21", None, "CH", None, None, 2)],
    columns=["lead", "created", "converted", "country", "call_outcome", "contract_sent", "visits_before_form"],
).assign(created=lambda t: pd.to_datetime(t["created"]), converted=lambda t: pd.to_datetime(t["converted"]),
         contract_sent=lambda t: pd.to_datetime(t["contract_sent"]))  # fmt: skip
"""Lesson 5: an export of twelve leads, made on `EXPORTED`."""

EXPORTED = pd.Timestamp("2025-07-31")
HORIZON_DAYS = 90

BANDS = pd.DataFrame(
    [("80 and more", 80, 20, 8), ("60 to 79", 60, 40, 10), ("40 to 59", 40, 80, 8), ("20 to 39", 20, 160, 6)],
    columns=["band", "lowest", "leads", "conversions"],
)
"""Lesson 7: last month's 300 leads by score."""

FADING = pd.DataFrame(
    [("2024, first half", 100, 30, 1000, 100), ("2024, second half", 100, 24, 1000, 100),
     ("2025, first half", 100, 15, 1000, 100), ("2025, second half", 100, 10, 1000, 100)],
    columns=["period", "leads", "conversions", "all_leads", "all_conversions"],
)  # fmt: skip
"""Lesson 8: the fair's leads, half-year by half-year, beside all leads."""


def one_row_a_lead(counts: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return counts as `X, y`: a row for each lead, those that converted first.

    Examples
    --------
    >>> X, y = one_row_a_lead(SOURCES)
    >>> len(X), int(y.sum()), X["source"].value_counts().to_dict()
    (200, 40, {'web': 160, 'fair': 40})
    """
    attributes = [column for column in counts if column not in {"leads", "conversions"}]
    X = counts.loc[counts.index.repeat(counts["leads"]), attributes].reset_index(drop=True)
    y = [int(place < row.conversions) for row in counts.itertuples() for place in range(row.leads)]
    return X, pd.Series(y, name="converted")


def with_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Return counts with their ``close_rate`` and its 95 % interval ``low, high``."""
    low, high = wilson(counts["conversions"], counts["leads"])
    return counts.assign(close_rate=counts["conversions"] / counts["leads"], low=low, high=high)
