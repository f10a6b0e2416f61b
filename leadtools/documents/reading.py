"""YAML written by people: every value with its line, every fault in words, all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leadtools.documents.faults import Fault, schema_faults
from leadtools.documents.files import why_not
from leadtools.documents.unread import marked
from leadtools.documents.values import Unreadable, Values, read_values
from leadtools.errors import ConfigError, LeadToolsError

Rules = Callable[[dict], Iterable[Fault]]


@dataclass(frozen=True)
class Document:
    """What a YAML file says, and on which line it says so.

    ``lines`` maps a path such as ``("columns", "pdays")`` or ``("leave_out", 0)`` to its line, from 1.
    """

    name: str
    data: Any
    lines: Mapping[tuple, int]

    def line(self, *path) -> int:
        """Return the line of `path`, or of the nearest part around it that is written down."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def refuse(self, faults: Iterable[Fault], error: type[LeadToolsError]) -> None:
        """Raise one `error` that lists all faults ``(path, words)`` by line; do nothing where there are none."""
        _refuse(self.name, [(self.line(*path), words) for path, words in faults], error)


def read_document(
    path: str | Path, schema: dict, error: type[LeadToolsError] = ConfigError, *, rules: Rules | None = None
) -> Document:
    """Read a YAML file and hold it against a JSON schema (Draft 2020-12) and rules that no schema can say.

    The ``description`` of a part of the schema, where there is one, is the text after "allowed is".
    `rules` get what is said, with `UNREAD` in the place of each part that does not fit the schema,
    and return faults ``(path, words)``.

    Raises
    ------
    LeadToolsError
        Of the family `error`; every fault at once, each with its line.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise error(f"{path.name} cannot be read: {why_not(fault)}. Check its name and its folder.") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        raise error(f"{path.name} line {line}: this is not UTF-8 text. Save the file as UTF-8.") from None
    return parse_document(text, path.name, schema, error, rules=rules)


def parse_document(
    text: str,
    name: str,
    schema: dict,
    error: type[LeadToolsError] = ConfigError,
    *,
    rules: Rules | None = None,
) -> Document:
    r"""Read YAML from a text; `name` is what messages call it.

    Only plain scalars mean something: ``true``, ``false``, whole numbers, decimals and nothing
    (``null``, ``~``). ``yes``, ``007``, ``12:30`` and dates stay texts, and every key is a text.

    Raises
    ------
    LeadToolsError
        Of the family `error`; every fault at once, each with its line.

    Examples
    --------
    >>> document = parse_document("seed: 7\nflag: yes\n", "leadtools.yml", {})
    >>> document.data, document.line("flag")
    ({'seed': 7, 'flag': 'yes'}, 2)
    """
    try:
        values = read_values(text)
    except Unreadable as fault:
        raise error(f"{name} line {fault.line}: {fault.words}") from None
    if values is None:
        raise error(f"{name} is empty; write at least the keys it needs.")
    document = Document(name, values.data, values.lines)
    found = [(document.line(*path), words) for path, words in _faults(values, schema, rules)]
    _refuse(name, values.faults + found, error)
    return document


def _faults(values: Values, schema: dict, rules: Rules | None) -> list[Fault]:
    # What an anchor or a tag stands for is not read, so such a place has that one fault only.
    found = [fault for fault in schema_faults(schema, values.data) if fault[0] not in values.marked]
    if rules is None or not isinstance(values.data, dict):
        return found
    return found + list(rules(marked(values.data, [*values.marked, *(path for path, _ in found)])))


def _refuse(name: str, faults: Iterable[tuple[int, str]], error: type[LeadToolsError]) -> None:
    listed = [f"line {line}: {words}" for line, words in sorted(set(faults))]
    if len(listed) == 1:
        raise error(f"{name} {listed[0]}")
    if listed:
        raise error("\n  ".join([f"{name} has {len(listed)} faults:", *listed]))
