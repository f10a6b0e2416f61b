"""The first run: from a file nobody has seen to leads that can be scored, with questions in between."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from leadtools.errors import ConfigError, DataError, ParameterError
from leadtools.evaluation import Comparison, base_rate_shift
from leadtools.first_run import cautioned, first_run, how_to_read, to_call, why_nobody, with_answers
from leadtools.methods.logistic import fit_logistic
from leadtools.plots import plot_hundred
from leadtools.runs import open_run
from leadtools.scorecard import Scorecard
from tests.conftest import ROOT


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Sixty leads whose outcome two columns could say: `Bought` and `Signed` both hold yes and no."""
    rows = range(60)
    leads = pd.DataFrame({
        "Lead ID": [f"L{row:02}" for row in rows],
        "Source": [["fair", "web", "mail"][row % 3] for row in rows],
        "Flag A": ["yes" if row % 4 == 0 else "no" for row in rows],
        "Flag B": ["yes" if row % 5 == 0 else "no" for row in rows],
    })  # fmt: skip
    leads.to_csv(tmp_path / "export.csv", index=False)
    return tmp_path / "export.csv"


def test_an_open_question_says_which_line_and_both_ways_to_answer(export, tmp_path):
    first = first_run(export, tmp_path / "out")
    assert "this is still to be answered" in first.question
    assert f"open `{first.written}`" in first.question
    assert "set `answers` under *Your own file*" in first.question
    with pytest.raises(ConfigError, match="Two ways to answer"):
        first.open()


def test_an_answer_in_the_notebook_settles_the_question(export, tmp_path):
    first = first_run(export, tmp_path / "out", answers={"outcome": {"flag": "Flag A"}})
    assert first.question == ""
    assert int(first.open().judged.y.sum()) == 15  # every fourth of 60
    assert first.parts.loc[first.parts["part"] == "outcome", ["column", "why"]].values.tolist() == [
        ["Flag A (flag)", "`leadtools.yml` says so"]
    ]


def test_an_answer_finds_the_columns_to_ask_about_that_nobody_could_judge_before(export, tmp_path):
    rows = range(400)
    leads = pd.concat([pd.read_csv(export)] * 7, ignore_index=True).head(400).assign(**{"Lead ID": rows})
    leads["Lead Quality"] = ["good" if row % 60 % 4 == 0 or row % 9 == 0 else "bad" for row in rows]
    leads.to_csv(export, index=False)
    assert "Lead Quality" not in first_run(export, tmp_path / "out").made.leave_out
    first = first_run(export, tmp_path / "out", answers={"outcome": {"flag": "Flag A"}})
    assert "Lead Quality" in first.made.leave_out
    assert "Lead Quality" not in first.open().snapshot.X
    again = first_run(export, tmp_path / "out", answers={"outcome": {"flag": "Flag A"}})
    assert again.parts.equals(first.parts)


def test_what_a_person_has_written_into_the_file_stays(export, tmp_path):
    written = first_run(export, tmp_path / "out").written
    text = with_answers(written.read_text(encoding="utf-8"), {"outcome": {"flag": "Flag B"}, "leave_out": ["Source"]})
    written.write_text(text, encoding="utf-8")
    first = first_run(export, tmp_path / "out")
    assert int(first.open().judged.y.sum()) == 12  # every fifth of 60
    assert ["left out", "Source", "`leadtools.yml` says so"] in first.parts.values.tolist()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"outcom": {"flag": "Flag A"}}, "unknown key `outcom`; did you mean `outcome`"),
        ({"outcome": {"flagg": "Flag A"}}, "did you mean `flag`"),
        ({"outcome": {"flag": ""}, "test_share": "abc"}, "`test_share` is .*abc"),
    ],
)
def test_an_answer_that_no_file_can_hold_is_told_and_the_next_one_finds_the_file_as_it_was(
    export, tmp_path, answers, words
):
    before = first_run(export, tmp_path / "out").written.read_text(encoding="utf-8")
    with pytest.raises(ParameterError, match=words):
        first_run(export, tmp_path / "out", answers=answers)
    first = first_run(export, tmp_path / "out")
    assert first.written.read_text(encoding="utf-8") == before
    assert first_run(export, tmp_path / "out", answers={"outcome": {"flag": "Flag A"}}).question == ""


def test_a_column_that_is_no_flag_is_not_asked_what_each_of_its_words_means(export, tmp_path):
    with pytest.raises(DataError, match=r"With so many values \(3\) it may not be what tells who became a customer"):
        first_run(export, tmp_path / "out", answers={"outcome": {"flag": "Source"}}).open()


def test_an_answer_is_taken_back_by_taking_it_out_of_the_cell(export, tmp_path):
    before = first_run(export, tmp_path / "out").written.read_text(encoding="utf-8")
    for flag, wins in (("Flag A", 15), ("Flag B", 12)):
        answered = first_run(export, tmp_path / "out", answers={"outcome": {"flag": flag}})
        assert int(answered.open().judged.y.sum()) == wins
    assert first_run(export, tmp_path / "out").written.read_text(encoding="utf-8") == before


def test_a_file_that_somebody_has_edited_after_an_answer_stays_as_it_is(export, tmp_path):
    said = {"outcome": {"flag": "Flag A"}}
    written = first_run(export, tmp_path / "out", answers=said).written
    edited = written.read_text(encoding="utf-8").replace("flag: Flag A", "flag: Flag B")
    written.write_text(edited, encoding="utf-8")
    for answers in (said, None):
        assert first_run(export, tmp_path / "out", answers=answers).written.read_text(encoding="utf-8") == edited


def test_a_column_left_out_in_the_cell_stands_beside_those_left_out_already(export, tmp_path):
    leads = pd.concat([pd.read_csv(export)] * 7, ignore_index=True).assign(**{"Lead ID": range(420)})
    leads["Lead Quality"] = ["good" if row % 4 == 0 or row % 9 == 0 else "bad" for row in range(420)]
    leads.to_csv(export, index=False)
    said = {"outcome": {"flag": "Flag A"}, "leave_out": ["Source"]}
    run = first_run(export, tmp_path / "out", answers=said).open()
    assert {"Source", "Lead Quality"} <= set(run.excluded["column"])


def test_answers_that_are_no_answers_say_what_is_allowed(export, tmp_path):
    with pytest.raises(ParameterError, match=r"`answers` is 'Flag A'; allowed is"):
        first_run(export, tmp_path / "out", answers="Flag A")


def test_a_file_of_outcomes_named_later_settles_a_question_nobody_has_answered(export, tmp_path):
    pd.read_csv(export)[["Lead ID", "Source"]].to_csv(export, index=False)
    deals = tmp_path / "deals.csv"
    pd.DataFrame({"Lead ID": ["L00", "L30"], "Won": ["yes", "yes"]}).to_csv(deals, index=False)
    assert first_run(export, tmp_path / "out").question != ""
    assert first_run(export, tmp_path / "out", outcome_file=deals).made.outcome.file == deals


def test_an_export_that_is_not_there_is_answered_with_what_is(export, tmp_path):
    with pytest.raises(DataError, match=r"There is no file `.*exprot\.csv`.* There are: export\.csv"):
        first_run(tmp_path / "exprot.csv", tmp_path / "out")
    with pytest.raises(DataError, match="`leads` is blank. Drag your file"):
        first_run("", tmp_path / "out")
    with pytest.raises(DataError, match="is a folder and no file.*There are: export.csv"):
        first_run(tmp_path, tmp_path / "out")
    with pytest.raises(ParameterError, match="`leads` is 5; allowed is the name of a file"):
        first_run(5, tmp_path / "out")


def test_the_file_of_other_leads_is_never_used_for_these(export, tmp_path):
    first_run(export, tmp_path / "out")
    other = tmp_path / "b" / "export.csv"
    other.parent.mkdir()
    other.write_bytes(export.read_bytes())
    with pytest.raises(ParameterError, match="belongs to other leads"):
        first_run(other, tmp_path / "out")


def test_an_answer_takes_the_place_of_a_whole_block_and_of_nothing_else():
    text = "leads: a.csv\noutcome:\n  status: Stage\n  won: [Won]\n\n# why\nid: Lead\n"
    answered = with_answers(text, {"outcome": {"flag": "Won"}, "seed": 3})
    assert answered == "leads: a.csv\noutcome:\n  flag: Won\n\n# why\nid: Lead\n\nseed: 3\n"


@pytest.mark.parametrize(
    ("signal", "words"), [("yes", "Hottest first"), ("no", "Do not call"), ("unclear", "Do not rely")]
)
def test_a_list_to_call_says_whether_to_call_by_it(signal, words):
    empty = pd.DataFrame()
    steady = {"base_rate_has": "not moved that could be told"}
    assert how_to_read(Comparison(empty, signal, "", empty, empty), steady).startswith(words)


@pytest.mark.parametrize(
    ("won", "said"),
    [
        # Of 100 leads at 20 %, 20 are expected with a standard deviation of 4: 32 are three of them off, 9 nearly.
        (32, "They converted more often than the card said (32.0 %, not 20.0 %): take the probabilities as an order"),
        (9, "They converted less often than the card said (9.0 %, not 20.0 %): take the probabilities as an order"),
        (25, ""),
    ],
)
def test_a_list_whose_probabilities_did_not_come_true_says_so_beyond_chance(won, said):
    empty = pd.DataFrame()
    shift = base_rate_shift(pd.Series([1] * won + [0] * (100 - won)), pd.Series([0.2] * 100))
    held, *rest = how_to_read(Comparison(empty, "yes", "", empty, empty), shift).partition(" They")
    assert held == "Hottest first. The score has held for later leads."
    assert "".join(rest).strip() == (f"{said}, not as a forecast." if said else "")


def test_an_empty_list_says_whether_nobody_is_open_or_all_are_too_old(tmp_path):
    created = pd.date_range("2024-01-01", periods=60)
    won = [day + pd.Timedelta(days=300) if i % 4 == 0 else None for i, day in enumerate(created)]
    leads = pd.DataFrame({"Lead ID": [f"L{i:02}" for i in range(60)], "Created": created, "Won Date": won})
    leads.to_csv(tmp_path / "old.csv", index=False)
    run = first_run(tmp_path / "old.csv", tmp_path / "out").open()
    card = Scorecard.of("any", {})
    # The last win is of lead 56, 300 days after 2024-02-26.
    assert why_nobody(run, card).startswith(
        "There is nobody to call. 45 leads are open, but all of them came in 90 days or more before 2024-12-22"
    )
    assert why_nobody(run, card).endswith('{"horizon_days": 365}). The longer it is, the fewer leads can be judged.')
    # 330 days before it is January 27: leads 27 to 59 are young enough, and the 8 of them in 28, 32 … 56 are won.
    answered = first_run(tmp_path / "old.csv", tmp_path / "out", answers={"horizon_days": 330}).open()
    assert len(to_call(answered, card)) == 33 - 8


def test_the_first_list_has_no_cold_leads_unless_the_score_says_nothing_and_then_it_says_so(tmp_path):
    run = open_run(ROOT / "data" / "leadtools.yml", tmp_path)
    card = fit_logistic(run.split.train.X, run.split.train.y, levels=run.levels)
    run.record(signal="yes")
    assert set(to_call(run, card)["tier"]) == {"hot", "warm"}
    assert "caution" not in cautioned(to_call(run, card), run)
    run.record(signal="no")
    assert set(to_call(run, card)["tier"]) == {"hot", "warm", "cold"}
    assert cautioned(to_call(run, card), run)["caution"].str.startswith("Do not call by this score").all()


def test_where_all_leads_are_cold_the_empty_list_says_so(tmp_path):
    run = open_run(ROOT / "data" / "leadtools.yml", tmp_path)
    card = replace(fit_logistic(run.split.train.X, run.split.train.y, levels=run.levels), tiers={"hot": 101})
    assert to_call(run, card).empty
    assert why_nobody(run, card).endswith("leads that the card speaks for is `cold`.")


def test_a_fault_of_the_input_shows_in_a_notebook_as_its_message_alone():
    assert DataError("no rows")._render_traceback_() == ["DataError: no rows"]


def test_a_hundred_leads_say_how_many_became_customers():
    ax = plot_hundred(370, 3359)  # 11.0 of a hundred
    assert ax.get_title(loc="left") == "Of 100 leads, 11 became customers"
    dated = plot_hundred(370, 3359, horizon_days=90).get_title(loc="left")
    assert dated == "Of 100 leads, 11 became customers within 90 days"
    assert plot_hundred(1, 1000).get_title(loc="left") == "Of 100 leads, fewer than one became customers"
