"""Pictures of how good a score is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from leadtools.plots.style import FAINT, GOOD, LINES, PLAIN, describe, new_axes, percent


def plot_lift(table: pd.DataFrame, *, card: str = "", ax: Axes | None = None) -> Axes:
    """Draw the close rate of each part of the list, hottest first; `table` from `lift_table`, `card` whose scores."""
    ax = new_axes(ax, 3.4)
    base_rate = table["conversions"].sum() / table["leads"].sum()
    bars = [table["close_rate"] - table["low"], table["high"] - table["close_rate"]]
    ax.bar(table["part"].astype(str), table["close_rate"], color=GOOD, yerr=bars, ecolor=PLAIN, capsize=3)
    ax.axhline(base_rate, color=PLAIN, linestyle="--", linewidth=1)
    percent(ax.yaxis)
    title = f"The hottest part{f' by {card}' if card else ''} closes at {table['lift'].iloc[0]:.1f} times the average"
    top, last = table["close_rate"].iloc[[0, -1]]
    alt = f"{top:.1%} of the hottest and {last:.1%} of the coldest leads converted; {base_rate:.1%} overall."
    x = "part of the list, 1 is the hottest; dashed: average"
    return describe(ax, title=title, x=x, y="close rate, with 95 % interval", alt=alt)


def plot_capture(tables: Mapping[str, pd.DataFrame], *, card: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw how many of all conversions are found so far down the list, a line for each card.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Name of the card to its `lift_table`.
    card : str, optional
        Name of the card that makes the list, of which the title speaks; default: the one that finds most.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    ax = new_axes(ax, 3.8)
    ax.set_prop_cycle(color=LINES)
    for (name, table), style in zip(tables.items(), ["-o", "-s", "-^", "-D", "-v", "-P"] * len(tables), strict=False):
        called = np.concatenate([[0], table["leads"].cumsum() / table["leads"].sum()])
        ax.plot(called, np.concatenate([[0], table["capture"]]), style, markersize=4, label=name)
    ax.plot([0, 1], [0, 1], color=FAINT, linestyle="--", label="calling in no order")
    percent(ax.xaxis)
    percent(ax.yaxis)
    ax.legend(frameon=False)
    third = {
        name: float(np.interp(0.3, t["leads"].cumsum() / t["leads"].sum(), t["capture"])) for name, t in tables.items()
    }
    told = max(third, key=third.get) if card is None else card
    title = f"The first 30 % of the list hold {third[told]:.0%} of the conversions ({told})"
    alt = "; ".join(f"{name}: {share:.0%}" for name, share in third.items()) + "; no order: 30%."
    return describe(ax, title=title, x="share of leads called, hottest first", y="share of conversions found", alt=alt)


def plot_calibration(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what was predicted against what came; `table` from `calibration_table`."""
    ax = new_axes(ax, 3.8)
    bars = [table["close_rate"] - table["low"], table["high"] - table["close_rate"]]
    ax.errorbar(table["predicted"], table["close_rate"], yerr=bars, fmt="o", color=GOOD, ecolor=FAINT, elinewidth=3)
    top = float(max(table["predicted"].max(), table["high"].max()))
    ax.plot([0, top], [0, top], color=PLAIN, linestyle="--", linewidth=1)
    percent(ax.xaxis)
    percent(ax.yaxis)
    hit = int(((table["low"] <= table["predicted"]) & (table["predicted"] <= table["high"])).sum())
    said, came = (
        np.average(table["predicted"], weights=table["leads"]),
        table["conversions"].sum() / table["leads"].sum(),
    )
    title = f"Said {said:.1%} on average, came {came:.1%}"
    alt = f"In {hit} of {len(table)} groups what was said lies within the 95 % interval of what came."
    x = "probability said; dashed: said and came are equal"
    return describe(ax, title=title, x=x, y="close rate that came, with 95 % interval", alt=alt)


def plot_scores(score: pd.Series, tiers: Mapping[str, int], *, ax: Axes | None = None) -> Axes:
    """Draw how many leads have each score, with the lowest score of each tier."""
    ax = new_axes(ax, 3.2)
    ax.hist(score, bins=np.arange(score.min(), score.max() + 3, 2) - 0.5, color=GOOD)
    for i, (name, lowest) in enumerate(tiers.items()):
        ax.axvline(lowest - 0.5, color=PLAIN, linestyle="--", linewidth=1)
        ax.annotate(f" {name} from {lowest}", (lowest - 0.5, 0.94 - 0.09 * i), xycoords=("data", "axes fraction"))
    ax.margins(y=0.12 + 0.12 * len(tiers))
    title = f"{len(score):,} open leads score {score.min()} to {score.max()}, {score.median():.0f} in the middle"
    alt = "; ".join(
        f"{int((score >= lowest).sum())} leads score {lowest} or more ({name})" for name, lowest in tiers.items()
    )
    return describe(ax, title=title, x="score", y="open leads", alt=alt + ".")
