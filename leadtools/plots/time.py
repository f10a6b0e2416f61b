"""Pictures of what time tells: how long leads take, how young they are, and whether it would have worked."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from leadtools.plots.style import BAD, FAINT, GOOD, PLAIN, describe, new_axes, percent, shorten, slant


def plot_backtest(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how well each month's card ranked the leads that came next; `table` from `backtest`."""
    ax = new_axes(ax, 3.6)
    judged = table[table["verdict"] == "judged"]
    months = table["month"].dt.strftime("%Y-%m")
    bars = [judged["auc"] - judged["auc_low"], judged["auc_high"] - judged["auc"]]
    ax.plot(months, np.full(len(months), 0.5), color=PLAIN, linestyle="--", linewidth=1)
    ax.errorbar(months[judged.index], judged["auc"], yerr=bars, fmt="o", color=GOOD, ecolor=FAINT, elinewidth=3,
                label="came true")  # fmt: skip
    claimed = judged[judged["random_split_auc"].notna()]
    ax.plot(months[claimed.index], claimed["random_split_auc"], "x", color=BAD, label="a random split would have said")
    slant(ax)
    ax.figure.legend(frameon=False, loc="outside lower center", ncols=2)
    above = int((judged["auc_low"] > 0.5).sum())
    better = f"In {above} of {len(judged)} periods that could be judged the card was better than chance beyond doubt"
    title = better if len(judged) else "No period could be judged"
    alt = f"AUC of {len(judged)} periods with 95 % intervals; {len(table) - len(judged)} had not enough data."
    return describe(ax, title=title, x="period whose leads were judged; dashed: chance", y="AUC", alt=alt)


def plot_time_to_close(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the share of leads converted by each day; `table` from `time_to_close`."""
    ax = new_axes(ax, 3.2)
    told = table[table["close_rate"].notna()]
    ax.fill_between(told["days"], told["low"], told["high"], color=FAINT, step=None)
    ax.plot(told["days"], told["close_rate"], color=GOOD)
    percent(ax.yaxis)
    ax.set_ylim(bottom=0)
    if told.empty:
        title = alt = "No lead has been followed long enough"
    else:
        last, first = told.iloc[-1], told.iloc[0]
        title = f"{last['close_rate']:.1%} of the leads convert within {last['days']:g} days"
        alt = f"{first['close_rate']:.1%} within {first['days']:g} days. The band is the 95 % interval."
    return describe(ax, title=title, x="days since creation", y="share converted", alt=alt)


def plot_maturity(table: pd.DataFrame, *, ax: Axes | None = None, most: int = 24) -> Axes:
    """Draw close rates as they look today beside what they will be; `table` from `maturity_by`."""
    shown = table.tail(most)
    ax = new_axes(ax, 1.5 + 0.26 * len(shown))
    names, told = [shorten(name) for name in shown["segment"]], shown["close_rate"].notna().to_numpy()
    places = np.arange(len(shown))
    right = shown[told]
    bars = [right["close_rate"] - right["low"], right["high"] - right["close_rate"]]
    ax.errorbar(right["close_rate"], places[told], xerr=bars, fmt="o", color=GOOD, ecolor=FAINT, elinewidth=3,
                label="when all have had their time")  # fmt: skip
    ax.plot(shown["naive_rate"], places, "x", color=BAD, label="as it looks today")
    ax.set_yticks(places, names)
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.set_xlim(left=0)
    percent(ax.xaxis)
    ax.figure.legend(frameon=False, loc="outside lower center", ncols=2)
    short = int((table["understated"] > 0.1).sum())
    title = f"{short} of {len(table)} close rates look more than a tenth too low today"
    last = shown.iloc[-1]
    alt = f"The last, {last['segment']}: {last['naive_rate']:.1%} today, {last['verdict']}."
    return describe(ax, title=title, x="close rate, with 95 % interval", y="", alt=alt)
