"""Excel workbooks: numbers, truths and dates stay what they are."""

from __future__ import annotations

import datetime as dt
import struct
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from leadtools.errors import DataError, did_you_mean
from leadtools.readers.cells import cell_text, text_array
from leadtools.readers.headers import names_of, state_header
from leadtools.readers.layout import blank, lines_above
from leadtools.readers.rows import Rows, frame_of

_FIRST_LOOK = 200
# What openpyxl and the libraries below it raise on a workbook that is none, or a damaged one.
_DAMAGED = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, struct.error, LookupError, ValueError, SyntaxError, TypeError,
    AttributeError, EOFError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


def read_excel(path: Path, name: str, sheet: str | None = None) -> Rows:
    """Read one sheet of a workbook; `sheet` names it where there are several."""
    grid = _grid(path, name, sheet)
    above = lines_above(grid[:_FIRST_LOOK])
    header, *records = grid[above:] or [()]
    width = max((i for i, cell in enumerate(header, 1) if not blank(cell)), default=0)
    if width == 0:
        raise DataError(f"{name} is empty: its first row names no columns.")
    found = names_of(["" if blank(cell) else cell_text(cell) for cell in header[:width]], name)
    fitting, misfits = {}, []
    for row, cells in enumerate(records, 1):
        reason = _misfit(cells, width)
        if reason:
            misfits.append((row, reason))
        else:
            fitting[row] = [*cells[:width], *[None] * (width - len(cells))]
    columns = [_column(cells) for cells in zip(*fitting.values(), strict=True)]
    rows = Rows(name, frame_of(found.names, columns, list(fitting)), misfits)
    state_header(rows, found, above)
    return rows


def _grid(path: Path, name: str, sheet: str | None) -> list[tuple]:
    """Return the cells of a sheet by row, rows and cells at the end left away that only have a format."""
    try:
        with warnings.catch_warnings():
            # About styles and drop-down lists, which are nothing to us.
            warnings.simplefilter("ignore")
            # Opened as a file, for a workbook may go by any name.
            with path.open("rb") as file:
                book = openpyxl.load_workbook(file, read_only=True, data_only=True)
                rows = list(_sheet(book, name, sheet).iter_rows(values_only=True))
    except _DAMAGED as fault:
        if isinstance(fault, DataError):
            raise
        raise DataError(f"{name} is not a workbook that can be read. Open it in Excel and save it as .xlsx.") from None
    last = max((i for i, cells in enumerate(rows, 1) if not all(map(blank, cells))), default=0)
    return rows[:last]


def _sheet(book: openpyxl.Workbook, name: str, sheet: str | None):
    sheets = {found.title: found for found in book.worksheets}
    if sheet is None and len(sheets) == 1:
        return next(iter(sheets.values()))
    if sheet is None:
        listed = ", ".join(f"`{title}`" for title in sheets)
        raise DataError(f"{name} has {len(sheets)} sheets ({listed}). Name one: `file: {name}`, `sheet: …`.")
    if sheet not in sheets:
        raise DataError(f"`{sheet}` is not a sheet of {name}{did_you_mean(sheet, sheets)}")
    return sheets[sheet]


def _misfit(cells: tuple, width: int) -> str:
    beyond = [i for i, cell in enumerate(cells, 1) if i > width and not blank(cell)]
    return f"has {beyond[-1]} cells, the header has {width}" if beyond else ""


def _column(cells: Sequence[object]) -> pd.Series:
    """Return one column: of one type if all its cells are, as texts otherwise."""
    cells = [None if blank(cell) else cell for cell in cells]
    held = {type(cell) for cell in cells if cell is not None}
    whole = None not in cells
    if held == {bool}:
        return pd.Series(cells, dtype="bool" if whole else "boolean")
    if held and held <= {int, float}:
        return pd.Series(cells, dtype="int64" if held == {int} and whole else "float64")
    if held and held <= {dt.datetime, dt.date}:
        return pd.Series(pd.to_datetime(pd.Series(cells, dtype=object))).astype("datetime64[us]")
    return text_array([None if cell is None else cell_text(cell) for cell in cells]).to_pandas()
