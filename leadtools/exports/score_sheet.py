"""A sheet that scores one lead with live formulas."""

from __future__ import annotations

from collections.abc import Iterator

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from leadtools.conditions import SAID, Condition, Is, Missing, Other, formula_text, number_formula, to_formula
from leadtools.exports.workbook import put
from leadtools.levels import Attribute
from leadtools.matrix import BANDS
from leadtools.scorecard import DISQUALIFIED, Scorecard

OWN_SHEETS = ("Score a lead", "Workings")
LONGEST = 8_000
"""Characters of a formula; Excel takes 8,192."""

FIRST = 5
"""Row of the first attribute on the sheet."""

_INPUT = PatternFill("solid", fgColor="FFFFF6D6")
_HOW = (
    "Write what is known of a lead into the yellow cells and leave blank what is not; for yes write yes or TRUE, "
    "for no write no or FALSE, also where 1 or 0 is counted. Points, caps, scale and tiers are those of the other "
    "sheets as they stand; conditions and knock-outs are those of the card from which this file was made."
)
_STALE = (
    "The sheets Points or Knock-outs have other rows than when this sheet was made, so it cannot score. Make it anew: "
    "leadtools rubric from-sheet, then to-sheet."
)


def add_score_sheets(book: openpyxl.Workbook, card: Scorecard) -> None:
    """Add the sheet, and one with its workings, unless a formula would be too long for a spreadsheet."""
    made = _Formulas(card, points=len(book["Points"]["A"]) - 1)
    cells = [*made.cells()]
    if any(len(value) > LONGEST for _, _, value in cells if value.startswith("=")):
        return
    for name in OWN_SHEETS:
        book.create_sheet(name)
    for sheet, cell, value in cells:
        if value.startswith("="):
            book[sheet][cell] = value
        else:
            put(book[sheet][cell], value.removeprefix("'"))
    _dress(book[OWN_SHEETS[0]], card)
    book.move_sheet(OWN_SHEETS[0], -(len(book.sheetnames) - 2))


def _dress(sheet: Worksheet, card: Scorecard) -> None:
    for row, height in ((2, 76), (3, 32)):
        sheet.merge_cells(f"A{row}:D{row}")
        sheet[f"A{row}"].alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = height
    sheet["A3"].font = Font(bold=True, color="FFB00020")
    for column, width in zip("ABCD", (34, 26, 30, 10), strict=True):
        sheet.column_dimensions[column].width = width
    for cell in (sheet["A1"], *sheet[FIRST - 1]):
        cell.font = Font(bold=True)
    truth = DataValidation("list", formula1='"yes,no,TRUE,FALSE"', allow_blank=True)
    sheet.add_data_validation(truth)
    for row, attribute in enumerate(card.attributes, FIRST):
        sheet.cell(row, 2).fill = _INPUT
        if attribute.kind == "yes/no":
            truth.add(sheet.cell(row, 2))


class _Formulas:
    """The cells of both sheets. A text is told from a formula by the apostrophe before it."""

    def __init__(self, card: Scorecard, points: int) -> None:
        self.card, self.rows = card, points + 501
        self.applies: dict[tuple[str, str], str] = {}
        known = {"Points": points, "'Knock-outs'": len(card.knock_outs)}
        other = ",".join(f"COUNTA({sheet}!$A$2:$A${self.rows})<>{count}" for sheet, count in known.items())
        self.stale = f"OR({other})"

    def cells(self) -> Iterator[tuple[str, str, str]]:
        """Yield sheet, cell and content."""
        score, workings = OWN_SHEETS
        yield score, "A1", f"'Score a lead: {self.card.name}"
        yield score, "A2", f"'{_HOW}"
        yield score, "A3", f'=IF({self.stale},{formula_text(_STALE)},"")'
        for column, words in zip("ABCD", ("attribute", "your lead", "level", "points"), strict=True):
            yield score, f"{column}{FIRST - 1}", f"'{words}"
        heads = "attribute", "level", "applies", "points", "number", "group", "row of cap", "sum", "at least", "capped"
        for column, words in zip("ABCDEFGHIJ", heads, strict=True):
            yield workings, f"{column}1", f"'{words}"
        at = 2
        for row, attribute in enumerate(self.card.attributes, FIRST):
            yield score, f"A{row}", f"'{attribute.name}"
            made = list(self._attribute(attribute, row, at))
            yield from made
            at += len({cell[1:] for sheet, cell, _ in made if sheet == workings})
        yield from self._total(FIRST + len(self.card.attributes))

    def _attribute(self, attribute: Attribute, row: int, at: int) -> Iterator[tuple[str, str, str]]:
        score, workings = OWN_SHEETS
        given = value = f"'{score}'!$B${row}"
        if attribute.kind == "number":
            yield workings, f"E{at}", f"={number_formula(given)}"
            value = f"Workings!$E${at}"
        if attribute.name in self.card.each:
            yield workings, f"A{at}", f"'{attribute.name}"
            yield workings, f"C{at}", "=1"
            yield workings, f"D{at}", f"={self._each(at, value)}"
            yield score, f"C{row}", f'=IF(ISNUMBER({value}),"points for each","none")'
            yield score, f"D{row}", f"=Workings!$D${at}"
            return
        last = at + len(attribute.levels) - 1
        places = {type(level.condition): at + i for i, level in enumerate(attribute.levels)}
        for i, level in enumerate(attribute.levels, at):
            self.applies[attribute.name, level.label] = f"Workings!$C${i}"
            yield workings, f"A{i}", f"'{attribute.name}"
            yield workings, f"B{i}", f"'{level.label}"
            if isinstance(level.condition, Other):
                yield workings, f"C{i}", f"={_rest(at, last, i)}"
            else:
                missing = isinstance(level.condition, Missing)
                test = _test(attribute, level.condition, given if missing else value)
                known = "" if missing else f"$C${places[Missing]}=0,"
                yield workings, f"C{i}", f"=IF(AND({known}{test}),1,0)"
            yield workings, f"D{i}", f"={self._points(i)}"
        yield score, f"C{row}", f"=INDEX(Workings!$B${at}:$B${last},MATCH(1,Workings!$C${at}:$C${last},0))"
        yield score, f"D{row}", f"=SUMPRODUCT(Workings!$C${at}:$C${last}*Workings!$D${at}:$D${last})"

    def _found(self, at: int, *, level: bool) -> str:
        here = f"EXACT(Points!$A$2:$A${self.rows},$A${at})"
        return f"{here}*EXACT(Points!$D$2:$D${self.rows},$B${at})" if level else here

    def _points(self, at: int) -> str:
        """Look points up by names, so that sorted rows do no harm; a level renamed there is an error, not 0."""
        found = self._found(at, level=True)
        return f"IF(SUMPRODUCT({found})=1,SUMPRODUCT({found}*Points!$I$2:$I${self.rows}),NA())"

    def _each(self, at: int, value: str) -> str:
        found = self._found(at, level=False)
        each, up_to = (f"SUMPRODUCT({found}*Points!${column}$2:${column}${self.rows})" for column in "IJ")
        times = f"MAX(0,INT({value}))*{each}"
        counted = f"IF({each}>0,MIN({times},{up_to}),MAX({times},{up_to}))"
        return f"IF(SUMPRODUCT({found})=1,IF(ISNUMBER({value}),{counted},0),NA())"

    def _total(self, row: int) -> Iterator[tuple[str, str, str]]:
        score, workings = OWN_SHEETS
        yield score, f"A{row}", "'(start)"
        yield score, f"D{row}", f"={_scale('start')}"
        for at, group in enumerate(self.card.groups, 2):
            row += 1
            yield score, f"A{row}", f"'(cap {group})"
            yield score, f"D{row}", f"=Workings!$J${at}-Workings!$H${at}"
            yield from ((workings, *cell) for cell in self._cap(at, group))
        row += 1
        before = f"SUM($D${FIRST}:$D${row - 1})" if row > FIRST else "0"
        yield score, f"A{row}", "'(clip)"
        yield score, f"D{row}", f"={_bounded(_bounded(before, 'lowest', 'MAX'), 'highest', 'MIN')}-{before}"
        row += 1
        yield score, f"A{row}", "'score"
        yield score, f"D{row}", f"=IF({self.stale},NA(),SUM($D${FIRST}:$D${row - 1}))"
        yield from self._what_it_means(row)

    def _cap(self, at: int, group: str) -> Iterator[tuple[str, str]]:
        own = [f"'{OWN_SHEETS[0]}'!$D${row}" for row, a in enumerate(self.card.attributes, FIRST) if a.group == group]
        yield f"F{at}", f"'{group}"
        yield f"G{at}", f"=SUMPRODUCT(EXACT(Caps!$A$1:$A$200,$F${at})*ROW(Caps!$A$1:$A$200))"
        yield f"H{at}", f"=SUM({','.join(own[:200])})" if len(own) <= 200 else f"={'+'.join(own)}"
        for column, source, bound, inner in (("I", "B", "MAX", "H"), ("J", "C", "MIN", "I")):
            said = f"INDEX(Caps!${source}$1:${source}$200,$G${at})"
            kept = f"${inner}${at}"
            yield f"{column}{at}", f'=IF($G${at}=0,{kept},IF({said}="",{kept},{bound}({kept},{said})))'

    def _what_it_means(self, row: int) -> Iterator[tuple[str, str, str]]:
        score = OWN_SHEETS[0]
        tier = _tier_of_cell(row + 4) if self.card.tiers_by_matrix else _tier_of_score(row)
        reason = '""'
        for knock_out in reversed(self.card.knock_outs):
            applies = ",".join(f"{self._level(knock_out.attribute, level)}=1" for level in knock_out.levels)
            reason = f"IF(OR({applies}),{formula_text(knock_out.reason)},{reason})"
        yield score, f"A{row + 1}", "'tier"
        yield score, f"C{row + 1}", f'=IF($C${row + 2}="",{tier},"{DISQUALIFIED}")'
        yield score, f"A{row + 2}", "'disqualified because"
        yield score, f"C{row + 2}", f"={reason}"
        if self.card.line is not None:
            odds, base, double = (_scale(key) for key in ("base_odds", "base_score", "points_to_double"))
            doublings = f'IF({double}="",0,($D${row}-{base})*LN(2)/{double})'
            yield score, f"A{row + 3}", "'probability"
            yield score, f"D{row + 3}", f"=1/(1+EXP(-(LN({odds})+{doublings})))"
        if self.card.matrix is not None:
            yield score, f"A{row + 4}", "'fit and engagement"
            yield score, f"C{row + 4}", f"={'&'.join(self._band(name) for name in BANDS)}"

    def _band(self, axis: str) -> str:
        """Return the formula of a lead's band, from the capped points of the groups of an axis."""
        groups = [f"Workings!$J${at}" for at, group in enumerate(self.card.groups, 2)
                  if group in self.card.matrix.axes[axis].groups]  # fmt: skip
        band = f'"{BANDS[axis][-1]}"'
        for name in reversed(self.card.matrix.axes[axis].lowest):
            here = f'EXACT(Matrix!$A$2:$A$50,"{axis}")*EXACT(Matrix!$B$2:$B$50,"{name}")'
            lowest = f"IF(SUMPRODUCT({here})=1,SUMPRODUCT({here}*Matrix!$C$2:$C$50),NA())"
            band = f'IF({"+".join(groups)}>={lowest},"{name}",{band})'
        return band

    def _level(self, attribute: str, level: str) -> str:
        return self.applies[attribute, level]


def _test(attribute: Attribute, condition: Condition, cell: str) -> str:
    """Return the formula of a level. A spreadsheet makes a truth of TRUE, so a text that says yes is that as well."""
    test = to_formula(attribute.typed(condition), cell)
    if attribute.kind != "text":
        return test
    for truth, words in SAID.items():
        saying = [level.condition for level in attribute.levels if _says(level.condition, words)]
        if saying == [condition]:
            test = f"OR({test},AND(ISLOGICAL({cell}),{cell}={str(truth).upper()}()))"
    return test


def _says(condition: Condition, words: tuple[str, ...]) -> bool:
    return isinstance(condition, Is) and any(str(value).casefold() in words for value in condition.values)


def _tier_of_score(row: int) -> str:
    above = f"SUMPRODUCT(ISNUMBER(Tiers!$B$2:$B$50)*(Tiers!$B$2:$B$50>$D${row}))"
    return f'IF(COUNT(Tiers!$B$2:$B$50)<={above},"cold",INDEX(Tiers!$A$2:$A$50,1+{above}))'


def _tier_of_cell(row: int) -> str:
    held = f"ISNUMBER(SEARCH($C${row},Tiers!$D$2:$D$50))"
    place = f"SUMPRODUCT({held}*(ROW(Tiers!$D$2:$D$50)-1))"
    return f'IF(ISERROR($C${row}),NA(),IF({place}=0,"cold",INDEX(Tiers!$A$2:$A$50,{place})))'


def _rest(first: int, last: int, own: int) -> str:
    """Return the formula of what no other level of the attribute covers."""
    sides = [(first, own - 1), (own + 1, last)]
    return "-".join(["1", *(f"SUM($C${low}:$C${high})" for low, high in sides if low <= high)])


def _scale(key: str) -> str:
    return f'INDEX(Scale!$B$2:$B$40,MATCH("{key}",Scale!$A$2:$A$40,0))'


def _bounded(value: str, key: str, bound: str) -> str:
    said = f'IFERROR({_scale(key)},"")'
    return f'IF({said}="",{value},{bound}({value},{said}))'
