"""Columns that change with the calendar and not from lead to lead."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from leadtools.audit.finding import Finding, moments_of
from leadtools.history import History

FEWEST_LEADS = 200
SAME_AS_NEXT = 0.99
"""Share of leads with the value of the next one in time; by chance it is the sum of the squared shares of values."""

MOST_BY_CHANCE = 0.8


def of_the_day(history: History, columns: list[str]) -> Iterator[Finding]:
    """Yield the columns in which leads that came one after the other hardly ever differ, such as an interest rate."""
    moments = moments_of(history)
    if moments is None or len(moments) < FEWEST_LEADS:
        return
    in_time = history.leads.iloc[np.argsort(moments.to_numpy(), kind="stable")]
    for column in columns:
        codes = in_time[column].factorize(use_na_sentinel=False)[0]
        by_chance = ((np.bincount(codes) / len(codes)) ** 2).sum()
        same = (codes[1:] == codes[:-1]).mean()
        if same >= SAME_AS_NEXT and by_chance <= MOST_BY_CHANCE:
            words = f"is the same for {same:.1%} of the leads and the next in time: it tells when, not who"
            advice = (
                "Its points rank one time against another and cannot tell the leads of one day apart. Leave it out "
                "(`leave_out:`) unless that is what you want."
            )
            yield Finding("medium", column, words, len(history.leads), advice)
