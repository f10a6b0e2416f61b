"""A column of dates: every form an export writes, one order of day and month, in UTC where there is a zone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.config import Config
from leadtools.errors import DataError
from leadtools.readers.cells import as_text
from leadtools.readers.date_forms import Numbered, numbered, settled_order, unmistakable
from leadtools.readers.placeholders import is_placeholder_word
from leadtools.readers.rows import Rows
from leadtools.readers.zones import in_utc

TOO_MANY = 0.05
"""Share of unreadable dates above which the column itself is at fault."""

_FORMS = "2024-03-31, 31/03/2024, 3/31/2024 2:30 PM, 31.03.2024 14:30, 31 Mar 2024 or 2024-03-31T14:30:00+02:00"
_NO_DATE = ("0000-00-00", "00/00/0000", "0000-00-00 00:00:00", "00.00.0000")


def read_dates(rows: Rows, column: str, config: Config | None = None) -> tuple[pd.Series, pd.Series]:
    """Return the dates of a column, and for each row the reason why its date cannot be read, or ``""``.

    Parameters
    ----------
    rows : Rows
        What was done to the column is stated there.
    column : str
    config : Config, optional
        Its order of day and month for the column (``dates:``), and its words that mean missing.

    Returns
    -------
    dates : Series of datetime64[us]
        In UTC where the file or the configuration (``time_zone:``) gives a zone, without zone.
    reasons : Series of str

    Raises
    ------
    DataError
        If more than 5 % of the filled cells cannot be read, or if day and month cannot be told apart.
    """
    values = rows.frame[column]
    zone = config.time_zone if config else None
    if pd.api.types.is_datetime64_dtype(values):
        dates = in_utc(rows, values.astype("datetime64[us]"), np.zeros(len(values), dtype=bool), zone)
        return dates, pd.Series("", index=values.index, dtype=object)
    options = config.columns.get(column) if config else None
    texts = _without_placeholders(rows, as_text(values), config)
    dates = _read(rows, texts, options.dates if options else None, zone)
    unread = texts.notna() & dates.isna()
    _refuse_too_many(rows.name, texts, unread)
    reasons = pd.Series("", index=values.index, dtype=object)
    reasons[unread] = [f'{column}: cannot read "{text}" as a date' for text in texts[unread]]
    return dates, reasons


def parse_iso(texts: pd.Series) -> pd.Series:
    """Return ISO 8601 texts as dates without zone, in UTC where they have one; NaT where they are not.

    Examples
    --------
    >>> parse_iso(pd.Series(["2024-03-31T14:30:00+02:00", "31/03/2024"])).tolist()
    [Timestamp('2024-03-31 12:30:00'), NaT]
    """
    iso = texts.where(texts.str.match(r"\d{4}-\d{2}-\d{2}", na=False)).astype("str")
    return unmistakable(iso).dates


def _without_placeholders(rows: Rows, texts: pd.Series, config: Config | None) -> pd.Series:
    distinct = texts.dropna().unique()
    given = (*config.missing, *config.missing_in.get(texts.name, ())) if config else ()
    words = [text for text in distinct if text in _NO_DATE or text in given or _is_word_for_nothing(text)]
    chosen = texts.isin(words)
    if words:
        rows.state("taken as no date", chosen.sum(), column=texts.name, example=", ".join(sorted(words)[:3]))
    return texts.mask(chosen)


def _is_word_for_nothing(text: str) -> bool:
    return not text[:1].isdigit() and is_placeholder_word(text)


def _read(rows: Rows, texts: pd.Series, order: str | None, zone: str | None) -> pd.Series:
    """Return the dates of texts; each form is recognised by itself, the order of numbers for all of them."""
    found = unmistakable(texts)
    dates = found.dates.copy()
    left = texts.where(dates.isna())
    cells = numbered(left)
    if len(cells.where):
        order = order or settled_order(cells) or _refuse_order(rows, left, cells)
        if order not in cells.by_order:
            _refuse_year(rows, left, cells)
        dates.iloc[cells.where] = cells.by_order[order].to_numpy()
        if cells.by_order[order].notna().any():
            _state_order(rows, left, cells, order)
    zoned = found.zoned.copy()
    zoned[cells.where] = cells.zoned
    _state_zones(rows, texts, dates, zoned)
    return in_utc(rows, dates.rename(texts.name), zoned, zone)


def _state_order(rows: Rows, texts: pd.Series, cells: Numbered, order: str) -> None:
    first = texts.iloc[cells.where[0]]
    meant = cells.by_order[order].iloc[0]
    name = f"`columns: {{{texts.name}: {{dates: {order}}}}}` fixes it; `day first` and `month first` are allowed"
    example = "" if pd.isna(meant) else f"{first} → {meant:%Y-%m-%d}"
    rows.state(f"dates read {order}", len(cells.where), column=texts.name, example=example, advice=name)


def _state_zones(rows: Rows, texts: pd.Series, dates: pd.Series, zoned: np.ndarray) -> None:
    if zoned.any():
        place = int(np.flatnonzero(zoned)[0])
        example = "" if pd.isna(dates.iloc[place]) else f"{texts.iloc[place]} → {dates.iloc[place]:%Y-%m-%d %H:%M}"
        rows.state("times with a zone turned into UTC", zoned.sum(), column=texts.name, example=example)


def _refuse_order(rows: Rows, texts: pd.Series, cells: Numbered) -> str:
    day, month = cells.by_order["day first"], cells.by_order["month first"]
    place = int(np.flatnonzero((day != month).to_numpy() & day.notna().to_numpy() & month.notna().to_numpy())[0])
    where = cells.where[place]
    raise DataError(
        f"`{texts.name}` of {rows.name}: day and month cannot be told apart by any of its {len(cells.where)} dates. "
        f'"{texts.iloc[where]}" in row {texts.index[where]} is {day.iloc[place]:%d %B %Y} if the day comes first, and '
        f"{month.iloc[place]:%d %B %Y} if the month does. Say which in the configuration: `columns: {{{texts.name}: "
        "{dates: day first}}` or `{dates: month first}`."
    )


def _refuse_year(rows: Rows, texts: pd.Series, cells: Numbered) -> None:
    raise DataError(
        f'`{texts.name}` of {rows.name} cannot be read year first: "{texts.iloc[cells.where[0]]}" ends in its year. '
        "Write `dates: day first` or `dates: month first`."
    )


def _refuse_too_many(file: str, texts: pd.Series, unread: pd.Series) -> None:
    filled = int(texts.notna().sum())
    if unread.sum() > TOO_MANY * filled:
        row = texts.index[unread][0]
        raise DataError(
            f"`{texts.name}` of {file}: {int(unread.sum())} of {filled} values cannot be read as a date, such as "
            f'"{texts[row]}" in row {row}. Dates are read as {_FORMS}; save the column in one of these forms.'
        )
