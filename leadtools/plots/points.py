"""Pictures of what earns points, and on what evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from leadtools.plots.style import BAD, FAINT, GOOD, PLAIN, describe, new_axes, percent, shorten_level
from leadtools.scorecard import Scorecard

MOST_ROWS = 24
LEAST_POINTS = 5
"""The axis reaches so far on either side: a card of one point must not look like one of fifty."""


def plot_close_rates(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the close rates of the levels that stand out most, with their intervals.

    Parameters
    ----------
    table : DataFrame
        From `close_rates`.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    known = table[table["verdict"] == "use"]
    base_rate = float((table["close_rate"] / table["lift"]).dropna().iloc[0]) if "lift" in table else np.nan
    shown = known.loc[known["lift"].map(np.log1p).sub(np.log1p(1)).abs().nlargest(MOST_ROWS).index]
    shown = shown.sort_values("close_rate", ascending=False)
    ax = new_axes(ax, 1.3 + 0.26 * max(3, len(shown)))
    names = [shorten_level(row.attribute, row.level) for row in shown.itertuples()]
    places = np.arange(len(shown))
    colours = np.where(shown["close_rate"] >= base_rate, GOOD, BAD)
    ax.hlines(places, shown["low"], shown["high"], color=FAINT, linewidth=4)
    ax.scatter(shown["close_rate"], places, color=colours, zorder=3)
    ax.set_yticks(places, names)
    ax.set_ylim(max(3, len(shown)) - 0.4, -0.6)
    ax.axvline(base_rate, color=PLAIN, linestyle="--", linewidth=1)
    percent(ax.xaxis)
    seen = int((table["leads"] > 0).sum())
    title = f"{len(known)} of {seen} levels differ from the base rate of {base_rate:.1%}"
    best = f"Highest: {names[0]} with {shown['close_rate'].iloc[0]:.1%}." if len(shown) else "No level stands out."
    return describe(ax, title=title, x="close rate, with 95 % interval; dashed: base rate", y="", alt=best)


def plot_points(card: Scorecard, *, ax: Axes | None = None) -> Axes:
    """Draw the points of the levels that give or take most; hollow where the evidence is too little to say."""
    table = card.table[card.table["points"] != 0]
    shown = table.loc[table["points"].abs().nlargest(MOST_ROWS).index].sort_values("points", ascending=False)
    ax = new_axes(ax, 1.3 + 0.26 * max(3, len(shown)))
    names = [shorten_level(row.attribute, row.level) for row in shown.itertuples()]
    colours = np.where(shown["points"] > 0, GOOD, BAD)
    thin = (shown["verdict"] == "not enough data").to_numpy() if "verdict" in shown else np.zeros(len(shown), bool)
    bars = ax.barh(range(len(shown)), shown["points"], color=np.where(thin, "white", colours), edgecolor=colours)
    ax.bar_label(bars, [f"{points:+d}".replace("-", "−") for points in shown["points"]], padding=3)
    ax.set_yticks(range(len(shown)), names)
    ax.set_ylim(max(3, len(shown)) - 0.4, -0.6)
    ax.margins(x=0.12)
    low, high = ax.get_xlim()
    ax.set_xlim(min(low, -LEAST_POINTS), max(high, LEAST_POINTS))
    ax.axvline(0, color=PLAIN, linewidth=1)
    title = f"What earns and costs most points on the card {card.name}"
    best = f"Most: {names[0]} with {shown['points'].iloc[0]:+d}." if len(shown) else "No level earns or costs points."
    few = f" Hollow, for too few leads to be sure: {', '.join(np.array(names)[thin])}." if thin.any() else ""
    x = "points; hollow: too few leads to be sure" if thin.any() else "points"
    return describe(ax, title=title, x=x, y="", alt=best + few)


def plot_odds_ratios(card: Scorecard, *, ax: Axes | None = None) -> Axes:
    """Draw the odds ratios that differ most from 1, with their intervals; `card` from `fit_logistic`."""
    table = card.table[card.table["odds_ratio"].notna() & (card.table["level"] != card.table["reference"])]
    shown = table.loc[np.log(table["odds_ratio"]).abs().nlargest(MOST_ROWS).index].sort_values(
        "odds_ratio", ascending=False
    )
    ax = new_axes(ax, 1.3 + 0.26 * max(3, len(shown)))
    names = [shorten_level(row.attribute, f"{row.level} / {row.reference}", 52) for row in shown.itertuples()]
    places = np.arange(len(shown))
    ax.hlines(places, shown["odds_ratio_low"], shown["odds_ratio_high"], color=FAINT, linewidth=4)
    ax.scatter(shown["odds_ratio"], places, color=np.where(shown["odds_ratio"] >= 1, GOOD, BAD), zorder=3)
    ax.set_yticks(places, names)
    ax.set_ylim(max(3, len(shown)) - 0.4, -0.6)
    ax.set_xscale("log", base=2)
    ax.xaxis.set_major_formatter(lambda ratio, _: f"{ratio:g}")
    ax.axvline(1, color=PLAIN, linestyle="--", linewidth=1)
    sure = int(((shown["odds_ratio_low"] > 1) | (shown["odds_ratio_high"] < 1)).sum())
    title = f"{sure} of the {len(shown)} strongest effects are sure to point that way"
    best = f"Largest: {names[0]}, odds {shown['odds_ratio'].iloc[0]:.1f} times." if len(shown) else "No effects."
    return describe(ax, title=title, x="odds ratio, with 95 % interval", y="", alt=best)
