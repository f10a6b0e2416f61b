"""Conditional logistic regression: which of a set converted, given that one of them did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

PRIOR = 1e-2
"""Weight of a normal prior with a standard deviation of 10: an effect nobody can see stays finite."""

_STEPS, _HALVINGS, _SETTLED = 40, 20, 1e-7

one_thread = threadpool_limits.wrap(limits=1, user_api="blas")
"""For what fits many small regressions: threads of the algebra below wait for each other longer than they work."""


@dataclass(frozen=True)
class Fitted:
    """The best coefficients, their log-likelihood, information (p, p), and each row's chance within its set."""

    coefficients: np.ndarray
    log_likelihood: float
    information: np.ndarray
    chance: np.ndarray

    @property
    def standard_errors(self) -> np.ndarray:
        """Of the coefficients."""
        return np.sqrt(np.diag(np.linalg.inv(self.information)))


def fit(X: np.ndarray, n_sets: int, start: np.ndarray | None = None) -> Fitted:
    """Fit the conditional logistic regression of sets of equal size, by Newton's method.

    Parameters
    ----------
    X : ndarray (n_sets × size, p)
        Set by set; the first row of each is the one that converted.
    n_sets : int
    start : ndarray (p,), optional
        Where to begin.

    Notes
    -----
    Breslow and Day (1980), chapter 7. The log-likelihood is the sum over sets of
    ``x_first · b − ln Σ exp(x · b)``, less the prior.

    Examples
    --------
    Three of four who converted had done it, the lead beside each had not, and in the fourth set it is
    the other way round: odds 3 to 1, whose logarithm is 1.0986 (a little less with the prior).

    >>> X = np.array([[1.0], [0], [1], [0], [1], [0], [0], [1]])
    >>> float(fit(X, 4).coefficients[0].round(2))
    1.08
    """
    sets = X.reshape(n_sets, len(X) // n_sets, X.shape[1])
    b = np.zeros(X.shape[1]) if start is None else start
    value, chance = _evaluate(sets, b)
    for _ in range(_STEPS):
        score, information = _slope(sets, chance, b)
        step = np.linalg.solve(information, score)
        before = value
        b, value, chance = _halved_until_better(sets, b, step, value, chance)
        if value - before < _SETTLED:
            break
    return Fitted(b, value, _slope(sets, chance, b)[1], chance)


def _evaluate(sets: np.ndarray, b: np.ndarray) -> tuple[float, np.ndarray]:
    line = sets @ b
    weight = np.exp(line - line.max(axis=1, keepdims=True))
    chance = weight / weight.sum(axis=1, keepdims=True)
    return float(np.log(np.maximum(chance[:, 0], 1e-300)).sum() - PRIOR / 2 * b @ b), chance


def _slope(sets: np.ndarray, chance: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = np.einsum("sm,smp->sp", chance, sets)
    flat = sets.reshape(chance.size, sets.shape[2])
    information = flat.T @ (flat * chance.reshape(-1, 1)) - mean.T @ mean
    return (sets[:, 0] - mean).sum(axis=0) - PRIOR * b, information + PRIOR * np.eye(len(b))


def _halved_until_better(sets, b, step, value, chance):
    for halving in range(_HALVINGS):
        new = b + step / 2**halving
        new_value, new_chance = _evaluate(sets, new)
        if new_value >= value:
            return new, new_value, new_chance
    return b, value, chance
