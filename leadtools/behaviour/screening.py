"""How much each candidate adds to what single events explain: one score test each, all at once."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, hstack

from leadtools.behaviour.candidates import Pattern, candidates
from leadtools.behaviour.done import Done
from leadtools.behaviour.likelihood import Fitted

_LEAST_INFORMATION = 0.5


def common(done: Done, windows: tuple[float, ...], least: int) -> tuple[list[Pattern], csc_array]:
    """Return the patterns that at least so many rows show, and which rows show them (n_rows, n_patterns)."""
    some = [each.common(least) for window in windows for each in candidates(done, window, least)]
    columns = [_sparse(each.column) for each in some if each.patterns] or [csc_array((done.n_rows, 0))]
    return [pattern for each in some for pattern in each.patterns], hstack(columns, format="csc")


def screen(columns: csc_array, base: np.ndarray, fitted: Fitted) -> np.ndarray:
    """Return the score test of each pattern as a normal deviate (n_patterns,).

    Parameters
    ----------
    columns : sparse array (n_rows, n_patterns)
        Which rows show which pattern, set by set; the first row of each set is the one that converted.
    base : ndarray (n_rows, p)
        What is taken into account already; `fitted` is the regression on it.

    Returns
    -------
    ndarray (n_patterns,)
        Above 0 where those that converted show the pattern more often than expected.

    Notes
    -----
    Rao's score test in the conditional logistic regression. Patterns that the base explains almost
    wholly get 0.
    """
    chance = fitted.chance
    n_sets, size = chance.shape
    in_set = csc_array((chance.ravel(), (np.repeat(np.arange(n_sets), size), np.arange(chance.size))))
    share = in_set @ columns
    score = columns[np.arange(0, chance.size, size)].sum(axis=0) - share.sum(axis=0)
    explained = ((columns.T @ (_frame(base, chance) * np.sqrt(chance).reshape(-1, 1))) ** 2).sum(axis=1)
    information = share.sum(axis=0) - share.power(2).sum(axis=0) - explained
    return np.where(information > _LEAST_INFORMATION, score / np.sqrt(np.maximum(information, 1e-9)), 0.0)


def _sparse(column: np.ndarray) -> csc_array:
    return csc_array((np.ones(np.count_nonzero(column)), np.nonzero(column)), column.shape)


def _frame(base: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return an orthonormal frame of the base's deviations from the mean of their set, times the root of the chance."""
    sets = base.reshape(*chance.shape, -1)
    sets = (sets - np.einsum("sm,smp->sp", chance, sets)[:, None]) * np.sqrt(chance)[:, :, None]
    return np.linalg.qr(sets.reshape(len(base), -1))[0]
