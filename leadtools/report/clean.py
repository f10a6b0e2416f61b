"""An executed notebook without what differs from run to run: times, machine paths, random names, bars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode
from papermill.translators import PythonTranslator

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_WIDGET = "application/vnd.jupyter.widget-view+json"
_ADDRESS = re.compile(r"(?<=[\w'\"]) at 0x[0-9a-fA-F]+")
_TABLE_MARK = re.compile(r'<table id="(T_[0-9a-f]{5})"')


def clean_notebook(
    notebook: NotebookNode, parameters: Mapping[str, object], folder: Path, config: Path
) -> NotebookNode:
    """Return a copy that is the same for every run on the same input.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    parameters : mapping
        Those it ran with; ``config`` is shown by its file name, ``out`` as ``.``.
    folder : Path
        Where the run wrote; shown as ``.`` in results.
    config : Path
        The configuration; its folder is shown as ``.`` in results.
    """
    notebook = deepcopy(notebook)
    kept = {key: value for key, value in notebook.metadata.items() if key not in ("papermill", "widgets")}
    notebook.metadata = NotebookNode(kept | {"kernelspec": _KERNEL, "language_info": {"name": "python"}})
    shown = dict(parameters) | {"config": config.name, "out": "."}
    for number, cell in enumerate(notebook.cells):
        _clean_cell(cell, shown)
        if cell.cell_type == "code":
            kept_outputs = [output for output in cell.outputs if not _is_passing(output)]
            cell.outputs = [_clean_output(output, number, (folder, config.parent)) for output in kept_outputs]
    return notebook


def _clean_cell(cell: NotebookNode, shown: Mapping[str, object]) -> None:
    for key in ("papermill", "execution"):
        cell.metadata.pop(key, None)
    if not cell.metadata.get("tags", True):
        del cell.metadata["tags"]
    if "injected-parameters" in cell.metadata.get("tags", []):
        cell.id = "injected-parameters"
        cell.source = PythonTranslator.codify(shown, "Parameters of this run").strip()


def _is_passing(output: NotebookNode) -> bool:
    """Tell whether an output speaks of the run (warnings, bars, widgets) and not of its result."""
    return output.get("name") == "stderr" or _WIDGET in output.get("data", {})


def _clean_output(output: NotebookNode, number: int, folders: tuple[Path, ...]) -> NotebookNode:
    if output.output_type == "stream":
        output.text = _clean_text(output.text, folders)
    for kind, value in output.get("data", {}).items():
        if kind.startswith("text/") and isinstance(value, str):
            output.data[kind] = _clean_text(value, folders)
    if "text/html" in output.get("data", {}):
        output.data["text/html"] = _name_tables(output.data["text/html"], number)
    return output


def _clean_text(text: str, folders: tuple[Path, ...]) -> str:
    for folder in sorted(map(str, folders), key=len, reverse=True):
        if folder != "/":
            text = re.sub(rf"(?<![\w.~-]){re.escape(folder)}(?![\w.-])", ".", text)
    return _ADDRESS.sub("", text)


def _name_tables(html: str, number: int) -> str:
    """Give styled tables, which pandas names at random, names by their place."""
    for place, mark in enumerate(dict.fromkeys(_TABLE_MARK.findall(html))):
        html = html.replace(mark, f"T_{number}_{place}")
    return html
