"""The rules of a scorecard file that a schema cannot say: levels exclude each other and cover everything.

A part that is `UNREAD` has a fault of its own, which is told already. Whatever does not rest on it is looked at
all the same, so that every fault is told at once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from leadtools import conditions
from leadtools.conditions import Between, Condition, Is, Missing, Other
from leadtools.documents import UNREAD, Fault, holds_unread, read_parts
from leadtools.matrix import TAKEN, by_score, matrix_faults
from leadtools.scorecard.agreed import agreed_faults
from leadtools.scorecard.by_hand import CONDITIONS, caps_of, each_faults, filled, kind_of, weight_faults

_WORDS = {Missing: "missing: []", Other: "other: true"}
Known = tuple[tuple, str, Condition]
"""A level: where a fault of it is told, its name, its condition."""
Placed = list[tuple[int | None, Mapping]]
"""Levels, each with its place in the file; None for one that reading fills in."""


def card_faults(said: dict) -> Iterator[Fault]:
    """Yield what is wrong with a card whose parts, each for itself, fit the schema or are `UNREAD`."""
    yield from _tiers(said.get("tiers", {}))
    yield from _scale(said.get("scale", {}))
    entries = _entries(said)
    groups = [entry.get("group", "") if entry is not UNREAD else UNREAD for entry in entries]
    if UNREAD not in groups and not any(holds_unread(said.get(key)) for key in ("tiers", "matrix")):
        yield from matrix_faults(said, filter(None, groups), where="the card", edges=True)
    names = Counter(entry["name"] for entry in entries if entry is not UNREAD)
    known = []
    for i, entry in enumerate(entries):
        if entry is UNREAD:
            known.append(UNREAD)
            continue
        if names[entry["name"]] > 1:
            words = f"the attribute `{entry['name']}` stands here {names[entry['name']]} times; keep one."
            yield ("attributes", i, "name"), words
        yield from _attribute_faults(("attributes", i), entry)
        known.append(_known(entry))
    yield from weight_faults(said)
    for path, words in agreed_faults({**said, "caps": caps_of(said)}, known):
        yield (("weights", path[1]) if path[1] in read_parts(said.get("weights", {})) else path), words


def _entries(said: dict) -> list:
    """Return the attributes; one whose name cannot be read goes by its place."""
    entries = said.get("attributes", UNREAD)
    if entries is UNREAD:
        return [UNREAD]
    return [
        {**entry, "name": f"(entry {i + 1})"} if entry is not UNREAD and entry["name"] is UNREAD else entry
        for i, entry in enumerate(entries)
    ]


def _known(entry: dict) -> dict:
    """Return an attribute with all levels that it has, as far as they can be read."""
    known = {"name": entry["name"], "group": entry.get("group", "")}
    if "each" in entry or "up_to" in entry:
        sound = not holds_unread(entry) and not any(each_faults((), entry))
        return {**known, "levels": filled(entry)["levels"] if sound else [UNREAD]}
    if entry.get("levels", UNREAD) is UNREAD:
        return {**known, "levels": [UNREAD]}
    placed = _placed(entry)
    at = dict(placed)
    unclear = [_named(level) for j, level in enumerate(entry["levels"]) if j not in at]
    return {**known, "levels": [level for _, level in placed] + unclear}


def _named(level: object) -> object:
    """Return of a level whose condition cannot be read what it is called."""
    named = isinstance(level, Mapping) and isinstance(level.get("level"), str)
    return {"level": level["level"], "points": UNREAD} if named else UNREAD


def _tiers(tiers: object) -> Iterator[Fault]:
    tiers = by_score(read_parts(tiers) if isinstance(tiers, Mapping) else tiers)
    for (above, lowest), (below, lower) in pairwise(tiers.items()):
        if lower >= lowest:
            words = f"the tier `{below}` begins at {lower}, not below `{above}` at {lowest}; list the highest first."
            yield ("tiers", below), words
    for tier in (tier for tier in tiers if tier in TAKEN):
        yield ("tiers", tier), f"`{tier}` is {TAKEN[tier]}; give this tier another name or leave it out."


def _scale(scale: object) -> Iterator[Fault]:
    lowest, highest = (scale.get(end) for end in ("lowest", "highest")) if isinstance(scale, Mapping) else (None, None)
    if isinstance(lowest, int) and isinstance(highest, int) and lowest > highest:
        yield ("scale", "lowest"), f"the scale has lowest {lowest} above highest {highest}; exchange them."


def _attribute_faults(path: tuple, entry: dict) -> Iterator[Fault]:
    if "each" in entry or "up_to" in entry:
        yield from each_faults(path, entry)
    elif "levels" not in entry:
        yield (*path, "name"), f"`{entry['name']}` has no levels; list them, or write `each` and `up_to` for a number."
    elif "note" in entry:
        yield (*path, "note"), f"the note of `{entry['name']}` belongs to one of its levels; write it there."
    if entry.get("levels", UNREAD) is not UNREAD:
        yield from _unclear(path, entry)
        yield from _level_faults(path, entry)


def _unclear(path: tuple, entry: dict) -> Iterator[Fault]:
    """Yield levels that state no condition or several."""
    for j, level in enumerate(entry["levels"]):
        if level is not UNREAD and len(stated := _stated(level)) != 1:
            named = f"`{level['level']}`" if "level" in level else f"{j + 1} of `{entry['name']}`"
            yield (*path, "levels", j), (
                f"the level {named} has {' and '.join(stated) or 'no condition'}; allowed is one of is, from/below, "
                "missing, other."
            )  # fmt: skip


def _stated(level: Mapping) -> list[str]:
    """Return the conditions that a level states."""
    stated = [key for key in ("is", "missing", "other", "any") if key in level]
    return stated + (["from/below"] if {"from", "below"} & set(level) else [])


def _placed(entry: dict) -> Placed:
    """Return the levels whose condition can be read, and those that reading fills in."""
    at = [j for j, level in enumerate(entry["levels"]) if _is_clear(level)]
    kind = {"kind": entry["kind"]} if entry.get("kind", UNREAD) is not UNREAD else {}
    whole = filled({"name": entry["name"], **kind, "levels": [entry["levels"][j] for j in at]})["levels"]
    return list(zip([*at, *[None] * (len(whole) - len(at))], whole, strict=True))


def _is_clear(level: object) -> bool:
    if level is UNREAD or len(_stated(level)) != 1:
        return False
    return not any(holds_unread(level.get(key)) for key in ("level", *CONDITIONS))


def _level_faults(path: tuple, entry: dict) -> Iterator[Fault]:
    known = [(_at(path, j), level["level"], conditions.from_data(level)) for j, level in _placed(entry)]
    for kind, words in _WORDS.items():
        if sum(isinstance(condition, kind) for *_, condition in known) != 1:
            yield (*path, "name"), f"`{entry['name']}` needs one level with `{words}`, so that no lead falls through."
    yield from _repeats(entry["name"], known)
    if entry.get("kind") is not UNREAD:
        kind = entry.get("kind") or kind_of([level for _, level in _placed(entry)])
        yield from _wrong_kind(entry["name"], kind, known)
    between = [(at, condition) for at, _, condition in known if isinstance(condition, Between)]
    if between:
        for at, _, condition in known:
            if isinstance(condition, Is):
                words = f"names {condition.values[0]!r}, which lies in one of its intervals as well; keep one of them."
                yield at, f"`{entry['name']}` {words}"
        yield from _seams(entry["name"], between, whole=all(map(_is_clear, entry["levels"])))


def _at(path: tuple, j: int | None) -> tuple:
    return (*path, "name") if j is None else (*path, "levels", j)


def _repeats(name: str, known: list[Known]) -> Iterator[Fault]:
    labels: set[str] = set()
    values: set[tuple] = set()
    for at, label, condition in known:
        if label in labels:
            yield at, f"`{name}` has two levels named `{label}`; names must differ."
        labels.add(label)
        for value in condition.values if isinstance(condition, Is | Missing) else ():
            if (type(value), value) in values:
                yield at, f"`{name}` lists {value!r} twice; a lead can have one level only."
            values.add((type(value), value))


def _wrong_kind(name: str, kind: str, known: list[Known]) -> Iterator[Fault]:
    """Yield levels that a column of that kind cannot have."""
    held = {"text": str, "yes/no": bool, "number": int | float}[kind]
    for at, _, condition in known:
        if isinstance(condition, Between) and kind != "number":
            yield at, f"`{name}` is a {kind}; from and below are for a number."
        odd = [value for value in condition.values if not isinstance(value, held)] if isinstance(condition, Is) else []
        if odd:
            yield at, f"`{name}` is a {kind}, but {odd[0]!r} is none. Put a text in quotes, a number not."


def _seams(name: str, between: list[tuple[tuple, Between]], *, whole: bool) -> Iterator[Fault]:
    """Yield where intervals overlap, and, where all of them can be read, where they leave a gap."""
    turned = [(at, one) for at, one in between if None not in (one.low, one.below) and one.low >= one.below]
    for at, one in turned:
        yield (*at, "from"), f"a level of `{name}` goes from {one.low} to below {one.below}; exchange them."
    if turned:  # what they cover nobody knows
        return
    rule = "each `below` is the next level's `from`, the first level has no `from` and the last no `below`."
    in_order = sorted(between, key=lambda one: -math.inf if one[1].low is None else one[1].low)
    ends = [-math.inf, *(math.inf if one.below is None else one.below for _, one in in_order)]
    starts = [*(-math.inf if one.low is None else one.low for _, one in in_order), math.inf]
    places = [*((*at, "from") for at, _ in in_order), (*in_order[-1][0], "below")]
    for at, end, start in zip(places, ends, starts, strict=True):
        if end > start or (end < start and whole):
            what = "overlap" if end > start else "leave a gap"
            yield (
                at,
                f"the levels of `{name}` {what} between {_edge(min(start, end))} and {_edge(max(start, end))}; {rule}",
            )


def _edge(edge: float) -> str:
    return "the end" if math.isinf(edge) else str(edge)
