"""Do probabilities come true?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

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


def base_rate_shift(y: pd.Series, p: pd.Series) -> dict[str, object]:
    """Say whether more or fewer leads converted than the probabilities expected.

    Parameters
    ----------
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    p : Series (n_leads,)
        Probability of conversion, 0 to 1, found from earlier leads.

    Returns
    -------
    dict
        ``leads``, ``predicted`` (mean probability), ``close_rate`` and its 95 % Wilson interval
        ``low, high``, ``p_value`` that the probabilities are right on average, and ``base_rate_has``:
        ``moved up``, ``moved down`` (p value below 0.05) or ``not moved that could be told``. To
        correct a card, if you think the new rate will last: `leadtools.with_base_rate`.

    Raises
    ------
    DataError
        If `p` is not between 0 and 1, or `y` is not 0/1 for every lead.

    Notes
    -----
    ``z = Σ (y − p) / √ Σ p (1 − p)``, normal for many leads.

    Examples
    --------
    20 of 100 were expected with a standard deviation of 4; 32 came, three of them more.

    >>> shift = base_rate_shift(pd.Series([1] * 32 + [0] * 68), pd.Series([0.2] * 100))
    >>> shift["base_rate_has"], round(shift["p_value"], 4)
    ('moved up', 0.0027)
    """
    said, outcome = np.asarray(p, dtype=float), zero_or_one(y)
    if not ((said >= 0) & (said <= 1)).all():
        raise DataError("p holds values that are no probabilities; allowed is 0 to 1 for every lead.")
    low, high = wilson(outcome.sum(), len(outcome))
    deviation, apart = np.sqrt((said * (1 - said)).sum()), (outcome - said).sum()
    p_value = float(2 * norm.sf(abs(apart) / deviation)) if deviation > 0 else 1.0
    moved = "not moved that could be told" if p_value >= 0.05 else "moved up" if apart > 0 else "moved down"
    return {
        "leads": len(outcome), "predicted": float(said.mean()), "close_rate": float(outcome.mean()),
        "low": float(low), "high": float(high), "p_value": p_value, "base_rate_has": moved,
    }  # fmt: skip
