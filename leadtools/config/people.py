"""The people who call leads: what they take, and how much."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from leadtools.config.files import UNREADABLE, unreadable
from leadtools.documents import UNREAD, Fault

ALL = "all"
RULES = {"territory": "territories", "product": "products", "persona": "personas"}
"""What leads can be routed by, and what a person's share of it is called."""


@dataclass(frozen=True)
class Person:
    """Somebody who takes leads.

    ``territories``, ``products`` and ``personas`` list the values a person takes; ``("all",)`` takes
    every one, an empty list none. ``capacity`` is the most leads at a time, None for no bound;
    ``user`` is what the CRM knows the person by.

    Examples
    --------
    >>> ann = Person("Ann", territories=("Germany", "Austria"))
    >>> ann.takes("territory", "germany"), ann.takes("territory", "France")
    (True, False)
    """

    name: str
    territories: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    capacity: int | None = None
    user: str = ""

    def takes(self, rule: str, value: str) -> bool:
        """Tell whether the person takes leads with this value; case and blanks at the ends do not matter."""
        taken = {each.strip().casefold() for each in getattr(self, RULES[rule])}
        return ALL in taken or value.strip().casefold() in taken


def people_faults(people: Iterable[Person], rules: Iterable[str]) -> dict[str, str]:
    """Return what is wrong with people who can take no lead by these rules, by name.

    Examples
    --------
    >>> people_faults([Person("Ann")], ["territory"])
    {'Ann': '`Ann` has no territory, so no lead can go there; give `territories: [Germany, …]`, or [all].'}
    """
    return {
        person.name: f"`{person.name}` has no {rule}, so no lead can go there; give `{RULES[rule]}: "
        f"[{_example(rule)}, …]`, or [all]."
        for rule in rules
        for person in people
        if not getattr(person, RULES[rule])
    }


def _example(rule: str) -> str:
    return {"territory": "Germany", "product": "Planner", "persona": "manager"}[rule]


LISTS = tuple(RULES.values())
COLUMNS = ("person", *LISTS, "capacity", "user")


def read_people(said: Mapping[str, Mapping] | str | None, folder: Path) -> tuple[Person, ...]:
    """Return the people that a configuration declares, or names a CSV file of."""
    if isinstance(said, str):
        said = {row["person"]: parts for _, row, parts in _rows(folder / said)}
    return tuple(_person(name, parts) for name, parts in (said or {}).items())


def _person(name: str, said: Mapping[str, object]) -> Person:
    lists = {key: tuple(map(str, said.get(key, ()))) for key in LISTS}
    return Person(name, **lists, capacity=said.get("capacity"), user=said.get("user", ""))


def people_rules(said: Mapping[str, object], folder: Path) -> Iterator[Fault]:
    """Yield what is wrong with the people and the rules by which leads are routed to them."""
    rules = [rule for rule in RULES if rule in said.get("route_by", {})]
    if "route_by" in said and "people" not in said:
        yield ("route_by",), "`route_by` says how to route leads, but there is nobody to route to; declare `people:`."
    if said.get("people") is UNREAD:
        return
    if isinstance(said.get("people"), str):
        yield from (
            (("people",), f"{said['people']} {words}") for words in _file_faults(folder / said["people"], rules)
        )
        return
    for name, words in people_faults(read_people(said.get("people"), folder), rules).items():
        yield ("people", name), words


def _file_faults(path: Path, rules: Iterable[str]) -> Iterator[str]:
    try:
        header = [name.strip().casefold() for name in next(csv.reader(io.StringIO(_text(path))), [])]
        rows = list(_rows(path))
    except UNREADABLE as fault:
        yield from unreadable(path, fault)
        return
    if "person" not in header:
        yield f"has no column `person`; the columns are {', '.join(COLUMNS)}, lists parted by `;`."
        return
    seen: set[str] = set()
    for line, row, parts in rows:
        name = row["person"]
        if not name or name in seen:
            yield f"line {line}: " + (
                f"`{name}` stands there a second time; keep one." if name else "no person is named."
            )
        if isinstance(parts.get("capacity"), str):
            yield f"line {line}: the capacity {parts['capacity']!r} is no whole number of at least 1."
            continue
        seen.add(name)
        yield from (f"line {line}: {words}" for words in people_faults([_person(name, parts)], rules).values())


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str], dict[str, object]]]:
    """Yield the line of each person in a CSV file, the cells, and what they say."""
    reader = csv.reader(io.StringIO(_text(path)))
    header = [name.strip().casefold() for name in next(reader, [])]
    for cells in reader:
        if any(cell.strip() for cell in cells):
            row = dict.fromkeys(COLUMNS, "") | dict(zip(header, (cell.strip() for cell in cells), strict=False))
            parts: dict[str, object] = {key: [v.strip() for v in row[key].split(";") if v.strip()] for key in LISTS}
            if row["capacity"]:
                whole = row["capacity"].isdecimal() and int(row["capacity"]) > 0
                parts["capacity"] = int(row["capacity"]) if whole else row["capacity"]
            yield reader.line_num, row, parts | {"user": row["user"]}


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")
