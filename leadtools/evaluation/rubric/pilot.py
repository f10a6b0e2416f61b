"""A pilot: scores against closed deals on a batch, honest about how few they are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from leadtools.errors import DataError, ParameterError
from leadtools.evaluation.bootstrap import leads_to_settle
from leadtools.evaluation.ranking import auc_intervals
from leadtools.intervals import wilson
from leadtools.outcome import zero_or_one

DRAWS = 10_000
SURE = 0.05


@dataclass(frozen=True)
class Pilot:
    """What a batch of scored leads says of the score.

    Attributes
    ----------
    table : DataFrame (0 or 2, 7)
        ``leads`` and how they closed, at or above the threshold and below it: ``side, threshold, leads,
        conversions, close_rate, low, high`` (95 % Wilson interval).
    auc, low, high : float
        How often the score puts the lead that closed above one that did not, with its 95 % interval.
    p_value : float
        How often a score that knows nothing would do as well or better.
    words : str
        The same in sentences, and how many leads more it takes where it cannot be told.
    """

    table: pd.DataFrame
    auc: float
    low: float
    high: float
    p_value: float
    words: str


def pilot(score: pd.Series, y: pd.Series, *, threshold: float | None = None, seed: int = 0) -> Pilot:
    """Hold the scores of a batch against its closed deals.

    Parameters
    ----------
    score : Series (n_leads,)
        As given before the outcome was known.
    y : Series (n_leads,)
        1 for a closed deal, 0 for none.
    threshold : float, optional
        Score from which leads count as good.
    seed : int
        Of the draws behind the p value.

    Raises
    ------
    DataError
        If `y` is not 0/1 for every lead, or a lead has no score.
    ParameterError
        If the threshold is no number.

    Notes
    -----
    The p value exchanges the outcomes among the leads 10,000 times (permutation test), which holds
    however few there are; the interval of the AUC is after DeLong and too narrow below about ten
    closed deals.

    Examples
    --------
    Two of five closed, the two with the highest scores: 1 in 10 of all ways to choose two of five.

    >>> found = pilot(pd.Series([9, 8, 3, 2, 1]), pd.Series([1, 1, 0, 0, 0]))
    >>> found.auc, round(found.p_value, 1)
    (1.0, 0.1)
    """
    outcome, values = zero_or_one(y), pd.Series(score)
    _refuse_odd(outcome, values, threshold)
    table = _sides(outcome, values.to_numpy(), threshold)
    won, n = int(outcome.sum()), len(outcome)
    if min(won, n - won) < 2:
        words = f"{won:,} of {n:,} leads closed: too few to say anything of the score. Wait for at least five of each."
        return Pilot(table, math.nan, math.nan, math.nan, math.nan, words)
    auc, low, high = auc_intervals(y, {"score": values}).iloc[0].tolist()
    p_value = _by_chance(outcome, values.to_numpy(), seed)
    words = " ".join([_how_well(won, n, auc, low, high), _how_sure(auc, p_value, won, n), *_in_words(table)])
    return Pilot(table, auc, low, high, p_value, words)


def _refuse_odd(outcome: np.ndarray, score: pd.Series, threshold: float | None) -> None:
    if len(score) != len(outcome):
        raise DataError(f"score has {len(score)} leads but y has {len(outcome)}; give one outcome for each score.")
    if score.isna().any():
        raise DataError(f"`score` is blank for {int(score.isna().sum())} of {len(score)} leads; give each a score.")
    if threshold is not None and (isinstance(threshold, str) or math.isnan(threshold)):
        raise ParameterError(f"threshold is {threshold!r}; allowed is a score, or None.")


def _by_chance(outcome: np.ndarray, score: np.ndarray, seed: int) -> float:
    """Return the share of random orders, the one seen counted in, in which the converters stand as high or higher."""
    rank, rng = rankdata(score), np.random.default_rng(seed)
    drawn = np.array([rng.permutation(rank)[outcome == 1].sum() for _ in range(DRAWS)])
    return float((1 + (drawn >= rank[outcome == 1].sum() - 1e-9).sum()) / (1 + DRAWS))


def _sides(outcome: np.ndarray, score: np.ndarray, threshold: float | None) -> pd.DataFrame:
    columns = ["side", "threshold", "leads", "conversions"]
    called = {"at or above": score >= (threshold or 0), "below": score < (threshold or 0)}
    rows = [(side, threshold, int(who.sum()), int(outcome[who].sum())) for side, who in called.items()]
    table = pd.DataFrame(rows if threshold is not None else [], columns=columns)
    low, high = wilson(table["conversions"], table["leads"])
    rate = table["conversions"] / table["leads"].where(table["leads"] > 0)
    return table.assign(close_rate=rate.astype(float), low=low, high=high)


def _how_well(won: int, n: int, auc: float, low: float, high: float) -> str:
    return (
        f"{won:,} of {n:,} leads closed. Of 100 pairs of one that did and one that did not, the score puts the "
        f"right one first {100 * auc:.0f} times (95 % interval {100 * low:.0f} to {100 * high:.0f})."
    )


def _how_sure(auc: float, p_value: float, won: int, n: int) -> str:
    chance = f"A score that knows nothing would do as well in {_in_hundred(p_value)} of 100 pilots"
    if p_value < SURE:
        return f"{chance}: it finds better leads."
    by_chance = math.sqrt((n + 1) / (12 * won * (n - won)))
    more = leads_to_settle(auc - 0.5, by_chance, n) if auc > 0.5 else math.inf
    if not math.isfinite(more):
        return f"{chance}: nothing speaks for it so far."
    return (
        f"{chance}: too often to rely on it. If it is as good as it looks, about {math.ceil(more)} more leads show it."
    )


def _in_hundred(p_value: float) -> str:
    return "less than 1" if p_value < 0.01 else f"{100 * p_value:.0f}"


def _in_words(table: pd.DataFrame) -> list[str]:
    if table.empty:
        return []
    above, below = (_rate(row) for row in table.itertuples())
    return [f"From {table['threshold'].iloc[0]:g} up {above} closed, below it {below}."]


def _rate(row) -> str:
    rate = "" if not row.leads else f" ({row.close_rate:.0%}, {row.low:.0%} to {row.high:.0%})".replace("%", " %")
    return f"{row.conversions:,} of {row.leads:,}{rate}"
