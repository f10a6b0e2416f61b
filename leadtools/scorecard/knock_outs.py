"""Minimum criteria: levels with which a lead is no customer of ours, however many points it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from sqlglot import exp

from leadtools.errors import CardError

if TYPE_CHECKING:
    from leadtools.scorecard.card import Scorecard

DISQUALIFIED = "disqualified"
"""The tier of a lead that does not meet the minimum criteria."""

COLDEST = "cold"
"""The tier of scores below the lowest tier that the card names."""

FEWEST = 20
"""From so many leads on, a knock-out that takes all of them is taken for a mistake."""


@dataclass(frozen=True)
class KnockOut:
    """A lead whose attribute has one of the levels is disqualified, for this reason.

    Examples
    --------
    >>> KnockOut("country", ("India",), "outside the service area").reason
    'outside the service area'
    """

    attribute: str
    levels: tuple[str, ...]
    reason: str


def reason(card: Scorecard, columns: Mapping[str, exp.Expression]) -> exp.Expression:
    """Return the SQL expression for the first reason that disqualifies a lead; NULL where there is none."""
    cases = [_case(card, knock_out, columns) for knock_out in card.knock_outs]
    return cases[0] if len(cases) == 1 else exp.func("COALESCE", *cases)


def _case(card: Scorecard, knock_out: KnockOut, columns: Mapping[str, exp.Expression]) -> exp.Expression:
    attribute = next(a for a in card.attributes if a.name == knock_out.attribute)
    said = [
        exp.convert(knock_out.reason) if level.label in knock_out.levels else exp.null() for level in attribute.levels
    ]
    return attribute.case(columns[attribute.name], said)


def call_order(card: Scorecard, X: pd.DataFrame) -> pd.Series:
    """Return what puts leads in the order of a call list (n_leads,): the score, and less than all for the disqualified.

    A card is judged by it, for the leads that it rules out are called last, whatever their scores.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> from leadtools.scorecard import Scorecard
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> out = KnockOut("title", ("CEO",), "too important for us")
    >>> card = Scorecard.of("by hand", {title: [20, 5, 0, 0]}, knock_outs=(out,))
    >>> call_order(card, pd.DataFrame({"title": ["CEO", "Clerk"]})).tolist()
    [4, 5]
    """
    score = card.score(X)
    return score.mask(card.disqualified(X).notna(), score.min() - 1)


def refuse_removing_all(card: Scorecard, X: pd.DataFrame) -> None:
    """Refuse a card whose knock-outs disqualify every one of at least twenty leads.

    Raises
    ------
    CardError
        Naming the knock-outs and how many leads each takes.
    """
    found = card.disqualified(X)
    if len(found) < FEWEST or found.isna().any():
        return
    counts = "; ".join(f"{reason}: {leads:,}" for reason, leads in found.value_counts().items())
    raise CardError(
        f"The knock-outs of `{card.name}` disqualify all {len(X):,} leads ({counts}). Check that the levels say what "
        "the column holds, or take the knock-out off the card."
    )
