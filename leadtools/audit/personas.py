"""Findings about ideal customers: personas and categories that tell no leads apart."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from leadtools.audit.finding import Finding
from leadtools.errors import did_you_mean
from leadtools.history import History
from leadtools.personas import BEST, Category
from leadtools.readers.stated import example_of

_ADVICE = "Look over its conditions under `personas:`; one that all leads answer alike tells none of them apart."


def personas(history: History, X: pd.DataFrame) -> Iterator[Finding]:
    """Yield a finding for each value that no lead has, and each persona nearest to no lead or matched by all."""
    for persona in history.personas:
        for category in persona.categories:
            yield from _never(history, persona.name, category)
    if BEST not in X or X.empty:
        return
    nearest = set(X[BEST].str.split(" or ").explode())
    for persona in (persona for persona in history.personas if persona.matches in X):
        matched, n = X[persona.matches], len(persona.categories)
        if (matched == n).all():
            yield Finding("medium", persona.matches, f"every lead matches `{persona.name}` throughout", len(X), _ADVICE)
        elif persona.name not in nearest:
            words = f"no lead comes nearest to `{persona.name}`; at most {matched.max()} of its {n} categories match"
            yield Finding("medium", persona.matches, words, len(X), _ADVICE)


def _never(history: History, name: str, category: Category) -> Iterator[Finding]:
    """Yield a finding for each value that a category asks for and no lead has: perhaps it is spelled otherwise."""
    if category.column not in history.leads:
        return
    held = history.leads[category.column].dropna().unique().tolist()
    for value in (value for condition in category.wanted for value in getattr(condition, "values", ())):
        if value not in held:
            shown = [str(cell) for cell in held if example_of(category.column, cell)]
            words = f"it is never `{value}`, which the persona `{name}` asks for{did_you_mean(value, sorted(shown))}"
            yield Finding("low", category.column, words, len(history.leads), "Mend it, unless it may still come.")
