"""What a card written by hand may leave out, or say in short; reading fills it in, so that saving shows it.

- ``kind`` of an attribute follows from its levels.
- A level is named after its condition.
- Where no level is for ``missing`` or for ``other``, one is added with 0 points: shown, not silent.
- ``each: 2, up_to: 10`` on a number stands for 0, 2, 4, … points at 0, 1, 2, … and 10 from five on;
  ``each: -5, up_to: -20`` takes points off. It stays in short when the card is saved.
- ``weights: {engagement: 40, …}`` are per cent of the scale's ``highest`` and become the groups' caps,
  from 0 to the weight's share of the maximum. So a lead that earns every cap has the highest score.
- ``scale`` starts at 0 and has no bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from leadtools import conditions
from leadtools.conditions import Missing, Other
from leadtools.documents import UNREAD, Fault, read_parts
from leadtools.levels import Level, label_of, number_levels

MOST_STEPS = 50
"""So many levels points per occurrence may stand for."""

CONDITIONS = ("is", "from", "below", "missing", "other", "any")
_ALWAYS = {"missing": ("(missing)", Missing()), "other": ("(other)", Other())}


def filled(entry: Mapping) -> dict[str, object]:
    """Return an attribute of a card's file with everything it leaves out.

    Examples
    --------
    >>> entry = filled({"name": "opens", "each": 2, "up_to": 5})
    >>> [(level["level"], level["points"]) for level in entry["levels"]]
    [('below 1', 0), ('1', 2), ('2', 4), ('3 or more', 5), ('(missing)', 0), ('(other)', 0)]
    """
    if "each" in entry:
        note = {"note": entry["note"]} if "note" in entry else {}
        steps = zip(each_levels(entry["each"], entry["up_to"]), each_points(entry["each"], entry["up_to"]), strict=True)
        levels = [{**_said(level), "points": points, **note} for level, points in steps]
    else:
        levels = [{**level, "level": level.get("level", _label(level))} for level in entry["levels"]]
        stated = {key for level in levels for key in level}
        levels += [{**_said(Level(*_ALWAYS[key])), "points": 0} for key in _ALWAYS if key not in stated]
    return {**entry, "kind": entry.get("kind", kind_of(levels)), "levels": levels}


def each_levels(each: int, up_to: int) -> tuple[Level, ...]:
    """Return a level for each number of occurrences, until the points reach `up_to`."""
    return number_levels(range(1, -(-up_to // each) + 1))


def each_points(each: int, up_to: int) -> list[int]:
    """Return the points of `each_levels`; 0 where the number is missing or something else."""
    bounded = min if each > 0 else max
    return [bounded(each * times, up_to) for times in range(len(each_levels(each, up_to)) - 2)] + [0, 0]


def each_faults(path: tuple, entry: Mapping) -> Iterator[Fault]:
    """Yield what is wrong with points per occurrence."""
    name, each, up_to = entry["name"], entry.get("each"), entry.get("up_to")
    if UNREAD in (each, up_to):
        return
    if each is None:
        yield (*path, "up_to"), f"`{name}` has `up_to` but no `each`; write how many points one occurrence is worth."
    elif up_to is None:
        yield (*path, "each"), f"`{name}` has `each` but no `up_to`; write the most that all occurrences can add up to."
    elif "levels" in entry or entry.get("kind", "number") not in ("number", UNREAD):
        yield (
            (*path, "each"),
            f"`{name}` has `each`, which is for a number without levels of its own; keep one of them.",
        )
    elif each == 0 or (up_to > 0) != (each > 0) or abs(up_to) < abs(each):
        yield (*path, "up_to"), (
            f"`{name}` gives {each} for each and {up_to} at most, a cap below the smallest points; allowed is a cap of "
            "the same sign, no smaller than the points of one."
        )  # fmt: skip
    elif -(-up_to // each) > MOST_STEPS:
        yield (*path, "up_to"), f"`{name}` takes {-(-up_to // each)} occurrences to its cap; allowed are {MOST_STEPS}."


def weight_faults(said: Mapping) -> Iterator[Fault]:
    """Yield what is wrong with the weights of groups, as far as they can be read."""
    weights, highest = read_parts(said.get("weights", {})), _highest(said)
    if not weights:
        return
    caps = () if said.get("caps", ()) is UNREAD else said.get("caps", ())
    if len(weights) == len(said["weights"]) and sum(weights.values()) != 100:
        yield ("weights",), f"the weights add up to {sum(weights.values())} %; they must add up to 100."
    if highest is None:
        yield ("weights",), "`weights` are shares of the highest score; write it, such as `scale: {highest: 100}`."
    for group, weight in weights.items():
        if group in caps:
            yield ("weights", group), f"`{group}` has a weight and a cap, and a weight is a cap; keep one of them."
        if isinstance(highest, int) and highest * weight % 100:
            yield (
                ("weights", group),
                f"{weight} % of {highest} is {highest * weight / 100:g}; points are whole numbers.",
            )


def caps_of(said: Mapping) -> dict[str, Mapping]:
    """Return the caps that a file states, as such or as weights."""
    highest, stated = _highest(said), said.get("caps", {})
    shares = {group: _share(highest, weight) for group, weight in read_parts(said.get("weights", {})).items()}
    as_caps = {group: {"lowest": 0, "highest": share} for group, share in shares.items()}
    return as_caps | ({} if stated is UNREAD else dict(stated))


def _highest(said: Mapping) -> object:
    scale = said.get("scale", {})
    return UNREAD if scale is UNREAD else scale.get("highest")


def _share(highest: object, weight: int) -> object:
    return highest * weight // 100 if isinstance(highest, int) and highest * weight % 100 == 0 else UNREAD


def _said(level: Level) -> dict[str, object]:
    return {"level": level.label, **conditions.to_data(level.condition)}


def _label(level: Mapping) -> str:
    condition = conditions.from_data(level)
    return next((label for label, known in _ALWAYS.values() if type(condition) is type(known)), label_of(condition))


def kind_of(levels: Sequence[Mapping]) -> str:
    """Return the kind of an attribute that follows from its levels."""
    if any({"from", "below", "any"} & level.keys() for level in levels):
        return "number"
    values = [value for level in levels for value in level.get("is", ())]
    kinds = {bool: "yes/no", str: "text"}
    return kinds.get(type(values[0]), "number") if values else "text"
