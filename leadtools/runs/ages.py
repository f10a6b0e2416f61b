"""How old leads are, how long they have been quiet, and what that leaves of their chance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadtools.actions import in_call_order
from leadtools.evaluation.remaining import DAY, Remaining
from leadtools.history import History
from leadtools.scorecard import DISQUALIFIED


@dataclass(frozen=True)
class Ages:
    """How old the leads of a history are, and what that says of a list of them.

    Attributes
    ----------
    age_days : Series (n_leads,) or None
        From `age_days`.
    until_days : float or None
        Age at which the horizon of a lead is over; None where that ends nothing: without dates, and where a
        status says which leads are open.
    remaining : Remaining or None
        What is left of a chance at each age; None where `until_days` is, or nothing dates the outcome.
    """

    age_days: pd.Series | None
    until_days: float | None = None
    remaining: Remaining | None = None

    def chance_now(self, probability: pd.Series) -> pd.Series:
        """Return the chance, by ``lead_id``, that leads still open at their age convert before their horizon is over.

        Missing where it is over; the probability itself where ages say nothing.
        """
        if self.remaining is None:
            return probability
        chance = self.remaining.chance(probability.to_numpy(), self._of(probability.index))
        return pd.Series(chance, probability.index, name="chance_now")

    def told(self, calls: pd.DataFrame) -> pd.DataFrame:
        """Return a call list with what the age of the leads says: ``chance_now`` (0 to 1) and ``age_days``."""
        if self.age_days is None or "age_days" in calls:
            return calls
        told = calls.assign(age_days=pd.array(np.floor(self._of(calls["lead_id"])), dtype="Int64"))
        if self.remaining is not None and "probability" in told:
            now = self.chance_now(calls.set_index("lead_id")["probability"]).round(4).to_numpy()
            told.insert(told.columns.get_loc("probability") + 1, "chance_now", now)
        return told

    def spoken_for(self, calls: pd.DataFrame, *, besides: Collection[str] = ()) -> pd.DataFrame:
        """Return the leads of a call list that are to be called and not `unspoken_for`, `told` and `in_call_order`.

        Disqualified leads are left out: nobody is to call them. `besides` stand first in their tier.
        """
        told = self.told(calls[calls["tier"] != DISQUALIFIED].reset_index(drop=True))
        return in_call_order(told[~self.unspoken_for(told, besides=besides)], first=besides)

    def unspoken_for(self, calls: pd.DataFrame, *, besides: Collection[str] = ()) -> pd.Series:
        """Return whether each lead of a call list has passed its horizon, so that the score says nothing of it.

        A card learns who converts within the horizon. Of a lead that has passed it without converting,
        or whose age nobody knows, it says nothing. With a status, or without dates, there is no such
        lead. Nor are those that a person has decided on, `besides`, or a card has disqualified.
        """
        if self.until_days is None:
            return pd.Series(False, calls.index)
        old = pd.Series(~(self._of(calls["lead_id"]) < self.until_days), calls.index)
        return old & ~calls["lead_id"].isin(besides) & (calls["tier"] != DISQUALIFIED)

    def _of(self, lead_ids: pd.Index | pd.Series) -> np.ndarray:
        """Return the age in days of each of these leads, missing where it is not known."""
        ages = self.age_days.set_axis(self.age_days.index.astype(str))
        return ages.reindex(lead_ids.astype(str)).to_numpy()


def age_days(history: History, as_of: pd.Timestamp | None) -> pd.Series | None:
    """Return the days since each lead was created, as of a moment; None where leads have no creation date."""
    if history.created_at is None:
        return None
    return ((as_of - history.created_at) / DAY).rename("age_days")


def quiet_days(history: History, as_of: pd.Timestamp | None) -> pd.Series | None:
    """Return the days since each lead last did something, or was created; None where leads have no creation date.

    Examples
    --------
    Both came 9 days before 10 January; one of them looked at a page on the 8th.

    >>> history = History(
    ...     pd.DataFrame({"lead_id": ["a", "b"], "created_at": pd.to_datetime("2025-01-01"), "converted": False}),
    ...     pd.DataFrame({"lead_id": ["a"], "event": ["visit"], "at": pd.to_datetime(["2025-01-08"])}))
    >>> quiet_days(history, pd.Timestamp("2025-01-10")).to_dict()
    {'a': 2.0, 'b': 9.0}
    """
    age = age_days(history, as_of)
    if age is None:
        return None
    events = history.events
    if events is None or not len(events):
        return age.rename("quiet_days")
    acted = events.groupby("lead_id")["at"].max().reindex(age.index)
    return ((as_of - acted) / DAY).clip(lower=0).combine(age, np.fmin).rename("quiet_days")
