"""Numbers cut finer than a person would, and neighbours with equal points put together again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from leadtools.conditions import Between, Missing
from leadtools.levels import Attribute, number_levels
from leadtools.round_numbers import round_edges

MOST_LEVELS = 10


def finer_levels(X: pd.DataFrame, levels: Sequence[Attribute], *, keep: Collection[str] = ()) -> tuple[Attribute, ...]:
    """Cut numbers into up to ten levels each, for a method that joins again what does not differ.

    Parameters
    ----------
    X : DataFrame (n_leads, n_attributes)
    levels : sequence of Attribute
        From `find_levels`; categories stay as they are.
    keep : collection of str
        Numbers that stay as they are, such as those you have cut yourself.

    Examples
    --------
    >>> from leadtools.levels import find_levels
    >>> X = pd.DataFrame({"employees": range(1000)})
    >>> coarse = find_levels(X)
    >>> len(coarse[0].levels) - 2, len(finer_levels(X, coarse)[0].levels) - 2
    (6, 10)
    """
    return tuple(a if a.name in keep or len(rungs(a)) == 0 else _finer(a, X[a.name]) for a in levels)


def _finer(attribute: Attribute, values: pd.Series) -> Attribute:
    held = np.sort(values[~values.isin(_codes(attribute)) & values.notna()].to_numpy(dtype=float))
    edges = round_edges(held, MOST_LEVELS, max(10, int(np.ceil(np.sqrt(len(values))))))
    levels = number_levels(edges, missing=_codes(attribute), whole=bool((held == np.round(held)).all()))
    return Attribute(attribute.name, attribute.kind, levels, attribute.group)


def _codes(attribute: Attribute) -> tuple:
    """Return the values that mean missing."""
    return next(level.condition.values for level in attribute.levels if isinstance(level.condition, Missing))


def rungs(attribute: Attribute) -> np.ndarray:
    """Return the places of the intervals of a number, from the lowest up; none for other attributes."""
    between = [(k, level.condition) for k, level in enumerate(attribute.levels) if isinstance(level.condition, Between)]
    in_order = sorted(between, key=lambda pair: -np.inf if pair[1].low is None else pair[1].low)
    return np.array([k for k, _ in in_order], dtype=int)


def merged(attribute: Attribute, points: np.ndarray, whole: bool) -> tuple[Attribute, np.ndarray]:
    """Return the attribute with neighbouring intervals of equal points as one, and where each old level went.

    `whole` says that the numbers are whole, for the names of the new levels.

    Examples
    --------
    >>> size = Attribute("size", "number", number_levels([10, 50, 200]))
    >>> smaller, went = merged(size, np.array([-3, 4, 4, 7, 0, 0]), whole=True)
    >>> [level.label for level in smaller.levels], went.tolist()
    (['below 10', '10–199', '200 or more', '(missing)', '(other)'], [0, 1, 1, 2, 3, 4])
    """
    ladder = rungs(attribute)
    if len(ladder) < 2:
        return attribute, np.arange(len(attribute.levels))
    step = np.diff(points[ladder]) != 0
    cuts = [attribute.levels[k].condition.low for k in ladder[1:][step]]
    levels = number_levels(cuts, missing=_codes(attribute), whole=whole)
    went = np.array([len(cuts) + (1 if isinstance(level.condition, Missing) else 2) for level in attribute.levels])
    went[ladder] = np.concatenate([[0], np.cumsum(step)])
    return Attribute(attribute.name, attribute.kind, levels, attribute.group), went
