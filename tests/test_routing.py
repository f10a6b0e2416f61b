"""Who calls which lead: rules kept, loads even, the same answer for shuffled rows."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.actions import Person, loads, route
from leadtools.actions.balance import balanced
from leadtools.errors import ParameterError

NAMES = ("Ann", "Bob", "Cem")
GROUPS = st.sets(st.sampled_from(NAMES), min_size=1).map(frozenset)


def sorted_loads(who, names=NAMES) -> list[int]:
    return sorted((who.count(name) for name in names), reverse=True)


@given(st.lists(GROUPS, max_size=6))
def test_no_other_way_of_dealing_within_the_rules_is_more_even(leads):
    who = balanced(leads, dict.fromkeys(NAMES))
    assert all(person in group for person, group in zip(who, leads, strict=True))
    assert sorted_loads(who) == min(sorted_loads(way) for way in product(*map(sorted, leads)))


@settings(max_examples=50)
@given(st.lists(GROUPS, max_size=5), st.tuples(*[st.integers(0, 2)] * 3))
def test_with_bounds_no_hotter_lead_is_left_out_for_a_colder_one(leads, bounds):
    capacity = dict(zip(NAMES, bounds, strict=True))
    who = balanced(leads, capacity)
    assert all(who.count(name) <= bound for name, bound in capacity.items())
    ways = product(*[[*sorted(group), None] for group in leads])
    allowed = [way for way in ways if all(way.count(name) <= bound for name, bound in capacity.items())]
    taken = [person is not None for person in who]
    assert taken == max([person is not None for person in way] for way in allowed)  # hotter leads weigh more


TERRITORIES = [f"t{i}" for i in range(9)]
PEOPLE = [Person(f"p{i}", (TERRITORIES[i], TERRITORIES[(i + 3) % 9], TERRITORIES[i + 1])) for i in range(7)]


@pytest.fixture(scope="module")
def ten_thousand() -> tuple[pd.DataFrame, pd.Series]:
    rng = np.random.default_rng(1)
    ids = [f"L{i:05}" for i in range(10_000)]
    calls = pd.DataFrame({"lead_id": ids, "score": rng.integers(0, 100, 10_000)})
    return calls, pd.Series(rng.choice(TERRITORIES, 10_000), index=ids)


def test_ten_thousand_leads_go_to_seven_people_within_their_territories_and_within_one_lead(ten_thousand):
    calls, territory = ten_thousand
    routed = route(calls, PEOPLE, by={"territory": territory})
    takes = {person.name: set(person.territories) for person in PEOPLE}
    assert all(territory[row.lead_id] in takes[row.person] for row in routed.itertuples())
    held = loads(routed, PEOPLE)["leads"]
    assert held.sum() == 10_000  # 10,000 ÷ 7 = 1,428.6
    assert held.between(1428, 1429).all()


def test_the_hottest_leads_are_spread_evenly_too(ten_thousand):
    calls, territory = ten_thousand
    routed = route(calls, PEOPLE, by={"territory": territory})
    hottest = routed.loc[calls.nlargest(700, "score").index, "person"].value_counts()
    assert hottest.max() - hottest.min() <= 30  # a hundred each, give or take what their territories hold


def test_shuffled_leads_and_people_get_the_same_answer(ten_thousand):
    calls, territory = ten_thousand
    one = route(calls, PEOPLE, by={"territory": territory}).set_index("lead_id")
    shuffled = calls.sample(frac=1, random_state=3)
    other = route(shuffled, PEOPLE[::-1], by={"territory": territory.sample(frac=1, random_state=4)})
    assert other["lead_id"].tolist() == shuffled["lead_id"].tolist()
    pd.testing.assert_frame_equal(one, other.set_index("lead_id").loc[one.index])


def test_where_territories_force_it_loads_differ_by_no_more_than_they_must():
    # Only Ann takes Germany, where eight of ten leads are; Bob gets both of the others.
    country = pd.Series(["Germany"] * 8 + ["France"] * 2, index=list("abcdefghij"))
    people = [Person("Ann", ("Germany", "France")), Person("Bob", ("France",))]
    routed = route(pd.DataFrame({"lead_id": country.index}), people, by={"territory": country})
    assert loads(routed, people)["leads"].tolist() == [8, 2]


LEADS = pd.DataFrame({"lead_id": ["a", "b", "c"], "score": [9, 8, 7]})
COUNTRY = pd.Series(["Germany", "Germny", None], index=["a", "b", "c"])


def test_a_lead_nobody_may_take_is_listed_with_the_reason():
    routed = route(LEADS, [Person("Ann", ("Germany",))], by={"territory": COUNTRY})
    assert routed["person"].tolist() == ["Ann", "", ""]
    assert routed["reason"].tolist() == [
        "territory Germany",
        "nobody takes the territory Germny; did you mean `Germany`?",
        "its territory is not known, and nobody takes territories of every kind",
    ]


def test_product_and_persona_narrow_the_choice_and_say_where_they_leave_nobody():
    product_of = pd.Series(["Planner", "Planner", "Mailer"], index=["a", "b", "c"])
    persona = pd.Series(["manager", "clerk", "clerk"], index=["a", "b", "c"])
    people = [Person("Ann", (), ("Planner",), ("manager",)), Person("Bob", (), ("all",), ("clerk",))]
    routed = route(LEADS, people, by={"product": product_of, "persona": persona})
    assert routed["person"].tolist() == ["Ann", "Bob", "Bob"]
    alone = route(LEADS, [people[0], Person("Cem", (), ("Mailer",), ("clerk",))],
                  by={"product": product_of, "persona": persona})  # fmt: skip
    assert alone.loc[1, "reason"] == "nobody takes the persona clerk together with product Planner"


def test_the_coldest_lead_waits_when_everybody_is_full():
    routed = route(LEADS, [Person("Ann", capacity=1), Person("Bob", capacity=1)])
    assert routed["person"].tolist() == ["Ann", "Bob", ""]
    assert routed.loc[2, "reason"] == "everybody who may take it has as many leads as they can take"


def test_a_hotter_tier_has_room_before_a_higher_score():
    calls = LEADS.assign(tier=["warm", "warm", "hot"])  # c was put into hot by hand
    routed = route(calls, [Person("Ann", capacity=1)], tiers=["hot", "warm"])
    assert routed["person"].tolist() == ["", "", "Ann"]


def test_what_people_decided_goes_first_in_its_tier_but_not_before_a_hotter_one():
    calls = LEADS.assign(tier=["hot", "warm", "warm"])  # a has the highest score, c the lowest
    routed = route(calls, [Person("Ann", capacity=2)], tiers=["hot", "warm"], first=["c"])
    assert routed["person"].tolist() == ["Ann", "", "Ann"]


def test_a_lead_stays_with_its_owner_whose_load_counts():
    owner = pd.Series(["Ann", "Ann", "Zoe"], index=["a", "b", "c"])
    routed = route(LEADS, [Person("Ann"), Person("Bob")], owner=owner)
    assert routed["person"].tolist() == ["Ann", "Ann", "Bob"]
    assert routed["reason"].tolist() == ["owns it already", "owns it already", "least busy"]


@pytest.mark.parametrize(
    ("people", "by", "words"),
    [
        ([], {}, "There is nobody to route leads to"),
        ([Person("Ann"), Person("Ann")], {}, "Two people are called `Ann`"),
        (
            [Person("Ann")],
            {"territory": COUNTRY},
            "`Ann` has no territory, so no lead can go there",
        ),
        ([Person("Ann")], {"teritory": COUNTRY}, "`teritory` is no rule to route by; did you mean `territory`?"),
    ],
)
def test_people_and_rules_that_cannot_work_are_refused_in_words(people, by, words):
    with pytest.raises(ParameterError, match=words):
        route(LEADS, people, by=by)


def test_no_leads_go_to_nobody():
    assert loads(route(LEADS.iloc[:0], [Person("Ann")]), [Person("Ann")])["leads"].tolist() == [0]
