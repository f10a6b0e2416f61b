"""Tiers: what to do with a lead, by its score."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from leadtools.errors import ParameterError, did_you_mean
from leadtools.scorecard import COLDEST, DISQUALIFIED, Scorecard


def tiers_of(card: Scorecard, X: pd.DataFrame) -> pd.Series:
    """Return the tier that the card gives each lead: ``disqualified``, or by its score or its cell (n_leads,)."""
    return tiers_met(card, X).mask(card.disqualified(X).notna(), DISQUALIFIED)


def tiers_met(card: Scorecard, X: pd.DataFrame) -> pd.Series:
    """Return the tier of each lead's score or cell, whether or not it meets the minimum criteria (n_leads,)."""
    if card.tiers_by_matrix:
        return card.matrix.tier(card.cells(X), COLDEST)
    return assign_tiers(card.score(X), card.tiers)


def assign_tiers(score: pd.Series, cuts: Mapping[str, float]) -> pd.Series:
    """Return the tier of each score.

    Parameters
    ----------
    score : Series (n_leads,)
    cuts : mapping of str to float
        Lowest score of each tier, from the highest down; what lies below the last is ``cold``.

    Raises
    ------
    ParameterError
        If the cuts do not fall.

    Examples
    --------
    >>> assign_tiers(pd.Series([70, 60, 59, 10]), {"hot": 60, "warm": 50}).tolist()
    ['hot', 'hot', 'warm', 'cold']
    """
    edges = list(cuts.values())
    if any(later >= earlier for earlier, later in zip(edges, edges[1:], strict=False)):
        raise ParameterError(f"The tiers are {dict(cuts)}; each must begin lower than the one before it.")
    chosen = np.select([score >= edge for edge in edges], list(cuts), COLDEST) if edges else COLDEST
    return pd.Series(chosen, index=score.index, name="tier", dtype=object)


PRESETS: dict[str, dict[str, tuple[str, float]]] = {
    "bands": {"good": ("from", 50), "nurture": ("from", 20)},
    "hot above 70": {"hot": ("above", 70), "warm": ("from", 30)},
    "letters": {"A": ("above", 200 / 3), "B": ("above", 100 / 3), "C": ("from", 0)},
}
"""The bands of the guides on a scale of 0 to 100; where a guide leaves warm open, it is that of Freshsales."""


def preset_tiers(name: str, *, highest: int = 100) -> dict[str, int]:
    """Return the tiers of a guide, for a scale from 0 to `highest`.

    Parameters
    ----------
    name : {"bands", "hot above 70", "letters"}
        ``bands``: good from 50, nurture from 20. ``hot above 70``: hot, and warm from 30.
        ``letters``: A, B and C, a third of the scale each.
    highest : int
        The highest score there can be, such as 1000.

    Raises
    ------
    ParameterError
        If the name is unknown or the highest score is below 3.

    Examples
    --------
    >>> preset_tiers("letters"), preset_tiers("hot above 70", highest=1000)
    ({'A': 67, 'B': 34, 'C': 0}, {'hot': 701, 'warm': 300})
    """
    if name not in PRESETS:
        raise ParameterError(f"`{name}` is not a preset of tiers{did_you_mean(name, PRESETS)}")
    if highest < 3:
        raise ParameterError(f"highest is {highest}; allowed is the highest score of the scale, 3 or more.")
    return {tier: _lowest(side, share * highest / 100) for tier, (side, share) in PRESETS[name].items()}


def _lowest(side: str, edge: float) -> int:
    """Return the lowest whole score from, or above, an edge."""
    edge = round(edge, 9)
    return math.floor(edge) + 1 if side == "above" else math.ceil(edge)


def qualify(score: pd.Series, *, is_mql: float, sales_qualified: float) -> pd.DataFrame:
    """Say which leads marketing passes on and which sales takes up, by two thresholds.

    Parameters
    ----------
    score : Series (n_leads,)
    is_mql : float
        Score from which a lead is marketing-qualified: passed to sales.
    sales_qualified : float
        Score from which it is sales-qualified: taken up by sales; not below `is_mql`.

    Returns
    -------
    DataFrame (n_leads, 2)
        ``is_mql`` and ``sales_qualified``, true or false; who is the second is the first too.

    Raises
    ------
    ParameterError
        If the thresholds are out of order.

    Examples
    --------
    >>> qualify(pd.Series([70, 50, 10]), is_mql=40, sales_qualified=60)
       is_mql  sales_qualified
    0    True             True
    1    True            False
    2   False            False
    """
    if not sales_qualified >= is_mql:
        raise ParameterError(
            f"sales_qualified begins at {sales_qualified}, below is_mql at {is_mql}; sales takes up only leads "
            "that were passed on, so its threshold is the same or higher."
        )
    return pd.DataFrame({"is_mql": score >= is_mql, "sales_qualified": score >= sales_qualified})
