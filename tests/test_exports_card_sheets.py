"""A card as a spreadsheet: unchanged there and back but for what a person edits, and reckoned by a real program."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadtools.actions import tiers_of
from leadtools.errors import CardError, OutputError
from leadtools.exports import card_from_sheet, card_to_sheet
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.matrix import Axis, Matrix
from leadtools.methods.close_rates import fit_close_rates
from leadtools.rubrics import load_rubric, rubric_names
from leadtools.scorecard import KnockOut, Line, Scorecard
from leadtools.scorecard.by_hand import each_levels, each_points

TITLE = Attribute("title", "text", category_levels([["CEO"], ["Clerk", "clerk, 2nd"]], missing=["Select"]), "fit")
STAFF = Attribute("staff", "number", number_levels([10, 50.5], missing=[999]), "fit")
OPENED = Attribute("opened", "number", each_levels(2, 7), "engagement")
BOUNCED = Attribute("bounced", "number", each_levels(-3, -9), "engagement")
DEMO = Attribute("demo", "yes/no", category_levels([[True], [False]]), "engagement")
CARD = Scorecard.of(
    "ours",
    {TITLE: [20, -5, 1, 2], STAFF: [-10, 0, 30, -3, 7], OPENED: each_points(2, 7), BOUNCED: each_points(-3, -9),
     DEMO: [9, 0, 0, 0]},
    start=10, lowest=0, highest=60, line=Line(20, 0.25, 12.5), tiers={"hot": 40, "warm": 20},
    caps={"engagement": (-4, 12)}, each={"opened": (2, 7), "bounced": (-3, -9)},
    knock_outs=(KnockOut("title", ("Clerk", "(other)"), 'no "say"'), KnockOut("staff", ("below 10",), "too small")),
    definitions={"hot": "Sales calls today.", "disqualified": "Nobody calls."},
    facts={"made": {"by": ["us", 2]}, "n": "7"},
)  # fmt: skip

# Fit from −20 to 50 points, engagement from −4 to 12 within its cap.
IN_CELLS = replace(
    CARD,
    tiers={},
    matrix=Matrix(
        Axis(("fit",), {"A": 30, "B": 0}), Axis(("engagement",), {"1": 9}), {"hot": ("A1", "A3"), "warm": ("B3", "C1")}
    ),
)


def text_of(card: Scorecard, folder: Path) -> bytes:
    return card.save(folder / "card.yml").read_bytes()


def edited(path: Path, sheet: str, **cells) -> Path:
    """Return the workbook after a person has written into some of its cells."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book[sheet][cell] = value
    book.save(path)
    return path


@pytest.fixture
def sheet(tmp_path):
    return card_to_sheet(CARD, tmp_path / "ours.xlsx")


class TestThereAndBack:
    @pytest.mark.parametrize("name", rubric_names())
    def test_a_published_table_is_unchanged(self, name, tmp_path):
        card = load_rubric(name)
        again = card_from_sheet(card_to_sheet(card, tmp_path / "card.xlsx"))
        assert text_of(again, tmp_path) == text_of(card, tmp_path)

    def test_everything_that_a_card_can_say_is_unchanged(self, sheet, tmp_path):
        first = text_of(CARD, tmp_path)
        assert b"each: 2" in first
        assert text_of(card_from_sheet(sheet), tmp_path) == first

    def test_tiers_from_a_matrix_are_unchanged(self, tmp_path):
        apart = Matrix(Axis(("fit",), {"A": 30}), Axis(("engagement",), {"1": 9, "2": 3}))
        for card in (IN_CELLS, replace(CARD, matrix=apart)):
            again = card_from_sheet(card_to_sheet(card, tmp_path / "card.xlsx"))
            assert text_of(again, tmp_path) == text_of(card, tmp_path)
            assert (again.matrix, again.tiers) == (card.matrix, card.tiers)

    def test_a_learned_card_keeps_its_evidence(self, tmp_path):
        rng = np.random.default_rng(0)
        X = pd.DataFrame(
            {"a": rng.choice(["yes", "no", "007", "=1+1", "a, b"], 300), "b": rng.normal(size=300).round(3)}
        )
        card = fit_close_rates(X, pd.Series((rng.random(300) < 0.3).astype(int)))
        kept = Scorecard.load(card.save(tmp_path / "kept.yml"))
        again = card_from_sheet(card_to_sheet(kept, tmp_path / "card.xlsx"))
        assert text_of(again, tmp_path) == text_of(kept, tmp_path)

    def test_only_what_a_person_edits_has_changed(self, sheet, tmp_path):
        # Row 2 is the first level of title; row 11, after four levels and five, is opened.
        again = card_from_sheet(edited(sheet, "Points", I2=25, I11=3, J11=9))
        by_hand = Scorecard.load(CARD.save(tmp_path / "card.yml")).with_points({("title", "CEO"): 25})
        assert again.points_of("title").equals(by_hand.points_of("title"))
        assert again.points_of("opened").tolist() == [0, 3, 6, 9, 0, 0]
        text = text_of(again, tmp_path).decode()
        was = text_of(CARD, tmp_path).decode()
        changed = [(a, b) for a, b in zip(was.splitlines(), text.splitlines(), strict=True) if a != b]
        assert changed == [
            ("        points: 20", "        points: 25"), ("    each: 2", "    each: 3"),
            ("    up_to: 7", "    up_to: 9"),
        ]  # fmt: skip

    def test_rows_may_be_sorted_and_defaults_left_out(self, tmp_path):
        book = openpyxl.Workbook()
        book.active.title = "Points"
        for row in [["attribute", "condition", "values", "from", "below", "points"], ["t", "is", "a", None, None, 5],
                    ["n", "from/below", None, 3, None, 1], ["t", "is", "b, 'c, d'", None, None, 7],
                    ["n", "from/below", None, None, 3, 0]]:  # fmt: skip
            book["Points"].append(row)
        book.create_sheet("Scale").append(["what", "value"])
        book["Scale"].append(["name", "short"])
        book.save(tmp_path / "short.xlsx")
        card = card_from_sheet(tmp_path / "short.xlsx")
        assert card.points_of("t").to_dict() == {"a": 5, "b or c, d": 7, "(missing)": 0, "(other)": 0}
        assert card.points_of("n").tolist() == [1, 0, 0, 0]

    def test_the_same_card_gives_the_same_bytes(self, sheet, tmp_path):
        assert card_to_sheet(CARD, tmp_path / "again.xlsx").read_bytes() == sheet.read_bytes()

    def test_no_text_is_a_formula(self, tmp_path):
        nasty = Attribute("=cmd|' /C calc'!A0", "text", category_levels([["=1+1"], ["+2"], ["@x"], ["-3"]]), "=g")
        card = Scorecard.of("=name", {nasty: [1, 2, 3, 4, 0, 0]}, tiers={"=t": 3}, definitions={"=t": "=d"})
        book = openpyxl.load_workbook(card_to_sheet(card, tmp_path / "nasty.xlsx"))
        for name in ("Points", "Scale", "Tiers", "Matrix", "Caps", "Knock-outs", "Facts"):
            cells = [cell for row in book[name].iter_rows() for cell in row]
            assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
            texts = [cell for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@"]
            assert all(cell.quotePrefix for cell in texts)
        assert text_of(card_from_sheet(tmp_path / "nasty.xlsx"), tmp_path) == text_of(card, tmp_path)

    def test_what_a_spreadsheet_cannot_keep_is_refused(self, tmp_path):
        with pytest.raises(OutputError, match="A spreadsheet cannot keep the text"):
            card_to_sheet(replace(CARD, name="bell\x07"), tmp_path / "card.xlsx")
        assert not list(tmp_path.glob("*.xlsx"))

    texts = st.text("ab ,:'\"#{}[]&*!|>%@=+-0\n~éÓ日", min_size=1, max_size=6).filter(str.strip)

    @given(st.lists(texts, min_size=1, max_size=4, unique=True), st.lists(st.integers(-99, 99), min_size=6, max_size=6))
    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_whatever_texts_a_card_holds_they_come_back(self, tmp_path, words, points):
        attribute = Attribute("x", "text", category_levels([[word] for word in words], missing=[" "]))
        card = Scorecard.of(words[0], {attribute: points[: len(words) + 2]}, facts={"said": words})
        again = card_from_sheet(card_to_sheet(card, tmp_path / "card.xlsx"))
        assert text_of(again, tmp_path) == text_of(card, tmp_path)


MANY = {
    "Points": {
        "I1": ("pionts", "`pionts` is no column of this sheet; did you mean `points`?"),
        "A4": (None, "the attribute is blank"),
        "I3": (1.5, "`points` is 1.5; write a whole number, such as 2."),
        "F8": (40, "the levels of `staff` overlap between 40 and 50.5"),
        "I9": ("12", "`points` is '12'; a text that looks like a number"),
        "J11": (1, "`opened` gives 2 for each and 1 at most"),
        "B13": ("yesno", "`kind` of `demo` is \"yesno\"; allowed is number, text or yes/no; did you mean `yes/no`?"),
        "B14": ("yesno", ""), "B15": ("yesno", ""), "B16": ("yesno", ""),
        "I14": ("=1+1", "this is a formula"),
    },
    "Scale": {"B5": ("60", "`value` is '60'; a text that looks like a number")},
    "Tiers": {"B3": (50, "the tier `warm` begins at 50, not below `hot` at 40"), "A4": ("dead", "`dead` is defined")},
    "Caps": {"A2": ("engagment", "`engagment` is no group of the card; did you mean `engagement`?")},
    "Knock-outs": {"A2": ("titel", "`titel` is not on the card; did you mean `title`?"), "C3": (None, "the reason is")},
}  # fmt: skip


class TestFaults:
    @pytest.mark.parametrize(
        ("sheet_name", "cells", "message"),
        [
            ("Points", {"I2": 20.5}, r"sheet `Points`, cell I2: `points` is 20.5; write a whole number, such as 20\."),
            ("Points", {"I2": "many"}, "cell I2: `points` is 'many'; write a whole number"),
            ("Points", {"I2": None}, "cell I2: `points` is blank; write a whole number, such as 0"),
            ("Points", {"I2": "=5+5"}, "cell I2: this is a formula; write its result"),
            ("Points", {"D2": pd.Timestamp("2025-01-04")}, "cell D2: this is a date, as spreadsheets make of some"),
            ("Points", {"G7": 60}, "xlsx, sheet `Points`, cell F8: the levels of `staff` overlap between 50.5 and 60"),
            ("Points", {"G7": 40}, "cell F8: the levels of `staff` leave a gap between 40 and 50.5"),
            ("Points", {f"B{row}": "txt" for row in range(2, 6)}, "cell B2: `kind` of `title` is \"txt\"; allowed is"),
            ("Points", {"I2": "12"}, "cell I2: `points` is '12'; a text that looks like a number: give the cell"),
            ("Points", {"F8": "fifty"}, "cell F8: `from` is 'fifty'; write a number"),
            ("Points", {"H3": "CEO"}, "cell D3: `title` lists 'CEO' twice; a lead can have one level only"),
            ("Points", {"D3": "CEO"}, "cell D3: `title` has two levels named `CEO`"),
            ("Points", {"H3": "a: b"}, "cell H3: this is not read as a list; separate values by commas"),
            ("Points", {"E3": "iz"}, r"cell E3: the condition is 'iz'; known: `is`, `from/below`"),
            ("Points", {"F3": 5}, "cell F3: `from` has no part in the condition `is`; clear it"),
            ("Points", {"B3": "number"}, "cell B3: the kind of `title` is `number` here and `text` above; it has one"),
            ("Points", {"A3": None}, "cell A3: the attribute is blank; write it, or delete the row"),
            ("Points", {"J11": 1}, "cell J11: `opened` gives 2 for each and 1 at most, a cap below the smallest"),
            ("Points", {"A1": "atribute"}, r"cell A1: `atribute` is no column of this sheet; did you"),
            ("Points", {"I1": "level"}, "cell I1: the column `level` stands here twice; keep one"),
            ("Scale", {"B2": None}, "sheet `Scale`, cell B2: the value is blank"),
            ("Scale", {"A3": "begin"}, "sheet `Scale`, cell A3: `begin` is nothing a scale has"),
            ("Scale", {"B3": "ten"}, "sheet `Scale`, cell B3: `value` is 'ten'; write a whole number"),
            ("Scale", {"B8": 0}, "sheet `Scale`, cell B8: `probability.base_odds` is 0.0; allowed is odds above 0"),
            ("Tiers", {"B3": 50}, "sheet `Tiers`, cell B3: the tier `warm` begins at 50, not below `hot` at 40"),
            ("Tiers", {"B2": None, "C2": None}, "sheet `Tiers`, cell B2: the tier `hot` has no lowest score; write"),
            ("Tiers", {"A3": "hot"}, "sheet `Tiers`, cell A3: `hot` stands here a second time; keep one"),
            ("Tiers", {"A4": "dead"}, "sheet `Tiers`, cell A4: `dead` is defined but is no tier of the card"),
            ("Caps", {"A2": "engagment"}, r"sheet `Caps`, cell A2: `engagment` is no group of the card; did you mean"),
            ("Caps", {"C2": 1}, "cell C2: the cap of `engagement`, 1, is below its smallest positive points, 2"),
            ("Caps", {"B2": 40, "C2": 5}, "cell B2: the cap of `engagement` has lowest 40 above highest 5; exchange"),
            ("Scale", {"B4": 200}, "cell B4: the scale has lowest 200 above highest 60; exchange them"),
            ("Tiers", {"A3": "cold"}, "cell B3: `cold` is what stands in no tier; give this tier another name"),
            ("Points", {"A8": "staff "}, "cell F8: the levels of `staff ` leave a gap.* Is `staff ` meant to be `st"),
            ("Points", {"F8": 50.5, "G8": 10}, "cell F8: a level of `staff` goes from 50.5 to below 10; exchange them"),
            ("Knock-outs", {"B2": "Clark"}, "sheet `Knock-outs`, cell B2: `Clark` is no level of `title`"),
            ("Knock-outs", {"B2": "CEO, Clerk, (missing), (other)"}, "cell B2: every level of `title` is knocked out"),
            ("Facts", {"B2": "{a: [}"}, "sheet `Facts`, cell B2: this is not YAML"),
        ],
    )  # fmt: skip
    def test_is_named_with_its_sheet_and_cell_and_what_to_write(self, sheet, sheet_name, cells, message):
        with pytest.raises(CardError, match=message):
            card_from_sheet(edited(sheet, sheet_name, **cells))

    @pytest.mark.parametrize(
        ("name", "cells", "message"),
        [
            ("Tiers", {"D2": "A1, A7"}, "sheet `Tiers`, cell D2: `A7` is no cell of the matrix"),
            ("Tiers", {"B2": 40}, "sheet `Tiers`, cell D2: the tier `hot` has a lowest score and cells"),
            ("Matrix", {"C3": 30}, "sheet `Matrix`, cell B3: `B` begins at 30 fit points, not below `A` at 30"),
            ("Matrix", {"C3": 1.5}, "sheet `Matrix`, cell C3: `lowest points` is 1.5; write a whole number"),
            ("Matrix", {"A3": "fitt"}, "sheet `Matrix`, cell A3: `fitt` is no axis of the matrix; did you mean `fit`?"),
            ("Matrix", {"B3": "A"}, "sheet `Matrix`, cell B3: `A` stands here a second time"),
            ("Matrix", {"D2": "who", "D3": "who"}, "sheet `Matrix`, cell A2: the matrix needs the group `who`"),
        ],
    )
    def test_in_a_matrix_are_named_by_their_cell(self, tmp_path, name, cells, message):
        path = card_to_sheet(IN_CELLS, tmp_path / "ours.xlsx")
        with pytest.raises(CardError, match=re.escape(message)):
            card_from_sheet(edited(path, name, **cells))

    def test_are_all_named_at_once_in_the_order_of_the_book(self, sheet):
        edited(sheet, "Caps", B2="low")
        edited(sheet, "Points", I12=0.5, I3=1.5)
        with pytest.raises(
            CardError, match=r"(?s)ours.xlsx has 3 faults:.*`Points`, cell I3:.*cell I12:.*`Caps`, cell B2"
        ):
            card_from_sheet(sheet)

    def test_of_every_kind_are_named_at_once_and_none_is_the_consequence_of_another(self, sheet):
        book = openpyxl.load_workbook(sheet)
        book["Facts"].title = "Fakts"
        for name, cells in MANY.items():
            for cell, (value, _) in cells.items():
                book[name][cell] = value
        book.save(sheet)
        said = [(name, cell, words) for name, cells in MANY.items() for cell, (_, words) in cells.items() if words]
        with pytest.raises(CardError, match=f"has {len(said) + 1} faults") as caught:
            card_from_sheet(sheet)
        for name, cell, words in said:
            assert f"sheet `{name}`, cell {cell}: {words}" in str(caught.value)
        assert "`Fakts`, cell A1: this sheet is none of a card's; did you mean `Facts`?" in str(caught.value)

    def test_sheets_that_are_not_there_or_too_many_are_named(self, sheet):
        book = openpyxl.load_workbook(sheet)
        book["Scale"].title = "Scales"
        book.save(sheet)
        with pytest.raises(
            CardError, match=r"(?s)sheet `Scale`.*there is no such sheet.*`Scales`.*did you mean `Scale`\?"
        ):
            card_from_sheet(sheet)

    def test_what_is_no_workbook_is_answered_in_words(self, tmp_path):
        (tmp_path / "card.xlsx").write_text("title,points", encoding="utf-8")
        with pytest.raises(CardError, match="card.xlsx is not an Excel workbook"):
            card_from_sheet(tmp_path / "card.xlsx")
        with pytest.raises(CardError, match="nowhere.xlsx cannot be read: there is no such file"):
            card_from_sheet(tmp_path / "nowhere.xlsx")


# Recalculate what is read, whoever wrote it; by default LibreOffice trusts values that are not there.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""


def reckoned(folder: Path) -> dict[str, dict[str, tuple]]:
    """Return what LibreOffice makes of the sheet to score a lead, row by row, for every workbook of a folder."""
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    books = sorted(str(path) for path in folder.glob("*.xlsx"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out"), *books]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {path.stem: _rows(path) for path in (folder / "out").glob("*.xlsx")}


def _rows(path: Path) -> dict[str, tuple]:
    sheet = openpyxl.load_workbook(path, data_only=True)["Score a lead"]
    return {row[0]: row[1:] for row in sheet.iter_rows(min_row=5, max_col=4, values_only=True) if row[0]}


@pytest.mark.skipif(
    shutil.which("soffice") is None and "CI" not in os.environ,
    reason="no LibreOffice (Debian: libreoffice-calc-nogui) here",
)
class TestInLibreOffice:
    LEADS = pd.DataFrame(
        {
            "title": ["CEO", "clerk, 2nd", "ceo", None, "Select", "CEO"],
            "staff": [60, 50.5, 999, 9, None, 50.4],
            "opened": [9, 2, None, 0, 1, 3],
            "bounced": [0, 4, 1, None, 2, 0],
            "demo": [True, False, None, True, False, None],
        }
    )

    def write(self, card: Scorecard, folder: Path, name: str = "lead", **edits) -> None:
        for i, lead in enumerate(self.LEADS.to_dict("records")):
            path = card_to_sheet(card, folder / f"{name}{i}.xlsx")
            known = {f"B{5 + j}": v for j, v in enumerate(lead.values()) if v is not None and v == v}
            edited(path, "Score a lead", **known)
            for sheet, cells in edits.items():
                edited(path, sheet, **cells)

    def test_a_lead_gets_the_score_the_tier_and_the_reason_that_the_card_gives(self, tmp_path):
        self.write(CARD, tmp_path)
        self.write(replace(IN_CELLS, knock_outs=()), tmp_path, "cell")
        found = reckoned(tmp_path)
        X = self.LEADS
        rows, out = CARD.explain(X), CARD.disqualified(X)
        for i in X.index:
            said = found[f"lead{i}"]
            assert said["score"][2] == CARD.score(X)[i]
            assert said["probability"][2] == pytest.approx(CARD.predict(X)[i], abs=1e-12)
            assert (said["disqualified because"][1] or None) == (None if pd.isna(out[i]) else out[i])
            explained = dict(zip(rows.loc[i, "attribute"], rows.loc[i, "points"], strict=True))
            assert {name: said[name][2] for name in explained} == explained
            assert said["title"][1] == rows.loc[i].set_index("attribute").loc["title", "level"]
        assert [found[f"lead{i}"]["tier"][1] for i in X.index] == [
            "hot", "disqualified", "disqualified", "disqualified", "cold", "warm"
        ]  # fmt: skip
        cells, tiers = IN_CELLS.cells(X).tolist(), tiers_of(replace(IN_CELLS, knock_outs=()), X).tolist()
        assert [found[f"cell{i}"]["fit and engagement"][1] for i in X.index] == cells
        assert [found[f"cell{i}"]["tier"][1] for i in X.index] == tiers
        assert {"hot", "warm", "cold"} == set(tiers)

    def test_yes_and_no_are_understood_however_a_person_writes_them(self, tmp_path):
        budget = Attribute("budget", "text", category_levels([["yes"], ["no"]]), "fit")
        card = Scorecard.of("yes", {DEMO: [9, 2, 0, 0], budget: [50, 20, 0, 0]})
        assert "for yes write yes or TRUE" in openpyxl.load_workbook(card_to_sheet(card, tmp_path / "0.xlsx"))[
            "Score a lead"]["A2"].value  # fmt: skip
        demo = [True, "yes", "TRUE", "Yes ", False, "no", "FALSE", "No", "perhaps", None]
        told = [True, "yes", False, "no", "perhaps", None, "Yes", None, None, None]
        for i, cells in enumerate(zip(demo, told, strict=True)):
            edited(card_to_sheet(card, tmp_path / f"{i}.xlsx"), "Score a lead", B5=cells[0], B6=cells[1])
        found = reckoned(tmp_path)
        assert [found[str(i)]["demo"][2] for i in range(10)] == [9, 9, 9, 9, 2, 2, 2, 2, 0, 0]
        # A text is spelled exactly so: the card knows no "Yes", and neither does the sheet.
        assert [found[str(i)]["budget"][2] for i in range(10)] == [50, 50, 20, 20, 0, 0, 0, 0, 0, 0]

    def test_yes_and_no_count_as_one_and_none_where_numbers_are_asked(self, tmp_path):
        visits = Attribute("visits", "number", number_levels([1]), "engagement")  # below 1: 0 points, 1 or more: 20
        card = Scorecard.of("numbers", {visits: [0, 20, 0, 0]}, start=3)
        for i, cell in enumerate(["yes", "TRUE", True, 1, "No", 0, "many", None]):
            edited(card_to_sheet(card, tmp_path / f"{i}.xlsx"), "Score a lead", B5=cell)
        found = reckoned(tmp_path)
        levels = ["1 or more"] * 4 + ["below 1"] * 2 + ["(other)", "(missing)"]
        assert [found[str(i)]["visits"][1:] for i in range(8)] == list(zip(levels, [20] * 4 + [0] * 4, strict=True))
        assert [found[str(i)]["score"][2] for i in range(8)] == [23] * 4 + [3] * 4

    def test_rows_added_to_the_points_or_the_knock_outs_make_the_score_an_error_with_the_way_out(self, tmp_path):
        for name, sheet, row in (("points", "Points", 60), ("out", "Knock-outs", 4), ("as_made", None, None)):
            path = card_to_sheet(CARD, tmp_path / f"{name}.xlsx")
            if sheet:
                edited(path, sheet, **{f"A{row}": "title", f"C{row}": "not served"})
        found = reckoned(tmp_path)
        assert [found[name]["score"][2] for name in ("points", "out")] == ["#N/A", "#N/A"]
        assert [found[name]["tier"][1] for name in ("points", "out")] == ["#N/A", "#N/A"]
        assert found["as_made"]["score"][2] == CARD.score(pd.DataFrame([dict.fromkeys(self.LEADS)]).astype(object))[0]
        told = openpyxl.load_workbook(tmp_path / "out" / "out.xlsx", data_only=True)["Score a lead"]["A3"].value
        assert told.startswith("The sheets Points or Knock-outs have other rows")

    def test_edited_points_bounds_and_tiers_count_at_once_and_a_renamed_level_is_an_error(self, tmp_path):
        changed = {"Points": {"I2": 31, "I11": 3}, "Caps": {"C2": 20}, "Scale": {"B5": None}, "Tiers": {"B2": 95}}
        self.write(CARD, tmp_path, **changed)
        (tmp_path / "lead5.xlsx").unlink()
        card = card_from_sheet(tmp_path / "lead0.xlsx")
        path = card_to_sheet(CARD, tmp_path / "renamed.xlsx")
        edited(path, "Points", D2="Chief")
        edited(path, "Score a lead", B5="CEO")
        found = reckoned(tmp_path)
        assert [found[f"lead{i}"]["score"][2] for i in range(5)] == card.score(self.LEADS).head(5).tolist()
        assert found["lead0"]["tier"][1] == "warm"
        assert found["renamed"]["score"][2] == "#N/A"
