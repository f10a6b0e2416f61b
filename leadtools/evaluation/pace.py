"""How fast conversions come, found on all leads, and what a young lead is worth by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadtools.errors import DataError, MomentError
from leadtools.evaluation.followed import Curve, Followed
from leadtools.methods.counts import ENOUGH


@dataclass(frozen=True)
class Pace:
    """Which share of the conversions within the horizon shows at each age.

    ``by_end`` is the share (0 to 1) of all leads that converts within the horizon.
    """

    followed: Followed
    curve: Curve
    horizon_days: float
    by_end: float

    @classmethod
    def of(cls, followed: Followed, horizon_days: float) -> Pace:
        """Return the pace of these leads.

        Raises
        ------
        MomentError
            If fewer than five leads have been followed for the horizon.
        DataError
            If no lead converted within it.
        """
        curve = followed.curve()
        if curve.followed_for(horizon_days) < ENOUGH:
            raise MomentError(
                f"Only {int(curve.followed_for(horizon_days))} leads have been followed for {horizon_days:g} days, so "
                "the pace at which leads convert cannot be told. Choose a shorter horizon_days, or bring older leads."
            )
        by_end = float(curve.share(just_before(horizon_days)))
        if by_end == 0:
            raise DataError(
                f"No lead converted within {horizon_days:g} days, so the pace at which leads convert cannot be told. "
                "Choose a longer horizon_days, or bring leads that converted."
            )
        return cls(followed, curve, horizon_days, by_end)

    def worth(self, chosen: np.ndarray) -> float:
        """Return how many leads followed to the end the chosen leads (boolean, n_leads) are worth."""
        return float(self._seen(chosen).sum())

    def leads(self, rate: float, chosen: np.ndarray) -> float:
        """Return how many leads followed to the end make a close rate as uncertain as the chosen leads do.

        Notes
        -----
        The rate is conversions ÷ worth. Its variance has three parts: that of the conversions; that of
        the worth, carried over from the steps of the curve; and what the two share, for the chosen
        leads are among those the pace was found on.
        """
        seen, slopes = self._seen(chosen), self._slopes(chosen)
        within = (self.followed.converted & (self.followed.days < self.horizon_days)).to_numpy()[chosen]
        drawn = rate * (seen.sum() - rate * (seen**2).sum())
        of_pace = rate**2 * np.sum(slopes**2 * self.curve.steps()[self._inside])
        shared = rate * np.sum((within - rate * seen) * self._pull(slopes)[chosen])
        variance = (drawn + of_pace - 2 * shared) / seen.sum() ** 2
        return float(rate * (1 - rate) / variance) if 0 < rate < 1 and variance > 0 else float(seen.sum())

    @property
    def _inside(self) -> np.ndarray:
        return self.curve.days < self.horizon_days

    def _ages(self, chosen: np.ndarray) -> np.ndarray:
        return np.minimum(self.followed.ages.to_numpy()[chosen], just_before(self.horizon_days))

    def _seen(self, chosen: np.ndarray) -> np.ndarray:
        return self.curve.share(self._ages(chosen)) / self.by_end

    def _slopes(self, chosen: np.ndarray) -> np.ndarray:
        """Return by how much the worth changes with the logarithm of each step of the curve."""
        ages = np.sort(self._ages(chosen))
        left = 1 - self.curve.share(ages)
        from_age = np.concatenate([np.cumsum(left[::-1])[::-1], [0.0]])
        after = from_age[np.searchsorted(ages, self.curve.days[self._inside], side="left")]
        return (-after * self.by_end + (1 - self.by_end) * (1 - left).sum()) / self.by_end**2

    def _pull(self, slopes: np.ndarray) -> np.ndarray:
        """Return by how much each lead, through the steps it took part in, moved the worth (n_leads,)."""
        events, at_risk = self.curve.events[self._inside], self.curve.at_risk[self._inside]
        each = np.divide(slopes, at_risk - events, out=np.zeros(len(slopes)), where=at_risk > events)
        took_part = np.concatenate([[0.0], np.cumsum(each * events / at_risk)])
        days = self.followed.days.to_numpy()
        places = np.searchsorted(self.curve.days[self._inside], days, side="right")
        own = np.where(self.followed.converted & (days < self.horizon_days), np.append(each, 0.0)[places - 1], 0.0)
        return took_part[places] - own


def just_before(days: float) -> float:
    """Return the last moment before so many days: the horizon itself is outside."""
    return float(np.nextafter(days, 0))
