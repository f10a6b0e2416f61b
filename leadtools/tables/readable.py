"""Numbers as people read them: percentages, few digits, escaped cells, bars."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
from markupsafe import Markup
from pandas.io.formats.style import Styler

from leadtools.tables.bars import draw_lengths, draw_span, picture_of, span_of, with_room
from leadtools.tables.words import AS_IT_STANDS, ticked

SHARES = {
    "close_rate", "low", "high", "shrunk_rate", "filled_share", "capture", "predicted", "probability", "counted_twice",
    "with_share", "share", "open_share", "close_rate_below", "low_below", "high_below", "level_rate", "rest_rate",
    "young_share", "naive_rate", "understated", "seen", "seen_low", "seen_high", "moved_on_rate",
    "chance_now",
}  # fmt: skip
ONE_LINE = 16
"""Characters: what a verdict such as *not enough data* takes."""

SENTENCE = 40
"""Characters from which a column holds sentences, which want room."""

EARNED = frozenset(f"{what}{end}" for what in ("earned", "together") for end in ("", "_low", "_high"))
WHOLE = {
    "leads", "conversions", "points", "filled", "distinct", "score", "judged", "apart", "rows", "part", "leads_below",
    "open_leads",
}  # fmt: skip

COUNTS = {
    "accounts", "amount", "attributes", "calls", "clicks", "closed", "colleagues", "columns", "companies",
    "conversions", "cost", "count", "days", "duplicates", "employees", "events", "files", "hours", "leads", "lines",
    "members", "moved", "opens", "others", "pairs", "people", "persons", "points", "revenue", "rows", "skipped",
    "staff", "tasks", "times", "total", "undated", "value", "values", "visits", "waiting", "wins", "won",
}  # fmt: skip
"""A column with one of these words in its name counts, or is money; another whole number may be an id or a year."""

NAMES = {"code", "date", "id", "ids", "key", "no", "nr", "number", "phone", "postcode", "seed", "year", "zip"}
"""Words of a column whose numbers name something, whatever else its name says."""


def readable(table: pd.DataFrame, *, caption: str = "") -> Styler:
    """Return the table for display: shares in percent, few decimals, HTML escaped, no row numbers.

    An interval is drawn beside its numbers, and points as bars behind them. Thousands are parted in
    columns that count, by their name; any other whole number may be a year or the number of a lead.

    Parameters
    ----------
    table : DataFrame
        Columns named ``close_rate``, ``low`` and the like are shares, 0 to 1.
    caption : str
        What the table shows.

    Examples
    --------
    >>> html = readable(pd.DataFrame({"level": ["<b>"], "close_rate": [0.125]})).to_html()
    >>> "&lt;b&gt;" in html, "12.5 %" in html
    (True, True)
    """
    mark = hashlib.sha256((caption + table.to_csv(index=False)).encode()).hexdigest()[:8]  # its style is found by it
    table, span = table.reset_index(drop=True), span_of(table)
    table = table if span is None else with_room(table, span)
    formats = {column: _format(column, table[column]) for column in table.columns}
    styler = Styler(table, uuid=mark, caption=caption or None).format(formats, na_rep="–", escape="html")
    numbers = [c for c in table.columns if pd.api.types.is_numeric_dtype(table[c])]
    sides = {column: f"text-align: {'right' if column in numbers else 'left'}" for column in table.columns}
    styler = styler.set_table_attributes(f'class="{AS_IT_STANDS}"')
    styler = styler.apply(lambda cells: [sides[cells.name]] * len(cells)).hide(axis="index")
    styler = styler.apply_index(lambda heads: [sides[head] for head in heads], axis=1)
    middle = {"selector": "td", "props": "vertical-align: middle"}  # where a bar drawn in a tall row is
    styler = styler.set_table_styles([{"selector": "caption", "props": "text-align: left"}, middle])
    styler = styler.set_properties(subset=[c for c in table if _wordy(table[c])], **{"min-width": "13rem"})
    whole = [c for c in table.columns if c in numbers or _short(table[c])]  # 36.0 and its % stay on one line
    styler = styler.set_properties(subset=whole, **{"white-space": "nowrap"})
    styler = draw_lengths(styler if span is None else draw_span(styler, table, span), table)
    heads = {} if span is None else {picture_of(span): "interval"}
    return styler.format_index(lambda name: heads.get(name, str(name).replace("_", " ")), axis=1, escape="html")


def listed(facts: Mapping[str, object]) -> Styler:
    """Return facts as a table of two columns, for display; whole numbers in it count, unless their name says otherwise.

    Examples
    --------
    >>> html = listed({"close_rate": 0.125, "rows": {"read": 1234}, "year": 2025}).to_html()
    >>> [words in html for words in ("close rate", "12.5", "read 1,234", "2025")]
    [True, True, True, True]
    """
    rows = [(name.replace("_", " "), _in_words(name, value)) for name, value in facts.items()]
    return readable(pd.DataFrame(rows, columns=["what", "value"]))


def _in_words(name: str, value: object) -> str:
    if name in SHARES:
        return _percent(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_in_words(f'{name} {key}', each)}" for key, each in value.items()) or "none"
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value)) or "none"
    counted = isinstance(value, int) and not isinstance(value, bool) and not _words(name) & NAMES
    return f"{value:,}" if counted else str(value)


def _words(column: object) -> set[str]:
    return set(re.split(r"[\W_]+", str(column).casefold()))


def _counts(column: object) -> bool:
    """Say whether the whole numbers of a column count something, by its name."""
    words = _words(column)
    return bool(words & COUNTS) and not words & NAMES or column in WHOLE


def _short(values: pd.Series) -> bool:
    """Say whether every cell is short enough to stay on one line."""
    return bool((values.astype("str").str.len() <= ONE_LINE).all())


def _wordy(values: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(values) and bool((values.astype("str").str.len() > SENTENCE).any())


def _format(column: str, values: pd.Series):
    if column in SHARES:
        return _percent
    if column in EARNED:
        return _points
    if column in WHOLE and pd.api.types.is_numeric_dtype(values):
        return _whole
    if pd.api.types.is_datetime64_any_dtype(values) and (values.dropna() == values.dropna().dt.normalize()).all():
        return "{:%Y-%m-%d}"
    if pd.api.types.is_bool_dtype(values):
        return _yes
    if pd.api.types.is_float_dtype(values):
        known = values[np.isfinite(values.to_numpy(dtype=float, na_value=np.nan))]
        whole = _whole if _counts(column) else _plain
        return _p_value if column in ("p", "p_value") else whole if (known % 1 == 0).all() else "{:,.3f}"
    if pd.api.types.is_integer_dtype(values):
        return "{:,}" if _counts(column) else "{}"
    return _ticked if pd.api.types.is_string_dtype(values) else None


def _yes(said: bool) -> str:
    """Return what catches the eye for true only."""
    return "yes" if said else ""


def _ticked(cell: str) -> str:
    """Return a cell, which is escaped already, with its names."""
    return ticked(Markup(cell))


def _percent(share: object) -> str:
    return share if isinstance(share, str) else f"{100 * share:.1f} %"


def _whole(number: float) -> str:
    return f"{number:,.0f}" if math.isfinite(number) else "–"


def _points(number: float) -> str:
    """Return points, with a decimal only where they have one."""
    return f"{number:.{0 if number % 1 == 0 else 1}f}" if math.isfinite(number) else "–"


def _plain(number: float) -> str:
    return f"{number:.0f}" if math.isfinite(number) else "–"


def _p_value(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "&lt; 0.001"
