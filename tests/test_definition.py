"""One page that says what a good lead is: every factor, every band, and nothing that acts."""

from pathlib import Path

import pytest

from leadtools.levels import Attribute, category_levels, number_levels
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
