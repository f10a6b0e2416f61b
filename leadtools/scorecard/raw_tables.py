"""Raw tables of a database as the query over them sees them: renamed columns, times in microseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce

import pandas as pd
from sqlglot import exp

from leadtools.attributes import EventAttribute
from leadtools.attributes.change_events import ChangeEvents
from leadtools.attributes.kinds import DAY_US, Season
from leadtools.attributes.known import Known
from leadtools.attributes.lookup import LookedUp, columns_of
from leadtools.attributes.query import column, detail_columns
from leadtools.attributes.titles import EVER, OfTitles, RolesCovered, standing_columns
from leadtools.errors import CardError
from leadtools.history.moments import read_moment


@dataclass(frozen=True)
class Joined:
    """What a table that is looked up is called, its columns, and the column of the leads that holds their key.

    Both keys are written alike: domains, addresses and other texts in small letters, without blanks
    around them; a lead without a key has none, nor has one at a domain where anybody gets an address.
    """

    table: str
    key: str = "key"
    at: str = "at"
    lead_key: str = "key"


@dataclass(frozen=True)
class Tables:
    """What the tables of leads (one row a lead), of events and of changes are called, and their columns.

    ``lookups`` says the same of other tables, each by the name it goes by in the history.
    """

    leads: str = "leads"
    lead_id: str = "lead_id"
    created_at: str = "created_at"
    events: str = "events"
    event_lead_id: str = "lead_id"
    event: str = "event"
    at: str = "at"
    account: str = "account"
    changes: str = "changes"
    changed_lead_id: str = "lead_id"
    changed_column: str = "column"
    changed_value: str = "value"
    changed_at: str = "at"
    lookups: Mapping[str, Joined] = field(default_factory=dict)


def moments(named: Tables, as_of, after_days: float) -> exp.Select:
    """Return the moment at which each lead is looked at."""
    lead = column(named.lead_id)
    if as_of is None:
        moment = exp.Add(
            this=_microseconds(column(named.created_at)), expression=exp.convert(round(after_days * DAY_US))
        )
    else:
        moment = exp.convert((read_moment(as_of, "as_of") - pd.Timestamp(0)) // pd.Timedelta(microseconds=1))
    return chosen_from(named.leads, {"row": lead, "lead": lead.copy(), "moment": moment})


def happened(named: Tables, used: Sequence[EventAttribute], made: ChangeEvents | None) -> exp.Query:
    """Return the events, and those that changes make where an attribute is about them."""
    details = detail_columns(used)
    chosen = {"lead": column(named.event_lead_id), "event": column(named.event), "at": _microseconds(column(named.at))}
    chosen |= {f"d{i}": column(name) for i, name in enumerate(details)}
    events, names = chosen_from(named.events, chosen), set() if made is None else set(made.of)
    about = [set(attribute.events) for attribute in used if is_about_events(attribute)]
    if not any(names and (not events_of or events_of & names) for events_of in about):
        return events
    nothing = [exp.alias_(exp.null(), f"d{i}", quoted=True) for i in range(len(details))]
    steps = exp.select("*", *nothing).from_(made.query(_dated(named)).subquery("made"))
    only = all(events_of and events_of <= names for events_of in about)
    return steps if only else exp.union(events, steps, distinct=False)


def is_about_events(attribute: EventAttribute) -> bool:
    """Tell whether an attribute looks at events."""
    return not isinstance(attribute, Known | Season | LookedUp | RolesCovered)


def changed(named: Tables, used: Sequence[EventAttribute]) -> exp.Query:
    """Return from when on columns of leads had which value; one without a history has had it ever since."""
    parts = [_standing(named, name) for name in standing_columns(used)]
    if not parts or any(a.dated if isinstance(a, OfTitles) else isinstance(a, Known) for a in used):
        parts.append(_dated(named))
    return reduce(partial(exp.union, distinct=False), parts)


def _dated(named: Tables) -> exp.Select:
    columns = {"lead": named.changed_lead_id, "column": named.changed_column, "value": named.changed_value}
    chosen = {name: column(held) for name, held in columns.items()}
    return chosen_from(named.changes, chosen | {"at": _microseconds(column(named.changed_at))})


def _standing(named: Tables, name: str) -> exp.Select:
    chosen = {"lead": column(named.lead_id), "column": exp.convert(name), "value": column(name)}
    return chosen_from(named.leads, chosen | {"at": exp.convert(int(EVER.asm8.astype("int64")))})


def members(named: Tables) -> exp.Select:
    """Return the company of each lead, and since when the lead is known."""
    chosen = {"lead": column(named.lead_id), "account": column(named.account)}
    chosen |= {"created": _microseconds(column(named.created_at))}
    return chosen_from(named.leads, chosen)


def looked_up(named: Tables, used: Sequence[EventAttribute]) -> list[tuple[str, exp.Select]]:
    """Return the keys of the leads and the rows of each table that is looked up."""
    parts = []
    for k, (name, columns) in enumerate(columns_of(used).items()):
        if name not in named.lookups:
            raise CardError(
                f"The card looks up `{columns[0]}` in `{name}`. Say what that table is called in the database: "
                f'Tables(lookups={{"{name}": Joined("{name}", key=…, at=…, lead_key=…)}}).'
            )
        joined = named.lookups[name]
        keys = {"lead": column(named.lead_id), "key": column(joined.lead_key)}
        rows = {"key": column(joined.key), "at": _microseconds(column(joined.at))}
        rows |= {f"d{i}": column(each) for i, each in enumerate(columns)}
        parts += [(f"keys{k}", chosen_from(named.leads, keys)), (f"rows{k}", chosen_from(joined.table, rows))]
    return parts


def chosen_from(table: str, chosen: Mapping[str, exp.Expression]) -> exp.Select:
    """Return expressions over a table, each under its name."""
    named = [exp.alias_(expression, name, quoted=True) for name, expression in chosen.items()]
    return exp.select(*named).from_(table_named(table))


def _microseconds(moment: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this="EPOCH_US", expressions=[exp.cast(moment, "TIMESTAMP")])


def table_named(name: str) -> exp.Table:
    """Return a table by its quoted name."""
    return exp.Table(this=exp.to_identifier(name, quoted=True))
