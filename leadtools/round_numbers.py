"""Edges a person would choose: near the quantiles, but round."""

from __future__ import annotations

import math

import numpy as np


def round_edges(numbers: np.ndarray, most_levels: int, fewest: int) -> list[float]:
    """Return rising edges that part sorted `numbers` into levels of roughly equal size.

    Parameters
    ----------
    numbers : ndarray (n,)
        Sorted, without missing.
    most_levels : int
        At most this many levels.
    fewest : int
        At least this many numbers in each level.

    Examples
    --------
    Of 1 … 1,000, fourths begin near 251, 501 and 751.

    >>> round_edges(np.arange(1, 1001.0), 4, 10)
    [250, 500, 750]
    """
    n_levels = min(most_levels, len(numbers) // max(1, 2 * fewest))
    wanted = [_edge_near(numbers, k / n_levels, 0.15 / n_levels) for k in range(1, n_levels)]
    edges: list[float] = []
    for edge in sorted({edge for edge in wanted if edge is not None}):
        start = np.searchsorted(numbers, edges[-1]) if edges else 0
        at = np.searchsorted(numbers, edge)
        if at - start >= fewest and len(numbers) - at >= fewest:
            edges.append(edge)
    return edges


def _edge_near(numbers: np.ndarray, share: float, slack: float) -> float | None:
    """Return the roundest edge that leaves about `share` of the numbers below it."""
    last = len(numbers) - 1
    low, high = (numbers[round(last * (share + side))] for side in (-slack, slack))
    if low < high:
        return roundest(low, high)
    first, after = np.searchsorted(numbers, low, "left"), np.searchsorted(numbers, low, "right")
    target = share * len(numbers)
    if after <= last and (first == 0 or after - target <= target - first):
        return roundest(low, numbers[after])
    return roundest(numbers[first - 1], low) if first > 0 else None


def roundest(low: float, high: float) -> float:
    """Return the roundest number above `low` and up to `high`.

    Examples
    --------
    >>> roundest(43, 58), roundest(0, 1), roundest(0.31, 0.36), roundest(1234, 1239)
    (50, 1, 0.35, 1235)
    """
    exponent = math.floor(math.log10(max(abs(low), abs(high)))) + 1
    while exponent > -18:
        for step in (10.0, 5.0, 2.0):
            multiple = _multiple_within(low, high, step * 10.0 ** (exponent - 1), 1 - exponent)
            if multiple is not None:
                return multiple
        exponent -= 1
    return high


def _multiple_within(low: float, high: float, step: float, decimals: int) -> float | None:
    """Return the multiple of `step` in (low, high] nearest to the middle, if there is one."""
    middle = round((low + high) / 2 / step)
    near = sorted((middle + k for k in (-1, 0, 1)), key=lambda k: abs(k * step - (low + high) / 2))
    for k in near:
        multiple = round(k * step, max(0, decimals))
        if low < multiple <= high:
            return int(multiple) if float(multiple).is_integer() else float(multiple)
    return None
