"""What would lift a lead a tier: the levels that would earn it more points."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from leadtools.actions.tiers import tiers_met
from leadtools.conditions import Between, Condition, Is, Value
from leadtools.levels import Attribute
from leadtools.scorecard import Scorecard


def next_tier(card: Scorecard, lead: pd.DataFrame) -> pd.DataFrame:
    """Return what each attribute could add to a lead's score, the most first.

    Parameters
    ----------
    card : Scorecard
    lead : DataFrame (1, n_attributes)

    Returns
    -------
    DataFrame
        ``attribute, level`` (its own), ``instead`` (the level of that attribute that earns most),
        ``gain`` (points), ``score`` and ``tier`` with it. Attributes that can add nothing are left
        out. The score is that of the card itself, caps and bounds of the scale included.

    Notes
    -----
    Points say how leads with that level closed; that a lead which is brought to that level becomes
    readier to buy, they do not say.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> card = Scorecard.of("by hand", {title: [20, 5, 0, 0]}, tiers={"hot": 15})
    >>> next_tier(card, pd.DataFrame({"title": ["Clerk"]})).to_dict("records")
    [{'attribute': 'title', 'level': 'Clerk', 'instead': 'CEO', 'gain': 15, 'score': 20, 'tier': 'hot'}]
    """
    own = card.explain(lead).set_index("attribute")["level"]
    changes = [(a, *change) for a in card.attributes for change in _changes(a)]
    if not changes:
        return _nothing()
    changed = _changed(lead, changes)
    score = card.score(changed).to_numpy()
    table = pd.DataFrame({
        "attribute": [a.name for a, _, _ in changes], "level": [own[a.name] for a, _, _ in changes],
        "instead": [label for _, label, _ in changes], "gain": score - int(card.score(lead).iloc[0]), "score": score,
    })  # fmt: skip
    table["tier"] = tiers_met(card, changed).to_numpy()
    table = table[table["gain"] > 0].sort_values("gain", ascending=False, kind="stable")
    return table.drop_duplicates("attribute").reset_index(drop=True)


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=["attribute", "level", "instead", "gain", "score", "tier"])


def _changes(attribute: Attribute) -> Iterator[tuple[str, Value]]:
    """Yield the levels a lead could have, each with a value that lies in it."""
    for level in attribute.levels:
        value = _value_in(level.condition)
        if value is not None:
            yield level.label, value


def _value_in(condition: Condition) -> Value | None:
    match condition:
        case Is(values) if values:
            return values[0]
        case Between(None, None):
            return 0.0
        case Between(None, below):
            return float(np.nextafter(below, -np.inf))
        case Between(low, _):
            return float(low)
    return None


def _changed(lead: pd.DataFrame, changes: list[tuple[Attribute, str, Value]]) -> pd.DataFrame:
    """Return the lead once for each change, with that change."""
    columns = {}
    for attribute in dict.fromkeys(a for a, _, _ in changes):
        own = lead[attribute.name].iloc[0]
        held = [value if a == attribute else own for a, _, value in changes]
        columns[attribute.name] = _typed(held, attribute.kind)
    return pd.DataFrame(columns)


def _typed(held: list, kind: str) -> pd.Series:
    """Return the cells as a column of their kind, blanks as what they are."""
    cells = pd.Series(held, dtype=object).where(pd.notna(held), None)
    return cells.astype({"number": "float64", "text": "str", "yes/no": "boolean"}[kind])
