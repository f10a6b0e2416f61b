"""What a card's file says as tables that a person can edit in a spreadsheet, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from leadtools.documents import dump_line
from leadtools.documents.values import Unreadable, read_values
from leadtools.errors import did_you_mean
from leadtools.exports.workbook import Row, Where
from leadtools.matrix import BANDS

EVIDENCE = "evidence: "
COLUMNS: dict[str, tuple[str, ...]] = {
    "Points": (
        "attribute", "kind", "group", "level", "condition", "from", "below", "values", "points", "up to", "note"
    ),
    "Scale": ("what", "value"),
    "Tiers": ("tier", "lowest score", "definition", "cells"),
    "Matrix": ("axis", "band", "lowest points", "groups"),
    "Caps": ("group", "lowest", "highest"),
    "Knock-outs": ("attribute", "levels", "reason"),
    "Facts": ("fact", "value"),
}  # fmt: skip
"""Sheets and their columns."""

CONDITIONS = ("is", "from/below", "missing", "other", "any", "each")
_SCALE, _PROBABILITY = ("start", "lowest", "highest", "pdo"), ("base_score", "base_odds", "points_to_double")

Faults = list[tuple[Where, str]]


def tables_of(data: Mapping) -> dict[str, tuple[Sequence[str], list[list[object]]]]:
    """Return columns and rows by sheet of what a card's file says."""
    scale = {"name": data["name"], **data["scale"], **data.get("probability", {})}
    columns = _evidence_columns(data["attributes"])
    rows = {
        "Points": [row for entry in data["attributes"] for row in _attribute_rows(entry, columns)],
        "Scale": [list(pair) for pair in scale.items()],
        "Tiers": list(_tier_rows(data["tiers"], dict(data.get("definitions", {})))),
        "Matrix": [row for axis, said in data.get("matrix", {}).items() for row in _axis_rows(axis, said)],
        "Caps": [[group, cap["lowest"], cap["highest"]] for group, cap in data.get("caps", {}).items()],
        "Knock-outs": [[k["attribute"], dump_line(k["levels"])[1:-1], k["reason"]] for k in data.get("knock_outs", [])],
        "Facts": [[fact, dump_line(value)] for fact, value in data["facts"].items()],
    }
    return {sheet: ((*COLUMNS[sheet], *(columns if sheet == "Points" else ())), rows[sheet]) for sheet in COLUMNS}


def _tier_rows(tiers: Mapping, definitions: dict) -> Iterator[list[object]]:
    for tier, said in tiers.items():
        lowest, cells = (None, dump_line(said)[1:-1]) if isinstance(said, list) else (said, None)
        yield [tier, lowest, definitions.pop(tier, None), cells]
    yield from ([tier, None, words, None] for tier, words in definitions.items())


def _axis_rows(axis: str, said: Mapping) -> Iterator[list[object]]:
    groups = dump_line(said.get("groups", [axis]))[1:-1]
    yield from ([axis, band, lowest, groups] for band, lowest in said.items() if band != "groups")


def _evidence_columns(entries: Sequence[Mapping]) -> list[str]:
    levels = [level for entry in entries for level in entry.get("levels", [])]
    return [EVIDENCE + name for name in dict.fromkeys(name for level in levels for name in level.get("evidence", {}))]


def _attribute_rows(entry: Mapping, evidence: Sequence[str]) -> Iterator[list[object]]:
    named = [entry["name"], entry["kind"], entry.get("group")]
    if "each" in entry:
        nothing = [None] * len(evidence)
        yield [*named, None, "each", None, None, None, entry["each"], entry["up_to"], entry.get("note"), *nothing]
    for level in entry.get("levels", []):
        condition = next((key for key in ("is", "missing", "other", "any") if key in level), "from/below")
        values = dump_line(level[condition])[1:-1] if condition in ("is", "missing") else ""
        held = [level.get("evidence", {}).get(name.removeprefix(EVIDENCE)) for name in evidence]
        yield [
            *named, level["level"], condition, level.get("from"), level.get("below"), values or None, level["points"],
            None, level.get("note"), *held,
        ]  # fmt: skip


def data_of(tables: Mapping[str, Sequence[Row]], faults: Faults) -> tuple[dict, dict[tuple, Where]]:
    """Return what the tables say as a card's file says it, and the cell of each part.

    What is wrong with single cells is added to `faults`.
    """
    data: dict = {"facts": {}, "scale": {}, "tiers": {}, "definitions": {}, "matrix": {}, "caps": {}, "knock_outs": []}
    where: dict[tuple, Where] = {}
    for row in tables["Facts"]:
        data["facts"][_text(row, "fact", faults)] = _line(row, "value", faults)
    _scale(data, where, tables["Scale"], faults)
    for row in tables["Tiers"]:
        _tier(data, where, row, faults)
    for row in tables["Matrix"]:
        _band(data, where, row, faults)
    for row in tables["Caps"]:
        group = _text(row, "group", faults)
        _once(group, data["caps"], row, "group", faults)
        data["caps"][group] = {key: _whole(row, key, faults, blank=True) for key in ("lowest", "highest")}
        where |= {("caps", group): row.at("group")} | {("caps", group, key): row.at(key) for key in row.cells}
    for i, row in enumerate(tables["Knock-outs"]):
        parts = {"attribute": _text(row, "attribute", faults), "levels": _listed(row, "levels", faults)}
        data["knock_outs"].append(parts | {"reason": _text(row, "reason", faults)})
        where |= {("knock_outs", i): row.at("attribute")} | {("knock_outs", i, key): row.at(key) for key in row.cells}
    data["attributes"] = _attributes(where, tables["Points"], faults)
    return {key: value for key, value in data.items() if value or key in ("facts", "tiers", "attributes")}, where


def _scale(data: dict, where: dict, rows: Sequence[Row], faults: Faults) -> None:
    seen: dict[str, Row] = {}
    for row in rows:
        what = _text(row, "what", faults)
        known = ("name", *_SCALE, *_PROBABILITY)
        if what not in known:
            faults.append((row.at("what"), f"`{what}` is nothing a scale has{did_you_mean(what, known)}"))
        _once(what, seen, row, "what", faults)
        seen[what] = row
        place = ("name",) if what == "name" else ("scale" if what in _SCALE else "probability", what)
        where[place] = row.at("value" if "value" in row.cells else "what")
    data["name"] = _text(seen["name"], "value", faults) if "name" in seen else None
    if data["name"] is None:
        faults.append((("Scale", "A1"), "the card has no name; write a row `name` with the name beside it."))
    data["scale"] = {key: _whole(seen[key], "value", faults, blank=key != "start") for key in _SCALE if key in seen}
    if set(_PROBABILITY) & seen.keys():
        data["probability"] = {key: _number(seen[key], "value", faults) for key in _PROBABILITY if key in seen}


def _tier(data: dict, where: dict, row: Row, faults: Faults) -> None:
    tier, lowest = _text(row, "tier", faults), _whole(row, "lowest score", faults, blank=True)
    _once(tier, data["tiers"] | data["definitions"], row, "tier", faults)
    words, cells = row.get("definition"), row.get("cells")
    if lowest is not None and cells is not None:
        faults.append((row.at("cells"), f"the tier `{tier}` has a lowest score and cells; clear one of them."))
    if cells is not None:
        data["tiers"][tier] = [str(cell) for cell in _listed(row, "cells", faults)]
        where["tiers", tier] = row.at("cells")
    elif lowest is not None:
        data["tiers"][tier] = lowest
        where["tiers", tier] = row.at("lowest score")
    if words is not None:
        data["definitions"][tier] = str(words)
        where["definitions", tier] = row.at("tier")
    if lowest is None and words is None and cells is None:
        faults.append((row.at("tier"), f"the tier `{tier}` has neither a lowest score nor a definition; write one."))


def _band(data: dict, where: dict, row: Row, faults: Faults) -> None:
    axis, band = _text(row, "axis", faults), _text(row, "band", faults)
    if axis not in BANDS:
        faults.append((row.at("axis"), f"`{axis}` is no axis of the matrix{did_you_mean(axis, BANDS)}"))
        return
    groups = [str(group) for group in _listed(row, "groups", faults)] if row.get("groups") is not None else [axis]
    said = data["matrix"].setdefault(axis, {"groups": groups})
    if groups != said["groups"]:
        faults.append((row.at("groups"), f"{axis} has these groups here and others above; it has the same throughout."))
    _once(band, said, row, "band", faults)
    said[band] = _whole(row, "lowest points", faults)
    where.setdefault(("matrix", axis), row.at("axis"))
    where["matrix", axis, band] = row.at("band")


def _attributes(where: dict, rows: Sequence[Row], faults: Faults) -> list[dict]:
    entries: dict[str, dict] = {}
    for row in rows:
        name = _text(row, "attribute", faults)
        entry = entries.setdefault(name, {"name": name})
        path = ("attributes", list(entries).index(name))
        where.setdefault((*path, "name"), row.at("attribute"))
        where.setdefault(path, row.at("attribute"))
        for key in ("kind", "group"):
            _same(entry, key, row, faults)
            if key in row.cells:
                where.setdefault((*path, key), row.at(key))
        condition = _condition(row, faults)
        if condition == "each":
            _each(entry, path, where, row, faults)
        else:
            _level(entry, path, where, row, condition, faults)
    return list(entries.values())


def _same(entry: dict, key: str, row: Row, faults: Faults) -> None:
    said = row.get(key)
    if said is not None and entry.setdefault(key, str(said)) != str(said):
        faults.append(
            (row.at(key), f"the {key} of `{entry['name']}` is `{said}` here and `{entry[key]}` above; it has one.")
        )


def _condition(row: Row, faults: Faults) -> str:
    said = str(row.get("condition") or "")
    if said not in CONDITIONS:
        column = "condition" if "condition" in row.cells else "attribute"
        faults.append((row.at(column), f"the condition is {said!r}{did_you_mean(said, CONDITIONS)}"))
        return ""
    idle = {"is": ("from", "below", "up to"), "from/below": ("values", "up to"), "missing": ("from", "below", "up to"),
            "each": ("level", "from", "below", "values")}.get(said, ("from", "below", "values", "up to"))  # fmt: skip
    for column in (column for column in idle if row.get(column) is not None):
        faults.append((row.at(column), f"`{column}` has no part in the condition `{said}`; clear it or change that."))
    return said


def _each(entry: dict, path: tuple, where: dict, row: Row, faults: Faults) -> None:
    if "each" in entry:
        faults.append((row.at("attribute"), f"`{entry['name']}` has points for each in two rows; keep one."))
    entry["each"] = _whole(row, "points", faults)
    if row.get("up to") is not None:
        entry["up_to"] = _whole(row, "up to", faults)
    if row.get("note") is not None:
        entry["note"] = str(row.get("note"))
    where |= {
        (*path, key): row.at(column) for key, column in (("each", "points"), ("up_to", "up to")) if column in row.cells
    }


def _level(entry: dict, path: tuple, where: dict, row: Row, condition: str, faults: Faults) -> None:
    level: dict[str, object] = {"level": str(row.get("level"))} if row.get("level") is not None else {}
    if condition in ("is", "missing"):
        level[condition] = _listed(row, "values", faults)
    elif condition == "from/below":
        level |= {key: _number(row, key, faults) for key in ("from", "below") if row.get(key) is not None}
    elif condition:
        level[condition] = True
    else:
        level["is"] = ["?"]  # its fault is told already
    level["points"] = _whole(row, "points", faults)
    if row.get("note") is not None:
        level["note"] = str(row.get("note"))
    evidence = {c.removeprefix(EVIDENCE): row.get(c) for c in row.cells if c.startswith(EVIDENCE)}
    if evidence:
        level["evidence"] = evidence
    levels = entry.setdefault("levels", [])
    here = (*path, "levels", len(levels))
    where |= {here: row.at("level" if "level" in row.cells else "attribute")}
    where |= {(*here, key): row.at(column) for key, column in _KEYS.items() if column in row.cells}
    levels.append(level)


_KEYS = {"level": "level", "is": "values", "missing": "values", "from": "from", "below": "below", "points": "points"}


def _once(name: object, seen: Mapping, row: Row, column: str, faults: Faults) -> None:
    if name in seen:
        faults.append((row.at(column), f"`{name}` stands here a second time; keep one."))


def _text(row: Row, column: str, faults: Faults) -> str | None:
    value = row.get(column)
    if value is None:
        place = column if column in row.cells else next(iter(row.cells))
        faults.append((row.at(place), f"the {column} is blank; write it, or delete the row."))
        return None
    return str(value)


def _whole(row: Row, column: str, faults: Faults, *, blank: bool = False) -> int | None:
    value = row.get(column)
    if value is None and blank:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer():
        return int(value)
    place = column if column in row.cells else next(iter(row.cells))
    shown = "blank" if value is None else repr(value)
    faults.append((row.at(place), f"`{column}` is {shown}; write a whole number, such as {_near(value)}."))
    return 0


def _near(value: object) -> int:
    return round(value) if isinstance(value, float) else 0


def _number(row: Row, column: str, faults: Faults) -> float | None:
    value = row.get(column)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        faults.append((row.at(column), f"`{column}` is {value!r}; write a number."))
        return 0
    return value


def _listed(row: Row, column: str, faults: Faults) -> list:
    value = row.get(column)
    said = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    try:
        values = read_values(f"[{said}]")
    except Unreadable:
        values = None
    if values is None or values.faults or any(isinstance(one, dict | list) or one is None for one in values.data):
        words = "this is not read as a list; separate values by commas and put odd ones in quotes: manager, 'a, b'."
        faults.append((row.at(column), words))
        return ["?"]
    if column == "levels":
        return [one if isinstance(one, str) else str(one) for one in values.data]
    return values.data


def _line(row: Row, column: str, faults: Faults) -> object:
    value = row.get(column)
    if not isinstance(value, str):
        return value
    try:
        values = read_values(value)
    except Unreadable as fault:
        faults.append((row.at(column), f"{fault.words}"))
        return None
    return None if values is None else values.data
