"""From effects in log-odds to whole points on the scale of learned cards.

The average lead scores 50, and the points that double the odds (PDO) are the largest whole number
up to 10 that keeps 99 % of the leads learned from inside 0–100.
"""

from __future__ import annotations

import math

import numpy as np
from sklearn.metrics import log_loss, roc_auc_score

from leadtools.scorecard import Line

LOWEST, AVERAGE, HIGHEST = 0, 50, 100
LARGEST_PDO = 10
SHARE_INSIDE = 0.99


def whole_points(effects: list[np.ndarray], pdo: int) -> list[np.ndarray]:
    """Return effects in log-odds as whole points: ``effect × pdo / ln 2``.

    Examples
    --------
    Four times the odds are two doublings, 20 points at 10 points each.

    >>> whole_points([np.log([4, 0.5])], pdo=10)
    [array([ 20, -10])]
    """
    return [np.rint(effect * pdo / math.log(2)).astype(np.int64) for effect in effects]


def start_for(points: list[np.ndarray], codes: np.ndarray) -> int:
    """Return the whole points every lead must begin with for the average lead to score 50."""
    return AVERAGE - round(float(_sums(points, codes).mean()))


def choose_pdo(effects: list[np.ndarray], codes: np.ndarray) -> int:
    """Return the largest PDO, 10 … 1, at which 99 % of the leads stay inside 0–100."""
    for pdo in range(LARGEST_PDO, 1, -1):
        points = whole_points(effects, pdo)
        total = _sums(points, codes) + start_for(points, codes)
        if np.mean((total >= LOWEST) & (total <= HIGHEST)) >= SHARE_INSIDE:
            return pdo
    return 1


def scores(points: list[np.ndarray], codes: np.ndarray, start: int, lowest: float, highest: float) -> np.ndarray:
    """Return the score of each lead (n_leads,), clipped to the bounds."""
    return np.clip(_sums(points, codes) + start, lowest, highest)


def tiers(line: Line) -> dict[str, int]:
    """Return the lowest scores of the tiers: warm from the average lead on, hot at twice its odds.

    Examples
    --------
    >>> tiers(Line(score=50, odds=0.1, points_to_double=13.2))
    {'hot': 64, 'warm': 50}
    """
    warm = math.ceil(line.score)
    return (
        {"hot": math.ceil(line.score + line.points_to_double), "warm": warm}
        if math.isfinite(line.points_to_double)
        else {"warm": warm}
    )


def rounding_cost(outcome: np.ndarray, exact: np.ndarray, whole: np.ndarray) -> dict[str, float]:
    """Return what whole points lose on the leads learned from: AUC fallen, log loss risen."""
    return {
        "rounding_cost_auc": round(roc_auc_score(outcome, exact) - roc_auc_score(outcome, whole), 6),
        "rounding_cost_log_loss": round(log_loss(outcome, whole) - log_loss(outcome, exact), 6),
    }


def _sums(values: list[np.ndarray], codes: np.ndarray) -> np.ndarray:
    return sum((value[codes[:, i]] for i, value in enumerate(values)), np.zeros(len(codes), dtype=np.int64))
