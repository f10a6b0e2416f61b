"""Has the mix of leads moved since a card was made?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import chi2

from leadtools.errors import DataError
from leadtools.levels import Attribute, find_levels, level_codes

SOME, MUCH = 0.1, 0.25
"""Where custom begins to speak of some and of much change. Custom, not law."""

COLUMNS = ("attribute", "level", "reference_leads", "current_leads", "reference_share", "current_share", "psi_part",
           "psi", "psi_by_chance", "verdict")  # fmt: skip


def stability_table(
    reference: pd.DataFrame, current: pd.DataFrame, *, levels: Sequence[Attribute] | None = None
) -> pd.DataFrame:
    """Compare how leads spread over the levels then and now: the population stability index (PSI).

    Parameters
    ----------
    reference : DataFrame (n_leads, n_attributes)
        Such as the leads that a card was learned from. For scores, ``card.score(X).to_frame()``.
    current : DataFrame (n_leads, n_attributes)
        Such as the leads of last month.
    levels : sequence of Attribute, optional
        Such as ``card.attributes``; found from `reference` where not given.

    Returns
    -------
    DataFrame (n_levels, 10)
        ``attribute, level, reference_leads, current_leads, reference_share, current_share`` (0 to 1),
        ``psi_part`` (what the level adds), ``psi`` of the whole attribute, ``psi_by_chance`` (what an
        attribute that has not moved stays below 19 times in 20) and ``verdict``: ``within chance``,
        else ``little`` (below 0.1), ``some`` or ``much`` (from 0.25), which are custom, not law.

    Raises
    ------
    DataError
        If there are no leads on one side, or an attribute is not there or of another kind.

    Notes
    -----
    PSI = Σ (current − reference) · ln(current ÷ reference) over the shares of the levels. A level
    that no lead has on one side counts as half a lead there; one that no lead has on either, not at
    all. By chance: PSI ÷ (1 ÷ n + 1 ÷ m) of n and m leads follows χ² with one degree of freedom
    less than there are levels.

    Examples
    --------
    From 50 and 50 of 100 leads to 80 and 20: 0.3 · ln 1.6 + (−0.3) · ln 0.4 = 0.141 + 0.275.

    >>> then = pd.DataFrame({"source": ["fair"] * 50 + ["web"] * 50})
    >>> now = pd.DataFrame({"source": ["fair"] * 80 + ["web"] * 20})
    >>> stability_table(then, now)[["level", "current_share", "psi_part", "psi", "verdict"]].head(2).round(3)
      level  current_share  psi_part    psi verdict
    0  fair            0.8     0.141  0.416    much
    1   web            0.2     0.275  0.416    much
    """
    for name, leads in (("reference", reference), ("current", current)):
        if len(leads) == 0:
            raise DataError(f"`{name}` has no leads, so there is nothing to compare. Choose a longer time.")
    attributes = find_levels(reference) if levels is None else tuple(levels)
    then, now = level_codes(reference, attributes), level_codes(current, attributes)
    parts = [_attribute(attribute, then[:, i], now[:, i]) for i, attribute in enumerate(attributes)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def _attribute(attribute: Attribute, then: np.ndarray, now: np.ndarray) -> pd.DataFrame:
    n_levels = len(attribute.levels)
    counts = [np.bincount(codes, minlength=n_levels) for codes in (then, now)]
    parts = _psi_parts(*counts)
    seen = int(((counts[0] + counts[1]) > 0).sum())
    by_chance = float(chi2.ppf(0.95, seen - 1)) * (1 / len(then) + 1 / len(now)) if seen > 1 else 0.0
    table = pd.DataFrame({
        "attribute": attribute.name, "level": [level.label for level in attribute.levels],
        "reference_leads": counts[0], "current_leads": counts[1],
        "reference_share": counts[0] / len(then), "current_share": counts[1] / len(now),
        "psi_part": parts, "psi": parts.sum(), "psi_by_chance": by_chance,
    })  # fmt: skip
    return table.assign(verdict=_verdict(parts.sum(), by_chance))


def _psi_parts(then: np.ndarray, now: np.ndarray) -> np.ndarray:
    seen = (then + now) > 0
    before, after = (np.where(counts > 0, counts, 0.5) / counts.sum() for counts in (then, now))
    return np.where(seen, (after - before) * np.log(after / before), 0.0)


def _verdict(psi: float, by_chance: float) -> str:
    if psi <= by_chance:
        return "within chance"
    return "much" if psi >= MUCH else "some" if psi >= SOME else "little"
