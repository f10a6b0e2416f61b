"""What files say of the matrix and of tiers made from it, and what is wrong with it in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from leadtools.documents import Fault
from leadtools.errors import did_you_mean
from leadtools.matrix.matrix import BANDS, CELLS, Axis, Matrix

USUAL_TIERS = {"hot": ("A1", "A2", "B1"), "warm": ("A3", "B2", "C1")}
"""Tiers of `tiers: matrix`, along the diagonals; the rest is cold. Ours: products leave them to their users."""

TAKEN = {"cold": "what stands in no tier", "disqualified": "what knock-outs make of a lead"}
"""Tiers that no card can define, and what they are."""

_GROUPS = {
    "description": "a list of groups whose points are added up",
    "type": "array",
    "minItems": 1,
    "uniqueItems": True,
    "items": {"description": "the name of a group", "type": "string", "minLength": 1},
}
_EDGE = {"description": "a whole number of points", "type": "integer"}
_CELLS = {
    "description": "a list of cells, such as [A1, A2, B1]",
    "type": "array",
    "minItems": 1,
    "items": {"description": "a cell from A1 to C3", "type": "string"},
}


def _axis_schema(bands: tuple[str, ...]) -> dict[str, object]:
    return {
        "description": f"the lowest points of its bands, such as {{{bands[0]}: 20, {bands[1]}: 10}}",
        "type": "object",
        "additionalProperties": False,
        "properties": {"groups": _GROUPS, **dict.fromkeys(bands[:-1], _EDGE)},
    }


SCHEMA = {
    "description": "the lowest points of the bands, such as {fit: {A: 20, B: 10}, engagement: {1: 30, 2: 15}}",
    "type": "object",
    "additionalProperties": False,
    "properties": {axis: _axis_schema(bands) for axis, bands in BANDS.items()},
}
"""What a file may say under `matrix:`."""


def tiers_schema(lowest: Mapping[str, object], *, fewest: int = 0) -> dict[str, object]:
    """Return what a file may say under `tiers:`, where `lowest` is what a score may be."""
    words = "lines of `tier: lowest score`, such as {hot: 60, warm: 50}, or of `tier: [cells]`, or the word matrix"
    lines = {"type": "object", "minProperties": fewest, "description": words}
    by_cells = {"type": "object", "minProperties": 1, "additionalProperties": _CELLS}
    word = {"type": "string", "const": "matrix", "description": words}
    return {"description": words, "anyOf": [{**lines, "additionalProperties": lowest}, by_cells, word]}


def read_matrix(said: Mapping | None, tiers: object) -> Matrix | None:
    """Return the matrix that a file's ``matrix`` and ``tiers`` speak of; None where they speak of none."""
    in_cells = cells_by_tier(tiers)
    if said is None and not in_cells:
        return None
    axes = {name: _axis(name, (said or {}).get(name, {})) for name in BANDS}
    return Matrix(**axes, tiers=in_cells)


def _axis(name: str, said: Mapping) -> Axis:
    lowest = {band: said[band] for band in BANDS[name] if band in said}
    return Axis(tuple(said.get("groups", (name,))), lowest)


def cells_by_tier(tiers: object) -> dict[str, tuple[str, ...]]:
    """Return the cells of each tier; nothing where tiers go by the score."""
    if tiers == "matrix":
        return dict(USUAL_TIERS)
    listed = tiers if isinstance(tiers, Mapping) else {}
    return {tier: tuple(cells) for tier, cells in listed.items() if isinstance(cells, list | tuple)}


def by_score(tiers: object) -> dict[str, float]:
    """Return the lowest score of each tier; nothing where tiers go by the matrix."""
    return {} if cells_by_tier(tiers) or not isinstance(tiers, Mapping) else dict(tiers)


def matrix_data(matrix: Matrix) -> dict[str, object]:
    """Return what a file says under ``matrix``."""
    return {
        name: ({} if axis.groups == (name,) else {"groups": list(axis.groups)}) | dict(axis.lowest)
        for name, axis in matrix.axes.items()
    }


def matrix_faults(said: Mapping, groups: Iterable[str], *, where: str, edges: bool) -> Iterator[Fault]:
    """Yield what is wrong with the ``matrix`` and the cells of ``tiers`` of a file.

    Parameters
    ----------
    said : mapping
        The file; parts of it that do not fit the schema left out.
    groups : iterable of str
        The groups that there are.
    where : str
        Where they are named, in words.
    edges : bool
        Whether the bands of both axes must be said.
    """
    tiers, stated = said.get("tiers", {}), said.get("matrix")
    matrix = read_matrix(stated, tiers)
    if matrix is None:
        return
    yield from _cell_faults(matrix)
    known = list(dict.fromkeys(groups))
    for name, axis in matrix.axes.items():
        path = ("matrix", name) if name in (stated or {}) else ("matrix",) if stated is not None else ("tiers",)
        for group in (group for group in axis.groups if group not in known):
            there = ", ".join(f"`{each}`" for each in known) or "none"
            yield path, (
                f"the matrix needs the group `{group}`, and {where} has {there}; add it there, or name what says "
                f"{name} as `matrix: {{{name}: {{groups: [{known[0] if known else 'a group'}]}}}}`."
            )  # fmt: skip
        yield from _edge_faults(path, name, axis, edges)
    for group in (group for group in matrix.fit.groups if group in matrix.engagement.groups):
        yield ("matrix", "engagement"), f"`{group}` stands for fit and for engagement; it can be only one of them."


def _cell_faults(matrix: Matrix) -> Iterator[Fault]:
    for tier in (tier for tier in matrix.tiers if tier in TAKEN):
        yield ("tiers", tier), f"`{tier}` is {TAKEN[tier]}; give this tier another name or leave it out."
    tier_of: dict[str, str] = {}
    for tier, cell in [(tier, cell) for tier, cells in matrix.tiers.items() for cell in cells]:
        if cell not in CELLS:
            yield ("tiers", tier), f"`{cell}` is no cell of the matrix{did_you_mean(cell, CELLS)}"
        elif cell in tier_of:
            twice = f"twice in `{tier}`" if tier_of[cell] == tier else f"in `{tier_of[cell]}` and in `{tier}`"
            yield ("tiers", tier), f"the cell `{cell}` stands {twice}; it belongs to one tier."
        tier_of.setdefault(cell, tier)


def _edge_faults(path: tuple, name: str, axis: Axis, edges: bool) -> Iterator[Fault]:
    best, middle, last = BANDS[name]
    if edges and not axis.lowest:
        yield path, f"the matrix does not say where {name} parts; write `{name}: {{{best}: 20, {middle}: 10}}`."
    if len(axis.lowest) == 2 and axis.lowest[best] <= axis.lowest[middle]:
        yield (*path, middle), (
            f"`{middle}` begins at {axis.lowest[middle]} {name} points, not below `{best}` at {axis.lowest[best]}; "
            f"`{best}` is the best and begins highest, `{last}` is what lies below both."
        )  # fmt: skip
