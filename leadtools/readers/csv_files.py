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
from leadtools.readers.headers import check_header
from leadtools.readers.rows import Rows, frame_of

_BATCH = 1_000
_TEXT = pa.large_string()
_SEPARATORS = ",;\t"


def read_csv(opened: Callable[[], BinaryIO], name: str) -> Rows:
    """Read a CSV file in UTF-8, its cells separated by comma, semicolon or tab.

    Parameters
    ----------
    opened : callable
        Opens the file for reading bytes.
    name : str
        What messages call it.
    """
    try:
        with opened() as file, io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
            return _read(text, name)
    except UnicodeDecodeError:
        with opened() as file:
            raise DataError(_not_utf8(file, name)) from None


def _read(text: io.TextIOBase, name: str) -> Rows:
    first = next((line for line in text if line.strip()), "")
    if not first:
        raise DataError(f"{name} is empty. Export it again, with a header and its rows.")
    records = _Records(csv.reader(chain([first], text), delimiter=_separator(first), strict=True), name)
    batches = [[pa.array(cells, _TEXT) for cells in zip(*batch, strict=True)] for batch in records.batches()]
    columns = [text_array(pa.chunked_array(arrays)).to_pandas() for arrays in zip(*batches, strict=True)]
    return Rows(name, frame_of(records.header, columns, records.fitting), records.misfits)


def _separator(line: str) -> str:
    """Return what separates the names in the header, quoted names left aside."""
    outside = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


class _Records:
    """Records of a CSV file in batches; those that do not fit the header are noted in ``misfits``."""

    def __init__(self, lines: Iterator[list[str]], name: str):
        self.lines, self.name, self.n_read = lines, name, 0
        self.header = self._header()
        self.fitting: list[int] = []
        self.misfits: list[tuple[int, str]] = []

    def _header(self) -> list[str]:
        try:
            header = next(self.lines)
        except csv.Error:
            raise DataError(f"{self.name}: the quotes in its header do not match. Mend its first line.") from None
        check_header(header, self.name)
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

    def _fitting(self, batch: list[list[str]]) -> list[list[str]]:
        width = len(self.header)
        batch = [cells for cells in batch if cells]
        rows = range(self.n_read + 1, self.n_read + len(batch) + 1)
        self.n_read += len(batch)
        odd = [(row, len(cells)) for row, cells in zip(rows, batch, strict=True) if len(cells) != width]
        self.misfits += [(row, f"has {n} cells, the header has {width}") for row, n in odd]
        misfit = {row for row, _ in odd}
        self.fitting += [row for row in rows if row not in misfit] if odd else rows
        return [cells for cells in batch if len(cells) == width] if odd else batch

    def _note_quoting(self, fault: str) -> None:
        self.n_read += 1
        if "unexpected end" in fault or "field limit" in fault:
            raise DataError(
                f"{self.name}: row {self.n_read} opens a quote that is never closed, so the rows after it cannot be "
                "told apart. Close the quote, or write a quote inside a cell twice."
            )
        self.misfits.append((self.n_read, "a quote inside a quoted cell is not written twice"))


def _not_utf8(file: BinaryIO, name: str) -> str:
    for number, line in enumerate(file, 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as fault:
            near = line[max(0, fault.start - 20) : fault.start].decode("utf-8", "replace").strip()
            return f'{name} is not UTF-8 text: line {number}, after "{near}". Save it as UTF-8 (in Excel: CSV UTF-8).'
    return f"{name} is not UTF-8 text. Save it as UTF-8 (in Excel: CSV UTF-8)."
