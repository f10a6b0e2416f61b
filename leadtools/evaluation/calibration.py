"""Do probabilities come true?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.errors import DataError
from leadtools.intervals import wilson
from leadtools.outcome import zero_or_one


def calibration_table(y: pd.Series, p: pd.Series, *, parts: int = 10) -> pd.DataFrame:
    """Put leads of like probability together and compare what was said with what came.

    Parameters
    ----------
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    p : Series (n_leads,)
        Probability of conversion, 0 to 1.
    parts : int
        At most this many groups of about one size; leads of one probability stay together.

    Returns
    -------
    DataFrame (at most parts, 6)
        ``leads, predicted`` (mean probability), ``conversions, close_rate`` and its 95 % Wilson
        interval ``low, high``; lowest probabilities first.

    Raises
    ------
    DataError
        If `p` is not between 0 and 1, or `y` is not 0/1 for every lead.

    Examples
    --------
    >>> y, p = pd.Series([0, 0, 0, 1, 1, 0]), pd.Series([0.1, 0.1, 0.1, 0.5, 0.5, 0.5])
    >>> calibration_table(y, p, parts=2)[["leads", "predicted", "conversions"]]
       leads  predicted  conversions
    0      3        0.1            0
    1      3        0.5            2
    """
    said = np.asarray(p, dtype=float)
    outcome = zero_or_one(y)
    if not ((said >= 0) & (said <= 1)).all():
        raise DataError("p holds values that are no probabilities; allowed is 0 to 1 for every lead.")
    rank = pd.Series(said).rank(method="average").to_numpy() - 0.5
    part = np.floor(rank * parts / max(1, len(said))).astype(int)
    table = (
        pd.DataFrame({"part": part, "predicted": said, "outcome": outcome})
        .groupby("part")
        .agg(leads=("outcome", "size"), predicted=("predicted", "mean"), conversions=("outcome", "sum"))
        .reset_index(drop=True)
    )
    table["close_rate"] = table["conversions"] / table["leads"]
    table["low"], table["high"] = wilson(table["conversions"], table["leads"])
    return table
