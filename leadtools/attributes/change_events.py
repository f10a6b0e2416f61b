"""Changes of a lead's columns as events: a new job title or company is something that happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce

import pandas as pd
import pyarrow as pa
from sqlglot import exp

from leadtools.attributes.titles import plain_title
from leadtools.engine import arrow_of, run
from leadtools.errors import did_you_mean

Fault = tuple[tuple, str]


@dataclass(frozen=True)
class ChangeEvents:
    """Name of the event to the columns whose change makes it; ``missing`` are values that say that nothing is known."""

    of: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...] = ()

    def query(self, changed: exp.Query) -> exp.Query:
        """Return ``lead, event, at`` of the events that `changed` (``lead, column, value, at``) makes.

        A change is one from a known value to another; the first value is none, and neither is another
        spelling (case, accents, signs). Several columns that change at one moment make one event.
        """
        return reduce(partial(exp.union, distinct=False), [self._one(changed, event) for event in self.of])

    def _one(self, changed: exp.Query, event: str) -> exp.Select:
        value = _column("value")
        known = exp.select("*").from_(changed.copy().subquery("changed")).where(value.is_(exp.null()).not_())
        known = known.where(_column("column").isin(*map(exp.convert, self.of[event])))
        if self.missing:
            known = known.where(value.copy().isin(*map(exp.convert, self.missing)).not_())
        each = [_column("lead"), _column("column")]
        order = exp.Order(expressions=[exp.Ordered(this=_column("at")), exp.Ordered(this=_column("value"))])
        before = exp.Window(this=exp.Lag(this=value.copy()), partition_by=each, order=order)
        steps = exp.select("*", exp.alias_(before, "before", quoted=True)).from_(known.subquery("known"))
        other = exp.NEQ(this=plain_title(value), expression=plain_title(_column("before")))
        name = exp.alias_(exp.convert(event), "event", quoted=True)
        return exp.select(_column("lead"), name, _column("at")).distinct().from_(steps.subquery("steps")).where(other)


def _column(name: str) -> exp.Column:
    return exp.column(name, quoted=True)


def with_change_events(events: pd.DataFrame | None, changes: pd.DataFrame, wanted: ChangeEvents) -> pd.DataFrame:
    """Return the events and those that changes make, ``lead_id, event, at``, in order of time."""
    columns = {"lead": "lead_id", "column": "column", "value": "value"}
    table = pa.table(
        {name: arrow_of(changes[held]) for name, held in columns.items()} | {"at": arrow_of(changes["at"])}
    )
    made = run(wanted.query(exp.select("*").from_("rows")), {"rows": table})
    types = {"lead_id": changes["lead_id"].dtype, "event": "str", "at": "datetime64[us]"}
    made = made.rename(columns={"lead": "lead_id"})[list(types)].astype(types)
    both = [made] if events is None or events.empty else [events, made] if len(made) else [events]
    return pd.concat(both, ignore_index=True).sort_values(["at", "lead_id", "event"], kind="stable", ignore_index=True)


def change_event_faults(
    of: Mapping[str, Sequence[str]], events: pd.DataFrame | None, changes: pd.DataFrame | None
) -> list[Fault]:
    """Return what events of changes ask for and the data do not have: (name and place, words)."""
    taken = set() if events is None else set(events["event"].dropna())
    known = [] if changes is None else sorted(map(str, changes["column"].dropna().unique()))
    found: list[Fault] = []
    for event, columns in of.items():
        if event in taken:
            found.append(((event,), f"`{event}` is already the name of an event; give those of the changes another."))
        for column in (column for column in columns if column not in known):
            found.append(((event,), f"the changes know nothing of `{column}`{did_you_mean(column, known)}"))
    return found
