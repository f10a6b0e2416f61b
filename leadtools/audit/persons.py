"""Findings about persons who stand among the leads more than once."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from leadtools.audit.finding import Finding
from leadtools.duplicates import contact_columns, find_duplicates
from leadtools.history import History
from leadtools.readers.stated import example_of


def repeated_persons(history: History, pairs: pd.DataFrame | None = None) -> Iterator[Finding]:
    """Yield how many leads are one person, by the rule that found them."""
    if pairs is None:
        pairs = find_duplicates(history.leads, lead_id=history.roles.lead_id, **contact_columns(history))
    for rule, found in pairs[pairs["same_account"]].groupby("rule"):
        leads = len({*found["first"], *found["second"]})
        advice = (
            "`10_audit` and `leadtools report` list them in duplicates.csv; `duplicates: merge` makes one lead of each."
        )
        example = example_of("lead", f"leads {found['first'].iloc[0]} and {found['second'].iloc[0]}")
        yield Finding("medium", "", f"leads seem to be one person twice: {rule}", leads, advice, example)
    apart = pairs[~pairs["same_account"]]
    if len(apart):
        words = "leads are one person in several companies"
        advice = "They stay apart: each company may buy."
        yield Finding("low", "", words, len({*apart["first"], *apart["second"]}), advice)
