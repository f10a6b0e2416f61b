"""Newton's method for a logistic regression whose leads are given as levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from leadtools.errors import DataError

MOST_STEPS = 100
SMALL_ENOUGH = 1e-10


@dataclass(frozen=True)
class Fit:
    """Coefficients (n_coefficients,), the first the intercept, their covariance and the maximum reached."""

    coefficients: np.ndarray
    covariance: np.ndarray
    maximum: float


def fit_levels(
    codes: np.ndarray, sizes: Sequence[int], outcome: np.ndarray, keep: np.ndarray, precision: np.ndarray
) -> Fit:
    """Maximise log-likelihood − ½ β'Λβ over the coefficients kept.

    Parameters
    ----------
    codes : ndarray of int (n_leads, n_attributes)
        Level of each lead in each attribute.
    sizes : sequence of int
        Levels of each attribute.
    outcome : ndarray (n_leads,)
        0 or 1.
    keep : ndarray of bool (1 + sum of sizes,)
        Which coefficients are free: not the reference levels, not levels without leads.
    precision : ndarray (n_kept, n_kept)
        Λ, the prior's precision; zeros for none.

    Raises
    ------
    DataError
        If no finite maximum exists: separated or collinear levels.

    Notes
    -----
    Leads enter through cross-tables of levels only, so the cost a step is one pass over the leads
    for each pair of attributes. Steps are halved until the objective rises.
    """
    offsets = 1 + np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int)
    places = codes + offsets
    beta, value = np.zeros(keep.sum()), -np.inf
    beta[0] = np.log(outcome.mean() / (1 - outcome.mean()))
    eta = _eta(beta, keep, places)
    value = _objective(eta, outcome, beta, precision)
    for _ in range(MOST_STEPS):
        p = expit(eta)
        gradient = _sums(outcome - p, codes, sizes)[keep] - precision @ beta
        hessian = _cross_table(p * (1 - p), codes, sizes, offsets)[np.ix_(keep, keep)] + precision
        step = _solve(hessian, gradient)
        if gradient @ step < SMALL_ENOUGH**2 * max(1.0, len(outcome)):
            return Fit(beta, np.linalg.inv(hessian), value)
        beta, eta, value = _halve_until_better(beta, step, value, keep, places, outcome, precision)
    raise DataError(_NO_MAXIMUM)


def information(p: np.ndarray, codes: np.ndarray, sizes: Sequence[int]) -> np.ndarray:
    """Return what leads of probabilities `p` tell of the intercept and every level: X' diag(p (1 − p)) X."""
    offsets = 1 + np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int)
    return _cross_table(p * (1 - p), codes, sizes, offsets)


_NO_MAXIMUM = (
    "The regression has no finite solution: some levels tell the outcome, or one another, exactly. "
    "Gather or leave out such levels, or keep the prior."
)


def _halve_until_better(beta, step, value, keep, places, outcome, precision):
    for _ in range(40):
        eta = _eta(beta + step, keep, places)
        now = _objective(eta, outcome, beta + step, precision)
        if now >= value - 1e-12 * abs(value):
            return beta + step, eta, now
        step = step / 2
    raise DataError(_NO_MAXIMUM)


def _eta(beta: np.ndarray, keep: np.ndarray, places: np.ndarray) -> np.ndarray:
    full = np.zeros(len(keep))
    full[keep] = beta
    eta = np.full(len(places), full[0])
    for column in places.T:
        eta += full[column]
    return eta


def _objective(eta: np.ndarray, outcome: np.ndarray, beta: np.ndarray, precision: np.ndarray) -> float:
    return float(outcome @ eta - np.logaddexp(0, eta).sum() - beta @ precision @ beta / 2)


def _solve(hessian: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    if np.linalg.cond(hessian) > 1e13:
        raise DataError(_NO_MAXIMUM)
    return np.linalg.solve(hessian, gradient)


def _sums(weights: np.ndarray, codes: np.ndarray, sizes: Sequence[int]) -> np.ndarray:
    """Return the sum of weights over all leads, then for each level of each attribute."""
    by_level = [np.bincount(codes[:, i], weights, size) for i, size in enumerate(sizes)]
    return np.concatenate([[weights.sum()], *by_level])


def _cross_table(weights: np.ndarray, codes: np.ndarray, sizes: Sequence[int], offsets: np.ndarray) -> np.ndarray:
    """Return the weighted cross-table of every level with every other, intercept first."""
    single = _sums(weights, codes, sizes)
    table = np.diag(single)
    table[0, :] = table[:, 0] = single
    for i, rows in enumerate(sizes):
        for j in range(i):
            pair = np.bincount(codes[:, i] * sizes[j] + codes[:, j], weights, rows * sizes[j]).reshape(rows, sizes[j])
            a, b = slice(offsets[i], offsets[i] + rows), slice(offsets[j], offsets[j] + sizes[j])
            table[a, b], table[b, a] = pair, pair.T
    return table
