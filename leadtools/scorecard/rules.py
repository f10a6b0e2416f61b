"""The rules of a scorecard file that a schema cannot say: levels exclude each other and cover everything."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from leadtools import conditions
from leadtools.conditions import Between, Condition, Is, Missing, Other
from leadtools.documents import Fault
from leadtools.matrix import by_score, matrix_faults
from leadtools.scorecard.agreed import agreed_faults
from leadtools.scorecard.by_hand import caps_of, each_faults, filled, weight_faults
from leadtools.scorecard.knock_outs import DISQUALIFIED

LISTS = ("attributes",)
"""Lists of a card of which the sound entries are looked at though others are at fault."""
_WORDS = {Missing: "missing: []", Other: "other: true"}


def card_faults(said: dict) -> Iterator[Fault]:
    """Yield what is wrong with a card whose parts, each for itself, fit the schema.

    An attribute that does not is None; then what needs all of them is not looked at yet.
    """
    yield from _tiers(said.get("tiers", {}))
    whole_card = None not in said.get("attributes", [None])
    if whole_card:
        yield from matrix_faults(said, _groups(said), where="the card", edges=True)
    entries = {i: entry for i, entry in enumerate(said.get("attributes", [])) if entry is not None}
    names = Counter(entry["name"] for entry in entries.values())
    for i, entry in entries.items():
        if names[entry["name"]] > 1:
            words = f"the attribute `{entry['name']}` stands here {names[entry['name']]} times; keep one."
            yield ("attributes", i, "name"), words
    unclear = [fault for i, entry in entries.items() for fault in _unclear(("attributes", i), entry)]
    yield from unclear
    wrong = list(weight_faults(said))
    yield from wrong
    vague = {path[1] for path, _ in unclear}
    whole = {i: filled(entry) for i, entry in entries.items() if i not in vague}
    for i, entry in whole.items():
        yield from _level_faults(("attributes", i), entry)
    agreed = said if whole_card else {key: part for key, part in said.items() if key != "attributes"}
    caps = said.get("caps", {}) if wrong else caps_of(said)
    # An attribute whose levels cannot be read is there all the same, so that nothing else is said not to be.
    known = [whole.get(i, {"name": entry["name"], "group": entry.get("group", "")}) for i, entry in entries.items()]
    for path, words in agreed_faults({**agreed, "caps": caps}, known):
        yield (("weights", *path[1:]) if path[1] in said.get("weights", {}) else path), words


def _groups(said: dict) -> list[str]:
    return [entry["group"] for entry in said["attributes"] if entry.get("group")]


def _tiers(tiers: dict | str) -> Iterator[Fault]:
    tiers = by_score(tiers)
    for (above, lowest), (below, lower) in pairwise(tiers.items()):
        if lower >= lowest:
            words = f"the tier `{below}` begins at {lower}, not below `{above}` at {lowest}; list the highest first."
            yield ("tiers", below), words
    if DISQUALIFIED in tiers:
        yield ("tiers", DISQUALIFIED), f"`{DISQUALIFIED}` is what knock-outs make of a lead; name this tier otherwise."


def _unclear(path: tuple, entry: dict) -> Iterator[Fault]:
    """Yield what keeps an attribute from being read: no levels, or levels that state no condition or several."""
    if "each" in entry or "up_to" in entry:
        yield from each_faults(path, entry)
    elif "levels" not in entry:
        yield (*path, "name"), f"`{entry['name']}` has no levels; list them, or write `each` and `up_to` for a number."
    elif "note" in entry:
        yield (*path, "note"), f"the note of `{entry['name']}` belongs to one of its levels; write it there."
    for j, level in enumerate(entry.get("levels", [])):
        stated = [key for key in ("is", "missing", "other", "any") if key in level]
        stated += ["from/below"] if {"from", "below"} & set(level) else []
        if len(stated) != 1:
            named = f"`{level['level']}`" if "level" in level else f"{j + 1} of `{entry['name']}`"
            yield (*path, "levels", j), (
                f"the level {named} has {' and '.join(stated) or 'no condition'}; allowed is one of is, from/below, "
                "missing, other."
            )  # fmt: skip


def _level_faults(path: tuple, entry: dict) -> Iterator[Fault]:
    known = [conditions.from_data(level) for level in entry["levels"]]
    for kind, words in _WORDS.items():
        if sum(isinstance(condition, kind) for condition in known) != 1:
            yield (*path, "name"), f"`{entry['name']}` needs one level with `{words}`, so that no lead falls through."
    yield from _repeats(path, entry, known)
    yield from _wrong_kind(path, entry, known)
    between = [condition for condition in known if isinstance(condition, Between)]
    if between:
        for j, condition in enumerate(known):
            if isinstance(condition, Is):
                words = f"names {condition.values[0]!r}, which lies in one of its intervals as well; keep one of them."
                yield (*path, "levels", j), f"`{entry['name']}` {words}"
        yield from _gaps(path, entry["name"], between)


def _repeats(path: tuple, entry: dict, known: list[Condition]) -> Iterator[Fault]:
    labels: set[str] = set()
    values: set[tuple] = set()
    for j, (level, condition) in enumerate(zip(entry["levels"], known, strict=True)):
        if level["level"] in labels:
            yield (*path, "levels", j), f"`{entry['name']}` has two levels named `{level['level']}`; names must differ."
        labels.add(level["level"])
        for value in condition.values if isinstance(condition, Is | Missing) else ():
            if (type(value), value) in values:
                yield (*path, "levels", j), f"`{entry['name']}` lists {value!r} twice; a lead can have one level only."
            values.add((type(value), value))


def _wrong_kind(path: tuple, entry: dict, known: list[Condition]) -> Iterator[Fault]:
    """Yield levels that a column of that kind cannot have."""
    held = {"text": str, "yes/no": bool, "number": int | float}[entry["kind"]]
    for j, condition in enumerate(known):
        where = (*path, "levels", j)
        if isinstance(condition, Between) and entry["kind"] != "number":
            yield where, f"`{entry['name']}` is a {entry['kind']}; from and below are for a number."
        odd = [value for value in condition.values if not isinstance(value, held)] if isinstance(condition, Is) else []
        if odd:
            yield (
                where,
                f"`{entry['name']}` is a {entry['kind']}, but {odd[0]!r} is none. Put a text in quotes, a number not.",
            )


def _gaps(path: tuple, name: str, between: list[Between]) -> Iterator[Fault]:
    in_order = sorted(between, key=lambda c: -math.inf if c.low is None else c.low)
    ends = [None, *(c.below for c in in_order)]
    starts = [*(c.low for c in in_order), None]
    for end, start in zip(ends, starts, strict=True):
        if end != start:
            yield (
                (*path, "name"),
                (
                    f"the levels of `{name}` overlap or leave a gap between {_edge(end)} and {_edge(start)}; "
                    "each `below` is the next level's `from`, the first level has no `from` and the last no `below`."
                ),
            )


def _edge(edge: float | None) -> str:
    return "the end" if edge is None else str(edge)
