"""One query over pairs of a lead and a moment: every declared attribute, as known just before the moment."""

from __future__ import annotations

from collections.abc import Sequence as Many

from sqlglot import exp

from leadtools.attributes.account import OfAccount, OfColleagues
from leadtools.attributes.kinds import EventAttribute, Season, Seen, Sequence, at_most
from leadtools.attributes.known import Changed, Known
from leadtools.attributes.lookup import LookedUp, columns_of
from leadtools.attributes.titles import RolesCovered


def column(name: str, table: str | None = None) -> exp.Column:
    """Return a column by its quoted name."""
    return exp.column(name, table=table, quoted=True)


def detail_columns(declared: Many[EventAttribute]) -> list[str]:
    """Return the detail columns that are looked at, in the order of their first use; the i-th is ``d{i}``."""
    return list(dict.fromkeys(name for attribute in declared for name in attribute.columns))


def values_query(declared: Many[EventAttribute]) -> exp.Select:
    """Return ``row`` and ``a0``, ``a1`` … for every row of ``moments``.

    It reads up to four tables or common table expressions, and two for each table that is looked
    up: ``moments`` (``row, lead, moment``; the moment in microseconds), ``happened`` (``lead, event,
    at`` in microseconds, ``d0``, ``d1`` …), ``changed`` (``lead, column, value, at``) and ``members``
    (``lead, account, created`` in microseconds), the last three only where attributes are about them;
    ``keys0`` (``lead, key``) and ``rows0`` (``key, at, d0, d1`` …) for the first table that is looked
    up, and so on. Names are by position, so that names that strangers gave to columns never become
    part of the query.
    """
    steps = {i: attribute for i, attribute in enumerate(declared) if isinstance(attribute, Sequence)}
    apart = Sequence | Season | Known | OfAccount | LookedUp
    plain = {i: a for i, a in enumerate(declared) if not isinstance(a, apart)}
    known = {i: attribute for i, attribute in enumerate(declared) if isinstance(attribute, Known)}
    parts = {"done": _totals(plain, declared)} if plain else {}
    parts |= {"known": _known(known)} if known else {}
    beside = {i: attribute for i, attribute in enumerate(declared) if isinstance(attribute, OfColleagues)}
    parts |= {"beside": _beside(beside, declared)} if beside else {}
    parts |= {f"looked_up{k}": _looked_up(k, table, declared) for k, table in enumerate(columns_of(declared))}
    parts |= {f"covered{i}": _covered(i, a) for i, a in enumerate(declared) if isinstance(a, RolesCovered)}
    parts |= {f"in_order{i}": _in_order(i, attribute, declared) for i, attribute in steps.items()}
    tables = list(columns_of(declared))
    values = [exp.alias_(_outer(i, attribute, tables), f"a{i}", quoted=True) for i, attribute in enumerate(declared)]
    query = exp.select(column("row", "moments"), *values, copy=False).from_("moments", copy=False)
    for name, part in parts.items():
        same = exp.EQ(this=column("row", name), expression=column("row", "moments"))
        query = query.join(name, on=same, join_type="left", copy=False).with_(name, as_=part, copy=False)
    return query


def _outer(i: int, attribute: EventAttribute, tables: list[str]) -> exp.Expression:
    if isinstance(attribute, Season):
        return attribute.at(column("moment", "moments"))
    found = column(f"a{i}", _part_of(i, attribute, tables))
    return found if attribute.nothing is None else exp.Coalesce(this=found, expressions=[attribute.nothing.copy()])


def _part_of(i: int, attribute: EventAttribute, tables: list[str]) -> str:
    match attribute:
        case Sequence():
            return f"in_order{i}"
        case Known():
            return "known"
        case OfColleagues():
            return "beside"
        case LookedUp():
            return f"looked_up{tables.index(attribute.table)}"
        case RolesCovered():
            return f"covered{i}"
    return "done"


def _seen(declared: Many[EventAttribute]) -> Seen:
    """Return how the columns are named inside a query over moments joined with what happened."""
    ago = exp.paren(exp.Sub(this=column("moment", "moments"), expression=column("at", "happened")))
    details = {name: column(f"d{i}", "happened") for i, name in enumerate(detail_columns(declared))}
    return Seen(ago, column("event", "happened"), details)


def _before(*chosen: exp.Expression, table: str = "happened") -> exp.Select:
    """Return moments joined with what came before them; nothing of the future gets past here."""
    same = exp.EQ(this=column("lead", table), expression=column("lead", "moments"))
    earlier = exp.LT(this=column("at", table), expression=column("moment", "moments"))
    return exp.select(*chosen).from_("moments").join(table, on=exp.and_(same, earlier))


def _totals(plain: dict[int, EventAttribute], declared: Many[EventAttribute]) -> exp.Select:
    seen = _seen(declared)
    totals = [exp.alias_(attribute.value(seen), f"a{i}", quoted=True) for i, attribute in plain.items()]
    query = _before(column("row", "moments"), *totals)
    if all(attribute.events for attribute in plain.values()):
        query = query.where(seen.named(tuple(dict.fromkeys(e for a in plain.values() for e in a.events))))
    return query.group_by(column("row", "moments"))


def _known(attributes: dict[int, Known]) -> exp.Select:
    seen = Changed(*map(column, ("ago", "column", "value", "newest", "taken")))
    values = [exp.alias_(attribute.value(seen), f"a{i}", quoted=True) for i, attribute in attributes.items()]
    of_use = list(dict.fromkeys(attribute.column for attribute in attributes.values()))
    changes = _changes().where(column("column", "changed").isin(*map(exp.convert, of_use)))
    return exp.select(column("row"), *values).from_(changes.subquery("changes")).group_by(column("row"))


def _changes() -> exp.Select:
    """Return every change before its moment: whether it is the newest, and whether it changed the value at all.

    Two values of one moment have no order in a database; the one that comes last in the alphabet wins.
    """
    ago = exp.paren(exp.Sub(this=column("moment", "moments"), expression=column("at", "changed")))
    value, each = column("value", "changed"), [column("row", "moments"), column("column", "changed")]
    back = [exp.Ordered(this=ago.copy()), exp.Ordered(this=value.copy(), desc=True, nulls_first=False)]
    forth = [exp.Ordered(this=ago.copy(), desc=True), exp.Ordered(this=value.copy(), nulls_first=True)]
    place = exp.Window(this=exp.RowNumber(), partition_by=each, order=exp.Order(expressions=back))
    before = exp.Window(this=exp.Lag(this=value.copy()), partition_by=each, order=exp.Order(expressions=forth))
    chosen = {
        "ago": ago,
        "newest": place.eq(exp.convert(1)),
        "taken": exp.NullSafeNEQ(this=value.copy(), expression=before),
    }
    named = [exp.alias_(expression, name, quoted=True) for name, expression in chosen.items()]
    return _before(column("row", "moments"), column("column", "changed"), value, *named, table="changed")


def _beside(attributes: dict[int, OfColleagues], declared: Many[EventAttribute]) -> exp.Select:
    """Return what colleagues did before the moment: those of the same account who were there by then."""
    seen = _seen(declared)
    each = [exp.alias_(attribute.value(seen), f"a{i}", quoted=True) for i, attribute in attributes.items()]
    did = exp.and_(
        exp.EQ(this=column("lead", "happened"), expression=column("lead", "other")),
        exp.LT(this=column("at", "happened"), expression=column("moment", "moments")),
    )
    one = _colleagues(column("row", "moments"), *each)
    one = one.join("happened", on=did).group_by(column("row", "moments"), column("lead", "other"))
    all_of = [exp.alias_(a.over(column(f"a{i}")), f"a{i}", quoted=True) for i, a in attributes.items()]
    return exp.select(column("row"), *all_of).from_(one.subquery("one")).group_by(column("row"))


def _colleagues(*chosen: exp.Expression) -> exp.Select:
    """Return moments joined with the other members of the account who were there by then."""
    own, other = (exp.alias_(exp.to_table("members"), name, table=True) for name in ("own", "other"))
    same = exp.EQ(this=column("lead", "own"), expression=column("lead", "moments"))
    colleague = exp.and_(
        exp.EQ(this=column("account", "other"), expression=column("account", "own")),
        exp.NEQ(this=column("lead", "other"), expression=column("lead", "own")),
        exp.LT(this=column("created", "other"), expression=column("moment", "moments")),
    )
    return exp.select(*chosen).from_("moments").join(own, on=same).join(other, on=colleague)


def _covered(i: int, attribute: RolesCovered) -> exp.Select:
    """Return how many roles the lead and its colleagues have, each by the newest title before the moment."""
    each = [column("row", "moments"), column("lead", "moments"), column("moment", "moments")]
    there = _colleagues(each[0].copy(), column("lead", "other"), each[2].copy())
    people = exp.union(exp.select(*each).from_("moments"), there, distinct=False).subquery("people")
    title = column("value", "changed")
    before = exp.and_(
        exp.EQ(this=column("lead", "changed"), expression=column("lead", "people")),
        exp.LT(this=column("at", "changed"), expression=column("moment", "people")),
        column("column", "changed").eq(exp.convert(attribute.column)),
    )
    back = [
        exp.Ordered(this=column("at", "changed"), desc=True, nulls_first=False),
        exp.Ordered(this=title.copy(), desc=True, nulls_first=False),
    ]
    one = [column("row", "people"), column("lead", "people")]
    place = exp.Window(this=exp.RowNumber(), partition_by=one, order=exp.Order(expressions=back))
    named = [one[0].copy(), title, exp.alias_(place, "place", quoted=True)]
    titles = exp.select(*named).from_(people).join("changed", on=before).subquery("titles")
    roles = exp.Count(this=exp.Distinct(expressions=[attribute.counted(column("value"))]))
    newest = exp.select(column("row"), exp.alias_(roles, f"a{i}", quoted=True)).from_(titles)
    return newest.where(column("place").eq(exp.convert(1))).group_by(column("row"))


def _looked_up(k: int, table: str, declared: Many[EventAttribute]) -> exp.Select:
    """Return the newest row before the moment of each lead's key in the k-th table.

    Two rows of one key and one moment have no order in a database; of each column the highest value counts.
    """
    keys, rows, places = f"keys{k}", f"rows{k}", columns_of(declared)[table]
    own = exp.EQ(this=column("lead", keys), expression=column("lead", "moments"))
    before = exp.and_(
        exp.EQ(this=column("key", rows), expression=column("key", keys)),
        exp.LT(this=column("at", rows), expression=column("moment", "moments")),
    )
    newest = exp.alias_(exp.Max(this=column("at", rows)), "at", quoted=True)
    found = exp.select(column("row", "moments"), column("key", rows), newest).from_("moments").join(keys, on=own)
    found = found.join(rows, on=before).group_by(column("row", "moments"), column("key", rows))
    same = exp.and_(
        *(exp.EQ(this=column(name, rows), expression=column(name, "newest")) for name in ("key", "at")),
    )
    values = [
        exp.alias_(exp.Max(this=column(f"d{places.index(attribute.column)}", rows)), f"a{i}", quoted=True)
        for i, attribute in enumerate(declared)
        if isinstance(attribute, LookedUp) and attribute.table == table
    ]
    return (
        exp.select(column("row", "newest"), *values)
        .from_(found.subquery("newest"))
        .join(rows, on=same)
        .group_by(column("row", "newest"))
    )


def _in_order(i: int, attribute: Sequence, declared: Many[EventAttribute]) -> exp.Select:
    """Find the latest first step of every chain of steps: it makes the shortest and the youngest sequence."""
    seen = _seen(declared)
    first = exp.Case().when(seen.named(attribute.events[:1]), seen.ago.copy())
    chain = _before(
        column("row", "moments"),
        exp.alias_(seen.ago.copy(), "ago", quoted=True),
        column("event", "happened"),
        exp.alias_(first, "start", quoted=True),
    ).where(attribute.counts(seen))
    for step in attribute.events[1:]:
        chain = _next_step(chain, step)
    span = exp.paren(exp.Sub(this=column("start"), expression=column("ago")))
    arrived = column("start").is_(exp.null()).not_()
    inside = arrived if attribute.within_days is None else at_most(span, attribute.within_days)
    done = exp.alias_(exp.func("BOOL_OR", inside), f"a{i}", quoted=True)
    return exp.select(column("row"), done).from_(chain.subquery("chain")).group_by(column("row"))


def _next_step(chain: exp.Select, step: str) -> exp.Select:
    """Carry the start of the chain on to every event that is the next step, from strictly earlier ones."""
    frame = exp.WindowSpec(
        kind="RANGE", start="UNBOUNDED", start_side="PRECEDING", end=exp.convert(1), end_side="PRECEDING"
    )
    latest_start = exp.Window(
        this=exp.Min(this=column("start")),
        partition_by=[column("row")],
        order=exp.Order(expressions=[exp.Ordered(this=exp.Neg(this=column("ago")))]),
        spec=frame,
    )
    start = exp.Case().when(column("event").eq(exp.convert(step)), latest_start)
    return exp.select(column("row"), column("ago"), column("event"), exp.alias_(start, "start", quoted=True)).from_(
        chain.subquery("chain")
    )
