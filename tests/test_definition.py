"""One page that says what a good lead is: every factor, every band, and nothing that acts."""

from dataclasses import replace
from pathlib import Path

import pytest

from leadtools.conditions import Is, Missing, Other
from leadtools.levels import Attribute, Level, category_levels, number_levels
from leadtools.report.definition import definition_facts, write_definition
from leadtools.scorecard import KnockOut, Scorecard

TITLE = Attribute("title", "text", category_levels([["CEO"], ["Clerk"], ["Student"]]), "fit")
VISITS = Attribute("visits", "number", number_levels([1, 10]), "engagement")
BROWSER = Attribute("browser", "text", category_levels([["Chrome"]]), "engagement")
CARD = Scorecard.of(
    "rubric", {TITLE: [20, -5, 0, 0, 0], VISITS: [-10, 0, 30, 0, 0], BROWSER: [0, 0, 0]},
    start=10, lowest=0, highest=100, tiers={"hot": 40, "warm": 10},
    definitions={"hot": "Sales call within a day."}, caps={"engagement": (None, 30)},
    knock_outs=(KnockOut("title", ("Student",), "students do not buy"),),
)  # fmt: skip


@pytest.fixture
def pages(tmp_path: Path) -> tuple[str, str]:
    write_definition(CARD, tmp_path)
    return tuple((tmp_path / name).read_text(encoding="utf-8") for name in ("definition.html", "definition.md"))


def test_every_factor_that_earns_or_costs_points_is_told_and_the_others_are_named():
    fit, engagement = definition_facts(CARD)["groups"]
    assert fit["factors"] == [{"name": "title", "points": "CEO +20, Clerk −5; anything else 0"}]
    assert engagement["factors"] == [{"name": "visits", "points": "10 or more +30, below 1 −10; anything else 0"}]
    assert [engagement["idle"], engagement["bounds"]] == [["browser"], "at most 30"]


def test_a_level_that_goes_by_another_name_lists_its_values_also_where_it_disqualifies():
    near, far = Level("our area", Is(("Austria", "Germany"))), Level("far", Is(tuple("abcdefgh")))
    where = Attribute("country", "text", (near, far, Level("(missing)", Missing()), Level("(other)", Other())))
    card = Scorecard.of("named", {where: [10, -20, 0, 0]}, knock_outs=(KnockOut("country", ("far",), "too far"),))
    facts = definition_facts(card)
    assert facts["groups"][0]["factors"][0]["points"] == (
        "our area (Austria, Germany) +10, far (a, b, c, d, e, f and 2 more) −20; anything else 0"
    )
    assert facts["knock_outs"][0]["levels"] == ["far (a, b, c, d, e, f and 2 more)"]


def test_points_that_rest_on_too_few_leads_are_marked_before_anybody_signs():
    sure = ["sure", "not enough data", "sure", "sure", "sure"]  # CEO, Clerk, Student and the rest
    card = Scorecard.of("learned", {TITLE: [20, -5, 0, 0, 0]})
    card = replace(card, table=card.table.assign(verdict=sure))
    (group,) = definition_facts(card)["groups"]
    assert group["factors"][0]["points"] == "CEO +20, Clerk −5 (too few leads to be sure); anything else 0"


def test_a_hyphen_in_a_level_is_no_minus():
    crm = Attribute("crm", "text", category_levels([["on-premises"]]))
    (group,) = definition_facts(Scorecard.of("plain", {crm: [-3, 0, 0]}))["groups"]
    assert group["factors"][0]["points"] == "on-premises −3; anything else 0"


def test_every_band_is_told_with_the_agreed_words_or_the_usual_ones():
    assert [tuple(band.values()) for band in definition_facts(CARD)["bands"]] == [
        ("hot", "40 or more", "Sales call within a day."),
        ("warm", "10 to 39", "Marketing keeps in touch; sales call when they answer."),
        ("cold", "below 10", "Marketing only; nobody calls."),
    ]


def test_a_card_without_tiers_has_one_band():
    card = Scorecard.of("plain", {TITLE: [20, -5, 0, 0, 0]})
    assert [band["scores"] for band in definition_facts(card)["bands"]] == ["any"]


def test_both_pages_say_the_same_and_leave_room_for_both_signatures(pages):
    for page in pages:
        told = [
            "CEO +20",
            "40 or more",
            "students do not buy",
            "at most 30",
            "Sales",
            "Marketing",
            "begins with 10 points",
        ]
        assert [words for words in told if words not in page] == []


def test_the_words_of_strangers_are_text_on_both_pages(tmp_path):
    odd = "<script>alert(1)</script> | *x* [a](javascript:b)"
    card = Scorecard.of("odd", {Attribute("title", "text", category_levels([[odd]])): [5, 0, 0]})
    write_definition(card, tmp_path)
    assert "<script>" not in (tmp_path / "definition.html").read_text(encoding="utf-8")
    text = (tmp_path / "definition.md").read_text(encoding="utf-8")
    assert r"\<script\>alert(1)\</script\> \| \*x\* \[a\](javascript:b) +5" in text


def test_the_same_card_gives_the_same_bytes(pages, tmp_path):
    write_definition(CARD, tmp_path)
    again = tuple((tmp_path / name).read_text(encoding="utf-8") for name in ("definition.html", "definition.md"))
    assert again == pages


def test_points_for_each_are_told_in_one_line():
    visits = Attribute("visits", "number", number_levels([1, 2, 3]))
    card = Scorecard.of("plain", {visits: [0, 2, 4, 6, 0, 0]}, each={"visits": (2, 6)})
    assert definition_facts(card)["groups"][0]["factors"] == [{"name": "visits", "points": "+2 for each, up to +6"}]


RUN = {
    "outcome_kind": "date", "horizon_days": 90, "after_days": 14, "as_of": "2025-12-31T00:00:00", "signal": "yes",
    "split": {"kind": "time", "boundary": "2025-04-29T10:00:00"}, "capacity": 40, "threshold": 44.0,
    "judged_tiers": [
        {"tier": "hot", "judged": 40, "conversions": 20, "close_rate": 0.5, "low": 0.352, "high": 0.648},
        {"tier": "warm", "judged": 0, "conversions": 0, "close_rate": None, "low": None, "high": None},
        {"tier": "cold", "judged": 100, "conversions": 5, "close_rate": 0.05, "low": 0.0215, "high": 0.1118},
        {"tier": "disqualified", "judged": 7, "conversions": 0, "close_rate": 0.0, "low": 0.0, "high": 0.354},
    ],
}  # fmt: skip


def written(folder: Path, summary: dict) -> tuple[str, str]:
    write_definition(replace(CARD, facts={"outcome": "won within 90 days"}), folder, summary)
    return tuple((folder / name).read_text(encoding="utf-8") for name in ("definition.html", "definition.md"))


def test_a_run_adds_the_outcome_meant_how_each_band_closed_and_the_room_there_is(tmp_path):
    told = [
        "Good is a lead that becomes a customer within 90 days of being looked at, 14 days after it came in (won).",
        "20 of 40: 50 % (35 to 65)", "nobody yet", "5 of 100: 5.0 % (2.1 to 11)", "(closed: 0 of 7: 0 % (0 to 35))",
        "Closed counts 147 leads that came in from 2025-04-29 on, as known on 2025-12-31.",  # 40 + 0 + 100 + 7
        "Sales have room for 40 calls: of the open leads on 2025-12-31, those who score 44 or more.",
    ]  # fmt: skip
    for page in written(tmp_path, RUN):
        assert [words for words in told if words not in page.replace("\\", "")] == []


def test_a_definition_of_a_card_without_signal_warns_and_without_a_run_says_nothing_of_one(tmp_path):
    for page in written(tmp_path, RUN | {"signal": "no"}):
        assert "no better than drawing lots: do not agree to call by it." in page
    for page in written(tmp_path, RUN):
        assert "drawing lots" not in page
    write_definition(CARD, tmp_path)
    page = (tmp_path / "definition.html").read_text(encoding="utf-8")
    assert not [words for words in ("Closed", "Good is", "room for", "index.html") if words in page]


def test_where_the_list_does_not_go_by_the_score_none_is_named(tmp_path):
    without = {key: value for key, value in RUN.items() if key != "threshold"}
    page = written(tmp_path, without)[1]
    assert "room for 40 calls: the leads at the top of the list." in page


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"outcome_kind": "flag", "horizon_days": None}, "a lead that becomes a customer (won within 90 days)."),
        ({"after_days": 0}, "becomes a customer within 90 days of coming in (won)."),
        ({"threshold": None}, "but more open leads share the highest score"),
        ({"split": {"kind": "order", "by": "rows"}}, "Closed counts 147 leads that are later by rows, as known"),
        ({"split": {"kind": "random"}, "as_of": None}, "Closed counts 147 leads drawn at random. Nothing"),
    ],
)  # fmt: skip
def test_what_the_history_is_like_is_said(tmp_path, said, told):
    assert told in written(tmp_path, RUN | said)[0]
