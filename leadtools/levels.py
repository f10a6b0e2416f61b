"""Numbers and categories become a few named levels that exclude each other and cover everything.

Levels are found without looking at the outcome, so finding them cannot learn it by heart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlglot import exp

from leadtools import conditions
from leadtools.conditions import Between, Condition, Is, Missing, Other, Value
from leadtools.engine import kind_of, placeholder, select
from leadtools.errors import CardError, ParameterError
from leadtools.round_numbers import round_edges

MOST_NUMBER_LEVELS = 6
MOST_CATEGORIES = 30
OTHER = "(other)"
"""The level of whatever no other level names; a cell that says so itself belongs there."""


@dataclass(frozen=True)
class Level:
    """One value or interval of an attribute, with the name it goes by."""

    label: str
    condition: Condition


@dataclass(frozen=True)
class Attribute:
    """A column that may earn points, and its levels; the last two are ``(missing)`` and ``(other)``.

    ``kind`` is ``number``, ``text`` or ``yes/no``; ``group`` gathers attributes for a score of their own.
    """

    name: str
    kind: str
    levels: tuple[Level, ...]
    group: str = ""

    def __post_init__(self) -> None:
        labels = [level.label for level in self.levels]
        kinds = [type(level.condition) for level in self.levels]
        if len(set(labels)) < len(labels):
            raise CardError(f"`{self.name}` has two levels of one name: {sorted(labels)}. Level names must differ.")
        if kinds.count(Missing) != 1 or kinds.count(Other) != 1:
            raise CardError(
                f"`{self.name}` needs one level for missing and one for all others, so that no lead falls through."
            )

    def case(self, column: exp.Expression, results: Sequence[exp.Expression]) -> exp.Expression:
        """Return the SQL expression that gives each lead the result of its level."""
        chosen, settled_below = exp.Case(), None
        for level, result in sorted(zip(self.levels, results, strict=True), key=_missing_first):
            condition = self.typed(level.condition)
            if isinstance(condition, Other):
                chosen = chosen.else_(result)
                continue
            if isinstance(condition, Between):
                condition, settled_below = _without_settled(condition, settled_below), condition.below
            chosen = chosen.when(conditions.to_sql(condition, column), result)
        return chosen

    def typed(self, condition: Condition) -> Condition:
        """Leave spellings out that a typed column of numbers cannot hold."""
        if self.kind == "number" and isinstance(condition, Missing):
            return Missing(tuple(value for value in condition.values if not isinstance(value, str)))
        return condition


def _missing_first(pair: tuple[Level, object]) -> bool:
    return not isinstance(pair[0].condition, Missing)


def _without_settled(condition: Between, settled_below: float | None) -> Between:
    """Drop the lower edge of an interval if the branch before it has taken all that lies below."""
    if settled_below is not None and condition.low == settled_below and condition.below is not None:
        return Between(None, condition.below)
    return condition


def find_levels(
    X: pd.DataFrame,
    *,
    missing: Iterable[Value] = ("",),
    missing_in: Mapping[str, Iterable[Value]] | None = None,
    spellings: Mapping[str, Iterable[Sequence[str]]] | None = None,
    cuts: Mapping[str, Sequence[float]] | None = None,
    groups: Mapping[str, Iterable[str]] | None = None,
    min_leads: int | None = None,
) -> tuple[Attribute, ...]:
    """Find the levels of every column.

    Parameters
    ----------
    X : DataFrame (n_leads, n_attributes)
    missing : iterable
        Spellings that mean missing in every text column.
    missing_in : mapping of str to iterable, optional
        Further values that mean missing in one column, such as 999.
    spellings : mapping of str to iterable of sequence of str, optional
        Spellings of one column that mean the same: ``{"source": [["Google", "google"]]}`` gives them
        one level, named after the first, that lists them all.
    cuts : mapping of str to sequence of float, optional
        Your own edges for a number: ``{"employees": [10, 50]}`` gives below 10, 10–49, 50 or more.
    groups : mapping of str to iterable of str, optional
        Group name to its attributes, such as ``fit`` and ``engagement``.
    min_leads : int, optional
        Categories with fewer leads are gathered in ``(other)``. Default: the root of the number of
        leads, at least 10.

    Returns
    -------
    tuple of Attribute
        One for each column, in their order.

    Examples
    --------
    >>> X = pd.DataFrame({"source": ["web"] * 20 + ["fair"] * 15 + ["fax"], "size": range(36)})
    >>> source, size = find_levels(X, cuts={"size": [10, 20]})
    >>> [level.label for level in source.levels]
    ['web', 'fair', '(missing)', '(other)']
    >>> [level.label for level in size.levels]
    ['below 10', '10–19', '20 or more', '(missing)', '(other)']
    """
    fewest = max(10, math.ceil(math.sqrt(len(X)))) if min_leads is None else min_leads
    group_of = {name: group for group, names in (groups or {}).items() for name in names}
    found = []
    for name in X.columns:
        codes = (*missing, *(missing_in or {}).get(name, ()))
        levels = _find(X[name], codes, (cuts or {}).get(name), fewest, (spellings or {}).get(name, ()))
        found.append(Attribute(str(name), kind_of(X[name]), levels, group_of.get(name, "")))
    return tuple(found)


def _find(
    values: pd.Series,
    codes: tuple[Value, ...],
    cuts: Sequence[float] | None,
    fewest: int,
    spellings: Iterable[Sequence[str]],
) -> tuple[Level, ...]:
    held = values[~values.isin(codes) & values.notna()]
    codes = _codes_of(codes, kind_of(values))
    if kind_of(values) != "number":
        if cuts is not None:
            raise ParameterError(
                f"cuts are given for `{values.name}`, which holds {kind_of(values)} values; only numbers can be cut."
            )
        return category_levels(_categories(held, fewest, spellings, codes), missing=codes)
    whole = bool((held == held.round()).all())
    numbers = np.sort(held.to_numpy(dtype=float))
    edges = round_edges(numbers, MOST_NUMBER_LEVELS, fewest) if cuts is None else cuts
    return number_levels(edges, missing=codes, whole=whole)


def _categories(
    held: pd.Series, fewest: int, spellings: Iterable[Sequence[str]], codes: tuple[Value, ...]
) -> list[Sequence[Value]]:
    """Return the frequent categories, each with all its spellings, commonest first."""
    counts = {value: int(n) for value, n in held.value_counts().items()}
    families = {value: [value] for value in counts}
    for family in spellings:
        together = [spelling for spelling in family if spelling not in codes]
        known = [spelling for spelling in together if spelling in families]
        if known:
            families[known[0]] = together
            counts[known[0]] = sum(counts[spelling] for spelling in known)
            for spelling in known[1:]:
                del families[spelling]
    common = [value for value in families if counts[value] >= fewest and value != OTHER]
    common.sort(key=lambda value: (-counts[value], str(value)))
    return [families[value] for value in common[:MOST_CATEGORIES]]


def _codes_of(codes: Iterable[Value], kind: str) -> tuple[Value, ...]:
    """Return the codes a column of that kind can hold: spellings in a text, numbers in a number."""
    held = {"text": str, "number": int | float, "yes/no": ()}[kind]
    return tuple(dict.fromkeys(code for code in codes if isinstance(code, held)))


def category_levels(categories: Iterable[Sequence[Value]], *, missing: Iterable[Value] = ()) -> tuple[Level, ...]:
    """Return a level for each list of spellings, named after its first, then missing and other."""
    named = [Level(_name(spellings[0]), Is(tuple(map(_plain, spellings)))) for spellings in categories]
    return (*named, *_always(missing))


def number_levels(cuts: Sequence[float], *, missing: Iterable[Value] = (), whole: bool = True) -> tuple[Level, ...]:
    """Return the levels between rising `cuts`, then missing and other.

    Each level holds its lower edge and not its upper. `whole` says that the numbers are whole, so
    that ``10–49`` names what is from 10 to below 50.

    Raises
    ------
    ParameterError
        If the cuts do not rise.
    """
    edges = [_plain(cut) for cut in cuts]
    if not edges:
        return Level("any number", Between()), *_always(missing)
    if any(later <= earlier for earlier, later in zip(edges, edges[1:], strict=False)):
        raise ParameterError(f"cuts are {list(cuts)}; allowed are numbers that rise, such as [10, 50, 200].")
    sides = zip([None, *edges], [*edges, None], strict=True)
    between = [Level(_interval_name(low, below, whole), Between(low, below)) for low, below in sides]
    return (*between, *_always(missing))


def _always(missing: Iterable[Value]) -> tuple[Level, Level]:
    return Level("(missing)", Missing(tuple(map(_plain, missing)))), Level(OTHER, Other())


def _plain(value: Value) -> Value:
    """Return a plain Python value, whole numbers without a point."""
    value = value.item() if isinstance(value, np.generic) else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _name(value: Value) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool | np.bool_) else str(value)


def _interval_name(low: Value | None, below: Value | None, whole: bool) -> str:
    if low is None:
        return f"below {below:,}"
    if below is None:
        return f"{low:,} or more"
    if whole and isinstance(low, int) and isinstance(below, int):
        return f"{low:,}" if below == low + 1 else f"{low:,}–{below - 1:,}"
    return f"{low:,} to below {below:,}"


def label_of(condition: Condition) -> str:
    """Return what a level goes by that is named after its condition.

    Examples
    --------
    >>> label_of(Is(("director", "VP"))), label_of(Between(10, 51)), label_of(Between(201))
    ('director or VP', '10–50', '201 or more')
    """
    match condition:
        case Is(values):
            return " or ".join(map(_name, values))
        case Between(None, None):
            return "any number"
        case Between(low, below):
            return _interval_name(low, below, True)
    return conditions.to_words(condition)


def level_codes(X: pd.DataFrame, attributes: Sequence[Attribute]) -> np.ndarray:
    """Return for each lead and attribute which level it has.

    Returns
    -------
    ndarray of int (n_leads, n_attributes)
        Position of the level within its attribute, found by the same SQL that scores leads.
    """
    cases = {
        str(i): attribute.case(placeholder(i), [exp.convert(k) for k in range(len(attribute.levels))])
        for i, attribute in enumerate(attributes)
    }
    if not cases:
        return np.zeros((len(X), 0), dtype=np.int64)
    return select(X, {a.name: a.kind for a in attributes}, cases).to_numpy(dtype=np.int64)
