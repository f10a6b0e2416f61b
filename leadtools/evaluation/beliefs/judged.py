"""Beliefs beside the close rates of the same levels: agreed, contradicted, cannot be told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep

from leadtools.evaluation.beliefs.file import EFFECTS
from leadtools.evaluation.beliefs.questions import questions
from leadtools.evaluation.enough import leads_needed
from leadtools.levels import Attribute
from leadtools.methods.close_rates import close_rates

TIMES = {"much better": 2, "better": 1.5, "no difference": 1.5, "worse": 1 / 1.5, "much worse": 1 / 2}
"""Close rate ÷ that of all other leads that a word stands for; for *no difference*, what should not be there."""
SLIGHT = 1.25
"""Times up to which two close rates are as good as the same."""


@dataclass(frozen=True)
class BeliefCheck:
    """What the data say of each belief.

    Attributes
    ----------
    table : DataFrame (n_beliefs, 15)
        ``who, attribute, level, effect`` (the belief); ``verdict``: ``agreed``, ``agreed, but less``,
        ``contradicted`` or ``cannot be told``; ``leads, conversions, close_rate, low, high`` (95 %
        Wilson interval) of the level; ``rest_rate`` of all other leads; ``times`` the one is the other,
        with its 95 % interval ``times_low, times_high``; ``leads_missing``: leads of all levels that it
        takes more before an effect of that size shows in four of five cases, where it cannot be told;
        0: it would probably show by now, so it is probably smaller than believed.
    questions : DataFrame
        ``ask`` (whom), ``question, why``: what to find out next, the most telling first.
    """

    table: pd.DataFrame
    questions: pd.DataFrame

    @property
    def words(self) -> str:
        """How many beliefs the data bear out."""
        counts = self.table["verdict"].str.split(",").str[0].value_counts()
        said = [f"{counts.get(verdict, 0)} {verdict}" for verdict in ("agreed", "contradicted", "cannot be told")]
        return f"Of {len(self.table)} beliefs: {', '.join(said)}."


def check_beliefs(beliefs: pd.DataFrame, X: pd.DataFrame, y: pd.Series, *, levels: Sequence[Attribute]) -> BeliefCheck:
    """Put what people believe beside the close rates.

    Parameters
    ----------
    beliefs : DataFrame (n_beliefs, 4)
        From `read_beliefs`.
    X : DataFrame (n_leads, n_attributes)
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    levels : sequence of Attribute
        Those that the beliefs were read with.

    Raises
    ------
    DataError
        If `y` is not 0/1 for every lead, or all leads share one outcome.

    Notes
    -----
    A level is compared with all other leads. *Better* and *worse* are agreed where the interval of
    ``times`` lies on that side of 1, and contradicted where it does not and leaves room for no more
    than a slight difference to that side (less than a quarter). *Much* means twice or half: where the
    interval does not reach that far, it is *agreed, but less*. *No difference* is agreed where the
    interval holds nothing but slight differences, contradicted where it excludes 1. The interval is
    that of a ratio of two shares, in logarithms, half a conversion added to both (Walter 1975).

    Examples
    --------
    Of 400 leads from the fair half converted, of 1,600 others an eighth, four times less.

    >>> from leadtools.levels import find_levels
    >>> X = pd.DataFrame({"source": ["fair"] * 400 + ["web"] * 1600})
    >>> y = pd.Series([1] * 200 + [0] * 200 + [1] * 200 + [0] * 1400)
    >>> beliefs = pd.DataFrame({"who": ["sales"] * 2, "attribute": ["source"] * 2, "level": ["fair", "web"],
    ...                         "effect": ["much better", "better"]})
    >>> check_beliefs(beliefs, X, y, levels=find_levels(X)).table["verdict"].tolist()
    ['agreed', 'contradicted']
    """
    rates = close_rates(X, y, levels=levels)
    seen = rates.rename(columns={"verdict": "evidence"})
    table = beliefs.merge(seen, on=["attribute", "level"], how="left", validate="many_to_one")
    table = table.assign(**_beside_the_rest(table, len(y), int(y.sum())))
    table["verdict"] = [_verdict(row) for row in table.itertuples()]
    table["leads_missing"] = [_missing(row, X, y, levels) for row in table.itertuples()]
    shown = ["who", "attribute", "level", "effect", "verdict", "leads", "conversions", "close_rate", "low", "high",
             "rest_rate", "times", "times_low", "times_high", "leads_missing"]  # fmt: skip
    return BeliefCheck(table[shown], questions(table[shown], rates))


def _beside_the_rest(table: pd.DataFrame, leads: int, conversions: int) -> dict[str, Sequence[float]]:
    """Return the close rate of all leads without the level, and how many times as often the level closes."""
    rest, won = leads - table["leads"].to_numpy(), conversions - table["conversions"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = won / rest
        times = table["close_rate"].to_numpy() / rate
    both = zip(table["conversions"], table["leads"], won, rest, strict=True)
    bounds = [_ratio(*counts) for counts in both]
    return {
        "rest_rate": rate,
        "times": times,
        **dict(zip(("times_low", "times_high"), zip(*bounds, strict=True), strict=True)),
    }


def _ratio(won: int, leads: int, rest_won: int, rest: int) -> tuple[float, float]:
    if not leads or not rest:
        return 0.0, math.inf
    return confint_proportions_2indep(won, leads, rest_won, rest, method="log-adjusted", compare="ratio")


def _verdict(row) -> str:
    """Return what the interval of the level beside the rest says of a belief."""
    if row.evidence == "not enough data":
        return "cannot be told"
    low, high = row.times_low, row.times_high
    slight = low > 1 / SLIGHT and high < SLIGHT
    if row.effect == "no difference":
        return "agreed" if slight else "contradicted" if low > 1 or high < 1 else "cannot be told"
    if EFFECTS[row.effect] < 0:
        low, high = 1 / high, 1 / low if low > 0 else math.inf
    if low > 1:
        return "agreed, but less" if abs(EFFECTS[row.effect]) > 1 and high < TIMES["much better"] else "agreed"
    return "contradicted" if high < SLIGHT else "cannot be told"


def _missing(row, X: pd.DataFrame, y: pd.Series, levels: Sequence[Attribute]) -> float:
    """Return how many leads more a belief takes that cannot be told, else a number that is none."""
    share = row.leads / len(y)
    if row.verdict != "cannot be told" or not 0 < share < 1:
        return math.nan
    times = TIMES[row.effect]
    lift = times / (share * times + 1 - share)  # against all leads, the level among them
    needed = leads_needed(X, y, lift=lift, levels=[a for a in levels if a.name == row.attribute])
    return float(np.ceil(needed.loc[needed["level"] == row.level, "leads_missing"].item()))
