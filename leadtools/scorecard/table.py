"""The table of a card: its levels, one below the other, with whole points and the evidence for them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from leadtools import conditions
from leadtools.levels import Attribute

OWN_COLUMNS = ("attribute", "group", "level", "condition", "points")
"""Columns that every card has; what stands beside them is evidence."""


def table_of(points: Mapping[Attribute, list[int]], evidence: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the table that gives each attribute's levels these points, in their order, beside the evidence.

    Examples
    --------
    >>> from leadtools.levels import category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"]]), "fit")
    >>> table_of({title: [20, 0, 3]})
      attribute group      level      condition  points
    0     title   fit        CEO         is CEO      20
    1     title   fit  (missing)          blank       0
    2     title   fit    (other)  anything else       3
    """
    rows = [
        (a.name, a.group, level.label, conditions.to_words(level.condition), worth)
        for a, worths in points.items()
        for level, worth in zip(a.levels, worths, strict=True)
    ]
    table = pd.DataFrame(rows, columns=list(OWN_COLUMNS)).astype({"points": "int64"})
    if evidence is None:
        return table
    beside = evidence.drop(columns=["attribute", "level"], errors="ignore").reset_index(drop=True)
    return pd.concat([table, beside], axis=1)


def as_html(table: pd.DataFrame) -> str:
    """Return a table of levels as JupyterLab shows it, escaped, without looking for formulas between dollar signs.

    Examples
    --------
    >>> as_html(pd.DataFrame({"level": ["<b>"]})).splitlines()[0]
    '<table border="1" class="dataframe mathjax_ignore">'
    """
    return table.to_html(index=False, escape=True, classes="mathjax_ignore")
