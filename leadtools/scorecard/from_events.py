"""A scorecard as one query from raw leads and events to scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import sqlglot
from sqlglot import exp

from leadtools.attributes import EventAttribute, declare
from leadtools.attributes.account import OfColleagues
from leadtools.attributes.kinds import DAY_US, Season
from leadtools.attributes.known import Known
from leadtools.attributes.query import column, detail_columns, values_query
from leadtools.errors import CardError
from leadtools.history.moments import read_moment
from leadtools.personas import BEST, Persona
from leadtools.personas import query as nearness
from leadtools.scorecard.card import Scorecard

OWN_NAMES = ("moments", "happened", "changed", "members", "as known", "counted", "leads as of")


@dataclass(frozen=True)
class Tables:
    """What the tables of leads (one row a lead), of events and of changes are called, and their columns."""

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


def full_query(
    card: Scorecard,
    declared: Mapping[str, Mapping] | Sequence[EventAttribute],
    *,
    personas: Sequence[Persona] = (),
    as_of=None,
    after_days: float = 0,
    tables: Tables | None = None,
    dialect: str = "duckdb",
) -> str:
    """Return the one query that scores raw leads and events, fit to become a view.

    Parameters
    ----------
    card : Scorecard
    declared : mapping or sequence of EventAttribute
        As for `declare`; attributes that are not on the card are left out of the query.
    personas : sequence of Persona
        Those of the history (``history.personas``), if the card has attributes of them.
    as_of : date, optional
        The moment (UTC) at which all leads are looked at. Default: each at its own age.
    after_days : float
        That age in days, where no `as_of` is given.
    tables : Tables, optional
        Names of tables and columns. Times are TIMESTAMP without zone, in UTC.
    dialect : str
        As for `Scorecard.to_sql`.

    Returns
    -------
    str
        A query that gives the attributes, every column of the leads, ``score`` and ``probability``.
        Where a column of the leads bears the name of an attribute, the attribute keeps it and the
        column, which holds what is known today, gets ``_1`` added.

    Raises
    ------
    CardError
        If a table bears a name that the query needs for itself, or the dialect is not one the tests
        run.

    Examples
    --------
    >>> from leadtools.levels import Attribute, number_levels
    >>> visits = Attribute("visits", "number", number_levels([1]))
    >>> card = Scorecard.of("by hand", {visits: [0, 10, 0, 0]})
    >>> full_query(card, {"visits": {"count": "visit"}}).splitlines()[0]
    'WITH "moments" AS ('
    """
    named = tables or Tables()
    _refuse_own_names(named)
    needed = {attribute.name for attribute in card.attributes}
    personas = [persona for persona in personas if needed & {persona.matches, persona.strays, BEST}]
    needed |= {column for persona in personas for column in persona.columns}
    used = [attribute for attribute in declare(declared) if attribute.name in needed]
    query = sqlglot.parse_one(card.to_sql(dialect=dialect, table=OWN_NAMES[-1]), dialect=dialect)
    parts = [
        _moments(named, as_of, after_days),
        _happened(named, detail_columns(used)),
        _changed(named),
        _members(named),
    ]
    there = [True, _about_events(used), _any(used, Known), _any(used, OfColleagues)]
    named_parts = [(name, part) for name, part, it in zip(OWN_NAMES, parts, there, strict=False) if it]
    for name, part in [*named_parts, *_as_of(_known(named, used), personas)]:
        query = query.with_(exp.to_identifier(name, quoted=True), as_=part)
    return query.sql(dialect, pretty=True)


def _as_of(known: exp.Select, personas: Sequence[Persona]) -> list[tuple[str, exp.Select]]:
    """Return the steps, by name, from what is known of the leads to all their attributes."""
    *before, last = OWN_NAMES[-3:]
    if not personas:
        return [(last, known)]
    columns = {name: column(name) for persona in personas for name in persona.columns}
    added = [nearness.counts(personas, columns), nearness.best(personas, column)]
    steps = [_adding(expressions, source) for expressions, source in zip(added, before, strict=True)]
    return list(zip((*before, last), (known, *steps), strict=True))


def _adding(expressions: Mapping[str, exp.Expression], source: str) -> exp.Select:
    named = [exp.alias_(expression, name, quoted=True) for name, expression in expressions.items()]
    return exp.select(*named, exp.Star()).from_(_table(source))


def _refuse_own_names(named: Tables) -> None:
    for table in (named.leads, named.events, named.changes):
        if table.casefold() in OWN_NAMES:
            raise CardError(f"The table `{table}` bears a name that the query needs for itself. Make a view of it.")


def _any(used: Sequence[EventAttribute], kind: type) -> bool:
    return any(isinstance(attribute, kind) for attribute in used)


def _members(named: Tables) -> exp.Select:
    chosen = {"lead": column(named.lead_id), "account": column(named.account)}
    chosen |= {"created": _microseconds(column(named.created_at))}
    return exp.select(*(exp.alias_(e, name, quoted=True) for name, e in chosen.items())).from_(_table(named.leads))


def _about_events(used: Sequence[EventAttribute]) -> bool:
    return any(not isinstance(attribute, Known | Season) for attribute in used)


def _moments(named: Tables, as_of, after_days: float) -> exp.Select:
    lead = column(named.lead_id)
    if as_of is None:
        moment = exp.Add(
            this=_microseconds(column(named.created_at)), expression=exp.convert(round(after_days * DAY_US))
        )
    else:
        moment = exp.convert((read_moment(as_of, "as_of") - pd.Timestamp(0)) // pd.Timedelta(microseconds=1))
    chosen = {"row": lead, "lead": lead.copy(), "moment": moment}
    return exp.select(*(exp.alias_(e, name, quoted=True) for name, e in chosen.items())).from_(_table(named.leads))


def _happened(named: Tables, details: list[str]) -> exp.Select:
    chosen = {"lead": column(named.event_lead_id), "event": column(named.event), "at": _microseconds(column(named.at))}
    chosen |= {f"d{i}": column(name) for i, name in enumerate(details)}
    return exp.select(*(exp.alias_(e, name, quoted=True) for name, e in chosen.items())).from_(_table(named.events))


def _changed(named: Tables) -> exp.Select:
    columns = {"lead": named.changed_lead_id, "column": named.changed_column, "value": named.changed_value}
    chosen = {name: column(held) for name, held in columns.items()} | {"at": _microseconds(column(named.changed_at))}
    return exp.select(*(exp.alias_(e, name, quoted=True) for name, e in chosen.items())).from_(_table(named.changes))


def _known(named: Tables, used: Sequence[EventAttribute]) -> exp.Select:
    values = [exp.alias_(column(f"a{i}", "found"), attribute.name, quoted=True) for i, attribute in enumerate(used)]
    same = exp.EQ(this=column("row", "found"), expression=column(named.lead_id, "raw"))
    leads = exp.alias_(_table(named.leads), "raw", table=True)
    return (
        exp.select(*values, exp.Column(this=exp.Star(), table=exp.to_identifier("raw")))
        .from_(leads)
        .join(values_query(used).subquery("found"), on=same)
    )


def _microseconds(moment: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this="EPOCH_US", expressions=[exp.cast(moment, "TIMESTAMP")])


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))
