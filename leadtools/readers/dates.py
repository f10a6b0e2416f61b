"""Dates: ISO 8601, with or without a time, with or without a zone; and dates a file holds as dates."""

from __future__ import annotations

import pandas as pd

from leadtools.errors import DataError
from leadtools.readers.cells import as_text
from leadtools.readers.rows import Rows

TOO_MANY = 0.05
"""Share of unreadable dates above which the column itself is at fault."""

_ISO = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|[+-]\d{2}(?::?\d{2})?))?)?"
_FORMS = "2024-03-31, 2024-03-31 14:30, 2024-03-31T14:30:00Z or 2024-03-31T14:30:00+02:00"


def read_dates(rows: Rows, column: str) -> tuple[pd.Series, pd.Series]:
    """Return the dates of a column, and for each row the reason why its date cannot be read, or ``""``.

    Returns
    -------
    dates : Series of datetime64[us]
        In UTC where the file gives a zone, without zone.
    reasons : Series of str

    Raises
    ------
    DataError
        If more than 5 % of the filled cells cannot be read.
    """
    values = rows.frame[column]
    if pd.api.types.is_datetime64_dtype(values):
        return values.astype("datetime64[us]"), pd.Series("", index=values.index, dtype=object)
    texts = as_text(values)
    dates = parse_iso(texts)
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
    iso = texts.where(texts.str.fullmatch(_ISO, na=False)).astype("str")
    # Microseconds are the finest there is here; with more digits the years that fit would be fewer.
    iso = iso.str.replace(",", ".").str.replace(r"(\.\d{6})\d+", r"\1", regex=True)
    dates = pd.to_datetime(iso, format="ISO8601", utc=True, errors="coerce")
    return dates.dt.tz_convert(None).astype("datetime64[us]")


def _refuse_too_many(file: str, texts: pd.Series, unread: pd.Series) -> None:
    filled = int(texts.notna().sum())
    if unread.sum() > TOO_MANY * filled:
        row = texts.index[unread][0]
        raise DataError(
            f"`{texts.name}` of {file}: {int(unread.sum())} of {filled} values cannot be read as a date, such as "
            f'"{texts[row]}" in row {row}. Dates are read as {_FORMS}; save the column in one of these forms.'
        )
