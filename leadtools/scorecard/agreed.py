"""Rules around the points of a card: caps, knock-outs, definitions. What is wrong with them, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from leadtools.documents import UNREAD, Fault, Unread, holds_unread
from leadtools.errors import did_you_mean
from leadtools.matrix import cells_by_tier
from leadtools.scorecard.knock_outs import COLDEST, DISQUALIFIED

Entries = Sequence[Mapping | Unread]
"""Attributes as a card's file lists them: ``name, group`` and ``levels``, each with ``level`` and ``points``.

What cannot be read is `UNREAD`: an attribute, its group, a level of it, or a level's points.
"""


def agreed_faults(said: Mapping, entries: Entries) -> Iterator[Fault]:
    """Yield what is wrong with the ``caps``, ``knock_outs`` and ``definitions`` of a card's file.

    A part of the file that is `UNREAD` has faults of its own and is not held against.
    """
    for group, cap in said.get("caps", {}).items():
        faults = ([] if holds_unread(cap) else [*_bounds(group, cap)]) or [*_cap(group, cap, entries)]
        yield from ((("caps", group, *end), words) for end, words in faults)
    yield from _knock_outs([] if said.get("knock_outs", []) is UNREAD else said.get("knock_outs", []), entries)
    tiers, definitions = said.get("tiers", {}), said.get("definitions", {})
    if UNREAD not in (tiers, definitions) and UNREAD not in tiers:
        known = [*(cells_by_tier(tiers) or tiers), COLDEST, DISQUALIFIED]
        for tier in (tier for tier in definitions if tier not in known):
            yield ("definitions", tier), f"`{tier}` is defined but is no tier of the card{did_you_mean(tier, known)}"


def _bounds(group: str, cap: Mapping) -> Iterator[Fault]:
    lowest, highest = cap.get("lowest"), cap.get("highest")
    if lowest is None and highest is None:
        yield (), f"the cap of `{group}` caps nothing; give `lowest`, `highest` or both."
    elif None not in (lowest, highest) and lowest > highest:
        yield ("lowest",), f"the cap of `{group}` has lowest {lowest} above highest {highest}; exchange them."


def _cap(group: str, cap: object, entries: Entries) -> Iterator[Fault]:
    own = [entry for entry in entries if entry is not UNREAD and entry.get("group") == group]
    others = [UNREAD if entry is UNREAD else entry.get("group", "") for entry in entries]
    if not own and UNREAD not in others:
        yield (), f"`{group}` is no group of the card{did_you_mean(group, dict.fromkeys(filter(None, others)))}"
    elif own and UNREAD not in others and not holds_unread([cap, *own]):
        yield from _pointless(group, cap.get("lowest"), cap.get("highest"), own)


def _pointless(group: str, lowest: int | None, highest: int | None, entries: Entries) -> Iterator[Fault]:
    """Yield what is wrong with a cap that no lead, or every lead, meets."""
    each = [[level["points"] for level in entry["levels"]] for entry in entries]
    earned = [points for one in each for points in one if points > 0]
    least, most = sum(map(min, each)), sum(map(max, each))
    if highest is not None and earned and highest < min(earned):
        words = f"below its smallest positive points, {min(earned)}: no level could be earned"
        yield ("highest",), f"the cap of `{group}`, {highest}, is {words}; write {min(earned)} or more, {most} for all."
    elif highest is not None and highest < least:
        words = f"below its least sum, {least}: every lead would have {highest}"
        yield ("highest",), f"the cap of `{group}`, {highest}, is {words}; write more than {least}."
    if lowest is not None and lowest > most:
        words = f"above its largest sum, {most}: every lead would have {lowest}"
        yield ("lowest",), f"the floor of `{group}`, {lowest}, is {words}; write less than {most}."


def _knock_outs(said: Sequence, entries: Entries) -> Iterator[Fault]:
    labels = {entry["name"]: _labels(entry) for entry in entries if entry is not UNREAD}
    seen: Counter = Counter()
    for i, knock_out in enumerate(said):
        name = UNREAD if knock_out is UNREAD else knock_out["attribute"]
        if name in labels:
            yield from _knocked_out(("knock_outs", i, "levels"), name, knock_out["levels"], labels[name], seen)
        elif UNREAD not in (name, *entries):
            words = f"`{name}` is not on the card{did_you_mean(name, labels)}"
            yield (
                ("knock_outs", i, "attribute"),
                f"{words} An attribute that only disqualifies stands there with 0 points.",
            )


def _labels(entry: Mapping) -> list:
    return [UNREAD if level is UNREAD else level["level"] for level in entry["levels"]]


def _knocked_out(path: tuple, name: str, levels: object, labels: Sequence, seen: Counter) -> Iterator[Fault]:
    """Yield what is wrong with the levels of one knock-out; `seen` counts those of the card so far."""
    for level in [] if levels is UNREAD else levels:
        if level not in labels and UNREAD not in (level, *labels):
            yield path, f"`{level}` is no level of `{name}`{did_you_mean(level, labels)}"
        seen[name, level] += 1
        if seen[name, level] == 2 and level is not UNREAD:
            yield path, f"`{name}: {level}` is knocked out twice; keep one, with one reason."
    if UNREAD not in labels and set(labels) <= {level for known, level in seen if known == name}:
        yield path, f"every level of `{name}` is knocked out, which leaves no lead; keep at least one."
