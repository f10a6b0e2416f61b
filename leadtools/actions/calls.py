"""The call list: open leads, hottest first, each with its reasons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.actions.tiers import tiers_of
from leadtools.levels import level_codes
from leadtools.scorecard import COLDEST, DISQUALIFIED, Scorecard, SegmentCards

MOST_REASONS = 3
NOTHING = "nothing stands out"


def reasons(card: Scorecard, X: pd.DataFrame, *, most: int = MOST_REASONS) -> pd.Series:
    """Return for each lead the attributes that moved its score most, with level and points.

    What disqualifies a lead stands first.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> card = Scorecard.of("by hand", {title: [20, -5, 0, 0]})
    >>> reasons(card, pd.DataFrame({"title": ["CEO", "Clerk", None]})).tolist()
    ['title: CEO (+20)', 'title: Clerk (−5)', 'nothing stands out']
    """
    moved = _moved_most(card, X, most)
    found = pd.Series(moved, dtype=object).replace("", NOTHING)
    first = card.disqualified(X.reset_index(drop=True))
    return found.where(first.isna(), first + "; " + found).set_axis(X.index).rename("reasons")


def _moved_most(card: Scorecard, X: pd.DataFrame, most: int) -> np.ndarray:
    """Return for each lead the levels with the largest points, largest first, ties in the order of the card."""
    codes = level_codes(X, card.attributes)
    tables = [card.points_of(a.name) for a in card.attributes]
    points = np.column_stack([t.to_numpy()[codes[:, i]] for i, t in enumerate(tables)] or [np.zeros((len(X), 0))])
    words = [
        np.array([f"{a.name}: {level} ({signed(worth)})" for level, worth in table.items()], dtype=object)
        for a, table in zip(card.attributes, tables, strict=True)
    ]
    said = np.full((len(X), most), "", dtype=object)
    for place, column in enumerate(np.argsort(-np.abs(points), axis=1, kind="stable").T[:most]):
        for i, each in enumerate(words):
            chosen = (column == i) & (points[:, i] != 0)
            said[chosen, place] = each[codes[chosen, i]]
    return np.array(["; ".join(filter(None, row)) for row in said.tolist()], dtype=object)


def signed(points: int) -> str:
    """Return points with their sign, such as +20 or −5."""
    return f"{points:+d}".replace("-", "−")


def call_list(card: Scorecard | SegmentCards, X: pd.DataFrame) -> pd.DataFrame:
    """Return the leads, hottest first, ties by id; disqualified ones last.

    Where tiers come from the matrix of fit and engagement, the hottest tier stands first, then the
    score says.

    Parameters
    ----------
    card : Scorecard or SegmentCards
    X : DataFrame (n_leads, n_attributes)
        Indexed by ``lead_id``.

    Returns
    -------
    DataFrame (n_leads, 5 + n_groups)
        ``lead_id, score, probability`` (0 to 1, four digits; left out where the card has not been
        calibrated), ``tier, reasons`` and, where the card has groups, ``GROUP_points``, where it has a
        matrix ``cell``. With a card for each segment ``card`` as well: which one scored the lead.
    """
    if isinstance(card, Scorecard):
        return _in_order(card, _scored(card, X))
    parts = [_scored(own, X.iloc[place]).assign(card=own.name) for place, own in card.parts(X)]
    return _in_order(card.cards[0], pd.concat(parts))


def _scored(card: Scorecard, X: pd.DataFrame) -> pd.DataFrame:
    score = card.score(X)
    chance = {} if card.line is None else {"probability": card.predict(X).round(4)}
    table = pd.DataFrame({
        "lead_id": X.index.astype(str), "score": score, **chance,
        "tier": tiers_of(card, X), "reasons": reasons(card, X),
    })  # fmt: skip
    groups = card.group_scores(X)
    cell = [] if card.matrix is None else [card.matrix.cells(groups)]
    return pd.concat([table, *cell, groups.add_suffix("_points")], axis=1)


def _in_order(card: Scorecard, table: pd.DataFrame) -> pd.DataFrame:
    table = table.reset_index(drop=True)
    in_order = table.assign(place=_place(card, table["tier"])).sort_values(
        ["place", "score", "lead_id"], ascending=[True, False, True], kind="stable", ignore_index=True
    )
    return in_order.drop(columns="place")


def _place(card: Scorecard, tier: pd.Series) -> pd.Series:
    """Return where a tier stands in the list; tiers by the score are in its order already."""
    names = [*card.tier_names, COLDEST] if card.tiers_by_matrix else []
    return tier.map({name: i for i, name in enumerate([*names, DISQUALIFIED])}).fillna(-1)
