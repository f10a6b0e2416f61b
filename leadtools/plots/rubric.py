"""Pictures of a rubric held against outcomes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from leadtools.plots.style import BAD, FAINT, GOOD, PLAIN, describe, new_axes, shorten

MOST_ROWS = 24


def plot_rules(rules: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw points on paper beside the points earned, for the rules that lie farthest apart.

    Parameters
    ----------
    rules : DataFrame
        ``rules`` of a `check_rubric`.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    known = rules[rules["earned"].notna() & ((rules["points"] != 0) | (rules["verdict"] == "contradicted"))]
    apart = (known["points"] - known["earned"]).abs()
    shown = known.loc[apart.nlargest(MOST_ROWS).index].sort_values("points", ascending=False, kind="stable")
    ax = new_axes(ax, 1.5 + 0.27 * max(3, len(shown)))
    places = np.arange(len(shown))
    wrong = (shown["verdict"] == "contradicted").to_numpy()
    ax.hlines(places, shown["earned_low"], shown["earned_high"], color=FAINT, linewidth=4)
    for which, colour, label in ((~wrong, GOOD, "earned"), (wrong, BAD, "earned, contradicts the paper")):
        ax.scatter(shown["earned"][which], places[which], color=colour, zorder=3, label=label)
    ax.scatter(shown["points"], places, facecolors="white", edgecolors=PLAIN, marker="D", zorder=4, label="on paper")
    ax.set_yticks(places, [shorten(f"{row.attribute}: {row.level}", 46) for row in shown.itertuples()])
    ax.set_ylim(max(3, len(shown)) - 0.4, -0.6)
    ax.axvline(0, color=PLAIN, linewidth=1)
    ax.figure.legend(*ax.get_legend_handles_labels(), frameon=False, loc="outside lower center", ncols=3, fontsize=9)
    paid = rules[rules["points"] != 0]
    held, against = (int((paid["verdict"] == verdict).sum()) for verdict in ("holds", "contradicted"))
    title = f"{held} of {len(paid)} rules hold; the data contradict {against}"
    alt = "; ".join(_in_words(row) for row in shown.head(5).itertuples()) or "No rule gives points to any lead"
    return describe(ax, title=title, x="points, with 95 % interval of what would be earned", y="", alt=f"{alt}.")


def _in_words(row) -> str:
    return f"{row.attribute}: {row.level} has {row.points:+d} on paper and would earn {row.earned:+.0f}"
