"""The leads on which two cards disagree most."""

from __future__ import annotations

import pandas as pd

from leadtools.errors import ParameterError
from leadtools.scorecard import Scorecard


def missed_by(rules: Scorecard, card: Scorecard, X: pd.DataFrame, *, top_share: float = 0.1) -> pd.DataFrame:
    """Return the leads that `card` ranks high and `rules` ranks low.

    Parameters
    ----------
    rules : Scorecard
        Such as a rubric or the manual card.
    card : Scorecard
        Such as the boosted card.
    X : DataFrame (n_leads, n_attributes)
        Indexed by ``lead_id``.
    top_share : float
        What counts as high: the hottest share of the list, 0 to 1; low is the colder half.

    Returns
    -------
    DataFrame (n_missed, 5)
        ``lead_id``, ``score`` on `card`, ``rank`` on both (the share of leads that stand below,
        0 to 1; leads of one score share theirs) as ``rank`` and ``rank_by_rules``, and
        ``difference``; the most different first. Ids only: look the people up in your CRM.

    Raises
    ------
    ParameterError
        If `top_share` is not between 0 and 0.5.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> rules, card = Scorecard.of("rules", {title: [9, 0, 0, 0]}), Scorecard.of("card", {title: [0, 9, 0, 0]})
    >>> X = pd.DataFrame({"title": ["CEO"] * 4 + ["Clerk"]}, index=list("abcde"))
    >>> missed_by(rules, card, X, top_share=0.2)
      lead_id  score  rank  rank_by_rules  difference
    0       e      9   0.9            0.1         0.8
    """
    if not 0 < top_share <= 0.5:
        raise ParameterError(f"top_share is {top_share}; allowed is a share above 0 and up to 0.5.")
    score = card.score(X)
    table = pd.DataFrame({
        "lead_id": X.index.astype(str), "score": score.to_numpy(),
        "rank": _rank(score), "rank_by_rules": _rank(rules.score(X)),
    })  # fmt: skip
    table["difference"] = table["rank"] - table["rank_by_rules"]
    found = table[(table["rank"] >= 1 - top_share) & (table["rank_by_rules"] < 0.5)]
    return found.sort_values(["difference", "lead_id"], ascending=[False, True], ignore_index=True)


def _rank(score: pd.Series):
    """Return the share of leads below each, those of one score counted by half."""
    return ((score.rank(method="average") - 0.5) / max(1, len(score))).to_numpy()
