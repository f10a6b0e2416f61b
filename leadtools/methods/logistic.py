"""Logistic regression on levels, kept from exploding on few leads by a weak prior."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from leadtools.levels import Attribute
from leadtools.methods import scale
from leadtools.methods.counts import prepare
from leadtools.methods.regression import Regression
from leadtools.scorecard import Line, Scorecard


def logistic_coefficients(
    X: pd.DataFrame, y: pd.Series, *, levels: Sequence[Attribute] | None = None, prior_sd: float | None = None
) -> pd.DataFrame:
    """Return the coefficients of a logistic regression, each level against a reference level.

    Parameters
    ----------
    X : DataFrame (n_leads, n_attributes)
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    levels : sequence of Attribute, optional
        From `find_levels`; found from `X` where not given.
    prior_sd : float, optional
        How far from the rest, in log-odds, a level is thought to lie before its leads are seen.
        Default: what the data themselves make likely. ``math.inf`` switches the prior off: plain
        maximum likelihood, as statsmodels ``Logit``.

    Returns
    -------
    DataFrame (1 + n_levels_with_leads, 10)
        ``attribute, level, reference`` (the level compared with: the one with most leads), ``leads,
        conversions, coefficient`` (difference in log-odds, 0 for the reference), ``standard_error,
        coefficient_low, coefficient_high`` (95 %; a posterior interval where there is a prior) and
        ``odds_ratio``. The first row is the intercept.

    Raises
    ------
    DataError
        If the prior is off and some level has no conversions or only conversions, or levels tell
        one another.

    Notes
    -----
    The prior is normal, with mean 0 and the given sd, on each level's distance from a common
    centre; it does not depend on which level is the reference, and as leads grow it fades. Where its
    sd is not given it is an average over sds from 0.05 to 1.6, each weighted by the evidence for it
    (MacKay 1992, "Bayesian interpolation"): attributes that tell nothing are drawn close to nothing.

    Examples
    --------
    Odds are 1 at the fair and 1/7 on the web: 7 times the odds, ln 7 = 1.946.

    >>> X = pd.DataFrame({"source": ["fair"] * 40 + ["web"] * 160})
    >>> y = pd.Series([1] * 20 + [0] * 20 + [1] * 20 + [0] * 140)
    >>> import math
    >>> table = logistic_coefficients(X, y, prior_sd=math.inf)
    >>> table[["level", "coefficient", "odds_ratio"]].round(3)
             level  coefficient  odds_ratio
    0  (intercept)       -1.946       0.143
    1          web        0.000       1.000
    2         fair        1.946       7.000
    """
    return Regression.fit(*prepare(X, y, levels), prior_sd).coefficients()


def fit_logistic(
    X: pd.DataFrame,
    y: pd.Series,
    *,
    levels: Sequence[Attribute] | None = None,
    prior_sd: float | None = None,
    name: str = "logistic",
) -> Scorecard:
    """Give each level points by a logistic regression on all attributes at once.

    Parameters
    ----------
    X, y, levels, prior_sd
        As for `logistic_coefficients`.
    name : str
        What the card goes by.

    Returns
    -------
    Scorecard
        The average lead scores 50 (see `leadtools.methods.scale`). The table adds ``log_odds``
        (against the average lead) with its 95 % interval ``log_odds_low``, ``log_odds_high``, and
        ``odds_ratio`` (against the level named in ``reference``) with ``odds_ratio_low``,
        ``odds_ratio_high``. A level that no lead had gets no more and no fewer points than the
        average, and says so. ``facts`` name separated levels and what rounding to whole points costs.

    Raises
    ------
    DataError
        If `y` is not 0/1 for every lead, or all leads share one outcome.

    Examples
    --------
    >>> X = pd.DataFrame({"source": ["fair"] * 400 + ["web"] * 1600})
    >>> y = pd.Series([1] * 200 + [0] * 200 + [1] * 200 + [0] * 1400)
    >>> import math
    >>> card = fit_logistic(X, y, prior_sd=math.inf)

    Seven times the odds are 2.8 doublings, 28 points at 10 each; one lead in five is from the fair,
    so the average lead stands a fifth of the way up.

    >>> card.points_of("source").to_dict()
    {'web': -6, 'fair': 22, '(missing)': 0, '(other)': 0}
    """
    attributes, codes, outcome = prepare(X, y, levels)
    regression = Regression.fit(attributes, codes, outcome, prior_sd)
    effects, odds = regression.centred_effects(), regression.average_odds()
    pdo = scale.choose_pdo(effects, codes)
    points = scale.whole_points(effects, pdo)
    line = Line.rounded(scale.AVERAGE, odds, pdo)
    whole = line.probability(scale.scores(points, codes, scale.AVERAGE, scale.LOWEST, scale.HIGHEST))
    facts = {
        "method": "logistic regression",
        "prior_sd": regression.prior_sd if math.isfinite(regression.prior_sd) else "no prior",
        "leads": len(outcome),
        "conversions": int(outcome.sum()),
        **scale.rounding_cost(outcome, regression.probabilities(), whole),
        "separated": regression.separated(),
    }
    return Scorecard.of(
        name, dict(zip(attributes, (p.tolist() for p in points), strict=True)),
        evidence=regression.evidence(), start=scale.AVERAGE, lowest=scale.LOWEST, highest=scale.HIGHEST,
        line=line, pdo=pdo, tiers=scale.tiers(line), facts=facts,
    )  # fmt: skip
