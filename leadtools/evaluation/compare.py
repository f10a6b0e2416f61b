"""Scorecards side by side on the same later leads, and a verdict in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from sklearn.metrics import brier_score_loss, log_loss

from leadtools.errors import ParameterError
from leadtools.evaluation.lift import lift_table
from leadtools.evaluation.ranking import auc_difference, auc_intervals
from leadtools.outcome import zero_or_one
from leadtools.scorecard import Scorecard

TOO_SMALL_TO_MATTER = 0.55
"""An AUC below which a ranking is of no use to anybody."""


@dataclass(frozen=True)
class Comparison:
    """What each card achieved, whether there is a signal at all, and what follows.

    Attributes
    ----------
    table : DataFrame (n_cards, 7)
        ``auc, auc_low, auc_high, log_loss, brier, lift_top_tenth, base_log_loss``, by card name; the
        last is the log loss of giving every lead the base rate the card learned from.
    signal : str
        ``yes``: some card ranks later leads better than chance. ``no``: none has an AUC that could
        be worth acting on. ``unclear``: too few leads to tell.
    verdict : str
        The same in words, with the best card and whether it is really better than the next.
    """

    table: pd.DataFrame
    signal: str
    verdict: str


def compare(cards: Iterable[Scorecard], X: pd.DataFrame, y: pd.Series) -> Comparison:
    """Judge cards on the same leads, later than those they learned from.

    Parameters
    ----------
    cards : iterable of Scorecard
        Calibrated; their names must differ.
    X : DataFrame (n_leads, n_attributes)
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.

    Raises
    ------
    ParameterError
        If there are no cards or two share a name.
    DataError
        If fewer than two of the leads converted, or fewer than two did not.
    CardError
        If a card has no probabilities.

    Notes
    -----
    ``signal`` is *yes* where the interval of an AUC lies above 0.5, widened for the number of cards
    (Bonferroni); *no* where every interval ends below 0.55.
    """
    cards = list(cards)
    named = {card.name: card for card in cards}
    _refuse_odd(named, len(cards))
    outcome = zero_or_one(y)
    scores = {name: card.score(X) for name, card in named.items()}
    table = auc_intervals(y, scores)
    said = {name: card.predict(X) for name, card in named.items()}
    table["log_loss"] = [log_loss(outcome, p, labels=[0, 1]) for p in said.values()]
    table["brier"] = [brier_score_loss(outcome, p) for p in said.values()]
    parts = min(10, len(outcome))
    table["lift_top_tenth"] = [lift_table(y, s, parts=parts)["lift"].iloc[0] for s in scores.values()]
    table["base_log_loss"] = [_base_log_loss(card, outcome) for card in named.values()]
    signal = _signal(auc_intervals(y, scores, level=1 - 0.05 / len(named)))
    return Comparison(table, signal, _verdict(table, signal, y, scores))


def _refuse_odd(named: dict[str, Scorecard], given: int) -> None:
    if not named:
        raise ParameterError("There are no cards to compare; give at least one.")
    if len(named) < given:
        raise ParameterError(f"{given} cards share {len(named)} names; give each card a name of its own.")


def _base_log_loss(card: Scorecard, outcome) -> float:
    leads, conversions = card.facts.get("leads"), card.facts.get("conversions")
    rate = conversions / leads if leads and conversions else outcome.mean()
    return log_loss(outcome, [rate] * len(outcome), labels=[0, 1])


def _signal(wide: pd.DataFrame) -> str:
    if (wide["auc_low"] > 0.5).any():
        return "yes"
    return "no" if (wide["auc_high"] < TOO_SMALL_TO_MATTER).all() else "unclear"


def _verdict(table: pd.DataFrame, signal: str, y: pd.Series, scores: dict[str, pd.Series]) -> str:
    best = table["auc"].idxmax()
    row = table.loc[best]
    pairs = (
        f"Of 100 pairs of a later lead that converted and one that did not, `{best}` puts the right one first "
        f"{100 * row['auc']:.0f} times (95 % interval {100 * row['auc_low']:.0f} to {100 * row['auc_high']:.0f}; "
        "50 is chance)."
    )
    if signal == "no":
        return f"There is no signal in these attributes: do not call by these scores. {pairs}"
    if signal == "unclear":
        return (
            f"It cannot be told yet whether these scores are better than chance; collect more outcomes first. {pairs}"
        )
    lift = f"The hottest tenth closed at {row['lift_top_tenth']:.1f} times the average."
    return " ".join(["The scores find better leads.", pairs, lift, *_against_next(table, best, y, scores)])


def _against_next(table: pd.DataFrame, best: str, y: pd.Series, scores: dict[str, pd.Series]) -> list[str]:
    others = table.drop(index=best)
    if others.empty:
        return []
    second = others["auc"].idxmax()
    difference, low, high = auc_difference(y, scores[best], scores[second])
    gap = f"(AUC {difference:+.3f}, interval {low:+.3f} to {high:+.3f})"
    if low > 0:
        return [f"`{best}` is better than `{second}` {gap}."]
    return [f"No difference between `{best}` and `{second}` can be told {gap}."]
