"""What each column says about the outcome, by its presence and by its values."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from leadtools.errors import DataError
from leadtools.leaks.words import telling_word

MOST_PER_CLASS = 20_000
"""Leads of each outcome, at most, on which the strength of a column is measured."""

FEWEST_PER_CLASS = 20
FOLDS = 5
BINS = 20
PRIOR_LEADS = 10
"""Average leads by which the close rate of a value is shrunk, so that rare values cannot shine."""


def evidence(X: pd.DataFrame, y: pd.Series) -> pd.DataFrame:
    """Return what each column by itself says about the outcome.

    Parameters
    ----------
    X : DataFrame (n_leads, n_columns)
        Columns as they are, of any type; blank texts count as missing.
    y : Series (n_leads,)
        1 converted, 0 not, missing where it is not decided yet.

    Returns
    -------
    DataFrame (n_columns, 9)
        ``column, leads`` (for which it is filled in), ``filled_converted, filled_others,
        filled_undecided`` (shares 0 to 1), ``auc, auc_low, auc_high`` (of the column alone, its values
        judged on leads they were not learned from, with a 95 % interval; missing where there are
        fewer than 20 leads of one outcome) and ``word``, the telling word of its name or ``""``.

    Raises
    ------
    DataError
        If columns share a name, if `y` has another length, another value or one outcome only.

    Examples
    --------
    Two of three customers and none of the three others have a contract.

    >>> X = pd.DataFrame({"contract_no": ["A1", "A2", None, None, None, None]})
    >>> evidence(X, pd.Series([1, 1, 1, 0, 0, 0]))[["column", "leads", "filled_converted", "filled_others", "word"]]
            column  leads  filled_converted  filled_others      word
    0  contract_no      2          0.666667            0.0  contract
    """
    outcome = check(X, y)
    drawn, folds = _drawn(outcome)
    rows = [_of_column(X[column], outcome, drawn, folds) for column in X]
    names = ["column", "leads", "filled_converted", "filled_others", "filled_undecided", "auc", "auc_low", "auc_high"]
    return pd.DataFrame(rows, columns=[*names, "word"])


def check(X: pd.DataFrame, y: pd.Series) -> np.ndarray:
    """Return the outcome as 1, 0 and NaN, or raise a DataError about the table."""
    if not X.columns.is_unique:
        again = X.columns[X.columns.duplicated()][0]
        raise DataError(f"`{again}` is the name of several columns; every column needs its own name.")
    if len(X) != len(y):
        raise DataError(f"There are {len(X)} leads and {len(y)} outcomes; each lead needs one, missing if undecided.")
    try:
        outcome = pd.Series(y).to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise DataError("The outcome holds texts; allowed are 1 (converted), 0 (not) and missing.") from None
    odd = outcome[~np.isin(outcome, (0, 1)) & ~np.isnan(outcome)]
    if len(odd):
        raise DataError(f"The outcome holds {odd[0]:g}; allowed are 1 (converted), 0 (not) and missing (undecided).")
    if not ((outcome == 1).any() and (outcome == 0).any()):
        raise DataError("Leaks show only beside leads that did not convert: bring leads with both outcomes.")
    return outcome


def present(values: pd.Series) -> np.ndarray:
    """Return where a column is filled in; blank texts are not."""
    filled = values.notna().to_numpy()
    if pd.api.types.is_string_dtype(values.dtype) or values.dtype == object:
        filled = filled & ~values.isin(["", " "]).to_numpy()
    return filled


def level_codes(values: pd.Series, filled: np.ndarray) -> np.ndarray:
    """Return 0 where missing, and from 1 a whole number for each value, or for each twentieth of many numbers."""
    numbers = as_numbers(values)
    if numbers is None:
        return np.where(filled, pd.factorize(values)[0] + 1, 0)
    distinct = np.unique(numbers[filled])
    if len(distinct) > 2 * BINS:
        distinct = np.unique(np.quantile(numbers[filled], np.linspace(0, 1, BINS + 1)[1:]))
    return np.where(filled, np.searchsorted(distinct, np.where(filled, numbers, distinct[:1].sum())) + 1, 0)


def as_numbers(values: pd.Series) -> np.ndarray | None:
    """Return numbers, and dates as numbers; None for what is neither."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values.astype("int64").to_numpy(dtype=float)
    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_complex_dtype(values.dtype):
        return values.to_numpy(dtype=float, na_value=np.nan)
    return None


def _drawn(outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the leads on which strength is measured, at most so many of each outcome, and their folds."""
    rng = np.random.default_rng(0)
    classes = [np.flatnonzero(outcome == which) for which in (1, 0)]
    drawn = np.concatenate([rng.permutation(leads)[:MOST_PER_CLASS] for leads in classes])
    return drawn, rng.permutation(len(drawn)) % FOLDS


def _of_column(values: pd.Series, outcome: np.ndarray, drawn: np.ndarray, folds: np.ndarray) -> tuple:
    filled = present(values)
    groups = [outcome == 1, outcome == 0, np.isnan(outcome)]
    shares = [filled[group].mean() if group.any() else np.nan for group in groups]
    auc = _auc(level_codes(values.iloc[drawn], filled[drawn]), outcome[drawn], folds)
    word = telling_word(values.name, number=as_numbers(values) is not None)
    return (values.name, int(filled.sum()), *shares, *auc, word)


def _auc(codes: np.ndarray, y: np.ndarray, folds: np.ndarray) -> tuple[float, float, float]:
    """Return the AUC of the close rates of the other folds, with its interval."""
    wins = int(y.sum())
    if min(wins, len(y) - wins) < FEWEST_PER_CLASS:
        return np.nan, np.nan, np.nan
    said = np.empty(len(y))
    for fold in range(FOLDS):
        learn, judge = folds != fold, folds == fold
        base_rate = y[learn].mean()
        leads = np.bincount(codes[learn], minlength=codes.max() + 1)
        won = np.bincount(codes[learn], weights=y[learn], minlength=codes.max() + 1)
        # What the other folds say of the average lead differs a little; the difference must not rank leads.
        said[judge] = ((won + PRIOR_LEADS * base_rate) / (leads + PRIOR_LEADS) / base_rate)[codes[judge]]
    auc = (rankdata(said)[y == 1].sum() - wins * (wins + 1) / 2) / (wins * (len(y) - wins))
    margin = 1.96 * _standard_error(auc, wins, len(y) - wins)
    return auc, max(0.0, auc - margin), min(1.0, auc + margin)


def _standard_error(auc: float, wins: int, others: int) -> float:
    """Return the standard error of an AUC (Hanley and McNeil 1982)."""
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = auc * (1 - auc) + (wins - 1) * (q1 - auc**2) + (others - 1) * (q2 - auc**2)
    return float(np.sqrt(variance / (wins * others)))
