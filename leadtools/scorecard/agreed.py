"""Rules around the points of a card: caps, knock-outs, definitions. What is wrong with them, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from leadtools.documents import Fault
from leadtools.errors import did_you_mean
from leadtools.matrix import cells_by_tier
from leadtools.scorecard.knock_outs import COLDEST, DISQUALIFIED

Entries = Sequence[Mapping]
"""Attributes as a card's file lists them: ``name, group`` and ``levels``, each with ``level`` and ``points``.

One whose levels cannot be read yet is without them.
"""


def agreed_faults(said: Mapping, entries: Entries) -> Iterator[Fault]:
    """Yield what is wrong with the ``caps``, ``knock_outs`` and ``definitions`` of a card's file.

    A part of the file that is not among what is `said` has faults of its own and is not held against.
    """
    for group, cap in said.get("caps", {}).items():
        words = [*_bounds(group, cap)] or ([*_cap(group, cap, entries)] if "attributes" in said else [])
        yield from ((("caps", group), each) for each in words)
    if "attributes" in said:
        yield from _knock_outs(said.get("knock_outs", []), entries)
    known = [*(cells_by_tier(said.get("tiers")) or said.get("tiers", {})), COLDEST, DISQUALIFIED]
    for tier in (tier for tier in said.get("definitions", {}) if "tiers" in said and tier not in known):
        yield ("definitions", tier), f"`{tier}` is defined but is no tier of the card{did_you_mean(tier, known)}"


def _bounds(group: str, cap: Mapping) -> Iterator[str]:
    lowest, highest = cap.get("lowest"), cap.get("highest")
    if lowest is None and highest is None:
        yield f"the cap of `{group}` caps nothing; give `lowest`, `highest` or both."
    elif None not in (lowest, highest) and lowest > highest:
        yield f"the cap of `{group}` has lowest {lowest} above highest {highest}; exchange them."


def _cap(group: str, cap: Mapping, entries: Entries) -> Iterator[str]:
    own = [entry for entry in entries if entry.get("group") == group]
    if not own:
        groups = dict.fromkeys(entry["group"] for entry in entries if entry.get("group"))
        yield f"`{group}` is no group of the card{did_you_mean(group, groups)}"
    elif all("levels" in entry for entry in own):
        yield from _pointless(group, cap.get("lowest"), cap.get("highest"), own)


def _pointless(group: str, lowest: int | None, highest: int | None, entries: Entries) -> Iterator[str]:
    """Yield what is wrong with a cap that no lead, or every lead, meets."""
    each = [[level["points"] for level in entry["levels"]] for entry in entries]
    earned = [points for one in each for points in one if points > 0]
    least, most = sum(map(min, each)), sum(map(max, each))
    if highest is not None and earned and highest < min(earned):
        yield f"the cap of `{group}`, {highest}, is below its smallest points, {min(earned)}: no level could be earned."
    elif highest is not None and highest < least:
        yield f"the cap of `{group}`, {highest}, is below its least sum, {least}: every lead would have {highest}."
    if lowest is not None and lowest > most:
        yield f"the floor of `{group}`, {lowest}, is above its largest sum, {most}: every lead would have {lowest}."


def _knock_outs(said: Sequence[Mapping], entries: Entries) -> Iterator[Fault]:
    labels = {entry["name"]: [level["level"] for level in entry.get("levels", ())] for entry in entries}
    unread = {entry["name"] for entry in entries if "levels" not in entry}
    seen: Counter = Counter()
    for i, knock_out in enumerate(said):
        path, name = ("knock_outs", i), knock_out["attribute"]
        if name not in labels:
            words = f"`{name}` is not on the card{did_you_mean(name, labels)}"
            yield (*path, "attribute"), f"{words} An attribute that only disqualifies stands there with 0 points."
            continue
        if name in unread:
            continue
        for level in knock_out["levels"]:
            if level not in labels[name]:
                yield (*path, "levels"), f"`{level}` is no level of `{name}`{did_you_mean(level, labels[name])}"
            seen[name, level] += 1
            if seen[name, level] == 2:
                yield (*path, "levels"), f"`{name}: {level}` is knocked out twice; keep one, with one reason."
        if set(labels[name]) <= {level for known, level in seen if known == name}:
            yield (*path, "levels"), f"every level of `{name}` is knocked out, which leaves no lead; keep at least one."
