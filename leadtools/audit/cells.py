"""Findings about columns: leaks, nothing to learn from, mostly empty, far out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from leadtools.audit.columns import completeness
from leadtools.audit.finding import Finding, shown, shown_of
from leadtools.history import History
from leadtools.leaks import evidence, running_total
from leadtools.leaks.rules import SOME_AUC, STRONG_AUC
from leadtools.leaks.strength import as_numbers

COUNT_EARLIER = (
    "Ask as of which day it was counted. Best count events up to a fixed age of each lead (`attributes:`); or leave it "
    "out (`leave_out:`) and see what the score is worth without it."
)
MOSTLY_EMPTY = 0.5
FAR_OUT = 10
RARE = 0.01
UNTIL_EXPORT = (
    "counted, and the name does not say until when: if it is until the day of the export, what a lead did after it "
    "became a customer is in it too"
)


def leaks(history: History, found: pd.DataFrame, excluded: pd.DataFrame) -> Iterator[Finding]:
    """Columns that give the outcome away: left out, kept by hand, or to be asked about."""
    out = set(excluded["column"])
    for row in found.itertuples():
        if row.kind == "leak" and row.column in out:
            advice = (
                "It is left out. If you know that it was there on the first day, name it under `keep:` and take it out "
                "of `leave_out:`."
            )
            yield Finding("medium", row.column, f"it gives the outcome away: {row.reason}", row.leads, advice)
        elif row.kind == "leak":
            advice = "It is kept because the configuration says so; scores may look far better than they are."
            yield Finding("high", row.column, f"it seems to give the outcome away: {row.reason}", row.leads, advice)
        elif row.column not in out:
            advice = "Ask who fills it in and when; if after contact, add it to `leave_out:`."
            yield Finding("medium", row.column, f"it may give the outcome away: {row.reason}", row.leads, advice)
    others = excluded[(excluded["kind"] == "leak") & ~excluded["column"].isin(history.leads.columns)]
    if len(others):
        words = "columns of the file of outcomes are left there: what stands beside an outcome comes with it"
        listed = ", ".join(others["column"])
        yield Finding("low", "", f"{len(others)} {words}", len(history.leads), "Nothing to do.", listed)


def strong(history: History, found: pd.DataFrame, columns: list[str]) -> Iterator[Finding]:
    """Columns that say much by themselves and are no suspects: worth knowing when they are filled in."""
    converted = history.outcomes["converted"]
    if converted.dropna().nunique() < 2:
        return
    unsuspected = [column for column in columns if column not in set(found["column"])]
    table = evidence(history.leads[unsuspected], converted.astype("Int8"))
    for row in table[table["auc"] >= STRONG_AUC].itertuples():
        words = f"it says much by itself (AUC {row.auc:.2f}), and nothing else speaks against it"
        yield Finding("low", row.column, words, row.leads, "Make sure that it is known on the first day.")


def totals(history: History, found: pd.DataFrame, columns: list[str]) -> Iterator[Finding]:
    """Counts that run until the day of the export, and so hold what leads did once they were customers."""
    told = until_export(history, [column for column in columns if column not in set(found["column"])])
    if len(told):
        words = totals_in_words(told["column"])
        example = f"{told['column'][told['auc'].idxmax()]} alone: AUC {told['auc'].max():.2f}"
        yield Finding("medium", "", words, int(told["leads"].max()), COUNT_EARLIER, example)


def totals_in_words(columns: Iterable[str]) -> str:
    """Return what is to be feared of such columns."""
    names = [f"`{column}`" for column in columns]
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} {UNTIL_EXPORT}"


def until_export(history: History, columns: list[str]) -> pd.DataFrame:
    """Return the evidence on the columns that, by their names, count until the day of the export.

    None where none of them tells anything; where one does, the question is the same for all.
    """
    converted = history.outcomes["converted"].astype("Int8")
    if converted.dropna().nunique() < 2:
        return pd.DataFrame(columns=["column", "leads", "auc"])
    counts = [c for c in columns if running_total(c) and as_numbers(history.leads[c]) is not None]
    table = evidence(history.leads[counts], converted)
    return table if (table["auc_low"] > SOME_AUC).any() else table.iloc[:0]


def unusable(history: History, excluded: pd.DataFrame) -> Iterator[Finding]:
    """Columns of which no points can come."""
    for row in excluded[excluded["kind"].isin(["constant", "identifier", "text"])].itertuples():
        words = f"no points can come of it: {row.reason}"
        yield Finding("low", row.column, words, len(history.leads), "Nothing to do; it is left out.")


def empty(history: History, columns: list[str]) -> Iterator[Finding]:
    """Columns that are blank for most leads."""
    filled = completeness(history.leads[columns])
    for row in filled[filled["filled_share"] < MOSTLY_EMPTY].itertuples():
        words = f"it is filled in for {row.filled_share:.0%} of the leads"
        advice = "Ask who fills it in and when; blank is a level of its own."
        yield Finding("medium", row.column, words, len(history.leads) - row.filled, advice)


def outliers(history: History, columns: list[str]) -> Iterator[Finding]:
    """Numbers far from nearly all others, and the few below zero among many above."""
    for column in columns:
        numbers = as_numbers(history.leads[column])
        held = None if numbers is None else numbers[np.isfinite(numbers)]
        if held is None or len(held) < 1 / RARE:
            continue
        low, high = np.quantile(held, [0.25, 0.75])
        far = (held > high + FAR_OUT * (high - low)) | (held < low - FAR_OUT * (high - low))
        if high > low and 0 < far.mean() <= RARE:
            odd = held[far][np.argmax(np.abs(held[far]))]
            words = f"numbers lie far from nearly all others, half of which are {shown(low)} to {shown(high)}"
            advice = "A slip of the finger, another unit or a code for missing? Levels are not bent by them."
            yield Finding("low", column, words, int(far.sum()), advice, shown_of(column, odd))
        if 0 < (held < 0).mean() <= RARE:
            advice = "If they are a code for missing, name it: `columns: {…: {missing: […]}}`."
            words, below = "a few numbers are below zero", int((held < 0).sum())
            yield Finding("low", column, words, below, advice, shown_of(column, held.min()))
