"""Which words of a job title mean which buying role: the table that comes along, or one of your own."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from leadtools.config.files import UNREADABLE, unreadable
from leadtools.documents import Fault

NO_ROLE = "(other)"
"""What titles get that match no words of the table; as a role in the table it keeps titles from later words."""

OF_TITLES = ("buying_role", "roles_covered")
"""Attributes that need the table."""

COLUMNS = ("words", "role")


@cache
def default_buying_roles() -> dict[str, str]:
    """Return the role by words of the table that comes along, in its order."""
    return read_buying_roles("buying_roles.csv", Path(__file__).parent)


def read_buying_roles(said: Mapping[str, str] | str, folder: Path) -> dict[str, str]:
    """Return the role by words, in the order of the table, that a configuration declares or names a CSV file of."""
    if isinstance(said, str):
        return {words: role for _, words, role in _rows(folder / said)}
    return {str(words): role for words, role in said.items()}


def with_roles(attributes: Mapping[str, Mapping], table: Mapping[str, str] | None) -> dict[str, Mapping]:
    """Return the attributes, those over titles told the table unless they have their own."""
    if table is None:
        return dict(attributes)
    of_titles = {name: parts for name, parts in attributes.items() if any(kind in parts for kind in OF_TITLES)}
    return {**attributes, **{name: {"roles": table} | parts for name, parts in of_titles.items()}}


def regex_of(words: str) -> str:
    """Return what finds some words in a title that is in small letters, without accents, its words parted by blanks.

    A ``*`` stands for the rest of a word, or alone for any words between.

    Examples
    --------
    >>> regex_of("Head of"), regex_of("Geschäftsführ*"), regex_of("chief * officer")
    (' head of ', ' geschaftsfuhr[^ ]* ', ' chief .* officer ')
    """
    return f" {' '.join('.*' if word == '*' else word.replace('*', '[^ ]*') for word in _plain(words))} "


def _plain(words: str) -> list[str]:
    letters = unicodedata.normalize("NFD", words.lower())
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^\w*]|_", " ", letters).split()


def buying_role_rules(said: Mapping, folder: Path) -> Iterator[Fault]:
    """Yield what is wrong with the table of a configuration."""
    table = said.get("buying_roles")
    if isinstance(table, str):
        yield from ((("buying_roles",), f"{table} {words}") for words in _file_faults(folder / table))
    elif table is not None:
        yield from ((("buying_roles", *place), words) for place, words in table_faults(table))


def table_faults(table: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong with lines of ``words: role``."""
    for place, words in _faults((words, words, role) for words, role in table.items()):
        yield (place,), words


def _faults(rows: Iterable[tuple[object, str, str]]) -> Iterator[tuple[object, str]]:
    """Yield what is wrong with rows of (where, words, role), and where; the first words that match a title win."""
    above: list[tuple[str, str, str]] = []
    seen: dict[tuple[str, ...], str] = {}
    for where, words, role in rows:
        found = tuple(_plain(words))
        if not any(letter.isalnum() for letter in words):
            yield where, "there are no words to look for; write some, such as `head of`."
            continue
        if not role:
            yield where, f"`{words}` has no role; write one, or {NO_ROLE} to keep such titles out."
            continue
        title = f" {' '.join(found).replace('*', 'x')} "
        first = next((row for row in above if re.search(row[1], title)), None)
        if found in seen:
            yield where, f"`{words}` stands there a second time ({seen[found]}, then {role}); keep one."
        elif first and first[2] != role:
            yield (
                where,
                f"`{words}` never decides: such titles match `{first[0]}` ({first[2]}) above; put it above that.",
            )
        seen.setdefault(found, role)
        above.append((words, regex_of(words), role))


def _file_faults(path: Path) -> Iterator[str]:
    try:
        rows = list(_rows(path))
    except UNREADABLE as fault:
        yield from unreadable(path, fault)
        return
    except KeyError as column:
        yield f"has no column {column.args[0]!r}; the columns are words and role."
        return
    if not rows:
        yield "has no rows; write some words and the role they mean."
    yield from (f"line {line}: {words}" for line, words in _faults(rows))


def _rows(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, words and role of each row of a CSV file, parted by commas or semicolons."""
    text = path.read_bytes().decode("utf-8-sig")
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    header = [name.strip().casefold() for name in next(reader, [])]
    for column in COLUMNS:
        if column not in header:
            raise KeyError(column)
    for cells in reader:
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if any(row.values()):
            yield reader.line_num, row.get("words", ""), row.get("role", "")
