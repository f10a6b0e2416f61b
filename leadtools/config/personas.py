"""What a persona may say of the leads it wants; faults in words, for the file and for Python alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from leadtools.conditions import Between, Condition, Is, from_data, to_words
from leadtools.config.attributes import schema
from leadtools.documents.faults import Fault, schema_faults


def conditions_of(said: object) -> tuple[Condition, ...]:
    """Return the conditions of one category, of which any may hold."""
    return tuple(from_data(part | {"is": _list(part["is"])} if "is" in part else part) for part in _list(said))


def persona_faults(said: Mapping[str, object]) -> list[Fault]:
    """Return everything that is wrong with personas, name by name, wherever they were written.

    Examples
    --------
    >>> persona_faults({"founder": {"employees": {"from": 50, "below": 10}}})[0][1]
    '`founder` wants `employees` from 50 to below 10, which no number is; write the smaller one under `from`.'
    """
    whole = schema()
    part = {"properties": {"personas": whole["properties"]["personas"]}, "$defs": whole["$defs"]}
    return schema_faults(part, {"personas": said}) or list(persona_rules({"personas": said}))


def persona_rules(said: Mapping[str, object]) -> Iterator[Fault]:
    """Yield what a schema cannot say about the ``personas`` of a configuration."""
    seen: dict[frozenset, str] = {}
    names: dict[str, str] = {}
    for name, profile in said.get("personas", {}).items():
        path = ("personas", name)
        if names.setdefault(name.casefold(), name) != name:
            yield path, f"`{name}` and `{names[name.casefold()]}` differ only in case; rename one."
        if " or " in name or name == "(none)":
            yield (
                path,
                f"`{name}` cannot be the name of a persona: ` or ` parts those that match alike, (none) is none.",
            )
        faults = [fault for column, wanted in profile.items() for fault in _category(name, column, wanted)]
        yield from faults
        if faults:
            continue
        same = seen.setdefault(_all_of(profile), name)
        if same != name:
            yield path, f"`{name}` has the same conditions as `{same}`, so no lead is nearer to one; change one."


def _all_of(profile: Mapping[str, object]) -> frozenset:
    return frozenset((column, frozenset(map(_plain, conditions_of(wanted)))) for column, wanted in profile.items())


def _plain(condition: Condition) -> object:
    return frozenset(map(str, condition.values)) if isinstance(condition, Is) else condition


def _category(name: str, column: str, wanted: object) -> Iterator[Fault]:
    path = ("personas", name, column)
    for part in _list(wanted):
        if "is" in part and len(part) > 1:
            yield path, f"`{name}` gives `is` and a range for `{column}` at once; write them as a list of conditions."
        elif "is" not in part and not part.get("from", float("-inf")) < part.get("below", float("inf")):
            words = f"`{name}` wants `{column}` {to_words(from_data(part))}, which no number is"
            yield path, f"{words}; write the smaller one under `from`."
    for one, other in combinations(conditions_of(wanted), 2):
        if _overlap(one, other):
            words = f"`{name}` lists conditions for `{column}` that overlap ({to_words(one)}, {to_words(other)})"
            yield path, f"{words}; write each value once."


def _overlap(one: Condition, other: Condition) -> bool:
    match one, other:
        case Is(values), Is(others):
            return bool({*map(str, values)} & {*map(str, others)})
        case Between(), Between():
            lows = [-float("inf") if side.low is None else side.low for side in (one, other)]
            return max(lows) < min(float("inf") if side.below is None else side.below for side in (one, other))
        case Between(low, below), Is(values):
            numbers = [value for value in values if isinstance(value, int | float)]
            return any((low is None or low <= number) and (below is None or number < below) for number in numbers)
    return isinstance(other, Between) and _overlap(other, one)


def _list(value: object) -> list:
    return value if isinstance(value, list) else [value]
