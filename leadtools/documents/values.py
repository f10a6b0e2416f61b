"""Values of a YAML text with the line of each, read so that anchors, tags and repeated keys are seen."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?((0|[1-9][0-9]*)?\.[0-9]+|(0|[1-9][0-9]*)(\.|(?=[eE])))([eE][-+]?[0-9]+)?")
_DEEPEST = 20


class Unreadable(Exception):
    """The text cannot be read past this line."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(words)
        self.line, self.words = line, words


@dataclass
class Values:
    """What a text says: ``lines`` by path, ``faults`` as (line, words), ``marked`` paths whose value is not read."""

    data: Any = None
    lines: dict[tuple, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    marked: set[tuple] = field(default_factory=set)


def read_values(text: str) -> Values | None:
    """Return what a YAML text says, or None if it says nothing.

    Raises
    ------
    Unreadable
        If it is not YAML, or goes beyond one document of texts, lists and keys.
    """
    strange = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        raise Unreadable(line, f"the character {strange.group()!r} is not allowed; take it out.")
    try:
        return _document(yaml.parse(text, Loader=_PARSER))
    except yaml.MarkedYAMLError as fault:
        raise Unreadable(fault.problem_mark.line + 1, _syntax_words(fault.problem)) from None


def _syntax_words(problem: str) -> str:
    if "cannot start any token" in problem:
        return (
            "this is not YAML. Indent with blanks instead of tabs, and put quotes around a text that begins "
            "with %, @ or a backtick."
        )
    return f"this is not YAML ({problem}). Check the indentation, colons and quotes here and on the line above."


def _document(events: Iterator[yaml.Event]) -> Values | None:
    values = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if values is not None:
                raise Unreadable(_line(event), "a second document begins here (`---`); one file holds one.")
            first = next(events)
            values = Values()
            values.data = _value(values, events, first, ())
    # A file of comments alone holds no document, or one empty value.
    return None if values is None or (values.data is None and not values.marked) else values


def _value(values: Values, events: Iterator[yaml.Event], event: yaml.Event, path: tuple) -> Any:
    values.lines.setdefault(path, _line(event))
    _refuse_shorthand(values, event, path)
    if len(path) > _DEEPEST:
        raise Unreadable(_line(event), f"this is nested more than {_DEEPEST} deep; write it flatter.")
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(values, events, path)
    if isinstance(event, yaml.SequenceStartEvent):
        items = enumerate(_until(yaml.SequenceEndEvent, events))
        return [_value(values, events, item, (*path, i)) for i, item in items]
    if isinstance(event, yaml.AliasEvent):
        return None
    return _plain(event.value) if event.implicit[0] else event.value


def _mapping(values: Values, events: Iterator[yaml.Event], path: tuple) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for event in _until(yaml.MappingEndEvent, events):
        if not isinstance(event, yaml.ScalarEvent):
            raise Unreadable(_line(event), "a key must be a text; put quotes around one that begins with {, [ or *.")
        key, here = event.value, (*path, event.value)
        _refuse_shorthand(values, event, here)
        first = values.lines.setdefault(here, _line(event))
        value = _value(values, events, next(events), here)
        if key in found:
            words = f"`{key}` stands here a second time (first on line {first}); keep one."
            values.faults.append((_line(event), words))
        found.setdefault(key, value)
    return found


def _refuse_shorthand(values: Values, event: yaml.NodeEvent, path: tuple) -> None:
    if event.anchor is not None:
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        words = f"`{sign}{event.anchor}` is shorthand for another place in the file; write the value out."
    elif getattr(event, "tag", None) is not None:
        words = f"the tag `{event.tag.replace('tag:yaml.org,2002:', '!!')}` is not allowed; write the plain value."
    else:
        return
    values.marked.add(path)
    values.faults.append((_line(event), words))


def _until(end: type[yaml.Event], events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    while not isinstance(event := next(events), end):
        yield event


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1


def _plain(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text
