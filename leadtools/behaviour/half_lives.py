"""How fast what a lead did loses its meaning: the half-life of each kind of event, from the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2

from leadtools.behaviour.candidates import Pattern, column_of
from leadtools.behaviour.done import Done, done_before, kinds_of
from leadtools.behaviour.likelihood import fit, one_thread
from leadtools.behaviour.risk_sets import rich_risk_sets
from leadtools.history import History

NO_EFFECT, TOLD = "cannot be told: no clear effect", "told"
GRID_DAYS = (2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 180)
_START_DAYS, _SWEEPS, _LEAST_LEADS, _LEAST_SHARE = 14, 2, 20, 0.02
_CLEAR = 0.01
_WIDEST = 30
_MOST_TRUSTED = 500
_MISSED = 0.05


@dataclass(frozen=True)
class HalfLives:
    """Half-lives and the curves they were read off.

    Attributes
    ----------
    table : DataFrame
        ``event, half_life_days, low_days, high_days`` (of those told, 95 % hold), ``times`` (how many times as often a
        lead converts just after one such event), ``p`` (that it has no effect), ``verdict``: ``told``
        or ``cannot be told: …``, where the interval ends at more than 30 times the days at which it
        begins, or the longest half-life that is tried fits best. Without a verdict of ``told`` there are
        no half-life and interval.
    profiles : DataFrame
        ``event, half_life_days, drop``: how much less likely the data are with this half-life than
        with the best, as twice the difference of log-likelihoods; up to ``limit`` lies in the interval.
    conversions : int
        Conversions compared.
    trusted : int
        As how many they were counted; fewer where leads that were lost have no date, see `half_lives`.
    """

    table: pd.DataFrame
    profiles: pd.DataFrame
    conversions: int
    trusted: int

    @property
    def clear(self) -> pd.DataFrame:
        """The rows of `table` with a clear effect, whether their half-life is told or not."""
        return self.table[self.table["verdict"] != NO_EFFECT]

    @property
    def unclear(self) -> str:
        """Which kinds of events have no clear effect, and so no half-life, in one sentence."""
        events = self.table.loc[self.table["verdict"] == NO_EFFECT, "event"]
        if events.empty:
            return "Every kind of event has a clear effect."
        limit = "chance alone would show as much more than once in a hundred times"
        return f"No clear effect, so no half-life ({limit}): {', '.join(events)}."

    @property
    def caution(self) -> str:
        """What a reader has to know about the intervals, or ``""``."""
        if self.trusted == self.conversions:
            return ""
        return (
            f"{self.conversions:,} conversions were compared, but counted as {self.trusted:,} only: nothing says when "
            "leads decided against it, they go quiet then, and that makes old events look more important than they "
            "are. More leads do not mend that, dates of lost leads would (a status or flag with `decided:`)."
        )


@one_thread
def half_lives(history: History, *, besides: Sequence[Pattern] = (), seed: int = 0) -> HalfLives:
    """Return for each kind of event the half-life that best tells later converters apart.

    Parameters
    ----------
    history : History
        With events, and dates of creation and conversion.
    besides : sequence of Pattern
        Patterns taken into account beside the events.
    seed : int
        Of the draw of leads for comparison.

    Raises
    ------
    MomentError, DataError
        If dates, events or conversions are missing.

    Notes
    -----
    Every conversion is compared with leads of the same age that had not converted (`rich_risk_sets`), by
    what each had done just before. All kinds of events stand in one conditional logistic regression
    as sums of 2^(−age ÷ half-life); the half-life of one is varied over `GRID_DAYS` and the rest is
    fitted again, which gives its profile likelihood. Half-lives whose drop is small enough make the
    interval; it is widened to the neighbours on the grid, between which nothing was tried. Only kinds
    with a clear effect (p up to 0.01) are told, and what is picked for looking clear looks clearer than
    it is: with R of m kinds told, each interval is one of 1 − 0.05 R ÷ m, so that of those told 95 %
    hold (Benjamini and Yekutieli 2005). What may be anything from 3 days to half a year is not told:
    intervals of which the upper end is more than 30 times the lower one are left out, and R with them,
    as is what fits the better the longer it is, up to the end of the grid.

    A lost lead leaves the comparison on the day it was lost. Where lost leads have no date, they stay
    in it and go quiet, which looks as if old events mattered too. That error does not shrink with more
    leads, while the intervals would: so all conversions together then weigh no more than 500 do, a
    number below which the error of chance is the larger one (simulated; a likelihood tempered because
    the model holds only nearly: Miller and Dunson 2019).
    """
    kinds = kinds_of(history, least_leads=max(_LEAST_LEADS, int(_LEAST_SHARE * len(history.lead_ids))))
    sets = rich_risk_sets(history, seed=seed)
    done = done_before(history, sets, kinds)
    more = [column_of(pattern, done) for pattern in besides if set(pattern.events) <= set(kinds)]
    profiles = _profiles(done, np.column_stack(more).astype(float) if more else None, len(sets)) if kinds else []
    trusted = len(sets) if _losses_dated(history) else min(len(sets), _MOST_TRUSTED)
    weight = trusted / max(1, len(sets))
    tests = [_effect(weight, curve, without) for _, curve, without, _ in profiles]
    drops = [2 * weight * (curve.max() - curve) for _, curve, *_ in profiles]
    limit = _limit([drop for p, drop in zip(tests, drops, strict=True) if p <= _CLEAR], len(tests))
    rows = [
        _row(limit, p, drop, event, effect)
        for p, drop, (event, _, _, effect) in zip(tests, drops, profiles, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["event", "half_life_days", "low_days", "high_days", "times", "p", "verdict"])
    curves = [pd.DataFrame({"event": event, "half_life_days": GRID_DAYS, "drop": drop, "limit": limit})
              for drop, (event, *_) in zip(drops, profiles, strict=True)]  # fmt: skip
    return HalfLives(table, pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(), len(sets), trusted)


def _effect(weight: float, curve: np.ndarray, without: float) -> float:
    """Return the p that a kind of event has no effect: with it come a coefficient and a half-life."""
    return float(chi2.sf(max(0.0, 2 * weight * (curve.max() - without)), 2))


def _limit(clear: list[np.ndarray], kinds: int) -> float:
    """Return the drop up to which a half-life lies in its interval: of the clear ones, the fewer told, the wider."""
    told = len(clear)
    while True:
        limit = float(chi2.ppf(1 - _MISSED * max(1, told) / max(1, kinds), 1))
        narrow = sum(not _untold(drop, limit) for drop in clear)
        if narrow >= told:
            return limit
        told = narrow


def _losses_dated(history: History) -> bool:
    """Say whether a lead that was lost is known to be from some day on, as where the export has a date of closing."""
    lost = ~history.outcomes["converted"].fillna(True).astype(bool)
    return bool((lost & history.outcomes["decided_at"].notna()).any())


def _profiles(done: Done, more: np.ndarray | None, n_sets: int) -> list[tuple[str, np.ndarray, float, float]]:
    """Return for each kind its curve of log-likelihoods, that without it, and its coefficient at the best."""
    n = len(done.kinds)
    tried = np.stack([done.decayed(days) for days in GRID_DAYS])
    X = tried[GRID_DAYS.index(_START_DAYS)].copy()
    X = X if more is None else np.column_stack([X, more])
    coefficients, curves, effects = np.zeros(X.shape[1]), np.zeros((n, len(GRID_DAYS))), np.zeros(n)
    for _ in range(_SWEEPS):
        coefficients = fit(X, n_sets, coefficients).coefficients
        for kind in range(n):
            fitted = [fit(_with(X, kind, column), n_sets, coefficients) for column in tried[:, :, kind]]
            curves[kind] = [each.log_likelihood for each in fitted]
            best = int(curves[kind].argmax())
            X, coefficients = _with(X, kind, tried[best, :, kind]), fitted[best].coefficients
            effects[kind] = coefficients[kind]
    without = [fit(np.delete(X, kind, axis=1), n_sets, np.delete(coefficients, kind)) for kind in range(n)]
    return [(done.kinds[k], curves[k], without[k].log_likelihood, effects[k]) for k in range(n)]


def _with(X: np.ndarray, place: int, column: np.ndarray) -> np.ndarray:
    changed = X.copy()
    changed[:, place] = column
    return changed


def _row(limit: float, p: float, drop: np.ndarray, event: str, effect: float) -> tuple:
    low, high = interval(drop, limit)
    verdict = NO_EFFECT if p > _CLEAR else _untold(drop, limit) or TOLD
    days = (GRID_DAYS[int(drop.argmin())], low, high) if verdict == TOLD else (np.nan,) * 3
    return event, *days, float(np.exp(effect)), p, verdict


def _untold(drop: np.ndarray, limit: float) -> str:
    """Return why a half-life of clear effect cannot be told, or ``""``."""
    low, high = interval(drop, limit)
    if int(drop.argmin()) == len(GRID_DAYS) - 1:
        return f"cannot be told: {low:g} days or more"
    return f"cannot be told: anything from {low:g} to {high:g} days fits" if too_wide(low, high) else ""


def too_wide(low_days: float, high_days: float) -> bool:
    """Return whether an interval says next to nothing: its upper end is more than 30 times its lower one.

    Examples
    --------
    >>> too_wide(2, 60), too_wide(3, 180)
    (False, True)
    """
    return high_days > _WIDEST * low_days


def interval(drop: np.ndarray, limit: float) -> tuple[float, float]:
    """Return the half-lives between which the interval ends: the last on the grid that fit, and one step beyond.

    Examples
    --------
    14 and 21 days fit; so the ends lie somewhere between 10 and 14, and between 21 and 30.

    >>> interval(np.array([99, 50, 30, 20, 9, 0, 2, 6, 9, 20, 30, 50]), limit=3.84)
    (10, 30)
    """
    inside = np.flatnonzero(drop <= limit)
    return GRID_DAYS[max(0, inside[0] - 1)], GRID_DAYS[min(len(GRID_DAYS) - 1, inside[-1] + 1)]
