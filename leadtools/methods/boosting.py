"""Effects of levels by explainable boosting, made smooth enough to defend in a meeting."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.isotonic import IsotonicRegression

from leadtools.levels import Attribute
from leadtools.methods.counts import ENOUGH
from leadtools.methods.finer import rungs

BAGS = 4
FOLDS = 5
TOLD_APART = 1.96
"""Standard errors by which neighbouring levels of a number must differ to stay two."""


@dataclass(frozen=True)
class Boosting:
    """How effects are found: for which attributes, which of them may only rise or fall, and the seed."""

    attributes: tuple[Attribute, ...]
    signs: tuple[int, ...]
    seed: int

    def effects(self, codes: np.ndarray, outcome: np.ndarray) -> list[np.ndarray]:
        """Return each level's log-odds against the average lead; 0 where no lead had it, or too few converted."""
        if min(outcome.sum(), len(outcome) - outcome.sum()) < ENOUGH:
            return [np.zeros(len(a.levels)) for a in self.attributes]
        raw = _boosted(self.attributes, codes, outcome, self.seed)
        base_rate = outcome.mean()
        found = []
        for i, attribute in enumerate(self.attributes):
            leads = np.bincount(codes[:, i], minlength=len(attribute.levels))
            effect = np.where(leads > 0, raw[i], 0.0)
            effect = _in_order(effect, leads, rungs(attribute), self.signs[i], base_rate)
            found.append(np.where(leads > 0, effect - np.average(effect, weights=leads), 0.0))
        return found

    def out_of_fold(self, codes: np.ndarray, outcome: np.ndarray) -> np.ndarray:
        """Return the sum of each lead's effects (n_leads,), found without it."""
        fold = np.random.default_rng(self.seed).permutation(len(outcome)) % FOLDS
        sums = np.zeros(len(outcome))
        for k in range(FOLDS):
            effects = self.effects(codes[fold != k], outcome[fold != k])
            sums[fold == k] = total(effects, codes[fold == k])
        return sums


def total(effects: list[np.ndarray], codes: np.ndarray) -> np.ndarray:
    """Return the sum of each lead's effects (n_leads,)."""
    return sum((effect[codes[:, i]] for i, effect in enumerate(effects)), np.zeros(len(codes)))


def _boosted(attributes: Sequence[Attribute], codes: np.ndarray, outcome: np.ndarray, seed: int) -> list[np.ndarray]:
    """Return each level's contribution in log-odds, from an explainable boosting machine without pairs."""
    from interpret.glassbox import ExplainableBoostingClassifier  # takes seconds: only where it is needed

    most = max(len(a.levels) for a in attributes)
    machine = ExplainableBoostingClassifier(
        feature_names=[f"a{i}" for i in range(len(attributes))],
        feature_types=["continuous" if len(rungs(a)) else "nominal" for a in attributes],
        interactions=0, max_bins=most + 2, outer_bags=BAGS, n_jobs=1, random_state=seed,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Missing values detected")
        machine.fit(_places(attributes, codes), outcome)
        every = np.minimum(np.arange(most)[:, None], [len(a.levels) - 1 for a in attributes])
        worth = machine.eval_terms(_places(attributes, every))
    return [worth[: len(a.levels), i] for i, a in enumerate(attributes)]


def _places(attributes: Sequence[Attribute], codes: np.ndarray) -> np.ndarray:
    """Return codes as boosting reads them: intervals by their rank, what is no number not a number."""
    places = codes.astype(float)
    for i, attribute in enumerate(attributes):
        ladder = rungs(attribute)
        if len(ladder):
            rank = np.full(len(attribute.levels), np.nan)
            rank[ladder] = np.arange(len(ladder))
            places[:, i] = rank[codes[:, i]]
    return places


def _in_order(effect: np.ndarray, leads: np.ndarray, ladder: np.ndarray, sign: int, base_rate: float) -> np.ndarray:
    """Return effects in which neighbours that leads cannot tell apart are equal, and none goes the wrong way."""
    if len(ladder) < 2:
        return effect
    values, weights = effect[ladder], leads[ladder].astype(float)
    if sign:
        values = (
            IsotonicRegression(increasing=sign > 0)
            .fit(np.arange(len(ladder)), values, weights + 1e-9)
            .predict(np.arange(len(ladder)))
        )
    smooth = effect.copy()
    smooth[ladder] = fused(values, weights, base_rate)
    return smooth


def fused(values: np.ndarray, leads: np.ndarray, base_rate: float) -> np.ndarray:
    """Return the values with neighbours joined, the least different first, until all differ enough.

    Neighbours of `n` and `m` leads differ enough if their log-odds are one standard error apart,
    ``√((1/n + 1/m) / (p (1 − p)))`` at the base rate p. Joined levels share their lead-weighted mean.

    Examples
    --------
    At a base rate of one half, 16 leads a level give a standard error of √(4/8) = 0.71: 1.39 is the bound.

    >>> fused(np.array([0.0, 0.5, 2.0]), np.array([16, 16, 16]), 0.5).tolist()
    [0.25, 0.25, 2.0]
    """
    parts = [(value, n, 1) for value, n in zip(values, leads, strict=True)]
    while len(parts) > 1:
        apart = [_apart(a, b, base_rate) for a, b in zip(parts, parts[1:], strict=False)]
        k = int(np.argmin(apart))
        if apart[k] >= TOLD_APART:
            break
        parts[k : k + 2] = [_joined(parts[k], parts[k + 1])]
    return np.repeat([value for value, _, _ in parts], [size for _, _, size in parts])


def _apart(a: tuple, b: tuple, base_rate: float) -> float:
    """Return how many standard errors two neighbours differ; 0 where one has no leads."""
    if not (a[1] and b[1]):
        return 0.0
    return abs(a[0] - b[0]) * np.sqrt(base_rate * (1 - base_rate) / (1 / a[1] + 1 / b[1]))


def _joined(a: tuple, b: tuple) -> tuple:
    leads = a[1] + b[1]
    value = (a[0] * a[1] + b[0] * b[1]) / leads if leads else (a[0] + b[0]) / 2
    return value, leads, a[2] + b[2]
