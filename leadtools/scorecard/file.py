"""A scorecard as a file that a person can read, check and edit."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leadtools import conditions
from leadtools.documents import dump, read_document, write_text
from leadtools.errors import CardError
from leadtools.levels import Attribute, Level
from leadtools.matrix import by_score, matrix_data, read_matrix
from leadtools.scorecard.by_hand import caps_of, filled
from leadtools.scorecard.knock_outs import COLDEST, DISQUALIFIED, KnockOut
from leadtools.scorecard.line import Line
from leadtools.scorecard.rules import card_faults
from leadtools.scorecard.schema import CARD
from leadtools.scorecard.table import OWN_COLUMNS

if TYPE_CHECKING:
    from leadtools.scorecard.card import Scorecard

DIGITS = 6


def save(card: Scorecard, path: Path) -> Path:
    """Write the card; evidence is kept to six significant digits."""
    write_text(path, text(card))
    return path


def text(card: Scorecard) -> str:
    """Return what the card's file says."""
    return dump(to_data(card))


def load(path: Path) -> tuple[str, dict[Attribute, list[int]], dict[str, object]]:
    """Read a card's name, its points and the rest of it, naming every fault with its line."""
    return from_data(read_document(path, CARD, CardError, rules=card_faults).data)


def from_data(data: dict) -> tuple[str, dict[Attribute, list[int]], dict[str, object]]:
    """Return a card's name, its points and the rest of what a file without faults says."""
    entries = [filled(entry) for entry in data["attributes"]]
    points = {_attribute(entry): [level["points"] for level in entry["levels"]] for entry in entries}
    said = data.get("probability")
    line = Line(said["base_score"], said["base_odds"], said.get("points_to_double") or math.inf) if said else None
    each = {entry["name"]: (entry["each"], entry["up_to"]) for entry in entries if "each" in entry}
    rest = {"evidence": _evidence(entries), "line": line, "each": each, **data.get("scale", {}), **_agreed(data)}
    tiers = data.get("tiers", {})
    matrix = read_matrix(data.get("matrix"), tiers)
    return data["name"], points, rest | {"tiers": by_score(tiers), "matrix": matrix, "facts": data.get("facts", {})}


def to_data(card: Scorecard) -> dict[str, object]:
    """Return what the card's file says, as data."""
    scale = {key: getattr(card, key) for key in ("start", "lowest", "highest", "pdo")}
    data = {"name": card.name, "facts": dict(card.facts), "scale": scale}
    if card.line is not None:
        double = card.line.points_to_double
        data["probability"] = {
            "base_score": card.line.score,
            "base_odds": card.line.odds,
            "points_to_double": double if math.isfinite(double) else None,
        }
    rows = card.table.to_dict("records")
    attributes = [_attribute_data(a, [rows.pop(0) for _ in a.levels], card.each.get(a.name)) for a in card.attributes]
    return data | _tier_data(card) | _agreed_data(card) | {"attributes": attributes}


def _tier_data(card: Scorecard) -> dict[str, object]:
    """Return the tiers by their lowest score or their cells, after the matrix of these cells."""
    if card.matrix is None:
        return {"tiers": dict(card.tiers)}
    in_cells = {tier: list(cells) for tier, cells in card.matrix.tiers.items()}
    return {"matrix": matrix_data(card.matrix), "tiers": in_cells or dict(card.tiers)}


def _agreed_data(card: Scorecard) -> dict[str, object]:
    """Return the rules around the points, as far as the card has any."""
    caps = {group: dict(zip(("lowest", "highest"), cap, strict=True)) for group, cap in card.caps.items()}
    knock_outs = [{"attribute": k.attribute, "levels": list(k.levels), "reason": k.reason} for k in card.knock_outs]
    in_order = dict.fromkeys([*card.tier_names, COLDEST, DISQUALIFIED, *card.definitions])
    definitions = {tier: card.definitions[tier] for tier in in_order if tier in card.definitions}
    said = {"definitions": definitions, "caps": caps, "knock_outs": knock_outs}
    return {key: value for key, value in said.items() if value}


def _agreed(data: dict) -> dict[str, object]:
    caps = {group: (cap.get("lowest"), cap.get("highest")) for group, cap in caps_of(data).items()}
    knock_outs = tuple(
        KnockOut(one["attribute"], tuple(one["levels"]), one["reason"]) for one in data.get("knock_outs", [])
    )
    return {"caps": caps, "knock_outs": knock_outs, "definitions": data.get("definitions", {})}


def _attribute_data(
    attribute: Attribute, rows: list[dict[str, object]], each: tuple[int, int] | None
) -> dict[str, object]:
    group = {"group": attribute.group} if attribute.group else {}
    levels = [_level_data(level, row) for level, row in zip(attribute.levels, rows, strict=True)]
    entry = {"name": attribute.name, "kind": attribute.kind, **group}
    if each is not None:
        note = {"note": levels[0]["note"]} if "note" in levels[0] else {}
        short = {**entry, "each": each[0], "up_to": each[1], **note}
        if filled(short)["levels"] == levels:
            return short
    return {**entry, "levels": levels}


def _level_data(level: Level, row: dict[str, object]) -> dict[str, object]:
    said = {"level": level.label, **conditions.to_data(level.condition), "points": row["points"]}
    said |= {"note": row["note"]} if isinstance(row.get("note"), str) else {}
    evidence = {name: short(value) for name, value in row.items() if name not in (*OWN_COLUMNS, "note")}
    return said | ({"evidence": evidence} if evidence else {})


def short(value: object) -> object:
    """Return a number at six significant digits, None for a number that is not there."""
    if isinstance(value, float | np.floating):
        return None if math.isnan(value) else float(f"{value:.{DIGITS}g}")
    return value


def _attribute(entry: dict) -> Attribute:
    levels = tuple(Level(level["level"], conditions.from_data(level)) for level in entry["levels"])
    return Attribute(entry["name"], entry["kind"], levels, entry.get("group", ""))


def _note(level: dict) -> dict[str, str]:
    return {"note": level["note"]} if "note" in level else {}


def _evidence(entries: list[dict]) -> pd.DataFrame:
    rows = [_note(level) | level.get("evidence", {}) for entry in entries for level in entry["levels"]]
    return (
        pd.DataFrame(rows).replace({None: np.nan}).infer_objects()
        if any(rows)
        else pd.DataFrame(index=range(len(rows)))
    )
