"""Make a score say a probability."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pandas as pd
from scipy.special import expit

from leadtools.errors import CardError, ParameterError
from leadtools.outcome import read_outcome
from leadtools.scorecard import Line, Scorecard, SegmentCards

Card = TypeVar("Card", Scorecard, SegmentCards)


def calibrate(card: Card, X: pd.DataFrame, y: pd.Series) -> Card:
    """Return the card with a line from score to log-odds that holds on these leads.

    Parameters
    ----------
    card : Scorecard or SegmentCards
        Any card; its points stay as they are. Cards of segments get one line for all.
    X : DataFrame (n_leads, n_attributes)
        Leads the points were *not* learned from, or a card written by hand.
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.

    Raises
    ------
    DataError
        If `y` is not 0/1 or all leads share one outcome.
    """
    line = fit_line(card.score(X).to_numpy(), read_outcome(X, y))
    return card.with_line(line) if isinstance(card, SegmentCards) else replace(card, line=line)


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


def trusted_slope(log_odds: np.ndarray, outcome: np.ndarray) -> float:
    """Return by how much log-odds, said of leads they were not learned from, must be drawn in to hold (0 to 1).

    Parameters
    ----------
    log_odds : ndarray (n_leads,)
        Found without the lead they stand for.
    outcome : ndarray (n_leads,)
        0 or 1.

    Notes
    -----
    The slope b of a logistic regression on them, times 1 − 1/z² where z is b over its standard
    error: a slope no further from 0 than its own error is none (James and Stein 1961).

    Examples
    --------
    Half converted among those said to be hot, half among those said to be cold: trust nothing.

    >>> trusted_slope(np.array([1.0, 1, -1, -1]), np.array([0, 1, 0, 1]))
    0.0
    """
    spread = log_odds.std()
    if spread == 0:
        return 0.0
    x = (log_odds - log_odds.mean()) / spread
    base_odds = outcome.mean() / (1 - outcome.mean())
    a, b = _newton(x, _pulled_inwards(outcome), math.log(base_odds))
    p = expit(a + b * x)
    weight = p * (1 - p)
    z_squared = b * b * (weight @ (x - np.average(x, weights=weight)) ** 2)
    return min(1.0, b / spread * max(0.0, 1 - 1 / z_squared)) if b > 0 else 0.0


def with_base_rate(card: Scorecard, rate: float) -> Scorecard:
    """Return the card for a market in which this share of the leads converts; its points stay as they are.

    Parameters
    ----------
    card : Scorecard
        One that says the leads and conversions it was learned from.
    rate : float
        The close rate that is expected from now on, above 0 and below 1.

    Raises
    ------
    ParameterError
        If the rate is not between 0 and 1.
    CardError
        If the card has no probabilities, or does not say which base rate it learned.

    Notes
    -----
    All odds are multiplied by the new base odds ÷ the old, which is right where hot and cold leads
    have become rarer or more frequent but not different (Saerens, Latinne and Decaestecker 2002).

    Examples
    --------
    Learned where 100 of 500 converted, base odds 1 : 4. At one in two they are 1 : 1, four times as much.

    >>> from leadtools.scorecard import Line
    >>> card = Scorecard.of("card", {}, line=Line(50, 0.25, 10), facts={"leads": 500, "conversions": 100})
    >>> with_base_rate(card, 0.5).base_odds
    1.0
    """
    if not 0 < rate < 1:
        raise ParameterError(f"rate is {rate}; allowed is a share above 0 and below 1, such as 0.08.")
    old = _learned_rate(card)
    line, moved = card.line, (rate / (1 - rate)) / (old / (1 - old))
    line = Line.rounded(line.score, line.odds * moved, line.points_to_double)
    return replace(card, line=line, facts={**card.facts, "base_rate": float(rate)})


def _learned_rate(card: Scorecard) -> float:
    """Return the base rate that the card's probabilities stand for."""
    if card.line is None:
        raise CardError(f"`{card.name}` gives points but no probabilities yet. Calibrate it first.")
    if "base_rate" in card.facts:
        return float(card.facts["base_rate"])
    leads, conversions = card.facts.get("leads"), card.facts.get("conversions")
    if not (leads and conversions):
        raise CardError(
            f"`{card.name}` does not say how many leads and conversions it was learned from, so its base rate "
            "cannot be moved. Calibrate it on recent leads instead: calibrate(card, X, y)."
        )
    return conversions / leads


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
