"""Make a score say a probability."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.special import expit

from leadtools.outcome import read_outcome
from leadtools.scorecard import Line, Scorecard


def calibrate(card: Scorecard, X: pd.DataFrame, y: pd.Series) -> Scorecard:
    """Return the card with a line from score to log-odds that holds on these leads.

    Parameters
    ----------
    card : Scorecard
        Any card; its points stay as they are.
    X : DataFrame (n_leads, n_attributes)
        Leads the points were *not* learned from, or a card written by hand.
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.

    Raises
    ------
    DataError
        If `y` is not 0/1 or all leads share one outcome.
    """
    return replace(card, line=fit_line(card.score(X).to_numpy(), read_outcome(X, y)))


def fit_line(score: np.ndarray, outcome: np.ndarray, *, base_score: float | None = None) -> Line:
    """Return the logistic line through scores and outcomes, never falling, stated at `base_score`.

    Default of `base_score` is the average score, made whole.

    Notes
    -----
    Maximum likelihood for log-odds = a + b · score with b ≥ 0, outcomes pulled a little inwards,
    (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2), so that it stays finite when the score separates the leads
    (Platt 1999, "Probabilistic outputs for support vector machines").
    """
    centre = float(np.rint(score.mean())) if base_score is None else float(base_score)
    base_odds = outcome.mean() / (1 - outcome.mean())
    spread = score.std()
    if spread == 0:
        return Line.rounded(centre, base_odds, math.inf)
    a, b = _newton((score - centre) / spread, _pulled_inwards(outcome), math.log(base_odds))
    if b <= 0:
        return Line.rounded(centre, base_odds, math.inf)
    return Line.rounded(centre, math.exp(a), math.log(2) * spread / b)


def _pulled_inwards(outcome: np.ndarray) -> np.ndarray:
    n_yes, n_no = outcome.sum(), (1 - outcome).sum()
    return np.where(outcome == 1, (n_yes + 1) / (n_yes + 2), 1 / (n_no + 2))


def _newton(x: np.ndarray, target: np.ndarray, a: float, b: float = 0.0) -> tuple[float, float]:
    design, beta = np.column_stack([np.ones_like(x), x]), np.array([a, b])
    for _ in range(100):
        p = expit(design @ beta)
        step = np.linalg.solve((design * (p * (1 - p))[:, None]).T @ design, design.T @ (target - p))
        step *= min(1.0, 2.0 / max(np.abs(step).max(), 1e-300))
        beta = beta + step
        if np.abs(step).max() < 1e-12:
            break
    return float(beta[0]), float(beta[1])
