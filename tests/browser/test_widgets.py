"""Every widget, driven by the keyboard in a real JupyterLab and seen to change."""

import re
import shutil

import pytest
from playwright.sync_api import Page, expect

from leadtools.config import read_config
from leadtools.levels import Attribute, number_levels
from leadtools.scorecard import Scorecard
from tests.browser.conftest import WIDE
from tests.browser.lab import failures

CONTRAST_OF_TEXT = 4.5  # WCAG 2, level AA
KEYS = {"ArrowUp", "ArrowDown", "ArrowRight", "Control+A", "Delete", "Enter", "Space"}
ROUNDS = 3
CARDS = "reports/explore/scorecards"
NAMELESS = """area => [...area.querySelectorAll('input, select, textarea, button, img')].filter(control =>
    control.checkVisibility() && !(control.labels?.[0]?.textContent.trim() || control.title || control.alt
    || control.innerText?.trim())).map(control => control.outerHTML)"""
UNLABELLED_SLIDERS = """area => [...area.querySelectorAll('[role=slider]')]
    .filter(handle => !handle.closest('.widget-slider').querySelector('.widget-label').textContent.trim()).length"""
TOO_WIDE = """area => [area, ...area.querySelectorAll('.widget-label, button')]
    .filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.textContent.trim().slice(0, 40))"""
FAINTEST = """area => {
    const context = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const light = colours => {  // colours painted one over another, then their relative luminance
        colours.forEach(colour => { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); });
        const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map(v => v / 255)
            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = part => part ? [...behind(part.parentElement), getComputedStyle(part).backgroundColor] : ['white'];
    const contrast = part => {
        const [a, b] = [light(behind(part)), light([...behind(part), getComputedStyle(part).color])];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    };
    const says = part => part.checkVisibility() && [...part.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    return Math.min(...[...area.querySelectorAll('*')].filter(part => part.tagName !== 'STYLE' && says(part))
        .map(contrast));
}"""


class Widget:
    """The widget of a notebook that has run, and what a person sees of it."""

    def __init__(self, page: Page):
        self.page, self.area = page, page.locator(".jp-OutputArea-output > .widget-vbox").first
        self.area.wait_for()
        self.area.scroll_into_view_if_needed()

    def press(self, role: str, name: str | None, *keys: str) -> None:
        """Go to a control and press keys; what is no key is typed."""
        self.area.get_by_role(role, **({"name": name, "exact": True} if name else {})).focus()
        for key in keys:
            self.page.keyboard.press(key) if key in KEYS else self.page.keyboard.type(key)

    def write(self, name: str, text: str) -> None:
        """Put a text in the place of what stands in a field."""
        self.press("textbox", name, "Control+A", *([text] if text else ["Delete"]), "Enter")

    @property
    def pictures(self) -> list[str]:
        return [picture.get_attribute("src") for picture in self.area.locator("img").all()]

    def sees_other_pictures_than(self, before: list[str]) -> None:
        """Wait until every picture is another one, and is whole."""
        for place, old in enumerate(before):
            expect(self.area.locator("img").nth(place)).not_to_have_attribute("src", old)
        self.page.wait_for_function("() => [...document.images].every(i => i.complete && i.naturalWidth)")

    def is_told(self, role: str, words: str) -> None:
        expect(self.area.get_by_role(role)).to_contain_text(words)

    def is_told_nothing(self) -> None:
        expect(self.area.get_by_role("alert")).to_have_count(0)


@pytest.fixture(scope="class")
def widget(request, lab, page):
    """Return the widget of a notebook that has run once for a class of tests; in the end nothing may have failed."""
    assert failures(lab.run(page, f"notebooks/explore/{request.cls.notebook}.ipynb")) == []
    yield Widget(page)
    assert failures(lab.outputs(page)) == []


class OfWidget:
    """What every widget keeps."""

    notebook: str

    def test_every_control_has_a_name(self, widget):
        assert widget.area.evaluate(NAMELESS) == []
        assert widget.area.evaluate(UNLABELLED_SLIDERS) == 0

    @pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
    def test_every_word_stands_out_in_both_themes(self, widget, theme):
        widget.page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
        widget.page.wait_for_selector(f"body[data-jp-theme-name='{theme}']", state="attached")
        widget.page.wait_for_timeout(300)  # colours fade from one theme to the other
        assert widget.area.evaluate(FAINTEST) >= CONTRAST_OF_TEXT

    @pytest.mark.parametrize("width", [700, 1400])
    def test_nothing_is_cut_on_a_narrow_and_on_a_wide_screen(self, widget, width):
        widget.page.set_viewport_size(WIDE | {"width": width})
        widget.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        widget.page.wait_for_timeout(300)  # what takes another place on another width needs a moment
        assert widget.area.evaluate(TOO_WIDE) == []


class TestThresholdExplorer(OfWidget):
    notebook = "10_thresholds"

    def test_the_threshold_moves_by_arrow_keys(self, widget):
        threshold = widget.area.get_by_role("textbox", name="Threshold as a number")
        expect(threshold).to_have_value("50")
        before = widget.pictures
        widget.press("slider", None, "ArrowRight")
        expect(threshold).to_have_value("51")
        widget.sees_other_pictures_than(before)
        expect(widget.area).to_contain_text("scored 51 or more")

    def test_the_threshold_follows_from_the_capacity(self, widget):
        widget.press("textbox", "Capacity (leads)", "40")
        expect(widget.area).to_contain_text(re.compile(r"\b(3\d|40) open leads score so high"))
        widget.is_told_nothing()
        before = widget.pictures
        widget.press("slider", None, "ArrowDown", "ArrowDown", "ArrowDown")
        widget.sees_other_pictures_than(before)
        widget.is_told("alert", "there is room for 40")
        expect(widget.area).to_contain_text("scored 68 or more")  # the last of three steps; each writes the number anew

    def test_the_threshold_is_typed_as_a_number(self, widget):
        before = widget.pictures
        widget.write("Threshold as a number", "60")
        widget.sees_other_pictures_than(before)
        expect(widget.area).to_contain_text("scored 60 or more")

    @pytest.mark.parametrize("typed", ["", "60.5", "many", "999"])
    def test_a_threshold_that_is_none_is_refused_in_place(self, widget, typed):
        widget.write("Threshold as a number", typed)
        widget.is_told("alert", "The threshold is")
        widget.write("Threshold as a number", "50")
        expect(widget.area).to_contain_text("scored 50 or more")

    @pytest.mark.parametrize("typed", ["", "forty", "-3"])
    def test_a_capacity_that_is_none_is_refused_in_place(self, widget, typed):
        widget.write("Capacity (leads)", "90")
        widget.is_told_nothing()
        widget.write("Capacity (leads)", typed)
        widget.is_told("alert", "The capacity is")


class TestRubricTuner(OfWidget):
    notebook = "20_points"
    name, other = "seniority: executive", "seniority: manager"

    def test_what_was_typed_last_is_saved_however_soon(self, lab, widget):
        """Python still draws the first edit when the others, the name, the note and the click come."""
        for n in range(1, ROUNDS + 1):
            for name, points in ((self.name, n), (self.other, 10 * n), (self.name, -n), (self.other, -10 * n)):
                widget.write(name, str(points))
            widget.write("Name of the new card", f"hasty_{n}")
            widget.write("Note: why", f"round {n}")
            widget.press("button", "Save as a new card", "Enter")
            widget.is_told("status", f"Saved as hasty_{n}.yml")
            saved = Scorecard.load(lab.folder / CARDS / f"hasty_{n}.yml")
            points = saved.points_of("seniority")
            assert (points["executive"], points["manager"], saved.facts["notes"]) == (-n, -10 * n, [f"round {n}"])

    def test_every_click_on_undo_takes_back_one_edit_however_soon(self, widget):
        widget.press("button", "Begin again from the file", "Enter")
        expect(widget.area).to_contain_text("0 open leads change their tier.")
        cell = widget.area.get_by_role("textbox", name=self.name, exact=True)
        learned = cell.input_value()
        for points in ("-20", "30", "-30"):
            before = widget.pictures
            widget.write(self.name, points)
            widget.sees_other_pictures_than(before)
        widget.press("button", "Undo the last edit", *["Enter"] * 3)
        expect(cell).to_have_value(learned)
        widget.is_told_nothing()

    def test_points_are_edited_and_undone(self, widget):
        cell = widget.area.get_by_role("textbox", name=self.name, exact=True)
        learned, before = cell.input_value(), widget.pictures
        widget.write(self.name, "-20")
        widget.sees_other_pictures_than(before)
        expect(widget.area).to_contain_text("open leads change their tier, the hottest of them")
        edited = widget.pictures
        widget.press("button", "Undo the last edit", "Enter")
        expect(cell).to_have_value(learned)
        widget.sees_other_pictures_than(edited)
        expect(widget.area).to_contain_text("0 open leads change their tier.")

    def test_letters_among_points_are_refused_in_place_and_undone(self, widget):
        widget.write(self.name, "many")
        widget.is_told("alert", f"`{self.name}` is 'many'")
        widget.press("button", "Undo the last edit", "Enter")
        widget.is_told_nothing()

    def test_points_are_edited_though_another_cell_holds_letters(self, widget):
        widget.write(self.name, "many")
        before = widget.pictures
        widget.write(self.other, "-20")
        widget.sees_other_pictures_than(before)
        widget.is_told("alert", f"`{self.name}` is 'many'")
        edited = widget.pictures
        widget.press("button", "Undo the last edit", "Enter", "Enter")
        widget.sees_other_pictures_than(edited)
        widget.is_told_nothing()

    def test_a_new_card_is_saved_with_its_note(self, lab, widget):
        widget.write(self.name, "-20")
        widget.write("Name of the new card", "ours")
        widget.write("Note: why", "")
        widget.press("button", "Save as a new card", "Enter")
        widget.is_told("alert", "The note is empty")
        widget.write("Note: why", "executives never answer")
        widget.press("button", "Save as a new card", "Enter")
        widget.is_told("status", "Saved as ours.yml")
        saved = Scorecard.load(lab.folder / CARDS / "ours.yml")
        assert (saved.points_of("seniority")["executive"], saved.facts["notes"]) == (-20, ["executives never answer"])

    def test_a_deleted_card_is_told_in_place(self, lab, widget):
        (lab.folder / CARDS / "logistic.yml").unlink()
        widget.press("button", "Begin again from the file", "Enter")
        widget.is_told("alert", "logistic.yml cannot be read: there is no such file")

    def test_a_card_of_other_attributes_is_told_in_place(self, lab, widget):
        fax = Attribute("fax", "number", number_levels([1]))
        Scorecard.of("other", {fax: [0, 5, 0, 0]}).save(lab.folder / CARDS / "logistic.yml")
        widget.press("button", "Begin again from the file", "Enter")
        widget.is_told("alert", "`fax`")

    def test_a_folder_that_cannot_be_written_to_is_told_in_place(self, lab, widget):
        (lab.folder / CARDS).rename(lab.folder / "moved")
        (lab.folder / CARDS).write_text("a file in its place", encoding="utf-8")
        widget.press("button", "Begin again from the file", "Enter")
        widget.is_told("alert", "logistic.yml cannot be read: a part of its path is not a folder")
        widget.write("Name of the new card", "nowhere")
        widget.write("Note: why", "tried")
        widget.press("button", "Save as a new card", "Enter")
        expect(widget.area.get_by_role("alert").last).to_contain_text("nowhere.yml cannot be written")
        (lab.folder / CARDS).unlink()
        (lab.folder / "moved").rename(lab.folder / CARDS)


class TestLeadExplainer(OfWidget):
    notebook = "30_lead"

    def test_another_lead_is_picked_by_arrow_keys_and_by_id(self, widget):
        place = widget.area.get_by_role("spinbutton", name=re.compile("Place in the list"))
        lead_id = widget.area.get_by_role("textbox", name="Lead id, then Enter")
        first, before = lead_id.input_value(), widget.pictures
        assert len(before) == 2
        place.focus()
        widget.page.keyboard.press("ArrowUp")
        widget.sees_other_pictures_than(before)
        expect(lead_id).not_to_have_value(first)
        expect(widget.area).to_contain_text(lead_id.input_value() + " scores")
        widget.write("Lead id, then Enter", first)
        expect(place).to_have_value("1")
        expect(widget.area).to_contain_text(f"{first} scores")
        widget.is_told_nothing()

    def test_an_unknown_lead_is_refused_in_place(self, widget):
        widget.write("Lead id, then Enter", "nobody")
        widget.is_told("alert", "`nobody` is none of the leads on this list")


class TestColumnRoles(OfWidget):
    notebook = "40_columns"

    def test_values_of_people_are_shown_only_when_asked_for(self, widget):
        ada = re.compile(r"[a-w]@")  # a masked address has nothing but x before its @
        expect(widget.area).not_to_contain_text(ada)
        widget.press("checkbox", "Show values of people as they are", "Space")
        expect(widget.area).to_contain_text(ada)

    def test_roles_are_corrected_and_saved(self, lab, widget):
        written = lab.folder / "reports" / "explore" / "columns" / "leadtools.yml"
        role = widget.area.get_by_role("combobox", name="browser", exact=True)
        expect(role).to_have_value("attribute")
        widget.press("combobox", "browser", "Space", *["ArrowDown"] * 3, "Enter")
        expect(role).to_have_value("id")
        widget.press("button", "Save as leadtools.yml", "Enter")
        widget.is_told("alert", "`lead_id` and `browser` are said to be `id`")
        widget.press("combobox", "browser", "Space", *["ArrowUp"] * 2, "Enter")
        expect(role).to_have_value("leave out")
        widget.press("button", "Save as leadtools.yml", "Enter")
        widget.is_told("status", "4,000 leads, 443 of them converted")
        assert read_config(written).leave_out["browser"] == "left out by hand"

    def test_a_second_file_with_the_outcomes_is_named_and_saved(self, lab, widget):
        folder = lab.folder / "reports" / "explore" / "columns"
        deals = [f"L{n:05d},2026-01-{n % 28 + 1:02d}" for n in range(1, 401)]
        (lab.folder / "data" / "deals.csv").write_text("\n".join(["lead,won on", *deals]), encoding="utf-8")
        widget.write("File of outcomes, then Enter", "dela.csv")
        widget.is_told("alert", "dela.csv cannot be read")
        widget.write("File of outcomes, then Enter", "deals.csv")
        widget.is_told("status", "The outcome is the date `won on` of deals.csv, joined by `lead`")
        widget.press("checkbox", "Write over leadtools.yml if it is there", "Space")
        widget.press("button", "Save as leadtools.yml", "Enter")
        widget.is_told("status", "4,000 leads, 400 of them converted")
        written = read_config(folder / "leadtools.yml")
        assert written.outcome.source.path.resolve() == lab.folder.resolve() / "data" / "deals.csv"
        assert written.leave_out["browser"] == "left out by hand"

    def test_a_folder_that_is_gone_is_told_in_place(self, lab, widget):
        shutil.rmtree(lab.folder / "reports" / "explore" / "columns")
        widget.press("button", "Save as leadtools.yml", "Enter")
        widget.is_told("alert", "leadtools.yml cannot be written: there is no such file or folder")
