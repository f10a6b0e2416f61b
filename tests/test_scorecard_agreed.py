"""Rules around the points: caps of groups, minimum criteria, definitions, edited points. They never break the sum."""

import json
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.actions import call_list, reasons, score_file, tiers_of
from leadtools.errors import CardError
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.runs import open_run
from leadtools.scorecard import KnockOut, Line, Scorecard, refuse_removing_all
from leadtools.summary import action_facts

COUNTRY = Attribute("country", "text", category_levels([["Austria"], ["India"]]), "fit")
OPENS = Attribute("opens", "number", number_levels([1, 5]), "engagement")
CLICKS = Attribute("clicks", "number", number_levels([1]), "engagement")
POINTS = {COUNTRY: [20, 0, 0, 5], OPENS: [0, 10, 30, -5, 0], CLICKS: [-20, 25, 0, 0]}
ABROAD = KnockOut("country", ("India",), "outside the service area")
CARD = Scorecard.of(
    "ours", POINTS, start=10, highest=60, line=Line(10, 0.25, 10), tiers={"hot": 50}, caps={"engagement": (-10, 40)},
    knock_outs=(ABROAD,), definitions={"hot": "Sales calls within a day.", "disqualified": "Nobody calls."},
)  # fmt: skip
LEADS = pd.DataFrame(
    {"country": ["Austria", "India", None], "opens": [7, 9, 0], "clicks": [2, 1, 0]}, index=["a", "b", "c"]
)

CARD_OF_RUN = Scorecard.of(
    "ours", {COUNTRY: [20, 20, 0, 0]}, tiers={"hot": 10}, knock_outs=(ABROAD,), definitions={"hot": "Call today."}
)


def test_a_group_earns_no_more_than_its_cap_and_costs_no_more_than_its_floor():
    # engagement: a and b 30 + 25 = 55, capped at 40; c 0 − 20, held at −10.
    assert CARD.group_scores(LEADS).to_numpy().tolist() == [[20, 40], [0, 40], [0, -10]]
    # a: 10 + 20 + 40 = 70, clipped to 60; b: 10 + 0 + 40; c: 10 + 0 − 10.
    assert CARD.score(LEADS).tolist() == [60, 50, 0]


def test_what_a_cap_takes_is_a_row_of_the_explanation():
    assert CARD.explain(LEADS).loc["a", ["attribute", "points"]].to_numpy().tolist() == [
        ["(start)", 10], ["country", 20], ["opens", 30], ["clicks", 25], ["(cap engagement)", -15], ["(clip)", -10],
    ]  # fmt: skip


def test_a_lead_that_fails_a_minimum_criterion_keeps_its_score_and_gets_the_reason():
    found = CARD.disqualified(LEADS)
    assert found.isna().tolist() == [True, False, True]
    assert found["b"] == "outside the service area"
    assert CARD.score(LEADS)["b"] == 50


def test_of_two_reasons_the_first_on_the_card_is_given():
    idle = KnockOut("clicks", ("below 1",), "never clicked")
    X = pd.DataFrame({"country": ["India", "Austria"], "opens": [0, 0], "clicks": [0, 0]})
    assert replace(CARD, knock_outs=(ABROAD, idle)).disqualified(X).tolist() == [ABROAD.reason, idle.reason]
    assert replace(CARD, knock_outs=(idle, ABROAD)).disqualified(X).tolist() == [idle.reason, idle.reason]


def test_a_card_without_minimum_criteria_disqualifies_nobody():
    assert replace(CARD, knock_outs=(), definitions={}).disqualified(LEADS).isna().all()
    assert CARD.disqualified(LEADS.iloc[:0]).empty


def test_the_query_says_who_is_disqualified_and_why():
    connection = duckdb.connect()
    connection.register("leads", LEADS)
    result = connection.sql(CARD.to_sql()).df()
    assert result["score"].tolist() == [60, 50, 0]
    assert result["disqualified"].fillna("").tolist() == ["", "outside the service area", ""]
    assert '"disqualified"' not in replace(CARD, knock_outs=(), definitions={}).to_sql()


def test_a_disqualified_lead_stands_last_in_the_list_with_its_reason_first():
    calls = call_list(CARD, LEADS)
    assert calls["lead_id"].tolist() == ["a", "c", "b"]
    assert calls["tier"].tolist() == ["hot", "cold", "disqualified"] == tiers_of(CARD, LEADS)[["a", "c", "b"]].tolist()
    assert reasons(CARD, LEADS).loc["b"] == "outside the service area; opens: 5 or more (+30); clicks: 1 or more (+25)"


class TestOtherPoints:
    def test_give_a_new_card_and_leave_the_old_one_alone(self):
        edited = CARD.with_points({("country", "Austria"): 15, ("clicks", "below 1"): 0}, note="agreed in May")
        assert edited.points_of("country").tolist() == [15, 0, 0, 5]
        assert CARD.points_of("country").tolist() == [20, 0, 0, 5]
        assert edited.facts["notes"] == ["agreed in May"]
        assert edited.with_points({}, note="signed").facts["notes"] == ["agreed in May", "signed"]

    def test_leave_no_probabilities_that_rested_on_the_old_ones(self):
        assert CARD.with_points({("country", "Austria"): 15}).line is None
        assert CARD.with_points({("country", "Austria"): 20}).line == CARD.line

    @pytest.mark.parametrize(
        ("points", "message"),
        [
            ({("contry", "Austria"): 1}, r"`contry` is not on the card `ours`; did you mean `country`\?"),
            ({("country", "Austia"): 1}, r"`Austia` is no level of `country`; did you mean `Austria`\?"),
            ({("country", "Austria"): 1.5}, r"`country: Austria` is given 1.5 points; points are whole numbers"),
            ({("country", "Austria"): True}, "is given True points"),
            ({("country", "Austria"): -(10**20)}, "is given -10{20} points; allowed are 1,000,000,000 at most"),
        ],
    )
    def test_that_the_card_does_not_know_are_refused(self, points, message):
        with pytest.raises(CardError, match=message):
            CARD.with_points(points)

    def test_that_a_cap_makes_pointless_are_refused(self):
        with pytest.raises(CardError, match="the cap of `engagement`, 40, is below its smallest positive points, 50"):
            CARD.with_points({("opens", "1–4"): 50, ("opens", "5 or more"): 60, ("clicks", "1 or more"): 50})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"caps": {"engagment": (0, 40)}}, r"`engagment` is no group of the card; did you mean `engagement`\?"),
        ({"caps": {"engagement": (40, 0)}}, "has lowest 40 above highest 0; exchange them"),
        ({"caps": {"engagement": (None, None)}}, "the cap of `engagement` caps nothing"),
        ({"caps": {"engagement": (None, 9)}}, "the cap of `engagement`, 9, is below its smallest positive points, 10"),
        ({"caps": {"engagement": (56, None)}}, "the floor of `engagement`, 56, is above its largest sum, 55"),
        ({"knock_outs": (KnockOut("land", ("x",), "r"),)}, "`land` is not on the card"),
        ({"knock_outs": (KnockOut("country", ("india",), "r"),)}, r"`india` is no level of `country`; did you mean `I"),
        ({"knock_outs": (ABROAD, ABROAD)}, "`country: India` is knocked out twice; keep one"),
        (
            {"knock_outs": (KnockOut("clicks", ("below 1", "1 or more", "(missing)", "(other)"), "r"),)},
            "every level of `clicks` is knocked out, which leaves no lead",
        ),
        ({"definitions": {"hott": "x"}}, r"`hott` is defined but is no tier of the card; did you mean `hot`\?"),
    ],
)
def test_rules_that_cannot_hold_are_refused_in_words(options, message):
    with pytest.raises(CardError, match=message):
        replace(CARD, **options)


def test_a_knock_out_that_takes_all_of_many_leads_is_taken_for_a_mistake():
    X = pd.DataFrame({"country": ["India"] * 20, "opens": 1, "clicks": 1})
    refuse_removing_all(CARD, X.iloc[:19])
    with pytest.raises(CardError, match=r"disqualify all 20 leads \(outside the service area: 20\). Check that"):
        refuse_removing_all(CARD, X)


def test_scoring_a_file_puts_disqualified_leads_last_and_refuses_to_disqualify_them_all(tmp_path):
    card, leads, out = CARD.save(tmp_path / "card.yml"), tmp_path / "leads.csv", tmp_path / "scores.csv"
    LEADS.rename_axis("lead_id").to_csv(leads)
    assert score_file(card, leads, out) == 3
    assert pd.read_csv(out)["tier"].tolist() == ["hot", "cold", "disqualified"]
    pd.DataFrame({"lead_id": range(30), "country": "India", "opens": range(30), "clicks": 1}).to_csv(leads, index=False)
    with pytest.raises(CardError, match="disqualify all 30 leads"):
        score_file(card, leads, out)


class TestARun:
    @pytest.fixture
    def run(self, tmp_path):
        days = pd.date_range("2025-01-01", periods=100).strftime("%Y-%m-%d")
        leads = pd.DataFrame(
            {"key": [f"L{i:03d}" for i in range(100)], "came": days, "country": ["Austria", "India"] * 50}
        )
        leads["won"] = [day if i % 10 < 2 else "" for i, day in enumerate(days)]
        leads.to_csv(tmp_path / "leads.csv", index=False)
        CARD_OF_RUN.save(tmp_path / "ours.yml")
        said = {"leads": "leads.csv", "id": "key", "created": "came", "outcome": {"date": "won"}, "rubric": "ours.yml",
                "horizon_days": 30, "tiers": {"A": 70}}  # fmt: skip
        (tmp_path / "leadtools.yml").write_text(json.dumps(said), encoding="utf-8")
        return open_run(tmp_path / "leadtools.yml", tmp_path / "out")

    def test_counts_disqualified_leads_and_calls_none_of_them(self, run):
        run.keep_rubric()
        card = run.cards()["rubric"]
        calls = call_list(card, run.open_leads)
        # As of day 99 leads 70 to 99 are young, 24 of them open, half of these from India.
        assert run.spoken_for(calls)["tier"].tolist() == ["hot"] * 12
        facts = action_facts(run, card, calls)
        assert facts["open_leads"] == {"hot": 40, "cold": 0, "disqualified": 40}
        assert facts["past_horizon"]["open"] == 28

    def test_leaves_a_rubric_the_tiers_its_authors_defined(self, run):
        run.keep_rubric()
        assert dict(run.cards()["rubric"].tiers) == {"hot": 10}

    def test_refuses_a_rubric_that_disqualifies_every_lead_learned_from(self, run, tmp_path):
        both = KnockOut("country", ("India", "Austria"), "wrong country")
        replace(CARD_OF_RUN, knock_outs=(both,)).save(tmp_path / "ours.yml")
        with pytest.raises(CardError, match=r"disqualify all \d+ leads \(wrong country: \d+\)"):
            run.keep_rubric()


class TestTheFile:
    def test_keeps_caps_minimum_criteria_and_definitions(self, tmp_path):
        first = CARD.save(tmp_path / "first.yml")
        again = Scorecard.load(first)
        assert (again.caps, again.knock_outs, again.definitions) == (CARD.caps, CARD.knock_outs, CARD.definitions)
        assert again.save(tmp_path / "second.yml").read_bytes() == first.read_bytes()

    def test_of_a_card_without_them_does_not_name_them(self, tmp_path):
        text = Scorecard.of("plain", POINTS).save(tmp_path / "card.yml").read_text(encoding="utf-8")
        assert not {"caps:", "knock_outs:", "definitions:"} & set(text.split())

    @pytest.mark.parametrize(
        ("was", "now", "message"),
        [
            ("    highest: 40", "    highest: 5", "the cap of `engagement`, 5, is below its smallest positive"),
            ("    highest: 40", "    highst: 40", r"line \d+: unknown key `highst`.*did you mean `highest`"),
            ("      - India\n    reason", "      - Indien\n    reason", r"line \d+: `Indien` is no level of `country`"),
            ("  engagement:\n", "  engagment:\n", r"line \d+: `engagment` is no group of the card; did you mean"),
            ("  hot: Sales", "  hit: Sales", r"line \d+: `hit` is defined but is no tier of the card"),
            ("  hot: 50\n", "  disqualified: 50\n", "`disqualified` is what knock-outs make of a lead"),
        ],
    )  # fmt: skip
    def test_edited_wrongly_is_answered_with_the_line(self, tmp_path, was, now, message):
        path = CARD.save(tmp_path / "card.yml")
        text = path.read_text(encoding="utf-8")
        assert was in text
        path.write_text(text.replace(was, now, 1), encoding="utf-8")
        with pytest.raises(CardError, match=message):
            Scorecard.load(path)


bounds = st.tuples(st.none() | st.integers(-60, 0), st.none() | st.integers(30, 80))
rows = st.tuples(
    st.sampled_from(["Austria", "India", "Peru", None]), *[st.none() | st.integers(-2, 8) for _ in range(2)]
)


@given(bounds, bounds, st.lists(rows, min_size=1, max_size=12))
@settings(max_examples=60)
def test_with_caps_and_clip_explanations_add_up_and_sql_is_what_is_done_step_by_step(cap, scale, leads):
    caps = {} if cap == (None, None) else {"engagement": cap}
    card = replace(CARD, caps=caps, lowest=scale[0], highest=scale[1])
    X = pd.DataFrame(leads, columns=LEADS.columns).astype({"country": "str", "opens": float, "clicks": float})
    points = card.points(X).astype(float)
    low, high = (np.nan if bound is None else bound for bound in cap)
    engagement = np.fmin(np.fmax(points["opens"] + points["clicks"], low), high)
    low, high = (np.nan if bound is None else bound for bound in scale)
    by_steps = np.fmin(np.fmax(10 + points["country"] + engagement, low), high)
    assert card.score(X).tolist() == by_steps.tolist()
    assert card.explain(X).groupby(level=0)["points"].sum().tolist() == by_steps.tolist()
    connection = duckdb.connect()
    connection.register("leads", X.astype({"opens": "Float64", "clicks": "Float64"}))
    assert connection.sql(card.to_sql()).df()["score"].tolist() == by_steps.tolist()
