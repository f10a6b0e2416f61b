"""From a score to the odds it stands for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit


@dataclass(frozen=True)
class Line:
    """What a score says about the odds: `odds` at `score`, doubled every `points_to_double`.

    An infinite `points_to_double` says that the score tells nothing: every lead has the same odds.

    Examples
    --------
    Odds 1 : 4 at 50, so 1 : 2 ten points higher, which is a probability of one third.

    >>> Line(score=50, odds=0.25, points_to_double=10).probability(np.array([50, 60])).round(3).tolist()
    [0.2, 0.333]
    """

    score: float
    odds: float
    points_to_double: float

    @classmethod
    def rounded(cls, score: float, odds: float, points_to_double: float) -> Line:
        """Return the line with ten digits, what a card's file keeps, so that a saved card predicts the same."""
        return cls(score, float(f"{odds:.10g}"), float(f"{points_to_double:.10g}"))

    def probability(self, score: np.ndarray) -> np.ndarray:
        """Return the probability (0 to 1) that a lead of each score converts."""
        doublings = (np.asarray(score) - self.score) / self.points_to_double
        return expit(math.log(self.odds) + doublings * math.log(2))
