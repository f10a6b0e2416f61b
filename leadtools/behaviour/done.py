"""What the leads of some sets had done before their moments, as arrays of one row a lead and moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadtools.behaviour.risk_sets import RiskSets, microseconds
from leadtools.errors import DataError
from leadtools.history import History

DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Done:
    """Events before the moments.

    Attributes
    ----------
    n_rows : int
        Leads and moments: those of the sets, row by row.
    kinds : tuple of str
        Names of events.
    row, kind : ndarray of int (n_events,)
        Whose event it is, and which.
    age_days : ndarray (n_events,)
        How long before the moment it happened; above 0.
    """

    n_rows: int
    kinds: tuple[str, ...]
    row: np.ndarray
    kind: np.ndarray
    age_days: np.ndarray

    def decayed(self, half_life_days: float, kind: int | None = None) -> np.ndarray:
        """Return the sum of 2^(−age ÷ half-life): (n_rows, n_kinds), or of one kind (n_rows,)."""
        if kind is None:
            worth = np.exp2(-self.age_days / half_life_days)
            return np.bincount(self._cell, worth, self.n_rows * len(self.kinds)).reshape(self.n_rows, -1)
        chosen = self.kind == kind
        return np.bincount(self.row[chosen], np.exp2(-self.age_days[chosen] / half_life_days), self.n_rows)

    def within(self, window_days: float) -> Done:
        """Return the events of the last `window_days`."""
        chosen = self.age_days <= window_days
        return Done(self.n_rows, self.kinds, self.row[chosen], self.kind[chosen], self.age_days[chosen])

    @property
    def oldest(self) -> np.ndarray:
        """Age in days of the oldest event of each kind (n_rows, n_kinds); −inf where there is none."""
        ages = np.full(self.n_rows * len(self.kinds), -np.inf)
        np.maximum.at(ages, self._cell, self.age_days)
        return ages.reshape(self.n_rows, -1)

    @property
    def youngest(self) -> np.ndarray:
        """Age in days of the youngest event of each kind (n_rows, n_kinds); +inf where there is none."""
        ages = np.full(self.n_rows * len(self.kinds), np.inf)
        np.minimum.at(ages, self._cell, self.age_days)
        return ages.reshape(self.n_rows, -1)

    def oldest_after(self, ages: np.ndarray) -> np.ndarray:
        """Return `oldest` of the events younger than `ages` (n_rows,)."""
        later = self.age_days < ages[self.row]
        return Done(self.n_rows, self.kinds, self.row[later], self.kind[later], self.age_days[later]).oldest

    @property
    def _cell(self) -> np.ndarray:
        return self.row * len(self.kinds) + self.kind


def done_before(history: History, sets: RiskSets, kinds: tuple[str, ...]) -> Done:
    """Return the events of the given kinds before the moments of the sets."""
    lead, kind, at = _by_lead(history, kinds)
    begin = np.searchsorted(lead, np.arange(len(history.lead_ids) + 1))
    who, moment = sets.lead.ravel(), sets.moment.ravel()
    count = begin[who + 1] - begin[who]
    row = np.repeat(np.arange(len(who)), count)
    place = np.arange(count.sum()) + np.repeat(begin[who] - (np.cumsum(count) - count), count)
    age = moment[row] - at[place]
    past = age > 0
    return Done(len(who), kinds, row[past], kind[place[past]], age[past] / DAY_US)


def kinds_of(history: History, *, least_leads: int) -> tuple[str, ...]:
    """Return the names of the events that at least so many leads did, sorted.

    Raises
    ------
    DataError
        If there are no events.
    """
    if history.events is None or history.events.empty:
        raise DataError("There are no events. Name their file (`events:`).")
    did = history.events.dropna(subset=["event"]).groupby("event")["lead_id"].nunique()
    return tuple(sorted(map(str, did.index[did >= least_leads])))


def _by_lead(history: History, kinds: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    events = history.events
    lead = history.lead_ids.get_indexer(events["lead_id"])
    kind = pd.Index(kinds).get_indexer(events["event"])
    at = microseconds(events["at"])
    known = (lead >= 0) & (kind >= 0) & ~np.isnan(at)
    order = np.flatnonzero(known)[np.argsort(lead[known], kind="stable")]
    return lead[order], kind[order], at[order].astype(np.int64)
