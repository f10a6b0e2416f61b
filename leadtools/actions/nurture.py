"""Nurture segments: for leads in the middle, what they lack and what would lift them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from leadtools.actions.calls import signed
from leadtools.actions.tiers import assign_tiers
from leadtools.conditions import Missing, Other
from leadtools.levels import Attribute, level_codes
from leadtools.scorecard import COLDEST, DISQUALIFIED, Scorecard

NOTHING = "nothing we could move"


def nurture(card: Scorecard, X: pd.DataFrame, calls: pd.DataFrame, *, movable: Collection[str]) -> pd.DataFrame:
    """Return, for the leads between the hottest tier and the coldest, what would lift them and what is not known.

    Parameters
    ----------
    card : Scorecard
    X : DataFrame (n_leads, n_attributes)
        Indexed by ``lead_id``.
    calls : DataFrame
        From `call_list`, of leads in `X`.
    movable : collection of str
        Attributes that marketing can move: what a lead does can change, who they are cannot.

    Returns
    -------
    DataFrame (n_middle, 7)
        ``lead_id, score, tier, segment`` (the attribute whose best level would add most points),
        ``lift`` (that level, in words), ``gain`` (points), ``reaches`` (the tier that the gain alone
        leads to), ``lacks`` (attributes of which nothing is known, most at stake first).

    Notes
    -----
    Caps of groups and the ends of the scale are left out of account. The points tell leads apart; they
    do not promise that a lead who is made to do something then buys.
    """
    middle = calls[~calls["tier"].isin([*card.tier_names[:1], COLDEST, DISQUALIFIED])].reset_index(drop=True)
    leads = X.set_axis(X.index.astype(str)).loc[middle["lead_id"]]
    codes = level_codes(leads, card.attributes)
    table = middle[["lead_id", "score", "tier"]].assign(segment=NOTHING, lift="", gain=0)
    stakes: list[tuple[np.ndarray, np.ndarray, str]] = []
    for i, attribute in enumerate(card.attributes):
        points, blank = card.points_of(attribute.name), [isinstance(lv.condition, Missing) for lv in attribute.levels]
        best = _best(points, attribute)
        gain = points[best] - points.to_numpy()[codes[:, i]]
        stakes.append((np.array(blank)[codes[:, i]], gain, attribute.name))
        if attribute.name in movable:
            more = gain > table["gain"]
            words = f"{attribute.name}: {best} ({signed(points[best])})"
            table.loc[more, ["segment", "lift"]] = [attribute.name, words]
            table["gain"] = table["gain"].mask(more, gain)
    table["reaches"] = _reached(card, leads, table)
    return table.assign(lacks=_lacks(stakes, len(table)))


def _reached(card: Scorecard, leads: pd.DataFrame, table: pd.DataFrame) -> np.ndarray:
    """Return the tier that each gain leads to: by the higher score, or by the cell of its group's higher points."""
    if not card.tiers_by_matrix:
        return assign_tiers(table["score"] + table["gain"], card.tiers).to_numpy()
    group_of = {attribute.name: attribute.group for attribute in card.attributes}
    groups, gains = card.group_scores(leads).reset_index(drop=True), table["segment"].map(group_of)
    for group in groups:
        groups[group] += table["gain"].where(gains == group, 0)
    return card.matrix.tier(card.matrix.cells(groups), COLDEST).to_numpy()


def _best(points: pd.Series, attribute: Attribute) -> str:
    """Return the level with the most points among those that say something."""
    telling = [level.label for level in attribute.levels if not isinstance(level.condition, Missing | Other)]
    return points[telling].idxmax() if telling else points.idxmax()


def _lacks(stakes: list[tuple[np.ndarray, np.ndarray, str]], n_leads: int) -> list[str]:
    """Return what is not known of each lead, most points at stake first."""
    lacking: list[list[tuple[int, str]]] = [[] for _ in range(n_leads)]
    for blank, gain, name in stakes:
        for row in np.flatnonzero(blank):
            lacking[row].append((-gain[row], name))
    return [", ".join(name for _, name in sorted(each)) for each in lacking]


def nurture_segments(table: pd.DataFrame, *, hottest: str) -> pd.DataFrame:
    """Return the segments, largest first: ``segment, lift, leads, median_gain, would_reach`` (leads).

    Parameters
    ----------
    table : DataFrame
        From `nurture`.
    hottest : str
        The tier to reach.
    """
    grouped = table.assign(there=table["reaches"] == hottest).groupby(["segment", "lift"], sort=True)
    found = grouped.agg(leads=("lead_id", "size"), median_gain=("gain", "median"), would_reach=("there", "sum"))
    return found.reset_index().sort_values(["leads", "segment"], ascending=[False, True], ignore_index=True)
