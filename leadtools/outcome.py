"""The outcome as every method and every judgement needs it: one 0 or 1 for each lead."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.errors import DataError


def read_outcome(X: pd.DataFrame, y: pd.Series) -> np.ndarray:
    """Return `y` as whole numbers 0 and 1 (n_leads,), checked against `X`.

    Raises
    ------
    DataError
        If lengths or indexes differ, values are not 0/1 or false/true, or all are the same.
    """
    if len(X) != len(y):
        raise DataError(f"X has {len(X)} leads but y has {len(y)}; give one outcome for each lead.")
    if isinstance(y, pd.Series) and not X.index.equals(y.index):
        raise DataError(
            "X and y are indexed differently, so outcomes would go to the wrong leads. Align them: y.loc[X.index]."
        )
    outcome = zero_or_one(y)
    _refuse_one_outcome_only(outcome)
    return outcome


def zero_or_one(y: pd.Series) -> np.ndarray:
    """Return outcomes as whole numbers; other labels are refused, for sorting them may turn a card upside down."""
    values = pd.Series(y)
    if values.isna().any():
        raise DataError(
            f"y is blank for {int(values.isna().sum())} leads; leave leads without an outcome out of X and y."
        )
    odd = [value for value in values.unique() if value not in (0, 1)]
    if odd:
        raise DataError(
            f"y has the value {odd[0]!r}; allowed is 1 (converted) or 0 (not). Name the outcome: y == {odd[0]!r}."
        )
    return values.to_numpy().astype(np.int64)


def _refuse_one_outcome_only(outcome: np.ndarray) -> None:
    if not len(outcome):
        raise DataError("There are no leads to learn from: X and y are empty.")
    if not outcome.any():
        raise DataError(
            f"None of the {len(outcome)} leads converted, so there is nothing to compare. Bring leads that did."
        )
    if outcome.all():
        raise DataError(
            f"All {len(outcome)} leads converted, so there is nothing to compare. Bring leads that did not."
        )
