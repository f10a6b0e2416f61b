"""The call list: open leads, hottest first, each with its reasons."""

from __future__ import annotations

import pandas as pd

from leadtools.actions.tiers import tiers_of
from leadtools.scorecard import DISQUALIFIED, Scorecard

MOST_REASONS = 3


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
    rows = card.explain(X.reset_index(drop=True))
    rows = rows[(rows["points"] != 0) & rows["attribute"].isin([a.name for a in card.attributes])]
    size = -rows["points"].abs()
    rows = (
        rows.assign(lead=rows.index, size=size).sort_values(["lead", "size"], kind="stable").groupby("lead").head(most)
    )
    words = rows["attribute"] + ": " + rows["level"] + " (" + rows["points"].map(_signed).astype(str) + ")"
    found = words.groupby(level=0).agg("; ".join).reindex(range(len(X)), fill_value="nothing stands out")
    first = card.disqualified(X.reset_index(drop=True))
    return found.where(first.isna(), first + "; " + found).set_axis(X.index).rename("reasons")


def _signed(points: int) -> str:
    return f"{points:+d}".replace("-", "−")


def call_list(card: Scorecard, X: pd.DataFrame) -> pd.DataFrame:
    """Return the leads, hottest first, ties by id; disqualified ones last.

    Parameters
    ----------
    card : Scorecard
        Calibrated.
    X : DataFrame (n_leads, n_attributes)
        Indexed by ``lead_id``.

    Returns
    -------
    DataFrame (n_leads, 5 + n_groups)
        ``lead_id, score, probability`` (0 to 1, four digits), ``tier, reasons`` and, where the card
        has groups, ``GROUP_points``.
    """
    score = card.score(X)
    table = pd.DataFrame({
        "lead_id": X.index.astype(str), "score": score, "probability": card.predict(X).round(4),
        "tier": tiers_of(card, X), "reasons": reasons(card, X),
    })  # fmt: skip
    groups = card.group_scores(X).add_suffix("_points")
    table = pd.concat([table, groups], axis=1).reset_index(drop=True)
    in_order = table.assign(out=table["tier"] == DISQUALIFIED).sort_values(
        ["out", "score", "lead_id"], ascending=[True, False, True], kind="stable", ignore_index=True
    )
    return in_order.drop(columns="out")
