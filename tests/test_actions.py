"""Who is called: tiers, thresholds, reasons and the list."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtools.actions import assign_tiers, call_list, choose_threshold, neutralised, reasons, score_file, write_csv
from leadtools.errors import DataError, OutputError, ParameterError
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.scorecard import Line, Scorecard

TITLE = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]), "fit")
VISITS = Attribute("visits", "number", number_levels([1, 10]), "engagement")
CARD = Scorecard.of(
    "by hand", {TITLE: [20, -5, 0, 0], VISITS: [-10, 0, 30, 0, 0]},
    start=10, lowest=0, highest=100, line=Line(10, 0.25, 10), tiers={"hot": 40, "warm": 10},
)  # fmt: skip
LEADS = pd.DataFrame(
    {"title": ["Clerk", "CEO", "CEO"], "visits": [3, 12, 0]}, index=pd.Index(["b", "c", "a"], name="lead_id")
)


def test_a_tier_begins_at_its_lowest_score():
    assert assign_tiers(pd.Series([40, 39, 10, 9]), CARD.tiers).tolist() == ["hot", "warm", "warm", "cold"]


def test_without_tiers_everybody_is_cold():
    assert assign_tiers(pd.Series([99]), {}).tolist() == ["cold"]


def test_tiers_must_fall():
    with pytest.raises(ParameterError, match="each must begin lower than the one before it"):
        assign_tiers(pd.Series([1]), {"warm": 10, "hot": 40})


@given(st.lists(st.integers(0, 20), min_size=1, max_size=50), st.integers(1, 50))
def test_a_threshold_never_calls_more_than_capacity_and_no_room_is_wasted(scores, capacity):
    score = pd.Series(scores)
    threshold = choose_threshold(score, capacity=capacity)
    assert (score >= threshold).sum() <= capacity
    below = score[score < threshold]
    assert below.empty or (score >= below.max()).sum() > capacity


def test_a_capacity_of_none_is_refused():
    with pytest.raises(ParameterError, match="capacity is 0; allowed is a whole number of leads, 1 or more"):
        choose_threshold(pd.Series([1]), capacity=0)


def test_reasons_are_the_levels_that_moved_the_score_most():
    assert reasons(CARD, LEADS).to_dict() == {
        "b": "title: Clerk (−5)",
        "c": "visits: 10 or more (+30); title: CEO (+20)",
        "a": "title: CEO (+20); visits: below 1 (−10)",
    }


def test_reasons_are_three_at_most():
    many = {Attribute(f"a{i}", "text", category_levels([["x"]])): [i, 0, 0] for i in range(1, 6)}
    assert reasons(Scorecard.of("many", many), pd.DataFrame({f"a{i}": ["x"] for i in range(1, 6)})).tolist() == [
        "a5: x (+5); a4: x (+4); a3: x (+3)"
    ]


def test_the_list_is_hottest_first_with_the_points_of_each_group():
    table = call_list(CARD, LEADS)
    # c: 10 + 20 + 30; a: 10 + 20 − 10; b: 10 − 5.
    assert table[["lead_id", "score", "tier"]].to_numpy().tolist() == [
        ["c", 60, "hot"],
        ["a", 20, "warm"],
        ["b", 5, "cold"],
    ]
    assert table.loc[0, ["fit_points", "engagement_points"]].tolist() == [20, 30]


def test_ties_stand_in_the_order_of_ids():
    X = pd.DataFrame({"title": ["CEO"] * 3, "visits": [3] * 3}, index=pd.Index(["b", "c", "a"], name="lead_id"))
    assert call_list(CARD, X)["lead_id"].tolist() == ["a", "b", "c"]


def test_no_open_leads_give_an_empty_list():
    assert len(call_list(CARD, LEADS.iloc[:0])) == 0


@pytest.mark.parametrize("cell", ["=1+1", "+49 30 1234", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_becomes_a_formula_in_a_spreadsheet(cell, tmp_path):
    write_csv(pd.DataFrame({cell: [cell], "score": [-5]}), tmp_path / "scores.csv")
    header, row = (tmp_path / "scores.csv").read_bytes().decode().replace('"', "").split("\n", 2)[:2]
    assert header.startswith("'")
    assert row.startswith("'")
    assert row.endswith("-5")


def test_neutralising_leaves_the_table_given_alone():
    table = pd.DataFrame({"a": ["=1"]})
    neutralised(table)
    assert table["a"].tolist() == ["=1"]


class TestScoringAFile:
    @pytest.fixture
    def card(self, tmp_path):
        return CARD.save(tmp_path / "card.yml")

    def test_gives_the_same_scores_as_the_table(self, card, tmp_path):
        LEADS.reset_index().to_csv(tmp_path / "leads.csv", index=False)
        assert score_file(card, tmp_path / "leads.csv", tmp_path / "scores.csv") == 3
        scores = pd.read_csv(tmp_path / "scores.csv")
        assert (
            scores[["lead_id", "score", "reasons"]].to_numpy().tolist()
            == call_list(CARD, LEADS)[["lead_id", "score", "reasons"]].to_numpy().tolist()
        )

    def test_numbers_that_look_like_text_and_texts_that_look_like_numbers_go_by_the_card(self, tmp_path):
        zipcode = Attribute("zip", "text", category_levels([["01234"], ["999"]]))
        path = Scorecard.of("zip", {zipcode: [7, 3, 1, 0]}, line=Line(0, 1, 10)).save(tmp_path / "zip.yml")
        (tmp_path / "leads.csv").write_text("lead_id,zip\na,01234\nb,999\nc,\n")
        score_file(path, tmp_path / "leads.csv", tmp_path / "scores.csv")
        assert pd.read_csv(tmp_path / "scores.csv").set_index("lead_id")["score"].to_dict() == {"a": 7, "b": 3, "c": 1}

    def test_without_ids_leads_go_by_their_row(self, card, tmp_path):
        LEADS.to_csv(tmp_path / "leads.csv", index=False)
        score_file(card, tmp_path / "leads.csv", tmp_path / "scores.csv")
        assert pd.read_csv(tmp_path / "scores.csv")["lead_id"].tolist() == [2, 3, 1]

    def test_ids_go_by_the_column_the_card_was_learned_with(self, tmp_path):
        path = replace(CARD, facts={"lead_id": "Key"}).save(tmp_path / "card.yml")
        LEADS.assign(Key=["k1", "k2", "k3"]).to_csv(tmp_path / "leads.csv", index=False)
        score_file(path, tmp_path / "leads.csv", tmp_path / "scores.csv")
        assert pd.read_csv(tmp_path / "scores.csv")["lead_id"].tolist() == ["k2", "k3", "k1"]

    def test_the_file_of_leads_is_never_written_over(self, card, tmp_path):
        LEADS.reset_index().to_csv(tmp_path / "leads.csv", index=False)
        with pytest.raises(OutputError, match="leads.csv` is read from and would be replaced by the scores"):
            score_file(card, tmp_path / "leads.csv", tmp_path / "leads.csv")

    def test_another_column_can_hold_the_ids(self, card, tmp_path):
        LEADS.assign(Key=["k1", "k2", "k3"]).to_csv(tmp_path / "leads.csv", index=False)
        score_file(card, tmp_path / "leads.csv", tmp_path / "scores.csv", id_column="Key")
        assert pd.read_csv(tmp_path / "scores.csv")["lead_id"].tolist() == ["k2", "k3", "k1"]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "lead_id,title\na,CEO\n",
                "`visits` is not a column of leads.csv.*counts from events .* `leadtools report`",
            ),
            ("lead_id,title,visits\na,CEO,many\n", r'`visits` of leads.csv must hold number values.*"many" in row 1'),
            ("lead_id,title,visits\na,CEO,1\na,CEO,2\n", '`lead_id` of leads.csv repeats.*"a" in rows 1 and 2'),
        ],
    )
    def test_leads_that_do_not_fit_are_refused_in_words(self, card, tmp_path, text, message):
        (tmp_path / "leads.csv").write_text(text)
        with pytest.raises(DataError, match=message):
            score_file(card, tmp_path / "leads.csv", tmp_path / "scores.csv")
