"""One file becomes rows: what kind of file it is shows in its first bytes."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from leadtools.config import Source
from leadtools.documents import why_not
from leadtools.errors import DataError
from leadtools.readers.csv_files import read_csv
from leadtools.readers.excel_files import read_excel
from leadtools.readers.parquet_files import read_parquet
from leadtools.readers.rows import Rows

_OTHERS = {
    b"PK\x05\x06": "is an empty zip file; export the table as CSV or Excel.",
    b"\xd0\xcf\x11\xe0": "is an old Excel file or one with a password; save it as .xlsx without a password.",
    b"\x89PNG": "is a picture; export the table as CSV or Excel.",
    b"\xff\xd8\xff": "is a picture; export the table as CSV or Excel.",
    b"SQLite format 3": "is a database; export the table as CSV or Excel.",
    b"%PDF": "is a PDF; export the table as CSV or Excel.",
}


def read_rows(source: Source) -> Rows:
    """Read a CSV file (also compressed with gzip), an Excel workbook or a Parquet file.

    Raises
    ------
    DataError
        If it cannot be read, has no rows, or its columns have no names of their own.
    """
    try:
        return _read(source)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DataError(f"{source.name} is compressed and damaged. Fetch or export it again.") from None
    except OSError as fault:
        raise DataError(f"{source.name} cannot be read: {why_not(fault)}.") from None


def _read(source: Source) -> Rows:
    start = _first_bytes(source.path)
    for magic, words in _OTHERS.items():
        if start.startswith(magic):
            raise DataError(f"{source.name} {words}")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise DataError(f"{source.name} is a web page or XML; open it in Excel and save it as .xlsx or CSV UTF-8.")
    if start.startswith(b"PK\x03\x04"):
        return read_excel(source.path, source.name, source.sheet)
    if start.startswith(b"PAR1"):
        return read_parquet(source.path, source.name)
    compressed = start.startswith(b"\x1f\x8b")
    return read_csv(lambda: (gzip.open if compressed else open)(source.path, "rb"), source.name)


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(32)
