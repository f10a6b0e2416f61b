"""What each threshold would mean: who is called, how they close, how many wins are to be expected."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from leadtools.actions.at_age import Chance, at_age
from leadtools.errors import DataError, ParameterError
from leadtools.intervals import wilson
from leadtools.methods.calibration import fit_line
from leadtools.outcome import read_outcome
from leadtools.scorecard import Line

HALF_95 = norm.ppf(0.975)
WINS = ("expected_wins", "wins_low", "wins_high")


def threshold_table(
    score: pd.Series,
    y: pd.Series,
    *,
    open_score: pd.Series | None = None,
    probability: pd.Series | None = None,
    chance: Chance | None = None,
) -> pd.DataFrame:
    """Say for every threshold how the leads at or above it closed, and what to expect of the open ones.

    Parameters
    ----------
    score : Series (n_judged,)
        Scores of leads whose outcome is known; best those the card has not learned from.
    y : Series (n_judged,)
        1 for a lead that converted, 0 for one that did not.
    open_score : Series (n_open,), optional
        Scores of the leads that may be called now.
    probability : Series (n_open,), optional
        Probability (0 to 1) that each of them converts. Default: read off the judged leads, by the
        logistic line through their scores and outcomes.
    chance : Callable, optional
        Makes of these probabilities, by ``lead_id``, the chance that leads have at their age:
        `Run.chance_now`. Default: they are as good as new.

    Returns
    -------
    DataFrame (n_distinct_scores, 11 or 16)
        A row for each score that a lead has, the highest first. ``threshold``; of the judged leads
        ``leads`` at or above it, their ``share`` of all, ``conversions, close_rate`` with the 95 %
        Wilson interval ``low, high``, and ``leads_below, close_rate_below, low_below, high_below``.
        With `open_score` also ``open_leads`` at or above, their ``open_share``, and their
        ``expected_wins`` with the 95 % interval ``wins_low, wins_high`` (whole leads) within which the
        count of those who will convert lies.

    Raises
    ------
    DataError
        If `y` is not 0/1 for every judged lead, all share one outcome, a score is missing, or
        `probability` does not stand for the same leads as `open_score` or is not between 0 and 1, or
        `chance` has none for a lead.

    Notes
    -----
    ``expected_wins = Σ p``. Its variance has two parts: luck, ``Σ p (1 − p)``, and what the judged
    leads leave open about the probabilities themselves, ``g' C g``, where C is the covariance of
    intercept and slope of the logistic line through the judged leads and ``g = Σ p (1 − p) (1, score)``
    (delta method). The interval is normal with a continuity correction. It knows nothing of a market
    that has moved since: see `leadtools.evaluation.base_rate_shift`.

    Examples
    --------
    From 20 up, three of four converted; of the two below, none.

    >>> score, y = pd.Series([30, 30, 20, 20, 10, 10]), pd.Series([1, 1, 1, 0, 0, 0])
    >>> table = threshold_table(score, y, open_score=pd.Series([30, 20, 20]), probability=pd.Series([0.5, 0.25, 0.25]))
    >>> table[["threshold", "leads", "conversions", "close_rate", "open_leads", "expected_wins"]]
       threshold  leads  conversions  close_rate  open_leads  expected_wins
    0         30      2            2        1.00           1            0.5
    1         20      4            3        0.75           3            1.0
    2         10      6            3        0.50           3            1.0
    """
    outcome = read_outcome(score, y)
    judged = _known_scores(score, "score")
    called = _known_scores(open_score, "open_score") if open_score is not None else judged[:0]
    thresholds = np.unique(np.concatenate([judged, called]))[::-1]
    table = _judged(thresholds, judged, outcome)
    if open_score is None:
        return table
    line = fit_line(judged, outcome)
    said = line.probability(called) if probability is None else _aligned(probability, open_score)
    now = at_age(chance, said, pd.Series(open_score).index)
    return pd.concat([table, _expected(thresholds, called, now, line, _uncertainty(judged, line))], axis=1)


def without_forecast(table: pd.DataFrame, caution: str) -> pd.DataFrame:
    """Return a `threshold_table` without expected wins where a caution stands beside it: it says not to count on them.

    Examples
    --------
    >>> table = threshold_table(pd.Series([20, 10]), pd.Series([1, 0]), open_score=pd.Series([20]))
    >>> list(without_forecast(table, "Do not call by this score.").columns[-2:])
    ['open_leads', 'open_share']
    >>> without_forecast(table, "") is table
    True
    """
    return table.drop(columns=[*WINS]) if caution else table


def at_threshold(table: pd.DataFrame, threshold: float) -> dict[str, float]:
    """Return the row of a `threshold_table` that holds for a threshold, also for one between two scores.

    Above the highest score nobody is called: the counts are 0 and the close rate is missing.

    Raises
    ------
    ParameterError
        If the threshold is no number.

    Examples
    --------
    Nobody scores 25, so calling from 25 up calls those who score 30.

    >>> table = threshold_table(pd.Series([30, 20, 20]), pd.Series([1, 1, 0]))
    >>> at_threshold(table, 25)["leads"], at_threshold(table, 31)["leads"]
    (1, 0)
    """
    if not isinstance(threshold, int | float | np.number) or np.isnan(threshold):
        raise ParameterError(f"threshold is {threshold!r}; allowed is a score, or infinity to call nobody.")
    place = int((table["threshold"].to_numpy() >= threshold).sum()) - 1
    if place < 0:
        return _nobody(table)
    return {name: values.iloc[place].item() for name, values in table.items()}


def _nobody(table: pd.DataFrame) -> dict[str, float]:
    everybody = table.iloc[-1]
    unknown = {"threshold": np.inf, "close_rate": np.nan, "low": np.nan, "high": np.nan}
    below = {f"{name}_below": everybody[name] for name in ("leads", "close_rate", "low", "high")}
    below["leads_below"] = int(below["leads_below"])
    return {name: (unknown | below).get(name, 0) for name in table.columns}


def _known_scores(score: pd.Series, name: str) -> np.ndarray:
    values = pd.Series(score)
    if not pd.api.types.is_numeric_dtype(values.dtype):
        raise DataError(f"`{name}` holds {values.dtype}; a score is a number. Convert it with pandas.to_numeric.")
    if values.isna().any():
        raise DataError(f"`{name}` is blank for {int(values.isna().sum())} of {len(values)} leads; give each a score.")
    return values.to_numpy()


def _aligned(probability: pd.Series, open_score: pd.Series) -> np.ndarray:
    if len(probability) != len(open_score) or not probability.index.equals(open_score.index):
        raise DataError("`probability` and `open_score` stand for different leads; give both for the same, in order.")
    said = probability.to_numpy(dtype=float)
    if not ((said >= 0) & (said <= 1)).all():
        raise DataError("`probability` holds values that are no probabilities; allowed is 0 to 1 for every lead.")
    return said


def _judged(thresholds: np.ndarray, score: np.ndarray, outcome: np.ndarray) -> pd.DataFrame:
    leads, conversions = _at_or_above(thresholds, score, outcome)
    below, lost = len(score) - leads, outcome.sum() - conversions
    low, high = wilson(conversions, leads)
    low_below, high_below = wilson(lost, below)
    return pd.DataFrame({
        "threshold": thresholds, "leads": leads, "share": leads / len(score), "conversions": conversions,
        "close_rate": _rate(conversions, leads), "low": low, "high": high, "leads_below": below,
        "close_rate_below": _rate(lost, below), "low_below": low_below, "high_below": high_below,
    })  # fmt: skip


def _at_or_above(thresholds: np.ndarray, score: np.ndarray, *values: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return how many leads score each threshold or more, and the sum of each of the values over them."""
    order = np.lexsort((*values, score))  # leads of one score in the order of their values: sums do not depend on rows
    leads = len(score) - np.searchsorted(score[order], thresholds, side="left")
    sums = [np.concatenate([[0], np.cumsum(value[order][::-1])])[leads] for value in values]
    return leads, *sums


def _rate(conversions: np.ndarray, leads: np.ndarray) -> np.ndarray:
    return np.where(leads > 0, conversions / np.maximum(leads, 1), np.nan)


def _uncertainty(score: np.ndarray, line: Line) -> np.ndarray:
    """Return the covariance (2, 2) of intercept and slope of the line, from the leads it was drawn through."""
    p = line.probability(score)
    design = np.column_stack([np.ones(len(score)), score - line.score])
    return np.linalg.pinv((design * (p * (1 - p))[:, None]).T @ design, hermitian=True)


def _expected(
    thresholds: np.ndarray, score: np.ndarray, p: np.ndarray, line: Line, covariance: np.ndarray
) -> pd.DataFrame:
    spread = p * (1 - p)
    leads, wins, luck, tilt = _at_or_above(thresholds, score, p, spread, spread * (score - line.score))
    gradient = np.column_stack([luck, tilt])
    variance = luck + np.einsum("ij,jk,ik->i", gradient, covariance, gradient)
    low, high = whole_interval(wins, variance, leads)
    share = leads / max(1, len(score))
    columns = {"open_leads": leads, "open_share": share, "expected_wins": wins, "wins_low": low, "wins_high": high}
    return pd.DataFrame(columns)


def whole_interval(mean: np.ndarray, variance: np.ndarray, most: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the 95 % interval of a count, 0 to `most`: normal, with a continuity correction.

    Examples
    --------
    20 of 100 at 20 % each: standard deviation 4, so 20 ± 7.84 ± 0.5, which holds 12 to 28.

    >>> low, high = whole_interval(np.array([20.0]), np.array([16.0]), np.array([100]))
    >>> int(low[0]), int(high[0])
    (12, 28)
    """
    half = HALF_95 * np.sqrt(variance) + 0.5
    low, high = np.clip(np.ceil(mean - half), 0, most), np.clip(np.floor(mean + half), 0, most)
    return low.astype(np.int64), high.astype(np.int64)
