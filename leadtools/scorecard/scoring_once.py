"""A card that scores leads once, for what asks it again and again."""

from __future__ import annotations

import pandas as pd

from leadtools.scorecard.card import Scorecard


class ScoringOnce:
    """A card that remembers what it said of leads, and takes the place of the card where many ask of the same leads.

    Parameters
    ----------
    card : Scorecard

    Notes
    -----
    Leads are known again by the DataFrame itself, which must not change meanwhile.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> card = ScoringOnce(Scorecard.of("by hand", {title: [20, 5, 0, 0]}))
    >>> X = pd.DataFrame({"title": ["CEO", "Clerk"]})
    >>> card.score(X).tolist(), card.score(X) is card.score(X)
    ([20, 5], True)
    """

    def __init__(self, card: Scorecard):
        self._card = card
        # The leads are kept as well, for the id of what is gone may be given to other leads.
        self._said: dict[tuple[str, int], tuple[pd.DataFrame, pd.Series]] = {}

    def __getattr__(self, name: str) -> object:
        return getattr(self._card, name)

    def score(self, X: pd.DataFrame) -> pd.Series:
        """Return the score of each lead; see `Scorecard.score`."""
        return self._once("score", X)

    def cells(self, X: pd.DataFrame) -> pd.Series:
        """Return the cell of the matrix in which each lead lies; see `Scorecard.cells`."""
        return self._once("cells", X)

    def disqualified(self, X: pd.DataFrame) -> pd.Series:
        """Return why each lead fails the minimum criteria; see `Scorecard.disqualified`."""
        return self._once("disqualified", X)

    def _once(self, asked: str, X: pd.DataFrame) -> pd.Series:
        if (asked, id(X)) not in self._said:
            self._said[asked, id(X)] = X, getattr(self._card, asked)(X)
        return self._said[asked, id(X)][1]
