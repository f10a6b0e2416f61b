"""Do tiers part the leads that close from those that do not, and do scores part leads at all?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep

from leadtools.intervals import wilson
from leadtools.scorecard import Scorecard
from leadtools.scorecard.knock_outs import COLDEST


def tier_table(card: Scorecard, X: pd.DataFrame, outcome: np.ndarray) -> pd.DataFrame:
    """Hold the close rate of every tier against that of the tier below.

    Returns
    -------
    DataFrame (n_tiers, 11)
        ``tier, begins`` (its lowest score; minus infinity where its cells say who is in it), ``leads,
        conversions, close_rate, low, high``; then how much better than the tier below: ``difference,
        difference_low, difference_high`` and ``verdict``: ``parts``, ``cannot be told``, ``the wrong way
        round`` or ``nobody``; blank for the last tier.

    Notes
    -----
    Newcombe (1998), method 10: the interval of a difference from the two Wilson intervals.
    """
    names = [*card.tier_names, COLDEST]
    edges = [*(card.tiers.get(tier, -np.inf) for tier in card.tier_names), -np.inf]
    place = _places(card, X, names, edges)
    leads = np.bincount(place, minlength=len(edges))
    conversions = np.bincount(place[outcome == 1], minlength=len(edges))
    if card.tiers and not leads[-1] and card.tiers[names[-2]] <= _least(card):
        edges, names, leads, conversions = edges[:-1], names[:-1], leads[:-1], conversions[:-1]
    low, high = wilson(conversions, leads)
    rate = np.where(leads > 0, conversions / np.maximum(leads, 1), np.nan)
    table = pd.DataFrame({
        "tier": names, "begins": edges, "leads": leads, "conversions": conversions, "close_rate": rate, "low": low,
        "high": high,
    })  # fmt: skip
    rows = [_against(conversions, leads, i) for i in range(len(edges))]
    return table.assign(**pd.DataFrame(rows, columns=["difference", "difference_low", "difference_high", "verdict"]))


def _places(card: Scorecard, X: pd.DataFrame, names: list[str], edges: list[float]) -> np.ndarray:
    """Return which of the tiers each lead is in."""
    if card.tiers_by_matrix:
        return card.matrix.tier(card.cells(X), COLDEST).map(names.index).to_numpy()
    return np.searchsorted(-np.array(edges), -card.score(X).to_numpy(dtype=float))


def _least(card: Scorecard) -> float:
    """Return the lowest score the card can give."""
    least = card.start + card.table.groupby("attribute")["points"].min().sum()
    return least if card.lowest is None else max(least, card.lowest)


def _against(conversions: np.ndarray, leads: np.ndarray, i: int) -> tuple:
    if i + 1 == len(leads):
        return np.nan, np.nan, np.nan, "" if leads[i] else "nobody"
    if not leads[i] or not leads[i + 1]:
        return np.nan, np.nan, np.nan, "nobody" if not leads[i] else "cannot be told"
    low, high = confint_proportions_2indep(conversions[i], leads[i], conversions[i + 1], leads[i + 1], method="newcomb")
    verdict = "parts" if low > 0 else "the wrong way round" if high < 0 else "cannot be told"
    return conversions[i] / leads[i] - conversions[i + 1] / leads[i + 1], low, high, verdict


def cluster(score: pd.Series) -> tuple[int, float, int]:
    """Return the commonest score, the share of the leads (0 to 1) that have it, and how many scores there are.

    Examples
    --------
    >>> cluster(pd.Series([10, 10, 10, 20]))
    (10, 0.75, 2)
    """
    counts = score.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return int(counts.index[0]), float(counts.iloc[0] / len(score)), len(counts)
