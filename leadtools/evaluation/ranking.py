"""Area under the curve: how often the lead that converts stands above one that does not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm, rankdata

from leadtools.errors import DataError
from leadtools.outcome import zero_or_one


def auc_intervals(y: pd.Series, scores: Mapping[str, pd.Series], *, level: float = 0.95) -> pd.DataFrame:
    """Return the AUC of each score with its interval.

    Parameters
    ----------
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    scores : mapping of str to Series (n_leads,)
        Name to score, higher is hotter.
    level : float
        Coverage of the interval, 0 to 1.

    Returns
    -------
    DataFrame (n_scores, 3)
        ``auc, auc_low, auc_high``, indexed by name.

    Raises
    ------
    DataError
        If fewer than two leads converted, or fewer than two did not.

    Notes
    -----
    Variance after DeLong, DeLong and Clarke-Pearson (1988), by ranks (Sun and Xu 2014); the interval
    is symmetric in log-odds. Where every converter stands above every other lead that variance is 0,
    and the bound is the one at which as few leads would do so with the complement of `level`. A score
    that is the same for all leads has the variance of a random order, (m + n + 1) / 12mn.

    Examples
    --------
    Of the 2 × 3 pairs five are in order and one is not.

    >>> y = pd.Series([1, 1, 0, 0, 0])
    >>> auc_intervals(y, {"score": pd.Series([9, 5, 6, 3, 1])}).round(3).to_dict("index")
    {'score': {'auc': 0.833, 'auc_low': 0.152, 'auc_high': 0.993}}
    """
    areas, covariance, fewest = _delong(zero_or_one(y), scores)
    half = norm.ppf(0.5 + level / 2) * np.sqrt(np.diag(covariance))
    rows = [_interval(area, h, fewest, level) for area, h in zip(areas, half, strict=True)]
    return pd.DataFrame(rows, columns=["auc", "auc_low", "auc_high"], index=pd.Index(scores, name="method"))


def auc_difference(y: pd.Series, a: pd.Series, b: pd.Series, *, level: float = 0.95) -> tuple[float, float, float]:
    """Return by how much the AUC of `a` exceeds that of `b` on the same leads, with its interval.

    Examples
    --------
    >>> y = pd.Series([1, 1, 0, 0])
    >>> auc_difference(y, pd.Series([4, 3, 2, 1]), pd.Series([4, 3, 2, 1]))
    (0.0, 0.0, 0.0)
    """
    areas, covariance, _ = _delong(zero_or_one(y), {"a": a, "b": b})
    difference = float(areas[0] - areas[1])
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    half = float(norm.ppf(0.5 + level / 2) * np.sqrt(max(variance, 0.0)))
    return difference, difference - half, difference + half


def _delong(outcome: np.ndarray, scores: Mapping[str, pd.Series]) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the areas, their covariance and the size of the smaller class."""
    yes = outcome == 1
    m, n = int(yes.sum()), int((~yes).sum())
    if min(m, n) < 2:
        raise DataError(
            f"{m} of {m + n} leads converted; a ranking is judged by at least two that did and two that did not. "
            "Judge by more leads: a larger test_share, or a longer history."
        )
    above, below = [], []
    for score in scores.values():
        values = np.asarray(score, dtype=float)
        together = rankdata(values)
        above.append((together[yes] - rankdata(values[yes])) / n)
        below.append(1 - (together[~yes] - rankdata(values[~yes])) / m)
    covariance = np.atleast_2d(np.cov(above)) / m + np.atleast_2d(np.cov(below)) / n
    for i in np.flatnonzero([len(np.unique(score)) == 1 for score in scores.values()]):
        covariance[i, i] = (m + n + 1) / (12 * m * n)
    return np.mean(above, axis=1), covariance, min(m, n)


def _interval(area: float, half: float, fewest: int, level: float) -> tuple[float, float, float]:
    if area in (0.0, 1.0):
        bound = ((1 - level) / 2) ** (1 / fewest)
        return (area, bound, 1.0) if area == 1.0 else (area, 0.0, 1 - bound)
    spread = half / (area * (1 - area))
    return area, float(expit(logit(area) - spread)), float(expit(logit(area) + spread))
