"""Personas as SQL: two counts for each, and the one a lead comes nearest to."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from leadtools.conditions import to_sql
from leadtools.personas.persona import BEST, NONE, Category, Persona


def counts(personas: Sequence[Persona], columns: Mapping[str, exp.Expression]) -> dict[str, exp.Expression]:
    """Return the categories that match and those that stray of each persona, over the columns of a lead."""
    found = {}
    for persona in personas:
        found[persona.matches] = _sum(persona.categories, columns, 1, 0)
        found[persona.strays] = _sum(persona.categories, columns, 0, 1)
    return found


def _sum(categories: Sequence[Category], columns: Mapping[str, exp.Expression], match: int, stray: int):
    cases = [_case(category, columns[category.column], match, stray) for category in categories]
    total = cases[0]
    for case in cases[1:]:
        total = exp.Add(this=total, expression=case)
    return exp.cast(exp.paren(total), "BIGINT")


def _case(category: Category, column: exp.Expression, match: int, stray: int) -> exp.Expression:
    """Return what a category adds: nothing where nothing is known, for a blank neither matches nor strays."""
    wanted = exp.or_(*(to_sql(condition, column) for condition in category.wanted))
    return (
        exp.Case()
        .when(to_sql(category.nothing, column), exp.convert(0))
        .when(wanted, exp.convert(match))
        .else_(exp.convert(stray))
    )


def best(personas: Sequence[Persona], column: Callable[[str], exp.Expression]) -> dict[str, exp.Expression]:
    """Return the name of the nearest persona, over the counts.

    The nearest matches in the largest share of its categories, at least in half and in more than it
    strays; among equals it strays in the smallest share. Personas that are equal in both are all named.
    """
    ranks = _ranks(personas, column)
    highest = exp.func("GREATEST", *ranks) if len(ranks) > 1 else ranks[0]
    named = [
        exp.Case().when(rank.eq(highest), exp.convert(f" or {persona.name}")).else_(exp.convert(""))
        for persona, rank in zip(personas, ranks, strict=True)
    ]
    names = named[0]
    for name in named[1:]:
        names = exp.DPipe(this=names, expression=name)
    first = exp.Substring(this=exp.paren(names), start=exp.convert(len(" or ") + 1))
    nobody = exp.LT(this=highest.copy(), expression=exp.convert(0))
    return {BEST: exp.Case().when(nobody, exp.convert(NONE)).else_(first)}


def _ranks(personas: Sequence[Persona], column: Callable[[str], exp.Expression]) -> list[exp.Expression]:
    """Return a whole number for each persona, higher the nearer, −1 where less than half matches or as many stray.

    Shares are counted in parts of the least common multiple of all numbers of categories, so that none
    is rounded; a part more that matches outweighs all that stray.
    """
    parts = math.lcm(*(len(persona.categories) for persona in personas))
    ranks = []
    for persona in personas:
        each, matches = parts // len(persona.categories), column(persona.matches)
        nearer = exp.Mul(this=matches, expression=_whole(each * (parts + 1)))
        further = exp.Mul(this=column(persona.strays), expression=_whole(each))
        rank = exp.Add(this=exp.paren(exp.Sub(this=nearer, expression=further)), expression=_whole(parts))
        ranks.append(exp.Case().when(_near(persona, column), rank).else_(_whole(-1)))
    return ranks


def _near(persona: Persona, column: Callable[[str], exp.Expression]) -> exp.Expression:
    """Return whether at least half of all categories match, and more match than stray."""
    matches, strays = column(persona.matches), column(persona.strays)
    twice = exp.Mul(this=matches, expression=exp.convert(2))
    half = exp.GTE(this=twice, expression=exp.convert(len(persona.categories)))
    return exp.and_(half, exp.GT(this=matches.copy(), expression=strays))


def _whole(number: int) -> exp.Expression:
    return exp.cast(exp.convert(number), "BIGINT")
