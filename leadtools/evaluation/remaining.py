"""What is left of a lead's chance once it has stayed open for a while."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadtools.history import History
from leadtools.snapshot import Snapshot

DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Remaining:
    """How long judged leads stayed open, those that converted within the horizon and the others apart.

    Attributes
    ----------
    winners, others : ndarray
        Days from creation to the decision, rising; endless for a lead that was still open at the end.
    after_days, until_days : float
        Ages at which leads are looked at and at which their horizon is over.
    """

    winners: np.ndarray
    others: np.ndarray
    after_days: float
    until_days: float

    @classmethod
    def of(cls, history: History, judged: Snapshot, *, after_days: float, horizon_days: float) -> Remaining:
        """Return how long the judged leads of a history with dates stayed open."""
        days = ((history.outcomes["decided_at"] - history.created_at) / DAY).reindex(judged.y.index)
        days, won = days.fillna(np.inf).to_numpy(), judged.y.to_numpy() == 1
        return cls(np.sort(days[won]), np.sort(days[~won]), after_days, after_days + horizon_days)

    def chance(self, probability: np.ndarray, age_days: np.ndarray) -> np.ndarray:
        """Return the chance (0 to 1) that leads open at an age still convert before their horizon is over.

        Parameters
        ----------
        probability : ndarray (n_leads,)
            That they convert within the horizon, as said before their age was looked at.
        age_days : ndarray (n_leads,)
            Days since they were created.

        Returns
        -------
        ndarray (n_leads,)
            Missing where the horizon is over or the age is not known.

        Notes
        -----
        Bayes: ``p r / (p r + (1 − p) s)``, where of the judged leads a share r of those that converted
        and a share s of the others were still open at that age. One more lead of each kind is counted,
        which converts on any day of the horizon alike, or never, so that few leads do not say "never".
        Supposed is that hot and cold leads take equally long.

        Examples
        --------
        Of nine that converted within 100 days, four were still open at 60 days, and the tenth is so with
        40 of 100: r = 4.4/10. None of the nine others was decided, so s = 1, and half a chance becomes
        0.22/(0.22 + 0.5).

        >>> remaining = Remaining(np.array([5, 10, 20, 30, 40, 70, 80, 90, 95.0]), np.full(9, np.inf), 0, 100)
        >>> remaining.chance(np.array([0.5, 0.5, 0.5]), np.array([0, 60, 100])).round(3)
        array([0.5  , 0.306,   nan])
        """
        age = np.clip(age_days, self.after_days, None)
        left = (self.until_days - age) / (self.until_days - self.after_days)
        r = (_later(self.winners, age) + left) / (len(self.winners) + 1)
        s = (_later(self.others, age) + 1) / (len(self.others) + 1)
        still, never = probability * r, (1 - probability) * s
        return np.where(age < self.until_days, still / (still + never), np.nan)


def _later(days: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Return how many of the rising days lie after each age."""
    return len(days) - np.searchsorted(days, age, side="right")
