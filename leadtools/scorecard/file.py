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
from leadtools.scorecard.knock_outs import KnockOut
from leadtools.scorecard.line import Line
from leadtools.scorecard.rules import card_faults
from leadtools.scorecard.schema import CARD

if TYPE_CHECKING:
    from leadtools.scorecard.card import Scorecard

DIGITS = 6


def save(card: Scorecard, path: Path) -> Path:
    """Write the card; evidence is kept to six significant digits."""
    write_text(path, dump(to_data(card)))
    return path


def load(path: Path) -> tuple[str, dict[Attribute, list[int]], dict[str, object]]:
    """Read a card's name, its points and the rest of it, naming every fault with its line."""
    data = read_document(path, CARD, CardError, rules=card_faults).data
    points = {_attribute(entry): [level["points"] for level in entry["levels"]] for entry in data["attributes"]}
    said = data.get("probability")
    line = Line(said["base_score"], said["base_odds"], said.get("points_to_double") or math.inf) if said else None
    rest = {"evidence": _evidence(data["attributes"]), "line": line, **data["scale"], **_agreed(data)}
    return data["name"], points, rest | {"tiers": data.get("tiers", {}), "facts": data.get("facts", {})}


def to_data(card: Scorecard) -> dict[str, object]:
    """Return what the card's file says."""
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
    attributes = [_attribute_data(a, [rows.pop(0) for _ in a.levels]) for a in card.attributes]
    return data | {"tiers": dict(card.tiers)} | _agreed_data(card) | {"attributes": attributes}


def _agreed_data(card: Scorecard) -> dict[str, object]:
    """Return the rules around the points, as far as the card has any."""
    caps = {group: dict(zip(("lowest", "highest"), cap, strict=True)) for group, cap in card.caps.items()}
    knock_outs = [{"attribute": k.attribute, "levels": list(k.levels), "reason": k.reason} for k in card.knock_outs]
    said = {"definitions": dict(card.definitions), "caps": caps, "knock_outs": knock_outs}
    return {key: value for key, value in said.items() if value}


def _agreed(data: dict) -> dict[str, object]:
    caps = {group: (cap.get("lowest"), cap.get("highest")) for group, cap in data.get("caps", {}).items()}
    knock_outs = tuple(
        KnockOut(one["attribute"], tuple(one["levels"]), one["reason"]) for one in data.get("knock_outs", [])
    )
    return {"caps": caps, "knock_outs": knock_outs, "definitions": data.get("definitions", {})}


def _attribute_data(attribute: Attribute, rows: list[dict[str, object]]) -> dict[str, object]:
    levels = [_level_data(level, row) for level, row in zip(attribute.levels, rows, strict=True)]
    group = {"group": attribute.group} if attribute.group else {}
    return {"name": attribute.name, "kind": attribute.kind, **group, "levels": levels}


def _level_data(level: Level, row: dict[str, object]) -> dict[str, object]:
    condition = conditions.to_data(level.condition)
    own = ("attribute", "group", "level", "condition", "points")
    evidence = {name: _short(value) for name, value in row.items() if name not in own}
    return {"level": level.label, **condition, "points": row["points"]} | ({"evidence": evidence} if evidence else {})


def _short(value: object) -> object:
    """Return a number at six significant digits, None for a number that is not there."""
    if isinstance(value, float | np.floating):
        return None if math.isnan(value) else float(f"{value:.{DIGITS}g}")
    return value


def _attribute(entry: dict) -> Attribute:
    levels = tuple(Level(level["level"], conditions.from_data(level)) for level in entry["levels"])
    return Attribute(entry["name"], entry["kind"], levels, entry.get("group", ""))


def _evidence(entries: list[dict]) -> pd.DataFrame:
    rows = [level.get("evidence", {}) for entry in entries for level in entry["levels"]]
    return (
        pd.DataFrame(rows).replace({None: np.nan}).infer_objects()
        if any(rows)
        else pd.DataFrame(index=range(len(rows)))
    )
