"""Attributes a card does not know that would explain what it misses."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import chi2

from leadtools.levels import Attribute, level_codes
from leadtools.methods.calibration import fit_line
from leadtools.scorecard import Scorecard

SIGNIFICANCE = 0.05


def lacking(card: Scorecard, X: pd.DataFrame, outcome: np.ndarray, attributes: Sequence[Attribute]) -> pd.DataFrame:
    """Hold what came against what the score expects, at the levels of attributes that are not on the card.

    Parameters
    ----------
    card : Scorecard
    X : DataFrame (n_leads, n_attributes)
    outcome : ndarray (n_leads,)
        0 or 1.
    attributes : sequence of Attribute
        Not on the card.

    Returns
    -------
    DataFrame (n_attributes, 8)
        ``attribute``; the ``level`` at which most is missed; its ``leads``, the conversions
        ``expected`` from the score and those that ``came``; ``p_value`` that the attribute adds
        nothing, its ``verdict``: ``would explain more`` or ``nothing that could be told``, and
        ``chi2`` of the test. Strongest first.

    Notes
    -----
    Rao's score test of adding the attribute's levels to a logistic line in the score. The verdict
    multiplies p-values by the number of attributes tried (Bonferroni).
    """
    score = card.score(X).to_numpy().astype(float)
    line = fit_line(score, outcome)
    p = line.probability(score)
    known = np.ones((len(p), 1)) if math.isinf(line.points_to_double) else np.column_stack([np.ones(len(p)), score])
    codes = level_codes(X, attributes)
    rows = [_row(attribute, codes[:, i], p, outcome, known) for i, attribute in enumerate(attributes)]
    table = pd.DataFrame(rows, columns=["attribute", "level", "leads", "expected", "came", "p_value", "chi2"])
    sure = table["p_value"] * len(table) < SIGNIFICANCE
    table["verdict"] = np.where(sure, "would explain more", "nothing that could be told")
    columns = ["attribute", "level", "leads", "expected", "came", "p_value", "verdict", "chi2"]
    return table.sort_values(["p_value", "attribute"], ignore_index=True)[columns]


def _row(attribute: Attribute, codes: np.ndarray, p: np.ndarray, outcome: np.ndarray, known: np.ndarray) -> tuple:
    n = len(attribute.levels)
    leads, expected = np.bincount(codes, minlength=n), np.bincount(codes, p, minlength=n)
    came = np.bincount(codes, outcome, minlength=n)
    spread = np.sqrt(np.bincount(codes, p * (1 - p), minlength=n))
    most = int(np.argmax(np.abs(came - expected) / np.where(spread > 0, spread, np.inf)))
    statistic, freedom = score_test(codes, n, p, outcome, known)
    p_value = float(chi2.sf(statistic, freedom)) if freedom else 1.0
    label = attribute.levels[most].label
    return attribute.name, label, int(leads[most]), float(expected[most]), int(came[most]), p_value, statistic


def score_test(
    codes: np.ndarray, n_levels: int, p: np.ndarray, outcome: np.ndarray, known: np.ndarray
) -> tuple[float, int]:
    """Return chi-squared and degrees of freedom of adding levels to a logistic regression on `known`."""
    levels = np.eye(n_levels)[codes]
    weight = (p * (1 - p))[:, None]
    within, beside = levels.T @ (levels * weight), levels.T @ (known * weight)
    information = within - beside @ np.linalg.pinv(known.T @ (known * weight), hermitian=True) @ beside.T
    missed = levels.T @ (outcome - p)
    freedom = int(np.linalg.matrix_rank(information, tol=1e-8 * max(1.0, np.trace(within)), hermitian=True))
    return float(missed @ np.linalg.pinv(information, rcond=1e-8, hermitian=True) @ missed), freedom
