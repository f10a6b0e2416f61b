"""Why a lead has its score: rows that add up to the last point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leadtools.levels import level_codes

if TYPE_CHECKING:
    from leadtools.scorecard.card import Scorecard


def explain(card: Scorecard, X: pd.DataFrame) -> pd.DataFrame:
    """Return ``attribute, level, points`` for each lead; start, caps and clip among the rows."""
    codes = level_codes(X, card.attributes)
    parts = [_part("(start)", "", np.full(len(X), card.start))]
    for i, attribute in enumerate(card.attributes):
        labels = np.array([level.label for level in attribute.levels], dtype=object)[codes[:, i]]
        parts.append(_part(attribute.name, labels, card.points_of(attribute.name).to_numpy()[codes[:, i]]))
    bounds = _caps(card, X, parts[1:])
    clipped = card.score(X).to_numpy() - sum(part["points"].to_numpy() for part in [*parts, *bounds])
    bounds.append(_part("(clip)", "", clipped))
    rows = pd.concat(parts + [part[part["points"] != 0] for part in bounds]).sort_index(kind="stable")
    return rows.set_axis(X.index[rows.index])


def _caps(card: Scorecard, X: pd.DataFrame, parts: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Return what the cap of each group takes or gives."""
    rows = []
    for group, sums in card.group_scores(X)[[g for g in card.groups if g in card.caps]].items():
        own = [p["points"].to_numpy() for a, p in zip(card.attributes, parts, strict=True) if a.group == group]
        rows.append(_part(f"(cap {group})", "", sums.to_numpy() - sum(own)))
    return rows


def _part(attribute: str, level: str | np.ndarray, points: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"attribute": attribute, "level": level, "points": points}, index=range(len(points)))
