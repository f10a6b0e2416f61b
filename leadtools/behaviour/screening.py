"""How much each candidate adds to what single events explain: one score test each, all at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from leadtools.behaviour.candidates import Candidates, Pattern, candidates
from leadtools.behaviour.done import Done
from leadtools.behaviour.likelihood import Fitted

_LEAST_INFORMATION = 0.5


def screen(done: Done, base: np.ndarray, fitted: Fitted, windows: tuple[float, ...], least: int):
    """Return the patterns that at least so many rows show, and the score test of each as a normal deviate.

    Parameters
    ----------
    done : Done
        What was done in some sets.
    base : ndarray (n_rows, p)
        What is taken into account already; `fitted` is the regression on it.
    windows : tuple of float
        In days.
    least : int
        Rows a pattern needs, whoever converted.

    Returns
    -------
    patterns : list of Pattern
    z : ndarray (n_patterns,)
        Above 0 where those that converted show the pattern more often than expected.

    Notes
    -----
    Rao's score test in the conditional logistic regression. Patterns that the base explains almost
    wholly get 0.
    """
    chance = fitted.chance
    _, weighted = _centred(base, chance)
    frame, _ = np.linalg.qr(weighted)
    found: list[Pattern] = []
    z: list[np.ndarray] = []
    for some in _common(done, windows, least):
        score, weighted = _centred(some.column, chance)
        left = weighted - frame @ (frame.T @ weighted)
        information = (left**2).sum(axis=0)
        z.append(np.where(information > _LEAST_INFORMATION, score / np.sqrt(np.maximum(information, 1e-9)), 0.0))
        found += some.patterns
    return found, np.concatenate(z) if z else np.empty(0)


def _common(done: Done, windows: tuple[float, ...], least: int) -> Iterator[Candidates]:
    some = (each.common(least) for window in windows for each in candidates(done, window))
    return (each for each in some if each.patterns)


def _centred(columns: np.ndarray, chance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the score of each column, and its deviations from the mean of the set times the root of the chance."""
    n_sets, size = chance.shape
    sets = columns.astype(float).reshape(n_sets, size, -1)
    sets = sets - np.einsum("sm,smp->sp", chance, sets)[:, None]
    return sets[:, 0].sum(axis=0), (sets * np.sqrt(chance)[:, :, None]).reshape(n_sets * size, -1)
