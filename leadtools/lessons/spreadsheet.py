"""A small scorecard as two formulas for a spreadsheet, to be copied by hand in a lesson."""

from __future__ import annotations

from collections.abc import Mapping

from leadtools.conditions import Is
from leadtools.errors import CardError
from leadtools.levels import Attribute
from leadtools.scorecard import Line, Scorecard


def score_formula(card: Scorecard, cells: Mapping[str, str]) -> str:
    """Return the score as a formula over the cells that hold a lead's attributes.

    Parameters
    ----------
    card : Scorecard
        Of attributes whose levels are names.
    cells : mapping of str to str
        The cell of each attribute, such as ``{"title": "A2"}``.

    Raises
    ------
    CardError
        If an attribute has levels that are no names, or has no cell.

    Notes
    -----
    Spreadsheets do not tell capitals from small letters when they compare texts; leadtools does.

    Examples
    --------
    >>> from leadtools.levels import category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> score_formula(Scorecard.of("by hand", {title: [20, -5, 0, 3]}, start=50), {"title": "A2"})
    '=50+IF(A2="",0,IF(A2="CEO",20,IF(A2="Clerk",-5,3)))'
    """
    terms = [_term(attribute, card.points_of(attribute.name).tolist(), cells) for attribute in card.attributes]
    formula = "+".join([str(card.start), *terms])
    if card.highest is not None:
        formula = f"MIN({card.highest},{formula})"
    return f"=MAX({card.lowest},{formula})" if card.lowest is not None else f"={formula}"


def probability_formula(line: Line, cell: str) -> str:
    """Return the probability as a formula over the cell that holds the score.

    Examples
    --------
    Odds of 1 : 9 at 50, so nine did not convert for each that did; ten points halve the nine.

    >>> probability_formula(Line(score=50, odds=1 / 9, points_to_double=10), "C2")
    '=1/(1+9*2^((50-C2)/10))'
    """
    return f"=1/(1+{1 / line.odds:.10g}*2^(({line.score:g}-{cell})/{line.points_to_double:.10g}))"


def _term(attribute: Attribute, points: list[int], cells: Mapping[str, str]) -> str:
    *named, missing, other = zip(attribute.levels, points, strict=True)
    if attribute.name not in cells or not all(isinstance(level.condition, Is) for level, _ in named):
        raise CardError(f"`{attribute.name}` has no cell, or levels that are no names; this formula is for names only.")
    cell, formula = cells[attribute.name], str(other[1])
    for level, worth in reversed(named):
        formula = f"IF({_any(cell, level.condition.values)},{worth},{formula})"
    return f'IF({cell}="",{missing[1]},{formula})'


def _any(cell: str, values: tuple) -> str:
    tests = [f"{cell}={_quoted(value)}" for value in values]
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


def _quoted(value: object) -> str:
    return '"' + str(value).replace('"', '""') + '"'
