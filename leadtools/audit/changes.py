"""Findings about columns as time goes on: begun, ended, filled in less, other values than before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadtools.audit.finding import Finding, in_words, moments_of, shown_of
from leadtools.history import History
from leadtools.leaks.strength import as_numbers, level_codes, present
from leadtools.readers.stated import example_of

LATE_SHARE = 0.3
FEWEST = 100
MOST_LEVELS = 20
SHIFTED, SHIFTED_MUCH = 0.1, 0.25
"""Population stability index from which a mix is said to have moved, and moved much: custom, not law."""

FILLED_MOVED = 0.2
USED = 0.05
BY_CHANCE = 1e-6


@dataclass(frozen=True)
class _Column:
    values: pd.Series
    filled: np.ndarray
    moments: pd.Series
    late: np.ndarray

    @property
    def name(self) -> str:
        return self.values.name


def changes(history: History, columns: list[str]) -> Iterator[Finding]:
    """Yield what changed in these columns as time went on; nothing where nothing puts leads in time."""
    moments = moments_of(history)
    if moments is None or moments.isna().any():
        return
    late = (moments >= moments.sort_values().iloc[int(len(moments) * (1 - LATE_SHARE))]).to_numpy()
    if min(late.sum(), (~late).sum()) < FEWEST:
        return
    for name in columns:
        column = _Column(history.leads[name], present(history.leads[name]), moments, late)
        begun = list(_begun_or_ended(column))
        yield from begun or [*_filled(column), *_mix(column)]


def _begun_or_ended(column: _Column) -> Iterator[Finding]:
    """A column that is blank before or after a moment, though often filled in on the other side of it."""
    if not column.filled.any():
        return
    held = column.moments[column.filled]
    for moment, outside, words in (
        (held.min(), column.moments < held.min(), "it begins"),
        (held.max(), column.moments > held.max(), "it ends"),
    ):
        inside = column.filled.sum() / (~outside).sum()
        if outside.sum() >= FEWEST and (1 - inside) ** outside.sum() < BY_CHANCE:
            advice = "Blank means something else before and after: keep leads of one side, or leave the column out."
            finding = f"{words} at {in_words(moment)}: blank on the other side, {inside:.0%} filled in on this"
            yield Finding("medium", column.name, finding, int(outside.sum()), advice)


def _filled(column: _Column) -> Iterator[Finding]:
    early, late = column.filled[~column.late].mean(), column.filled[column.late].mean()
    if abs(early - late) >= FILLED_MOVED:
        words = f"it was filled in for {early:.0%} of the earlier leads and is for {late:.0%} of the latest"
        advice = "Ask what changed in the form or in the habit of whoever fills it in."
        yield Finding("medium", column.name, words, int(column.late.sum()), advice)


def _mix(column: _Column) -> Iterator[Finding]:
    codes = _few(level_codes(column.values, column.filled), column)
    early, late = (np.bincount(codes[part], minlength=codes.max() + 1) for part in (~column.late, column.late))
    index, noise = stability(early, late)
    if index >= SHIFTED + noise:
        severity = "medium" if index >= SHIFTED_MUCH + noise else "low"
        words = f"the mix of its values moved (stability index {index:.2f}) between the earlier and the latest leads"
        advice = "Points learned on the old mix may not hold; look again at every review."
        yield Finding(severity, column.name, words, int(column.late.sum()), advice, _moved_most(column, codes))
    if as_numbers(column.values) is None:
        yield from _values(column, codes, early / early.sum(), late / late.sum())


def _values(column: _Column, codes: np.ndarray, early: np.ndarray, late: np.ndarray) -> Iterator[Finding]:
    """Values in use before and never now, and the other way round."""
    for gone, used, words, advice in (
        (late, early, "gone out of use", "Nothing new will have them; their points will never be given."),
        (
            early,
            late,
            "new among the latest leads",
            "The earlier leads cannot say what they are worth.",
        ),
    ):
        levels = [level for level in np.flatnonzero((used >= USED) & (gone == 0)) if level > 0]
        if levels:
            chosen = np.isin(codes, levels)
            example = example_of(column.name, column.values[chosen].iloc[0])
            yield Finding("low", column.name, f"values {words}: {len(levels)}", int(chosen.sum()), advice, example)


def stability(early: np.ndarray, late: np.ndarray) -> tuple[float, float]:
    """Return the population stability index of two counts of the same levels, and what chance alone brings.

    ``Σ (late − early) ln(late ÷ early)`` of the shares; half a lead is added to every level.

    Examples
    --------
    From half and half to a quarter and three quarters: (−.25) ln .5 + .25 ln 1.5 = .27.

    >>> index, noise = stability(np.array([500, 500]), np.array([250, 750]))
    >>> round(index, 2), round(noise, 3)
    (0.27, 0.004)
    """
    used = (early + late) > 0
    shares = [(counts[used] + 0.5) / (counts[used] + 0.5).sum() for counts in (early, late)]
    noise = 2 * (used.sum() - 1) * (1 / early.sum() + 1 / late.sum())
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum()), float(noise)


def _few(codes: np.ndarray, column: _Column) -> np.ndarray:
    """Gather all but the commonest levels of texts into one."""
    counts = np.bincount(codes)
    if len(counts) <= MOST_LEVELS or as_numbers(column.values) is not None:
        return codes
    common = np.sort(1 + np.argsort(-counts[1:], kind="stable")[:MOST_LEVELS])
    new = np.full(len(counts), MOST_LEVELS + 1)
    new[0], new[common] = 0, np.arange(1, len(common) + 1)
    return new[codes]


def _moved_most(column: _Column, codes: np.ndarray) -> str:
    numbers = as_numbers(column.values)
    if numbers is not None:
        parts = [numbers[column.filled & part] for part in (~column.late, column.late)]
        if min(map(len, parts)) == 0:
            return ""
        before, now = (shown_of(column.name, float(np.median(part))) for part in parts)
        return "" if before == now else f"{before} in the middle before, {now} now"
    early, late = (
        np.bincount(codes[part], minlength=codes.max() + 1) / part.sum() for part in (~column.late, column.late)
    )
    level = int(np.argmax(np.abs(late - early)))
    value = "blank" if level == 0 else example_of(column.name, column.values[codes == level].iloc[0])
    if level > MOST_LEVELS or not value:
        return ""
    return f"{value}: {early[level]:.0%} before, {late[level]:.0%} now"
