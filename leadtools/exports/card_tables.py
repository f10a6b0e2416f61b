"""What a card's file says as tables that a person can edit in a spreadsheet, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from leadtools.documents import UNREAD, Unread, dump_line
from leadtools.errors import did_you_mean, nearest
from leadtools.exports.cells import Faults, line, listed, maybe, number, once, text, told, whole
from leadtools.exports.tier_tables import axis_rows, read_band, read_tier, tier_rows
from leadtools.exports.workbook import Row, Where

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

_SAID_BY = {
    "Points": ("attributes",), "Scale": ("name", "scale", "probability"), "Tiers": ("tiers", "definitions"),
    "Matrix": ("matrix",), "Caps": ("caps",), "Knock-outs": ("knock_outs",), "Facts": ("facts",),
}  # fmt: skip
"""Keys of a card's file by the sheet that says the same."""

CONDITIONS = ("is", "from/below", "missing", "other", "any", "each")
_SCALE, _PROBABILITY = ("start", "lowest", "highest", "pdo"), ("base_score", "base_odds", "points_to_double")


def tables_of(data: Mapping) -> dict[str, tuple[Sequence[str], list[list[object]]]]:
    """Return columns and rows by sheet of what a card's file says."""
    scale = {"name": data["name"], **data["scale"], **data.get("probability", {})}
    columns = _evidence_columns(data["attributes"])
    rows = {
        "Points": [row for entry in data["attributes"] for row in _attribute_rows(entry, columns)],
        "Scale": [list(pair) for pair in scale.items()],
        "Tiers": list(tier_rows(data["tiers"], dict(data.get("definitions", {})))),
        "Matrix": [row for axis, said in data.get("matrix", {}).items() for row in axis_rows(axis, said)],
        "Caps": [[group, cap["lowest"], cap["highest"]] for group, cap in data.get("caps", {}).items()],
        "Knock-outs": [[k["attribute"], dump_line(k["levels"])[1:-1], k["reason"]] for k in data.get("knock_outs", [])],
        "Facts": [[fact, dump_line(value)] for fact, value in data["facts"].items()],
    }
    return {sheet: ((*COLUMNS[sheet], *(columns if sheet == "Points" else ())), rows[sheet]) for sheet in COLUMNS}


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


def data_of(tables: Mapping[str, Sequence[Row] | None], faults: Faults) -> tuple[dict, dict[tuple, Where]]:
    """Return what the tables say as a card's file says it, and the cell of each part.

    What is wrong with single cells is added to `faults`, and is `UNREAD`, as is all of a table that is None.
    """
    data: dict = {"facts": {}, "scale": {}, "tiers": {}, "definitions": {}, "matrix": {}, "caps": {}, "knock_outs": []}
    where: dict[tuple, Where] = {}
    rows = {sheet: table or [] for sheet, table in tables.items()}
    for row in rows["Facts"]:
        data["facts"][text(row, "fact", faults)] = line(row, "value", faults)
    _scale(data, where, tables["Scale"], faults)
    for row in rows["Tiers"]:
        read_tier(data, where, row, faults)
    for row in rows["Matrix"]:
        read_band(data, where, row, faults)
    for row in rows["Caps"]:
        group = text(row, "group", faults)
        once(group, data["caps"], row, "group", faults)
        data["caps"][group] = {key: whole(row, key, faults, blank=True) for key in ("lowest", "highest")}
        where |= {("caps", group): row.at("group")} | {("caps", group, key): row.at(key) for key in row.cells}
    for i, row in enumerate(rows["Knock-outs"]):
        parts = {"attribute": text(row, "attribute", faults), "levels": listed(row, "levels", faults)}
        data["knock_outs"].append(parts | {"reason": text(row, "reason", faults)})
        where |= {("knock_outs", i): row.at("attribute")} | {("knock_outs", i, key): row.at(key) for key in row.cells}
    data["attributes"] = _attributes(where, rows["Points"], faults)
    data |= {key: UNREAD for sheet, table in tables.items() if table is None for key in _SAID_BY[sheet]}
    return {key: value for key, value in data.items() if value or key in ("facts", "tiers", "attributes")}, where


def _scale(data: dict, where: dict, rows: Sequence[Row] | None, faults: Faults) -> None:
    seen: dict[str, Row] = {}
    for row in rows or ():
        what = text(row, "what", faults)
        known = ("name", *_SCALE, *_PROBABILITY)
        if what not in known and what is not UNREAD:
            faults.append((row.at("what"), f"`{what}` is nothing a scale has{did_you_mean(what, known)}"))
            what = nearest(what, known)
        once(what, seen, row, "what", faults)
        seen[what] = row
        place = ("name",) if what == "name" else ("scale" if what in _SCALE else "probability", what)
        where[place] = row.at("value" if "value" in row.cells else "what")
    data["name"] = text(seen["name"], "value", faults) if "name" in seen else UNREAD
    if rows is not None and not {"name", UNREAD} & seen.keys():
        faults.append((("Scale", "A1"), "the card has no name; write a row `name` with the name beside it."))
    data["scale"] = {key: whole(seen[key], "value", faults, blank=key != "start") for key in _SCALE if key in seen}
    if set(_PROBABILITY) & seen.keys():
        data["probability"] = {key: number(seen[key], "value", faults) for key in _PROBABILITY if key in seen}


def _attributes(where: dict, rows: Sequence[Row], faults: Faults) -> list[dict]:
    entries: dict[str, dict] = {}
    nameless = False
    for row in rows:
        name = text(row, "attribute", faults)
        if name is UNREAD:  # of the attribute above or below: both may lack this level
            _lacks_a_level([*entries.values()][-1:])
            nameless = True
            continue
        entry = entries.setdefault(name, {"name": name})
        if nameless:
            _lacks_a_level([entry])
            nameless = False
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


def _lacks_a_level(entries: Sequence[dict]) -> None:
    for entry in entries:
        entry.setdefault("levels", []).append(UNREAD)


def _same(entry: dict, key: str, row: Row, faults: Faults) -> None:
    said = maybe(row, key)
    if said is not None and entry.setdefault(key, said) != said and UNREAD not in (said, entry[key]):
        faults.append(
            (row.at(key), f"the {key} of `{entry['name']}` is `{said}` here and `{entry[key]}` above; it has one.")
        )


def _condition(row: Row, faults: Faults) -> str | Unread:
    said = maybe(row, "condition") or ""
    if said is UNREAD:
        return UNREAD
    if said not in CONDITIONS:
        return told(row, "condition", f"the condition is {said!r}{did_you_mean(said, CONDITIONS)}", faults)
    idle = {"is": ("from", "below", "up to"), "from/below": ("values", "up to"), "missing": ("from", "below", "up to"),
            "each": ("level", "from", "below", "values")}.get(said, ("from", "below", "values", "up to"))  # fmt: skip
    for column in (column for column in idle if row.get(column) is not None):
        faults.append((row.at(column), f"`{column}` has no part in the condition `{said}`; clear it or change that."))
    return said


def _each(entry: dict, path: tuple, where: dict, row: Row, faults: Faults) -> None:
    if "each" in entry:
        faults.append((row.at("attribute"), f"`{entry['name']}` has points for each in two rows; keep one."))
    entry["each"] = whole(row, "points", faults)
    if row.get("up to") is not None:
        entry["up_to"] = whole(row, "up to", faults)
    if row.get("note") is not None:
        entry["note"] = maybe(row, "note")
    where |= {
        (*path, key): row.at(column) for key, column in (("each", "points"), ("up_to", "up to")) if column in row.cells
    }


def _level(entry: dict, path: tuple, where: dict, row: Row, condition: str | Unread, faults: Faults) -> None:
    level: dict[str, object] = {"level": maybe(row, "level")} if row.get("level") is not None else {}
    if condition in ("is", "missing"):
        level[condition] = listed(row, "values", faults)
    elif condition == "from/below":
        level |= {key: number(row, key, faults) for key in ("from", "below") if row.get(key) is not None}
    elif condition is UNREAD:
        level["is"] = UNREAD
    else:
        level[condition] = True
    level["points"] = whole(row, "points", faults)
    if row.get("note") is not None:
        level["note"] = maybe(row, "note")
    evidence = {c.removeprefix(EVIDENCE): row.get(c) for c in row.cells if c.startswith(EVIDENCE)}
    if evidence:
        level["evidence"] = evidence
    levels = entry.setdefault("levels", [])
    here = (*path, "levels", len(levels))
    where |= {here: row.at("level" if "level" in row.cells else "attribute")}
    where |= {(*here, key): row.at(column) for key, column in _KEYS.items() if column in row.cells}
    levels.append(level)


_KEYS = {"level": "level", "is": "values", "missing": "values", "from": "from", "below": "below", "points": "points"}
