"""A picture of fit against engagement."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from leadtools.matrix import BANDS, CELLS
from leadtools.plots.style import FAINT, GOOD, describe, new_axes

UNTOLD = ("not enough data", "no leads")


def plot_matrix(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the close rate of each cell, darker where it is higher; hatched where there is too little to say.

    Parameters
    ----------
    table : DataFrame
        From `fit_engagement_matrix`.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    ax = new_axes(ax, 4.2)
    cells = table[table["cell"].isin(CELLS)]
    highest = cells.loc[~cells["verdict"].isin(UNTOLD), "close_rate"].max()
    for row in cells.itertuples():
        _draw(ax, row, highest)
    fits, engagements = BANDS.values()
    ax.set_xticks(range(len(engagements)), engagements)
    ax.set_yticks(range(len(fits)), fits)
    ax.set_xlim(-0.5, len(engagements) - 0.5)
    ax.set_ylim(len(fits) - 0.5, -0.5)
    ax.grid(visible=False)
    sns.despine(ax=ax, left=True, bottom=True)
    title, alt = _in_words(cells)
    return describe(
        ax, title=title, x="engagement, 1 is the best; hatched: not enough data", y="fit, A is the best", alt=alt
    )


def _draw(ax: Axes, row, highest: float) -> None:
    x, y = (BANDS[axis].index(getattr(row, axis)) for axis in ("engagement", "fit"))
    told = row.verdict not in UNTOLD
    strength = row.close_rate / highest if told and highest > 0 else 0.0
    look = {"facecolor": _SHADES(strength)} if told else {"facecolor": "white", "hatch": "///", "edgecolor": FAINT}
    ax.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, **look))
    ink = "white" if strength > 0.75 else "black"
    box = None if told else {"facecolor": "white", "edgecolor": "none", "pad": 2}
    ax.text(x, y, _label(row), ha="center", va="center", color=ink, bbox=box, linespacing=1.4)


_SHADES = LinearSegmentedColormap.from_list("close rate", ["#eef3f6", GOOD])


def _label(row) -> str:
    if not row.leads:
        return f"{row.cell}\nno leads"
    counts = f"{row.conversions:,} of {row.leads:,}"
    if row.verdict in UNTOLD:
        return f"{row.cell}\n{counts}"
    rate, interval = f"{100 * row.close_rate:.1f} %", f"{100 * row.low:.0f} to {100 * row.high:.0f} %"
    return f"{row.cell}: {rate}\n{interval}\n{counts}"


def _in_words(cells: pd.DataFrame) -> tuple[str, str]:
    told = cells[~cells["verdict"].isin(UNTOLD)]
    alt = "; ".join(f"{row.cell} {row.conversions:,} of {row.leads:,}" for row in cells.itertuples()) + " converted."
    if len(told) < 2:
        return "Too few leads in each cell to tell fit from engagement", alt
    best, worst = (told.loc[at] for at in (told["close_rate"].idxmax(), told["close_rate"].idxmin()))
    return f"{_rate(best, ' closes at')}, {_rate(worst, ' at')}", alt


def _rate(row: pd.Series, verb: str) -> str:
    return f"{row['cell']}{verb} {row['close_rate']:.1%} ({100 * row['low']:.0f} to {100 * row['high']:.0f})"
