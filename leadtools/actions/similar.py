"""Past leads that look like one lead, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadtools.errors import DataError
from leadtools.intervals import wilson
from leadtools.levels import level_codes
from leadtools.outcome import read_outcome
from leadtools.scorecard import Scorecard

FEWEST = 30


@dataclass(frozen=True)
class Similar:
    """Past leads that share levels with one lead.

    Attributes
    ----------
    leads : DataFrame (n_similar, 3)
        ``lead_id, shared`` (levels, the most first) and ``converted`` (0 or 1).
    shared, attributes : int
        How many levels each of them shares at least, of how many that earn points.
    conversions : int
    close_rate, low, high : float
        0 to 1, with the 95 % Wilson interval.
    """

    leads: pd.DataFrame
    shared: int
    attributes: int
    conversions: int
    close_rate: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """What became of them, in a sentence with counts and interval."""
        n = len(self.leads)
        alike = f"{n:,} past {'lead' if n == 1 else 'leads'}{self._how_far}"
        rate = f"{100 * self.close_rate:.0f} % (95 % interval {100 * self.low:.0f} to {100 * self.high:.0f})"
        return f"{alike}; {self.conversions:,} of them converted: {rate}."

    @property
    def _how_far(self) -> str:
        earning, are = f"of the {self.attributes} attributes that earn points", "is" if len(self.leads) == 1 else "are"
        if not self.shared:
            return f", too few of which are like this one in any {earning}"
        alike_in = "each" if self.shared == self.attributes else f"at least {self.shared}"
        return f" {are} like this one in {alike_in} {earning}"


def similar_leads(
    card: Scorecard, lead: pd.DataFrame, X: pd.DataFrame, y: pd.Series, *, fewest: int = FEWEST
) -> Similar:
    """Find the past leads that share most levels with a lead, and say what became of them.

    Parameters
    ----------
    card : Scorecard
        Its levels say when two leads are alike; attributes that earn no points play no part.
    lead : DataFrame (1, n_attributes)
    X : DataFrame (n_leads, n_attributes)
        Past leads, indexed by ``lead_id``; the lead itself, if it is among them, is left out.
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    fewest : int
        As many leads at least, if there are so many; those that share as many levels as the last of
        them are in as well, so that no draw decides.

    Raises
    ------
    DataError
        If `y` is not 0/1 for every lead, or `lead` is not one lead.

    Notes
    -----
    Who is similar is settled without looking at outcomes, so the close rate is a fair count.

    Examples
    --------
    Of three past leads one shares both levels, two share one or more.

    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> source = Attribute("source", "text", category_levels([["fair"], ["web"]]))
    >>> card = Scorecard.of("by hand", {title: [20, 0, 0, 0], source: [9, 0, 0, 0]})
    >>> X = pd.DataFrame({"title": ["CEO", "CEO", "CEO", "Clerk"], "source": ["fair", "fair", "web", "web"]})
    >>> found = similar_leads(card, X.head(1), X, pd.Series([1, 0, 1, 0]), fewest=2)
    >>> found.shared, len(found.leads), found.conversions, found.close_rate
    (1, 2, 1, 0.5)
    """
    if len(lead) != 1:
        raise DataError(f"`lead` holds {len(lead)} leads; give one, such as X.loc[['L00001']].")
    others = X.index.astype(str) != str(lead.index[0])
    X, outcome = X[others], read_outcome(X, y)[others]
    if X.empty:
        raise DataError("There are no past leads to compare with. Bring leads whose outcome is known.")
    telling = [a for a in card.attributes if card.points_of(a.name).nunique() > 1]
    shared = (level_codes(X, telling) == level_codes(lead, telling)).sum(axis=1)
    least = int(np.sort(shared)[::-1][min(fewest, len(shared)) - 1])
    chosen = shared >= least
    ids = X.index[chosen].astype(str)
    table = pd.DataFrame({"lead_id": ids, "shared": shared[chosen], "converted": outcome[chosen]})
    table = table.sort_values(["shared", "lead_id"], ascending=[False, True], ignore_index=True)
    conversions = int(outcome[chosen].sum())
    low, high = wilson([conversions], [len(table)])
    return Similar(table, least, len(telling), conversions, conversions / len(table), float(low[0]), float(high[0]))
