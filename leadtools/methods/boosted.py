"""Predictive scoring one can read: explainable boosting whose result is a card of levels and whole points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit, logit

from leadtools.errors import ParameterError, did_you_mean
from leadtools.levels import Attribute, find_levels
from leadtools.methods import scale
from leadtools.methods.boosting import Boosting, total
from leadtools.methods.calibration import trusted_slope
from leadtools.methods.counts import count, prepare, with_close_rates
from leadtools.methods.finer import finer_levels, merged, rungs
from leadtools.scorecard import Line, Scorecard

SIGNS = {"rising": 1, "falling": -1}
NOT_ENOUGH = "not enough data: what is learned from four fifths of the leads does not hold for the rest"


def fit_boosted(
    X: pd.DataFrame,
    y: pd.Series,
    *,
    levels: Sequence[Attribute] | None = None,
    monotone: Mapping[str, str] | None = None,
    seed: int = 0,
    name: str = "boosted",
) -> Scorecard:
    """Give each level points by boosting: many small corrections, one attribute at a time.

    Parameters
    ----------
    X : DataFrame (n_leads, n_attributes)
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    levels : sequence of Attribute, optional
        Where not given: from `find_levels`, numbers cut finer (see `finer_levels`).
    monotone : mapping of str to str, optional
        Numbers whose points may only go one way: ``{"employees": "rising"}`` or ``"falling"``.
        What is missing keeps points of its own.
    seed : int
        Of the boosting and of the folds.
    name : str
        What the card goes by.

    Returns
    -------
    Scorecard
        The average lead scores 50 (see `leadtools.methods.scale`). Neighbouring intervals that the
        leads cannot tell apart become one level. The table adds ``log_odds`` (against the average
        lead), without an interval: boosting's own bars are too short to be shown. ``facts`` name
        ``trust``, by how much effects were drawn in to hold for leads they were not learned from
        (0 to 1); at 0 all leads score 50 and ``signal`` says *not enough data*.

    Raises
    ------
    DataError
        If `y` is not 0/1 for every lead, or all leads share one outcome.
    ParameterError
        If `monotone` names what is no number on the card, or another direction.

    Notes
    -----
    Explainable boosting machine (Lou, Caruana and Gehrke 2012, "Intelligible models for
    classification and regression") without pairs of attributes, four bags, on levels. Effects are
    multiplied by `trusted_slope` of log-odds found in five folds.

    Examples
    --------
    >>> X = pd.DataFrame({"source": ["fair"] * 400 + ["web"] * 1600})
    >>> y = pd.Series([1] * 200 + [0] * 200 + [1] * 200 + [0] * 1400)
    >>> card = fit_boosted(X, y)

    Seven times the odds are 28 points at 10 a doubling; a fair's leads are a fifth of all.

    >>> card.points_of("source").to_dict()
    {'web': -5, 'fair': 21, '(missing)': 0, '(other)': 0}
    """
    attributes, codes, outcome = prepare(X, y, finer_levels(X, find_levels(X)) if levels is None else levels)
    machine = Boosting(attributes, _signs(attributes, monotone or {}), seed)
    trust = trusted_slope(machine.out_of_fold(codes, outcome), outcome)
    effects = [trust * effect for effect in machine.effects(codes, outcome)] if trust else _none(attributes)
    pdo = scale.choose_pdo(effects, codes)
    points = scale.whole_points(effects, pdo)
    attributes, codes, points, effects = _put_together(X, attributes, codes, points, effects)
    start = scale.start_for(points, codes)
    line = _line(scale.scores(points, codes, start, scale.LOWEST, scale.HIGHEST), outcome, pdo if trust else math.inf)
    whole = line.probability(scale.scores(points, codes, start, scale.LOWEST, scale.HIGHEST))
    facts = {
        "method": "explainable boosting",
        "leads": len(outcome),
        "conversions": int(outcome.sum()),
        "trust": round(float(trust), 4),
        **({} if trust else {"signal": NOT_ENOUGH}),
        **({"monotone": dict(monotone)} if monotone else {}),
        **scale.rounding_cost(outcome, _exact(total(effects, codes), outcome), whole),
    }
    evidence = with_close_rates(count(attributes, codes, outcome), outcome.mean())
    return Scorecard.of(
        name, dict(zip(attributes, (p.tolist() for p in points), strict=True)),
        evidence=evidence.assign(log_odds=np.concatenate(effects)), start=start,
        lowest=scale.LOWEST, highest=scale.HIGHEST, line=line, pdo=pdo, tiers=scale.tiers(line), facts=facts,
    )  # fmt: skip


def _signs(attributes: Sequence[Attribute], monotone: Mapping[str, str]) -> tuple[int, ...]:
    """Return for each attribute 1 if it may only rise, −1 if only fall, else 0."""
    known = {a.name: a for a in attributes}
    for name, way in monotone.items():
        if name not in known:
            raise ParameterError(f"monotone names `{name}`, which is no attribute{did_you_mean(name, known)}")
        if not len(rungs(known[name])):
            raise ParameterError(f"monotone names `{name}`, a {known[name].kind}; only a number can rise or fall.")
        if way not in SIGNS:
            raise ParameterError(f"monotone says `{name}` is {way!r}{did_you_mean(str(way), SIGNS)}")
    return tuple(SIGNS.get(monotone.get(a.name), 0) for a in attributes)


def _none(attributes: Sequence[Attribute]) -> list[np.ndarray]:
    return [np.zeros(len(a.levels)) for a in attributes]


def _put_together(X, attributes, codes, points, effects):
    """Return attributes, codes, points and effects after neighbours with equal points were joined."""
    joined = [
        merged(a, p, _whole(X[a.name]) if a.kind == "number" else True) for a, p in zip(attributes, points, strict=True)
    ]
    new_codes = np.column_stack([went[codes[:, i]] for i, (_, went) in enumerate(joined)])
    new_points, new_effects = [], []
    for i, (_, went) in enumerate(joined):
        last = np.unique(went, return_index=True)[1]
        leads = np.bincount(codes[:, i], minlength=len(went)) + 1e-9
        new_points.append(points[i][last])
        new_effects.append(np.bincount(went, leads * effects[i]) / np.bincount(went, leads))
    return tuple(a for a, _ in joined), new_codes, new_points, new_effects


def _whole(values: pd.Series) -> bool:
    held = values.dropna()
    return bool((held == held.round()).all())


def _line(score: np.ndarray, outcome: np.ndarray, pdo: float) -> Line:
    """Return the line of that slope at which as many leads are expected to convert as did."""
    slope = math.log(2) / pdo
    return Line.rounded(scale.AVERAGE, math.exp(_level((score - scale.AVERAGE) * slope, outcome)), pdo)


def _exact(log_odds: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    return expit(_level(log_odds, outcome) + log_odds)


def _level(log_odds: np.ndarray, outcome: np.ndarray) -> float:
    """Return what must be added to log-odds so that probabilities add up to the conversions."""
    rate = outcome.mean()
    bounds = logit(rate) - log_odds.max() - 1, logit(rate) - log_odds.min() + 1
    return float(brentq(lambda a: expit(a + log_odds).mean() - rate, *bounds, xtol=1e-12))
