"""The names of columns: each has one, no two are the same, and those the configuration names are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadtools.config import Config
from leadtools.documents import Fault
from leadtools.errors import DataError, did_you_mean
from leadtools.readers.rows import Rows


def check_header(header: Sequence[str], name: str) -> None:
    """Raise a DataError if a column has no name, or the name of another.

    Examples
    --------
    >>> check_header(["City", "city"], "leads.csv")
    """
    blank = [str(i) for i, column in enumerate(header, 1) if not column.strip()]
    if blank:
        raise DataError(f"{name}: {_columns(blank)} in the header without a name. Name each column, or delete it.")
    for column in header:
        places = [str(i) for i, other in enumerate(header, 1) if other == column]
        if len(places) > 1:
            raise DataError(
                f"{name}: the name `{column}` stands in the header {len(places)} times, at columns "
                f"{' and '.join(places)}. Give each column a name of its own, or delete all but one."
            )


def _columns(numbers: list[str]) -> str:
    return f"column {numbers[0]} stands" if len(numbers) == 1 else f"columns {' and '.join(numbers)} stand"


def unknown_columns(config: Config, leads: Rows, outcome: Rows | None, events: Rows | None) -> Iterator[Fault]:
    """Yield a fault for every column that the configuration names and its file does not have."""
    yield from _unknown(_named_of_leads(config), leads)
    named = {("outcome", key): getattr(config.outcome, key) for key in ("decided", "id") if outcome or key == "decided"}
    named[("outcome", config.outcome.kind)] = config.outcome.column
    yield from _unknown(named, outcome or leads)
    if events is not None:
        yield from _unknown({("events", key): getattr(config.events, key) for key in ("id", "event", "at")}, events)


def _named_of_leads(config: Config) -> dict[tuple, str | None]:
    named = {(key,): getattr(config, key) for key in ("id", "created", "owner", "account", "value")}
    for role in ("email", "phone", "contact"):
        several = len(getattr(config, role)) > 1
        named |= {(role, i) if several else (role,): column for i, column in enumerate(getattr(config, role))}
    named[("order",)] = None if config.order == "rows" else config.order
    named |= {("columns", column): column for column in config.columns if column not in config.attributes}
    left = [(i, column) for i, column in enumerate(config.leave_out) if column not in config.attributes]
    named |= {("leave_out", *_place(config, i, column)): column for i, column in left}
    for group, columns in config.groups.items():
        named |= {("groups", group, i): column for i, column in enumerate(columns) if column not in config.attributes}
    return named


def _place(config: Config, i: int, column: str) -> tuple:
    """Return where a column stands under ``leave_out``, which may be a list or lines of reasons."""
    return (column,) if ("leave_out", column) in config.lines else (i,)


def _unknown(named: dict[tuple, str | None], rows: Rows) -> Iterator[Fault]:
    for path, column in named.items():
        if column is not None and column not in rows.frame.columns:
            yield path, f"`{column}` is not a column of {rows.name}{did_you_mean(column, rows.frame.columns)}"
