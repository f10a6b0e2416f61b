"""What a JSON schema finds wrong, in our words: what it is, what is allowed, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import groupby
from operator import getitem
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from leadtools.documents.places import where_it_belongs
from leadtools.errors import nearest

Fault = tuple[tuple, str]  # where, as a path such as ("columns", "pdays"), and what

_TYPES = {
    "number": "a number", "integer": "a whole number", "string": "a text", "boolean": "true or false",
    "array": "a list", "object": "`key: value` lines", "null": "nothing",
}  # fmt: skip


def schema_faults(schema: dict, data: Any) -> list[Fault]:
    """Return every fault of `data` as (path, words).

    Parameters
    ----------
    schema : dict
        Draft 2020-12. A ``description`` is used as the text after "allowed is".
    data : object
        What a document says.

    Examples
    --------
    >>> schema_faults({"properties": {"seed": {"type": "integer"}}}, {"seed": "seven"})
    [(('seed',), '`seed` is "seven"; allowed is a whole number.')]
    """
    return [fault for error in Draft202012Validator(schema).iter_errors(data) for fault in _faults(error, data, schema)]


def _faults(error: ValidationError, data: Any, schema: dict) -> Iterator[Fault]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for key in (key for key in error.instance if key not in known):
            hint = where_it_belongs(key, error.instance[key], path, known, schema)
            yield (*path, key), f"unknown key `{key}`{_inside(path, data)}{_sentence(hint)}"
    elif error.validator == "required":
        for key in (key for key in error.validator_value if key not in error.instance):
            yield (*path, key), _needed(key, path, error.schema, data)
    elif branch := _nearest(error):
        for inner in branch:
            yield from _faults(inner, data, schema)
    else:
        meant = _meant(error.instance, error.schema.get("enum", ()))
        short = error.validator == "minItems" and len(error.instance) == 1
        found = "a list of one" if short else shown(error.instance)
        yield path, f"{_name(path, data)} is {found}; allowed is {_allowed(error)}{meant}"


def _meant(value: Any, known: Iterable) -> str:
    near = nearest(value, known) if isinstance(value, str) else ""
    return f"; did you mean `{near}`?" if near else "."


def shown(value: Any) -> str:
    """Return a value as a message shows it.

    Examples
    --------
    >>> shown("hot"), shown(3), shown([1, 2]), shown([]), shown(None)
    ('"hot"', '3', 'a list', 'an empty list', 'empty')
    """
    if isinstance(value, str):
        return f'"{value[:60]}…"' if len(value) > 60 else f'"{value}"'
    if value == [] or value == {}:
        return "an empty list" if value == [] else "empty"
    if isinstance(value, (dict, list)):
        return "a list" if isinstance(value, list) else "`key: value` lines"
    return (
        {True: "true", False: "false", None: "empty"}[value]
        if value is None or value is True or value is False
        else str(value)
    )


def _name(path: tuple, data: Any) -> str:
    """Return what a part is called: its keys, and of an entry of a list its own name, where it has one."""
    if not path:
        return "the file"
    place = max((i for i, key in enumerate(path) if isinstance(key, int)), default=-1)
    keys = f"`{'.'.join(map(str, path[place + 1 :]))}`" if path[place + 1 :] else ""
    if place < 0:
        return keys
    named = _own_name(reduce(getitem, path[: place + 1], data))
    words = f"`{named}`" if named else f"entry {path[place] + 1} of {_name(path[:place], data)}"
    return f"{keys} of {words}" if keys else words


def _own_name(entry: Any) -> str:
    names = [entry.get(key) for key in ("name", "level")] if isinstance(entry, dict) else []
    return next((name for name in names if isinstance(name, str)), "")


def _inside(path: tuple, data: Any) -> str:
    return f" in {_name(path, data)}" if path else ""


def _needed(key: str, path: tuple, schema: dict, data: Any) -> str:
    described = schema.get("properties", {}).get(key, {}).get("description")
    return f"`{key}` is missing{_inside(path, data)}; {f'give {described}' if described else 'it is needed'}."


def _sentence(words: str) -> str:
    return words if words.endswith(("?", ".")) else f"{words}."


def _nearest(error: ValidationError) -> list[ValidationError]:
    """Return the faults of the one alternative that has the right type, if there is one."""
    branches = groupby(error.context or (), key=lambda inner: inner.relative_schema_path[0])
    fitting = [list(faults) for _, faults in branches]
    fitting = [faults for faults in fitting if not any(f.validator == "type" and not f.relative_path for f in faults)]
    return min(fitting, key=len, default=[])


def _allowed(error: ValidationError) -> str:
    return allowed(error.schema) or f"something else ({error.message})"


def allowed(schema: dict) -> str:
    """Return in words what a part of a schema allows.

    Examples
    --------
    >>> allowed({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1})
    'a number above 0 and below 1'
    """
    if "description" in schema:
        return schema["description"]
    if "enum" in schema:
        return " or ".join(shown(value) for value in schema["enum"])
    if alternatives := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(filter(None, map(allowed, alternatives)))
    types = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    return " or ".join(_TYPES[name] for name in types) + _bounds(schema)


def _bounds(schema: dict) -> str:
    words = {
        "minimum": "at least {}", "exclusiveMinimum": "above {}", "maximum": "at most {}",
        "exclusiveMaximum": "below {}", "minItems": "with at least {} entries",
        "minProperties": "with at least {} entries",
    }  # fmt: skip
    limits = [text.format(schema[key]) for key, text in words.items() if key in schema]
    limits = [limit.replace(" 1 entries", " one entry") for limit in limits]
    limits += ["in which nothing repeats"] if schema.get("uniqueItems") else []
    return f" {' and '.join(limits)}" if limits else ""
