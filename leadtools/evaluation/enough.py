"""How many leads does it take before a difference can be told from chance?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real

import numpy as np
import pandas as pd
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from leadtools.errors import MomentError, ParameterError
from leadtools.history import History
from leadtools.levels import Attribute
from leadtools.methods.counts import count, prepare

POWER, SIGNIFICANCE = 0.8, 0.05
RECENT_DAYS = 90
FARTHEST_DAYS = 3650

COLUMNS = ("attribute", "level", "leads", "share", "lift", "level_rate", "rest_rate", "leads_needed", "leads_missing",
           "ready_on", "verdict")  # fmt: skip


def leads_needed(
    X: pd.DataFrame,
    y: pd.Series,
    *,
    lift: float = 1.5,
    levels: Sequence[Attribute] | None = None,
    leads_a_day: float | None = None,
    counted_on: str | pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Say for each level how many leads it takes before a lift of that size can be told from chance.

    Parameters
    ----------
    X : DataFrame (n_leads, n_attributes)
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    lift : float
        Close rate of the level ÷ base rate that one wants to be able to tell; 0.5 for half of it.
    levels : sequence of Attribute, optional
        From `find_levels`; found from `X` where not given.
    leads_a_day : float, optional
        How many more leads become old enough to judge each day (see `present_inflow`).
    counted_on : date, optional
        The day on which `X` was counted.

    Returns
    -------
    DataFrame (n_levels, 11)
        ``attribute, level``; ``leads`` of the level and its ``share`` of all; ``lift``, with the
        ``level_rate`` and ``rest_rate`` (of all other leads) it stands for; ``leads_needed``: leads
        of all levels together, at the present shares and base rate; ``leads_missing``;
        ``ready_on``: the day on which there are so many, at the present inflow; and ``verdict`` in
        words.

    Raises
    ------
    DataError
        If `y` is not 0/1 for every lead, or all leads share one outcome.
    ParameterError
        If `lift` is not above 0 or is 1, or `leads_a_day` is not above 0.

    Notes
    -----
    Two-sided test of two close rates at 0.05 that finds such a lift four times in five (power 0.8),
    with arcsine effect sizes (Cohen 1988, "Statistical power analysis for the behavioral sciences").
    One level is looked at: who tries many finds one in twenty by chance alone.

    Examples
    --------
    Half of the leads are from the fair, half of all converted: a lift of 1.5 is 75 % against 25 %.
    The effect is 2 asin √0.75 − 2 asin √0.25 = π/3; (1.96 + 0.84)² ÷ (π/3)² ÷ (0.5 × 0.5) = 28.6.

    >>> X, y = pd.DataFrame({"source": ["fair", "web"] * 10}), pd.Series([1, 1, 0, 0] * 5)
    >>> table = leads_needed(X, y, leads_a_day=2, counted_on="2025-06-01")
    >>> table.loc[:0, ["level", "leads_needed", "leads_missing", "verdict"]]
      level  leads_needed  leads_missing                     verdict
    0  fair          29.0            9.0  9 more leads, by 2025-06-06
    """
    if not (isinstance(lift, Real) and lift > 0 and lift != 1 and math.isfinite(lift)):
        raise ParameterError(f"lift is {lift!r}; allowed is a number above 0 other than 1, such as 1.5 or 0.5.")
    if leads_a_day is not None and not leads_a_day > 0:
        raise ParameterError(f"leads_a_day is {leads_a_day}; allowed is a number above 0, or None where it is unknown.")
    attributes, codes, outcome = prepare(X, y, levels)
    table = count(attributes, codes, outcome).drop(columns="conversions")
    table["share"], table["lift"] = table["leads"] / len(outcome), lift
    table["level_rate"] = lift * outcome.mean()
    rest = (1 - table["share"] * lift) * outcome.mean()
    table["rest_rate"] = np.where(table["share"] < 1, rest / (1 - table["share"]).where(table["share"] < 1), np.nan)
    rows = table[["share", "level_rate", "rest_rate"]].itertuples(index=False)
    table["leads_needed"] = [_needed(*row) for row in rows]
    table["leads_missing"] = (table["leads_needed"] - len(outcome)).clip(lower=0)
    table["ready_on"] = [_ready_on(missing, leads_a_day, counted_on) for missing in table["leads_missing"]]
    table["verdict"] = [_verdict(*row) for row in table[["leads", "leads_missing", "ready_on"]].itertuples(index=False)]
    return table[list(COLUMNS)]


def attributes_ready(needed: pd.DataFrame) -> pd.DataFrame:
    """Sum up `leads_needed`: a row for each attribute.

    Returns
    -------
    DataFrame (n_attributes, 6)
        ``attribute``; ``levels`` that have leads and at which such a lift is possible; ``told``: how
        many of them can be told by now; ``first_level`` to be told with the ``leads_needed`` for it;
        ``leads_needed_for_all`` levels that one lead in twenty or more has.
    """
    possible = needed[needed["leads_needed"].notna()]
    rows = [_attribute(name, possible[possible["attribute"] == name]) for name in needed["attribute"].unique()]
    columns = ["attribute", "levels", "told", "first_level", "leads_needed", "leads_needed_for_all"]
    return pd.DataFrame(rows, columns=columns)


def _attribute(name: str, rows: pd.DataFrame) -> tuple:
    if rows.empty:
        return name, 0, 0, "–", np.nan, np.nan
    first, common = rows.loc[rows["leads_needed"].idxmin()], rows[rows["share"] >= 0.05]
    told = int((rows["leads_missing"] == 0).sum())
    return name, len(rows), told, first["level"], first["leads_needed"], common["leads_needed"].max()


def present_inflow(history: History) -> float:
    """Return how many leads come in a day, over the latest 90 days of the history.

    Examples
    --------
    Three leads in the last 90 days, one before.

    >>> days = pd.to_datetime(["2025-01-01", "2025-05-01", "2025-06-01", "2025-06-30"])
    >>> leads = pd.DataFrame({"lead_id": range(4), "created_at": days, "converted": False})
    >>> round(present_inflow(History(leads)) * 90)
    3
    """
    if history.created_at is None or history.created_at.isna().all():
        raise MomentError(
            "How many leads come in a day cannot be told: they have no creation date. Name it (`created:`), or give "
            "leads_a_day."
        )
    days = min(RECENT_DAYS, max(1.0, (history.known_until - history.created_at.min()) / pd.Timedelta(days=1)))
    return float((history.created_at > history.known_until - pd.Timedelta(days=days)).sum() / days)


def _needed(share: float, level_rate: float, rest_rate: float) -> float:
    """Return how many leads of all levels it takes, or not a number where there can be no such lift."""
    if not 0 < share < 1 or not 0 < level_rate < 1 or not 0 < rest_rate < 1:
        return np.nan
    effect = proportion_effectsize(level_rate, rest_rate)
    of_level = NormalIndPower().solve_power(
        effect_size=abs(effect), alpha=SIGNIFICANCE, power=POWER, ratio=(1 - share) / share, alternative="two-sided"
    )
    return float(math.ceil(of_level / share))


def _ready_on(missing: float, leads_a_day: float | None, counted_on: object) -> pd.Timestamp:
    if not missing > 0 or leads_a_day is None or counted_on is None or missing / leads_a_day > FARTHEST_DAYS:
        return pd.NaT
    return pd.Timestamp(counted_on).normalize() + pd.Timedelta(days=math.ceil(missing / leads_a_day))


def _verdict(leads: int, missing: float, ready_on: pd.Timestamp) -> str:
    if leads == 0:
        return "no lead has it"
    if math.isnan(missing):
        return "too common for such a lift"
    if missing == 0:
        return "enough"
    return f"{missing:,.0f} more leads" + (f", by {ready_on:%Y-%m-%d}" if pd.notna(ready_on) else "")
