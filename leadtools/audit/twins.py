"""Columns that say the same: points for both would count one fact twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from leadtools.audit.finding import Finding
from leadtools.history import History

MOST_LEADS = 20_000
MOST_VALUES = 100
SAME = 0.98
FEWEST_LEADS, FEWEST_SHARE = 20, 0.01


def twins(history: History, columns: list[str]) -> Iterator[Finding]:
    """Yield each column that says the same as one before it, in whatever words.

    Leads that have the most frequent value of both are left aside: where nearly everybody has it, any two
    columns would seem the same.
    """
    leads = history.leads.iloc[:: max(1, len(history.leads) // MOST_LEADS)]
    codes = {column: leads[column].factorize(use_na_sentinel=False)[0] for column in columns}
    some = {column: own for column, own in codes.items() if 1 < own.max(initial=0) + 1 <= MOST_VALUES}
    named = list(some)
    for i, column in enumerate(named):
        alike = ((other, _alike(some[column], some[other])) for other in named[:i])
        other, share = next(((other, share) for other, share in alike if share >= SAME), ("", 0.0))
        if other:
            words = f"says the same as `{other}`, if in other words, for {share:.0%} of the leads that differ at all"
            advice = "Points for both would count one fact twice. Leave one of them out (`leave_out:`)."
            yield Finding("medium", column, words, len(history.leads), advice)


def _alike(first: np.ndarray, second: np.ndarray) -> float:
    """Return the share of leads for which a value of either tells that of the other, 0 where too few differ."""
    pairs = np.zeros((first.max() + 1, second.max() + 1), dtype=int)
    np.add.at(pairs, (first, second), 1)
    told, tells = pairs.argmax(axis=1), pairs.argmax(axis=0)
    pairs[pairs.sum(axis=1).argmax(), pairs.sum(axis=0).argmax()] = 0
    if (differing := pairs.sum()) < max(FEWEST_LEADS, FEWEST_SHARE * len(first)):
        return 0.0
    right = pairs[np.arange(len(told)), told].sum(), pairs[tells, np.arange(len(tells))].sum()
    return float(min(right) / differing)
