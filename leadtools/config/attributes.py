"""What a declaration of an attribute over events may say; faults in words, for the file and for Python alike."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from leadtools.config.buying_roles import table_faults
from leadtools.config.journey import STAGED, stage_faults
from leadtools.documents import UNREAD
from leadtools.documents.faults import Fault, schema_faults
from leadtools.matrix import SCHEMA as MATRIX
from leadtools.matrix import tiers_schema

OPTIONS = {
    "count": ("window_days", "cap", "where"),
    "distinct": ("of", "window_days", "cap", "where"),
    "sum": ("of", "window_days", "cap", "where"),
    "mean": ("of", "window_days", "where"),
    "recency": ("window_days", "where"),
    "decayed": ("window_days", "cap", "where"),
    "sequence": ("within_days", "window_days", "where"),
    "all_of": ("window_days", "where"),
    "any_of": ("window_days", "where"),
    "change": ("window_days", "where"),
    "season": (),
    "colleagues": ("window_days", "where"),
    "best_colleague": ("window_days", "cap", "where"),
    "latest": (),
    "days_in": (),
    "furthest": ("stages",),
    "fell_back": ("stages",),
    "buying_role": ("roles",),
    "roles_covered": ("of", "roles"),
}
"""What each kind of attribute may be told beside its events."""


def attribute_faults(said: Mapping[str, object]) -> list[Fault]:
    """Return everything that is wrong with declarations, name by name, wherever they were written.

    Examples
    --------
    >>> attribute_faults({"visits": {"count": "page view", "within_days": 7}})[0][1]
    '`within_days` does not belong to `count`; allowed are `window_days`, `cap` and `where`.'
    """
    whole = schema()
    part = {"properties": {"attributes": whole["properties"]["attributes"]}, "$defs": whole["$defs"]}
    return schema_faults(part, {"attributes": said}) or list(attribute_rules({"attributes": said}))


def attribute_rules(said: Mapping[str, object]) -> Iterator[Fault]:
    """Yield what a schema cannot say about the ``attributes`` of a configuration."""
    for name, parts in said.get("attributes", {}).items():
        path, kinds = ("attributes", name), [kind for kind in OPTIONS if kind in parts]
        if len(kinds) != 1:
            named = _listed(kinds) if kinds else "none"
            yield path, f"`{name}` needs exactly one of {_listed(list(OPTIONS), 'or')}; it has {named}."
            continue
        for option in (option for option in parts if option not in (kinds[0], *OPTIONS[kinds[0]])):
            allowed = f"allowed are {_listed(OPTIONS[kinds[0]])}" if OPTIONS[kinds[0]] else "it stands alone"
            yield (*path, option), f"`{option}` does not belong to `{kinds[0]}`; {allowed}."
        half_lives = parts.get("decayed", parts.get("best_colleague", {}))
        numbers = [*parts.values(), *half_lives.values()]
        if any(isinstance(number, float) and math.isnan(number) for number in numbers):
            yield path, f"`{name}` has a number that is none (NaN); write a number of days above 0."
        if kinds == ["change"] and "window_days" not in parts:
            words = f"`{name}` needs `window_days`: the change is that between two windows of this length."
            yield path, words
        yield from (((*path, "roles", *place), words) for place, words in table_faults(parts.get("roles", {})))
        if kinds[0] in STAGED:
            yield from _stages(path, kinds[0], parts, said.get("journey"))


def _stages(path: tuple, kind: str, parts: Mapping, journey: Mapping | None) -> Iterator[Fault]:
    """Yield what is wrong with the stages of an attribute; those of the journey are looked at there."""
    if "stages" in parts:
        yield from (((*path, *place), words) for place, words in stage_faults({"stages": parts["stages"]}))
    elif journey is not UNREAD and (journey is None or journey["column"] != parts[kind]):
        words = "write `stages: [first, …, last]`, or declare the `journey:` of this column."
        yield path, f"`{path[-1]}` needs the stages of `{parts[kind]}` in their order; {words}"


def _listed(names, last: str = "and") -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


@cache
def schema() -> dict:
    """Return the JSON schema of ``leadtools.yml``."""
    whole = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
    whole["properties"] |= {"matrix": MATRIX, "tiers": tiers_schema({"type": "number"}, fewest=1)}  # as on a card
    return whole
