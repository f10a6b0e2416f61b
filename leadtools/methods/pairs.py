"""Pairs of attributes that say more together than the sum of their points."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import chi2

from leadtools.levels import Attribute
from leadtools.methods.counts import prepare
from leadtools.methods.regression import Regression

FEWEST_EXPECTED = 5
"""Conversions that must be expected, and not expected, at a cell before it is shown as the example."""


def strong_pairs(
    X: pd.DataFrame, y: pd.Series, *, levels: Sequence[Attribute] | None = None, most: int = 5
) -> pd.DataFrame:
    """Find pairs of attributes worth combining into one, with the evidence.

    Parameters
    ----------
    X : DataFrame (n_leads, n_attributes)
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    levels : sequence of Attribute, optional
        From `find_levels`; found from `X` where not given.
    most : int
        At most this many pairs.

    Returns
    -------
    DataFrame (at most `most`, 8)
        Strongest first: the pair ``first, second``; ``p_value`` that sums of points say all there
        is, times the number of pairs tried; and where sums err most: ``first_level, second_level,
        leads, conversions`` and ``expected``, the conversions that the sum of points expects there.
        Only pairs with a p value below 0.05.

    Raises
    ------
    DataError
        If `y` is not 0/1 for every lead, or all leads share one outcome.

    Notes
    -----
    A score test: what a regression on all attributes leaves unexplained is added up over the cells
    of each pair; what levels alone could still explain is taken off; the rest is held against
    chi-squared. The pairs are offered, not added: combine the columns yourself and judge again.

    Examples
    --------
    Trial or fair alone tell nothing, only one of both does: 60 of 100 against 20 of 100.

    >>> X = pd.DataFrame({"trial": ["yes", "yes", "no", "no"] * 100, "fair": ["yes", "no"] * 200})
    >>> cell = (X["trial"] == X["fair"]).to_numpy()
    >>> nth = X.groupby(["trial", "fair"]).cumcount()
    >>> y = (nth < np.where(cell, 20, 60)).astype(int)
    >>> row = strong_pairs(X, y).iloc[0]
    >>> f"{row['first']} and {row['second']}: {row['conversions']} of {row['leads']}, expected {row['expected']:.0f}"
    'trial and fair: 60 of 100, expected 40'
    """
    attributes, codes, outcome = prepare(X, y, levels)
    p = Regression.fit(attributes, codes, outcome, None).probabilities()
    pairs = list(combinations(range(len(attributes)), 2))
    rows = [_row(attributes[i], attributes[j], codes[:, [i, j]], outcome, p, len(pairs)) for i, j in pairs]
    columns = ["first", "second", "p_value", "first_level", "second_level", "leads", "conversions", "expected"]
    table = pd.DataFrame([row for row in rows if row], columns=[*columns, "strength"])
    strong = table[table["p_value"] < 0.05].sort_values("strength", ascending=False, kind="stable")
    return strong[columns].head(most).reset_index(drop=True)


def _row(a: Attribute, b: Attribute, codes: np.ndarray, outcome: np.ndarray, p: np.ndarray, tried: int) -> dict | None:
    shape = len(a.levels), len(b.levels)
    cell = codes[:, 0] * shape[1] + codes[:, 1]
    left, weight, expected, conversions, leads = (
        np.bincount(cell, values, shape[0] * shape[1]).reshape(shape)
        for values in (outcome - p, p * (1 - p), p, outcome, np.ones(len(p)))
    )
    used = np.ix_(leads.sum(axis=1) > 0, leads.sum(axis=0) > 0)
    strength, freedom = beyond_sums(left[used], weight[used])
    enough = (np.minimum(expected, leads - expected) >= FEWEST_EXPECTED) & (weight > 0)
    if freedom == 0 or not enough.any():
        return None
    apart = np.where(enough, np.abs(left) / np.sqrt(np.where(weight > 0, weight, 1)), -1)
    i, j = np.unravel_index(apart.argmax(), shape)
    return {
        "first": a.name, "second": b.name, "p_value": min(1.0, float(chi2.sf(strength, freedom)) * tried),
        "first_level": a.levels[i].label, "second_level": b.levels[j].label, "leads": int(leads[i, j]),
        "conversions": int(conversions[i, j]), "expected": float(expected[i, j]), "strength": strength / freedom,
    }  # fmt: skip


def beyond_sums(left: np.ndarray, weight: np.ndarray) -> tuple[float, int]:
    """Return the chi-squared of what is left at each cell beyond sums of rows and columns, and its freedom.

    Examples
    --------
    Left over 6 at two cells and −6 at two, each with variance 9: four times 36 ÷ 9, with one degree.

    >>> beyond_sums(np.array([[6.0, -6], [-6, 6]]), np.full((2, 2), 9.0))
    (16.0, 1)
    """
    rows, columns = np.indices(left.shape)
    seen = weight.ravel() > 0
    dummies = [rows.ravel()[:, None] == np.arange(left.shape[0]), columns.ravel()[:, None] == np.arange(left.shape[1])]
    design = np.concatenate(dummies, axis=1)[seen].astype(float)
    root = np.sqrt(weight.ravel()[seen])
    target = left.ravel()[seen] / root
    fitted, _, rank, _ = np.linalg.lstsq(design * root[:, None], target, rcond=None)
    rest = target - design * root[:, None] @ fitted
    return round(float(rest @ rest), 9), int(seen.sum() - rank)
