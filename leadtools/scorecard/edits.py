"""A card with other points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from leadtools.errors import CardError, did_you_mean

if TYPE_CHECKING:
    from leadtools.scorecard.card import Scorecard

MOST_POINTS = 1_000_000_000  # sums of more may be too long for a whole number of the database


def with_points(card: Scorecard, points: Mapping[tuple[str, str], int], note: str) -> Scorecard:
    """Return the card with other points for some levels; see `Scorecard.with_points`."""
    table = card.table.copy()
    places = {key: i for i, key in enumerate(zip(table["attribute"], table["level"], strict=True))}
    worths = table["points"].tolist()
    for (attribute, level), worth in points.items():
        if (attribute, level) not in places:
            labels = card.points_of(attribute).index
            raise CardError(f"`{level}` is no level of `{attribute}`{did_you_mean(level, labels)}")
        if isinstance(worth, bool) or not isinstance(worth, int | np.integer):
            raise CardError(f"`{attribute}: {level}` is given {worth!r} points; points are whole numbers.")
        if abs(worth) > MOST_POINTS:
            raise CardError(f"`{attribute}: {level}` is given {worth} points; allowed are {MOST_POINTS:,} at most.")
        worths[places[attribute, level]] = int(worth)
    table["points"] = worths
    notes = {"notes": [*card.facts.get("notes", []), note]} if note else {}
    same = table["points"].equals(card.table["points"])
    return replace(card, table=table, line=card.line if same else None, facts={**card.facts, **notes})


def times(card: Scorecard, factor: int) -> Scorecard:
    """Return the card on a scale so many times as long; see `Scorecard.times`."""
    if isinstance(factor, bool) or not isinstance(factor, int) or factor < 1:
        raise CardError(
            f"The factor is {factor!r}; allowed is a whole number of at least 1, so that points stay whole."
        )

    def longer(bound):
        return None if bound is None else bound * factor

    line = card.line and replace(
        card.line, score=card.line.score * factor, points_to_double=card.line.points_to_double * factor
    )
    return replace(
        card,
        table=card.table.assign(points=card.table["points"] * factor),
        line=line,
        **{name: longer(getattr(card, name)) for name in ("start", "lowest", "highest", "pdo")},
        **{
            name: {key: tuple(map(longer, pair)) for key, pair in getattr(card, name).items()}
            for name in ("caps", "each")
        },
        tiers={tier: longer(lowest) for tier, lowest in card.tiers.items()},
        matrix=card.matrix and card.matrix.times(factor),
    )
