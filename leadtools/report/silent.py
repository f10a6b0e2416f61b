"""What a page leaves out where the data cannot answer: sections that would only say again why not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from leadtools.tables import SENTENCE

_HEADING = re.compile(r"^##\s+(.*?)\s*$", re.MULTILINE)


def sentence(result: str) -> str:
    """Return what a result says if it is a text of one line, without its quotes; else nothing."""
    try:
        said = ast.literal_eval(result)
    except (ValueError, SyntaxError):
        return ""
    return said if isinstance(said, str) and "\n" not in said else ""


def without_repeats(cells: list[NotebookNode]) -> tuple[list[NotebookNode], list[str]]:
    """Return the cells without those that only say again what was said, and the headings of whole sections left out.

    A notebook answers with the same sentence wherever an export lacks what it needs. Once is enough.
    """
    kept, silent, said = [], [], set()
    for section in _sections(cells):
        fresh = [cell for cell in section if not _repeats(cell, said)]
        results = [cell for cell in section if _results(cell)]
        if results and not any(cell in fresh for cell in results):
            silent += _HEADING.findall(section[0].source)
        else:
            kept += fresh
    return kept, silent


def why_silent(cells: list[NotebookNode]) -> tuple[str, bool]:
    """Return why a page leaves sections out, in its first sentence, and whether it has nothing at all to show.

    The reason is blank where nothing is left out.
    """
    results = [result for cell in cells for result in _results(cell)]
    empty = bool(results) and all(results)
    if not (empty or without_repeats(cells)[1]):
        return "", False
    first = next(result for result in results if result)
    return re.split(r"(?<=\.)\s", first)[0], empty


def _sections(cells: list[NotebookNode]) -> Iterator[list[NotebookNode]]:
    section: list[NotebookNode] = []
    for cell in cells:
        if section and cell.cell_type == "markdown" and _HEADING.search(cell.source):
            yield section
            section = []
        section.append(cell)
    if section:
        yield section


def _results(cell: NotebookNode) -> list[str]:
    """Return what each result of a cell says; nothing where it is a picture or a table."""
    shown = [output.data for output in cell.get("outputs", []) if "data" in output]
    return [sentence(data.get("text/plain", "")) if _is_text(data) else "" for data in shown]


def _is_text(data: NotebookNode) -> bool:
    """Say whether a result is a text: its HTML, where it has any, says the same."""
    richer = ("text/markdown", "image/png", "image/jpeg", "image/svg+xml")
    return data.get("text/html", SENTENCE).startswith(SENTENCE) and not any(kind in data for kind in richer)


def _repeats(cell: NotebookNode, said: set[str]) -> bool:
    """Say whether a cell has results and all of them have been said; remember them."""
    results = _results(cell)
    again = bool(results) and all(result and result in said for result in results)
    said.update(filter(None, results))
    return again
