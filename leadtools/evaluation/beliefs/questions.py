"""What to ask next: where people differ, where the data surprise them, and who was never asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from leadtools.evaluation.beliefs.file import EFFECTS, WHO

MOST_UNKNOWN = 3
NOTABLE = 1.5
"""Lift (or its inverse) from which on a level is worth asking about though nobody named it."""

_INTERVIEWS = {
    "customer with a short cycle": "What made you decide so quickly, and what did you look at first?",
    "customer with a long cycle": "What held the decision up, and what settled it in the end?",
    "customer who left": "What did you expect that did not come, and could it be known on the first day?",
}
Question = tuple[str, str, str]


def questions(table: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Return ``ask, question, why``, the most telling first."""
    rows = [
        *_differing(table),
        *_contradicted(table),
        *_open(table),
        *_unknown(table, rates),
        *_unasked(table),
    ]
    return pd.DataFrame(rows, columns=["ask", "question", "why"])


def _differing(table: pd.DataFrame) -> Iterator[Question]:
    """Yield where two groups say opposite things of one level."""
    for (name, level), rows in table.groupby(["attribute", "level"], sort=False):
        for one, other in combinations(rows.itertuples(), 2):
            if EFFECTS[one.effect] * EFFECTS[other.effect] < 0:
                why = f"{one.who} says {one.effect}, {other.who} says {other.effect}; the data: {_rate(one)}"
                yield f"{one.who}; {other.who}", f"Which leads do you have in mind at `{name}: {level}`?", f"{why}."


def _contradicted(table: pd.DataFrame) -> Iterator[Question]:
    for row in table[table["verdict"] == "contradicted"].itertuples():
        question = f"What makes `{row.attribute}: {row.level}` look {_as_said(row.effect)} to you?"
        yield row.who, question, f"The data contradict it: {_rate(row)}; of all others {_percent(row.rest_rate)} did."


def _open(table: pd.DataFrame) -> Iterator[Question]:
    for row in table[table["verdict"] == "cannot be told"].itertuples():
        question = f"Which leads made you believe that `{row.attribute}: {row.level}` is {_as_said(row.effect)}?"
        yield row.who, question, f"It cannot be told from {_rate(row)}{_how_many_more(row.leads_missing)}."


def _how_many_more(missing: float) -> str:
    if np.isnan(missing):
        return ""
    if not missing:
        return "; an effect of that size would probably show by now"
    rounded = float(f"{missing:.2g}")
    return f"; it takes about {rounded:,.0f} more judged leads, of all levels, to show an effect of the size believed"


def _unknown(table: pd.DataFrame, rates: pd.DataFrame) -> Iterator[Question]:
    """Yield the levels that stand out most and that nobody named."""
    named = pd.MultiIndex.from_frame(table[["attribute", "level"]])
    rows = rates[(rates["verdict"] == "use") & ~rates["level"].isin(["(missing)", "(other)"])]
    rows = rows.assign(size=np.maximum(rows["lift"], 1 / rows["lift"].clip(lower=1e-9)))
    rows = rows[~pd.MultiIndex.from_frame(rows[["attribute", "level"]]).isin(named)]
    for row in rows[rows["size"] >= NOTABLE].nlargest(MOST_UNKNOWN, "size").itertuples():
        why = f"It stands out and nobody named it: {_rate(row)}, {row.lift:.1f} times the average."
        yield "everyone", f"What is different at `{row.attribute}: {row.level}`?", why


def _unasked(table: pd.DataFrame) -> Iterator[Question]:
    for who in WHO:
        if who not in set(table["who"]):
            question = _INTERVIEWS.get(who, "Which leads do you like to see, and which not?")
            yield who, question, "Nobody of theirs has been asked yet."


def _as_said(effect: str) -> str:
    return "no different" if effect == "no difference" else effect


def _rate(row) -> str:
    rate = f", {_percent(row.close_rate)} ({100 * row.low:.0f} to {100 * row.high:.0f})" if row.leads else ""
    return f"{row.conversions:,.0f} of {row.leads:,.0f} closed{rate}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
