"""A table of many fields of one kind, with words beside each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ipywidgets

from leadtools.widgets.controls import named


class Rows(ipywidgets.GridBox):
    """Fields with words beside them that share what they look like.

    Each look is a model of its own in the browser, as a box around each row would be. With those, a table of a
    hundred rows is a burst of a thousand messages: as many as ZeroMQ lets wait by default before it drops some.

    Parameters
    ----------
    field : class of widgets
        What each row begins with.
    columns : str
        The widths of the two columns, as a style sheet says them.
    max_height : str
        Beyond which the table scrolls.
    **options
        Of every field; its ``style`` among them.
    """

    def __init__(self, field: type[ipywidgets.DOMWidget], *, columns: str, max_height: str, **options: Any):
        look = {"grid_template_columns": columns, "align_items": "center"}
        frame = {"border": "1px solid var(--jp-border-color2)", "overflow": "auto"}  # that there is more is to be seen
        super().__init__(layout={**look, **frame, "max_height": max_height})
        self._field, self._options = field, {"layout": {"width": "auto"}, **options}

    def show(self, rows: Iterable[tuple[str, str, Any]]) -> list[tuple[ipywidgets.DOMWidget, ipywidgets.HTML]]:
        """Show a field and its words for each name, words in HTML, and value; return them."""
        shared, shared_by_words, made = self._options, {}, []
        for name, words, value in rows:
            field, beside = named(self._field, name, value=value, **shared), ipywidgets.HTML(words, **shared_by_words)
            shared = shared | {"style": field.style, "layout": field.layout}
            shared_by_words = {"style": beside.style, "layout": beside.layout}
            made.append((field, beside))
        self.children = [part for row in made for part in row]
        return made
