"""Lessons are cut from their solutions, so that the two never differ in anything but the answers."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from leadtools.documents import write_text
from leadtools.errors import ParameterError

ANSWER = re.compile(r"^answer = .*?(  # .*)?$", re.MULTILINE)


def lesson_from(solution: NotebookNode) -> NotebookNode:
    """Return the lesson: three dots for every answer, and paths for the folder above.

    Cells tagged ``solution`` become cells tagged ``exercise``. The comment behind an answer, which
    says what is asked for, stays.

    Raises
    ------
    ParameterError
        If a cell tagged ``solution`` has not one line ``answer = …``, followed by its check.
    """
    lesson = nbformat.from_dict(solution)
    lesson.cells = [_cut(number, nbformat.from_dict(cell)) for number, cell in enumerate(solution.cells, 1)]
    return lesson


def build_lessons(folder: str | Path) -> list[Path]:
    """Write every lesson of a folder from its ``solutions``; return where they are."""
    written = []
    for path in sorted((Path(folder) / "solutions").glob("*.ipynb")):
        target = Path(folder) / path.name
        write_text(target, nbformat.writes(lesson_from(nbformat.read(path, as_version=4))) + "\n")
        written.append(target)
    return written


def _cut(number: int, cell: NotebookNode) -> NotebookNode:
    cell = cell.copy()
    if cell.cell_type == "code":
        cell.source = cell.source.replace('"../../../', '"../../')
    tags = cell.metadata.get("tags", [])
    if "solution" in tags:
        if len(ANSWER.findall(cell.source)) != 1 or "check(" not in cell.source:
            raise ParameterError(f"Cell {number} is tagged `solution`; it needs one line `answer = …` and its check.")
        cell.source = ANSWER.sub(r"answer = ...\1", cell.source)
        cell.metadata = cell.metadata | {"tags": ["exercise" if tag == "solution" else tag for tag in tags]}
    return cell
