"""Bars inside a table: intervals, and points to either side, drawn behind or beside the numbers by style alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.io.formats.style import Styler

BAND, TICK, MARK = "#9fb2bd", "#0173b2", "#7a7a7a"
"""Colours of the interval, of the value within it and of the line to compare with; seen on white and on black."""

WORTH = ["#de8f0566", "#0173b266"]
"""Colours behind numbers below zero and above; numbers stay readable on them."""

LENGTHS = ("points", "information_value", "counted_twice")
"""Columns whose numbers are drawn as bars behind them."""

PICTURE_REM = 6


class Span(NamedTuple):
    """A value and the ends of its interval, by column, and the line to compare with, if there is one.

    Rows that share a value of the column ``by`` are drawn on one scale; all rows where there is none.
    """

    value: str
    low: str
    high: str
    mark: float | None
    by: str = ""


SPANS = (
    Span("close_rate", "low", "high", None),
    Span("moved_on_rate", "low", "high", None),
    Span("auc", "auc_low", "auc_high", 0.5),
    Span("coefficient", "coefficient_low", "coefficient_high", 0.0),
    Span("log_odds", "log_odds_low", "log_odds_high", 0.0),
    Span("earned", "earned_low", "earned_high", 0.0),
    Span("difference", "difference_low", "difference_high", 0.0, by="measure"),
)


def span_of(table: pd.DataFrame) -> Span | None:
    """Return the interval that the table holds; the first, where it holds several."""
    numbers = set(table.select_dtypes("number").columns)
    return next((span for span in SPANS if {span.value, span.low, span.high} <= numbers), None)


def with_room(table: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Return the table with an empty column behind the interval, in which it is drawn."""
    wide = table.copy()
    wide.insert(table.columns.get_loc(span.high) + 1, picture_of(span), "")
    return wide


def picture_of(span: Span) -> str:
    """Return the name of the column that an interval is drawn in."""
    return f"{span.value}_drawn"


def draw_span(styler: Styler, table: pd.DataFrame, span: Span) -> Styler:
    """Draw each row's interval, on one scale for all rows of one kind."""
    kind = table[span.by] if span.by in table else pd.Series(0, index=table.index)
    drawn = [_styles(rows, span) for _, rows in table.groupby(kind, sort=False)]
    styles = list(pd.concat(drawn)[table.index]) if drawn else []
    styler = styler.apply(lambda _: styles, subset=[picture_of(span)])
    return styler.set_properties(subset=[picture_of(span)], **{"min-width": f"{PICTURE_REM}rem"})


def _styles(table: pd.DataFrame, span: Span) -> pd.Series:
    left, right = _scale(table, span)
    places = (table[[span.low, span.value, span.high]].astype(float) - left) / (right - left)
    mark = None if span.mark is None else (span.mark - left) / (right - left)
    return pd.Series([_drawn(*row, mark) for row in places.clip(0, 1).itertuples(index=False)], index=table.index)


def draw_lengths(styler: Styler, table: pd.DataFrame) -> Styler:
    """Draw a bar behind each number of the columns that are lengths, from zero to either side."""
    numbers = table.select_dtypes("number")
    for column in (c for c in LENGTHS if c in numbers.columns and numbers[c].any()):
        side = {"align": "zero"} if (table[column] < 0).any() else {"align": "left", "vmin": 0}
        styler = styler.bar(subset=[column], color=WORTH if "vmin" not in side else WORTH[1], height=75, **side)
        styler = styler.set_properties(subset=[column], **{"min-width": "4.5rem"})
    return styler


def _scale(table: pd.DataFrame, span: Span) -> tuple[float, float]:
    """Return the ends of the scale: from zero where nothing is compared, else around the mark."""
    start = 0.0 if span.mark is None else span.mark
    left, right = np.nanmin([start, *table[span.low]]), np.nanmax([start, *table[span.high]])
    room = 0.06 * (right - left) or 1.0
    return float(left - (room if span.mark is not None else 0)), float(right + room)


def _drawn(low: float, value: float, high: float, mark: float | None) -> str:
    """Return the style of one cell: a band, a tick on it and the line to compare with."""
    if np.isnan(low + value + high):
        return ""
    layers = [_stripe(value, value, TICK, "4px", "1.1em"), _stripe(low, high, BAND, None, ".6em")]
    layers += [] if mark is None else [_stripe(mark, mark, MARK, "1px", "100%")]
    return "background: " + ", ".join(layers) + ";"


def _stripe(low: float, high: float, colour: str, width: str | None, height: str) -> str:
    """Return one stripe from `low` to `high` (0 to 1), or as wide as said around its place."""
    share = high - low
    size = width or f"{100 * share:.1f}%"
    # A background's place in per cent is counted from what is left beside it.
    place = 100 * (low / (1 - share) if width is None and share < 1 else low)
    return f"linear-gradient({colour}, {colour}) {place:.1f}% 50% / {size} {height} no-repeat"
