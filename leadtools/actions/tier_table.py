"""How the leads of each tier closed, and which leads change theirs when a card is edited."""

from __future__ import annotations

import pandas as pd

from leadtools.actions.tiers import tiers_of
from leadtools.intervals import wilson
from leadtools.outcome import read_outcome
from leadtools.scorecard import COLDEST, DISQUALIFIED, Scorecard


def tier_table(card: Scorecard, X: pd.DataFrame, y: pd.Series, *, open_leads: pd.DataFrame) -> pd.DataFrame:
    """Say for each tier how many open leads it holds, and how the judged leads in it closed.

    Parameters
    ----------
    card : Scorecard
    X : DataFrame (n_judged, n_attributes)
        Leads whose outcome is known.
    y : Series (n_judged,)
        1 for a lead that converted, 0 for one that did not.
    open_leads : DataFrame (n_open, n_attributes)

    Returns
    -------
    DataFrame (n_tiers, 7)
        ``tier`` (the hottest first), ``open_leads, judged, conversions, close_rate`` with its 95 %
        Wilson interval ``low, high``; missing where no lead was judged.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> card = Scorecard.of("by hand", {title: [20, 5, 0, 0]}, tiers={"hot": 15})
    >>> X, y = pd.DataFrame({"title": ["CEO", "CEO", "Clerk"]}), pd.Series([1, 0, 0])
    >>> tier_table(card, X, y, open_leads=X.head(1))[["tier", "open_leads", "judged", "conversions", "close_rate"]]
       tier  open_leads  judged  conversions  close_rate
    0   hot           1       2            1         0.5
    1  cold           0       1            0         0.0
    """
    outcome, judged = read_outcome(X, y), tiers_of(card, X)
    names = [*card.tier_names, COLDEST, *([DISQUALIFIED] if card.knock_outs else [])]
    counts = {
        "tier": names,
        "open_leads": tiers_of(card, open_leads).value_counts().reindex(names, fill_value=0).to_numpy(),
        "judged": judged.value_counts().reindex(names, fill_value=0).to_numpy(),
        "conversions": judged[outcome == 1].value_counts().reindex(names, fill_value=0).to_numpy(),
    }
    table = pd.DataFrame(counts)
    table["close_rate"] = table["conversions"] / table["judged"].where(table["judged"] > 0)
    table["low"], table["high"] = wilson(table["conversions"], table["judged"])
    return table


def tier_moves(before: Scorecard, after: Scorecard, X: pd.DataFrame) -> pd.DataFrame:
    """Return the leads that change their tier when one card takes the place of another.

    Returns
    -------
    DataFrame (n_moved, 5)
        ``lead_id, score_before, tier_before, score_after, tier_after``; the hottest after first, ties
        by id.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> card = Scorecard.of("by hand", {title: [20, 5, 0, 0]}, tiers={"hot": 15})
    >>> X = pd.DataFrame({"title": ["CEO", "Clerk"]}, index=["a", "b"])
    >>> tier_moves(card, card.with_points({("title", "Clerk"): 15}), X)
      lead_id  score_before tier_before  score_after tier_after
    0       b             5        cold           15        hot
    """
    table = pd.DataFrame({
        "lead_id": X.index.astype(str),
        "score_before": before.score(X).to_numpy(), "tier_before": tiers_of(before, X).to_numpy(),
        "score_after": after.score(X).to_numpy(), "tier_after": tiers_of(after, X).to_numpy(),
    })  # fmt: skip
    moved = table[table["tier_before"] != table["tier_after"]]
    return moved.sort_values(["score_after", "lead_id"], ascending=[False, True], ignore_index=True)
