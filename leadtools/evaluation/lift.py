"""How much of what there is to win stands at the top of the list."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.errors import ParameterError
from leadtools.intervals import wilson
from leadtools.outcome import zero_or_one


def lift_table(y: pd.Series, score: pd.Series, *, parts: int = 10) -> pd.DataFrame:
    """Cut the leads, hottest first, into parts of one size and count what each part held.

    Parameters
    ----------
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    score : Series (n_leads,)
        Higher is hotter.
    parts : int
        How many parts; 10 for tenths.

    Returns
    -------
    DataFrame (parts, 9)
        ``part`` (1 is the hottest), ``leads, conversions, close_rate`` (0 to 1) with its 95 %
        Wilson interval ``low, high``, ``lift`` (close rate ÷ base rate), ``capture`` (share of all
        conversions found so far), ``lowest_score``. Leads that share a score also share their
        conversions evenly, so counts need not be whole and the order of rows does not matter.

    Raises
    ------
    ParameterError
        If there are fewer leads than parts.
    DataError
        If `y` is not 0/1 for every lead.

    Examples
    --------
    Four of eight leads converted, three of them in the hotter half: 3 ÷ 4 against 4 ÷ 8.

    >>> y, score = pd.Series([1, 1, 0, 1, 0, 0, 1, 0]), pd.Series([9, 8, 7, 6, 5, 4, 3, 2])
    >>> lift_table(y, score, parts=2)[["part", "leads", "conversions", "lift", "capture"]]
       part  leads  conversions  lift  capture
    0     1    4.0          3.0   1.5     0.75
    1     2    4.0          1.0   0.5     1.00
    """
    outcome = zero_or_one(y)
    if not 1 <= parts <= len(outcome):
        raise ParameterError(f"parts is {parts}; allowed is 1 to {len(outcome)}, the number of leads.")
    grouped = pd.DataFrame({"outcome": outcome, "score": np.asarray(score)}).groupby("score")["outcome"]
    hottest_first = grouped.agg(["size", "sum"]).iloc[::-1]
    cuts = np.linspace(0, len(outcome), parts + 1)
    seen = np.concatenate([[0], hottest_first["size"].cumsum()])
    found = np.interp(cuts, seen, np.concatenate([[0], hottest_first["sum"].cumsum()]))
    table = pd.DataFrame({"part": range(1, parts + 1), "leads": np.diff(cuts), "conversions": np.diff(found)})
    table["close_rate"] = table["conversions"] / table["leads"]
    table["low"], table["high"] = wilson(table["conversions"], table["leads"])
    table["lift"] = table["close_rate"] / outcome.mean() if outcome.any() else np.nan
    table["capture"] = found[1:] / outcome.sum() if outcome.any() else np.nan
    places = np.minimum(np.searchsorted(seen[1:], cuts[1:] - 1e-9), len(hottest_first) - 1)
    return table.assign(lowest_score=hottest_first.index.to_numpy()[places])
