"""The chance that open leads have at their age, as far as a score speaks for them, and whom it says to call first."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import pandas as pd

from leadtools.errors import DataError

Chance = Callable[[pd.Series], pd.Series]
"""Makes of probabilities, by ``lead_id``, the chance that leads have at their age, as `Run.chance_now` does."""


def in_call_order(calls: pd.DataFrame, *, first: Collection[str] = ()) -> pd.DataFrame:
    """Return a call list by tier, in each by ``chance_now`` where the list has it.

    A high score of a lead whose horizon is nearly over promises less than a lower one of a lead that has just
    come in. Looked back on, this order finds more wins among the first calls than that of the scores.

    Parameters
    ----------
    calls : DataFrame (n_leads, …)
        ``lead_id, tier``; hottest tier first. What is equal keeps its order.
    first : collection of str
        Leads that stand first in their tier, for a person has decided on them.

    Examples
    --------
    >>> calls = pd.DataFrame({"lead_id": ["a", "b", "c"], "tier": ["hot", "hot", "warm"]})
    >>> calls["chance_now"] = [0.1, 0.3, 0.4]
    >>> in_call_order(calls)["lead_id"].tolist()
    ['b', 'a', 'c']
    """
    tiers = {tier: place for place, tier in enumerate(calls["tier"].drop_duplicates())}
    keys = pd.DataFrame({"place": calls["tier"].map(tiers), "later": ~calls["lead_id"].isin(first)})
    keys["less"] = -calls["chance_now"] if "chance_now" in calls else 0
    return calls.loc[keys.sort_values(["place", "later", "less"], kind="stable").index].reset_index(drop=True)


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
