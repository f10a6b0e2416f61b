"""How much of what attributes earn one at a time is paid for twice."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from leadtools.levels import Attribute
from leadtools.methods import scale
from leadtools.methods.counts import prepare
from leadtools.methods.regression import Regression

CANDIDATES = 3
"""How many of the attributes most tied to one are tried as the cause of its overlap."""


def overlap(X: pd.DataFrame, y: pd.Series, *, levels: Sequence[Attribute] | None = None) -> pd.DataFrame:
    """Put points found one attribute at a time beside points found for all attributes at once.

    Parameters
    ----------
    X : DataFrame (n_leads, n_attributes)
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    levels : sequence of Attribute, optional
        From `find_levels`; found from `X` where not given.

    Returns
    -------
    DataFrame (n_levels_with_leads, 9)
        ``attribute, level, leads``; ``points_alone`` and ``points_together``, both by the same
        regression, ten points a doubling of the odds, against the average lead; ``flips``, whether
        the sign differs and both are sure (95 %) of theirs; then for the attribute as a whole
        ``counted_twice``, the share of its points that others pay too (0 to 1; below 0 where others
        hid its effect, above 1 where the sign turns), ``mostly_with``, the attribute that takes
        most of it, and ``with_share``, how much that one alone takes.

    Raises
    ------
    DataError
        If `y` is not 0/1 for every lead, or all leads share one outcome.

    Notes
    -----
    ``counted_twice = 1 − Σ alone · together ÷ Σ alone²`` over leads, effects in log-odds against the
    average lead. All fits have the prior that the data make likely for all attributes together.

    Examples
    --------
    The same column twice: each earns half of what it earns alone.

    >>> X = pd.DataFrame({"source": ["fair"] * 400 + ["web"] * 1600})
    >>> y = pd.Series([1] * 200 + [0] * 200 + [1] * 200 + [0] * 1400)
    >>> table = overlap(X.assign(channel=X["source"]), y)
    >>> table[["attribute", "level", "points_alone", "points_together", "mostly_with"]]
      attribute level  points_alone  points_together mostly_with
    0    source   web            -6               -3     channel
    1    source  fair            22               11     channel
    2   channel   web            -6               -3      source
    3   channel  fair            22               11      source
    >>> table["counted_twice"].round(2).unique().tolist()
    [0.5]
    """
    attributes, codes, outcome = prepare(X, y, levels)
    together = Regression.fit(attributes, codes, outcome, None)
    fits = _Fits(attributes, codes, outcome, together.prior_sd)
    alone = [fits.of(i) for i in range(len(attributes))]
    rows = [
        _rows(i, attributes, alone[i], together, *fits.partner(i, alone[i].centred_effects()[0]))
        for i in range(len(attributes))
    ]
    return pd.concat(rows, ignore_index=True)


class _Fits:
    """Regressions on one or two of the attributes, all with one prior."""

    def __init__(self, attributes: tuple[Attribute, ...], codes: np.ndarray, outcome: np.ndarray, prior_sd: float):
        self.attributes, self.codes, self.outcome, self.prior_sd = attributes, codes, outcome, prior_sd

    def of(self, *places: int) -> Regression:
        """Return the regression on these attributes, in this order."""
        chosen = tuple(self.attributes[i] for i in places)
        return Regression.fit(chosen, self.codes[:, list(places)], self.outcome, self.prior_sd)

    def partner(self, i: int, alone: np.ndarray) -> tuple[str, float]:
        """Return the attribute that, beside the i-th, takes most of its points, and the share it takes."""
        others = [j for j in range(len(self.attributes)) if j != i]
        nearest = sorted(others, key=lambda j: (-tied(self.codes[:, i], self.codes[:, j]), j))[:CANDIDATES]
        shares = {j: _taken(alone, self.of(i, j).centred_effects()[0], self.codes[:, i]) for j in nearest}
        if not shares:
            return "", math.nan
        most = max(shares, key=lambda j: shares[j] if math.isfinite(shares[j]) else -math.inf)
        return self.attributes[most].name, shares[most]


def tied(a: np.ndarray, b: np.ndarray) -> float:
    """Return Cramér's V of two attributes given as levels, 0 (independent) to 1 (one tells the other).

    Examples
    --------
    >>> a = np.array([0, 0, 1, 1])
    >>> tied(a, 1 - a), tied(a, np.array([0, 1, 0, 1]))
    (1.0, 0.0)
    """
    seen = pd.crosstab(a, b).to_numpy(dtype=float)
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    smaller = min(seen.shape) - 1
    return math.sqrt(((seen - expected) ** 2 / expected).sum() / seen.sum() / smaller) if smaller else 0.0


def _taken(alone: np.ndarray, together: np.ndarray, codes: np.ndarray) -> float:
    """Return the share of an attribute's effect that is gone once others stand beside it."""
    by_lead, beside = alone[codes], together[codes]
    size = by_lead @ by_lead
    return float(1 - by_lead @ beside / size) if size > 1e-9 * len(codes) else math.nan


def _rows(
    i: int, attributes: tuple[Attribute, ...], alone: Regression, together: Regression, partner: str, share: float
) -> pd.DataFrame:
    one = alone.evidence()
    all_at_once = together.evidence()
    all_at_once = all_at_once[all_at_once["attribute"] == attributes[i].name].reset_index(drop=True)
    effects = alone.centred_effects()[0], together.centred_effects()[i]
    points = [scale.whole_points([effect], scale.LARGEST_PDO)[0] for effect in effects]
    table = pd.DataFrame({
        "attribute": attributes[i].name, "level": one["level"], "leads": one["leads"],
        "points_alone": points[0], "points_together": points[1], "flips": _flips(one, all_at_once),
        "counted_twice": _taken(*effects, together.codes[:, i]), "mostly_with": partner, "with_share": share,
    })  # fmt: skip
    return table[table["leads"] > 0]


def _flips(one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Say where one fit is sure that a level is better than the average lead and the other that it is worse."""
    better, worse = ((a["log_odds_low"] > 0) & (b["log_odds_high"] < 0) for a, b in ((one, other), (other, one)))
    return better | worse
