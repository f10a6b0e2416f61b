"""The card: what it says in memory, in its file and as SQL is the same."""

import math

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.errors import CardError, DataError
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.methods.logistic import fit_logistic
from leadtools.scorecard import Line, Scorecard

TITLE = Attribute("title", "text", category_levels([["CEO"], ["Clerk", "clerk"]], missing=["Select"]), "fit")
VISITS = Attribute("visits", "number", number_levels([1, 10], missing=[999]), "engagement")
CARD = Scorecard.of(
    "by hand", {TITLE: [20, -5, 1, 2], VISITS: [-10, 0, 30, -3, 7]},
    start=10, lowest=0, highest=50, line=Line(10, 0.25, 10), tiers={"hot": 40},
)  # fmt: skip
LEADS = pd.DataFrame(
    {"title": ["CEO", "clerk", "Select", None, "Owner"], "visits": [12, 0, 999, np.nan, 5]}, index=list("abcde")
)


def test_points_and_scores_by_hand():
    # a: 20 + 30; b: −5 − 10; c and d: 1 − 3, both missing twice; e: an unseen title is other, 2, and 0.
    assert CARD.points(LEADS).to_numpy().tolist() == [[20, 30], [-5, -10], [1, -3], [1, -3], [2, 0]]
    # With the start of 10: 60 and −5 are clipped to 50 and 0.
    assert CARD.score(LEADS).to_dict() == {"a": 50, "b": 0, "c": 8, "d": 8, "e": 12}


def test_an_explanation_adds_up_and_the_clip_is_a_row_of_its_own():
    rows = CARD.explain(LEADS).loc["a"]
    assert rows.to_numpy().tolist() == [
        ["(start)", "", 10], ["title", "CEO", 20], ["visits", "10 or more", 30], ["(clip)", "", -10],
    ]  # fmt: skip


def test_probability_follows_from_the_score_alone():
    # Odds are 1 : 4 at 10 points and double every 10: at 50 they are 4 : 1.
    assert CARD.predict(LEADS).loc["a"] == pytest.approx(0.8)


def test_groups_are_scored_apart():
    assert CARD.group_scores(LEADS).loc["a"].to_dict() == {"fit": 20, "engagement": 30}


def test_a_card_without_probabilities_says_so():
    with pytest.raises(CardError, match=r"`by hand` gives points but no probabilities yet. Calibrate it first"):
        Scorecard.of("by hand", {TITLE: [0, 0, 0, 0]}).predict(LEADS)


def test_scoring_no_leads_gives_no_scores():
    assert CARD.score(LEADS.iloc[:0]).empty


def test_a_card_without_attributes_gives_everybody_the_start():
    assert Scorecard.of("empty", {}, start=7).score(LEADS).tolist() == [7] * 5


def test_two_columns_that_differ_only_in_case_are_scored_right():
    big, small = (Attribute(name, "text", category_levels([["x"], ["y"]])) for name in ("City", "city"))
    card = Scorecard.of("case", {big: [1, 2, 0, 0], small: [10, 20, 0, 0]})
    X = pd.DataFrame([["x", "y"], ["y", "x"]], columns=["City", "city"])
    assert card.score(X).tolist() == [21, 12]
    assert card.score(X[["city", "City"]]).tolist() == [21, 12]


def test_two_columns_that_differ_only_in_case_are_refused_as_sql():
    big, small = (Attribute(name, "text", category_levels([["x"]])) for name in ("City", "city"))
    with pytest.raises(CardError, match="`City` and `city` differ only in case, which a database takes for one column"):
        Scorecard.of("case", {big: [1, 0, 0], small: [2, 0, 0]}).to_sql()


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (LEADS[["title"]], "`visits` is not a column of the leads"),
        (LEADS.assign(visits="many"), "`visits` holds text values, but number is needed"),
        (LEADS.assign(title=[1, 2, 3, 4, 5]), "`title` holds number values, but text is needed"),
        (pd.concat([LEADS, LEADS[["title"]]], axis=1), "`title` stands 2 times among the columns"),
        (LEADS.assign(title=[1, "a", 2.5, None, "b"]), "`title` holds mixed"),
    ],
)
def test_leads_that_do_not_fit_the_card_are_refused_in_words(X, message):
    with pytest.raises(DataError, match=message):
        CARD.score(X)


@pytest.mark.parametrize("dtype", ["str", "category", "object"])
def test_texts_are_scored_alike_however_pandas_holds_them(dtype):
    X = LEADS.assign(title=LEADS["title"].astype(dtype))
    assert CARD.score(X).equals(CARD.score(LEADS))


def test_the_query_gives_the_same_scores_and_probabilities():
    connection = duckdb.connect()
    connection.register("my leads", LEADS.astype({"visits": "Float64"}))
    result = connection.sql(CARD.to_sql(table="my leads")).df()
    assert result["score"].tolist() == CARD.score(LEADS).tolist()
    assert result["probability"].tolist() == pytest.approx(CARD.predict(LEADS).tolist(), abs=1e-12)


def test_names_cannot_leave_their_quotes_in_a_query():
    name = 'x"; DROP TABLE leads; --'
    nasty = Attribute(name, "text", category_levels([["it's"], ["a\\"]]))
    card = Scorecard.of("nasty", {nasty: [1, 2, 0, 0]})
    X = pd.DataFrame({name: ["it's", "a\\", None]})
    connection = duckdb.connect()
    connection.register('t"; --', X)
    assert connection.sql(card.to_sql(table='t"; --')).df()["score"].tolist() == [1, 2, 0] == card.score(X).tolist()


def test_a_dialect_the_tests_do_not_run_is_refused():
    with pytest.raises(CardError, match="dialect is 'mysql'; allowed is duckdb"):
        CARD.to_sql(dialect="mysql")


class TestTheFile:
    def test_says_everything_the_card_says(self, tmp_path):
        again = Scorecard.load(CARD.save(tmp_path / "card.yml"))
        assert again.table.equals(CARD.table)
        assert (again.attributes, again.line, again.tiers) == (CARD.attributes, CARD.line, CARD.tiers)
        assert (again.start, again.lowest, again.highest) == (10, 0, 50)

    def test_is_the_same_after_being_read_and_written_again(self, tmp_path):
        rng = np.random.default_rng(0)
        X = pd.DataFrame({"a": rng.choice(["yes", "no", "007", "1e5", ""], 500), "b": rng.normal(size=500).round(3)})
        y = pd.Series((rng.random(500) < 0.3).astype(int))
        card = fit_logistic(X, y)
        first = card.save(tmp_path / "first.yml")
        loaded = Scorecard.load(first)
        assert loaded.save(tmp_path / "second.yml").read_bytes() == first.read_bytes()
        assert loaded.predict(X).equals(card.predict(X))

    def test_keeps_a_score_that_says_nothing(self, tmp_path):
        card = Scorecard.of("flat", {TITLE: [0, 0, 0, 0]}, line=Line(0, 0.25, math.inf))
        assert Scorecard.load(card.save(tmp_path / "card.yml")).predict(LEADS).tolist() == [0.2] * 5

    @pytest.mark.parametrize(
        ("was", "now", "message"),
        [
            ("points: 20", "points: 20.5", r"line \d+: `points` of `CEO` is 20.5; allowed is a whole number"),
            ("points: 20", "point: 20", r"line \d+: unknown key `point`.*did you mean `points`"),
            ("        other: true\n", "", r"the level `\(other\)` has no condition; allowed is one of is, from/below"),
            ("below: 10\n", "below: 9\n", "the levels of `visits` leave a gap between 9 and 10"),
            ("          - Select\n", "          - CEO\n", "`title` lists 'CEO' twice; a lead can have one level only"),
            ("kind: number", "kind: numbers", "allowed is number, text or yes/no"),
            ("level: CEO", "level: Clerk", "`title` has two levels named `Clerk`; names must differ"),
            ("name: visits", "name: title", "the attribute `title` stands here 2 times; keep one"),
            ("start: 10", "start: ten", '`scale.start` is "ten"; allowed is a whole number'),
            ("hot: 40", "hot: 40\n  warm: 45", "the tier `warm` begins at 45, not below `hot` at 40"),
            ("kind: number", "kind: text", "`visits` is a text; from and below are for a number"),
            ("base_odds: 0.25", "base_odds: 0", "`probability.base_odds` is 0; allowed is odds above 0"),
        ],
    )
    def test_edited_wrongly_is_answered_with_the_line(self, tmp_path, was, now, message):
        path = CARD.save(tmp_path / "card.yml")
        text = path.read_text(encoding="utf-8")
        assert was in text
        path.write_text(text.replace(was, now, 1), encoding="utf-8")
        with pytest.raises(CardError, match=message):
            Scorecard.load(path)

    def test_names_every_fault_at_once(self, tmp_path):
        path = CARD.save(tmp_path / "card.yml")
        text = path.read_text(encoding="utf-8").replace("points: 20", "points: many").replace("start: 10", "start: ten")
        path.write_text(text, encoding="utf-8")
        with pytest.raises(CardError, match=r"(?s)card.yml has 2 faults:.*line \d+:.*line \d+:"):
            Scorecard.load(path)

    def test_that_is_not_there_is_answered_in_words(self, tmp_path):
        with pytest.raises(CardError, match="nowhere.yml cannot be read: there is no such file"):
            Scorecard.load(tmp_path / "nowhere.yml")


cells = st.one_of(
    st.none(),
    st.sampled_from(["CEO", "Clerk", "clerk", "Select", "", "Óðinn", "'; --"]),
    st.text("ab\"'\\", max_size=3),
)
numbers = st.one_of(st.none(), st.sampled_from([0, 1, 9.999, 10, 999, -1e9, 1e9]), st.floats(-20, 1000))


@given(st.lists(st.tuples(cells, numbers), min_size=1, max_size=30))
@settings(max_examples=60)
def test_every_explanation_adds_up_to_its_score(rows):
    X = pd.DataFrame(rows, columns=["title", "visits"]).astype({"visits": float, "title": "str"})
    assert CARD.explain(X).groupby(level=0)["points"].sum().tolist() == CARD.score(X).tolist()
