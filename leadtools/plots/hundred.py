"""A close rate as people: a hundred leads, those that became customers filled."""

from __future__ import annotations

from matplotlib.axes import Axes

from leadtools.plots.style import FAINT, GOOD, describe, new_axes


def plot_hundred(conversions: int, leads: int, *, horizon_days: float | None = None, ax: Axes | None = None) -> Axes:
    """Draw a hundred leads of which as many are filled as converted of a hundred.

    Parameters
    ----------
    conversions, leads : int
        Counts, `leads` above 0.
    horizon_days : float, optional
        Days within which a conversion counts, where it is dated.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    ax = new_axes(ax, 2.6)
    filled = round(100 * conversions / leads)
    colours = [GOOD if place < filled else FAINT for place in range(100)]
    ax.scatter([place % 20 for place in range(100)], [place // 20 for place in range(100)], s=130, c=colours)
    ax.invert_yaxis()
    ax.set_axis_off()
    within = f" within {horizon_days:g} days" if horizon_days else ""
    title = f"Of 100 leads, {filled if filled or not conversions else 'fewer than one'} became customers{within}"
    ax.text(0, 5.1, f"{conversions:,} of {leads:,} leads: a close rate of {100 * conversions / leads:.1f} %")
    alt = f"Five rows of twenty dots, {filled} of them filled; {conversions:,} of {leads:,} leads converted."
    return describe(ax, title=title, x="", y="", alt=alt)
