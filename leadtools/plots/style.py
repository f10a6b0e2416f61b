"""The house style of pictures, in one place."""

from __future__ import annotations

import io
import re

import seaborn as sns
from IPython.display import Image
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

LINES = sns.color_palette("colorblind", 10).as_hex()
"""For lines side by side, each with a mark of its own too."""

GOOD, BAD, PLAIN, FAINT = LINES[0], LINES[1], "#4d4d4d", "#bdbdbd"
"""Blue and orange, which eyes that cannot tell red from green still can; greys for the rest."""

STYLE = {
    **sns.axes_style("whitegrid"),
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.dpi": 100,
}
WIDTH = 7.5


def new_axes(ax: Axes | None, height: float) -> Axes:
    """Return `ax`, or the axes of a new picture in the house style, `height` inches high."""
    if ax is not None:
        return ax
    with rc_context(STYLE):
        return Figure(figsize=(WIDTH, height), layout="constrained").subplots()


def describe(ax: Axes, *, title: str, x: str, y: str, alt: str) -> Axes:
    """Name the axes and say in words what the picture shows, for those who cannot see it."""
    ax.set_title(_spaced(title).replace(" %", "\N{NO-BREAK SPACE}%"), loc="left", wrap=True, fontweight="bold")
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.figure.set_label(_spaced(f"{title}. {alt}"))
    return ax


def _spaced(text: str) -> str:
    """Return a text with a space before the sign of per cent, as tables and pages print it."""
    return re.sub(r"(?<=\d)%", " %", text)


def percent(axis) -> None:
    """Print shares (0 to 1) on an axis as percentages."""
    axis.set_major_formatter(lambda share, _: f"{round(100 * share, 6):g} %")


def slant(ax: Axes) -> None:
    """Slant the labels below, so that each ends at its tick."""
    ax.tick_params(axis="x", rotation=60)
    for label in ax.get_xticklabels():
        label.set(ha="right", rotation_mode="anchor")


def show(ax: Axes) -> Image:
    """Return the picture of `ax` with its words as alternative text, for a notebook to display."""
    buffer = io.BytesIO()
    ax.figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return Image(buffer.getvalue(), format="png", alt=ax.figure.get_label(), embed=True)


def shorten(text: str, most: int = 38) -> str:
    """Return a label short enough for an axis."""
    text = " ".join(str(text).replace("$", r"\$").split())
    return text if len(text) <= most else text[: most - 1] + "…"


def shorten_level(attribute: str, level: str, most: int = 46) -> str:
    """Return the name of a level short enough for an axis; of a long attribute and a long level half is kept.

    Examples
    --------
    >>> shorten_level("What matters most to you in choosing a course", "Better Career Prospects", 40)
    'What matters most…: Better Career Prosp…'
    >>> shorten_level("source", "web")
    'source: web'
    """
    if len(shorten(f"{attribute}: {level}", most + 1)) <= most:
        return shorten(f"{attribute}: {level}", most)
    room = min(len(level), max(most // 2, most - 2 - len(attribute)))
    return f"{shorten(attribute, most - 2 - room)}: {shorten(level, room)}"
