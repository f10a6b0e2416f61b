"""The verdict of a comparison, in words."""

from __future__ import annotations

import pandas as pd

from leadtools.evaluation.bootstrap import leads_to_settle

RUBRIC = "rubric"
"""What a run calls the card that its company has written by hand."""
NOT_WORTH_WAITING = 20
"""Times the leads judged by, beyond which a difference is too small to wait for."""


def signal_in_words(table: pd.DataFrame, signal: str) -> str:
    """Return whether there is a signal, how good the best card is, and what follows."""
    best = table["auc"].idxmax()
    row = table.loc[best]
    pairs = (
        f"Of 100 pairs of a later lead that converted and one that did not, `{best}` puts the right one first "
        f"{100 * row['auc']:.0f} times (95 % interval {100 * row['auc_low']:.0f} to {100 * row['auc_high']:.0f}; "
        "50 is chance)."
    )
    if (table["auc_high"] < 0.5).all():
        pairs += " That is worse than chance beyond doubt: perhaps the two outcomes are exchanged, won taken for lost."
    if signal == "no":
        return f"There is no signal in these attributes: do not call by these scores. {pairs}"
    if signal == "unclear":
        return (
            f"It cannot be told yet whether these scores are better than chance; collect more outcomes first. {pairs}"
        )
    lift = f"The hottest tenth by `{best}` closed at {row['lift_top_tenth']:.1f} times the average."
    return f"The scores find better leads. {pairs} {lift}"


def of_the_best(apart: pd.DataFrame, best: str, used: str) -> str:
    """Return how the best card does beside another one, by which leads are called."""
    row = _auc_of(apart, used)
    gap = _gap(-row["difference"], -row["difference_high"], -row["difference_low"])
    if row["verdict"] == "worse":
        return f"`{used}` makes the list, though `{best}` ranks these leads better {gap}: `score_with: {best}` uses it."
    return f"`{used}` makes the list; `{best}` came out ahead, but by no difference that can be told {gap}."


def against_next(apart: pd.DataFrame, best: str, second: str) -> str:
    """Return whether the best card is really better than the next."""
    row = _auc_of(apart, second)
    gap = _gap(-row["difference"], -row["difference_high"], -row["difference_low"])
    if row["verdict"] == "worse":
        return f"`{best}` is better than `{second}` {gap}."
    return f"No difference between `{best}` and `{second}` can be told {gap}."


def settled_by(apart: pd.DataFrame, other: str, n_leads: int, leads_per_month: float | None) -> str:
    """Return what it takes to know whether the best card is better than another; ``""`` where it is known."""
    row = _auc_of(apart, other)
    if row["verdict"] != "no difference":
        return ""
    return _settled_by(leads_to_settle(row["difference"], row["standard_error"], n_leads), n_leads, leads_per_month)


def _settled_by(more: float, n_leads: int, leads_per_month: float | None) -> str:
    if more > NOT_WORTH_WAITING * n_leads:
        return f"It is too small to wait for: even {NOT_WORTH_WAITING} times as many leads would hardly settle it."
    months = f", {_months(more / leads_per_month)} at the present inflow" if leads_per_month else ""
    return f"If it is as large as it looks, about {_two_digits(more)} more judged leads would settle it{months}."


def _months(months: float) -> str:
    return "less than a month" if months < 1 else f"about {_two_digits(months)} months"


def _two_digits(number: float) -> str:
    return f"{float(f'{number:.2g}'):,.0f}"


def against_order(apart: pd.DataFrame, card: str, order: str) -> str:
    """Return whether a card beats an order that needs no card."""
    return _against(_auc_of(apart, order), card, f"calling {order}", ": that order costs nothing")


def against_rubric(apart: pd.DataFrame, card: str) -> str:
    """Return whether a card beats the one that was written by hand."""
    return _against(_auc_of(apart, RUBRIC), card, "the rubric written by hand")


def _against(row: pd.Series, card: str, other: str, free: str = "") -> str:
    gap = _gap(-row["difference"], -row["difference_high"], -row["difference_low"])
    if row["verdict"] == "worse":
        return f"`{card}` is better than {other} {gap}."
    if row["verdict"] == "better":
        return f"`{card}` is worse than {other} {gap}{free}."
    if row["difference"] > 0:
        ahead = f"{other[0].upper()}{other[1:]} came out ahead of `{card}`, but by no difference that can be told"
        return f"{ahead} {_gap(row['difference'], row['difference_low'], row['difference_high'])}{free}."
    return f"No difference between `{card}` and {other} can be told {gap}{free}."


def worse_than_lots(beside: pd.DataFrame, order: str) -> str:
    """Return what it means that an order ranks below chance; ``""`` where it does not, beyond doubt."""
    row = beside.loc[order]
    if row["auc_high"] >= 0.5:
        return ""
    words = f"Calling {order} is worse than drawing lots (AUC {row['auc']:.2f}): those it puts first convert less often"
    if not order.startswith("newest"):
        return f"{words}."
    assumed = ", or the order is not that of time" if order.endswith("(assumed)") else ""
    return f"{words}. Perhaps they have had less time to convert{assumed}; so it is no hard order to beat."


def against_model(apart: pd.DataFrame, beside: pd.DataFrame, best: str, model: str) -> str:
    """Return what being readable costs, beside a model that nobody can read; ``""`` where that model shows nothing.

    One that ranks worse than the card, or no better than chance, is no ceiling: more may be reached than it does.
    """
    row = _auc_of(apart, model)
    if row["verdict"] == "worse" or beside.loc[model, "auc_low"] <= 0.5:
        return ""
    gap = _gap(row["difference"], row["difference_low"], row["difference_high"])
    if row["verdict"] == "better":
        return f"Being readable costs something here: {model}, which nobody can read, ranks better than `{best}` {gap}."
    costs_nothing = f"Being readable costs nothing that can be told: {model}, which nobody can read,"
    return f"{costs_nothing} is no better than `{best}` {gap}."


def _auc_of(apart: pd.DataFrame, method: str) -> pd.Series:
    return apart[(apart["method"] == method) & (apart["measure"] == "auc")].iloc[0]


def _gap(difference: float, low: float, high: float) -> str:
    return f"(AUC {difference:+.3f}, interval {low:+.3f} to {high:+.3f})".replace("-", "−")
