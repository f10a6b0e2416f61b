"""A picture of what an edit of a card does to its ranking."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from leadtools.plots.style import FAINT, GOOD, PLAIN, describe, new_axes, percent


def plot_lift_change(before: pd.DataFrame, after: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the close rate of each part of the list before and after an edit; both from `lift_table`."""
    ax = new_axes(ax, 3.4)
    for table, label, colour, step in ((before, "before", FAINT, -0.2), (after, "after", GOOD, 0.2)):
        bars = [table["close_rate"] - table["low"], table["high"] - table["close_rate"]]
        places = table["part"] + step
        ax.bar(places, table["close_rate"], width=0.4, color=colour, label=label, yerr=bars, ecolor=PLAIN, capsize=2)
    base_rate = after["conversions"].sum() / after["leads"].sum()
    ax.axhline(base_rate, color=PLAIN, linestyle="--", linewidth=1)
    ax.set_xticks(np.asarray(after["part"]))
    percent(ax.yaxis)
    ax.legend(frameon=False, loc="upper right")
    was, is_now = before["lift"].iloc[0], after["lift"].iloc[0]
    title = f"The hottest part closes at {is_now:.1f} times the average, {was:.1f} times before"
    alt = (
        f"{after['close_rate'].iloc[0]:.1%} of the hottest leads converted, {before['close_rate'].iloc[0]:.1%} before."
    )
    x = "part of the list, 1 is the hottest; dashed: average"
    return describe(ax, title=title, x=x, y="close rate, with 95 % interval", alt=alt)
