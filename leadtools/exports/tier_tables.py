"""Tiers and the matrix of a card as tables that a person can edit, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leadtools.documents import UNREAD, dump_line
from leadtools.errors import did_you_mean
from leadtools.exports.cells import Faults, listed, maybe, once, text, told, whole
from leadtools.exports.workbook import Row
from leadtools.matrix import BANDS


def tier_rows(tiers: Mapping, definitions: dict) -> Iterator[list[object]]:
    """Yield a row for each tier and for each definition of what is no tier of its own."""
    for tier, said in tiers.items():
        lowest, cells = (None, dump_line(said)[1:-1]) if isinstance(said, list) else (said, None)
        yield [tier, lowest, definitions.pop(tier, None), cells]
    yield from ([tier, None, words, None] for tier, words in definitions.items())


def axis_rows(axis: str, said: Mapping) -> Iterator[list[object]]:
    """Yield a row for each band of an axis of the matrix."""
    groups = dump_line(said.get("groups", [axis]))[1:-1]
    yield from ([axis, band, lowest, groups] for band, lowest in said.items() if band != "groups")


def read_tier(data: dict, where: dict, row: Row, faults: Faults) -> None:
    """Put a row of the sheet of tiers into a card's data, and note its cells."""
    tier, lowest = text(row, "tier", faults), whole(row, "lowest score", faults, blank=True)
    once(tier, data["tiers"] | data["definitions"], row, "tier", faults)
    words, cells = maybe(row, "definition"), row.get("cells")
    if lowest is not None and cells is not None:
        told(row, "cells", f"the tier `{tier}` has a lowest score and cells; clear one of them.", faults)
    if cells is not None:
        in_cells = listed(row, "cells", faults)
        data["tiers"][tier] = in_cells if in_cells is UNREAD else [str(cell) for cell in in_cells]
        where["tiers", tier] = row.at("cells")
    elif lowest is not None:
        data["tiers"][tier] = lowest
        where["tiers", tier] = row.at("lowest score")
    if words is not None:
        data["definitions"][tier] = words
        where["definitions", tier] = row.at("tier")
    if lowest is None and words is None and cells is None:
        words = f"the tier `{tier}` has no lowest score; write the whole number it begins at, such as 50"
        told(row, "lowest score", f"{words}, or delete the row.", faults)


def read_band(data: dict, where: dict, row: Row, faults: Faults) -> None:
    """Put a row of the sheet of the matrix into a card's data, and note its cells."""
    axis, band = text(row, "axis", faults), text(row, "band", faults)
    if axis not in BANDS:
        if axis is not UNREAD:
            told(row, "axis", f"`{axis}` is no axis of the matrix{did_you_mean(axis, BANDS)}", faults)
        data["matrix"][UNREAD] = UNREAD
        return
    groups = listed(row, "groups", faults) if row.get("groups") is not None else [axis]
    said = data["matrix"].setdefault(axis, {"groups": groups if groups is UNREAD else list(map(str, groups))})
    if groups is not UNREAD and said["groups"] not in (UNREAD, list(map(str, groups))):
        told(row, "groups", f"{axis} has these groups here and others above; it has the same throughout.", faults)
    once(band, said, row, "band", faults)
    said[band] = whole(row, "lowest points", faults)
    where.setdefault(("matrix", axis), row.at("axis"))
    where["matrix", axis, band] = row.at("band")
