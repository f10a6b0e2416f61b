"""The names of columns: each has one, no two are the same, and those the configuration names are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from leadtools.config import Config
from leadtools.documents import Fault
from leadtools.errors import DataError, did_you_mean
from leadtools.personas import attribute_names, declare_personas
from leadtools.readers.rows import Rows

MOST_COLUMNS = 3_000
"""More than the widest exports have, few enough to be looked through in seconds."""


class Names(NamedTuple):
    """The names of columns, and what had to be changed for each to have one of its own."""

    names: list[str]
    repeated: list[str]
    blank: list[str]


def names_of(header: Sequence[str], file: str) -> Names:
    """Give a name to columns that have none, and one of its own to columns that share theirs.

    Raises
    ------
    DataError
        If there are more columns than anybody could look over.

    Examples
    --------
    >>> names_of(["id", "Create Date", "Create Date", ""], "leads.csv").names
    ['id', 'Create Date', 'Create Date (2)', '(column 4)']
    """
    if len(header) > MOST_COLUMNS:
        raise DataError(
            f"{file} has {len(header):,} columns; at most {MOST_COLUMNS:,} can be read. Export those that say who the "
            "lead is and what became of it. If it should have fewer, check that the rows end in line breaks."
        )
    taken, names, repeated, unnamed = set(header), [], [], []
    seen: dict[str, int] = {}
    for i, column in enumerate(header, 1):
        name = column
        if not column.strip():
            name = _free(f"(column {i})", taken)
            unnamed.append(name)
        elif column in seen:
            seen[column] += 1
            while (name := f"{column} ({seen[column]})") in taken:
                seen[column] += 1
            repeated.append(name)
        seen.setdefault(column, 1)
        taken.add(name)
        names.append(name)
    return Names(names, repeated, unnamed)


def state_header(rows: Rows, found: Names, above: int) -> None:
    """State which lines above the header were passed over and which columns were given names."""
    if above:
        words = f"{above} line{'s' if above > 1 else ''} above the header passed over: titles, filters or blank lines"
        rows.state(words, above, advice="Nothing to do, if the names of the columns are right.")
    for name in found.repeated:
        words = "named with a number: its name stands in the header several times"
        rows.state(words, len(rows.frame), column=name, advice="Check which of them you mean, or delete the others.")
    for name in found.blank:
        rows.state("named by its place: the header has no name for it", len(rows.frame), column=name)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"({name})"
    return name


def unknown_columns(
    config: Config,
    leads: Rows,
    outcome: Rows | None,
    events: Rows | None,
    changes: Rows | None = None,
    others: Sequence[Rows] = (),
) -> Iterator[Fault]:
    """Yield a fault for every column that the configuration names and its file does not have."""
    made = made_by(config, others)
    yield from _unknown(_named_of_leads(config, made), leads, sorted(made))
    files = [rows for rows in (leads, outcome, events, changes, *others) if rows is not None]
    everywhere = {column for rows in files for column in rows.frame.columns}
    for column in config.columns:
        if column not in everywhere | made:
            words = f"`{column}` is not a column of {leads.name}{did_you_mean(column, leads.frame.columns)}"
            yield ("columns", column), words
    named = {("outcome", key): getattr(config.outcome, key) for key in ("decided", "id") if outcome or key == "decided"}
    named[("outcome", config.outcome.kind)] = config.outcome.column
    yield from _unknown(named, outcome or leads)
    if events is not None:
        yield from _unknown(
            {("events", key): getattr(config.events, key) for key in ("id", "event", "at", "sentiment")}, events
        )
    if changes is not None:
        named = {("changes", key): getattr(config.changes, key) for key in ("id", "column", "value", "at")}
        yield from _unknown(named, changes)
    for said, rows in zip(config.enrich, others, strict=False):
        yield from _unknown({("enrich", said.name, key): getattr(said, key) for key in ("key", "at")}, rows)
        for column in said.columns or ():
            yield from _unknown({("enrich", said.name, "columns"): column}, rows)


def made_by(config: Config, others: Sequence[Rows] = ()) -> set[str]:
    """Return the attributes that are no columns of the leads: over events, from other tables, of personas."""
    tables = list(zip(config.enrich, others, strict=False))
    looked_up = (said.names(rows.frame.columns) for said, rows in tables)
    misspelt = [(said, rows) for said, rows in tables if not set(said.columns or ()) <= set(rows.frame.columns)]
    personas = attribute_names(declare_personas(config.personas))
    meant = (f"{said.name} {column}" for said, rows in misspelt for column in rows.frame.columns)
    return {*config.attributes, *personas, *(name for names in looked_up for name in names.values()), *meant}


def _named_of_leads(config: Config, made: set[str]) -> dict[tuple, str | None]:
    named = {(key,): getattr(config, key) for key in ("id", "created", "owner", "account", "value")}
    for role in ("email", "phone", "contact"):
        several = len(getattr(config, role)) > 1
        named |= {(role, i) if several else (role,): column for i, column in enumerate(getattr(config, role))}
    named[("order",)] = None if config.order == "rows" else config.order
    named[("segments",)] = None if config.segments in made else config.segments
    left = [(i, column) for i, column in enumerate(config.leave_out) if column not in made]
    named |= {("leave_out", *_place(config, i, column)): column for i, column in left}
    named |= {("keep", i): column for i, column in enumerate(config.keep) if column not in made}
    named |= {("route_by", rule): column for rule, column in config.route_by.items() if column not in made}
    named |= {("movable", i): column for i, column in enumerate(config.movable or ()) if column not in made}
    for group, columns in config.groups.items():
        named |= {("groups", group, i): column for i, column in enumerate(columns) if column not in made}
    return named


def _place(config: Config, i: int, column: str) -> tuple:
    """Return where a column stands under ``leave_out``, which may be a list or lines of reasons."""
    return (column,) if ("leave_out", column) in config.lines else (i,)


def _unknown(named: dict[tuple, str | None], rows: Rows, made: Sequence[str] = ()) -> Iterator[Fault]:
    """Yield the names that no column has; `made` are those of attributes, of which one may have been meant."""
    for path, column in named.items():
        if column is not None and column not in rows.frame.columns:
            yield path, f"`{column}` is not a column of {rows.name}{did_you_mean(column, [*rows.frame.columns, *made])}"
