"""One file as the guessing sees it: what its columns hold."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from leadtools.config import Source
from leadtools.contacts.addresses import first_address
from leadtools.crm import NO, YES, plain
from leadtools.errors import DataError
from leadtools.readers.cells import as_attribute, as_text
from leadtools.readers.dates import TOO_MANY, read_dates
from leadtools.readers.rows import Rows
from leadtools.readers.tables import read_rows

_LOOK = 300
_MOST_VALUES = 40
_MOST_COLUMNS = 500
UNTOLD = "cannot be told apart"


def read_table(export: str | Path, *, sheet: str | None = None) -> Table:
    """Read a file as the guessing sees it."""
    return Table(read_rows(Source(Path(export), sheet, Path(export).name)))


class Table:
    """The rows of a file and what each column holds, looked at when asked.

    By its name every column can be found; ``looked_at`` are those of which the cells are looked at
    where no name tells, the first 500.
    """

    def __init__(self, rows: Rows):
        self.rows, self.frame = rows, rows.frame
        self.columns = list(rows.frame.columns)
        self.looked_at = self.columns[:_MOST_COLUMNS]
        self._dates: dict[str, pd.Series | None] = {}
        self._texts: dict[str, pd.Series] = {}
        self._values: dict[str, list[str]] = {}

    @cached_property
    def by_plain_name(self) -> dict[str, str]:
        """Column by its plain name; of several the first."""
        return {plain(column): column for column in reversed(self.columns)}

    def named(self, names: tuple[str, ...]) -> list[str]:
        """Return the columns that have one of these plain names, in the order of the names."""
        return [self.by_plain_name[name] for name in names if name in self.by_plain_name]

    def texts(self, column: str) -> pd.Series:
        """Return the cells as texts."""
        if column not in self._texts:
            self._texts[column] = as_text(self.frame[column])
        return self._texts[column]

    def filled(self, column: str) -> float:
        """Return the share of cells that are filled, 0 to 1."""
        return float(self.texts(column).notna().mean())

    def is_unique(self, column: str) -> bool:
        """Return whether every row has a value of its own."""
        texts = self.texts(column)
        return bool(texts.notna().all() and texts.is_unique)

    def values(self, column: str) -> list[str]:
        """Return the different values, the commonest first; none if there are too many to be a status."""
        if column not in self._values:
            self._values[column] = self._count_values(column)
        return self._values[column]

    def _count_values(self, column: str) -> list[str]:
        texts = self.texts(column)
        if texts.iloc[:_LOOK].nunique() > _MOST_VALUES:
            return []
        counts = {str(value["values"]): value["counts"].as_py() for value in pc.value_counts(pa.array(texts.dropna()))}
        return sorted(counts, key=lambda value: (-counts[value], value)) if len(counts) <= _MOST_VALUES else []

    def is_yes_no(self, column: str) -> bool:
        """Return whether the column holds one word for yes and one for no, or one of them and blanks."""
        words = {value.casefold() for value in self.values(column)}
        return bool(words) and len(words) <= 2 and words <= YES | NO and not (words <= NO)

    def dates(self, column: str) -> pd.Series | None:
        """Return the dates of a column, or None if it holds none. A mixed order of day and month is a DataError."""
        if column not in self._dates:
            self._dates[column] = self._read_dates(column)
        return self._dates[column]

    def is_date(self, column: str) -> bool:
        """Return whether the column holds dates, though day and month may not be told apart."""
        try:
            return self.dates(column) is not None
        except DataError:
            return True

    def _read_dates(self, column: str) -> pd.Series | None:
        texts = self.texts(column).dropna().iloc[:_LOOK]
        if texts.empty or texts.str.contains(r"\d").mean() < 1 - TOO_MANY or texts.str.fullmatch(r"[\d.,]{1,9}").all():
            return None
        try:
            return read_dates(self.rows, column)[0]
        except DataError as fault:
            if UNTOLD in str(fault):
                raise
            return None

    def numbers(self, column: str) -> pd.Series | None:
        """Return a column of numbers, or None if it holds others."""
        values = self.frame[column] if self.rows.typed else as_attribute(self.frame[column], ())
        is_number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
        return values if is_number and values.notna().any() else None

    def holds_addresses(self, column: str) -> bool:
        """Return whether most of the first filled cells hold an e-mail address."""
        texts = self.texts(column).dropna().iloc[:_LOOK]
        return len(texts) > 0 and float(texts.map(lambda cell: first_address(cell) is not None).mean()) > 0.6
