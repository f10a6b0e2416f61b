"""Each rule's points beside the points its close rate would earn."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep

from leadtools.errors import CardError
from leadtools.methods.counts import PRIOR_SD, prepare
from leadtools.methods.regression import Regression
from leadtools.scorecard import Scorecard

DOUBT = 0.01
"""How often one level would seem to close better than another by chance alone."""
NEARLY_ALL = 0.95
"""The share of the leads from which on a rule fires for everyone."""


def rule_table(card: Scorecard, X: pd.DataFrame, y: pd.Series) -> tuple[pd.DataFrame, float]:
    """Put the points on paper beside those the close rates would earn, level by level.

    Parameters
    ----------
    card : Scorecard
        Written by hand.
    X : DataFrame (n_leads, n_attributes)
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.

    Returns
    -------
    table : DataFrame (n_levels, 18)
        ``attribute, level, points`` on paper; ``earned`` by the close rate of the level, with its 95 %
        interval ``earned_low, earned_high``; ``together`` with ``together_low, together_high``, what is
        left of it once all other rules of the card are known; whole points, with a decimal where the
        interval would have no width. ``verdict``; ``leads,
        share`` of all, ``conversions, close_rate, low, high``; ``better``, the level of the attribute
        that gets fewer points though its leads close better, beyond doubt (99 % to one side, for many
        pairs are looked at), or ``""``; ``differs``, whether the close rate is surely not the average.
    points_to_double : float
        How many points of this card would double the odds, if its points were as well earned as they
        are far apart.

    Raises
    ------
    CardError
        If the card gives all leads the same points.
    DataError
        If `y` is not 0/1 for every lead, all share one outcome, or `X` lacks an attribute.

    Notes
    -----
    A level's effect is its log-odds against the average lead, one attribute at a time, drawn in as in
    `close_rates`. It becomes points by the one factor that makes effects spread over the leads as
    wide as the points on paper do: √(Σ variance of points ÷ Σ variance of effects), summed over
    attributes. Each attribute then gives the average lead as many points as it does on paper, so that
    paper and data are read on one scale. `together` is the same by one regression on all attributes of
    the card: leads who look at the careers page look at everything else as well, so that its close
    rate alone would speak against a deduction that is right. A rule is contradicted only where both
    surely speak against it, and only if its levels stand in the wrong order; else its points are too
    many or too few. Where only the close rate speaks against it, it is *explained by others*. The
    steps of a rule that counts (points for each visit) are one belief, so all their pairs share the
    doubt of one.
    """
    attributes, codes, outcome = prepare(X, y, card.attributes)
    points = [card.points_of(a.name).to_numpy() for a in attributes]
    fits = [Regression.fit((a,), codes[:, [i]], outcome, PRIOR_SD) for i, a in enumerate(attributes)]
    spread, wide = (
        math.sqrt(sum(value[codes[:, i]].var() for i, value in enumerate(values)))
        for values in (points, [fit.centred_effects()[0] for fit in fits])
    )
    if not spread or not wide:
        raise CardError(
            f"`{card.name}` gives all {len(outcome):,} leads the same points, so there is nothing to hold against "
            "their outcomes. Check that its levels say what the columns hold."
        )
    means = [value[codes[:, i]].mean() for i, value in enumerate(points)]
    scale = spread / wide
    joint = Regression.fit(attributes, codes, outcome, None).evidence()
    together = [joint[joint["attribute"] == a.name].reset_index(drop=True) for a in attributes]
    doubts = [
        DOUBT / _pairs(values) if a.name in card.each else DOUBT for a, values in zip(attributes, points, strict=True)
    ]
    rows = [_rows(*each, scale) for each in zip(points, means, fits, together, doubts, strict=True)]
    return pd.concat(rows, ignore_index=True), math.log(2) * scale


def _pairs(points: np.ndarray) -> int:
    """Return how many pairs of levels get different points."""
    return int((points[:, None] > points).sum())


def _rows(
    points: np.ndarray, mean: float, fit: Regression, joint: pd.DataFrame, doubt: float, scale: float
) -> pd.DataFrame:
    seen = fit.evidence()
    alone, beside = (
        {f"{name}{end}": _as_points(each[f"log_odds{end}"], seen, mean, scale) for end in ("", "_low", "_high")}
        for name, each in (("earned", seen), ("together", joint))
    )
    share = seen["leads"] / len(fit.outcome)
    better = _better_for_less(points, seen, joint["log_odds"].to_numpy(), doubt)
    verdict = _verdicts(points, mean, seen, share, alone | beside)
    table = seen.assign(points=points, share=share, better=better, **alone, **beside)
    table["verdict"] = np.where(better != "", "contradicted", verdict)
    table["differs"] = (seen["verdict"] == "use") & (seen["leads"] > 0)
    earned = [*alone, *beside]
    counted = ["leads", "share", "conversions", "close_rate", "low", "high", "better", "differs"]
    return table.assign(**_rounded(table[earned]))[["attribute", "level", "points", *earned, "verdict", *counted]]


def _rounded(points: pd.DataFrame) -> pd.DataFrame:
    """Return points as whole ones, with a decimal where an interval would have no width, and no zero below zero."""
    whole = points.round()
    narrow = {end: whole[f"{end}_low"] == whole[f"{end}_high"] for end in ("earned", "together")}
    fine = pd.DataFrame({name: narrow[name.split("_")[0]] for name in points})
    return whole.mask(fine, points.round(1)) + 0.0


def _as_points(effect: pd.Series, seen: pd.DataFrame, mean: float, scale: float) -> pd.Series:
    """Return effects in log-odds on the scale of the card; missing where there are no leads."""
    return mean + scale * effect.where(seen["leads"] > 0)


def _better_for_less(points: np.ndarray, seen: pd.DataFrame, joint: np.ndarray, doubt: float) -> np.ndarray:
    """Return for each level the largest that gets fewer points though it closes surely better, also beside others."""
    leads, conversions = seen["leads"].to_numpy(), seen["conversions"].to_numpy()
    found = np.full(len(points), "", dtype=object)
    for i in np.flatnonzero(leads):
        less = [j for j in np.flatnonzero(leads) if points[j] < points[i] and points[i] and joint[j] > joint[i]]
        for j in sorted(less, key=lambda j: leads[j]):
            low, _ = confint_proportions_2indep(
                conversions[j], leads[j], conversions[i], leads[i], method="newcomb", alpha=2 * doubt
            )
            found[i] = seen["level"].iloc[j] if low > 0 else found[i]
    return found


def _out_of_order(points: np.ndarray, seen: pd.DataFrame, earned: pd.Series) -> np.ndarray:
    """Return for each level whether another one stands above it on paper and below it by what they earn, or so."""
    there, worth = seen["leads"].to_numpy() > 0, earned.to_numpy()
    paper, data = points[:, None] - points, worth[:, None] - worth
    return ((paper * data < 0) & there & there[:, None]).any(axis=1)


def _verdicts(points: np.ndarray, mean: float, seen: pd.DataFrame, share: pd.Series, earned: dict) -> np.ndarray:
    """Return for each level what its close rate says of its points."""
    low, high = earned["earned_low"], earned["earned_high"]
    better, worse = low > mean, high < mean
    above, below = points >= mean + 1, points <= mean - 1
    within = (low <= points) & (points <= high)
    against = ((above & worse) | (below & better)) & _out_of_order(points, seen, earned["earned"])
    still = np.where(above, earned["together_high"] < mean, earned["together_low"] > mean)
    choices = {
        "never fires": (seen["leads"] == 0) & (points != 0),
        "no leads": seen["leads"] == 0,
        "fires for everyone": (share >= NEARLY_ALL) & (points != 0),
        "not enough data": seen["verdict"] == "not enough data",
        "explained by others": against & ~still,
        "contradicted": against,
        "cannot be told": within & (above | below) & ~better & ~worse,
        "holds": within,
        "too many points": points > high,
    }
    return np.select(list(choices.values()), list(choices), "too few points")
