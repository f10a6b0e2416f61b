"""What notebooks can be told: read from their parameters cells, checked before anything runs."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from leadtools.errors import ParameterError, did_you_mean

if TYPE_CHECKING:
    from nbformat import NotebookNode

GIVEN_BY_THE_RUN = ("config", "out")

_KINDS = {
    "None": (type(None), "None"),
    "bool": (bool, "true or false"),
    "int": (int, "a whole number"),
    "float": (float, "a number"),
    "str": (str, "text"),
}
_WORDS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True)
class Parameter:
    """``name: type = default  # comment`` of a parameters cell; ``kinds`` are the parts of the type."""

    name: str
    kinds: tuple[str, ...]
    default: str
    comment: str

    def __str__(self) -> str:
        comment = f"  # {self.comment}" if self.comment else ""
        return f"{self.name}: {' | '.join(self.kinds)} = {self.default}{comment}"

    @property
    def allowed(self) -> str:
        """What may be given, in words."""
        return " or ".join(_KINDS[kind][1] for kind in self.kinds if kind in _KINDS)

    def takes(self, value: object) -> bool:
        """Tell whether `value` is of the type; a whole number is a number too, true and false are neither."""
        if isinstance(value, bool):
            return "bool" in self.kinds
        if isinstance(value, int) and "float" in self.kinds:
            return True
        return any(isinstance(value, _KINDS[kind][0]) for kind in self.kinds if kind in _KINDS)

    def read(self, text: str) -> object:
        """Return what `text` says, as the first part of the type that fits."""
        for kind in _KINDS:
            value = _read_as(kind, text) if kind in self.kinds else _NOT
            if value is not _NOT:
                return value
        raise self.refusal(text)

    def refusal(self, value: object) -> ParameterError:
        """Return the error that says what is allowed instead of `value`."""
        return ParameterError(f"`{self.name}` is {value!r}; allowed is {self.allowed}. The notebooks say: {self}")


_NOT = object()


def _read_as(kind: str, text: str) -> object:
    if kind == "None":
        return None if text == "None" else _NOT
    if kind == "bool":
        return _WORDS.get(text.casefold(), _NOT)
    try:
        return _KINDS[kind][0](text)
    except ValueError:
        return _NOT


def declared(notebook: NotebookNode, file: str) -> tuple[Parameter, ...]:
    """Return the parameters that the cell tagged ``parameters`` declares.

    Raises
    ------
    ParameterError
        If that cell is not Python.
    """
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    try:
        return tuple(parameter for cell in cells for parameter in _assignments(cell.source))
    except (SyntaxError, tokenize.TokenError) as error:
        raise ParameterError(f"The parameters cell of {file} is not Python: {error.args[0]}.") from None


def _assignments(source: str) -> Iterable[Parameter]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = {token.start[0]: token.string.strip("# ") for token in tokens if token.type == tokenize.COMMENT}
    for node in ast.parse(source).body:
        if isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
            kinds = tuple(part.strip() for part in ast.unparse(node.annotation).split("|"))
            yield Parameter(node.target.id, kinds, ast.unparse(node.value), comments.get(node.end_lineno, ""))


def check_parameters(values: Mapping[str, object], known: Iterable[Parameter]) -> None:
    """Refuse a value that no parameter takes.

    Raises
    ------
    ParameterError
        If a name is unknown or a value is of the wrong type; the message lists what there is.
    """
    known = list(known)
    for name, value in values.items():
        for parameter in _named(name, known):
            if not parameter.takes(value):
                raise parameter.refusal(value)


def read_parameters(texts: Mapping[str, str], known: Iterable[Parameter]) -> dict[str, object]:
    """Return the values that were written as text, each as the type its parameter declares.

    Raises
    ------
    ParameterError
        If a name is unknown or a text does not say a value of the type.
    """
    known = list(known)
    return {name: _named(name, known)[0].read(text) for name, text in texts.items()}


def read_moment(as_of: str | date) -> str:
    """Return a date as the text that notebooks take.

    Raises
    ------
    ParameterError
        If it is no date.
    """
    text = str(as_of).strip()
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise ParameterError(f"as_of is {text!r}; allowed is a date such as 2025-12-31.") from None
    return text


def _named(name: str, known: list[Parameter]) -> list[Parameter]:
    if name in GIVEN_BY_THE_RUN:
        raise ParameterError(f"`{name}` cannot be set as a parameter: the report itself says which {name} it uses.")
    free = [parameter for parameter in known if parameter.name not in GIVEN_BY_THE_RUN]
    named = [parameter for parameter in free if parameter.name == name]
    if not named:
        manual = "\n".join(f"  {line}" for line in dict.fromkeys(map(str, free))) or "  nothing"
        guess = did_you_mean(name, [parameter.name for parameter in free])
        raise ParameterError(f"`{name}` is not a parameter of the notebooks{guess}\nThey take:\n{manual}")
    return named
