"""Fit against engagement: every lead in one cell, bands that tell the truth about ties, tiers from cells."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.actions import (
    call_list,
    fit_engagement_matrix,
    matrix_by_thirds,
    next_tier,
    nurture,
    read_overrides,
    tier_table,
    tiers_of,
)
from leadtools.actions.next_steps import next_steps
from leadtools.config import read_config
from leadtools.errors import CardError, ConfigError, DataError
from leadtools.evaluation.rubric import check_rubric
from leadtools.exports.handoff import hand_off
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.matrix import CELLS, USUAL_TIERS, Axis, Matrix
from leadtools.matrix_review import MatrixReview
from leadtools.plots import plot_matrix
from leadtools.report.definition import definition_facts
from leadtools.runs import open_run
from leadtools.scorecard import KnockOut, Line, Scorecard
from leadtools.summary import action_facts

# A CEO has 20 fit points and a clerk 10; a visit gives 5 engagement points, at most 15.
TITLE = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]), "fit")
VISITS = Attribute("visits", "number", number_levels([1, 2, 3]), "engagement")
SOURCE = Attribute("source", "text", category_levels([["fair"]]))
POINTS = {TITLE: [20, 10, 0, 0], VISITS: [0, 5, 10, 15, 0, 0], SOURCE: [3, 0, 0]}
CARD = Scorecard.of("rubric", POINTS, line=Line(10, 0.25, 10), tiers={"hot": 30})
BANDS = Matrix(Axis(("fit",), {"A": 20, "B": 10}), Axis(("engagement",), {"1": 15, "2": 5}))
BY_CELLS = replace(CARD, tiers={}, matrix=replace(BANDS, tiers=USUAL_TIERS))


def leads(titles, visits, source="web") -> pd.DataFrame:
    X = pd.DataFrame({"title": titles, "visits": np.array(visits, dtype=float), "source": source})
    return X.set_axis([f"L{i:03d}" for i in range(len(X))])


# a: A1, b: A3, c: B2, d: C1
FOUR = leads(["CEO", "CEO", "Clerk", "Poet"], [3, 0, 1, 7])


TITLED = st.sampled_from(["CEO", "Clerk", "Poet", None])


class TestCells:
    def test_letters_go_by_fit_points_and_numbers_by_engagement_points(self):
        assert BANDS.cells(CARD.group_scores(FOUR)).tolist() == ["A1", "A3", "B2", "C1"]

    def test_points_without_a_group_move_no_lead(self):
        from_the_fair = FOUR.assign(source="fair")
        assert CARD.score(from_the_fair).sub(CARD.score(FOUR)).eq(3).all()
        assert BANDS.cells(CARD.group_scores(from_the_fair)).tolist() == ["A1", "A3", "B2", "C1"]

    @settings(max_examples=25)
    @given(st.lists(st.tuples(TITLED, st.integers(0, 5)), min_size=1, max_size=60), st.integers(0, 2**32 - 1))
    def test_every_lead_is_in_one_cell_and_the_cells_add_up_to_all_leads(self, rows, seed):
        X = leads(*zip(*[*rows, ("CEO", 1), ("Clerk", 0)], strict=True))
        y = pd.Series(np.random.default_rng(seed).integers(0, 2, len(X)), X.index)
        y.iloc[:2] = [0, 1]
        for card in (CARD, replace(CARD, knock_outs=(KnockOut("title", ("Clerk",), "buys nothing"),))):
            table = fit_engagement_matrix(card, X, y, open_leads=X.head(1))
            assert set(table["cell"]) - {"disqualified"} == set(CELLS)
            assert (table["leads"].sum(), table["conversions"].sum()) == (len(X), y.sum())
            assert table["open_leads"].sum() == 1
            assert (table["conversions"] <= table["leads"]).all()
        cells = matrix_by_thirds(CARD, X).cells(CARD.group_scores(X))
        assert cells.isin(CELLS).all()
        assert cells.index.equals(X.index)

    @settings(max_examples=10)
    @given(st.permutations(range(8)))
    def test_the_order_of_rows_does_not_matter(self, order):
        X = leads(["CEO", "Clerk"] * 4, range(8))
        y = pd.Series([1, 0, 0, 1] * 2, X.index)
        one, other = (fit_engagement_matrix(CARD, X.iloc[o], y.iloc[o]) for o in (range(8), order))
        pd.testing.assert_frame_equal(one, other)

    def test_a_disqualified_lead_is_in_no_cell(self):
        card = replace(CARD, knock_outs=(KnockOut("title", ("CEO",), "too busy"),))
        table = fit_engagement_matrix(card, FOUR, pd.Series([1, 0, 0, 0], FOUR.index), matrix=BANDS).set_index("cell")
        assert table.loc[["A1", "A3", "disqualified"], "leads"].tolist() == [0, 0, 2]
        assert table.loc["disqualified", "conversions"] == 1


class TestBands:
    def test_they_hold_thirds_where_points_allow_it(self):
        X = leads(["CEO", "Clerk", "Poet"] * 20, [0, 1, 3] * 20)
        assert matrix_by_thirds(CARD, X).words == (
            "Fit: A from 20 points, B from 10, C below. Engagement: 1 from 15 points, 2 from 5, 3 below."
        )

    def test_leads_with_equal_points_stay_together(self):
        # 5 % have 20, 10 % have 10, 85 % none: no edge is near a third, so those two are taken that there are.
        X = leads(["CEO"] * 5 + ["Clerk"] * 10 + ["Poet"] * 85, [0, 1] * 50)
        matrix = matrix_by_thirds(CARD, X)
        assert matrix.fit.lowest == {"A": 20, "B": 10}
        assert matrix.cells(CARD.group_scores(X)).str[0].value_counts().to_dict() == {"A": 5, "B": 10, "C": 85}

    def test_the_edges_nearest_to_thirds_are_taken(self):
        # Shares at or above 15, 10 and 5 points: 10, 30 and 70 %; 30 and 70 are nearest to a third and two thirds.
        X = leads(["CEO", "Poet"] * 5, [3, 2, 2, 1, 1, 1, 1, 0, 0, 0])
        assert matrix_by_thirds(CARD, X).engagement.lowest == {"1": 10, "2": 5}

    def test_two_different_sums_make_two_bands_and_say_so(self):
        matrix = matrix_by_thirds(CARD, leads(["CEO"] + ["Poet"] * 9, [0, 1] * 5))
        assert matrix.words == "Fit: A from 20 points, C below. Engagement: 1 from 5 points, 3 below."

    def test_points_below_zero_are_written_with_a_minus(self):
        assert Matrix(Axis(("fit",), {"A": -4})).words.startswith("Fit: A from −4 points, C below.")

    def test_points_that_are_all_the_same_are_refused(self):
        with pytest.raises(DataError, match="All 3 leads have the same fit points, so nothing parts them"):
            matrix_by_thirds(CARD, leads(["CEO"] * 3, [0, 1, 2]))

    def test_edges_that_are_given_are_kept(self):
        said = Matrix(Axis(("fit",), {"A": 15}))
        matrix = matrix_by_thirds(CARD, leads(["CEO", "Clerk", "Poet"], [0, 1, 3]), matrix=said)
        assert (matrix.fit.lowest, matrix.engagement.lowest) == ({"A": 15}, {"1": 15, "2": 5})

    def test_later_leads_do_not_move_the_bands(self):
        learned = leads(["CEO", "Clerk", "Poet"] * 3, [0, 1, 3] * 3)
        later = leads(["CEO"] * 9, [3] * 8 + [0])
        matrix, y = matrix_by_thirds(CARD, learned), pd.Series([1] * 5 + [0] * 4, later.index)
        table = fit_engagement_matrix(CARD, later, y, matrix=matrix).set_index("cell")
        assert table.loc[["A1", "A3"], "leads"].tolist() == [8, 1]

    def test_a_card_without_the_groups_is_refused_in_words(self):
        card = Scorecard.of("plain", {SOURCE: [3, 0, 0], VISITS: [0, 5, 10, 15, 0, 0]})
        words = (
            "needs the group `fit`, and the card `plain` has `engagement`; .*matrix: {fit: {groups: \\[engagement\\]}}"
        )
        with pytest.raises(CardError, match=words):
            matrix_by_thirds(card, FOUR)

    def test_groups_of_other_names_can_stand_for_an_axis(self):
        who = replace(TITLE, group="demographics")
        card = Scorecard.of("weighted", {who: [20, 10, 0, 0], VISITS: [0, 5, 10, 15, 0, 0]})
        matrix = matrix_by_thirds(card, FOUR, matrix=Matrix(Axis(("demographics",))))
        assert matrix.words.startswith("Fit (demographics): A from 20 points")


class TestTable:
    # A1: 8 of 40 converted; C3: 0 of 60 where 4.8 are to be expected; C1: 0 of 3
    X = leads(["CEO"] * 40 + ["Poet"] * 63, [3] * 40 + [0] * 60 + [3] * 3)
    TABLE = fit_engagement_matrix(CARD, X, pd.Series([1] * 8 + [0] * 95, X.index), matrix=BANDS).set_index("cell")

    def test_each_cell_has_its_counts_close_rate_and_interval(self):
        row = self.TABLE.loc["A1"]
        # Wilson for 8 of 40, by hand: (8 + 1.92) ÷ (40 + 3.84) ± 1.96 ÷ 43.84 × √(8 × 32 ÷ 40 + 0.96)
        assert row[["leads", "conversions", "close_rate"]].tolist() == [40, 8, 0.2]
        assert row[["low", "high"]].tolist() == pytest.approx([0.1050, 0.3476], abs=5e-4)

    def test_a_cell_that_cannot_tell_says_so(self):
        told = self.TABLE["verdict"]
        assert told[["A1", "C1", "B2"]].tolist() == ["above the average", "not enough data", "no leads"]
        assert told["C3"] == "not enough data"

    def test_the_picture_names_the_best_and_hatches_what_cannot_be_told(self):
        ax = plot_matrix(self.TABLE.reset_index())
        texts = {text.get_text().split(":")[0].split("\n")[0]: text.get_text() for text in ax.texts}
        assert texts["A1"] == "A1: 20.0 %\n10 to 35 %\n8 of 40"
        assert texts["C3"] == "C3\n0 of 60"
        assert texts["B2"] == "B2\nno leads"
        assert [bool(patch.get_hatch()) for patch in ax.patches] == [False] + [True] * 8
        assert "Too few leads" in ax.get_title(loc="left")
        assert "A1 8 of 40" in ax.figure.get_label()


class TestTiersFromCells:
    def test_what_stands_in_no_tier_is_cold(self):
        # d has 15 points, the same as c, but is C1
        assert tiers_of(BY_CELLS, FOUR).tolist() == ["hot", "warm", "warm", "warm"]
        assert tiers_of(BY_CELLS, leads(["Poet"], [0])).tolist() == ["cold"]

    def test_the_list_goes_by_the_tier_first_and_shows_the_cell(self):
        card = replace(BY_CELLS, matrix=replace(BANDS, tiers={"hot": ("C1",)}))
        listed = call_list(card, FOUR)
        # The poet of 7 visits is C1 and hot, though the two CEOs score more.
        assert listed["lead_id"].tolist() == ["L003", "L000", "L001", "L002"]
        assert listed["cell"].tolist() == ["C1", "A1", "A3", "B2"]

    def test_disqualified_leads_stand_last(self):
        card = replace(BY_CELLS, knock_outs=(KnockOut("title", ("CEO",), "too busy"),))
        assert call_list(card, FOUR)["tier"].tolist() == ["warm", "warm", "disqualified", "disqualified"]

    def test_who_cannot_be_set_by_a_score_is_told_to_give_a_tier(self, tmp_path):
        (tmp_path / "o.csv").write_text("lead_id,tier,score,reason,by,until\na,,50,met,Ann,2030-01-01\n")
        with pytest.raises(DataError, match="the tiers go by fit and engagement; give a tier instead"):
            read_overrides(tmp_path / "o.csv", known=["a"], tiers=BY_CELLS.tier_names, by_score=False)

    def test_what_lifts_a_lead_is_reckoned_in_cells(self):
        clerk = leads(["Clerk"], [1])
        gains = next_tier(BY_CELLS, clerk).set_index("attribute")
        # B2 → B1 with ten more engagement points, → A2 with ten more fit points
        assert gains.loc[["visits", "title"], "tier"].tolist() == ["hot", "hot"]
        middle = nurture(BY_CELLS, clerk, call_list(BY_CELLS, clerk), movable=["visits"])
        assert middle.loc[0, ["segment", "gain", "reaches"]].tolist() == ["visits", 10, "hot"]

    def test_everything_after_the_score_knows_these_tiers(self):
        y, listed = pd.Series([1, 0, 1, 0], FOUR.index), call_list(BY_CELLS, FOUR)
        assert next_steps(BY_CELLS, listed).str.startswith("Call within a day").tolist() == [True, False, False, False]
        assert tier_table(BY_CELLS, FOUR, y, open_leads=FOUR)["tier"].tolist() == ["hot", "warm", "cold"]
        assert tier_table(BY_CELLS, FOUR, y, open_leads=FOUR)["judged"].tolist() == [1, 3, 0]
        bands = definition_facts(BY_CELLS)
        assert [band["scores"] for band in bands["bands"]] == ["A1, A2, B1", "A3, B2, C1", "any other"]
        assert bands["matrix"].startswith("Fit: A from 20 points")
        listed = listed.assign(lead_id=[f"00Q00000000000{i}" for i in range(4)], next_step="")
        handed = hand_off("salesforce", listed, to_call=[], tiers=BY_CELLS.tier_names).leads
        assert handed["Rating"].tolist() == ["Hot", "Warm", "Warm", "Warm"]

    def test_a_rubric_is_held_against_outcomes_tier_by_tier(self):
        X = leads(["CEO", "Clerk", "Poet", "Poet"] * 50, [3, 1, 3, 0] * 50)
        y = pd.Series([1, 0, 0, 0] * 25 + [1, 1, 0, 0] * 25, X.index)
        tiers = check_rubric(BY_CELLS, X, y).tiers
        assert tiers[["tier", "leads", "conversions"]].to_numpy().tolist() == [
            ["hot", 50, 50], ["warm", 100, 25], ["cold", 50, 0],
        ]  # fmt: skip


class TestFiles:
    def test_a_card_with_a_matrix_survives_its_file(self, tmp_path):
        loaded = Scorecard.load(BY_CELLS.save(tmp_path / "card.yml"))
        assert loaded.matrix == BY_CELLS.matrix
        assert (loaded.tiers, loaded.tier_names) == ({}, ("hot", "warm"))
        kept = replace(CARD, matrix=BANDS)
        assert Scorecard.load(kept.save(tmp_path / "kept.yml")).tiers == {"hot": 30}

    def test_the_bands_grow_with_the_scale(self):
        assert BY_CELLS.times(10).matrix.fit.lowest == {"A": 200, "B": 100}
        assert BY_CELLS.times(10).cells(FOUR).tolist() == BY_CELLS.cells(FOUR).tolist()

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("B: 10", "B: 30", "line 15: `B` begins at 30 fit points, not below `A` at 20; `A` is the best"),
            ("B: 10", "D: 10", "unknown key `D` in `matrix.fit`"),
            ("A: 20", "A: 20.5", "`matrix.fit.A` is 20.5; allowed is a whole number of points"),
            ("A1", "A4", "`A4` is no cell of the matrix"),
            ("- B1", "- A2", "the cell `A2` stands twice in `hot`; it belongs to one tier"),
            ("warm:", "cold:", "`cold` is what stands in no tier"),
            ("group: fit", "group: who", "the matrix needs the group `fit`, and the card has `who`, `engagement`"),
        ],
    )
    def test_every_fault_of_the_file_is_told_in_words(self, tmp_path, old, new, message):
        path = BY_CELLS.save(tmp_path / "card.yml")
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        with pytest.raises(CardError, match=re.escape(message)):
            Scorecard.load(path)

    def test_a_card_in_python_is_held_to_the_same(self):
        with pytest.raises(CardError, match="tiers by the score and tiers from the matrix"):
            replace(CARD, matrix=replace(BANDS, tiers=USUAL_TIERS))
        with pytest.raises(CardError, match="does not say where engagement parts"):
            replace(CARD, matrix=replace(BANDS, engagement=Axis(("engagement",))))
        with pytest.raises(CardError, match="`rubric` has no matrix of fit and engagement"):
            CARD.cells(FOUR)


# Sixty leads, one a day; CEOs and those with three visits convert more often. The first 42 are learned from.
TITLES, VISITED = ["CEO", "Clerk", "Poet"] * 20, [3, 1, 0, 3, 3, 1] * 10
COMPANY = leads(TITLES, VISITED, ["web", "fair", "web", "web"] * 15).assign(
    came=pd.date_range("2025-01-01", periods=60).strftime("%Y-%m-%d"),
    won=["2025-04-01" if t == "CEO" and i % 2 or v == 3 and i % 5 == 0 else "" for i, (t, v) in
         enumerate(zip(TITLES, VISITED, strict=True))],
)  # fmt: skip
SAID = {"leads": "leads.csv", "id": "lead", "created": "came", "outcome": {"date": "won"}, "known_until": "2025-12-31"}
GROUPS = {"fit": ["title"], "engagement": ["visits"]}


@pytest.fixture
def config(tmp_path):
    def written(**more):
        COMPANY.rename_axis("lead").reset_index().to_csv(tmp_path / "leads.csv", index=False)
        CARD.save(tmp_path / "card.yml")
        (tmp_path / "leadtools.yml").write_text(json.dumps(SAID | more), encoding="utf-8")
        return tmp_path / "leadtools.yml"

    return written


class TestConfiguration:
    def test_the_word_matrix_makes_tiers_of_thirds(self, config, tmp_path):
        run = open_run(config(groups=GROUPS, tiers="matrix"), tmp_path / "out")
        card = replace(CARD, name="logistic")
        kept = run.with_tiers(card)
        assert (kept.tiers, kept.matrix.tiers) == ({}, USUAL_TIERS)
        assert kept.matrix.fit.lowest == {"A": 20, "B": 10}
        assert MatrixReview.of(run, kept).words.split(". ")[2] == (
            "The bands are as the card says (fit and engagement: thirds of the 42 leads learned from)"
        )
        assert run.with_tiers(replace(CARD, name="boosted")).matrix is None  # scores do not go by it

    def test_cells_and_edges_can_be_given(self, config, tmp_path):
        said = {"matrix": {"fit": {"A": 15}}, "tiers": {"first": ["A1"], "second": ["A3", "C1"]}}
        card = open_run(config(groups=GROUPS, **said), tmp_path / "out").with_tiers(replace(CARD, name="logistic"))
        assert (card.tier_names, card.matrix.fit.lowest) == (("first", "second"), {"A": 15})
        assert set(card.matrix.engagement.lowest) == {"1", "2"}

    def test_a_matrix_alone_leaves_tiers_to_the_score(self, config, tmp_path):
        run = open_run(config(groups=GROUPS, matrix={}, tiers={"hot": 25}), tmp_path / "out")
        card = run.with_tiers(replace(CARD, name="logistic"))
        assert (card.tiers, card.matrix.tiers) == ({"hot": 25}, {})
        assert "cell" in call_list(card, run.open_leads)

    def test_a_rubric_gets_the_matrix_where_scores_go_by_it(self, config, tmp_path):
        run = open_run(config(rubric="card.yml", score_with="rubric", tiers="matrix"), tmp_path / "out")
        assert run.rubric.tier_names == ("hot", "warm")
        run = open_run(config(rubric="card.yml", groups=GROUPS, tiers="matrix"), tmp_path / "out")
        assert (run.rubric.tiers, run.rubric.matrix) == ({"hot": 30}, None)

    def test_the_bands_that_a_rubric_states_are_kept(self, config, tmp_path):
        path = config(rubric="card.yml", score_with="rubric", tiers={"hot": ["A1"]}, matrix={"fit": {"A": 3}})
        replace(CARD, matrix=BANDS).save(tmp_path / "card.yml")
        matrix = open_run(path, tmp_path / "out").rubric.matrix
        assert (matrix.fit.lowest, matrix.engagement.lowest) == ({"A": 3}, {"1": 15, "2": 5})

    def test_a_rubric_that_lacks_a_group_is_refused_in_words(self, config, tmp_path):
        path = config(rubric="card.yml", score_with="rubric", tiers="matrix")
        Scorecard.of("plain", {TITLE: [20, 10, 0, 0]}).save(tmp_path / "card.yml")
        with pytest.raises(CardError, match="needs the group `engagement`, and the card `rubric` has `fit`"):
            _ = open_run(path, tmp_path / "out").rubric

    @pytest.mark.parametrize(
        ("more", "message"),
        [
            ({"tiers": "matrix", "groups": {"fit": ["title"]}}, "the group `engagement`, and `groups:` has `fit`"),
            ({"tiers": "matrix"}, "needs the group `fit`, and `groups:` has none"),
            ({"tiers": "matrx", "groups": GROUPS}, '`tiers` is "matrx"; allowed is lines of `tier: lowest score`'),
            ({"tiers": {"hot": ["A9"]}, "groups": GROUPS}, "`A9` is no cell of the matrix"),
            ({"tiers": {"hot": ["A1"], "warm": ["A1"]}, "groups": GROUPS}, "`A1` stands in `hot` and in `warm`"),
            ({"tiers": {"hot": ["A1"], "warm": 40}, "groups": GROUPS}, "`tiers.hot` is a list; allowed is a number"),
            ({"tiers": {"cold": ["A1"]}, "groups": GROUPS}, "`cold` is what stands in no tier"),
            ({"matrix": {"fit": {"A": 1, "B": 1}}, "groups": GROUPS}, "`B` begins at 1 fit points, not below `A` at 1"),
            ({"matrix": {"engagement": {"4": 1}}, "groups": GROUPS}, "unknown key `4` in `matrix.engagement`"),
            ({"matrix": {"engagement": {"groups": ["fit"]}}, "groups": GROUPS}, "`fit` stands for fit and"),
        ],
    )  # fmt: skip
    def test_every_fault_is_told_in_words(self, config, more, message):
        with pytest.raises(ConfigError, match=re.escape(message)):
            read_config(config(**more))

    def test_the_facts_of_a_run_name_cells_and_no_threshold(self, config, tmp_path):
        run = open_run(config(groups=GROUPS, tiers="matrix", capacity=5), tmp_path / "out")
        card = run.with_tiers(replace(CARD, name="logistic"))
        facts = action_facts(run, card, call_list(card, run.open_leads))
        assert facts["tiers"] == {"hot": ["A1", "A2", "B1"], "warm": ["A3", "B2", "C1"]}
        assert sum(facts["open_leads"].values()) == len(run.open_leads)
        assert "threshold" not in facts


class TestReview:
    def test_cells_are_judged_by_later_leads_and_say_so(self, config, tmp_path):
        run = open_run(config(groups=GROUPS), tmp_path / "out")
        review = MatrixReview.of(run, CARD)
        assert review.table["leads"].sum() == len(run.split.test.X) == 18
        assert review.words.endswith(
            "The bands are thirds of the 42 leads learned from. "
            "Judged by 18 leads that came later than those learned from."
        )
        assert [row["cell"] for row in review.facts()["matrix"]["cells"]] == list(CELLS)
        json.dumps(review.facts(), allow_nan=False)

    def test_a_card_with_one_group_has_a_reason_instead(self, config, tmp_path):
        card = Scorecard.of("plain", {TITLE: [20, 10, 0, 0]})
        review = MatrixReview.of(open_run(config(), tmp_path / "out"), card)
        assert (review.table, review.facts()) == (None, {"matrix": None})
        assert review.words.startswith(
            "There is no matrix of fit and engagement. The matrix needs the group `engagement`"
        )
