"""Findings about rows: set aside, changed at reading, brought in at once, impossible in time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from leadtools.audit.finding import Finding, in_words
from leadtools.history import History

FIRST_YEAR = 1990
SPIKE_LEADS = 20
SPIKE_TIMES = 10
SPIKE_SHARE = 0.02
STALE_DAYS = 365
_DAY = r"\d{4}-\d\d-\d\d(?: \d[\d:.]*)?"
TAKEN_FOR_TIME = "assumed to be in the order of time, for which the file has no dates"


def set_aside(history: History) -> Iterator[Finding]:
    """Rows that were not used, by reason."""
    if history.reading is None or not len(history.reading.set_aside):
        return
    aside = history.reading.set_aside
    alike = aside["reason"].str.replace(rf" on {_DAY},?", "", regex=True)
    alike = alike.str.replace(rf'"[^"]*"|`[^`]*`|{_DAY}', "…", regex=True)
    for (file, reason), rows in aside.groupby(["file", alike.rename("kind")]):
        words = f"rows of {file} were set aside: {reason}"
        advice = "Look them up in set_aside.csv and mend them in the source."
        first = rows.iloc[0]
        with_dates = "" if "…" in reason or reason == first["reason"] else f": {first['reason']}"
        yield Finding("medium", "", words, len(rows), advice, f"row {first['row']}{with_dates}")


def unused_events(history: History) -> Iterator[Finding]:
    """Events that were read and from which no attribute is made."""
    if history.events is not None and not history.declared:
        words = f"{len(history.events):,} events were read, but no attribute is made from them"
        advice = "What leads did earns no points; declare attributes over events (`attributes:`) to let it."
        yield Finding("medium", "", words, int(history.events["lead_id"].nunique()), advice)


def rules_of_reading(history: History) -> Iterator[Finding]:
    """What was done to cells on the way in."""
    rules = None if history.reading is None else history.reading.rules
    for rule in () if rules is None else rules.itertuples():
        words = f"at reading of {rule.file}: {rule.rule}"
        yield Finding("low", rule.column, words, int(rule.rows), rule.advice, rule.example)


def imports(history: History) -> Iterator[Finding]:
    """Days on which far more leads came than on others."""
    if history.created_at is None:
        return
    a_day = history.created_at.dt.normalize().value_counts().sort_index()
    least = max(SPIKE_LEADS, SPIKE_TIMES * a_day.median(), SPIKE_SHARE * a_day.sum())
    spikes = a_day[a_day >= least]
    if len(spikes) and len(a_day) > 2 * len(spikes):
        usual = f"{a_day.median():.0f} on a usual day"
        words = f"{len(spikes)} {'day' if len(spikes) == 1 else 'days'} brought far more leads than others ({usual})"
        advice = "Ask whether a list was imported: then its dates say when it was loaded, and not when the leads came."
        example = f"{spikes.max():,} leads on {in_words(spikes.idxmax())}"
        yield Finding("medium", history.roles.created_at, words, int(spikes.sum()), advice, example)


def assumed_order(history: History) -> Iterator[Finding]:
    """Say what is taken for time where the leads have no dates."""
    column = history.roles.order
    if history.created_at is None and column:
        named = column if column in history.leads and not column.startswith("(") else ""
        words = f"{'it is' if named else 'the rows are'} {TAKEN_FOR_TIME}"
        advice = "Ask whether that is so. If not, take out `order:`; then the leads to judge by are drawn at random."
        yield Finding("medium", named, words, len(history.leads), advice)


def impossible_dates(history: History) -> Iterator[Finding]:
    """Dates before there was a CRM, after what is known, and decisions before creation."""
    leads, roles = history.leads, history.roles
    for column in leads.columns[[pd.api.types.is_datetime64_any_dtype(kind) for kind in leads.dtypes]]:
        dates = leads[column] if leads[column].dt.tz is None else leads[column].dt.tz_convert(None)
        old = dates < pd.Timestamp(year=FIRST_YEAR, month=1, day=1)
        if old.any():
            advice = "Such dates are placeholders; clear them in the source."
            words = f"dates before {FIRST_YEAR}"
            yield Finding("medium", column, words, int(old.sum()), advice, in_words(dates.min()))
        late = dates > (history.known_until or pd.NaT)
        if late.any():
            words = f"dates after {in_words(history.known_until)}, until when outcomes are known"
            advice = "Planned or mistyped dates; neither tells what happened."
            yield Finding("low", column, words, int(late.sum()), advice, in_words(dates.max()))
    if roles.created_at and roles.decision:
        before = leads[roles.decision] < leads[roles.created_at]
        if before.any():
            advice = "Mend the dates: such a lead seems decided before it came."
            yield Finding("high", roles.decision, "decided before it was created", int(before.sum()), advice)


def stale(history: History) -> Iterator[Finding]:
    """Leads that stand open far longer than others took to be decided."""
    outcome, created = history.outcomes, history.created_at
    if history.roles.outcome != "status" or created is None or history.known_until is None:
        return
    taken = (outcome["decided_at"] - created).dt.days
    usual = taken.quantile(0.95) if taken.notna().sum() >= SPIKE_LEADS else np.nan
    least = max(STALE_DAYS, 2 * usual) if np.isfinite(usual) else STALE_DAYS
    waiting = (history.known_until - created).dt.days[outcome["open"]]
    if (waiting > least).any():
        advice = "Ask sales which of them are dead; a lead nobody closed is never counted as lost."
        words = f"open for more than {least:.0f} days"
        example = f"the oldest for {waiting.max():,.0f} days"
        yield Finding("low", history.roles.status, words, int((waiting > least).sum()), advice, example)
