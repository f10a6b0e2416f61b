"""A scorecard as one query from raw leads and events to scores."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import sqlglot
from sqlglot import exp

from leadtools.attributes import EventAttribute, declare
from leadtools.attributes.account import OfAccount
from leadtools.attributes.change_events import ChangeEvents
from leadtools.attributes.known import Known
from leadtools.attributes.query import column, values_query
from leadtools.attributes.titles import OfTitles
from leadtools.errors import CardError
from leadtools.personas import BEST, Persona
from leadtools.personas import query as nearness
from leadtools.scorecard import raw_tables
from leadtools.scorecard.card import Scorecard
from leadtools.scorecard.raw_tables import Joined, Tables, chosen_from, table_named

OWN_NAMES = ("moments", "happened", "changed", "members", "as known", "counted", "leads as of")

__all__ = ["Joined", "Tables", "full_query"]


def full_query(
    card: Scorecard,
    declared: Mapping[str, Mapping] | Sequence[EventAttribute],
    *,
    personas: Sequence[Persona] = (),
    change_events: ChangeEvents | None = None,
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
    change_events : ChangeEvents, optional
        Those of the history (``history.change_events``), if attributes are about events that changes make.
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
        If a table bears a name that the query needs for itself, one that is looked up is not named,
        or the dialect is not one the tests run.

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
        raw_tables.moments(named, as_of, after_days),
        raw_tables.happened(named, used, change_events),
        raw_tables.changed(named, used),
        raw_tables.members(named),
    ]
    there = [True, any(map(raw_tables.is_about_events, used)), _any(used, Known | OfTitles), _any(used, OfAccount)]
    named_parts = [(name, part) for name, part, it in zip(OWN_NAMES, parts, there, strict=False) if it]
    named_parts += raw_tables.looked_up(named, used)
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
    return chosen_from(source, expressions).select(exp.Star())


def _refuse_own_names(named: Tables) -> None:
    for table in (named.leads, named.events, named.changes, *(joined.table for joined in named.lookups.values())):
        if table.casefold() in OWN_NAMES or re.fullmatch(r"(keys|rows)\d+", table.casefold()):
            raise CardError(f"The table `{table}` bears a name that the query needs for itself. Make a view of it.")


def _any(used: Sequence[EventAttribute], kind: type) -> bool:
    return any(isinstance(attribute, kind) for attribute in used)


def _known(named: Tables, used: Sequence[EventAttribute]) -> exp.Select:
    values = [exp.alias_(column(f"a{i}", "found"), attribute.name, quoted=True) for i, attribute in enumerate(used)]
    same = exp.EQ(this=column("row", "found"), expression=column(named.lead_id, "raw"))
    leads = exp.alias_(table_named(named.leads), "raw", table=True)
    return (
        exp.select(*values, exp.Column(this=exp.Star(), table=exp.to_identifier("raw")))
        .from_(leads)
        .join(values_query(used).subquery("found"), on=same)
    )
