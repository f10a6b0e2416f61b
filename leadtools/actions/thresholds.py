"""The threshold: the score from which leads are passed to sales."""

from __future__ import annotations

import pandas as pd

from leadtools.errors import ParameterError


def choose_threshold(score: pd.Series, *, capacity: int) -> float:
    """Return the lowest score at which no more than `capacity` leads are called.

    Leads that share a score are called together or not at all; where even the hottest are too many,
    no lead is, and the threshold is infinite.

    Raises
    ------
    ParameterError
        If `capacity` is below 1.

    Examples
    --------
    Three leads score 60 or more; with room for two only the first can be called.

    >>> choose_threshold(pd.Series([80, 60, 60, 40]), capacity=2)
    80.0
    """
    if capacity < 1:
        raise ParameterError(f"capacity is {capacity}; allowed is a number of leads, 1 or more.")
    called = score.value_counts().sort_index(ascending=False).cumsum()
    within = called[called <= capacity]
    return float(within.index[-1]) if len(within) else float("inf")
