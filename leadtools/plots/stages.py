"""A picture of the customer journey: who moves on from each stage."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from leadtools.behaviour.stages import no_rates
from leadtools.plots.style import BAD, FAINT, GOOD, PLAIN, describe, new_axes, percent, shorten


def plot_stages(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw which share of the leads of each stage moved on, waits and left; `table` from `stage_table`.

    A stage whose rate cannot be told has no bar; where that is so of all, `no_rates` says why.
    """
    shown = table[table["moved_on_rate"].notna()]
    judged = shown[["moved_on", "waiting", "left"]].sum(axis=1)
    ax = new_axes(ax, 1.9 + 0.55 * max(2, len(shown)))
    places, start = np.arange(len(shown)), np.zeros(len(shown))
    for column, colour, words in (
        ("moved_on", GOOD, "moved on"),
        ("waiting", FAINT, "still there"),
        ("left", BAD, "left"),
    ):
        share = shown[column] / judged
        ax.barh(places, share, left=start, color=colour, label=words, height=0.6)
        start = start + share
    bars = [shown["moved_on_rate"] - shown["low"], shown["high"] - shown["moved_on_rate"]]
    ax.errorbar(shown["moved_on_rate"], places, xerr=bars, fmt="none", ecolor=PLAIN, elinewidth=2, capsize=3)
    ax.set_yticks(places, [_words(row, n) for row, n in zip(shown.itertuples(), judged, strict=True)])
    ax.invert_yaxis()
    ax.set_xlim(0, 1)
    percent(ax.xaxis)
    ax.figure.legend(frameon=False, loc="outside lower center", ncols=3)
    title, alt = no_rates(table).rstrip("."), "Nothing is drawn."
    if len(shown):
        fewest = shown.loc[shown["moved_on_rate"].idxmin()]
        title = f"Fewest move on from {shorten(fewest['stage'], 30)}: {fewest['moved_on_rate']:.0%}"
        alt = "; ".join(f"{row.stage}: {row.moved_on_rate:.1%} moved on" for row in shown.itertuples())
    return describe(ax, title=title, x="share of leads that came to the stage, with 95 % interval", y="", alt=alt)


def _words(row, judged: int) -> str:
    days = row.median_days
    median = "over half are still there" if np.isnan(days) else f"half are out after {days:.0f} days"
    return f"{shorten(row.stage, 24)} → {shorten(row.next, 24)}\n{judged:,} leads; {median}"
