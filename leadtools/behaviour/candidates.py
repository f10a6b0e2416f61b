"""All pairs and short sequences of events, as yes/no columns over the rows of some sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from leadtools.behaviour.done import Done


@dataclass(frozen=True)
class Pattern:
    """Events that all fall into the last `window_days`: in any order, or in this one (``in_order``)."""

    events: tuple[str, ...]
    window_days: float
    in_order: bool

    @property
    def kind(self) -> str:
        """As in ``leadtools.yml``: ``all_of`` or ``sequence``."""
        return "sequence" if self.in_order else "all_of"

    @property
    def declaration(self) -> dict[str, object]:
        """What stands behind the name of the attribute in ``leadtools.yml``."""
        return {self.kind: list(self.events), "window_days": self.window_days}

    def __str__(self) -> str:
        return f"{(' → ' if self.in_order else ' + ').join(self.events)} within {self.window_days:g} days"


@dataclass(frozen=True)
class Candidates:
    """Patterns of one window that share their first event: ``column`` is (n_rows, n_patterns) of yes/no."""

    patterns: list[Pattern]
    column: np.ndarray

    def common(self, least: int) -> Candidates:
        """Return those that at least so many rows show."""
        kept = np.flatnonzero(self.column.sum(axis=0) >= least)
        return Candidates([self.patterns[i] for i in kept], self.column[:, kept])


def candidates(done: Done, window_days: float, least: int = 1) -> Iterator[Candidates]:
    """Yield pairs, then sequences of two and three different events, first event by first event.

    Sequences of three are left out where fewer than `least` rows show their first two events.
    """
    recent = done.within(window_days)
    oldest, youngest = recent.oldest, recent.youngest
    did, names, n = np.isfinite(oldest), done.kinds, len(done.kinds)
    for a in range(n):
        others = np.array([b for b in range(n) if b != a], dtype=int)
        later = others[others > a]
        yield _made(names, a, later[:, None], did[:, [a]] & did[:, later], window_days, in_order=False)
        yield _made(names, a, others[:, None], oldest[:, [a]] > youngest[:, others], window_days, in_order=True)
        next_step = recent.oldest_after(oldest[:, a])
        often = [b for b in others if np.isfinite(next_step[:, b]).sum() >= least]
        pairs = np.array([(b, c) for b in often for c in others if b != c], dtype=int).reshape(-1, 2)
        yield _made(names, a, pairs, _reached(next_step, youngest, pairs), window_days, in_order=True)


def _reached(second: np.ndarray, youngest: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Return for pairs of a second and a third step which rows show both; only those with a second one are compared."""
    column, some = np.zeros((len(second), len(pairs)), dtype=bool), np.isfinite(second).any(axis=1)
    column[some] = second[some][:, pairs[:, 0]] > youngest[some][:, pairs[:, 1]]
    return column


def _made(names, first: int, others: np.ndarray, column: np.ndarray, window_days: float, *, in_order) -> Candidates:
    events = [(names[first], *(names[i] for i in rest)) for rest in others]
    return Candidates([Pattern(each, window_days, in_order) for each in events], column)


def column_of(pattern: Pattern, done: Done) -> np.ndarray:
    """Return whether each row shows the pattern (n_rows,)."""
    recent = done.within(pattern.window_days)
    places = [done.kinds.index(event) for event in pattern.events]
    if not pattern.in_order:
        return np.isfinite(recent.oldest[:, places]).all(axis=1)
    reached = recent.oldest[:, places[0]]
    for place in places[1:]:
        reached = recent.oldest_after(reached)[:, place]
    return np.isfinite(reached)
