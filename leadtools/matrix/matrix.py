"""Fit and engagement apart: a letter for the one, a number for the other, and tiers from both together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np
import pandas as pd

BANDS = {"fit": ("A", "B", "C"), "engagement": ("1", "2", "3")}
"""The bands of each axis, best first; the last is what lies below the others."""

CELLS = tuple(map("".join, product(*BANDS.values())))
"""A1 … C3."""


@dataclass(frozen=True)
class Axis:
    """Groups whose points are added up, and the lowest points of each band but the last.

    A band that is not named is not there; no bands at all: the leads learned from are to be parted
    in thirds.
    """

    groups: tuple[str, ...]
    lowest: Mapping[str, int] = field(default_factory=dict)

    def band(self, points: pd.Series, last: str) -> np.ndarray:
        """Return the band of each lead, `last` for those below all others."""
        edges = list(self.lowest.values())
        if not edges:
            return np.full(len(points), last)
        return np.select([points >= edge for edge in edges], list(self.lowest), last)


@dataclass(frozen=True)
class Matrix:
    """Letters for fit, numbers for engagement: A1 is the best of both, C3 the worst.

    ``tiers`` maps tiers to their cells, hottest first; empty where tiers go by the score. What stands
    in no tier is cold.

    Examples
    --------
    >>> matrix = Matrix(Axis(("fit",), {"A": 20, "B": 10}), Axis(("engagement",), {"1": 15}))
    >>> matrix.cells(pd.DataFrame({"fit": [25, 10, 0], "engagement": [15, 0, 40]})).tolist()
    ['A1', 'B3', 'C1']
    >>> print(matrix.words)
    Fit: A from 20 points, B from 10, C below. Engagement: 1 from 15 points, 3 below.
    """

    fit: Axis = Axis(("fit",))
    engagement: Axis = Axis(("engagement",))
    tiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def axes(self) -> dict[str, Axis]:
        """The axes by name."""
        return {"fit": self.fit, "engagement": self.engagement}

    @property
    def groups(self) -> tuple[str, ...]:
        """All groups that the matrix reads."""
        return (*self.fit.groups, *self.engagement.groups)

    def points(self, groups: pd.DataFrame) -> pd.DataFrame:
        """Return ``fit`` and ``engagement`` points from those of the groups, (n_leads, 2)."""
        return pd.DataFrame({name: groups[list(axis.groups)].sum(axis=1) for name, axis in self.axes.items()})

    def cells(self, groups: pd.DataFrame) -> pd.Series:
        """Return the one cell in which each lead lies, from the points of its groups (n_leads,)."""
        points = self.points(groups)
        letter, number = (axis.band(points[name], BANDS[name][-1]) for name, axis in self.axes.items())
        return pd.Series(np.char.add(letter.astype(str), number.astype(str)), groups.index, dtype=object, name="cell")

    def tier(self, cells: pd.Series, coldest: str) -> pd.Series:
        """Return the tier of each cell, `coldest` for cells that stand in none."""
        tier_of = {cell: tier for tier, own in self.tiers.items() for cell in own}
        return cells.map(tier_of).fillna(coldest).astype(object).rename("tier")

    def times(self, factor: int) -> Matrix:
        """Return the matrix of points that are so many times as many."""
        longer = {
            name: replace(axis, lowest={band: edge * factor for band, edge in axis.lowest.items()})
            for name, axis in self.axes.items()
        }
        return replace(self, **longer)

    @property
    def words(self) -> str:
        """Where each band begins, in sentences."""
        return " ".join(f"{self._named(name)}: {_edges(axis, BANDS[name][-1])}." for name, axis in self.axes.items())

    def _named(self, name: str) -> str:
        groups = self.axes[name].groups
        return name.capitalize() + ("" if groups == (name,) else f" ({', '.join(groups)})")


def _edges(axis: Axis, last: str) -> str:
    first = " points" if axis.lowest else ""
    edges = {band: str(edge).replace("-", "−") for band, edge in axis.lowest.items()}
    told = [f"{band} from {edge}{first if i == 0 else ''}" for i, (band, edge) in enumerate(edges.items())]
    return ", ".join([*told, f"{last} below" if told else f"{last} for all leads"])
