"""History: the one place that knows dates, and tells nobody what lies ahead."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.errors import DataError, MomentError
from leadtools.history import History, Reading, Roles

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2025-01-01")


def days(*numbers: float | None) -> pd.Series:
    """Return dates that many days after 1 January 2025."""
    return pd.Series([pd.NaT if n is None else START + n * DAY for n in numbers], dtype="datetime64[us]")


def dated(created, converted, **columns) -> pd.DataFrame:
    ids = [chr(ord("a") + i) for i in range(len(created))]
    return pd.DataFrame(
        {"lead_id": ids, "created_at": days(*created), "converted_at": days(*converted), "title": ids, **columns}
    )


def fate(snapshot) -> dict:
    """Return what became of every lead: 1, 0, ``open``, or the reason why it stands apart."""
    judged = dict.fromkeys(snapshot.X.index, "open") if snapshot.y is None else snapshot.y.to_dict()
    return judged | snapshot.apart.to_dict()


class TestOutcomesWithDates:
    def test_a_conversion_counts_from_the_moment_itself_to_just_before_the_horizon_ends(self):
        # As of day 10, horizon 5 days: [10, 15).
        history = History(dated([0] * 5, [9.99, 10, 14.99, 15, None]), known_until=START + 90 * DAY)
        assert fate(history.snapshot(START + 10 * DAY, horizon_days=5)) == {
            "a": "decided before", "b": 1, "c": 1, "d": 0, "e": 0,
        }  # fmt: skip

    def test_at_their_age_leads_are_judged_from_that_age_to_just_before_the_horizon_ends(self):
        # Created on day 1, looked at 2 days later, horizon 5: [3, 8).
        history = History(dated([1] * 5, [2.99, 3, 7.99, 8, None]), known_until=START + 90 * DAY)
        assert fate(history.snapshot(after_days=2, horizon_days=5)) == {
            "a": "decided before", "b": 1, "c": 1, "d": 0, "e": 0,
        }  # fmt: skip

    def test_a_lead_created_at_the_moment_is_there_and_one_created_later_is_not(self):
        history = History(dated([10, 10.01], [None, None]), known_until=START + 90 * DAY)
        assert fate(history.snapshot(START + 10 * DAY, horizon_days=5)) == {"a": 0, "b": "not yet created"}

    def test_a_lead_whose_horizon_ends_when_knowledge_ends_is_old_enough(self):
        history = History(dated([10, 10.01], [None, None]), known_until=START + 100 * DAY)
        assert fate(history.snapshot(horizon_days=90)) == {"a": 0, "b": "too young"}

    def test_a_lead_too_young_is_shown_apart_even_if_it_has_converted(self):
        history = History(dated([0, 50], [None, 51]), known_until=START + 100 * DAY)
        assert fate(history.snapshot(horizon_days=90)) == {"a": 0, "b": "too young"}

    def test_open_leads_are_those_not_decided_by_the_moment(self):
        history = History(dated([0, 0, 0, 11], [None, 10, 10.01, None]), known_until=START + 90 * DAY)
        snapshot = history.snapshot(START + 10 * DAY, horizon_days=None)
        assert fate(snapshot) == {"a": "open", "b": "decided before", "c": "open", "d": "not yet created"}
        assert snapshot.y is None

    def test_outcomes_are_known_until_the_latest_moment_unless_it_is_said(self):
        events = pd.DataFrame({"lead_id": ["a"], "event": ["visit"], "at": days(7)})
        assert History(dated([0], [5])).known_until == START + 5 * DAY
        assert History(dated([0], [5]), events).known_until == START + 7 * DAY
        assert History(dated([0], [5]), known_until="2025-01-31").known_until == START + 30 * DAY

    def test_the_default_for_open_leads_is_the_latest_moment_with_all_that_is_known_then(self):
        snapshot = History(dated([0, 5], [5, None])).snapshot(horizon_days=None)
        assert (snapshot.as_of, fate(snapshot)) == (START + 5 * DAY, {"a": "decided before", "b": "open"})

    def test_a_lead_without_creation_date_cannot_be_judged(self):
        history = History(dated([0, None], [None, 3]), known_until=START + 90 * DAY)
        assert fate(history.snapshot(horizon_days=30)) == {"a": 0, "b": "no creation date"}

    def test_moments_are_the_creation_dates_of_the_judged_leads(self):
        snapshot = History(dated([3, 1], [None, None]), known_until=START + 90 * DAY).snapshot(horizon_days=30)
        assert snapshot.moments.to_dict() == {"a": START + 3 * DAY, "b": START + DAY}


class TestFlags:
    LEADS = pd.DataFrame({"lead_id": list("abc"), "created_at": days(0, 0, 20), "converted": [True, False, True]})

    def test_a_flag_without_a_date_is_the_outcome_and_the_horizon_only_parts_the_young(self):
        history = History(self.LEADS, known_until=START + 30 * DAY)
        assert fate(history.snapshot(horizon_days=20)) == {"a": 1, "b": 0, "c": "too young"}

    def test_a_flag_with_a_date_counts_within_the_horizon(self):
        leads = self.LEADS.assign(decided_at=days(9.99, 5, 30)).assign(created_at=days(0, 0, 20))
        history = History(leads, known_until=START + 60 * DAY)
        assert fate(history.snapshot(horizon_days=10)) == {"a": 1, "b": 0, "c": 0}

    def test_a_conversion_nobody_dates_stands_apart_where_dates_are_needed(self):
        history = History(self.LEADS.assign(decided_at=days(None, None, 25)), known_until=START + 60 * DAY)
        assert fate(history.snapshot(horizon_days=10)) == {"a": "decided, no date", "b": 0, "c": 1}
        assert fate(history.snapshot(START + 21 * DAY, horizon_days=10)) == {"a": "decided, no date", "b": 0, "c": 1}

    def test_looking_back_a_later_conversion_has_not_happened(self):
        history = History(self.LEADS.assign(decided_at=days(5, None, 25)), known_until=START + 60 * DAY)
        past = history.until(START + 20 * DAY)
        assert past.outcomes["converted"].to_dict() == {"a": True, "b": False, "c": False}

    def test_all_whose_flag_is_no_are_open(self):
        assert fate(History(self.LEADS).snapshot(horizon_days=None)) == {
            "a": "decided before", "b": "open", "c": "decided before",
        }  # fmt: skip

    def test_leads_without_any_date_are_judged_by_their_flag(self):
        history = History(pd.DataFrame({"lead_id": list("ab"), "converted": [True, False], "order": [2, 1]}))
        snapshot = history.snapshot()
        assert (fate(snapshot), snapshot.moments.to_dict()) == ({"a": 1, "b": 0}, {"a": 2, "b": 1})

    @pytest.mark.parametrize("flag", [[1, 0, 1], [1.0, 0.0, 1.0], pd.array([True, False, True], dtype="boolean")])
    def test_one_and_zero_are_true_and_false(self, flag):
        assert History(self.LEADS.assign(converted=flag)).outcomes["converted"].tolist() == [True, False, True]

    @pytest.mark.parametrize("flag", [pd.array([True, None, True], dtype="boolean"), [1.0, np.nan, 0.0]])
    def test_a_blank_flag_is_refused(self, flag):
        with pytest.raises(DataError, match="`converted` is blank for 1 leads; allowed is true or false"):
            History(self.LEADS.assign(converted=flag))

    def test_another_word_is_refused(self):
        with pytest.raises(DataError, match="`converted` has the value 'maybe'; allowed is true or false"):
            History(self.LEADS.assign(converted=["maybe", True, False]))


class TestStatuses:
    ROLES = Roles(created_at="created_at", status="stage", won=("Won",), lost=("Lost",))
    DATED = Roles(created_at="created_at", status="stage", won=("Won",), lost=("Lost",), decided_at="closed")
    LEADS = pd.DataFrame({
        "lead_id": list("abcd"), "created_at": days(0, 0, 0, None), "stage": ["Won", "Lost", "Talking", None],
        "closed": days(10, 12, None, None),
    })  # fmt: skip

    def test_decided_leads_are_judged_and_the_rest_are_undecided_and_open(self):
        history = History(self.LEADS, roles=self.ROLES)
        assert fate(history.snapshot()) == {"a": 1, "b": 0, "c": "undecided", "d": "undecided"}
        assert fate(history.snapshot(horizon_days=None)) == {
            "a": "decided before", "b": "decided before", "c": "open", "d": "open",
        }  # fmt: skip

    def test_looking_back_what_was_decided_later_is_undecided(self):
        past = History(self.LEADS, roles=self.DATED).until(START + 11 * DAY)
        assert past.outcomes["open"].to_dict() == {"a": False, "b": True, "c": True, "d": True}

    def test_at_a_moment_leads_still_open_then_are_judged_by_the_horizon(self):
        history = History(self.LEADS, roles=self.DATED, known_until=START + 60 * DAY)
        assert fate(history.snapshot(START + 5 * DAY, horizon_days=30)) == {
            "a": 1, "b": 0, "c": 0, "d": "not yet created",
        }  # fmt: skip
        assert fate(history.snapshot(START + 11 * DAY, horizon_days=30))["a"] == "decided before"

    def test_without_a_date_of_decision_nothing_can_be_told_about_the_past(self):
        history = History(self.LEADS, roles=self.ROLES, known_until=START + 60 * DAY)
        with pytest.raises(MomentError, match=r"Cannot look back to 2025-01-06: the outcome has no date.*2025-03-02"):
            history.until(START + 5 * DAY)
        with pytest.raises(MomentError, match="Cannot stand at 2025-01-06: the outcome has no date"):
            history.snapshot(START + 5 * DAY, horizon_days=5)

    def test_if_none_is_decided_none_can_be_judged(self):
        history = History(self.LEADS.assign(stage="Talking"), roles=self.ROLES)
        with pytest.raises(DataError, match=r"No lead can be judged \(4 undecided\)"):
            history.snapshot()


# --- laws ---------------------------------------------------------------------------------------

MOMENT = 20
PAST, AHEAD = st.integers(0, 40).map(lambda n: n / 2), st.integers(41, 120).map(lambda n: n / 2)


@st.composite
def leads_and_a_future(draw):
    """Return leads as known at day 20 and as known later; half days, so that edges are hit."""
    past, later = [], []
    for _ in range(draw(st.integers(1, 6))):
        created = draw(PAST)
        decided = draw(st.none() | PAST.filter(lambda day, created=created: day >= created))
        past.append((created, decided))
        later.append((created, draw(st.none() | AHEAD) if decided is None else decided))
    later += [(created, created + 1) for created in draw(st.lists(AHEAD, max_size=3))]
    return past, later


def history_of(kind: str, leads: list[tuple], known_until: float, events=(0.0,)) -> History:
    created, decided = zip(*leads, strict=True)
    table = dated(created, decided)
    # Every second decision is a conversion, where the kind of outcome knows losses.
    won = table["converted_at"].notna() & ((table.index % 2 == 0) | (kind != "status"))
    roles = {
        "date": Roles(created_at="created_at", converted_at="converted_at"),
        "flag": Roles(created_at="created_at", converted="won", decided_at="converted_at"),
        "status": Roles(created_at="created_at", status="stage", won=("W",), lost=("L",), decided_at="converted_at"),
    }[kind]
    if kind == "flag":
        table["won"] = won
    if kind == "status":
        table["stage"] = np.where(table["converted_at"].isna(), "talking", np.where(won, "W", "L"))
    did = pd.DataFrame({"lead_id": "a", "event": "visit", "at": days(*events)})
    return History(table, did, roles=roles, known_until=START + known_until * DAY)


def same(one, other) -> None:
    pd.testing.assert_frame_equal(one.X, other.X)
    pd.testing.assert_series_equal(one.apart, other.apart)
    if one.y is not None:
        pd.testing.assert_series_equal(one.y, other.y)
        pd.testing.assert_series_equal(one.moments, other.moments)


def answer(ask):
    """Return a snapshot, or the words of a refusal."""
    try:
        return ask()
    except (MomentError, DataError) as refusal:
        return str(refusal)


@pytest.mark.parametrize("kind", ["date", "flag", "status"])
@given(data=leads_and_a_future(), ahead=st.lists(AHEAD, max_size=3))
@settings(max_examples=30)
def test_adding_the_future_changes_nothing_in_the_past(kind, data, ahead):
    past, later = data
    moment = START + MOMENT * DAY
    then = history_of(kind, past, MOMENT, events=[3, 19.5])
    now = history_of(kind, later, 60, events=[3, 19.5, *ahead]).until(moment)
    assert now.known_until == then.known_until == moment
    pd.testing.assert_frame_equal(now.events.reset_index(drop=True), then.events)
    pd.testing.assert_frame_equal(now.outcomes, then.outcomes, check_dtype=False)
    for choice in (
        {"horizon_days": None}, {"horizon_days": 5}, {"after_days": 2, "horizon_days": 5},
        {"as_of": START + 12 * DAY, "horizon_days": 8}, {"as_of": START + 12 * DAY, "horizon_days": None},
    ):  # fmt: skip
        one, other = (answer(lambda h=h, c=choice: h.snapshot(**c)) for h in (then, now))
        if isinstance(one, str):
            assert one == other
        else:
            same(one, other)


@pytest.mark.parametrize("kind", ["date", "flag", "status"])
@given(data=leads_and_a_future(), as_of=PAST, horizon=st.integers(1, 10))
@settings(max_examples=30)
def test_what_comes_after_the_horizon_changes_no_snapshot(kind, data, as_of, horizon):
    past, later = data
    choice = {"as_of": START + (as_of - horizon) * DAY, "horizon_days": horizon}
    # Leads of the future are told apart; of those already there nothing may change.
    before = answer(lambda: history_of(kind, past, MOMENT).snapshot(**choice))
    after = answer(lambda: history_of(kind, later, 60).snapshot(**choice))
    if isinstance(before, str):
        assert isinstance(after, str)
        return
    known = [chr(ord("a") + i) for i in range(len(past))]
    pd.testing.assert_frame_equal(before.X, after.X)
    pd.testing.assert_series_equal(before.y, after.y)
    pd.testing.assert_series_equal(before.apart, after.apart[after.apart.index.isin(known)])


@given(data=leads_and_a_future(), seed=st.integers(0, 99))
@settings(max_examples=20)
def test_the_order_of_the_rows_does_not_matter(data, seed):
    history = history_of("date", data[1], 60)
    shuffled = History(history.leads.sample(frac=1, random_state=seed), roles=history.roles, known_until="2025-03-02")
    same(history.snapshot(horizon_days=None), shuffled.snapshot(horizon_days=None))


@given(data=leads_and_a_future(), as_of=PAST | AHEAD)
@settings(max_examples=30)
def test_every_lead_is_in_or_apart(data, as_of):
    history = history_of("date", data[1], 60)
    snapshot = history.snapshot(START + as_of * DAY, horizon_days=None)
    assert sorted([*snapshot.X.index, *snapshot.apart.index]) == history.lead_ids.tolist()


def test_the_past_of_the_past_is_the_past():
    history = History(dated([0, 5, 9], [3, 8, None]), known_until=START + 20 * DAY)
    twice = history.until(START + 7 * DAY).until(START + 4 * DAY)
    once = history.until(START + 4 * DAY)
    pd.testing.assert_frame_equal(twice.leads, once.leads)
    assert twice.known_until == once.known_until == START + 4 * DAY


def test_knowledge_does_not_grow_by_looking_ahead():
    history = History(dated([0], [3]), known_until=START + 5 * DAY)
    assert history.until(START + 90 * DAY).known_until == START + 5 * DAY


def test_an_event_at_the_moment_is_not_yet_known():
    events = pd.DataFrame({"lead_id": ["a", "a"], "event": ["visit", "visit"], "at": days(4.99, 5)})
    past = History(dated([0], [None]), events).until(START + 5 * DAY)
    assert past.events["at"].tolist() == [START + 4.99 * DAY]


def test_the_tables_given_are_left_alone():
    leads = dated([5, 0], [9, 3])
    before = leads.copy()
    history = History(leads, known_until=START + 60 * DAY)
    history.until(START + 4 * DAY).snapshot(horizon_days=None)
    pd.testing.assert_frame_equal(leads, before)


# --- columns ------------------------------------------------------------------------------------


def test_columns_left_out_stay_in_the_table_and_earn_nothing_until_they_are_asked_back():
    history = History(dated([0], [None], tags=["hot"], size=[3]), left_out=["tags", "size"])
    assert history.attributes == ["title"]
    assert "tags" in history.leads
    assert history.including(["tags"]).attributes == ["title", "tags"]
    assert history.without(["tags"]).including([]).left_out == ("tags", "size")


def test_without_drops_attributes_and_no_roles():
    history = History(dated([0], [None], tags=["hot"])).without(["tags", "created_at"])
    assert list(history.leads) == ["lead_id", "created_at", "converted_at", "title"]
    with pytest.raises(DataError, match="`titel` is not a column of the leads; did you mean `title`?"):
        history.without(["titel"])


def test_what_became_of_the_rows_is_carried_along():
    none = pd.DataFrame({"file": [], "row": [], "lead_id": [], "reason": []})
    reading = Reading({"read": 1, "used": 1, "set_aside": 0}, {}, none)
    history = History(dated([0], [None], tags=["hot"]), reading=reading, known_until=START + 9 * DAY)
    assert history.without(["tags"]).reading is reading
    assert history.until(START + DAY).reading is reading


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leads", "words"),
    [
        (pd.DataFrame({"lead_id": ["a"]}), "The outcome is needed once.*found none"),
        (dated([0], [None]).assign(converted=True), "The outcome is needed once.*found date, flag"),
        (dated([0, 0], [None, None]).assign(lead_id="a"), "`lead_id` repeats: 'a' and 0 more ids"),
        (dated([0], [None]).assign(lead_id=" "), "`lead_id` is blank for some leads"),
        (dated([0], [None]).assign(lead_id=None), "`lead_id` is blank for some leads"),
        (dated([0], [None]).drop(columns="lead_id"), "`lead_id` .lead_id. is not a column of the leads"),
        (dated([0], [None]).assign(created_at="2025-01-01"), "`created_at` holds str; needed are dates without zone"),
        (dated([0], [None]).assign(order=[None]), "`order` cannot order the leads: it needs a number for every lead"),
        (dated([0], [None]).assign(order=["x"]), "`order` cannot order the leads: it needs a number for every lead"),
        (dated([0], [None]).set_axis(["lead_id", "created_at", "converted_at", "lead_id"], axis=1),
         "`lead_id` is the name of several columns"),
    ],
)  # fmt: skip
def test_leads_that_cannot_be_used_are_refused(leads, words):
    with pytest.raises(DataError, match=words):
        History(leads)


def test_dates_with_a_zone_are_refused():
    leads = dated([0], [None])
    with pytest.raises(DataError, match="needed are dates without zone"):
        History(leads.assign(created_at=leads["created_at"].dt.tz_localize("UTC")))


@pytest.mark.parametrize(
    ("events", "words"),
    [
        (
            pd.DataFrame({"lead_id": ["a"], "evnt": ["x"], "at": days(0)}),
            "`event` is not a column of the events; did you",
        ),
        (pd.DataFrame({"lead_id": ["a"], "event": ["x"], "at": ["2025"]}), "`at` holds str; needed are dates"),
    ],
)
def test_events_that_cannot_be_used_are_refused(events, words):
    with pytest.raises(DataError, match=words):
        History(dated([0], [None]), events)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"as_of": "2025-01-05", "after_days": 3}, "as_of=2025-01-05 and after_days=3 name two moments"),
        ({"horizon_days": 0}, "horizon_days is 0; allowed is a number of days above 0"),
        ({"horizon_days": float("nan")}, "horizon_days is nan; allowed is a number of days above 0"),
        ({"horizon_days": 1e9}, "horizon_days is 1000000000.0; allowed is a number of days from 0 to 36500"),
        ({"after_days": -1}, "after_days is -1; allowed is a number of days from 0 to 36500"),
        ({"as_of": "soon"}, "as_of is 'soon'; allowed is a date such as 2025-01-31"),
        ({"as_of": "2025-01-05", "horizon_days": 90},
         r"The horizon ends 2025-04-05 but outcomes are known only until 2025-01-31\. Choose as_of on or before "
         r"2024-11-02, or horizon_days=None to score open leads\."),
        ({"horizon_days": 90},
         r"horizon_days is 90 but the data span 30 days \(2025-01-01 to 2025-01-31\), so no lead is old enough"),
    ],
)  # fmt: skip
def test_a_moment_or_horizon_the_data_cannot_answer_for_is_refused(choice, words):
    with pytest.raises(MomentError, match=words):
        History(dated([0, 1], [None, 2]), known_until="2025-01-31").snapshot(**choice)


def test_before_the_first_lead_there_is_nobody_to_judge():
    history = History(dated([5], [None]), known_until="2025-01-31")
    with pytest.raises(DataError, match=r"No lead can be judged \(1 not yet created\)"):
        history.snapshot("2025-01-02", horizon_days=5)


def test_without_creation_dates_there_is_no_looking_back():
    history = History(pd.DataFrame({"lead_id": ["a"], "converted": [True]}))
    with pytest.raises(MomentError, match="Cannot look back to 2025-01-01: the leads have no creation date"):
        history.until("2025-01-01")
    with pytest.raises(MomentError, match="Cannot stand at 2025-01-01: the leads have no creation date"):
        history.snapshot("2025-01-01", horizon_days=None)


def test_a_moment_with_a_zone_is_turned_into_utc():
    history = History(dated([0], [None]), known_until="2025-03-01T01:00:00+02:00")
    assert history.known_until == pd.Timestamp("2025-02-28 23:00")
