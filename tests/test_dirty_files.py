"""Files nobody prepared: read right and stated, or refused in words that say what to do; never a traceback."""

import gzip
import io
import time
import zipfile
from collections.abc import Callable

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadtools.errors import LeadToolsError
from leadtools.readers import read_history

FLAG = "leads: {file}\noutcome: {{flag: won}}\n"
MOST_SECONDS = 10
ROWS = "".join(f"{i},{'yes' if i % 3 == 0 else 'no'},{['Rome', 'Oslo', 'Bonn'][i % 3]}\n" for i in range(1, 61))
SOUND = f"id,won,city\n{ROWS}"


def made(change: Callable[[str], str | bytes]) -> bytes:
    """Return the sound file changed, texts as UTF-8."""
    content = change(SOUND)
    return content.encode() if isinstance(content, str) else content


def workbook(*rows: list, zipped: Callable[[bytes], bytes] = lambda data: data) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return zipped(held.getvalue())


def parquet(table: pa.Table) -> bytes:
    held = io.BytesIO()
    pq.write_table(table, held)
    return held.getvalue()


def zip_of(**files: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


def random_bytes(n: int) -> bytes:
    return np.random.default_rng(0).integers(0, 256, n, dtype=np.uint8).tobytes()


SHEET = [["id", "won", "city"], *([i, "yes" if i % 3 == 0 else "no", "Rome"] for i in range(1, 61))]
WIDE = 10_000
# Each file and what becomes of it: the rows used, or words of the message.
MUTILATED: dict[str, tuple[bytes, int | str]] = {
    "sound": (made(lambda s: s), 60),
    "nothing at all": (b"", "is empty"),
    "only blanks": (b"   \n \n\t\n", "is empty"),
    "only line ends": (b"\r\n\r\n\r\n", "is empty"),
    "only a mark of its encoding": (b"\xef\xbb\xbf", "is empty"),
    "a header only": (b"id,won,city\n", "has a header and no rows"),
    "a header and blank rows": (b"id,won,city\n,,\n,,\n", "None of the 2 rows"),
    "cut in the middle of a row": (made(lambda s: s[:-9]), 59),
    "cut in the middle of a quoted cell": (made(lambda s: s + '61,no,"Ro'), "opens a quote that is never closed"),
    "cut in the middle of a character": (made(lambda s: s.encode() + "61,no,Kö".encode()[:-1]), 61),
    "mixed line ends": (made(lambda s: s.replace("\n", "\r\n", 20)), 60),
    "line ends of an old Mac": (made(lambda s: s.replace("\n", "\r")), 60),
    "blank lines between rows": (made(lambda s: s.replace("\n", "\n\n")), 60),
    "Windows-1252": (made(lambda s: s.replace("Rome", "Köln").encode("cp1252")), 60),
    "UTF-16 with a mark": (made(lambda s: s.replace("Rome", "Köln").encode("utf-16")), 60),
    "UTF-16 without a mark": (made(lambda s: s.encode("utf-16-le")), 60),
    "UTF-16, the other way round": (made(lambda s: s.encode("utf-16-be")), 60),
    "UTF-16 cut in the middle of a character": (made(lambda s: s.encode("utf-16")[:-1]), 60),
    "UTF-8 with bytes of another encoding": (made(lambda s: s.replace("Rome", "Bærum").encode() + b"61,no,K\xf6ln\n"),
                                             "is damaged or neither UTF-8, UTF-16 nor Windows-1252"),
    "EBCDIC": (made(lambda s: s.encode("cp500")), "header and no rows"),
    "NUL characters in cells": (made(lambda s: s.replace("Rome", "Ro\0me")), 60),
    "many NUL characters": (made(lambda s: s + "\0" * 5_000), "is no text"),
    "random bytes": (random_bytes(5_000), "is no text"),
    "zeros": (bytes(5_000), "is no text"),
    "semicolons": (made(lambda s: s.replace(",", ";")), 60),
    "tabs": (made(lambda s: s.replace(",", "\t")), 60),
    "bars": (made(lambda s: s.replace(",", "|")), 60),
    "one column": (b"won\n" + b"yes\nno\n" * 30, 60),
    "10,000 columns": (
        (",".join(["won", *(f"c{i}" for i in range(1, WIDE))]) + "\n").encode()
        + (",".join(["yes", *["1"] * (WIDE - 1)]) + "\n").encode() * 10
        + (",".join(["no", *["a"] * (WIDE - 1)]) + "\n").encode() * 10,
        "has 10,000 columns; at most 3,000 can be read",
    ),
    "a cell of 1 MB": (made(lambda s: s + "61,no," + "x" * 1_000_000 + "\n"), 61),
    "a quoted cell of 20 MB": (made(lambda s: s + '61,no,"' + "x" * 20_000_000 + '"\n'), "quote"),
    "a header of 1 MB": (b"id,won," + b"x" * 1_000_000 + b"\n1,yes,a\n2,no,b\n", 2),
    "a formula in a cell": (made(lambda s: s.replace("Rome", "=HYPERLINK(\"http://x\")")), 60),
    "unbalanced quotes in the header": (made(lambda s: s.replace("city", '"city')), "quotes in its header"),
    "a quote in the middle of a cell": (made(lambda s: s.replace("Rome", '5" disk')), 60),
    "quotes not written twice": (made(lambda s: s.replace("60,yes,Rome", '60,yes,"a "b" c"')), 59),
    "line breaks in quoted cells": (made(lambda s: s.replace("Rome", '"Ro\nme, Italy"')), 60),
    "a row too many cells": (made(lambda s: s.replace("Oslo", "Oslo,Norway", 3)), 57),
    "rows of every length": (b"id,won,city\n" + b"1\n1,2,3,4\n1,2\n" * 20, "do not fit its header"),
    "repeated and blank headers": (made(lambda s: s.replace("id,won,city", "won,won,")), "is neither yes nor no"),
    "no header": (ROWS.encode(), "won"),
    "titles above, a footer below": (made(lambda s: f"Leads\nFiltered by: all\n\n{s}\n\nCopyright (c) 2024\n"), 60),
    "a web page": (b"<html><table><tr><td>id</td></tr></table></html>", "is a web page"),
    "JSON": (b'[{"id": 1, "won": true}, {"id": 2, "won": false}]', "won|header"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + random_bytes(500), "is a picture"),
    "a PDF": (b"%PDF-1.7\n" + random_bytes(500), "is a PDF"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + random_bytes(500), "is an old Excel file"),
    "a zip that is no workbook": (zip_of(a="text", b="more"), "is not a workbook that can be read"),
    "an empty zip": (zip_of(), "is an empty zip file"),
    "a workbook": (workbook(*SHEET), 60),
    "a workbook cut in half": (workbook(*SHEET, zipped=lambda data: data[: len(data) // 2]), "is not a workbook"),
    "a workbook with a broken part": (workbook(*SHEET, zipped=lambda data: data[:900] + b"\0" * 400 + data[1300:]),
                                      "is not a workbook"),
    "a workbook with titles": (workbook(["Leads of March"], [], *SHEET, [], ["Confidential"]), 60),
    "a workbook without a cell": (workbook(), "is empty"),
    "compressed": (gzip.compress(SOUND.encode()), 60),
    "compressed and cut": (gzip.compress(SOUND.encode() * 99)[:-30], "is compressed and damaged"),
    "compressed twice": (gzip.compress(gzip.compress(SOUND.encode() * 200)), "is no text"),
    "a Parquet file": (parquet(pa.table({"won": ["yes", "no"] * 5})), 10),
    "a Parquet file cut in half": (parquet(pa.table({"won": ["yes", "no"] * 999}))[:200], "is a damaged Parquet file"),
    "a Parquet file without columns": (parquet(pa.table({})), "is empty"),
}  # fmt: skip


def test_there_are_fifty_mutilated_files():
    assert len(MUTILATED) >= 50


@pytest.mark.parametrize("name", MUTILATED)
def test_a_mutilated_file_is_read_or_refused_in_words_within_ten_seconds(tmp_path, name):
    content, becomes = MUTILATED[name]
    (tmp_path / "leads.csv").write_bytes(content)
    (tmp_path / "leadtools.yml").write_text(FLAG.format(file="leads.csv"), encoding="utf-8")
    start = time.process_time()  # a busy machine is not the file's fault
    if isinstance(becomes, str):
        with pytest.raises(LeadToolsError, match=becomes):
            read_history(tmp_path / "leadtools.yml")
    else:
        history = read_history(tmp_path / "leadtools.yml")
        assert len(history.leads) == becomes == history.reading.rows["used"]
        assert history.reading.rows["read"] == becomes + len(history.reading.set_aside)
    assert time.process_time() - start < MOST_SECONDS
