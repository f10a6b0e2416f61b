"""A logistic regression on levels, and the way from its coefficients back to levels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

from leadtools.errors import DataError, ParameterError
from leadtools.levels import Attribute
from leadtools.methods.counts import count, with_close_rates
from leadtools.methods.newton import Fit, fit_levels

HALF_95 = norm.ppf(0.975)
PRIOR_SDS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Widths of the prior, in log-odds, among which the data choose."""


@dataclass(frozen=True)
class Regression:
    """A fit, and the way from its coefficients back to levels."""

    attributes: tuple[Attribute, ...]
    codes: np.ndarray
    outcome: np.ndarray
    counts: pd.DataFrame
    references: np.ndarray
    keep: np.ndarray
    precision: np.ndarray
    prior_sd: float
    result: Fit

    @classmethod
    def fit(cls, attributes, codes, outcome, prior_sd: float | None) -> Regression:
        """Fit with a prior of that sd, infinite for none, or with the sd that the data make likely (None)."""
        if prior_sd is not None and not (isinstance(prior_sd, Real) and prior_sd > 0):
            raise ParameterError(
                f"prior_sd is {prior_sd!r}; allowed is a number above 0, infinity for no prior, or None."
            )
        counts = count(attributes, codes, outcome)
        if prior_sd == math.inf:
            _refuse_separation(counts)
        if prior_sd is None:
            fits = [cls._at(attributes, codes, outcome, counts, sd) for sd in PRIOR_SDS]
            prior_sd = likely_sd(np.array([fit.log_evidence() for fit in fits]))
        return cls._at(attributes, codes, outcome, counts, prior_sd)

    @classmethod
    def _at(cls, attributes, codes, outcome, counts: pd.DataFrame, prior_sd: float) -> Regression:
        references = counts.groupby("attribute", sort=False)["leads"].idxmax().to_numpy()
        keep = np.concatenate([[True], (counts["leads"] > 0).to_numpy()])
        keep[1 + references] = False
        precision = _prior_precision(counts, keep, prior_sd)
        result = fit_levels(codes, [len(a.levels) for a in attributes], outcome, keep, precision)
        return cls(attributes, codes, outcome, counts, references, keep, precision, prior_sd, result)

    def log_evidence(self) -> float:
        """Return how likely the outcomes are under this prior, up to a constant (Laplace's approximation)."""
        width = np.linalg.slogdet(self.precision[1:, 1:])[1] + np.linalg.slogdet(self.result.covariance)[1]
        return self.result.maximum + width / 2

    @property
    def full(self) -> np.ndarray:
        """Coefficient of the intercept and of every level; 0 for references and levels without leads."""
        full = np.zeros(len(self.keep))
        full[self.keep] = self.result.coefficients
        return full

    @property
    def seen(self) -> np.ndarray:
        """Whether a level has leads, here or among those from which its coefficient is borrowed."""
        seen = self.keep[1:].copy()
        seen[self.references] = True
        return seen

    def coefficients(self) -> pd.DataFrame:
        """Return one row for the intercept and one for each level with leads."""
        error = np.zeros(len(self.keep))
        error[self.keep] = np.sqrt(np.diag(self.result.covariance))
        levels = self.counts.assign(reference=self._reference_labels())
        top = pd.DataFrame([{
            "attribute": "", "level": "(intercept)", "reference": "",
            "leads": len(self.outcome), "conversions": int(self.outcome.sum()),
        }])  # fmt: skip
        table = pd.concat([top, levels], ignore_index=True)
        table = table[["attribute", "level", "reference", "leads", "conversions"]].assign(
            coefficient=self.full, standard_error=error
        )
        table = table[(table["leads"] > 0)].reset_index(drop=True)
        half = HALF_95 * table["standard_error"]
        return table.assign(
            coefficient_low=table["coefficient"] - half,
            coefficient_high=table["coefficient"] + half,
            odds_ratio=np.exp(table["coefficient"]),
        )

    def _reference_labels(self) -> np.ndarray:
        repeats = self.counts.groupby("attribute", sort=False).size()
        return np.repeat(self.counts["level"].to_numpy()[self.references], repeats)

    def evidence(self) -> pd.DataFrame:
        """Return the counts of every level, and its effect against the average lead and the reference."""
        table = with_close_rates(self.counts, self.outcome.mean())
        effect, error = np.concatenate(self.centred_effects()), self._centred_errors()
        unseen = ~self.seen
        table["log_odds"] = effect
        table["log_odds_low"], table["log_odds_high"] = effect - HALF_95 * error, effect + HALF_95 * error
        against = self._against_reference()
        for column in ("odds_ratio", "odds_ratio_low", "odds_ratio_high"):
            table[column] = against[column]
        table.loc[unseen, ["log_odds_low", "log_odds_high", "odds_ratio", "odds_ratio_low", "odds_ratio_high"]] = np.nan
        holds_zero = (table["log_odds_low"] <= 0) & (table["log_odds_high"] >= 0)
        enough = table["verdict"] != "not enough data"
        table["verdict"] = table["verdict"].where(~enough, np.where(holds_zero, "weak", "use"))
        return table.assign(reference=self._reference_labels())

    def _against_reference(self) -> pd.DataFrame:
        error = np.zeros(len(self.keep))
        error[self.keep] = np.sqrt(np.diag(self.result.covariance))
        effect, half = self.full[1:], HALF_95 * error[1:]
        columns = {"odds_ratio": effect, "odds_ratio_low": effect - half, "odds_ratio_high": effect + half}
        return pd.DataFrame({name: np.exp(values) for name, values in columns.items()})

    def split(self, values: np.ndarray) -> list[np.ndarray]:
        """Return values of all levels, attribute by attribute."""
        return np.split(values, np.cumsum([len(a.levels) for a in self.attributes])[:-1])

    def _centring(self) -> np.ndarray:
        """Return the matrix that takes each attribute's lead-weighted mean off its levels with leads."""
        leads = self.counts["leads"].to_numpy(dtype=float)
        blocks = np.zeros((len(leads), len(leads)))
        for places in self.split(np.arange(len(leads))):
            blocks[np.ix_(places, places)] = leads[places] / leads[places].sum()
        centring = np.eye(len(leads)) - blocks
        centring[~self.seen] = 0
        return centring

    def centred_effects(self) -> list[np.ndarray]:
        """Return each level's log-odds against the average lead; 0 where no lead had the level."""
        return self.split(self._centring() @ self.full[1:])

    def _centred_errors(self) -> np.ndarray:
        through = self._centring()[:, self.keep[1:]]
        covariance = self.result.covariance[1:, 1:]
        return np.sqrt(np.einsum("ij,jk,ik->i", through, covariance, through))

    def log_odds(self) -> np.ndarray:
        """Return the log-odds of each lead before points are made whole."""
        full = self.split(self.full[1:])
        return self.full[0] + sum(effect[self.codes[:, i]] for i, effect in enumerate(full))

    def average_odds(self) -> float:
        """Return the odds of a lead whose log-odds are the average over all leads."""
        return math.exp(self.log_odds().mean())

    def probabilities(self) -> np.ndarray:
        """Return the probability of each lead before points are made whole."""
        return expit(self.log_odds())

    def separated(self) -> list[str]:
        """Return the levels at which none, or all, of the leads converted."""
        return [_in_words(row) for row in _separated(self.counts).itertuples()]


def likely_sd(evidence: np.ndarray) -> float:
    """Return the sd of the prior, averaged in its logarithm by the log evidence for each of `PRIOR_SDS`."""
    weight = np.exp(evidence - evidence.max())
    return float(f"{np.exp(np.average(np.log(PRIOR_SDS), weights=weight)):.3g}")


def _prior_precision(counts: pd.DataFrame, keep: np.ndarray, prior_sd: float) -> np.ndarray:
    """Return Λ for differences from the reference: ``(I − 11'/K) / sd²`` for an attribute of K levels.

    It is what remains of independent normal priors on all K levels once the reference is taken off.
    """
    full = np.zeros((len(keep), len(keep)))
    for _, rows in counts[counts["leads"] > 0].groupby("attribute", sort=False):
        places = 1 + rows.index.to_numpy()
        full[np.ix_(places, places)] = (np.eye(len(places)) - 1 / len(places)) / prior_sd**2
    return full[np.ix_(keep, keep)]


def _separated(counts: pd.DataFrame) -> pd.DataFrame:
    seen = counts["leads"] > 0
    return counts[seen & ((counts["conversions"] == 0) | (counts["conversions"] == counts["leads"]))]


def _in_words(row) -> str:
    if row.leads == 1:
        return f"{row.attribute} is {row.level}: its only lead {'converted' if row.conversions else 'did not convert'}"
    share = "none" if row.conversions == 0 else "all"
    return f"{row.attribute} is {row.level}: {share} of {row.leads} leads converted"


def _refuse_separation(counts: pd.DataFrame) -> None:
    separated = _separated(counts)
    if len(separated):
        named = "; ".join(_in_words(row) for row in separated.head(3).itertuples())
        more = f" (and {len(separated) - 3} more levels)" if len(separated) > 3 else ""
        raise DataError(
            f"Without a prior these levels would have infinite coefficients: {named}{more}. "
            "Gather them with other levels, leave the attribute out, or keep the prior."
        )
