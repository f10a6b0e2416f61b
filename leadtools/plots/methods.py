"""A picture of methods side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from leadtools.plots.style import BAD, FAINT, GOOD, PLAIN, describe, new_axes, shorten


def plot_methods(table: pd.DataFrame, beside: pd.DataFrame | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw how well each card ranks the later leads, and what is no card, on one scale.

    Parameters
    ----------
    table, beside : DataFrame
        Of a `Comparison`: ``auc, auc_low, auc_high`` by name; cards are full dots, the others open ones.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    rows = pd.concat([table.assign(card=True), *([] if beside is None else [beside.assign(card=False)])])
    rows = rows.sort_values("auc", ascending=False, kind="stable")
    ax = new_axes(ax, 1.5 + 0.3 * max(3, len(rows)))
    places = np.arange(len(rows))
    colours = np.where(rows["auc_high"] < 0.5, BAD, GOOD)
    ax.hlines(places, rows["auc_low"], rows["auc_high"], color=FAINT, linewidth=5)
    ax.scatter(rows["auc"], places, c=np.where(rows["card"], colours, "white"), edgecolors=colours, zorder=3)
    ax.axvline(0.5, color=PLAIN, linestyle="--", linewidth=1)
    ax.set_yticks(places, [shorten(name) for name in rows.index])
    ax.set_ylim(max(3, len(rows)) - 0.4, -0.6)
    best = table["auc"].idxmax()
    title = f"{best} puts the better of two leads first {100 * table['auc'][best]:.0f} times of 100"
    alt = "; ".join(f"{name}: AUC {row['auc']:.2f}" for name, row in rows.iterrows()) + "."
    marks = ["open: not a card"] * (not rows["card"].all()) + ["orange: worse than that"] * (BAD in colours)
    return describe(ax, title=title, x="; ".join(["AUC, 95 % interval; dashed: chance", *marks]), y="", alt=alt)
