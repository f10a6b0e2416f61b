"""The customer journey: its stages in order, and the column whose dated changes tell them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leadtools.documents import UNREAD, Fault

STAGED = ("furthest", "fell_back")
"""Attributes that need the order of the stages."""


@dataclass(frozen=True)
class Journey:
    """The stages in their order; ``out`` are values that say that a lead has left the journey.

    ``column`` is the one that the changes tell the stage of.
    """

    column: str
    stages: tuple[str, ...]
    out: tuple[str, ...] = ()


def read_journey(said: Mapping | None) -> Journey | None:
    """Return what stands under ``journey:``, None where nothing does."""
    if said is None:
        return None
    return Journey(said["column"], *(tuple(map(str, said.get(key, ()))) for key in ("stages", "out")))


def with_stages(attributes: Mapping[str, Mapping], journey: Mapping | None) -> dict[str, Mapping]:
    """Return the attributes, those over the column of the journey told its stages unless they have their own."""
    if journey is None:
        return dict(attributes)
    stages = {"stages": list(map(str, journey["stages"]))}
    return {
        name: stages | parts if any(parts.get(kind) == journey["column"] for kind in STAGED) else parts
        for name, parts in attributes.items()
    }


def journey_rules(said: Mapping) -> Iterator[Fault]:
    """Yield what a schema cannot say about the journey of a configuration."""
    journey = said.get("journey")
    if journey is None or journey is UNREAD:
        return
    changes = said.get("changes")
    if changes is None:
        words = (
            "the stages of a `journey` are read from dated changes, and there are none; name their file (`changes:`)."
        )
        yield ("journey",), words
    elif changes is not UNREAD and "column" not in changes and (only := changes["value"]) != journey["column"]:
        words = f"all changes are of `{only}`; write that instead of `{journey['column']}`, or name `column:` there."
        yield ("journey", "column"), words
    yield from ((("journey", *place), words) for place, words in stage_faults(journey))


def stage_faults(said: Mapping) -> Iterator[Fault]:
    """Yield what is wrong with lists of stages, under ``stages`` and ``out``."""
    seen: set[str] = set()
    for key in ("stages", "out"):
        for i, stage in enumerate(map(str, said.get(key, ()))):
            plain = stage.strip().casefold()
            if plain in seen:
                words = f"`{stage}` stands a second time among the stages; a stage has one place in the journey."
                yield (key, i), words
            seen.add(plain)
