"""CSV files, cell by cell as they stand: nothing is guessed, no row is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import BinaryIO

import pyarrow as pa

from leadtools.errors import DataError
from leadtools.readers.cells import text_array
from leadtools.readers.encodings import WORDS, Encoding, Lines, encoding_of
from leadtools.readers.headers import names_of, state_header
from leadtools.readers.layout import BELOW, is_footer, lines_above, records_of, separator_of
from leadtools.readers.rows import Rows, frame_of

_BATCH = 1_000
_TEXT = pa.large_string()
_SAMPLE_LINES, _SAMPLE_CHARACTERS = 200, 400_000
_LONGEST_CELL = 1 << 24


def read_csv(opened: Callable[[], BinaryIO], name: str) -> Rows:
    """Read a CSV file in UTF-8, UTF-16 or Windows-1252, its cells separated by comma, semicolon, tab or bar.

    Titles above the header and footers below the rows are set apart and stated; columns without a name
    of their own get one.

    Parameters
    ----------
    opened : callable
        Opens the file for reading bytes.
    name : str
        What messages call it.
    """
    encoding = encoding_of(opened, name)
    usual = csv.field_size_limit(_LONGEST_CELL)
    try:
        with (
            opened() as file,
            io.TextIOWrapper(file, encoding=encoding.codec, errors="replace", newline="") as text,
        ):
            return _read(Lines(text), name, encoding)
    finally:
        csv.field_size_limit(usual)


def _read(lines: Lines, name: str, encoding: Encoding) -> Rows:
    going = iter(lines)
    sample = _sample(going)
    if not any(line.strip() for line in sample):
        raise DataError(f"{name} is empty. Export it again, with a header and its rows.")
    separator, above = _layout(sample, name)
    records = _Records(csv.reader(chain(sample, going), delimiter=separator, strict=True), name, above)
    found = names_of(records.header, name)
    batches = [[pa.array(cells, _TEXT) for cells in zip(*batch, strict=True)] for batch in records.batches()]
    columns = [text_array(pa.chunked_array(arrays)).to_pandas() for arrays in zip(*batches, strict=True)]
    rows = Rows(name, frame_of(found.names, columns, records.fitting), records.misfits)
    _state_text(rows, lines, encoding)
    state_header(rows, found, above)
    return rows


def _sample(lines: Iterator[str]) -> list[str]:
    """Return the first lines of a file, as many as tell its form."""
    sample, length = [], 0
    for line in islice(lines, _SAMPLE_LINES):
        sample.append(line)
        length += len(line)
        if length > _SAMPLE_CHARACTERS:
            break
    return sample


def _layout(sample: list[str], name: str) -> tuple[str, int]:
    """Return the separator, and how many records stand above the header."""
    try:
        separator = separator_of(sample)
        return separator, lines_above(records_of(sample, separator))
    except csv.Error:
        raise DataError(
            f"{name}: one of its first cells is longer than {_LONGEST_CELL:,} characters, or a quote in it is never "
            "closed. Leave out that column, or close the quote."
        ) from None


def _state_text(rows: Rows, lines: Lines, encoding: Encoding) -> None:
    if encoding.codec in WORDS:
        rows.state(f"read as {WORDS[encoding.codec]} text", rows.n_read)
    rows.state("NUL characters were left away", lines.with_nul, advice="Export the file again if texts look wrong.")
    if lines.with_lost:
        words = "characters that cannot be read stand as \N{REPLACEMENT CHARACTER}"
        rows.state(words, lines.with_lost, advice="The file is cut or damaged: export it again.")


class _Records:
    """Records of a CSV file in batches; those that do not fit the header are noted in ``misfits``."""

    def __init__(self, lines: Iterator[list[str]], name: str, above: int):
        self.lines, self.name, self.n_read = lines, name, 0
        self.header = self._header(above)
        self.fitting: list[int] = []
        self.misfits: list[tuple[int, str]] = []
        self._last: list[tuple[int, list[str]]] = []

    def _header(self, above: int) -> list[str]:
        try:
            header = next(islice(self.lines, above, None))
            while not header:
                header = next(self.lines)
        except csv.Error:
            raise DataError(f"{self.name}: the quotes in its header do not match. Mend its first line.") from None
        return header

    def batches(self) -> Iterator[list[list[str]]]:
        """Yield the records that fit, many at a time."""
        going = True
        while going:
            batch: list[list[str]] = []
            try:
                batch.extend(islice(self.lines, _BATCH))
                going = bool(batch)
                fault = ""
            except csv.Error as error:
                fault = str(error)
            if fitting := self._fitting(batch):
                yield fitting
            if fault:
                self._note_quoting(fault)
        self._note_footers()

    def _fitting(self, batch: list[list[str]]) -> list[list[str]]:
        width = len(self.header)
        batch = [cells for cells in batch if cells]
        rows = range(self.n_read + 1, self.n_read + len(batch) + 1)
        self.n_read += len(batch)
        odd = [(row, cells) for row, cells in zip(rows, batch, strict=True) if len(cells) != width]
        self._last = (self._last + odd)[-30:]
        self.misfits += [(row, _misfit(len(cells), width)) for row, cells in odd]
        misfit = {row for row, _ in odd}
        self.fitting += [row for row in rows if row not in misfit] if odd else rows
        return [cells for cells in batch if len(cells) == width] if odd else batch

    def _note_footers(self) -> None:
        """Give misfits after the last row, if they read like footers, their own reason."""
        last = self.fitting[-1] if self.fitting else 0
        width = len(self.header)
        below = {row for row, cells in self._last if row > last and len(cells) < width and is_footer(cells, width)}
        self.misfits = [(row, BELOW if row in below else reason) for row, reason in self.misfits]

    def _note_quoting(self, fault: str) -> None:
        self.n_read += 1
        if "unexpected end" in fault or "field limit" in fault:
            raise DataError(
                f"{self.name}: row {self.n_read} opens a quote that is never closed, so the rows after it cannot be "
                "told apart. Close the quote, or write a quote inside a cell twice."
            )
        self.misfits.append((self.n_read, "a quote inside a quoted cell is not written twice"))


def _misfit(n: int, width: int) -> str:
    return f"has {n} cells, the header has {width}"
