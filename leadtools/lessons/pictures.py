"""Pictures that only the lessons need."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from leadtools.plots.style import BAD, FAINT, GOOD, PLAIN, describe, new_axes, percent
from leadtools.scorecard import Line


def plot_luck(wins: np.ndarray, calls: int, close_rate: float, *, ax: Axes | None = None) -> Axes:
    """Draw how many wins each of several equally good callers came back with.

    Parameters
    ----------
    wins : array of int (n_callers,)
    calls : int
        Calls of each.
    close_rate : float
        The true one, the same for all, 0 to 1.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    ax = new_axes(ax, 3.2)
    colours = np.where(wins >= calls * close_rate, GOOD, BAD)
    ax.bar(np.arange(1, len(wins) + 1), wins / calls, color=colours)
    ax.axhline(close_rate, color=PLAIN, linestyle="--", linewidth=1)
    ax.set_xticks(np.arange(1, len(wins) + 1))
    percent(ax.yaxis)
    nobody = int((wins == 0).sum())
    title = f"Equally good, {calls} calls each: from {wins.min()} to {wins.max()} wins"
    alt = f"{nobody} of {len(wins)} callers won nobody; the true rate is {close_rate:.0%} for every one of them."
    return describe(ax, title=title, x="caller; dashed: the true close rate of all", y="close rate seen", alt=alt)


def plot_probability(line: Line, *, ax: Axes | None = None) -> Axes:
    """Draw the probability that goes with each score from 0 to 100."""
    ax = new_axes(ax, 3.4)
    score = np.arange(0, 101)
    ax.plot(score, line.probability(score), color=GOOD)
    marks = np.array([line.score, line.score + line.points_to_double])
    ax.scatter(marks, line.probability(marks), color=PLAIN, zorder=3)
    for mark, share in zip(marks, line.probability(marks), strict=True):
        ax.annotate(f"{100 * share:.1f} % at {mark:g}", (mark, share), textcoords="offset points", xytext=(10, -8))
    percent(ax.yaxis)
    title = f"Every {line.points_to_double:g} points double the odds, and the probability never leaves 0 to 100 %"
    alt = (
        f"A curve that rises slowly, then fast, then slowly again; {line.probability(marks)[0]:.1%} at {line.score:g}."
    )
    return describe(ax, title=title, x="score", y="probability of converting", alt=alt)


def plot_bands(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what two teams believe beside what the data say.

    Parameters
    ----------
    table : DataFrame
        ``band, sales, marketing`` (believed close rates, 0 to 1), ``close_rate, low, high``, ``leads, conversions``.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    ax = new_axes(ax, 3.2)
    places = np.arange(len(table))
    ax.hlines(places, table["low"], table["high"], color=FAINT, linewidth=6)
    ax.scatter(table["close_rate"], places, color=PLAIN, zorder=3, label="the data, with 95 % interval")
    ax.scatter(table["sales"], places - 0.2, marker="^", color=GOOD, zorder=4, label="sales believe")
    ax.scatter(table["marketing"], places + 0.2, marker="s", color=BAD, zorder=4, label="marketing believes")
    ax.set_yticks(places, table["band"])
    ax.invert_yaxis()
    ax.legend(loc="lower right")
    percent(ax.xaxis)
    inside = [int(table[team].between(table["low"], table["high"]).sum()) for team in ("sales", "marketing")]
    title = f"What the data allow: sales {inside[0]}, marketing {inside[1]} of {len(table)} beliefs"
    alt = "; ".join(f"{row.band}: {row.conversions} of {row.leads} converted" for row in table.itertuples()) + "."
    return describe(ax, title=title, x="close rate", y="score", alt=alt)


def plot_fading(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a source's close rate, period by period, beside that of all leads.

    Parameters
    ----------
    table : DataFrame
        ``period``, ``close_rate, low, high`` of the source and ``base_rate`` of all leads, 0 to 1.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    ax = new_axes(ax, 3.2)
    bars = [table["close_rate"] - table["low"], table["high"] - table["close_rate"]]
    ax.errorbar(table["period"], table["close_rate"], yerr=bars, fmt="o", color=GOOD, ecolor=FAINT, elinewidth=4)
    ax.plot(table["period"], table["base_rate"], color=PLAIN, linestyle="--", linewidth=1)
    percent(ax.yaxis)
    ax.set_ylim(bottom=0)
    first, last = table.iloc[0], table.iloc[-1]
    lifts = [row["close_rate"] / row["base_rate"] for row in (first, last)]
    title = f"From {lifts[0]:.1f} to {lifts[1]:.1f} times the base rate"
    alt = f"{first['close_rate']:.0%} in {first['period']}, {last['close_rate']:.0%} in {last['period']}."
    return describe(ax, title=title, x="when the lead was created; dashed: all leads", y="close rate", alt=alt)
