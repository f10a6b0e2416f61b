"""How many leads have each level, how many of them converted, and whether that is enough to say so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from leadtools.errors import DataError
from leadtools.intervals import wilson
from leadtools.levels import Attribute, find_levels, level_codes
from leadtools.outcome import read_outcome

ENOUGH = 5
"""Conversions, and leads that did not convert, below which a close rate says nothing."""

PRIOR_SD = 0.5
"""How far, in log-odds, a level is thought to lie from the rest before its leads are seen."""


def prepare(
    X: pd.DataFrame, y: pd.Series, levels: Sequence[Attribute] | None
) -> tuple[tuple[Attribute, ...], np.ndarray, np.ndarray]:
    """Return the attributes, the level of each lead (n_leads, n_attributes) and its outcome.

    Leads are put in the order of their index, so that the order of rows changes no later digit.
    """
    outcome = read_outcome(X, y)
    if X.shape[1] == 0:
        raise DataError("X has no attributes left, so there is nothing to find points for. Leave fewer columns out.")
    attributes = find_levels(X) if levels is None else tuple(levels)
    order = np.argsort(X.index, kind="stable")
    return attributes, level_codes(X, attributes)[order], outcome[order]


def count(attributes: Sequence[Attribute], codes: np.ndarray, outcome: np.ndarray) -> pd.DataFrame:
    """Return ``attribute, level, leads, conversions``, a row for each level."""
    parts = []
    for i, attribute in enumerate(attributes):
        n = len(attribute.levels)
        leads = np.bincount(codes[:, i], minlength=n)
        conversions = np.bincount(codes[outcome == 1, i], minlength=n)
        labels = [level.label for level in attribute.levels]
        parts.append(
            pd.DataFrame({"attribute": attribute.name, "level": labels, "leads": leads, "conversions": conversions})
        )
    return pd.concat(parts, ignore_index=True)


def with_close_rates(counts: pd.DataFrame, base_rate: float) -> pd.DataFrame:
    """Add ``close_rate``, its 95 % Wilson interval ``low``–``high`` and the ``verdict``."""
    table = counts.copy()
    seen = table["leads"].where(table["leads"] > 0)
    table["close_rate"] = table["conversions"] / seen
    table["low"], table["high"] = wilson(table["conversions"], table["leads"])
    table["verdict"] = verdicts(table, base_rate)
    return table


def verdicts(table: pd.DataFrame, base_rate: float) -> np.ndarray:
    """Return ``use``, ``weak`` or ``not enough data`` for each level.

    Not enough data: fewer than five conversions, where fewer than five would be expected at the
    base rate too; or the same of leads that did not convert. Weak: the interval holds the base rate.
    """
    rest = table["leads"] - table["conversions"]
    enough = np.maximum(table["conversions"], table["leads"] * base_rate) >= ENOUGH
    enough &= np.maximum(rest, table["leads"] * (1 - base_rate)) >= ENOUGH
    holds_base = (table["low"] <= base_rate) & (base_rate <= table["high"])
    return np.select([~enough, holds_base], ["not enough data", "weak"], "use")


def prior_leads(base_rate: float, prior_sd: float = PRIOR_SD) -> float:
    """Return how many leads at the base rate weigh as much as a prior of that sd in log-odds.

    A close rate seen on ``n`` leads has log-odds with variance about ``1 / (n p (1 − p))``; set
    equal to ``sd²``.

    Examples
    --------
    >>> prior_leads(0.5, prior_sd=0.5)
    16.0
    """
    return 1 / (prior_sd**2 * base_rate * (1 - base_rate))
