"""The evidence against each suspect, in one picture."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from leadtools.plots.style import BAD, FAINT, GOOD, PLAIN, describe, new_axes, percent, shorten

MOST_ROWS = 24


def plot_suspects(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw for each suspect how often it is filled in, by outcome, and how strong it is alone.

    Parameters
    ----------
    table : DataFrame
        From `leak_evidence`: ``column, kind, filled_converted, filled_others, auc, auc_low, auc_high``.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    shown = table.head(MOST_ROWS)
    ax = new_axes(ax, 1.6 + 0.3 * len(shown))
    places = np.arange(len(shown))
    ax.hlines(places, shown["filled_converted"], shown["filled_others"], color=FAINT, linewidth=2)
    ax.scatter(shown["filled_converted"], places, color=GOOD, marker="o", zorder=3, label="filled in, converted")
    ax.scatter(shown["filled_others"], places, color=BAD, marker="s", zorder=3, label="filled in, the others")
    ax.hlines(places + 0.22, shown["auc_low"], shown["auc_high"], color=PLAIN, linewidth=1)
    ax.scatter(shown["auc"], places + 0.22, color=PLAIN, marker="D", s=18, zorder=3, label="AUC of the column alone")
    ax.set_yticks(places, [shorten(f"{row.kind}: {row.column}", 46) for row in shown.itertuples()])
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.axvline(0.5, color=FAINT, linestyle="--", linewidth=1)
    ax.set_xlim(-0.02, 1.03)
    percent(ax.xaxis)
    ax.figure.legend(frameon=False, loc="outside lower center", ncols=3)
    leaks = int((table["kind"] == "leak").sum())
    title = f"{leaks} {'column gives' if leaks == 1 else 'columns give'} the outcome away"
    title += f"; {len(table) - leaks} to ask about" if len(table) > leaks else ""
    alt = "; ".join(
        f"{row.column}: filled in for {row.filled_converted:.0%} of those that converted and "
        f"{row.filled_others:.0%} of the others, AUC {row.auc:.2f}"
        for row in shown.itertuples()
    )
    return describe(ax, title=title, x="share of leads, and AUC; dashed: an AUC that says nothing", y="", alt=alt + ".")
