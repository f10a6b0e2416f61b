"""Would it have worked? A card made anew each month with what was known then, judged by the month that followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm, spearmanr

from leadtools.errors import DataError, MomentError
from leadtools.evaluation.lift import lift_table
from leadtools.evaluation.ranking import auc_intervals
from leadtools.history import History
from leadtools.history.calendar import next_start, starts
from leadtools.intervals import wilson
from leadtools.methods.counts import ENOUGH
from leadtools.scorecard import Scorecard, call_order
from leadtools.snapshot import Snapshot

Fit = Callable[[pd.DataFrame, pd.Series], Scorecard]
NOT_ENOUGH = "not enough data"
TOO_SMALL_TO_MATTER = 0.55
"""An AUC below which a ranking is of no use to anybody."""

RANDOM_SHARE = 0.3
"""Share of the leads that a random split keeps to judge by."""

COLUMNS = ("month", "learned_from", "learned_conversions", "too_young", "leads", "conversions", "close_rate", "low",
           "high", "predicted", "auc", "auc_low", "auc_high", "lift_top_tenth", "rank_agreement", "random_split_auc",
           "verdict")  # fmt: skip


@dataclass(frozen=True)
class Backtest:
    """What a card made each month would have achieved in the month that followed.

    Attributes
    ----------
    table : DataFrame (n_months, 17)
        ``month`` (its first moment); ``learned_from, learned_conversions`` (leads old enough by then,
        and how many had converted) and ``too_young`` (leads known by then that were not, left out);
        ``leads, conversions`` of the month, ``close_rate`` (what came) with its 95 % Wilson interval
        ``low, high``; ``predicted`` (mean probability, what was said); ``auc, auc_low, auc_high``
        and ``lift_top_tenth``; ``rank_agreement`` (Spearman's, of this card's scores and those of
        the card before on the same leads); ``random_split_auc`` (what a random split of the leads
        known then would have claimed); ``verdict``: ``judged`` or ``not enough data``, whose figures
        are not numbers.
    overall : dict of str to float
        ``auc, auc_low, auc_high`` (pairs of leads within a month), ``random_split_auc`` over the same
        months, ``predicted`` and ``close_rate`` over all of them, ``months`` judged.
    verdict : str
        The same in words.
    """

    table: pd.DataFrame
    overall: dict[str, float]
    verdict: str


@dataclass(frozen=True)
class _Step:
    """What is known at the start of a month, and the leads of that month with what became of them since."""

    month: pd.Timestamp
    past: Snapshot | None
    too_young: int
    later: Snapshot


def backtest(
    history: History,
    fit: Fit,
    *,
    every: str = "month",
    horizon_days: float = 90,
    after_days: float = 0,
    seed: int = 0,
) -> Backtest:
    """Make the card anew at the start of each month, with what was known then, and score the leads of that month.

    Parameters
    ----------
    history : History
        With creation dates and dates of the outcome.
    fit : function of X, y
        Returns a calibrated Scorecard, such as ``fit_logistic``.
    every : {"month", "week", "quarter", "year"}
        How often the card is made anew.
    horizon_days, after_days : float
        As for `History.snapshot`.
    seed : int
        Of the random splits.

    Raises
    ------
    MomentError
        If the leads or the outcome have no dates, or the history is too short to learn from one
        month and judge by another.

    Notes
    -----
    At each step the history is cut off (`History.until`): later leads, events and outcomes are not
    there, and leads whose horizon had not passed are left out of what is learned. Columns of the
    leads stand as they do in the export; what sales filled in afterwards must be left out of the
    attributes beforehand. Figures need five conversions and five leads that did not convert.

    The overall AUC weighs each month's by its pairs ÷ its leads (van Elteren 1960), so that a close
    rate that rises and falls with the season is not taken for skill.
    """
    moments = _moments(history, every)
    judged = history.snapshot(after_days=after_days, horizon_days=horizon_days)
    steps = [_step(history, judged, moment, every, after_days, horizon_days) for moment in moments]
    first = next((i for i, step in enumerate(steps) if step.past is not None), None)
    if first is None or not any(len(step.later.X) for step in steps[first:]):
        _refuse_too_short(history, every, after_days + horizon_days)
    rows, previous = [], None
    for step in steps[first:]:
        card = fit(step.past.X, step.past.y) if _enough(step.past.y) else None
        rows.append(_row(step, card, previous, fit, seed))
        previous = card or previous
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    overall = _overall(table)
    return Backtest(table, overall, _words(overall, every))


def why_no_backtest(history: History) -> str:
    """Return why a history cannot be looked back on month by month; ``""`` where it can.

    Examples
    --------
    >>> why_no_backtest(History(pd.DataFrame({"lead_id": [1], "converted": [True]})))
    'Looking back month by month needs the date on which each lead was created; the leads have none.'
    """
    needs = "Looking back month by month needs the date on which each lead "
    if history.created_at is None or history.created_at.isna().all():
        return f"{needs}was created; the leads have none."
    if history.roles.decision is None:
        return f"{needs}converted, to tell what was known when; the outcome has none."
    return ""


def _moments(history: History, every: str) -> list[pd.Timestamp]:
    reason = why_no_backtest(history)
    if reason:
        raise MomentError(f"{reason} Name it in the configuration, or judge by a split instead.")
    created = history.created_at
    return starts(created.min(), created.max(), every)


def _step(
    history: History, judged: Snapshot, month: pd.Timestamp, every: str, after_days: float, horizon_days: float
) -> _Step:
    try:
        past = history.until(month).snapshot(after_days=after_days, horizon_days=horizon_days)
    except (MomentError, DataError):  # nobody is old enough yet
        past = None
    young = 0 if past is None else int((past.apart == "too young").sum())
    inside = (judged.moments >= month) & (judged.moments < next_start(month, every))
    return _Step(month, past, young, judged.take(inside.to_numpy()))


def _enough(y: pd.Series) -> bool:
    return min(int(y.sum()), int((1 - y).sum())) >= ENOUGH


def _refuse_too_short(history: History, every: str, days: float) -> None:
    created = history.created_at
    raise MomentError(
        f"The leads were created from {created.min():%Y-%m-%d} to {created.max():%Y-%m-%d} and outcomes are known "
        f"until {history.known_until:%Y-%m-%d}: too short to watch some leads for {days:g} days and then judge by the "
        f"leads of a later {every}. Bring a longer history, or choose a shorter horizon_days."
    )


def _row(step: _Step, card: Scorecard | None, previous: Scorecard | None, fit: Fit, seed: int) -> tuple:
    X, y = step.later.X, step.later.y
    known = (step.month, len(step.past.y), int(step.past.y.sum()), step.too_young, len(y), int(y.sum()))
    came = (np.nan,) * 3 if not len(y) else (float(y.mean()), *map(float, wilson(y.sum(), len(y))))
    if card is None or not len(y):
        return (*known, *came, *[np.nan] * 7, NOT_ENOUGH)
    score = call_order(card, X)
    said, agreement = float(card.predict(X).mean()), _agreement(previous, X, score)
    if not _enough(y):
        return (*known, *came, said, *[np.nan] * 4, agreement, np.nan, NOT_ENOUGH)
    ranked = auc_intervals(y, {"score": score}).iloc[0]
    lift = float(lift_table(y, score)["lift"].iloc[0])
    return (*known, *came, said, *ranked, lift, agreement, _random_split_auc(step.past, fit, seed), "judged")


def _agreement(previous: Scorecard | None, X: pd.DataFrame, score: pd.Series) -> float:
    if previous is None or len(X) < ENOUGH:
        return np.nan
    before = call_order(previous, X)
    return np.nan if before.nunique() < 2 or score.nunique() < 2 else float(spearmanr(before, score).statistic)


def _random_split_auc(past: Snapshot, fit: Fit, seed: int) -> float:
    """Return the AUC that somebody would have claimed who judged by a random part of the leads learned from."""
    shuffled = Snapshot(past.X, past.y, None, past.apart)
    split = shuffled.split(test_share=RANDOM_SHARE, seed=seed)
    if not (_enough(split.train.y) and _enough(split.test.y)):
        return np.nan
    card = fit(split.train.X, split.train.y)
    return float(auc_intervals(split.test.y, {"score": call_order(card, split.test.X)})["auc"].iloc[0])


def _overall(table: pd.DataFrame) -> dict[str, float]:
    said = table[table["predicted"].notna()]
    rates = {"months": int((table["verdict"] == "judged").sum())}
    if len(said):
        rates["predicted"] = float(np.average(said["predicted"], weights=said["leads"]))
        rates["close_rate"] = float(said["conversions"].sum() / said["leads"].sum())
    judged = table[table["verdict"] == "judged"]
    if not len(judged):
        return rates
    rest = judged["leads"] - judged["conversions"]
    weights = (judged["conversions"] * rest / judged["leads"]).to_numpy()
    weights = weights / weights.sum()
    auc = float(weights @ judged["auc"])
    half = norm.ppf(0.975) * np.sqrt(np.sum((weights * _standard_errors(judged)) ** 2)) / (auc * (1 - auc))
    return rates | {
        "auc": auc,
        "auc_low": float(expit(logit(auc) - half)),
        "auc_high": float(expit(logit(auc) + half)),
        "random_split_auc": _mean_told(judged["random_split_auc"].to_numpy(), weights),
    }


def _mean_told(values: np.ndarray, weights: np.ndarray) -> float:
    told = ~np.isnan(values)
    return float(np.average(values[told], weights=weights[told])) if told.any() else np.nan


def _standard_errors(judged: pd.DataFrame) -> np.ndarray:
    """Return the standard errors of AUCs, taken back from the widths of their intervals in log-odds."""
    auc = judged["auc"].clip(0.01, 0.99)
    low, high = (logit(judged[name].clip(0.001, 0.999)) for name in ("auc_low", "auc_high"))
    return ((high - low) / (2 * norm.ppf(0.975)) * auc * (1 - auc)).to_numpy()


def _words(overall: dict[str, float], every: str) -> str:
    if "auc" not in overall:
        return (
            f"No {every} had enough conversions, and enough leads that did not convert, to judge a card by: "
            f"at least {ENOUGH} of each. Choose a longer `every`, or bring more leads."
        )
    judged = f"{overall['months']} {every}{'s' if overall['months'] > 1 else ''}"
    pairs = (
        f"Made anew each {every} and judged by the leads that came next, over {judged}, the card puts the right one of "
        f"a pair first {100 * overall['auc']:.0f} times of 100 (95 % interval {100 * overall['auc_low']:.0f} to "
        f"{100 * overall['auc_high']:.0f}; 50 is chance)."
    )
    rates = f"Said {overall['predicted']:.1%} on average, came {overall['close_rate']:.1%}."
    return " ".join([_claim_first(overall), pairs, rates, _optimism(overall)]).strip()


def _claim_first(overall: dict[str, float]) -> str:
    if overall["auc_low"] > 0.5:
        return "It would have worked."
    return (
        "It would not have worked." if overall["auc_high"] < 0.55 else "It cannot be told whether it would have worked."
    )


def _optimism(overall: dict[str, float]) -> str:
    claimed = overall["random_split_auc"]
    if np.isnan(claimed):
        return ""
    gap = 100 * (claimed - overall["auc"])
    word = f"{abs(gap):.1f} {'more' if gap > 0 else 'fewer'}" if abs(gap) >= 0.05 else "as many"
    return f"A random split at the same moments would have claimed {100 * claimed:.0f} times of 100, {word}."
