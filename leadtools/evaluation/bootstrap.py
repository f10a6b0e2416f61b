"""Is one way to order leads better than another? Answered by drawing the same leads anew, again and again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

DRAWS = 500
MEASURES = {"auc": 1, "lift_top_tenth": 1, "wins": 1, "log_loss": -1, "brier": -1}
"""What is measured, and whether more (1) or less (−1) is better."""
SURE_FOUR_TIMES_IN_FIVE = 1.96 + 0.84
"""Standard errors a true difference must measure to be told from chance in four of five trials."""


@dataclass(frozen=True)
class Ranking:
    """One order of the leads, ready to be judged on leads drawn anew.

    Attributes
    ----------
    place : ndarray of int (n_leads,)
        0 for the hottest; leads of one score share a place.
    loss : ndarray (n_leads, 2) or None
        Log loss and squared error of each lead's probability; None for an order without any.
    """

    place: np.ndarray
    loss: np.ndarray | None

    @classmethod
    def of(cls, score: np.ndarray, outcome: np.ndarray, probability: np.ndarray | None = None) -> Ranking:
        """Return the order by `score`, with the losses of `probability` where there is one."""
        hottest_first = np.unique(-np.asarray(score, dtype=float), return_inverse=True)[1]
        if probability is None:
            return cls(hottest_first, None)
        said = np.clip(np.asarray(probability, dtype=float), 1e-15, 1 - 1e-15)
        log_loss = -np.where(outcome == 1, np.log(said), np.log1p(-said))
        return cls(hottest_first, np.column_stack([log_loss, (said - outcome) ** 2]))

    def measures(self, outcome: np.ndarray, times: np.ndarray, capacity: int | None) -> dict[str, float]:
        """Return each measure where lead i was drawn ``times[i]`` times.

        ``wins`` are the conversions among the first `capacity` leads; leads of one place share theirs.
        """
        leads = np.bincount(self.place, times)
        conversions = np.bincount(self.place, times * outcome)
        rest, n, won = leads - conversions, leads.sum(), conversions.sum()
        below = rest.sum() - np.cumsum(rest)
        seen, found = (np.concatenate([[0], np.cumsum(column)]) for column in (leads, conversions))
        tenth = n / min(10, len(outcome))
        known = won > 0 and won < n
        return {
            "auc": float(conversions @ (below + rest / 2) / (won * (n - won))) if known else math.nan,
            "lift_top_tenth": float(np.interp(tenth, seen, found) / tenth / (won / n)) if won else math.nan,
            "wins": math.nan if capacity is None else float(np.interp(capacity, seen, found)),
            **dict(zip(("log_loss", "brier"), self._losses(times), strict=True)),
        }

    def _losses(self, times: np.ndarray) -> tuple[float, float]:
        return (math.nan, math.nan) if self.loss is None else tuple((times @ self.loss / times.sum()).tolist())


def differences(
    outcome: np.ndarray, rankings: Mapping[str, Ranking], best: str, *, capacity: int | None = None, seed: int = 0
) -> pd.DataFrame:
    """Hold every ranking against one of them, measure by measure, on the same leads drawn anew.

    Parameters
    ----------
    outcome : ndarray (n_leads,)
        0 or 1.
    rankings : mapping of str to Ranking
    best : str
        The one all others are held against.
    capacity : int, optional
        Leads that can be called, for ``wins``; left out where not given.
    seed : int
        Of the 500 draws.

    Returns
    -------
    DataFrame
        ``method, measure, value, best`` (the value of the best), ``difference`` with its 95 %
        interval ``difference_low, difference_high``, ``standard_error`` and ``verdict``: ``better``,
        ``worse`` or ``no difference``. Measures that a ranking does not have are left out.

    Notes
    -----
    Paired bootstrap: both rankings are judged on the same draw, so what they share cancels out.
    """
    once = np.ones(len(outcome))
    seen = pd.DataFrame({name: r.measures(outcome, once, capacity) for name, r in rankings.items()})
    rng = np.random.default_rng(seed)
    draws = DRAWS if len(rankings) > 1 else 0
    drawn = np.array([_draw(rng, outcome, rankings, capacity) for _ in range(draws)])
    rows = []
    for m, measure in enumerate(seen.index):
        for k, name in enumerate(rankings):
            if name != best and math.isfinite(seen.loc[measure, name]):
                apart = drawn[:, k, m] - drawn[:, list(rankings).index(best), m]
                rows.append(_row(name, measure, *seen.loc[measure, [name, best]], apart[np.isfinite(apart)]))
    columns = ["method", "measure", "value", "best", "difference", "difference_low", "difference_high",
               "standard_error", "verdict"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _draw(rng: np.random.Generator, outcome: np.ndarray, rankings: Mapping[str, Ranking], capacity: int | None) -> list:
    times = np.bincount(rng.integers(0, len(outcome), len(outcome)), minlength=len(outcome)).astype(float)
    return [list(ranking.measures(outcome, times, capacity).values()) for ranking in rankings.values()]


def _row(name: str, measure: str, value: float, best: float, apart: np.ndarray) -> tuple:
    low, high = (float(bound) for bound in np.quantile(apart, [0.025, 0.975]))
    good = MEASURES[measure]
    verdict = "no difference" if low <= 0 <= high else "better" if good * low > 0 else "worse"
    return name, measure, value, best, value - best, low, high, float(apart.std(ddof=1)), verdict


def leads_to_settle(difference: float, standard_error: float, n_leads: int) -> float:
    """Return how many leads more it takes to tell a difference of that size from chance.

    Infinite where there is no difference at all.

    Examples
    --------
    A difference of one standard error must become 2.8 of them: 2.8² = 7.84 times the leads.

    >>> round(leads_to_settle(0.01, 0.01, 1000))
    6840
    """
    if difference == 0:
        return math.inf
    return max(0.0, n_leads * (SURE_FOUR_TIMES_IN_FIVE * standard_error / difference) ** 2 - n_leads)
