"""What single cells of a card's tables say.

What is wrong with one is added to the faults, with its place, and is `UNREAD`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from leadtools.documents import UNREAD, Unread
from leadtools.documents.values import Unreadable, read_values
from leadtools.exports.workbook import Row, Where

Faults = list[tuple[Where, str]]


def once(name: object, seen: Mapping, row: Row, column: str, faults: Faults) -> None:
    """Note a name that has been seen before."""
    if name in seen and name is not UNREAD:
        faults.append((row.at(column), f"`{name}` stands here a second time; keep one."))


def told(row: Row, column: str, words: str, faults: Faults) -> Unread:
    """Note what is wrong with a cell, or with its row where the sheet has no such column."""
    if column not in row.cells and row.lost:
        return UNREAD
    faults.append((row.at(column if column in row.cells else next(iter(row.cells))), words))
    return UNREAD


def text(row: Row, column: str, faults: Faults) -> str | Unread:
    """Return the text of a cell that must say something."""
    value = row.get(column)
    if value is None:
        return told(row, column, f"the {column} is blank; write it, or delete the row.", faults)
    return value if value is UNREAD else str(value)


def maybe(row: Row, column: str) -> str | Unread | None:
    """Return the text of a cell that may be blank."""
    value = UNREAD if column not in row.cells and row.lost else row.get(column)
    return value if value is UNREAD or value is None else str(value)


def whole(row: Row, column: str, faults: Faults, *, blank: bool = False) -> int | Unread | None:
    """Return the whole number of a cell; None where it may be, and is, blank."""
    value = row.get(column)
    if value is UNREAD or (value is None and blank):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer():
        return int(value)
    shown = "blank" if value is None else repr(value)
    advice = as_text(value) or f"write a whole number, such as {round(value) if isinstance(value, float) else 0}."
    return told(row, column, f"`{column}` is {shown}; {advice}", faults)


def number(row: Row, column: str, faults: Faults) -> float | Unread | None:
    """Return the number of a cell; None where it is blank."""
    value = row.get(column)
    if value is None or value is UNREAD or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    return told(row, column, f"`{column}` is {value!r}; {as_text(value) or 'write a number.'}", faults)


def as_text(value: object) -> str:
    """Return what to do where a number stands in a cell as a text, ``""`` where it is no number.

    Examples
    --------
    >>> as_text("12")
    'a text that looks like a number: give the cell the format Number and type 12 anew, without an apostrophe.'
    """
    if not isinstance(value, str) or not re.fullmatch(r"[-+]?\d+(\.\d+)?", value.strip()):
        return ""
    words = f"a text that looks like a number: give the cell the format Number and type {value.strip()} anew"
    return f"{words}, without an apostrophe."


def listed(row: Row, column: str, faults: Faults) -> list | Unread:
    """Return the values of a cell that lists them, separated by commas."""
    value = row.get(column)
    if value is UNREAD:
        return UNREAD
    said = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    try:
        values = read_values(f"[{said}]")
    except Unreadable:
        values = None
    if values is None or values.faults or any(isinstance(one, dict | list) or one is None for one in values.data):
        words = "this is not read as a list; separate values by commas and put odd ones in quotes: manager, 'a, b'."
        return told(row, column, words, faults)
    if column == "levels":
        return [one if isinstance(one, str) else str(one) for one in values.data]
    return values.data


def line(row: Row, column: str, faults: Faults) -> object:
    """Return the value of a cell written as in a card's file."""
    value = row.get(column)
    if not isinstance(value, str):
        return value
    try:
        values = read_values(value)
    except Unreadable as fault:
        return told(row, column, fault.words, faults)
    return None if values is None else values.data
