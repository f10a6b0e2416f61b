"""What all widgets are made of: named controls, pictures drawn anew on one canvas, messages in place."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from threading import RLock

import ipywidgets
import pandas as pd
import traitlets
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image as Pixels

from leadtools.errors import LeadToolsError, ParameterError
from leadtools.plots.style import STYLE, WIDTH
from leadtools.tables import AS_IT_STANDS, readable

NAMES_WIDTH = "15em"
_WORDS = f"contain: inline-size; max-width: {round(100 * WIDTH)}px; overflow-x: auto"  # a wide table scrolls
_DRAWN = STYLE | {"axes.titley": 1.0}  # where titles are anyway; looking for a better place takes a fifth of the time
_TURN = RLock()  # the kernel hears fields in two threads, and what they draw with is one
_COLOURS = {"alert": "--jp-error-color1", "status": "--jp-success-color1"}


class Picture(ipywidgets.Image):
    """A picture of fixed width, drawn anew on the same canvas with a background of its own.

    Parameters
    ----------
    *heights : float
        Of its parts from top to bottom, in inches; they share the horizontal axis.
    steady : bool
        Whether the axes keep their places and ticks after the first drawing, which makes the next ones fast.
    """

    description = traitlets.Unicode("").tag(sync=True)  # the browser looks for it before it shows a tooltip

    def __init__(self, *heights: float, steady: bool = False):
        super().__init__(format="png", width=round(100 * WIDTH), layout={"max_width": "calc(100% - 4px)"})
        self._steady = steady
        with rc_context(_DRAWN):
            self._figure = Figure(figsize=(WIDTH, sum(heights)), layout="constrained", facecolor="white")
            self._canvas = FigureCanvasAgg(self._figure)
            self._axes = self._figure.subplots(len(heights), squeeze=False, sharex=True, height_ratios=heights)[:, 0]

    def draw(self, *plots: Callable[[Axes], Axes]) -> None:
        """Draw each part with a function that draws on Axes and says in words what it shows."""
        said = []
        with rc_context(_DRAWN):
            for ax, plot in zip(self._axes, plots, strict=True):
                self._wipe(ax)
                plot(ax)
                said.append(self._figure.get_label())
            self._canvas.draw()
        if self._steady:
            self._figure.set_layout_engine("none")
        with self.hold_sync():  # in one message, for the browser draws anew at each
            self.value = _png(self._canvas)
            self.tooltip = " ".join(said)

    def _wipe(self, ax: Axes) -> None:
        """Take off what was drawn; steady axes keep their ticks, for making them takes a fifth of a drawing."""
        if not self._steady:
            ax.clear()
        for drawn in [*ax.containers, *ax.lines, *ax.collections, *filter(None, [ax.get_legend()])]:
            drawn.remove()
        ax.relim()
        ax.autoscale(True)  # a limit that was set stays set otherwise
        ax.tick_params(labelbottom=True)


def _png(canvas: FigureCanvasAgg) -> bytes:
    """Return the canvas as a file that is quickly written; it travels no further than to the browser."""
    file, size = io.BytesIO(), canvas.get_width_height()
    pixels = Pixels.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    pixels.convert("RGB").save(file, "png", compress_level=1)
    return file.getvalue()


class Message(ipywidgets.HTML):
    """A place for what went wrong or was done; empty where there is nothing to say, as high as one line."""

    def __init__(self):
        super().__init__(layout={"min_height": "28px"})  # so that what stands below it does not jump

    def show(self, text: str, role: str = "status") -> None:
        """Say a text; `role` is ``status``, or ``alert`` for what went wrong."""
        lines = escape(text).replace("\n", "<br>")
        style = f"color: var(--jp-ui-font-color1); border-left: 4px solid var({_COLOURS[role]}); padding: 2px 8px"
        shown = f'<div class="{AS_IT_STANDS}" role="{role}" style="{style}; line-height: 1.4">{lines}</div>'
        self.value = shown if text else ""

    @contextmanager
    def here(self) -> Iterator[None]:
        """Say here what is wrong with the input, instead of raising it; clear what was said before."""
        self.show("")
        try:
            yield
        except LeadToolsError as fault:
            self.show(str(fault), "alert")


class Words(ipywidgets.HTML):
    """Sentences and tables in the colours of the reader's theme; cells and sentences are escaped."""

    def show(self, *parts: str | pd.DataFrame) -> None:
        """Show sentences as paragraphs and tables as tables, one after another."""
        shown = "".join(_table(p) if isinstance(p, pd.DataFrame) else f"<p>{escape(p)}</p>" for p in parts)
        shown = shown.replace(" %", "&nbsp;%")
        self.value = f'<div class="jp-RenderedHTMLCommon {AS_IT_STANDS}" style="{_WORDS}">{shown}</div>'


def _table(table: pd.DataFrame) -> str:
    return readable(table).to_html() if len(table) else "<p>None.</p>"


def named(control: Callable[..., ipywidgets.DOMWidget], name: str, **options) -> ipywidgets.DOMWidget:
    """Return a control with a name that is seen and read aloud."""
    look = {"style": {"description_width": NAMES_WIDTH}, "layout": {"width": "36em", "max_width": "100%"}}
    return control(**_description(name), tooltip=name, **look | options)


def _description(name: str) -> dict[str, object]:
    """Return a name as it stands, also where signs of a dollar in it look like those around a formula."""
    if "$" not in name:
        return {"description": name}
    return {"description": f'<span class="{AS_IT_STANDS}">{escape(name)}</span>', "description_allow_html": True}


def when_changed(control: ipywidgets.DOMWidget, act: Callable[[], None]) -> None:
    """Do one thing whenever a control has another value, after what is being done already."""

    def in_turn(_) -> None:
        with _TURN:
            act()

    control.observe(in_turn, "value")


def button(name: str, act: Callable[[], None]) -> ipywidgets.Button:
    """Return a button that does one thing at each click, once all that was typed before has come in.

    A click may overtake what was typed: the browser holds that back while Python is busy, and the kernel hears
    buttons in one thread and fields in another. So a click asks the browser to set a value of its own, twice, for
    only the second answer is heard where the fields are, behind them. Clicks that come meanwhile wait their turn.
    """
    made = ipywidgets.Button(description=name, tooltip=name, layout={"width": "auto", "align_self": "flex-start"})
    asked, answered = ipywidgets.IntText(), ipywidgets.IntText()
    ipywidgets.jsdlink((asked, "value"), (answered, "value"))
    waiting = 0

    def ask() -> None:
        asked.value += 1

    def click(_) -> None:
        nonlocal waiting
        with _TURN:
            waiting += 1
            if waiting == 1:
                ask()

    def answer() -> None:
        nonlocal waiting
        if answered.value % 2 == 0:
            act()
            waiting -= 1
        if waiting:
            ask()

    made.on_click(click)
    when_changed(answered, answer)
    return made


def whole(text: str, name: str, *, lowest: int | None = None) -> int:
    """Return the whole number that somebody typed.

    Raises
    ------
    ParameterError
        If it is blank, no whole number, or below `lowest`.

    Examples
    --------
    >>> whole(" −5 ", "points")
    -5
    """
    allowed = "a whole number" + ("" if lowest is None else f", {lowest} or more")
    typed = text.strip().replace("−", "-")
    if not typed:
        raise ParameterError(f"{name} is empty; write {allowed}.")
    try:
        number = int(typed)
    except ValueError:
        raise ParameterError(f"{name} is {text.strip()!r}; allowed is {allowed}.") from None
    if lowest is not None and number < lowest:
        raise ParameterError(f"{name} is {number}; allowed is {allowed}.")
    return number
