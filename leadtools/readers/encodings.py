"""In which encoding a text file was saved: told from its bytes, and said where it is not UTF-8."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from leadtools.errors import DataError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 1 << 20
_CONTROL = bytes([*range(1, 9), *range(14, 27), *range(28, 32)])
_MOST_CONTROL = 0.01
_LOST = "\ufffd"
WORDS = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}


class Encoding(NamedTuple):
    """The codec of a text file, and whether it ends in the middle of a character."""

    codec: str
    cut: bool = False


def encoding_of(opened: Callable[[], BinaryIO], name: str) -> Encoding:
    r"""Return the encoding of a text file: UTF-8, UTF-16 or Windows-1252, with or without a mark at its start.

    Raises
    ------
    DataError
        If the file is in none of them.

    Examples
    --------
    >>> encoding_of(lambda: io.BytesIO("id;Stadt\n1;Köln\n".encode("cp1252")), "leads.csv").codec
    'cp1252'
    """
    with opened() as file:
        start = file.read(_CHUNK)
    marked = next((codec for mark, codec in _MARKS if start.startswith(mark)), None) or _unmarked_utf16(start)
    if marked and marked != "utf-8-sig":
        return Encoding(marked)
    _refuse_binary(start, name)
    sound, lost, cut = _as_utf8(opened)
    if not lost:
        return Encoding("utf-8-sig", cut)
    if sound < lost and _is_windows(opened):
        return Encoding("cp1252")
    with opened() as file:
        raise DataError(_no_encoding(file, name))


def _unmarked_utf16(start: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark: every other byte of its letters and separators is zero."""
    look = start[:4096]
    halves = len(look) // 2
    zeros_first, zeros_second = look[0::2].count(0), look[1::2].count(0)
    if halves and zeros_second > 0.6 * halves and zeros_first < 0.1 * halves:
        return "utf-16-le"
    return "utf-16-be" if halves and zeros_first > 0.6 * halves and zeros_second < 0.1 * halves else None


def _refuse_binary(start: bytes, name: str) -> None:
    control = len(start) - len(start.translate(None, _CONTROL))
    if control > _MOST_CONTROL * len(start) or start.count(0) > 0.3 * len(start):
        raise DataError(f"{name} is no text: it holds bytes that no text has. Export the table as CSV or Excel.")


def _as_utf8(opened: Callable[[], BinaryIO]) -> tuple[int, int, bool]:
    """Return how many characters beyond ASCII are sound UTF-8, how many are not, and whether the last one is cut."""
    decoder, sound, lost, text = codecs.getincrementaldecoder("utf-8")("replace"), 0, 0, ""
    for data in _chunks(opened):
        text = decoder.decode(data)
        bad = 0 if text.isascii() else text.count(_LOST)
        sound += 0 if text.isascii() else len(re.findall(r"[^\x00-\x7f]", text)) - bad
        lost += bad
    return sound, lost, bool(decoder.decode(b"", final=True))


def _is_windows(opened: Callable[[], BinaryIO]) -> bool:
    try:
        for data in _chunks(opened):
            data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True


def _chunks(opened: Callable[[], BinaryIO]) -> Iterator[bytes]:
    with opened() as file:
        while data := file.read(_CHUNK):
            yield data


def _no_encoding(file: BinaryIO, name: str) -> str:
    for number, line in enumerate(file, 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as fault:
            near = line[max(0, fault.start - 20) : fault.start].decode("utf-8", "replace").strip()
            return (
                f'{name} is damaged or neither UTF-8, UTF-16 nor Windows-1252 text: line {number}, after "{near}". '
                "Save it as UTF-8 (in Excel: CSV UTF-8)."
            )
    return f"{name} is not UTF-8 text. Save it as UTF-8 (in Excel: CSV UTF-8)."


class Lines:
    """Lines of a text file without NUL characters, and how many lines had one or a character that is lost."""

    def __init__(self, text: io.TextIOBase):
        self.text, self.with_nul, self.with_lost = text, 0, 0

    def __iter__(self) -> Iterator[str]:
        """Yield the lines."""
        for line in self.text:
            if "\0" in line:
                self.with_nul += 1
                line = line.replace("\0", "")
            if not line.isascii() and _LOST in line:
                self.with_lost += 1
            yield line
