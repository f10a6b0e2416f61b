"""Tiers: what to do with a lead, by its score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from leadtools.errors import ParameterError

COLDEST = "cold"


def assign_tiers(score: pd.Series, cuts: Mapping[str, float]) -> pd.Series:
    """Return the tier of each score.

    Parameters
    ----------
    score : Series (n_leads,)
    cuts : mapping of str to float
        Lowest score of each tier, from the highest down; what lies below the last is ``cold``.

    Raises
    ------
    ParameterError
        If the cuts do not fall.

    Examples
    --------
    >>> assign_tiers(pd.Series([70, 60, 59, 10]), {"hot": 60, "warm": 50}).tolist()
    ['hot', 'hot', 'warm', 'cold']
    """
    edges = list(cuts.values())
    if any(later >= earlier for earlier, later in zip(edges, edges[1:], strict=False)):
        raise ParameterError(f"The tiers are {dict(cuts)}; each must begin lower than the one before it.")
    chosen = np.select([score >= edge for edge in edges], list(cuts), COLDEST) if edges else COLDEST
    return pd.Series(chosen, index=score.index, name="tier", dtype=object)
