"""The tiny language of levels: one condition becomes SQL, a formula, words or YAML.

Four conditions and no more, so that every engine and every spreadsheet can say them:
``is`` some values, ``from`` a number and ``below`` another, ``missing``, and ``other``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

Value = str | int | float | bool
SAID = {True: ("yes", "true"), False: ("no", "false")}
"""What a person writes for true and for false."""


@dataclass(frozen=True)
class Is:
    """The cell is one of these values, spelled exactly so."""

    values: tuple[Value, ...]


@dataclass(frozen=True)
class Between:
    """The number is at least ``low`` and less than ``below``; None leaves that side open."""

    low: float | None = None
    below: float | None = None


@dataclass(frozen=True)
class Missing:
    """The cell is blank, or is one of the values that stand for blank."""

    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Other:
    """Whatever no other level of the attribute covers."""


Condition = Is | Between | Missing | Other


def to_sql(condition: Condition, column: exp.Expression) -> exp.Expression:
    r"""Return the condition on a typed column as an SQL expression; never NULL for ``missing``.

    Raises
    ------
    TypeError
        For ``other``, which is what remains (ELSE) and no test of its own.

    Examples
    --------
    >>> to_sql(Between(10, 50), exp.column("employees", quoted=True)).sql()
    '"employees" >= 10 AND "employees" < 50'
    >>> to_sql(Missing(("Select",)), exp.column("City", quoted=True)).sql()
    '"City" IS NULL OR "City" IN (\'Select\')'
    """
    match condition:
        case Is(values):
            return column.copy().isin(*map(exp.convert, values))
        case Between(None, None):
            return column.copy().is_(exp.null()).not_()
        case Between(low, below):
            return exp.and_(*_sides(column, low, below))
        case Missing(()):
            return column.copy().is_(exp.null())
        case Missing(values):
            return exp.or_(column.copy().is_(exp.null()), column.copy().isin(*map(exp.convert, values)))
    raise TypeError(f"{condition} is not a test of its own; it is the ELSE of the others")


def _sides(column: exp.Expression, low: float | None, below: float | None) -> list[exp.Expression]:
    sides = [] if low is None else [exp.GTE(this=column.copy(), expression=exp.convert(low))]
    return sides + ([] if below is None else [exp.LT(this=column.copy(), expression=exp.convert(below))])


def to_formula(condition: Condition, cell: str) -> str:
    """Return the condition on a spreadsheet cell as a formula without ``=``; a blank cell is missing.

    Excel and LibreOffice call a text greater than any number, so a number is asked to be one first. A
    person says true as TRUE, true or yes, in any letters; false as FALSE, false or no.

    Raises
    ------
    TypeError
        For ``other``, which is what remains and no test of its own.

    Examples
    --------
    >>> to_formula(Between(10, 50), "B2"), to_formula(Is(("Google", "web")), "B2")
    ('AND(ISNUMBER(B2),B2>=10,B2<50)', 'OR(EXACT(B2,"Google"),EXACT(B2,"web"))')
    """
    match condition:
        case Is(values):
            return f"OR({','.join(_equals(cell, value) for value in values)})"
        case Between(low, below):
            sides = [f"{cell}{sign}{edge!r}" for sign, edge in ((">=", low), ("<", below)) if edge is not None]
            return f"AND({','.join([f'ISNUMBER({cell})', *sides])})"
        case Missing(values):
            return f"OR({','.join([f'ISBLANK({cell})', *(_equals(cell, value) for value in values)])})"
    raise TypeError(f"{condition} is not a test of its own; it is what the others leave")


def number_formula(cell: str) -> str:
    """Return the number of a spreadsheet cell as a formula without ``=``: yes counts as 1, no as 0.

    Blank is a text without letters, and other texts stay, which are no number.
    """
    yes, no = (_equals(cell, truth) for truth in (True, False))
    return f'IF(ISBLANK({cell}),"",IF({yes},1,IF({no},0,{cell})))'


def _equals(cell: str, value: Value) -> str:
    if isinstance(value, str):
        return f"EXACT({cell},{formula_text(value)})"
    if isinstance(value, bool):
        said = ",".join(f'LOWER(TRIM({cell}))="{word}"' for word in SAID[value])
        return f"IF(ISLOGICAL({cell}),{cell}={str(value).upper()}(),OR({said}))"
    return f"AND(ISNUMBER({cell}),{cell}={value!r})"


def formula_text(text: str) -> str:
    """Return a text as it stands in a formula, in pieces of at most 255 characters, for Excel takes no more."""
    pieces = [text[i : i + 255] for i in range(0, len(text), 255)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def to_words(condition: Condition) -> str:
    """Return the condition as a reader says it.

    Examples
    --------
    >>> to_words(Is(("Google", "google"))), to_words(Between(10, 50)), to_words(Between(None, 10))
    ('is Google or google', 'from 10 to below 50', 'below 10')
    """
    match condition:
        case Is(values):
            return "is " + " or ".join(map(str, values))
        case Between(None, None):
            return "any number"
        case Between(low, None):
            return f"{low:,} or more"
        case Between(None, below):
            return f"below {below:,}"
        case Between(low, below):
            return f"from {low:,} to below {below:,}"
        case Missing(values):
            return " or ".join(["blank", *(repr(value) if value == "" else str(value) for value in values)])
    return "anything else"


def to_data(condition: Condition) -> dict[str, object]:
    """Return the condition as it stands in a scorecard file.

    Examples
    --------
    >>> to_data(Between(10, None)), to_data(Missing(("Select",))), to_data(Other())
    ({'from': 10}, {'missing': ['Select']}, {'other': True})
    """
    match condition:
        case Is(values):
            return {"is": list(values)}
        case Between(None, None):
            return {"any": True}
        case Between(low, below):
            return {key: value for key, value in (("from", low), ("below", below)) if value is not None}
        case Missing(values):
            return {"missing": list(values)}
    return {"other": True}


def from_data(data: Mapping[str, object]) -> Condition:
    """Return the condition that a scorecard file states; the inverse of `to_data`."""
    if "is" in data:
        return Is(tuple(data["is"]))
    if "missing" in data:
        return Missing(tuple(data["missing"]))
    if "other" in data:
        return Other()
    return Between(_whole(data.get("from")), _whole(data.get("below")))


def _whole(edge: float | None) -> float | None:
    """Return an edge such as 10.0 as 10, so that it reads and is written in one way."""
    return int(edge) if isinstance(edge, float) and edge.is_integer() and abs(edge) < 1e15 else edge
