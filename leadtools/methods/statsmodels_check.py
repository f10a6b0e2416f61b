"""The same regression by statsmodels: the summary people know, and the check on ours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import statsmodels.api as sm

from leadtools.errors import DataError
from leadtools.levels import Attribute
from leadtools.methods.counts import prepare
from leadtools.methods.logistic import logistic_coefficients


def fit_statsmodels(X: pd.DataFrame, y: pd.Series, *, levels: Sequence[Attribute]):
    """Fit statsmodels ``Logit`` on levels, each against the level with most leads.

    Returns
    -------
    statsmodels results
        ``.summary()`` prints the familiar table; names are ``attribute: level``.

    Raises
    ------
    DataError
        If no finite maximum exists, as where a level has no conversions.

    Examples
    --------
    >>> from leadtools.levels import find_levels
    >>> X = pd.DataFrame({"source": ["fair"] * 40 + ["web"] * 160})
    >>> y = pd.Series([1] * 20 + [0] * 20 + [1] * 20 + [0] * 140)
    >>> fit_statsmodels(X, y, levels=find_levels(X)).params.round(3).to_dict()
    {'(intercept)': -1.946, 'source: fair': 1.946}
    """
    ours = logistic_coefficients(X, y, levels=levels, prior_sd=None)
    attributes, codes, outcome = prepare(X, y, levels)
    free = ours[(ours["level"] != ours["reference"]) & (ours["attribute"] != "")]
    design = {"(intercept)": np.ones(len(outcome))}
    for row in free.itertuples():
        i = [a.name for a in attributes].index(row.attribute)
        k = [level.label for level in attributes[i].levels].index(row.level)
        design[f"{row.attribute}: {row.level}"] = (codes[:, i] == k).astype(float)
    return sm.Logit(outcome, pd.DataFrame(design)).fit(method="newton", maxiter=100, tol=1e-10, disp=0)


def checkable(X: pd.DataFrame, y: pd.Series, levels: Sequence[Attribute], *, most: int = 3) -> tuple[Attribute, ...]:
    """Return the first `most` attributes that can be fitted together without a prior.

    Levels without conversions, or that tell one another, have no finite coefficients; attributes
    with such levels are passed over.
    """
    chosen: tuple[Attribute, ...] = ()
    for attribute in levels:
        if len(chosen) < most and _has_maximum(X, y, (*chosen, attribute)):
            chosen = (*chosen, attribute)
    return chosen


def _has_maximum(X: pd.DataFrame, y: pd.Series, levels: Sequence[Attribute]) -> bool:
    try:
        logistic_coefficients(X, y, levels=levels, prior_sd=None)
    except DataError:
        return False
    return True
