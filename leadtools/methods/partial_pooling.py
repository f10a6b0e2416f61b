"""One regression for all segments: coefficients they share, and how far each strays from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag

from leadtools.levels import Attribute
from leadtools.methods.counts import count
from leadtools.methods.newton import Fit, fit_levels, information
from leadtools.methods.regression import PRIOR_SDS, Regression, likely_sd


@dataclass(frozen=True)
class Together:
    """A regression of all leads in which some segments may stray.

    ``whole`` is the regression without straying, ``position`` that of the attribute that tells the
    segments apart, ``segments`` are those of its levels that may stray, ``prior_sd`` how far, in
    log-odds. The result's coefficients are first those of ``whole``, then for each segment in turn
    those of its intercept and of the other attributes.
    """

    whole: Regression
    position: int
    segments: tuple[int, ...]
    prior_sd: float
    precision: np.ndarray
    result: Fit

    @classmethod
    def likely(cls, whole: Regression, position: int, segments: np.ndarray) -> Together:
        """Return the fit whose segments stray as far as the data make likely."""
        segments = tuple(int(level) for level in segments)
        evidence = [cls._at(whole, position, segments, sd).log_evidence() for sd in PRIOR_SDS]
        return cls._at(whole, position, segments, likely_sd(np.array(evidence)))

    @classmethod
    def _at(cls, whole: Regression, position: int, segments: tuple[int, ...], prior_sd: float) -> Together:
        others = _others(whole, position)
        keep = whole.keep[_free(whole, position)]
        levels = whole.counts[_free(whole, position)[1:]].reset_index(drop=True)
        strays = _straying_precision(levels["attribute"].to_numpy(), keep, prior_sd)
        precision = block_diag(whole.precision, *[strays] * len(segments))
        codes, sizes, free = [whole.codes], [len(a.levels) for a in whole.attributes], [whole.keep]
        for level in segments:
            inside = whole.codes[:, [position]] == level
            # One level more for the leads of other segments, which nothing is added to.
            codes.append(np.where(inside, 0, 1))
            codes += [np.where(inside, whole.codes[:, [i]], len(whole.attributes[i].levels)) for i in others]
            sizes += [2, *(len(whole.attributes[i].levels) + 1 for i in others)]
            free.append(_with_gaps(keep, [1, *(len(whole.attributes[i].levels) for i in others)]))
        result = fit_levels(np.hstack(codes), sizes, whole.outcome, np.concatenate(free), precision)
        return cls(whole, position, segments, prior_sd, precision, result)

    @property
    def by(self) -> Attribute:
        """The attribute that tells the segments apart."""
        return self.whole.attributes[self.position]

    def log_evidence(self) -> float:
        """Return how likely the outcomes are under this prior, up to a constant (Laplace's approximation)."""
        width = np.linalg.slogdet(self.precision[1:, 1:])[1] + np.linalg.slogdet(self.result.covariance)[1]
        return self.result.maximum + width / 2

    def shared(self) -> Regression:
        """Return what all segments have in common, for all leads."""
        n, whole = int(self.whole.keep.sum()), self.whole
        fit = Fit(self.result.coefficients[:n], self.result.covariance[:n, :n], self.result.maximum)
        return Regression(
            whole.attributes, whole.codes, whole.outcome, whole.counts, whole.references, whole.keep,
            whole.precision, whole.prior_sd, fit,
        )  # fmt: skip

    def segment(self, level: int) -> Regression:
        """Return the regression of one segment: shared coefficients and what it strays, on its own leads."""
        whole, free = self.whole, _free(self.whole, self.position)
        others = _others(whole, self.position)
        attributes = tuple(whole.attributes[i] for i in others)
        inside = whole.codes[:, self.position] == level
        codes, outcome = whole.codes[inside][:, others], whole.outcome[inside]
        leads = whole.counts[free[1:]].reset_index(drop=True)
        references = leads.groupby("attribute", sort=False)["leads"].idxmax().to_numpy()
        through = self._through(level)
        fit = Fit(through @ self.result.coefficients, through @ self.result.covariance @ through.T, self.result.maximum)
        counts = count(attributes, codes, outcome)
        return Regression(
            attributes, codes, outcome, counts, references, whole.keep[free], np.zeros(0), self.prior_sd, fit
        )

    def share_borrowed(self, segment: Regression) -> float:
        """Return 1 − tr(V H) ÷ n: the share of what is known of a segment that its own leads do not tell."""
        sizes = [len(attribute.levels) for attribute in segment.attributes]
        own = information(segment.probabilities(), segment.codes, sizes)[np.ix_(segment.keep, segment.keep)]
        return float(1 - np.trace(segment.result.covariance @ own) / len(own))

    def _through(self, level: int) -> np.ndarray:
        """Return the matrix from all coefficients to those of a segment, its level of `by` in the intercept."""
        free = _free(self.whole, self.position)
        shared = np.eye(len(free))[free]
        shared[0, np.flatnonzero(~free)[level]] = 1
        shared = shared[:, self.whole.keep][self.whole.keep[free]]
        own = np.eye(len(shared))
        blocks = [own if level == segment else np.zeros_like(own) for segment in self.segments]
        return np.hstack([shared, *blocks])


def _straying_precision(attribute: np.ndarray, keep: np.ndarray, prior_sd: float) -> np.ndarray:
    """Return the precision of intercept and levels, each against its reference, of one segment.

    An intercept and every level stray by themselves, each with that sd; the intercept of the
    references is the sum of all that belongs to them. So it does not matter which are the references.
    """
    names = attribute[keep[1:]]
    covariance = np.eye(len(names)) + (names[:, None] == names[None, :])
    n_attributes = len(np.unique(attribute))
    top = np.concatenate([[1 + n_attributes], np.full(len(names), -1.0)])
    whole = np.vstack([top, np.column_stack([top[1:], covariance])])
    return np.linalg.inv(whole) / prior_sd**2


def _others(whole: Regression, position: int) -> list[int]:
    return [i for i in range(len(whole.attributes)) if i != position]


def _free(whole: Regression, position: int) -> np.ndarray:
    """Return which coefficients, intercept first, are not of the attribute at that position."""
    sizes = [len(attribute.levels) for attribute in whole.attributes]
    return np.concatenate([[True], np.repeat(np.arange(len(sizes)), sizes) != position])


def _with_gaps(keep: np.ndarray, sizes: list[int]) -> np.ndarray:
    """Return which coefficients are free where every attribute has one level more at its end."""
    parts = np.split(keep, np.cumsum(sizes)[:-1])
    return np.concatenate([[*part, False] for part in parts])
