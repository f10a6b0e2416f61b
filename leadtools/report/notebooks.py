"""The notebooks of a report: where they are, what they ask, what they take, which come first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from leadtools.errors import ParameterError, did_you_mean
from leadtools.report.parameters import Parameter, declared

_NUMBERED = re.compile(r"\d+_\w+")


@dataclass(frozen=True)
class Notebook:
    """A notebook before it runs.

    ``name`` is its file name without the ending, ``question`` its title, ``after`` the names of
    the notebooks whose results it needs.
    """

    name: str
    node: NotebookNode
    question: str
    parameters: tuple[Parameter, ...]
    after: tuple[str, ...]


def find_notebooks(folder: str | Path | None = None) -> list[Notebook]:
    """Return the numbered notebooks of `folder`, in order; by default those that come with leadtools.

    A notebook comes after all with a smaller number, unless its metadata names fewer:
    ``{"leadtools": {"after": ["10_audit"]}}``.

    Raises
    ------
    ParameterError
        If the folder holds no numbered notebook, or one that cannot be read.
    """
    folder = _own_folder() if folder is None else Path(folder)
    if not folder.is_dir():
        raise ParameterError(f"`{folder}` is no folder. Name one that holds copies of the notebooks, or none.")
    paths = sorted((path for path in folder.glob("*.ipynb") if _NUMBERED.fullmatch(path.stem)), key=_number)
    if not paths:
        raise ParameterError(
            f"`{folder}` holds no notebook with a number, such as 10_audit.ipynb. Name another folder."
        )
    names = [path.stem for path in paths]
    return [_notebook(path, names[:place]) for place, path in enumerate(paths)]


def _own_folder() -> Path:
    package = Path(__file__).resolve().parents[1]
    installed = package / "notebooks" / "score"
    return installed if installed.is_dir() else package.parent / "notebooks" / "score"


def _number(path: Path) -> tuple[int, str]:
    return int(path.stem.split("_")[0]), path.stem


def _notebook(path: Path, earlier: list[str]) -> Notebook:
    node = _read(path)
    after = node.metadata.get("leadtools", {}).get("after", earlier)
    if absent := [name for name in after if name not in earlier]:
        raise ParameterError(_not_before(path, absent, earlier))
    return Notebook(path.stem, node, _question(node, path.stem), declared(node, path.name), tuple(after))


def _not_before(path: Path, absent: list[str], earlier: list[str]) -> str:
    """Return which notebooks have to run before this one and are not there."""
    needs = f"{path.name} comes after {', '.join(f'`{name}`' for name in absent)}"
    own = {each.stem for each in _own_folder().glob("*.ipynb")}
    if not own.issuperset(absent):
        return f"{needs}, no notebook before it{did_you_mean(absent[0], earlier)}"
    return (
        f"{needs}, which `{path.parent}` does not hold. Copy what comes before it into that folder too; the page says "
        "only what the notebooks in it have found."
    )


def _read(path: Path) -> NotebookNode:
    try:
        node = nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise ParameterError(f"{path.name} cannot be read as a notebook: {str(error).splitlines()[0]}") from None
    node.nbformat_minor = max(node.nbformat_minor, 5)
    for number, cell in enumerate(node.cells, 1):  # without an id a random one would be given
        cell.setdefault("id", f"cell-{number}")
    return node


def _question(node: NotebookNode, name: str) -> str:
    titles = (line for cell in node.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line.lstrip("# ").strip() for line in titles if line.startswith("# ")), name)
