"""A card's file written by hand says little; what it leaves out is filled in where everybody can see it."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.errors import CardError
from leadtools.levels import Attribute
from leadtools.scorecard import Line, Scorecard
from leadtools.scorecard.by_hand import each_levels, each_points

WRITTEN = """\
name: ours
attributes:
  - name: title
    group: fit
    levels:
      - {is: [manager], points: 5}
      - {is: [director, VP], points: 15, note: ours}
  - name: employees
    group: fit
    levels:
      - {below: 10, points: 0}
      - {from: 10, below: 51.0, points: 10}
      - {from: 51, points: 20}
      - {missing: [999], points: -1}
  - {name: opened, group: engagement, each: 2, up_to: 9}
  - {name: bounced, each: -5, up_to: -10, note: ours}
  - name: demo
    levels: [{is: [true], points: 30}]
"""


@pytest.fixture
def read(tmp_path):
    def card(text: str) -> Scorecard:
        path = tmp_path / "ours.yml"
        path.write_text(text, encoding="utf-8")
        return Scorecard.load(path)

    return card


def test_levels_are_named_after_their_conditions_and_none_is_missing_in_silence(read):
    card = read(WRITTEN)
    assert card.points_of("title").to_dict() == {"manager": 5, "director or VP": 15, "(missing)": 0, "(other)": 0}
    assert card.points_of("employees").to_dict() == {
        "below 10": 0, "10–50": 10, "51 or more": 20, "(missing)": -1, "(other)": 0,
    }  # fmt: skip
    assert [a.kind for a in card.attributes] == ["text", "number", "number", "number", "yes/no"]
    assert (card.start, card.lowest, card.highest) == (0, None, None)


def test_points_per_occurrence_rise_to_their_cap_and_stay_there(read):
    card = read(WRITTEN)
    X = pd.DataFrame({"title": None, "employees": 1, "opened": [0, 1, 4, 5, 100, None], "bounced": 0, "demo": None})
    assert card.points(X)["opened"].tolist() == [0, 2, 8, 9, 9, 0]
    assert card.points(X.assign(bounced=X["opened"]))["bounced"].tolist() == [0, -5, -10, -10, -10, 0]


def test_what_is_saved_says_everything_and_keeps_points_per_occurrence_short(read, tmp_path):
    card = read(WRITTEN)
    first = card.save(tmp_path / "first.yml")
    text = first.read_text(encoding="utf-8")
    assert "    each: 2\n    up_to: 9\n" in text
    assert "    each: -5\n    up_to: -10\n    note: ours\n" in text
    assert text.count("level: (missing)") == 3  # title, employees and demo
    assert text.count("note: ours") == 2
    assert Scorecard.load(first).save(tmp_path / "second.yml").read_bytes() == first.read_bytes()


def test_points_per_occurrence_that_are_edited_are_saved_at_length(read, tmp_path):
    text = read(WRITTEN).with_points({("opened", "2"): 5}).save(tmp_path / "edited.yml").read_text(encoding="utf-8")
    assert "each: 2" not in text
    assert Scorecard.load(tmp_path / "edited.yml").points_of("opened").tolist() == [0, 2, 5, 6, 8, 9, 0, 0]


def test_weights_are_caps_that_add_up_to_the_highest_score(read):
    card = read(
        "scale: {lowest: 0, highest: 1000}\nweights: {fit: 60, engagement: 40}\n"
        + WRITTEN.replace("9}", "500}").replace("each: 2", "each: 100")
    )
    assert card.caps == {"fit": (0, 600), "engagement": (0, 400)}


def test_a_card_on_a_longer_scale_gives_every_lead_so_many_times_the_score(read):
    card = read("scale: {start: 3, highest: 40}\ncaps: {fit: {highest: 21}}\ntiers: {hot: 20}\n" + WRITTEN)
    longer = card.times(10)
    X = pd.DataFrame({"title": ["VP", "x"], "employees": 60, "opened": [3, 1], "bounced": 0, "demo": [True, None]})
    # The first: 3 + 21 (15 + 20, capped) + 6 + 30 = 60, clipped to 40; the second: 3 + 20 + 2.
    assert card.score(X).tolist() == [40, 25]
    assert longer.score(X).tolist() == [400, 250]
    assert (longer.tiers, longer.each["opened"]) == ({"hot": 200}, (20, 90))
    with pytest.raises(CardError, match=r"The factor is 1.5; allowed is a whole number of at least 1"):
        card.times(1.5)


def test_probabilities_do_not_depend_on_the_length_of_the_scale():
    card = Scorecard.of("flat", {}, start=60, line=Line(50, 0.25, 10))
    X = pd.DataFrame(index=[0])
    assert card.times(10).predict(X).tolist() == card.predict(X).tolist() == [pytest.approx(1 / 3)]


@pytest.mark.parametrize(
    ("was", "now", "line", "message"),
    [
        ("each: 2, up_to: 9", "each: 2", 15, "`opened` has `each` but no `up_to`"),
        ("each: 2, up_to: 9", "up_to: 9", 15, "`opened` has `up_to` but no `each`"),
        ("each: 2, up_to: 9", "each: 2, up_to: 1", 15, "gives 2 for each and 1 at most, a cap below the smallest"),
        ("each: -5, up_to: -10", "each: -5, up_to: 10", 16, "allowed is a cap of the same sign"),
        ("each: 2, up_to: 9", "each: 1, up_to: 900", 15, "takes 900 occurrences to its cap; allowed are 50"),
        ("each: 2, up_to: 9", "each: 2.5, up_to: 9", 15, "`each` of `opened` is 2.5; allowed is the whole points"),
        ("each: 2, up_to: 9", "kind: text, each: 2, up_to: 9", 15, "`opened` has `each`, which is for a number"),
        ("each: 2, up_to: 9", "note: ours", 15, "`opened` has no levels; list them, or write `each` and `up_to`"),
        ("{from: 51, points", "{from: 55, points", 13, "the levels of `employees` leave a gap between 51 and 55"),
        ("{from: 51, points", "{from: 40, points", 13, "the levels of `employees` overlap between 40 and 51"),
        ("{from: 51, points", "{is: [60], points", 13, "`employees` names 60, which lies in one of its intervals"),
        ("[director, VP]", "[director, manager]", 7, "`title` lists 'manager' twice"),
        ("{is: [manager], points: 5}", "{points: 5}", 6, "the level 1 of `title` has no condition"),
        ("{name: bounced", "{name: opened", 15, "the attribute `opened` stands here 2 times; keep one"),
        ("name: ours\n", "name: ours\nweights: {fit: 50}\n", 2, "the weights add up to 50 %; they must add up to 100"),
        ("name: ours\n", "name: ours\nweights: {fit: 100}\n", 2, "`weights` are shares of the highest score; write it"),
        (
            "name: ours\n", "name: ours\nscale: {highest: 10}\nweights: {fit: 95, engagement: 5}\n", 3,
            r"95 % of 10 is 9.5; points are whole numbers",
        ),
        (
            "name: ours\n", "name: ours\nscale: {highest: 100}\nweights: {fit: 99, engagement: 1}\n", 3,
            "the cap of `engagement`, 1, is below its smallest positive points, 2",
        ),
        (
            "name: ours\n", "name: ours\nscale: {highest: 100}\nweights: {fit: 100}\ncaps: {fit: {highest: 9}}\n", 3,
            "`fit` has a weight and a cap, and a weight is a cap",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_answered_with_its_line(read, was, now, line, message):
    assert was in WRITTEN
    with pytest.raises(CardError, match=rf"line {line}: .*{message}"):
        read(WRITTEN.replace(was, now, 1))


@given(st.integers(-9, 9).filter(bool), st.integers(1, 60), st.integers(0, 99))
@settings(max_examples=40)
def test_points_per_occurrence_are_their_number_times_the_points_of_one_up_to_the_cap(each, most, times):
    up_to = max(most, abs(each)) * (1 if each > 0 else -1)
    if abs(up_to) > 50 * abs(each):
        return

    card = Scorecard.of("one", {Attribute("n", "number", each_levels(each, up_to)): each_points(each, up_to)})
    expected = min(times * each, up_to) if each > 0 else max(times * each, up_to)
    assert card.score(pd.DataFrame({"n": [times]})).tolist() == [expected]


def test_every_fault_of_a_card_is_said_at_once_also_beside_points_that_are_no_whole_number(tmp_path):
    (tmp_path / "ours.yml").write_text(
        """name: ours
attributes:
  - name: title
    levels:
      - {is: [manager], points: 5.5}
  - name: employees
    levels:
      - {below: 10, points: 0}
      - {from: 20, points: 5}
  - {name: opens, each: 2, up_to: 1}
  - {name: opens, each: 2, up_to: 10}
knock_outs:
  - {attribute: title, levels: [manager], reason: r}
""",
        encoding="utf-8",
    )
    with pytest.raises(CardError, match="has 5 faults") as caught:
        Scorecard.load(tmp_path / "ours.yml")
    said = str(caught.value)
    for words in (
        "line 5: `points` of entry 1 of `levels` of `title` is 5.5; allowed is a whole number",
        "line 9: the levels of `employees` leave a gap between 10 and 20",
        "line 10: `opens` gives 2 for each and 1 at most, a cap below the smallest points",
        "line 10: the attribute `opens` stands here 2 times; keep one",
        "line 11: the attribute `opens` stands here 2 times; keep one",
    ):
        assert words in said


SEVERAL = """
name: ours
tiers: {hot: 40}
scale: {highest: 50}
caps: {fit: {lowest: 30, highest: 10}, intent: {highest: 5}, fiit: {highest: 5}}
definitions: {hott: Call today.}
knock_outs: [{attribute: titel, levels: [CEO], reason: no}, {attribute: visits, levels: [none], reason: no}]
attributes:
  - {name: title, group: fit, levels: [{is: [CEO], points: POINTS}]}
  - {name: visits, group: intent, each: 5, up_to: 3}
"""


@pytest.mark.parametrize(("points", "count"), [("10", 5), ("10.5", 6), ("[]", 6)])
def test_rules_around_the_points_are_looked_at_though_points_cannot_be_read(tmp_path, points, count):
    (tmp_path / "ours.yml").write_text(SEVERAL.replace("POINTS", points), encoding="utf-8")
    with pytest.raises(CardError, match=f"has {count} faults") as caught:
        Scorecard.load(tmp_path / "ours.yml")
    for words in (
        "the cap of `fit` has lowest 30 above highest 10",
        "`hott` is defined but is no tier of the card; did you mean `hot`?",
        "`visits` gives 5 for each and 3 at most",
        "`fiit` is no group of the card; did you mean `fit`?",
        "`titel` is not on the card; did you mean `title`?",
    ):
        assert words in str(caught.value)


MANY = """
name: ours
scale: {lowest: 0, highest: "100", step: 5}
tiers: {hot: 30, warm: 40}
weights: {fitt: 60, engagement: 50}
definitions: {hott: Call today.}
knock_outs:
  - {attribute: countri, levels: [India], reason: outside}
  - {attribute: country, levels: [Indien], reason: outside}
  - {attribute: country, levels: [India]}
attributes:
  - name: employees
    group: fit
    levels:
      - {below: 10, points: 0}
      - {from: 5, below: 50, points: 3.5}
      - {from: 60, points: 12}
  - name: seniority
    kind: texxt
    group: fit
    levels:
      - {is: [manager], points: 5}
      - {is: [manager], points: "12"}
  - {name: opened, group: engagement, each: 5, up_to: 2}
  - name: country
    group: fit
    levels:
      - {is: [India], points: 0}
      - {is: [France], points: 0, pionts: 3}
  - {name: plan, group: fit, levels: [{is: [a], points: 1}, {is: [a], level: b, points: 1}]}
"""
THERE = [
    (3, '`scale.highest` is "100"'),  # so nobody is told that weights need a highest score
    (3, "unknown key `step` in `scale`"),
    (4, "the tier `warm` begins at 40, not below `hot` at 30"),
    (5, "`fitt` is no group of the card; did you mean `fit`?"),
    (5, "the weights add up to 110 %"),
    (6, "`hott` is defined but is no tier"),
    (8, "`countri` is not on the card; did you mean `country`?"),
    (9, "`Indien` is no level of `country`; did you mean `India`?"),
    (10, "`reason` is missing in entry 3 of `knock_outs`"),
    (16, "`points` of entry 2 of `levels` of `employees` is 3.5"),
    (16, "the levels of `employees` overlap between 5 and 10"),
    (17, "the levels of `employees` leave a gap between 50 and 60"),
    (19, '`kind` of `seniority` is "texxt"; allowed is number, text or yes/no; did you mean `text`?'),
    (23, "`seniority` has two levels named `manager`"),
    (23, "`seniority` lists 'manager' twice"),
    (23, '`points` of entry 2 of `levels` of `seniority` is "12"'),
    (24, "`opened` gives 5 for each and 2 at most"),
    (29, "unknown key `pionts` in entry 2 of `levels` of `country`; did you mean `points`?"),
    (30, "`plan` lists 'a' twice"),
]


def test_a_part_that_cannot_be_read_hides_no_fault_of_another(tmp_path):
    (tmp_path / "ours.yml").write_text(MANY, encoding="utf-8")
    with pytest.raises(CardError, match=f"has {len(THERE)} faults") as caught:
        Scorecard.load(tmp_path / "ours.yml")
    for line, words in THERE:
        assert f"line {line}: {words}" in str(caught.value)
