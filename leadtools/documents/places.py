"""Where a key that stands in the wrong place belongs, looked up in the schema of the document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Any

from leadtools.errors import did_you_mean

ANY = "NAME"
"""A name of one's own, such as that of an attribute."""

_MOST_PLACES = 3
_DEEPEST = 4


def where_it_belongs(key: str, value: Any, path: tuple, known: dict, schema: dict) -> str:
    """Return what to do about an unknown key at `path`: where it belongs, or the nearest key known there.

    A schema may say of words that belong into no place of it what to do, by word (``elsewhere``).

    Examples
    --------
    >>> lists = {"properties": {"won": {}, "lost": {}}}
    >>> schema = {"properties": {"seed": {}, "outcome": lists}}
    >>> where_it_belongs("won", ["Won"], (), schema["properties"], schema)
    '; it belongs into `outcome: {won: …}`.'
    >>> where_it_belongs("seed", 1, ("outcome",), lists["properties"], schema)
    '; it belongs at the top of the file, not indented.'
    """
    if said := schema.get("elsewhere", {}).get(str(key).casefold()):
        return f"; {said}"
    found = list(dict.fromkeys(_places(schema)))
    homes = [place for place in found if place[-1] == key and place[:-1] != path] or _by_parts(key, value, found, path)
    if (key,) in homes:
        return "; it belongs at the top of the file, not indented."
    if not 0 < len(homes) <= _MOST_PLACES:
        return did_you_mean(key, known)
    return f"; it belongs into {' or '.join(f'`{_written(place)}`' for place in homes)}."


def _by_parts(key: str, value: Any, found: list[tuple], path: tuple) -> list[tuple]:
    """Return the lists of names of one's own whose entries have all the keys that this one has."""
    if not isinstance(value, dict) or not value:
        return []
    parents = [{place[:-1] for place in found if place[-1] == part and place[-2:-1] == (ANY,)} for part in value]
    return sorted((*parent[:-1], key) for parent in set.intersection(*parents) if parent[:-1] != path)


def _places(schema: dict) -> Iterator[tuple]:
    """Yield the path of every key that the schema knows, `ANY` standing for names of one's own."""
    yield from _under(schema, schema, ())


def _under(part: dict, whole: dict, path: tuple) -> Iterator[tuple]:
    if len(path) > _DEEPEST:
        return
    if "$ref" in part:
        part = reduce(getitem, part["$ref"].split("/")[1:], whole)
    for key, below in part.get("properties", {}).items():
        yield (*path, key)
        yield from _under(below, whole, (*path, key))
    if isinstance(named := part.get("additionalProperties"), dict):
        yield from _under(named, whole, (*path, ANY))
    for branch in (*part.get("anyOf", ()), *part.get("oneOf", ())):
        yield from _under(branch, whole, path)


def _written(place: tuple) -> str:
    text = "…"
    for key in reversed(place[1:]):
        text = f"{{{key}: {text}}}"
    return f"{place[0]}: {text}"
