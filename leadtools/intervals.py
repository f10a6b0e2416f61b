"""Intervals for shares, in one place."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from statsmodels.stats.proportion import proportion_confint


def wilson(conversions: ArrayLike, leads: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the 95 % Wilson interval of conversions ÷ leads; missing where there are no leads.

    Parameters
    ----------
    conversions, leads : array_like (n,)
        Counts, which need not be whole.

    Returns
    -------
    low, high : ndarray (n,)
        Shares, 0 to 1. The share itself always lies within, also in the last digit.

    Notes
    -----
    Wilson (1927), "Probable inference, the law of succession, and statistical inference".

    Examples
    --------
    One of five: 20 %, but 3.6 % and 62.4 % are as possible.

    >>> low, high = wilson([1], [5])
    >>> low.round(3), high.round(3)
    (array([0.036]), array([0.624]))
    """
    k, n = np.asarray(conversions, dtype=float), np.asarray(leads, dtype=float)
    seen = np.where(n > 0, n, 1.0)
    low, high = proportion_confint(k, seen, method="wilson")
    share = k / seen
    inside = np.clip(np.minimum(low, share), 0, 1), np.clip(np.maximum(high, share), 0, 1)
    return np.where(n > 0, inside[0], np.nan), np.where(n > 0, inside[1], np.nan)
