"""Values of a card that no lead has, though leads have one that is spelled nearly so."""

from __future__ import annotations

import difflib

import pandas as pd

from leadtools.conditions import Is
from leadtools.levels import Attribute
from leadtools.scorecard import Scorecard

ALIKE = 0.8
"""Share of the letters that two spellings have in common, from which on one may be meant by the other."""

MOST_VALUES = 1_000
"""Of a column, the commonest; a slip of the pen is looked for among these."""


def spelling(card: Scorecard, X: pd.DataFrame) -> pd.DataFrame:
    """Return the values that no lead has beside the nearest that leads have and no level of the card speaks of.

    Returns
    -------
    DataFrame
        ``attribute, level, value, near, leads``, where ``leads`` have the value ``near``.

    Examples
    --------
    >>> from leadtools.levels import category_levels
    >>> card = Scorecard.of("rubric", {Attribute("title", "text", category_levels([["manger"]])): [10, 0, 0]})
    >>> spelling(card, pd.DataFrame({"title": ["manager", "manager", "clerk"]}))
      attribute   level   value     near  leads
    0     title  manger  manger  manager      2
    """
    texts = [a for a in card.attributes if a.kind == "text" and a.name in X.columns]
    rows = [row for attribute in texts for row in _slips(attribute, X[attribute.name])]
    return pd.DataFrame(rows, columns=["attribute", "level", "value", "near", "leads"])


def _slips(attribute: Attribute, column: pd.Series) -> list[tuple]:
    leads = column.dropna().astype("str").value_counts()
    said = {str(value) for level in attribute.levels for value in getattr(level.condition, "values", ())}
    free = {value.casefold().strip(): value for value in reversed(leads.index[:MOST_VALUES]) if value not in said}
    slips = []
    for level in (level for level in attribute.levels if isinstance(level.condition, Is)):
        for value in (str(value) for value in level.condition.values if str(value) not in leads.index):
            near = difflib.get_close_matches(value.casefold().strip(), free, n=1, cutoff=ALIKE)
            slips += [(attribute.name, level.label, value, free[one], int(leads[free[one]])) for one in near]
    return slips
