"""A picture of what is paid for twice."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from leadtools.plots.style import BAD, FAINT, GOOD, PLAIN, describe, new_axes, shorten

MOST_ROWS = 20


def plot_overlap(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how points change once all attributes are looked at together; `table` from `overlap`.

    An open dot is a level's points alone, a full one its points together; the levels that change
    most are shown.
    """
    change = (table["points_alone"] - table["points_together"]).abs()
    shown = table.loc[change.nlargest(MOST_ROWS).index].sort_values("points_alone", ascending=False)
    ax = new_axes(ax, 1.3 + 0.26 * max(3, len(shown)))
    places = range(len(shown))
    ax.hlines(places, shown["points_alone"], shown["points_together"], color=FAINT, linewidth=3)
    ax.scatter(shown["points_alone"], places, facecolors="white", edgecolors=PLAIN, zorder=3)
    colours = [BAD if flips else GOOD for flips in shown["flips"]]
    ax.scatter(shown["points_together"], places, color=colours, zorder=4)
    ax.set_yticks(places, [shorten(f"{row.attribute}: {row.level}", 46) for row in shown.itertuples()])
    ax.set_ylim(max(3, len(shown)) - 0.4, -0.6)
    ax.axvline(0, color=PLAIN, linestyle="--", linewidth=1)
    flips = int(table["flips"].sum())
    title = (
        f"Looked at together, {int((change > 0).sum())} of {len(table)} levels earn other points; {flips} turn round"
    )
    alt = _in_words(shown.iloc[0]) if len(shown) else "No levels."
    return describe(ax, title=title, x="points; open: alone, full: together (orange: turned round)", y="", alt=alt)


def _in_words(row: pd.Series) -> str:
    points = f"{row['points_alone']:+d} alone and {row['points_together']:+d} together"
    return f"{row['attribute']}: {row['level']} earns {points}."
