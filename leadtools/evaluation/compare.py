"""Scorecards side by side on the same later leads, and a verdict in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import brier_score_loss, log_loss

from leadtools.errors import CardError, DataError, ParameterError, did_you_mean
from leadtools.evaluation import verdict
from leadtools.evaluation.bootstrap import Ranking, differences
from leadtools.evaluation.lift import lift_table
from leadtools.evaluation.ranking import auc_intervals
from leadtools.outcome import read_outcome
from leadtools.scorecard import Scorecard, call_order

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
        ``yes``: the card in use, or else some card, ranks later leads better than chance. ``no``: it, or
        none, has an AUC that could be worth acting on. ``unclear``: too few leads to tell.
    verdict : str
        The same in words: whether the card in use (or else the best) is really better than the orders
        that need no card and than the rubric, the best card than the next or the one in use, and what
        the models that nobody can read do beside the best. Without a signal, the orders that rank better
        than the card in use are named.
    beside : DataFrame (n_orders + n_models, 6)
        The measures of `table` for what is no card; an order has no log loss and no Brier score.
    differences : DataFrame
        Every method against the best card, measure by measure, with paired intervals (see
        `leadtools.evaluation.bootstrap`).
    """

    table: pd.DataFrame
    signal: str
    verdict: str
    beside: pd.DataFrame
    differences: pd.DataFrame


def compare(
    cards: Iterable[Scorecard],
    X: pd.DataFrame,
    y: pd.Series,
    *,
    orders: Mapping[str, pd.Series] | None = None,
    models: Mapping[str, pd.Series] | None = None,
    capacity: int | None = None,
    leads_per_month: float | None = None,
    used: str | None = None,
    seed: int = 0,
) -> Comparison:
    """Judge cards on the same leads, later than those they learned from.

    Parameters
    ----------
    cards : iterable of Scorecard
        Calibrated; their names must differ.
    X : DataFrame (n_leads, n_attributes)
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    orders : mapping of str to Series (n_leads,), optional
        Orders that need no card, such as ``newest first``: higher is called first. Indexed like `X`.
    models : mapping of str to Series (n_leads,), optional
        Probabilities (0 to 1) of models that nobody can read, as a ceiling. Indexed like `X`.
    capacity : int, optional
        Leads that sales can call, for the conversions found by calling that many (``wins``).
    leads_per_month : float, optional
        Leads that come in, to say in months what is said in leads.
    used : str, optional
        Name of the card by which leads are called, of which the signal and the verdict speak first.
        Default: the best.
    seed : int
        Of the draws behind the paired intervals.

    Raises
    ------
    ParameterError
        If there are no cards, two methods share a name, `used` is none of the cards, or `capacity` is not among
        the leads.
    DataError
        If `y` is not 0/1 for every lead, fewer than two of the leads converted, or fewer than two
        did not, or `X` lacks an attribute of a card, or an order or a model does not know every lead.
    CardError
        If a card has no probabilities, or cards were made for different outcomes.

    Notes
    -----
    Leads that a card disqualifies count as called last, whatever their scores. ``signal`` is *yes* where the
    interval of an AUC (that of `used`, where it is named) lies above 0.5, widened for the number of cards
    (Bonferroni); *no* where every interval ends below 0.55.
    """
    cards, orders, models = list(cards), dict(orders or {}), dict(models or {})
    _refuse_odd([*(card.name for card in cards), *orders, *models], len(cards), capacity, len(X))
    _refuse_unknown(used, [card.name for card in cards])
    _refuse_strangers(cards, X)
    outcome = read_outcome(X, y)
    order = np.argsort(X.index, kind="stable")
    X, y, outcome = X.iloc[order], pd.Series(outcome[order], index=X.index[order]), outcome[order]
    scores = {card.name: call_order(card, X) for card in cards}
    table = _measured(y, scores, {card.name: card.predict(X) for card in cards})
    table["base_log_loss"] = [_base_log_loss(card, outcome) for card in cards]
    others = {name: _aligned(name, values, X) for name, values in (orders | models).items()}
    said = {name: others[name] for name in models}
    beside = _measured(y, others, said) if others else table.drop(columns="base_log_loss").iloc[:0]
    rankings = {card.name: Ranking.of(scores[card.name], outcome, card.predict(X)) for card in cards}
    rankings |= {name: Ranking.of(values, outcome, said.get(name)) for name, values in others.items()}
    best = table["auc"].idxmax()
    apart = differences(outcome, rankings, best, capacity=capacity, seed=seed)
    wide = auc_intervals(y, scores, level=1 - 0.05 / len(cards))
    spoken_of = list(scores) if used is None else [used]
    signal = _signal(wide.loc[spoken_of])
    words = [verdict.signal_in_words(table.loc[spoken_of], signal)]
    listed = best if used is None else used
    own = apart if listed == best else _held_against(listed, rankings, [verdict.RUBRIC, *orders], outcome, seed)
    if listed != best:
        words.append(verdict.of_the_best(apart, best, listed))
    if _signal(wide) == "yes":
        words += _beside_the_next(table, apart, listed, len(outcome), leads_per_month)
        words += _beside_the_list(table, apart=own, listed=listed, orders=orders)
        words += filter(None, (verdict.against_model(apart, beside, best, name) for name in models))
        words += filter(None, (verdict.worse_than_lots(beside, name) for name in orders))
    else:
        ahead = [name for name in orders if beside.loc[name, "auc"] > table.loc[listed, "auc"]]
        words += [verdict.against_order(own, listed, name) for name in ahead]
    return Comparison(table, signal, " ".join(words), beside, apart)


def _refuse_odd(names: list[str], n_cards: int, capacity: int | None, n_leads: int) -> None:
    if not n_cards:
        raise ParameterError("There are no cards to compare; give at least one.")
    if len(set(names)) < len(names):
        what = "cards" if n_cards == len(names) else "methods"
        raise ParameterError(f"{len(names)} {what} share {len(set(names))} names; give each a name of its own.")
    if capacity is not None and not 1 <= capacity <= n_leads:
        raise ParameterError(f"capacity is {capacity}; allowed is 1 to {n_leads}, the number of leads judged by.")


def _refuse_unknown(used: str | None, names: list[str]) -> None:
    if used is not None and used not in names:
        raise ParameterError(f"used is {used!r}, which is none of the cards{did_you_mean(used, names)}")


def _refuse_strangers(cards: list[Scorecard], X: pd.DataFrame) -> None:
    """Refuse cards for other leads than these, or for another outcome than the rest."""
    for card in cards:
        for attribute in card.attributes:
            if attribute.name not in X.columns:
                raise DataError(
                    f"The card `{card.name}` needs `{attribute.name}`, which is not a column of these leads"
                    f"{did_you_mean(attribute.name, X.columns)}"
                )
    outcomes = {card.facts["outcome"]: card.name for card in reversed(cards) if "outcome" in card.facts}
    if len(outcomes) > 1:
        (one, first), (other, second) = sorted(outcomes.items(), key=lambda item: item[1])[:2]
        raise CardError(
            f"`{first}` was made for the outcome {one!r} and `{second}` for {other!r}; cards are compared on one "
            "outcome only. Make both from the same configuration."
        )


def _aligned(name: str, values: pd.Series, X: pd.DataFrame) -> pd.Series:
    here = values.reindex(X.index) if isinstance(values, pd.Series) else pd.Series(values, index=X.index)
    if here.isna().any():
        raise DataError(f"`{name}` has no value for {int(here.isna().sum())} of the {len(X)} leads; give one for each.")
    return here.astype(float)


def _measured(y: pd.Series, scores: Mapping[str, pd.Series], said: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Return the measures of each score; losses where something was said of probabilities."""
    table = auc_intervals(y, scores)
    table["log_loss"] = [log_loss(y, said[name], labels=[0, 1]) if name in said else np.nan for name in scores]
    table["brier"] = [brier_score_loss(y, said[name]) if name in said else np.nan for name in scores]
    parts = min(10, len(y))
    table["lift_top_tenth"] = [lift_table(y, score, parts=parts)["lift"].iloc[0] for score in scores.values()]
    return table


def _base_log_loss(card: Scorecard, outcome: np.ndarray) -> float:
    leads, conversions = card.facts.get("leads"), card.facts.get("conversions")
    rate = conversions / leads if leads and conversions else outcome.mean()
    return log_loss(outcome, [rate] * len(outcome), labels=[0, 1])


def _signal(wide: pd.DataFrame) -> str:
    if (wide["auc_low"] > 0.5).any():
        return "yes"
    return "no" if (wide["auc_high"] < TOO_SMALL_TO_MATTER).all() else "unclear"


def _held_against(
    listed: str, rankings: Mapping[str, Ranking], others: Iterable[str], outcome: np.ndarray, seed: int
) -> pd.DataFrame:
    """Return how others do against the card by which leads are called, on the same draws as against the best."""
    chosen = {name: rankings[name] for name in (listed, *others) if name in rankings}
    return differences(outcome, chosen, listed, seed=seed)


def _beside_the_next(
    table: pd.DataFrame, apart: pd.DataFrame, listed: str, n_leads: int, leads_per_month: float | None
) -> Iterable[str]:
    """Yield how the best card does beside the next, or what it takes to know whether it beats the one in use."""
    best = table["auc"].idxmax()
    other = _second(table) if listed == best else listed
    if other is None:
        return
    if listed == best:
        yield verdict.against_next(apart, best, other)
    if settled := verdict.settled_by(apart, other, n_leads, leads_per_month):
        yield settled


def _beside_the_list(table: pd.DataFrame, *, apart: pd.DataFrame, listed: str, orders: Iterable[str]) -> Iterable[str]:
    """Yield whether the card by which leads are called beats the rubric and the orders that need no card."""
    told = (listed, _second(table) if listed == table["auc"].idxmax() else table["auc"].idxmax())
    if verdict.RUBRIC in table.index and verdict.RUBRIC not in told:
        yield verdict.against_rubric(apart, listed)
    yield from (verdict.against_order(apart, listed, name) for name in orders)


def _second(table: pd.DataFrame) -> str | None:
    """Return the card that comes after the best, if there is one."""
    others = table["auc"].drop(table["auc"].idxmax()).sort_values(ascending=False, kind="stable").index
    return others[0] if len(others) else None
