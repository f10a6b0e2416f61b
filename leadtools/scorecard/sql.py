"""A scorecard as one SQL expression."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlglot import exp

from leadtools.errors import CardError
from leadtools.scorecard.knock_outs import reason

if TYPE_CHECKING:
    from leadtools.levels import Attribute
    from leadtools.scorecard.card import Scorecard

DIALECTS = ("duckdb",)
_FREE = (None, None)


def points(card: Scorecard, columns: Mapping[str, exp.Expression]) -> dict[str, exp.Expression]:
    """Return the points of each attribute, found in its column."""
    worths = iter(card.table["points"].tolist())
    return {a.name: a.case(columns[a.name], [exp.convert(next(worths)) for _ in a.levels]) for a in card.attributes}


def groups(card: Scorecard, columns: Mapping[str, exp.Expression]) -> dict[str, exp.Expression]:
    """Return the sum of points of each group, within its cap."""
    worths = points(card, columns)
    return {
        group: _within(
            _sum([worths[a.name] for a in card.attributes if a.group == group]), *card.caps.get(group, _FREE)
        )
        for group in card.groups
    }


def score(card: Scorecard, columns: Mapping[str, exp.Expression]) -> exp.Expression:
    """Return the clipped sum over all attributes, each found in its column, groups within their caps."""
    worths, capped = points(card, columns), [group for group in card.groups if group in card.caps]
    free = [worths[a.name] for a in card.attributes if a.group not in capped]
    sums = groups(card, columns) if capped else {}
    return _within(
        _sum([exp.convert(card.start), *free, *(sums[group] for group in capped)]), card.lowest, card.highest
    )


def _sum(parts: list[exp.Expression]) -> exp.Expression:
    total, *others = parts
    for part in others:
        total = exp.Add(this=total, expression=part)
    return total


def _within(total: exp.Expression, lowest: int | None, highest: int | None) -> exp.Expression:
    if lowest is not None:
        total = exp.func("GREATEST", total, exp.convert(lowest))
    return total if highest is None else exp.func("LEAST", total, exp.convert(highest))


def probability(card: Scorecard, scored: exp.Expression) -> exp.Expression:
    """Return 1 / (1 + exp(−log-odds)), the log-odds being a line in the score."""
    slope, odds = math.log(2) / card.line.points_to_double, math.log(card.line.odds)
    minus_log_odds = exp.Sub(
        this=_double(slope * card.line.score - odds),
        expression=exp.Mul(this=_double(slope), expression=scored),
    )
    exponential = exp.func("EXP", minus_log_odds)
    return exp.Div(this=exp.convert(1.0), expression=exp.paren(exp.Add(this=exp.convert(1.0), expression=exponential)))


def _double(number: float) -> exp.Expression:
    """Return a floating number; DuckDB takes a bare one for a decimal, whose product with a score may overflow."""
    return exp.cast(exp.convert(number), "DOUBLE")


def query(card: Scorecard, dialect: str, table: str) -> str:
    """Return the query that adds ``score`` and ``probability`` to every row of a table."""
    columns = columns_of(card.attributes)
    added = {"score": score(card, columns)} | ({"disqualified": reason(card, columns)} if card.knock_outs else {})
    return adding(added, card, dialect, table)


def columns_of(attributes: Iterable[Attribute]) -> dict[str, exp.Expression]:
    """Return the column of the leads of each attribute; refuse two that SQL takes for one."""
    names = list(dict.fromkeys(a.name for a in attributes))
    _refuse_clashes(names)
    return {name: exp.column(name, table="leads", quoted=True) for name in names}


def adding(added: Mapping[str, exp.Expression], card: Scorecard, dialect: str, table: str) -> str:
    """Return the query that adds expressions, ``score`` among them, and the card's probability to every row."""
    if dialect not in DIALECTS:
        raise CardError(
            f"dialect is {dialect!r}; allowed is {' or '.join(DIALECTS)}, on which the tests run the query."
        )
    inner = exp.select("leads.*", *(exp.alias_(e, name, quoted=True) for name, e in added.items())).from_(
        exp.alias_(exp.to_table(f'"{table.replace(chr(34), chr(34) * 2)}"', dialect=dialect), "leads", table=True)
    )
    chosen = (
        ["*"]
        if card.line is None
        else ["*", exp.alias_(probability(card, exp.column("score", quoted=True)), "probability", quoted=True)]
    )
    return exp.select(*chosen).from_(inner.subquery("scored")).sql(dialect, pretty=True)


def _refuse_clashes(names: list[str]) -> None:
    folded = Counter(name.casefold() for name in names)
    clashing = [name for name in names if folded[name.casefold()] > 1]
    if clashing:
        raise CardError(
            f"{' and '.join(f'`{name}`' for name in clashing)} differ only in case, which a database takes for one "
            "column. Rename one of them in the data and on the card."
        )
