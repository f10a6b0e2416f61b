"""Why a lead has its score: rows that add up to the last point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leadtools.levels import level_codes

if TYPE_CHECKING:
    from leadtools.scorecard.card import Scorecard


def explain(card: Scorecard, X: pd.DataFrame) -> pd.DataFrame:
    """Return ``attribute, level, points`` for each lead, start and clip among the rows."""
    codes = level_codes(X, card.attributes)
    parts = [_part("(start)", "", np.full(len(X), card.start))]
    for i, attribute in enumerate(card.attributes):
        labels = np.array([level.label for level in attribute.levels], dtype=object)[codes[:, i]]
        parts.append(_part(attribute.name, labels, card.points_of(attribute.name).to_numpy()[codes[:, i]]))
    clipped = card.score(X).to_numpy() - sum(part["points"].to_numpy() for part in parts)
    parts.append(_part("(clip)", "", clipped)[clipped != 0])
    rows = pd.concat(parts).sort_index(kind="stable")
    return rows.set_axis(X.index[rows.index])


def _part(attribute: str, level: str | np.ndarray, points: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"attribute": attribute, "level": level, "points": points}, index=range(len(points)))
