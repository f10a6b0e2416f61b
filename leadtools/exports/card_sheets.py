"""A card as a spreadsheet that a person can edit, and back, unchanged but for the edits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
from openpyxl.worksheet.datavalidation import DataValidation

from leadtools.documents import UNREAD, marked
from leadtools.documents.faults import schema_faults
from leadtools.errors import OutputError, did_you_mean, nearest
from leadtools.exports.card_tables import COLUMNS, CONDITIONS, EVIDENCE, data_of, tables_of
from leadtools.exports.cells import Faults
from leadtools.exports.score_sheet import OWN_SHEETS, add_score_sheets
from leadtools.exports.workbook import Row, Where, open_book, put_table, read_table, refuse, save_book
from leadtools.scorecard import Scorecard
from leadtools.scorecard.file import from_data, text, to_data
from leadtools.scorecard.rules import card_faults
from leadtools.scorecard.schema import CARD


def card_to_sheet(card: Scorecard, path: str | Path) -> Path:
    """Write a card as a workbook: points, scale, tiers, caps, knock-outs and facts, and a sheet to score a lead.

    Parameters
    ----------
    card : Scorecard
    path : path
        The ``.xlsx`` file.

    Returns
    -------
    Path

    Raises
    ------
    OutputError
        If the file cannot be written, or a workbook cannot keep what the card says unchanged.

    Notes
    -----
    The sheet ``Score a lead`` reckons with live formulas: points, caps, scale and tiers are those of the
    other sheets as they stand, conditions and knock-outs those of the card as it was written. It is left
    out where a formula would be longer than spreadsheets allow.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, (columns, rows) in tables_of(to_data(card)).items():
        put_table(book.create_sheet(name), columns, rows)
    last = len(book["Points"]["A"]) + 500
    for column, words in (("B", ("number", "text", "yes/no")), ("E", CONDITIONS)):
        choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
        choice.add(f"{column}2:{column}{last}")
        book["Points"].add_data_validation(choice)
    add_score_sheets(book, card)
    path = Path(path)
    save_book(book, path)
    if text(card_from_sheet(path)) != text(card):
        path.unlink()
        raise OutputError(f"A spreadsheet cannot keep `{card.name}` unchanged; keep it as YAML (card.save).")
    return path


def card_from_sheet(path: str | Path) -> Scorecard:
    """Read a card from a workbook as `card_to_sheet` writes it, perhaps edited since.

    As in a card's file, names of levels and levels for missing and other may be left out.

    Raises
    ------
    CardError
        Naming every fault with its sheet and cell.
    """
    path = Path(path)
    book, faults = open_book(path), []
    known = (*COLUMNS, *OWN_SHEETS)
    for name in (name for name in book.sheetnames if name not in known):
        words = f"this sheet is none of a card's{did_you_mean(name, COLUMNS)} Rename or delete it."
        faults.append(((name, "A1"), words))
    for name in ("Points", "Scale"):
        if name not in book.sheetnames:
            faults.append(((name, "A1"), "there is no such sheet; a card needs it."))
    data, where = data_of({name: _table(book, name, faults) for name in COLUMNS}, faults)
    found = [(path, words) for path, words in schema_faults(CARD, data) if not _is_told(data, path)]
    found += [(path, words + _slip(data, path)) for path, words in card_faults(marked(data, [p for p, _ in found]))]
    refuse(path.name, list(COLUMNS), faults + [(_cell(where, fault), words) for fault, words in found])
    name, points, options = from_data(data)
    return Scorecard.of(name, points, **options)


def _table(book: openpyxl.Workbook, name: str, faults: Faults) -> list[Row] | None:
    """Return the rows of a sheet; none where it may be left out, None where it cannot be read."""
    if name in book.sheetnames:
        return read_table(book[name], COLUMNS[name], faults, more=EVIDENCE if name == "Points" else "")
    return None if name in ("Points", "Scale") else []


def _slip(data: Mapping, path: tuple) -> str:
    """Return a question where the only level of an attribute leaves a gap, for its name may be misspelt in one row."""
    match path:
        case ("attributes", int(i), "levels", _, "from" | "below"):
            name, *others = (each["name"] for each in (data["attributes"][i], *data["attributes"]) if "name" in each)
            alone = len(data["attributes"][i]["levels"]) == 1
            meant = nearest(name, [other for other in others if other != name]) if alone else ""
            return f" Is `{name}` meant to be `{meant}`?" if meant else ""
    return ""


def _is_told(data: object, path: tuple) -> bool:
    """Tell whether a part has a fault of its own already."""
    for key in path:
        if data is UNREAD or key is UNREAD:
            return True
        data = data[key] if isinstance(data, list) else data.get(key) if isinstance(data, dict) else None
    return data is UNREAD


def _cell(where: dict[tuple, Where], path: tuple) -> Where:
    """Return the cell of a part, or of the nearest part around it that has one."""
    while path and path not in where:
        path = path[:-1]
    return where.get(path, ("Points", "A1"))
