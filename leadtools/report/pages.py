"""Executed notebooks as pages that hold everything they show and ask the network for nothing."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from pathlib import Path

from nbconvert import HTMLExporter
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode
from traitlets.config import Config

from leadtools.report.silent import sentence, without_repeats
from leadtools.tables import ticked

TEMPLATES = Path(__file__).with_name("templates")

_PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
_SHOWN = ["text/html", "text/markdown", *_PICTURES, "text/plain"]
_TAGS = """a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5
h6 hr i ins kbd li ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var"""
_ATTRIBUTES = {"*": ["class", "id", "style", "title", "scope", "colspan", "rowspan", "open"], "a": ["href", "title"]}
_STYLES = """background-color border border-bottom border-collapse border-left border-right border-top color
font-size font-style font-weight max-width min-width padding text-align text-decoration vertical-align white-space
width"""
_STYLED_TABLE = re.compile(r'\s*(<style type="text/css">[^<]*</style>)\s*(?=<table id="T_)')
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_PERCENT = re.compile(r"(?<=\d) (?=%)")  # a number and its sign stay on one line
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*$", re.MULTILINE)


def render_page(notebook: NotebookNode, *, title: str, previous: dict | None, following: dict | None, file: str) -> str:
    """Return the page of an executed notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Executed and cleaned. Cells tagged ``widget`` are left out: nothing moves on a page. So are
        sections that only say again why there is nothing to show; the end of the page names them.
    title : str
        The question it answers.
    previous, following : dict or None
        ``name`` and ``question`` of the neighbours.
    file : str
        Name of the notebook's own file, linked for those who want to run it.
    """
    shown = deepcopy(notebook)
    cells = [cell for cell in shown.cells if "widget" not in cell.metadata.get("tags", []) and cell.source.strip()]
    shown.cells, silent = without_repeats(cells)
    _name_outputs(shown)
    page = {"title": title, "previous": previous, "following": following, "file": file, "style": house_style()}
    page["silent"] = silent
    html, _ = _exporter().from_notebook_node(shown, resources={"page": page})
    return html


@cache
def house_style() -> str:
    """Return the style sheet that all pages of a report share."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


def safe_html(html: str) -> str:
    """Return HTML with nothing in it that acts: cells come from strangers' web forms.

    Examples
    --------
    >>> safe_html('<p onclick="x()">CEO <script>alert(1)</script></p>')
    '<p>CEO alert(1)</p>'
    """
    styled = _STYLED_TABLE.match(html)
    body = _STYLE.sub("", html[styled.end() :] if styled else html)
    return (styled[1] if styled else "") + _PERCENT.sub("\u00a0", _sanitizer().sanitize_html_tags(body))


@cache
def _sanitizer() -> SanitizeHTML:
    return SanitizeHTML(tags=_TAGS.split(), attributes=_ATTRIBUTES, styles=_STYLES.split(), strip=True)


@cache
def _exporter() -> HTMLExporter:
    config = Config({"NbConvertBase": {"display_data_priority": _SHOWN}})
    exporter = HTMLExporter(
        config=config, extra_template_basedirs=[str(TEMPLATES)], template_name="notebook", exclude_anchor_links=True
    )
    exporter.register_filter("safe_html", safe_html)
    exporter.register_filter("boxed_tables", _boxed_tables)
    exporter.register_filter("sentence", sentence)
    exporter.register_filter("ticked", ticked)
    return exporter


def _boxed_tables(html: str) -> str:
    """Put every table of a text into a box of its own that scrolls."""
    html = html.replace("<table", '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table')
    return html.replace("</table>", "</table></div>")


def _name_outputs(notebook: NotebookNode) -> None:
    """Give every output the heading above it, and every picture words for those who cannot see it."""
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = ([heading] + _HEADING.findall(cell.source))[-1]
        for output in cell.get("outputs", []):
            if "data" in output:
                output.metadata["heading"] = heading
                _describe_pictures(output, heading)


def _describe_pictures(output: NotebookNode, heading: str) -> None:
    for kind in _PICTURES:
        if kind in output.data:
            own = output.metadata.get(kind, {})
            output.metadata[kind] = own | {"alt": own.get("alt") or f"Picture: {heading}"}
