"""Findings about ideal customers: personas and categories that tell no leads apart."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from leadtools.audit.finding import Finding
from leadtools.history import History
from leadtools.personas import BEST

_ADVICE = "Look over its conditions under `personas:`; one that all leads answer alike tells none of them apart."


def personas(history: History, X: pd.DataFrame) -> Iterator[Finding]:
    """Yield a finding for each persona that is nearest to no lead, or that all leads match alike."""
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
