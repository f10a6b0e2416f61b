"""What widgets stand on and how they answer, without a browser; tests/browser drives them by keyboard."""

import io
import re
import time
from concurrent.futures import ThreadPoolExecutor

import ipywidgets
import numpy as np
import pandas as pd
import pytest
from matplotlib.dates import num2date
from PIL import Image

from leadtools.actions import next_tier, similar_leads, tier_moves, tier_table, tiers_of
from leadtools.config import read_config
from leadtools.errors import ConfigError, DataError
from leadtools.guess import column_table, guess, read_table
from leadtools.guess.columns import corrected, outcome_of, samples
from leadtools.history import History, Roles
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.methods.calibration import calibrate
from leadtools.plots import plot_called, plot_events, plot_explanation
from leadtools.scorecard import Scorecard
from leadtools.snapshot import Snapshot, Split
from leadtools.widgets import ColumnRoles, LeadExplainer, RubricTuner, ThresholdExplorer
from leadtools.widgets.controls import when_changed
from leadtools.widgets.rows import Rows

TITLE = Attribute("title <b>", "text", category_levels([["CEO"], ["Clerk"], ["CFO"]]), "fit")
VISITS = Attribute("visits", "number", number_levels([5, 20]))


@pytest.fixture(scope="module")
def card() -> Scorecard:
    points = {TITLE: [20, 0, 10, 0, 0], VISITS: [0, 10, 30, 0, 0]}
    return Scorecard.of("rubric", points, start=10, highest=50, tiers={"hot": 40, "warm": 20})


@pytest.fixture(scope="module")
def leads() -> tuple[pd.DataFrame, pd.Series]:
    rng = np.random.default_rng(0)
    X = pd.DataFrame({
        "title <b>": rng.choice(["CEO", "Clerk", "CFO"], 400), "visits": rng.integers(0, 30, 400).astype(float),
    }, index=pd.Index([f"L{i:03d}" for i in range(400)], name="lead_id"))  # fmt: skip
    return X, pd.Series((rng.random(400) < np.where(X["visits"] >= 20, 0.5, 0.1)).astype(int), index=X.index)


@pytest.fixture
def split(leads) -> Split:
    X, y = leads
    parts = [Snapshot(X.iloc[rows], y.iloc[rows], None, pd.Series()) for rows in (slice(0, 200), slice(200, 300))]
    return Split("order", *parts, 200.0)


def said(widget, where: str = "message") -> str:
    """Return the words of a message as a reader sees them."""
    return re.sub("<.*?>", "", getattr(widget, where).value).replace("&#x27;", "'")


def like_the_first(X: pd.DataFrame) -> pd.DataFrame:
    """Return a new lead that is like the first of these."""
    return X.head(1).set_axis(["new"])


class TestSimilarLeads:
    def test_the_lead_itself_is_not_among_the_past_leads_like_it(self, card, leads):
        X, y = leads
        found = similar_leads(card, X.head(1), X, y)
        assert X.index[0] not in set(found.leads["lead_id"])
        assert len(found.leads) == len(similar_leads(card, like_the_first(X), X, y).leads) - 1

    def test_they_share_as_many_levels_as_it_takes_and_ties_are_all_in(self, card):
        """Of five leads two share both levels; the third comes with all others that share one."""
        X = pd.DataFrame({"title <b>": ["CEO", "CEO", "CEO", "Clerk", "Clerk"], "visits": [1.0, 2, 9, 1, 9]})
        found = similar_leads(card, like_the_first(X), X, pd.Series([1, 0, 1, 0, 0]), fewest=3)
        assert found.leads["shared"].tolist() == [2, 2, 1, 1]
        assert (found.shared, found.attributes, found.conversions, found.close_rate) == (1, 2, 2, 0.5)
        assert found.words.startswith(
            "4 past leads are like this one in at least 1 of the 2 attributes that earn points; "
            "2 of them converted: 50 %"
        )

    def test_how_like_they_are_is_said_plainly_at_both_ends(self, card):
        X = pd.DataFrame({"title <b>": ["CEO", "Clerk"], "visits": [1.0, 9]})
        words = [similar_leads(card, like_the_first(X), X, pd.Series([1, 0]), fewest=fewest).words for fewest in (1, 2)]
        assert words[0].startswith("1 past lead is like this one in each of the 2 attributes that earn points")
        assert words[1].startswith("2 past leads, too few of which are like this one in any")

    def test_outcomes_do_not_say_who_is_similar(self, card, leads):
        X, y = leads
        one, other = (similar_leads(card, like_the_first(X), X, each) for each in (y, 1 - y))
        assert one.leads["lead_id"].tolist() == other.leads["lead_id"].tolist()

    def test_two_leads_at_once_are_refused(self, card, leads):
        with pytest.raises(DataError, match="holds 2 leads; give one"):
            similar_leads(card, leads[0].head(2), *leads)


class TestNextTier:
    def test_the_gain_is_that_of_the_card_with_its_bounds(self, card):
        """A clerk with 6 visits scores 20; as CEO 40, with 20 visits 40 of the 50 there can be."""
        lead = pd.DataFrame({"title <b>": ["Clerk"], "visits": [6.0]})
        table = next_tier(card, lead)
        assert table[["attribute", "level", "instead", "gain", "score", "tier"]].to_numpy().tolist() == [
            ["title <b>", "Clerk", "CEO", 20, 40, "hot"],
            ["visits", "5–19", "20 or more", 20, 40, "hot"],
        ]

    def test_a_lead_at_the_top_of_the_scale_can_gain_nothing(self, card):
        assert next_tier(card, pd.DataFrame({"title <b>": ["CEO"], "visits": [25.0]})).empty

    def test_a_lead_about_whom_nothing_is_known_can_gain_by_everything(self, card):
        lead = pd.DataFrame({"title <b>": pd.Series([None], dtype="str"), "visits": [np.nan]})
        assert next_tier(card, lead)["level"].tolist() == ["(missing)", "(missing)"]


class TestTiers:
    def test_every_lead_is_in_one_tier(self, card, leads):
        X, y = leads
        table = tier_table(card, X, y, open_leads=X)
        assert table["judged"].tolist() == table["open_leads"].tolist()
        assert (table["judged"].sum(), table["conversions"].sum()) == (400, y.sum())
        assert table["judged"].tolist() == [(tiers_of(card, X) == tier).sum() for tier in table["tier"]]

    def test_nobody_moves_when_nothing_is_edited(self, card, leads):
        assert tier_moves(card, card, leads[0]).empty


class TestPictures:
    def test_the_bars_of_an_explanation_end_at_the_score(self, card):
        rows = card.explain(pd.DataFrame({"title <b>": ["CEO"], "visits": [25.0]}))
        ax = plot_explanation(rows, card.tiers)
        assert ax.get_yticklabels()[-1].get_text() == "score: 50"
        assert ax.get_title(loc="left") == "10 points to start with become 50: hot"

    def test_who_is_called_joins_and_leaves_adds_up(self):
        """Of scores 1 to 10, seven are 4 or more; five are 6 or more."""
        ax = plot_called(pd.Series(range(1, 11)), 4, before=6)
        assert {t.get_text() for t in ax.get_legend().get_texts()} == {
            "called as before: 5", "joins the list: 2", "not called: 3",
        }  # fmt: skip

    def test_a_lead_that_did_nothing_has_a_time_line_that_says_so(self):
        none = pd.DataFrame({"event": pd.Series(dtype="str"), "at": pd.Series(dtype="datetime64[us]")})
        came, now = pd.Timestamp("2025-12-29"), pd.Timestamp("2025-12-31")
        ax = plot_events(none, created_at=came, as_of=now)
        assert ax.get_title(loc="left") == "Nothing is known of what it did"
        begins, ends = num2date(ax.get_xlim())
        assert f"{begins:%m-%d} {ends:%m-%d}" == "12-28 12-31"  # and not the years that an empty picture has

    @pytest.mark.parametrize("days", [0.001, 0.1, 1, 4, 5, 40, 100, 1600, 4000])
    def test_a_time_line_has_a_few_dates_however_long_it_is(self, days):
        now = pd.Timestamp("2025-12-31 23:52")
        ax = plot_events(pd.DataFrame({"event": ["visit"], "at": [now - pd.Timedelta(days=days)]}), as_of=now)
        ax.figure.canvas.draw()  # a warning, where matplotlib finds no steps that fit, is an error here
        assert 2 <= len(ax.get_xticks()) <= 9


class TestControls:
    def test_what_two_threads_hear_at_once_is_done_one_after_another(self):
        fields, at_work, most = [ipywidgets.Text() for _ in range(2)], [], []

        def act() -> None:
            at_work.append(1)
            most.append(len(at_work))
            time.sleep(0.01)
            at_work.pop()

        def typed(field: ipywidgets.Text) -> None:
            for text in "abc":
                field.value = text

        for field in fields:
            when_changed(field, act)
        with ThreadPoolExecutor() as threads:
            list(threads.map(typed, fields))
        assert most == [1] * 6

    def test_leads_that_lack_an_attribute_of_the_card_are_told_in_place(self, card, split, leads, tmp_path):
        other = Scorecard.of("other", {Attribute("fax", "number", number_levels([1])): [0, 5, 0, 0]}, tiers={"hot": 5})
        path = card.save(tmp_path / "rubric.yml")
        tuner = RubricTuner(path, split, open_leads=leads[0])
        other.save(path)
        tuner.read()
        shown = tuner, *(each(other, *leads, open_leads=leads[0]) for each in (ThresholdExplorer, LeadExplainer))
        assert all("`fax`" in said(widget) for widget in shown)
        tuner.cells["visits", "20 or more"].value = "5"  # what was read before is still there to be edited
        assert said(tuner) == ""

    def test_a_folder_that_cannot_be_written_to_is_told_in_place(self, card, split, leads, export, tmp_path):
        folder = tmp_path / "cards"
        folder.mkdir()
        tuner = RubricTuner(card.save(folder / "rubric.yml"), split, open_leads=leads[0])
        tuner.name.value, tuner.note.value = "new", "why"
        (folder / "rubric.yml").rename(tmp_path / "rubric.yml")
        folder.rmdir()
        roles = ColumnRoles(export, out=folder / "leadtools.yml")
        for where, widget in (("saved", tuner), ("message", roles)):
            widget.save()
            assert "cannot be written: there is no such file or folder" in said(widget, where)
            folder.write_text("a file in its place", encoding="utf-8")
            widget.save()
            assert "cannot be written: a part of its path is not a folder" in said(widget, where)
            folder.unlink()


class TestRows:
    def test_a_row_more_is_two_models_more_in_the_browser(self):
        """ZeroMQ lets 1,000 messages wait by default before it drops some; a long table must not come near."""

        def models(rows: int) -> int:
            before = set(ipywidgets.widgets.widget._instances)
            Rows(ipywidgets.Text, columns="1fr 1fr", max_height="9em").show((f"row {n}", "", "0") for n in range(rows))
            return len(set(ipywidgets.widgets.widget._instances) - before)

        assert models(100) - models(10) == 2 * 90


class TestThresholdExplorer:
    def test_its_picture_is_a_new_one_of_the_same_size_at_every_step(self, card, leads):
        widget = ThresholdExplorer(card, *leads, open_leads=leads[0])
        first = widget.picture.value
        widget.threshold.value += 10
        assert widget.picture.value != first
        assert {Image.open(io.BytesIO(png)).size for png in (first, widget.picture.value)} == {(750, 600)}

    def test_nothing_of_the_thresholds_before_stays_in_its_picture(self, card, leads):
        """The highest threshold calls nobody; back at the first one, the picture is what it was."""
        widget = ThresholdExplorer(card, *leads, open_leads=leads[0])
        first, start = widget.picture.value, widget.threshold.value
        for threshold in (widget.threshold.max, widget.threshold.min, start):
            widget.threshold.value = threshold
        assert widget.picture.value == first

    def test_beside_a_caution_wins_are_compared_and_not_promised(self, card, leads):
        plain, careful = (
            ThresholdExplorer(card, *leads, open_leads=leads[0], caution=caution)
            for caution in ("", "Too early to tell.")
        )
        for widget in (plain, careful):
            widget.threshold.value = widget.threshold.min
        assert "are expected to convert" in plain.words.value
        assert "Too early to tell." in careful.words.value
        assert "are expected to convert" not in careful.words.value
        assert "before, " not in careful.words.value.partition("after the edit")[2]

    def test_a_capacity_below_the_leads_of_the_hottest_score_is_refused(self, card, leads):
        widget = ThresholdExplorer(card, *leads, open_leads=leads[0])
        widget.capacity.value = "1"
        assert "shared by more leads than there is room for (1)" in said(widget)

    @pytest.mark.parametrize(("typed", "told"), [("many", "The capacity is 'many'"), ("", "The capacity is empty")])
    def test_a_bad_capacity_is_told_until_the_threshold_is_moved(self, card, leads, typed, told):
        widget = ThresholdExplorer(card, *leads, open_leads=leads[0])
        widget.capacity.value = "9"
        widget.capacity.value = typed
        assert said(widget).startswith(told)
        widget.threshold.value += 1
        assert said(widget) == ""


class TestRubricTuner:
    def test_points_count_though_another_cell_holds_no_number(self, card, split, leads, tmp_path):
        widget = RubricTuner(card.save(tmp_path / "rubric.yml"), split, open_leads=leads[0])
        first, second, third = list(widget.cells.values())[:3]
        kept, before = second.value, widget.picture.value
        second.value = "many"
        assert said(widget).endswith(f"is 'many'; allowed is a whole number. Until then it counts {kept}.")
        assert widget.picture.value == before
        first.value = "-35"
        assert widget.picture.value != before
        assert "'many'" in said(widget)
        third.value = ""
        assert said(widget).count("Until then") == 2
        second.value, third.value = "1", "2"
        assert said(widget) == ""

    def test_a_card_saved_unedited_scores_as_before_and_predicts(self, card, split, leads, tmp_path):
        widget = RubricTuner(card.save(tmp_path / "rubric.yml"), split, open_leads=leads[0])
        widget.name.value, widget.note.value = "same", "a copy"
        widget.save()
        assert said(widget, "saved") == "Saved as same.yml, beside rubric.yml."
        saved = Scorecard.load(tmp_path / "same.yml")
        assert saved.score(leads[0]).equals(card.score(leads[0]))
        assert saved.predict(leads[0]).between(0, 1).all()

    @pytest.mark.parametrize(
        ("name", "note", "fault"),
        [("../x", "why", "cannot be called '../x'"), ("new card", "why", "letters, digits, - and _, no blanks"),
         ("", "why", "cannot be called ''"),
         ("rubric", "why", "rubric.yml is there already"), ("new", " ", "The note is empty")],
    )  # fmt: skip
    def test_a_card_is_saved_only_under_a_free_name_with_a_note(self, card, split, leads, tmp_path, name, note, fault):
        widget = RubricTuner(card.save(tmp_path / "rubric.yml"), split, open_leads=leads[0])
        widget.name.value, widget.note.value = name, note
        widget.save()
        assert fault in said(widget, "saved")
        assert [path.name for path in tmp_path.iterdir()] == ["rubric.yml"]

    def test_a_card_that_is_not_there_is_told_in_place(self, split, leads, tmp_path):
        widget = RubricTuner(tmp_path / "gone.yml", split, open_leads=leads[0])
        assert said(widget).startswith("gone.yml cannot be read")

    def test_every_edit_is_undone_in_turn(self, card, split, leads, tmp_path):
        widget = RubricTuner(card.save(tmp_path / "rubric.yml"), split, open_leads=leads[0])
        cell = widget.cells["visits", "20 or more"]
        shown = [widget.words.value]
        for points in ("5", "−5"):
            cell.value = points
            shown.append(widget.words.value)
        for points, words in (("5", shown[1]), ("30", shown[0])):
            widget.undo()
            assert (cell.value, widget.words.value) == (points, words)

    def test_an_edit_scores_judged_and_open_leads_once_each(self, card, split, leads, tmp_path, monkeypatch):
        widget = RubricTuner(card.save(tmp_path / "rubric.yml"), split, open_leads=leads[0])
        score, scored = Scorecard.score, []
        monkeypatch.setattr(Scorecard, "score", lambda card, X: scored.append(X) or score(card, X))
        widget.cells["visits", "20 or more"].value = "5"
        assert list(map(id, scored)) == [id(split.test.X), id(leads[0])]

    def test_points_too_many_for_a_sum_are_refused_in_place(self, card, split, leads, tmp_path):
        widget = RubricTuner(card.save(tmp_path / "rubric.yml"), split, open_leads=leads[0])
        widget.cells["visits", "20 or more"].value = "9" * 20
        assert "is given 99999999999999999999 points; allowed are 1,000,000,000 at most" in said(widget)
        widget.undo()
        assert (widget.cells["visits", "20 or more"].value, said(widget)) == ("30", "")

    def test_what_is_typed_while_the_file_is_read_again_is_an_edit(self, card, split, leads, tmp_path):
        """The browser replaces fields later than the words beside them; what came from a replaced one was lost."""
        widget = RubricTuner(card.save(tmp_path / "rubric.yml"), split, open_leads=leads[0])
        cell, unedited = widget.cells["visits", "20 or more"], widget.words.value
        cell.value = "5"
        edited = widget.words.value
        widget.read()
        assert (cell.value, widget.words.value) == ("30", unedited)
        cell.value = "5"
        assert widget.words.value == edited != unedited
        widget.undo()
        assert (cell.value, widget.words.value) == ("30", unedited)

    def test_a_card_of_other_levels_gets_fields_of_its_own(self, card, split, leads, tmp_path):
        path = card.save(tmp_path / "rubric.yml")
        widget = RubricTuner(path, split, open_leads=leads[0])
        visits = Attribute("visits", "number", number_levels([7]))
        Scorecard.of("rubric", {visits: [0, 9, 0, 0]}, tiers={"hot": 5}).save(path)
        widget.read()
        assert [(key, cell.value) for key, cell in widget.cells.items()][1] == (("visits", "7 or more"), "9")


class TestLeadExplainer:
    def test_what_strangers_wrote_is_escaped(self, card, leads):
        X, y = leads
        strange = X[X["title <b>"] == "Clerk"].head(3).set_axis(["<script>", "<i>", "c"])
        widget = LeadExplainer(_calibrated(card), X, y, open_leads=strange)
        shown = widget.words.value + widget.more.value
        assert "title &lt;b&gt;" in shown
        assert not re.search("<script>|<i>|title <b>", shown)

    def test_what_age_leaves_of_a_chance_stands_beside_the_probability(self, card, leads):
        X, y = leads
        widget = LeadExplainer(_calibrated(card), X, y, open_leads=X.head(3), chance=lambda said: said * 0)
        assert "; 0&nbsp;% now, for it has been open for a while." in widget.words.value

    def test_a_chance_that_age_has_hardly_touched_is_said_once(self, card, leads):
        X, y = leads
        widget = LeadExplainer(_calibrated(card), X, y, open_leads=X.head(3), chance=lambda said: said * 0.9999)
        assert "now" not in widget.words.value

    def test_places_are_those_of_the_list_to_call_by(self, card, leads):
        X, y = leads
        to_call = X.head(3)[::-1]
        widget = LeadExplainer(_calibrated(card), X, y, open_leads=to_call)
        named = []
        for widget.place.value in (1, 2, 3):
            named.append(widget.lead_id.value)
        assert named == [*map(str, to_call.index)]

    def test_ids_near_a_misspelt_one_are_named(self, card, leads):
        X, y = leads
        named = X.head(4).set_axis(["L-1041", "L-1042", "L-1043", "K-9"])
        widget = LeadExplainer(_calibrated(card), X, y, open_leads=named)
        widget.lead_id.value = "L-104"
        assert said(widget).endswith("; did you mean `L-1043` or `L-1042` or `L-1041`?")

    def test_a_lead_that_is_decided_is_told_as_what_became_of_it(self, card, leads):
        X, y = leads
        explainer = LeadExplainer(_calibrated(card), X.head(300), y.head(300), open_leads=X.tail(100))
        for outcome, words in ((1, "has become a customer"), (0, "did not become a customer, or not in time")):
            explainer.lead_id.value = y.head(300).index[y.head(300) == outcome][0]
            assert f"is none of the leads on this list: it {words}." in said(explainer)

    def test_of_a_lead_that_nobody_judged_the_history_says_whether_it_is_open_or_a_customer(self, card, leads):
        """Of three leads that are not on the list, the first is open, the second won and the third lost."""
        X, y = leads
        became = pd.DataFrame({"lead_id": X.index[:3], "status": ["open", "won", "lost"]})
        history = History(became, roles=Roles(status="status", won=("won",), lost=("lost",)))
        explainer = LeadExplainer(_calibrated(card), X.tail(300), y.tail(300), open_leads=X.tail(9), history=history)
        said_of = ("is open, but not among those", "has become a customer", "did not become a customer")
        for lead_id, words in zip(X.index[:3], said_of, strict=True):
            explainer.lead_id.value = lead_id
            assert f"is none of the leads on this list: it {words}" in said(explainer)

    def test_without_open_leads_there_is_nothing_to_explain(self, card, leads):
        assert said(LeadExplainer(card, *leads, open_leads=leads[0].head(0))).startswith("There are no open leads")


def _calibrated(card: Scorecard) -> Scorecard:
    X = pd.DataFrame({"title <b>": ["CEO", "Clerk"] * 20, "visits": [25.0, 1.0] * 20})
    return calibrate(card, X, pd.Series([1, 0, 1, 0, 0, 1] * 6 + [0, 0, 1, 0]))


def row(n: int) -> str:
    city, won = "Oslo" if n % 2 else "<b>Bern", "yes" if n % 3 == 0 else "no"
    return f"{n},2025-{n % 6 + 1:02d}-{n % 28 + 1:02d},ada{n}@corp.example,0170{n:07d},{city},{won}"


EXPORT = "\n".join(["id,came in,mail,phone,city,won", *map(row, range(1, 91)), ""])


@pytest.fixture
def export(tmp_path):
    (tmp_path / "leads.csv").write_text(EXPORT, encoding="utf-8")
    return tmp_path / "leads.csv"


class TestColumnRoles:
    def test_values_of_people_show_their_form_only(self, export):
        table = column_table(guess(export), read_table(export)).set_index("column")["samples"]
        assert table["mail"].split(", ")[0] == "xxx9@xxxx.xxxxxxx"
        assert not re.search(r"[1-8]", table["phone"])
        assert "Oslo" in table["city"]

    def test_ids_that_a_machine_has_made_are_shown_and_long_numbers_are_not(self, tmp_path):
        rows = [f"{i},{i * 7919:032x},{4915112345678 + i},{i % 3}" for i in range(90)]
        (tmp_path / "leads.csv").write_text("\n".join(["id,landing_page,called,won", *rows]), encoding="utf-8")
        table = read_table(tmp_path / "leads.csv")
        assert "0" * 20 in samples(table, "landing_page", "attribute")
        assert "9999999999999" in samples(table, "called", "attribute")

    def test_saved_unchanged_it_says_what_init_says(self, export):
        widget = ColumnRoles(export)
        widget.save()
        assert said(widget) == "Saved as leadtools.yml: 90 leads, 30 of them converted."
        assert "<b>Bern" not in "".join(seen.value for seen, _ in widget._seen.values())

    def test_a_file_that_is_there_is_written_over_only_when_told(self, export):
        (export.parent / "leadtools.yml").write_text("mine", encoding="utf-8")
        widget = ColumnRoles(export)
        widget.save()
        assert "is there already" in said(widget)
        widget.over.value = True
        widget.save()
        assert said(widget).startswith("Saved")

    def test_what_is_ticked_stays_when_a_second_file_is_named(self, export):
        widget = ColumnRoles(export)
        widget.over.value = widget.personal.value = True
        widget.outcome_file.value = "none.csv"
        widget.outcome_file.value = ""
        assert (widget.over.value, widget.personal.value) == (True, True)
        assert widget.over in widget.children

    def test_a_second_file_beside_the_leads_says_what_became_of_them(self, export):
        # Every third of 90 leads, which came in by June, has a deal in August.
        leads = [line.rpartition(",")[0] for line in EXPORT.splitlines()]
        export.write_text("\n".join(leads), encoding="utf-8")
        deals = [f"{n},2025-08-{n % 28 + 1:02d}" for n in range(3, 91, 3)]
        (export.parent / "deals.csv").write_text("\n".join(["lead,won on", *deals]), encoding="utf-8")
        widget = ColumnRoles(export)
        widget.roles["city"].value = "leave out"
        widget.outcome_file.value = "deals.csv"
        assert said(widget).startswith("The outcome is the date `won on` of deals.csv, joined by `lead`")
        widget.save()
        assert said(widget) == "Saved as leadtools.yml: 90 leads, 30 of them converted."
        written = read_config(export.parent / "leadtools.yml")
        assert (written.outcome.column, written.outcome.id, written.outcome.source.name) == (
            "won on",
            "lead",
            "deals.csv",
        )
        assert written.leave_out["city"] == "left out by hand"

    def test_a_second_file_that_cannot_be_read_saves_nothing(self, export):
        widget = ColumnRoles(export)
        widget.outcome_file.value = "dela.csv"
        assert "dela.csv cannot be read" in said(widget)
        widget.save()
        assert "dela.csv cannot be read" in said(widget)
        assert not (export.parent / "leadtools.yml").exists()

    def test_a_column_of_the_leads_is_no_outcome_beside_a_second_file(self, export):
        (export.parent / "deals.csv").write_text("id,won\n" + "\n".join(f"{n},yes" for n in range(1, 91)), "utf-8")
        widget = ColumnRoles(export, outcome=export.parent / "deals.csv")
        widget.roles["won"].value = "outcome"
        widget.save()
        assert "`won` cannot be the outcome while deals.csv says what became" in said(widget)

    def test_all_faults_are_told_at_once(self, export):
        with pytest.raises(ConfigError, match=r"`id`.*\n.*No column is said to be the outcome.*--outcome FILE"):
            corrected(guess(export), {"id": "id", "city": "id"})

    def test_one_value_cannot_mean_won_and_lost(self, export):
        with pytest.raises(ConfigError, match="`Oslo` of `city` cannot mean both"):
            outcome_of(guess(export), "city", "status", won=("Oslo",), lost=("Oslo", "Bern"))
