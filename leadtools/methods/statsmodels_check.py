"""The same regression by statsmodels: the summary people know, and the check on ours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
    ours = logistic_coefficients(X, y, levels=levels, prior_sd=math.inf)
    attributes, codes, outcome = prepare(X, y, levels)
    free = ours[(ours["level"] != ours["reference"]) & (ours["attribute"] != "")]
    design = {"(intercept)": np.ones(len(outcome))}
    for row in free.itertuples():
        i = [a.name for a in attributes].index(row.attribute)
        k = [level.label for level in attributes[i].levels].index(row.level)
        design[f"{row.attribute}: {row.level}"] = (codes[:, i] == k).astype(float)
    return sm.Logit(outcome, pd.DataFrame(design)).fit(method="newton", maxiter=100, tol=1e-10, disp=0)


@dataclass(frozen=True)
class Check:
    """Our regression beside that of statsmodels, without a prior.

    ``table`` is the familiar one: coefficient, standard error, z, p-value and 95 % interval;
    ``largest_difference`` is that of any coefficient or standard error from ours.
    """

    table: pd.DataFrame
    largest_difference: float


def check_against_statsmodels(X: pd.DataFrame, y: pd.Series, *, levels: Sequence[Attribute], most: int = 3) -> Check:
    """Fit the first `most` attributes that need no prior by both programs.

    An attribute with levels without conversions, or whose levels tell those of another, has no
    finite coefficients without a prior and is passed over; the table is empty where all are.
    """
    chosen = _without_need_of_a_prior(X, y, levels, most)
    if not chosen:
        return Check(pd.DataFrame(), 0.0)
    theirs = fit_statsmodels(X, y, levels=chosen)
    ours = logistic_coefficients(X, y, levels=chosen, prior_sd=math.inf)
    free = ours[ours["standard_error"] > 0]
    gaps = [
        free["coefficient"].to_numpy() - theirs.params.to_numpy(),
        free["standard_error"].to_numpy() - theirs.bse.to_numpy(),
    ]
    table = theirs.summary2().tables[1].rename_axis("level").reset_index()
    return Check(table, float(np.abs(gaps).max()))


def _without_need_of_a_prior(X, y, levels: Sequence[Attribute], most: int) -> tuple[Attribute, ...]:
    chosen: tuple[Attribute, ...] = ()
    for attribute in levels:
        if len(chosen) < most and _has_maximum(X, y, (*chosen, attribute)):
            chosen = (*chosen, attribute)
    return chosen


def _has_maximum(X: pd.DataFrame, y: pd.Series, levels: Sequence[Attribute]) -> bool:
    try:
        logistic_coefficients(X, y, levels=levels, prior_sd=math.inf)
    except DataError:
        return False
    return True
