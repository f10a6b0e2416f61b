"""The threshold: the score from which leads are passed to sales, chosen by what there is room or reason for."""

from __future__ import annotations

import math
from numbers import Real

import numpy as np
import pandas as pd

from leadtools.actions.threshold_table import at_threshold
from leadtools.errors import DataError, ParameterError
from leadtools.methods.counts import ENOUGH, verdicts

NOT_ENOUGH = "not enough data"


def choose_threshold(score: pd.Series, *, capacity: int) -> float:
    """Return the lowest score at which no more than `capacity` leads are called.

    Leads that share a score are called together or not at all; where even the hottest are too many,
    no lead is, and the threshold is infinite.

    Raises
    ------
    ParameterError
        If `capacity` is below 1 or no whole number.

    Examples
    --------
    Three leads score 60 or more; with room for two only the first can be called.

    >>> choose_threshold(pd.Series([80, 60, 60, 40]), capacity=2)
    80.0
    """
    if not _is_number(capacity) or capacity < 1 or capacity % 1:
        raise ParameterError(
            f"capacity is {_said(capacity)}; allowed is a whole number of leads, 1 or more, such as the 40 calls of a "
            "week."
        )
    called = score.value_counts().sort_index(ascending=False).cumsum()
    within = called[called <= capacity]
    return float(within.index[-1]) if len(within) else float("inf")


def threshold_for_close_rate(table: pd.DataFrame, *, close_rate: float) -> float:
    """Return the lowest threshold at which the judged leads at or above closed at a wanted rate.

    Parameters
    ----------
    table : DataFrame
        From `threshold_table`.
    close_rate : float
        Above 0 and below 1, such as 0.2 for one in five.

    Returns
    -------
    float

    Raises
    ------
    ParameterError
        If `close_rate` is not above 0 and below 1.
    DataError
        If no threshold reaches it with five conversions or more: one of one is no close rate of 100 %.

    Examples
    --------
    All five that scored 30 converted and five of ten that scored 20: from 20 up, 10 of 15.

    >>> from leadtools.actions import threshold_table
    >>> score, y = pd.Series([30] * 5 + [20] * 10 + [10] * 10), pd.Series([1] * 10 + [0] * 15)
    >>> threshold_for_close_rate(threshold_table(score, y), close_rate=0.6)
    20.0
    """
    if not _is_number(close_rate) or not 0 < close_rate < 1:
        raise ParameterError(
            f"close_rate is {_said(close_rate)}; allowed is a share above 0 and below 1, such as 0.2 for one in five."
        )
    enough = table[table["conversions"] >= ENOUGH]
    reached = enough[enough["close_rate"] >= close_rate]
    if reached.empty:
        raise DataError(_not_reached(enough, close_rate))
    return float(reached["threshold"].min())


def _not_reached(enough: pd.DataFrame, close_rate: float) -> str:
    wanted = f"No threshold reaches a close rate of {_percent(close_rate)} with {ENOUGH} conversions or more"
    if enough.empty:
        return f"{wanted}: there is not enough data. Judge more leads."
    best = enough.loc[enough["close_rate"].idxmax()]
    return (
        f"{wanted}; the highest is {_percent(best['close_rate'])} ({best['conversions']:.0f} of {best['leads']:.0f}) "
        f"from {best['threshold']:g} up. Ask for no more than that."
    )


def profit_table(table: pd.DataFrame, *, call_cost: float, deal_value: float) -> pd.DataFrame:
    """Return what calling the open leads from each threshold up is expected to earn.

    Parameters
    ----------
    table : DataFrame
        From `threshold_table`, with open leads.
    call_cost : float
        What it costs to work one lead, 0 or more.
    deal_value : float
        What one conversion earns, above 0, in the same currency.

    Returns
    -------
    DataFrame (n_distinct_scores, 7)
        ``threshold, open_leads, expected_wins`` and ``profit`` = expected wins × value − leads × cost,
        with ``profit_low, profit_high`` at the ends of the interval of the wins; ``verdict``: *not
        enough data* where fewer than five of the judged leads at or above converted or did not, and
        no more were to be expected, ``""`` elsewhere.

    Raises
    ------
    ParameterError
        If the cost is negative, the value is not above 0, or the table has no open leads.

    Examples
    --------
    One win at 0.5 and two at 0.1 each: calling one costs 10 and earns 50, calling all costs 30 and earns 70.

    >>> from leadtools.actions import threshold_table
    >>> score, y = pd.Series([20, 10, 10]), pd.Series([1, 0, 0])
    >>> table = threshold_table(score, y, open_score=score, probability=pd.Series([0.5, 0.1, 0.1]))
    >>> profit_table(table, call_cost=10, deal_value=100)["profit"].round(6).tolist()
    [40.0, 40.0]
    """
    if not _is_number(call_cost) or call_cost < 0:
        raise ParameterError(f"call_cost is {_said(call_cost)}; allowed is what one call costs, 0 or more.")
    if not _is_number(deal_value) or deal_value <= 0:
        raise ParameterError(f"deal_value is {_said(deal_value)}; allowed is what one conversion earns, above 0.")
    if "open_leads" not in table:
        raise ParameterError("The table knows no open leads to call. Make it with threshold_table(…, open_score=…).")
    cost = call_cost * table["open_leads"]
    earned = {"profit": "expected_wins", "profit_low": "wins_low", "profit_high": "wins_high"}
    profits = {name: deal_value * table[wins] - cost for name, wins in earned.items()}
    verdict = np.where(_is_enough(table), "", NOT_ENOUGH)
    return table[["threshold", "open_leads", "expected_wins"]].assign(**profits, verdict=verdict)


def _is_enough(table: pd.DataFrame) -> pd.Series:
    """Return which thresholds have as many judged leads at or above as a level of a card must have."""
    everybody = table.iloc[-1]
    return pd.Series(verdicts(table, everybody["close_rate"]) != NOT_ENOUGH, index=table.index)


def threshold_for_profit(table: pd.DataFrame, *, call_cost: float, deal_value: float) -> float:
    """Return the threshold with the highest expected profit, the higher one where two earn the same.

    Only thresholds with enough judged leads at or above are taken, see `profit_table`: one judged lead
    says nothing of those to come. Infinite where no lead is worth its call: nobody is called. For a
    limit on calls as well, take the higher of this and `choose_threshold`.

    Parameters
    ----------
    table, call_cost, deal_value
        As for `profit_table`.

    Raises
    ------
    ParameterError
        As for `profit_table`.
    DataError
        If no threshold has enough judged leads.

    Examples
    --------
    A call that costs 30 is worth it from a probability of 30 ÷ 100 up. Ten leads were judged at each score.

    >>> from leadtools.actions import threshold_table
    >>> judged, y = pd.Series([30, 20, 10] * 10), pd.Series([1, 1, 0] * 5 + [0] * 15)
    >>> score, p = pd.Series([30, 20, 10]), pd.Series([0.5, 0.4, 0.2])
    >>> table = threshold_table(judged, y, open_score=score, probability=p)
    >>> threshold_for_profit(table, call_cost=30, deal_value=100)
    20.0
    """
    profits = profit_table(table, call_cost=call_cost, deal_value=deal_value)
    profits = profits[profits["verdict"] != NOT_ENOUGH]
    if profits.empty:
        raise DataError(
            f"No threshold can be told from {table['leads'].max():,.0f} judged leads of which "
            f"{table['conversions'].max():,.0f} converted: there is not enough data. It takes {ENOUGH} that converted "
            f"and {ENOUGH} that did not."
        )
    best = profits["profit"].round(9).idxmax()
    return float(profits.loc[best, "threshold"]) if profits.loc[best, "profit"] > 0 else math.inf


def threshold_in_words(table: pd.DataFrame, threshold: float) -> str:
    """Return what a threshold means, in sentences that carry their counts and intervals.

    Of a table `without_forecast` it says how many open leads score so high, not how many will convert.

    Examples
    --------
    >>> from leadtools.actions import threshold_table
    >>> score, y = pd.Series([30] * 10 + [10] * 20), pd.Series([1] * 8 + [0] * 22)
    >>> threshold_in_words(threshold_table(score, y), 30)
    'Of the judged leads 10 (33 %) scored 30 or more and 8 of them converted: 80 % (49 to 94); below, 0.0 % (0 to 16).'
    """
    row = at_threshold(table, threshold)
    if math.isinf(row["threshold"]):
        return "No lead scores so high: nobody is called."
    judged = (
        f"Of the judged leads {row['leads']:,} ({_percent(row['share'])}) scored {threshold:g} or more and "
        f"{row['conversions']:,} of them converted: {_with_interval(row, '')}; below, {_with_interval(row, '_below')}."
    )
    if not _is_enough(table).iloc[int((table["threshold"] >= threshold).sum()) - 1]:
        judged += " That is not enough data to rely on."
    if "open_leads" not in row:
        return judged
    if "expected_wins" not in row:
        return f"{judged} {_open_leads(row['open_leads'])} so high."
    return (
        f"{judged} {_open_leads(row['open_leads'])} so high; {row['expected_wins']:.1f} of them are expected to "
        f"convert (95 % interval {row['wins_low']} to {row['wins_high']})."
    )


def _open_leads(n: int) -> str:
    return "1 open lead scores" if n == 1 else f"{n:,} open leads score"


def _with_interval(row: dict[str, float], where: str) -> str:
    rate, low, high = (row[f"{name}{where}"] for name in ("close_rate", "low", "high"))
    return "nobody" if np.isnan(rate) else f"{_percent(rate)} ({100 * low:.0f} to {100 * high:.0f})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.1f} %"


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _said(value: object) -> str:
    return "blank" if value is None or value == "" or (isinstance(value, float) and math.isnan(value)) else str(value)
