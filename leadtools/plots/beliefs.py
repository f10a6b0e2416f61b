"""A picture of what people believe beside what the data say."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from leadtools.plots.style import BAD, FAINT, GOOD, PLAIN, describe, new_axes, shorten

MOST_ROWS = 24
WIDEST = 8
"""Times, and its inverse, beyond which the picture does not reach."""
PLACES = {"much better": 2.0, "better": 1.5, "no difference": 1.0, "worse": 1 / 1.5, "much worse": 0.5}
MARKS = ("D", "s", "^", "v", "P")


def plot_beliefs(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what each group says of a level, and how many times as often as others its leads close.

    Parameters
    ----------
    table : DataFrame
        ``table`` of a `check_beliefs`.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    known = table[table["times"].notna()]
    levels = known.drop_duplicates(["attribute", "level"]).sort_values("times", ascending=False)[:MOST_ROWS]
    names = [f"{row.attribute}: {row.level}" for row in levels.itertuples()]
    ax = new_axes(ax, 1.7 + 0.3 * max(3, len(levels)))
    places = np.arange(len(levels))
    drawn = levels[["times", "times_low", "times_high"]].clip(1 / WIDEST, WIDEST)
    ax.hlines(places, drawn["times_low"], drawn["times_high"], color=FAINT, linewidth=5)
    ax.scatter(drawn["times"], places, color=GOOD, zorder=3, label="data")
    at = dict(zip(names, places, strict=True))
    for (who, rows), mark in zip(known.groupby("who", sort=False), MARKS * 2, strict=False):
        rows = rows[(rows["attribute"] + ": " + rows["level"]).isin(at)]
        y = (rows["attribute"] + ": " + rows["level"]).map(at)
        edge = np.where(rows["verdict"] == "contradicted", BAD, PLAIN)
        ax.scatter(rows["effect"].map(PLACES), y, marker=mark, facecolors="white", edgecolors=edge, zorder=4)
        ax.scatter([], [], marker=mark, facecolors="white", edgecolors=PLAIN, label=who)
    ax.set_xscale("log", base=2)
    ax.set_xticks([1 / 4, 1 / 2, 1, 2, 4], ["¼", "½", "1", "2", "4"])
    ax.minorticks_off()
    ax.set_yticks(places, [shorten(name, 40) for name in names])
    ax.invert_yaxis()
    ax.axvline(1, color=PLAIN, linestyle="--", linewidth=1)
    ax.figure.legend(*ax.get_legend_handles_labels(), frameon=False, loc="outside lower center", ncols=3, fontsize=9)
    verdicts = table["verdict"].str.split(",").str[0].value_counts()
    borne_out, against = (verdicts.get(verdict, 0) for verdict in ("agreed", "contradicted"))
    title = f"Of {len(table)} beliefs the data bear out {borne_out} and contradict {against}"
    alt = "; ".join(f"{row.who} on {row.attribute}: {row.level}: {row.verdict}" for row in table.head(6).itertuples())
    x = "times the close rate of other leads, with 95 % interval; orange: contradicted"
    return describe(ax, title=title, x=x, y="", alt=f"{alt}.")
