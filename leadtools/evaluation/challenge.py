"""A card in use and a new one on the same leads: keep, replace or wait?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import xlogy
from scipy.stats import norm

from leadtools.evaluation.ranking import auc_difference, auc_intervals
from leadtools.methods.counts import ENOUGH
from leadtools.outcome import zero_or_one
from leadtools.scorecard import Scorecard

MATTERS = 0.02
"""A difference in AUC below which nobody would notice whom they call."""


@dataclass(frozen=True)
class Challenge:
    """What follows from judging a card in use (the champion) and a new one (the challenger).

    Attributes
    ----------
    recommendation : str
        ``replace``, ``keep`` or ``wait``.
    reasons : tuple of str
        Why, in sentences.
    table : DataFrame (2, 4) or None
        ``auc, auc_low, auc_high, log_loss`` of ``in use`` and ``new``; None where there are too few leads.
    """

    recommendation: str
    reasons: tuple[str, ...]
    table: pd.DataFrame | None


@dataclass(frozen=True)
class _Gap:
    """By how much the new card is better (above 0) or worse, with a 95 % interval."""

    size: float
    low: float
    high: float


def challenge(champion: Scorecard, challenger: Scorecard, X: pd.DataFrame, y: pd.Series) -> Challenge:
    """Judge two cards on leads that neither has seen.

    Parameters
    ----------
    champion, challenger : Scorecard
        The card in use and the new one. Where the card in use has no probabilities, only the order
        of the leads is judged.
    X : DataFrame (n_leads, n_attributes)
        With the attributes of both.
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.

    Notes
    -----
    *Replace* where the new card ranks better beyond doubt (95 % interval of the difference in AUC
    above 0), or its probabilities are better beyond doubt (log loss) and it ranks no worse than by
    0.02. *Keep* in the opposite case, or where the interval of the difference in AUC lies within
    ±0.02: a change would be work for nothing. Else *wait*. Both cards are judged on the same leads,
    so the differences are paired.

    Examples
    --------
    20 of 25 converters are CEOs, 20 of 55 others: the new card puts 0.8 × 35/55 of the pairs right and
    ties 0.8 × 20/55 + 0.2 × 35/55, so its AUC is 0.509 + 0.418 / 2.

    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> old, new = (Scorecard.of(name, {title: points}) for name, points in [("a", [0, 9, 0, 0]), ("b", [9, 0, 0, 0])])
    >>> X = pd.DataFrame({"title": ["CEO"] * 40 + ["Clerk"] * 40})
    >>> y = pd.Series([1] * 20 + [0] * 20 + [1] * 5 + [0] * 35)
    >>> found = challenge(old, new, X, y)
    >>> found.recommendation, found.reasons[0]
    ('replace', 'The new card ranks leads better: AUC 0.718 against 0.282 (+0.436, 95 % interval +0.231 to +0.641).')
    """
    outcome = zero_or_one(y)
    if min(outcome.sum(), (1 - outcome).sum()) < ENOUGH:
        return Challenge("wait", (_too_few(outcome),), None)
    scores = {"in use": champion.score(X), "new": challenger.score(X)}
    table = auc_intervals(y, scores)
    ranks = _Gap(*auc_difference(y, scores["new"], scores["in use"]))
    reasons = [_rank_words(table, ranks, outcome)]
    said = None
    if champion.line is not None and challenger.line is not None:
        probabilities = {"in use": champion.predict(X), "new": challenger.predict(X)}
        losses = {name: _losses(p.to_numpy(), outcome) for name, p in probabilities.items()}
        table["log_loss"] = [losses[name].mean() for name in table.index]
        said = _mean_gap(losses["in use"] - losses["new"])
        reasons += [_said_words(said), _came_words(probabilities, outcome)]
    else:
        table["log_loss"] = np.nan
        reasons.append("The card in use has no probabilities, so only the order of the leads was judged.")
    return Challenge(_recommend(ranks, said), tuple(reasons), table)


def _recommend(ranks: _Gap, said: _Gap | None) -> str:
    better = ranks.low > 0 or (said is not None and said.low > 0 and ranks.low > -MATTERS)
    worse = ranks.high < 0 or (said is not None and said.high < 0 and ranks.high < MATTERS)
    if better != worse:
        return "replace" if better else "keep"
    alike = not better and ranks.low > -MATTERS and ranks.high < MATTERS
    return "keep" if alike else "wait"


def _too_few(outcome: np.ndarray) -> str:
    return (
        f"Of the leads that neither card has seen, {len(outcome):,} have an outcome and {int(outcome.sum()):,} of them "
        f"converted; at least {ENOUGH} that did and {ENOUGH} that did not are needed to judge."
    )


def _rank_words(table: pd.DataFrame, ranks: _Gap, outcome: np.ndarray) -> str:
    figures = (
        f"AUC {table.loc['new', 'auc']:.3f} against {table.loc['in use', 'auc']:.3f} ({ranks.size:+.3f}, 95 % interval "
        f"{ranks.low:+.3f} to {ranks.high:+.3f})"
    ).replace("-", "−")
    if ranks.low > 0:
        return f"The new card ranks leads better: {figures}."
    if ranks.high < 0:
        return f"The new card ranks leads worse: {figures}."
    if ranks.low > -MATTERS and ranks.high < MATTERS:
        return f"They rank leads alike, as far as anybody would notice: {figures}."
    return f"No difference in rank can be told: {figures}. {_more_leads(ranks, len(outcome))}"


def _more_leads(ranks: _Gap, leads: int) -> str:
    """Say how many more leads it takes until the interval is clear of 0 or within what matters, if the gap stays."""
    half, gap = (ranks.high - ranks.low) / 2, abs(ranks.size)
    more = math.ceil(leads * ((half / max(gap, MATTERS - gap)) ** 2 - 1))
    return f"Some {max(1, more):,} more leads with an outcome would settle it, if the difference stays as it is."


def _said_words(said: _Gap) -> str:
    size, low, high = (0.0 - value for value in (said.size, said.high, said.low))  # a smaller loss is better
    gap = f"log loss {size:+.4f}, 95 % interval {low:+.4f} to {high:+.4f}".replace("-", "−")
    if said.low > 0:
        return f"Its probabilities are better ({gap})."
    if said.high < 0:
        return f"Its probabilities are worse ({gap})."
    return f"No difference between the probabilities can be told ({gap})."


def _came_words(probabilities: dict[str, pd.Series], outcome: np.ndarray) -> str:
    return (
        f"The card in use said {probabilities['in use'].mean():.1%} on average, the new one "
        f"{probabilities['new'].mean():.1%}; {outcome.mean():.1%} came."
    )


def _losses(p: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    return -(xlogy(outcome, p) + xlogy(1 - outcome, 1 - p))


def _mean_gap(gaps: np.ndarray) -> _Gap:
    half = norm.ppf(0.975) * gaps.std(ddof=1) / math.sqrt(len(gaps))
    return _Gap(float(gaps.mean()), float(gaps.mean() - half), float(gaps.mean() + half))
