"""Workbooks as tables: what is written runs nothing and is the same bytes each time, what is read has its cell."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from leadtools.documents import UNREAD, why_not, write_bytes
from leadtools.errors import CardError, OutputError, did_you_mean, nearest

LONGEST = 32_767
"""Characters that a cell can hold."""

_HEAD = PatternFill("solid", fgColor="FFE8ECF1")
_UNSAFE = ("=", "+", "-", "@", "\t", "\r")
# What XML cannot hold or what a workbook takes for an escape of its own.
_UNKEPT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_")
_FRACTION = "0.0#####"
_DAMAGED = (InvalidFileException, zipfile.BadZipFile, LookupError, ValueError, TypeError, SyntaxError, EOFError)

Where = tuple[str, str]
"""Sheet and cell, such as ``("Points", "F12")``."""


@dataclass(frozen=True)
class Row:
    """A row of a table: values by column, and the cell of each."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    lost: bool = False  # whether a column that is not there may be one whose name cannot be read

    def at(self, column: str) -> Where:
        """Return the sheet and cell of a column."""
        return self.sheet, self.cells[column].coordinate

    def get(self, column: str) -> object:
        """Return the value of a cell; None where it is blank, a decimal where it is formatted as one.

        What is no value of its own, such as a formula, is `UNREAD`.
        """
        cell = self.cells.get(column)
        if cell is not None and _odd(cell):
            return UNREAD
        value = None if cell is None else cell.value
        if isinstance(value, str) and not value.strip():
            return None
        whole = isinstance(value, int) and not isinstance(value, bool)
        return float(value) if whole and "." in cell.number_format else value


def put_table(sheet: Worksheet, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a header and rows; texts stay texts, whatever they begin with."""
    for number, row in enumerate([columns, *rows], 1):
        for column, value in enumerate(row, 1):
            put(sheet.cell(number, column), value)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for column, name in enumerate(columns, 1):
        longest = max(
            (len(str(cell.value or "")) for (cell,) in sheet.iter_rows(min_col=column, max_col=column)), default=0
        )
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest, len(name)) + 2, 48)
    sheet.freeze_panes = "A2"


def put(cell: Cell, value: object) -> None:
    """Write one value that no program will take for a formula.

    Raises
    ------
    OutputError
        If a workbook cannot keep the text as it is.
    """
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, str):
        if len(value) > LONGEST or _UNKEPT.search(value):
            raise OutputError(
                f"A spreadsheet cannot keep the text {value[:60]!r}; shorten it, or take out odd characters."
            )
        cell.value, cell.data_type, cell.quotePrefix = value, "s", value.startswith(_UNSAFE)
        cell.alignment = Alignment(wrap_text=len(value) > 60, vertical="top")
        return
    cell.value = value
    if isinstance(value, float):
        cell.number_format = _FRACTION


def save_book(book: openpyxl.Workbook, path: str | Path) -> None:
    """Write a workbook: whole or not at all, without a clock in it."""
    moment, written, fixed = dt.datetime(2000, 1, 1), io.BytesIO(), io.BytesIO()
    book.properties.created = moment
    book.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            kept.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    write_bytes(path, fixed.getvalue())


def open_book(path: Path) -> openpyxl.Workbook:
    """Return a workbook, formulas as they are written.

    Raises
    ------
    CardError
        If it cannot be read.
    """
    try:
        return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    except OSError as fault:
        raise CardError(f"{path.name} cannot be read: {why_not(fault)}. Check its name and its folder.") from None
    except _DAMAGED:
        raise CardError(f"{path.name} is not an Excel workbook (.xlsx). Save it as one.") from None


def read_table(
    sheet: Worksheet, columns: Sequence[str], faults: list[tuple[Where, str]], *, more: str = ""
) -> list[Row] | None:
    """Return the rows of a sheet that say something; None where its first column is not there.

    A column with a name that is not known is read as the one that was meant.

    Parameters
    ----------
    sheet : Worksheet
    columns : sequence of str
        Its columns, in any order; one that is not there is blank throughout, the first must be.
    faults : list
        To which what is wrong is added.
    more : str
        How the names of further columns begin, such as ``evidence: ``.
    """
    named: dict[str, int] = {}
    meant: dict[str, int] = {}
    before = len(faults)
    for cell in (cell for cell in sheet[1] if cell.value is not None):
        name = str(cell.value).strip()
        if name in named:
            faults.append(((sheet.title, cell.coordinate), f"the column `{name}` stands here twice; keep one."))
        elif name not in columns and not (more and name.startswith(more)):
            faults.append(
                ((sheet.title, cell.coordinate), f"`{name}` is no column of this sheet{did_you_mean(name, columns)}")
            )
            meant.setdefault(nearest(name, columns), cell.column)
        else:
            named[name] = cell.column
    named, lost = {name: column for name, column in meant.items() if name} | named, bool(faults[before:])
    if columns[0] not in named:
        faults.append(((sheet.title, "A1"), f"there is no column `{columns[0]}`; the first row names the columns."))
        return None
    rows = []
    for number in range(2, sheet.max_row + 1):
        cells = {name: sheet.cell(number, column) for name, column in named.items()}
        row = Row(sheet.title, number, cells, lost)
        faults += [(row.at(name), words) for name in named if (words := _odd(row.cells[name]))]
        if any(row.get(name) is not None for name in named):
            rows.append(row)
    return rows


def _odd(cell: Cell) -> str:
    if cell.data_type == "f":
        return "this is a formula; write its result."
    if cell.data_type == "e":
        return f"this is the error {cell.value}; write a value."
    if isinstance(cell.value, dt.date | dt.time | dt.timedelta):
        return "this is a date, as spreadsheets make of some texts; write it anew with an apostrophe (') before it."
    return ""


def refuse(name: str, sheets: Sequence[str], faults: Iterable[tuple[Where, str]]) -> None:
    """Raise one CardError that lists all faults by sheet and cell; do nothing where there are none."""
    listed = [
        f"sheet `{sheet}`, cell {cell}: {words}" for (sheet, cell), words in sorted(set(faults), key=_place(sheets))
    ]
    if len(listed) == 1:
        raise CardError(f"{name}, {listed[0]}")
    if listed:
        raise CardError("\n  ".join([f"{name} has {len(listed)} faults:", *listed]))


def _place(sheets: Sequence[str]):
    def place(fault: tuple[Where, str]) -> tuple:
        (sheet, cell), words = fault
        letters = cell.rstrip("0123456789")
        at = sheets.index(sheet) if sheet in sheets else len(sheets)
        return at, int(cell[len(letters) :]), len(letters), letters, words

    return place
