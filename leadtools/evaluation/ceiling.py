"""What a program that nobody can read makes of the same leads."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from leadtools.engine import kind_of
from leadtools.errors import DataError, did_you_mean
from leadtools.outcome import read_outcome

MOST_CATEGORIES = 200


def gradient_boosting(X: pd.DataFrame, y: pd.Series, later: pd.DataFrame, *, seed: int = 0) -> pd.Series:
    """Learn from leads by scikit-learn's gradient boosting and return the probability of later ones.

    Parameters
    ----------
    X : DataFrame (n_leads, n_attributes)
        Raw columns, not levels.
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    later : DataFrame (n_later, n_attributes)
    seed : int
        Of the part that decides when to stop.

    Returns
    -------
    Series (n_later,)
        0 to 1. Options are the library's own; of a text the 200 most frequent values are told apart.

    Raises
    ------
    DataError
        If `y` is not 0/1 for every lead, all leads share one outcome, or `later` lacks a column.

    Examples
    --------
    >>> X = pd.DataFrame({"source": ["fair", "web"] * 200})
    >>> y = pd.Series([1, 0] * 180 + [0, 1] * 20)
    >>> gradient_boosting(X, y, pd.DataFrame({"source": ["fair", "web"]})).round(1).tolist()
    [0.9, 0.1]
    """
    outcome = read_outcome(X, y)
    for name in X.columns:
        if name not in later.columns:
            raise DataError(f"`{name}` is not a column of the later leads{did_you_mean(name, later.columns)}")
    order = np.argsort(X.index, kind="stable")
    tables = [_numbers(X[name], later[name]) for name in X.columns]
    learned, judged = (np.column_stack([pair[side] for pair in tables]) for side in (0, 1))
    categories = [kind_of(X[name]) != "number" for name in X.columns]
    machine = HistGradientBoostingClassifier(categorical_features=categories, random_state=seed)
    machine.fit(learned[order], outcome[order])
    return pd.Series(machine.predict_proba(judged)[:, 1], index=later.index, name="probability")


def _numbers(learned: pd.Series, judged: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers as they are and other values by their rank in frequency; what is rare or blank as missing."""
    if kind_of(learned) == "number":
        return learned.to_numpy(dtype=float), pd.to_numeric(judged).to_numpy(dtype=float)
    counts = learned.dropna().value_counts()
    common = sorted(counts.index, key=lambda value: (-counts[value], str(value)))[:MOST_CATEGORIES]
    places = {value: float(place) for place, value in enumerate(common)}
    return learned.map(places).to_numpy(dtype=float), judged.map(places).to_numpy(dtype=float)
