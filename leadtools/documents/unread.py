"""Parts of a document that are at fault, so that whoever looks at the rest knows that they were said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Unread:
    """Stands for a part that has a fault of its own: it is there, but what it says is not known."""

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD = Unread()


def marked(data: Any, paths: Iterable[tuple]) -> Any:
    """Return `data` with `UNREAD` at each of the paths, also where a key that is needed is missing.

    Examples
    --------
    >>> marked({"a": 1, "b": [5, 6], "c": {"d": 7}}, [("a",), ("b", 1), ("c", "e")])
    {'a': UNREAD, 'b': [5, UNREAD], 'c': {'d': 7, 'e': UNREAD}}
    """
    paths = list(paths)
    if not paths:
        return data
    here, below = {path[0] for path in paths if len(path) == 1}, [path for path in paths if len(path) > 1]
    if () in paths or not isinstance(data, dict | list):
        return UNREAD
    within = {key: [path[1:] for path in below if path[0] == key] for key in {path[0] for path in below}}
    if isinstance(data, list):
        return [UNREAD if i in here else marked(part, within.get(i, ())) for i, part in enumerate(data)]
    kept = {key: UNREAD if key in here else marked(part, within.get(key, ())) for key, part in data.items()}
    return kept | {key: UNREAD for key in here if key not in data}


def holds_unread(data: Any) -> bool:
    """Tell whether a part, or anything in it, is at fault."""
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return data is UNREAD or any(map(holds_unread, parts))


def read_parts(data: dict | Unread) -> dict:
    """Return what is said under keys of which nothing is at fault.

    Examples
    --------
    >>> read_parts({"a": 1, "b": [UNREAD], "c": [2]})
    {'a': 1, 'c': [2]}
    """
    return {} if data is UNREAD else {key: part for key, part in data.items() if not holds_unread(part)}
