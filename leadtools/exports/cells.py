"""What single cells of a card's tables say; what is wrong with one is added to the faults, with its place."""

from __future__ import annotations

from collections.abc import Mapping

from leadtools.documents.values import Unreadable, read_values
from leadtools.exports.workbook import Row, Where

Faults = list[tuple[Where, str]]


def once(name: object, seen: Mapping, row: Row, column: str, faults: Faults) -> None:
    """Note a name that has been seen before."""
    if name in seen:
        faults.append((row.at(column), f"`{name}` stands here a second time; keep one."))


def text(row: Row, column: str, faults: Faults) -> str | None:
    """Return the text of a cell that must say something; None where it is blank."""
    value = row.get(column)
    if value is None:
        place = column if column in row.cells else next(iter(row.cells))
        faults.append((row.at(place), f"the {column} is blank; write it, or delete the row."))
        return None
    return str(value)


def whole(row: Row, column: str, faults: Faults, *, blank: bool = False) -> int | None:
    """Return the whole number of a cell; None where it may be, and is, blank."""
    value = row.get(column)
    if value is None and blank:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer():
        return int(value)
    place = column if column in row.cells else next(iter(row.cells))
    shown = "blank" if value is None else repr(value)
    faults.append((row.at(place), f"`{column}` is {shown}; write a whole number, such as {_near(value)}."))
    return 0


def _near(value: object) -> int:
    return round(value) if isinstance(value, float) else 0


def number(row: Row, column: str, faults: Faults) -> float | None:
    """Return the number of a cell; None where it is blank."""
    value = row.get(column)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        faults.append((row.at(column), f"`{column}` is {value!r}; write a number."))
        return 0
    return value


def listed(row: Row, column: str, faults: Faults) -> list:
    """Return the values of a cell that lists them, separated by commas."""
    value = row.get(column)
    said = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    try:
        values = read_values(f"[{said}]")
    except Unreadable:
        values = None
    if values is None or values.faults or any(isinstance(one, dict | list) or one is None for one in values.data):
        words = "this is not read as a list; separate values by commas and put odd ones in quotes: manager, 'a, b'."
        faults.append((row.at(column), words))
        return ["?"]
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
        faults.append((row.at(column), f"{fault.words}"))
        return None
    return None if values is None else values.data
