"""The chance that open leads have at their age, as far as a score speaks for them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from leadtools.errors import DataError

Chance = Callable[[pd.Series], pd.Series]
"""Makes of probabilities, by ``lead_id``, the chance that leads have at their age, as `Run.chance_now` does."""


def at_age(chance: Chance | None, probability: np.ndarray, lead_ids: pd.Index) -> np.ndarray:
    """Return the chance of each lead; without `chance` they are as good as new.

    Raises
    ------
    DataError
        If a lead has none, for its horizon is over: no wins can be expected of it.

    Examples
    --------
    >>> at_age(lambda p: p / 2, np.array([0.5, 0.2]), pd.Index(["a", "b"]))
    array([0.25, 0.1 ])
    """
    if chance is None:
        return probability
    now = chance(pd.Series(probability, lead_ids)).to_numpy()
    if np.isnan(now).any():
        raise DataError(
            f"{int(np.isnan(now).sum()):,} of {len(now):,} open leads have passed their horizon, so nobody can say how "
            "many of them will convert. Leave them out: Run.spoken_for(call_list(card, X)) lists the others."
        )
    return now
