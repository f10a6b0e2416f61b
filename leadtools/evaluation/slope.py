"""Are probabilities spread as far as they should be?"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit, logit, xlogy
from scipy.stats import chi2

from leadtools.errors import DataError
from leadtools.outcome import zero_or_one

STEEPEST = 1e4
"""A slope beyond which the leads that converted are as good as separated from the rest."""


def calibration_slope(y: pd.Series, p: pd.Series, *, level: float = 0.95) -> tuple[float, float, float]:
    """Return the slope of what came on what was said, in log-odds, with its interval.

    Parameters
    ----------
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    p : Series (n_leads,)
        Probability of conversion, above 0 and below 1.
    level : float
        Coverage of the interval, 0 to 1.

    Returns
    -------
    tuple of float
        ``slope, low, high``. 1: the differences between leads are as large as was said. Below 1: the
        card exaggerates them, as after learning too much from too little. Above 1: it understates
        them. Infinite where the probabilities part the converters from the rest without a fault;
        not a number where every lead has the same probability or the same outcome.

    Raises
    ------
    DataError
        If `p` is not above 0 and below 1, or `y` is not 0/1 for every lead.

    Notes
    -----
    Logistic regression of `y` on an intercept and logit(`p`) (Cox 1958, "Two further applications of
    a model for binary regression"). The interval holds the slopes that a likelihood-ratio test does
    not refuse, which covers better on few leads than slope ± 1.96 standard errors.

    Examples
    --------
    Said 20 % and 80 %: log-odds ∓ln 4. Came 1 of 3 and 2 of 3: log-odds ∓ln 2, half as far apart.

    >>> y, p = pd.Series([0, 0, 1, 1, 1, 0]), pd.Series([0.2] * 3 + [0.8] * 3)
    >>> slope, low, high = calibration_slope(y, p)
    >>> round(slope, 3), low < 0 < 1 < high
    (0.5, True)
    """
    outcome, said = zero_or_one(y), np.asarray(p, dtype=float)
    if len(outcome) != len(said):
        raise DataError(f"y has {len(outcome)} leads but p has {len(said)}; give one probability for each lead.")
    if not ((said > 0) & (said < 1)).all():
        raise DataError("p holds values that have no log-odds; allowed is above 0 and below 1 for every lead.")
    x = logit(said)
    if len(np.unique(x)) < 2 or len(np.unique(outcome)) < 2:
        return math.nan, math.nan, math.nan
    return _slope(x - x.mean(), outcome, chi2.ppf(level, 1) / 2)


def _slope(x: np.ndarray, outcome: np.ndarray, drop: float) -> tuple[float, float, float]:
    """Return the slope of largest likelihood and the two at which its logarithm has fallen by `drop`."""
    best = _separated(x, outcome) or _root(lambda b: _score(b, x, outcome), 1.0)
    height = _likelihood(math.copysign(STEEPEST, best) if math.isinf(best) else best, x, outcome)
    anchor = math.copysign(1.0, best) if math.isinf(best) else best

    def fallen(b: float) -> float:
        return height - _likelihood(b, x, outcome) - drop

    low = -math.inf if best == -math.inf else _beyond(fallen, anchor, -1.0, math.isinf(best))
    high = math.inf if best == math.inf else _beyond(fallen, anchor, 1.0, math.isinf(best))
    return best, low, high


def _separated(x: np.ndarray, outcome: np.ndarray) -> float:
    """Return an infinite slope where one value parts the converters from the rest, else 0."""
    yes, no = x[outcome == 1], x[outcome == 0]
    return math.inf if yes.min() >= no.max() else -math.inf if yes.max() <= no.min() else 0.0


def _intercept(b: float, x: np.ndarray, outcome: np.ndarray) -> float:
    """Return the intercept of largest likelihood at slope `b`: the mean probability is the close rate."""
    rate, line = outcome.mean(), b * x
    centre = logit(rate)
    return brentq(lambda a: expit(a + line).mean() - rate, centre - line.max() - 1, centre - line.min() + 1, xtol=1e-10)


def _likelihood(b: float, x: np.ndarray, outcome: np.ndarray) -> float:
    p = expit(_intercept(b, x, outcome) + b * x)
    return float(np.sum(xlogy(outcome, p) + xlogy(1 - outcome, 1 - p)))


def _score(b: float, x: np.ndarray, outcome: np.ndarray) -> float:
    """Return the derivative of the log-likelihood in the slope, which falls in `b`."""
    return float(np.sum(x * (outcome - expit(_intercept(b, x, outcome) + b * x))))


def _root(falling, step: float) -> float:
    low, high = -step, step
    while falling(low) < 0:
        low *= 2
    while falling(high) > 0:
        high *= 2
    return float(brentq(falling, low, high, xtol=1e-10))


def _beyond(fallen, start: float, direction: float, separated: bool) -> float:
    """Return the slope in that direction at which the likelihood has fallen far enough."""
    near, step = start, 0.5
    if separated:  # the likelihood rises without end on one side: walk out until it is high enough
        while fallen(near) > 0:
            near -= direction * abs(near)
    far = near + direction * step
    while fallen(far) < 0:
        near, step = far, 2 * step
        far = near + direction * step
    return float(brentq(fallen, near, far, xtol=1e-8))
