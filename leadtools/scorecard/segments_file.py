"""Cards of segments as files: one that says which card a lead belongs to, and one a card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from leadtools import conditions
from leadtools.documents import dump, make_folder, read_document, write_text
from leadtools.errors import CardError
from leadtools.levels import Attribute, Level
from leadtools.scorecard.file import short
from leadtools.scorecard.schema import ATTRIBUTE, LEVEL

if TYPE_CHECKING:
    from leadtools.documents import Fault
    from leadtools.scorecard.segments import SegmentCards

INDEX = "segments.yml"
_CARD = {"type": "string", "pattern": r"^[^/\\]+\.yml$", "description": "the name of a card's file beside this one"}
_LEVEL = {
    **LEVEL,
    "required": ["level", "card"],
    "properties": {**{key: said for key, said in LEVEL["properties"].items() if key != "points"}, "card": _CARD},
    "description": "a segment: its name, its condition and its card",
}
_BY = {
    "type": "object",
    "required": ["name", "kind", "levels"],
    "properties": {
        "name": ATTRIBUTE["properties"]["name"],
        "kind": ATTRIBUTE["properties"]["kind"],
        "levels": {"type": "array", "items": _LEVEL, "minItems": 1, "description": "a list of segments"},
    },
    "additionalProperties": False,
    "description": "the column that tells the segments apart, and its levels",
}
_SCHEMA = {
    "type": "object",
    "required": ["name", "by"],
    "properties": {"name": {"type": "string", "minLength": 1, "description": "a name"}, "by": _BY},
    "additionalProperties": False,
}


def save(cards: SegmentCards, folder: Path) -> Path:
    """Write the index and the cards; cards that segments share are written once."""
    make_folder(folder)
    files: dict[int, str] = {}
    for card in cards.cards:
        if id(card) not in files:
            files[id(card)] = f"{len(files) + 1:02}_{_plain(card.name)}.yml"
            card.save(folder / files[id(card)])
    evidence = cards.table.drop(columns=["segment", "card"]).to_dict("records")
    levels = [
        {"level": level.label, **conditions.to_data(level.condition), "card": files[id(card)]}
        | {"evidence": {name: short(value) for name, value in row.items()}}
        for level, card, row in zip(cards.by.levels, cards.cards, evidence, strict=True)
    ]
    write_text(
        folder / INDEX,
        dump({"name": cards.name, "by": {"name": cards.by.name, "kind": cards.by.kind, "levels": levels}}),
    )
    return folder


def load(folder: Path) -> tuple[str, Attribute, list[str], pd.DataFrame]:
    """Read the name, the column that tells segments apart, each segment's file and the evidence."""
    said = read_document(folder / INDEX, _SCHEMA, CardError, rules=_faults).data
    entries = said["by"]["levels"]
    levels = tuple(Level(entry["level"], conditions.from_data(entry)) for entry in entries)
    table = pd.DataFrame([{"segment": entry["level"], **entry.get("evidence", {})} for entry in entries])
    return said["name"], Attribute(said["by"]["name"], said["by"]["kind"], levels), [e["card"] for e in entries], table


def _faults(said: dict) -> Iterator[Fault]:
    for i, entry in enumerate(said.get("by", {}).get("levels", [])):
        if not {"is", "from", "below", "missing", "other", "any"} & entry.keys():
            ways = "write `is: [values]`, `missing: []` or `other: true`."
            words = f"the segment `{entry['level']}` has no condition; {ways}"
            yield ("by", "levels", i), words


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:40] or "card"
