"""Attributes over events: what a lead did before a moment, and nothing after it."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from leadtools.attributes import attributes_as_of, declare
from leadtools.config import read_config
from leadtools.errors import CardError, ConfigError, DataError, MomentError, ParameterError
from leadtools.history import History
from leadtools.levels import find_levels
from leadtools.methods.logistic import fit_logistic
from leadtools.readers import read_history
from leadtools.scorecard import Scorecard, Tables, full_query
from leadtools.simulate import BEHAVIOUR, COMBINATION, SEQUENCE, make_history, simulate_company
from tests.conftest import ROOT

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2025-01-01")


def did(*rows: tuple, **details) -> pd.DataFrame:
    """Return events from rows (lead, event, day); day 0 is 1 January 2025."""
    lead, event, at = zip(*rows, strict=True) if rows else ((), (), ())
    times = pd.Series([START + number * DAY for number in at], dtype="datetime64[us]")
    return pd.DataFrame(
        {"lead_id": pd.Series(lead, dtype="str"), "event": pd.Series(event, dtype="str"), "at": times} | details
    )


def at_day(number: float, *leads: str) -> pd.Series:
    return pd.Series(START + number * DAY, index=list(leads), dtype="datetime64[us]")


def value(events: pd.DataFrame, said: dict, day: float = 100, lead: str = "a"):
    """Return one attribute of one lead on a day."""
    return attributes_as_of(events, at_day(day, lead), declare({"x": said}))["x"].iloc[0]


class TestCounts:
    def test_a_window_holds_its_oldest_moment_and_not_the_moment_itself(self):
        # 30 days before day 100: [70, 100).
        events = did(("a", "visit", 69.999), ("a", "visit", 70), ("a", "visit", 99.999), ("a", "visit", 100))
        assert value(events, {"count": "visit", "window_days": 30}) == 2

    def test_without_a_window_everything_before_the_moment_counts(self):
        assert value(did(("a", "visit", -900), ("a", "visit", 99)), {"count": "visit"}) == 2

    def test_repeats_count_up_to_the_cap(self):
        events = did(*[("a", "visit", day) for day in range(5)])
        assert [value(events, {"count": "visit", "cap": cap}) for cap in (4, 5, 6)] == [4, 5, 5]

    def test_several_events_count_together_and_others_do_not(self):
        events = did(("a", "visit", 1), ("a", "call", 2), ("a", "mail", 3), ("b", "visit", 4))
        assert value(events, {"count": ["visit", "call"]}) == 2

    def test_a_lead_that_did_nothing_counts_zero(self):
        assert value(did(("b", "visit", 1)), {"count": "visit"}) == 0

    def test_different_kinds_of_events_count_once(self):
        events = did(("a", "visit", 1), ("a", "visit", 2), ("a", "call", 3), ("a", "mail", 3), ("b", "talk", 1))
        assert value(events, {"distinct": "event", "of": ["visit", "call", "talk"]}) == 2

    def test_different_values_of_a_detail_count_once_and_blank_ones_not(self):
        events = did(*[("a", "view", day) for day in range(4)], page=["/x", "/y", "/x", None])
        assert value(events, {"distinct": "page", "of": "view"}) == 2

    def test_a_condition_on_a_detail_chooses_events(self):
        events = did(*[("a", "view", day) for day in range(4)], page=["/x", "/y", "/x", None])
        assert value(events, {"count": "view", "where": {"page": ["/x", "/y"]}}) == 3
        assert value(events, {"count": "view", "where": {"page": "/y"}}) == 1

    def test_several_conditions_must_all_hold(self):
        events = did(("a", "view", 1), ("a", "view", 2), page=["/x", "/x"], campaign=["spring", "autumn"])
        assert value(events, {"count": "view", "where": {"page": "/x", "campaign": "spring"}}) == 1

    def test_values_add_up_exactly_whatever_their_size(self):
        # 0.1 + 0.2 is not 0.3 in floating numbers; in millionths it is.
        events = did(*[("a", "buy", day) for day in range(4)], amount=[0.1, 0.2, 1e9, np.nan])
        assert value(events, {"sum": "amount", "of": "buy"}) == 1_000_000_000.3

    def test_a_change_is_the_last_window_less_the_one_before(self):
        # Before day 100: [90, 100) holds 3, [80, 90) holds 1.
        days = (79.9, 80, 90, 95, 99)
        assert value(did(*[("a", "visit", day) for day in days]), {"change": "visit", "window_days": 10}) == 3 - 1


class TestTime:
    def test_recency_is_elapsed_time_not_midnights_passed(self):
        # From 18:00 to 06:00 the next day one midnight has passed, and half a day.
        assert value(did(("a", "visit", 98), ("a", "visit", 99.75)), {"recency": "visit"}, day=100.25) == 0.5

    def test_recency_is_missing_where_there_was_nothing(self):
        assert np.isnan(value(did(("a", "visit", 100)), {"recency": "visit"}, day=100))

    def test_an_event_is_worth_half_after_its_half_life_and_a_quarter_after_two(self):
        # One just 14 days old, one 28 days old: 1/2 + 1/4; another kind 30 days old: 1/2.
        events = did(("a", "view", 86), ("a", "view", 72), ("a", "webinar", 70))
        assert value(events, {"decayed": {"view": 14, "webinar": 30}}) == 1.25

    def test_a_season_is_the_part_of_the_year_of_the_moment(self):
        moments = pd.Series(pd.to_datetime(["2025-09-30 23:59:59", "2025-10-01 00:00:00"]), index=["a", "b"])
        found = attributes_as_of(did(), moments, declare({"m": {"season": "month"}, "q": {"season": "quarter"}}))
        assert found.to_numpy().tolist() == [["09 September", "Q3"], ["10 October", "Q4"]]

    def test_a_moment_finer_than_a_microsecond_lets_no_event_of_its_own_past(self):
        moment = pd.Timestamp("2025-01-02 00:00:00.000000500")
        events = pd.DataFrame({"lead_id": ["a"], "event": ["visit"], "at": [moment]}).astype({"at": "datetime64[ns]"})
        assert (
            attributes_as_of(events, pd.Series([moment], index=["a"]), declare({"x": {"count": "visit"}}))["x"].item()
            == 0
        )

    def test_a_lead_may_stand_there_with_many_moments(self):
        events = did(("a", "visit", 1), ("a", "visit", 5))
        moments = pd.concat([at_day(day, "a", "b") for day in (0, 3, 9)])
        assert attributes_as_of(events, moments, declare({"x": {"count": "visit"}}))["x"].tolist() == [0, 0, 1, 0, 2, 0]


class TestCombinationsAndSequences:
    ORDER = {"sequence": ["product", "cart", "pay"], "within_days": 14}

    def test_steps_in_order_make_a_sequence_whatever_lies_between(self):
        assert value(
            did(("a", "product", 1), ("a", "news", 2), ("a", "cart", 3), ("a", "product", 4), ("a", "pay", 5)),
            self.ORDER,
        )

    @pytest.mark.parametrize(
        "days",
        [(3, 2, 5), (1, 2, 15.001), (1, 1, 5), (1, 2, 100)],
        ids=["out of order", "too slow", "at one moment", "last step at the moment"],
    )
    def test_these_make_none(self, days):
        events = did(*zip("aaa", ("product", "cart", "pay"), days, strict=True))
        assert not value(events, self.ORDER)

    def test_the_longest_time_allowed_is_within_it(self):
        assert value(did(("a", "product", 1), ("a", "cart", 2), ("a", "pay", 15)), self.ORDER)

    def test_a_late_first_step_can_start_the_sequence_an_early_one_cannot(self):
        # From day 1 the last step is 20 days away, from day 10 only 11.
        assert value(did(("a", "product", 1), ("a", "product", 10), ("a", "cart", 12), ("a", "pay", 21)), self.ORDER)

    def test_a_step_that_repeats_needs_two_events(self):
        twice = {"sequence": ["visit", "visit"]}
        assert not value(did(("a", "visit", 1)), twice)
        assert value(did(("a", "visit", 1), ("a", "visit", 2)), twice)

    def test_a_window_holds_the_whole_sequence(self):
        events = did(("a", "product", 69), ("a", "cart", 71), ("a", "pay", 72))
        assert not value(events, self.ORDER | {"window_days": 30})
        assert value(events, self.ORDER | {"window_days": 31})

    def test_the_steps_of_two_leads_make_no_sequence(self):
        assert not value(did(("a", "product", 1), ("b", "cart", 2), ("a", "pay", 3)), self.ORDER)

    def test_all_of_needs_each_and_any_of_one(self):
        events = did(("a", "paper", 90), ("a", "visit", 95), ("b", "paper", 90))
        said = declare(
            {"all": {"all_of": ["paper", "visit"], "window_days": 14}, "any": {"any_of": ["paper", "visit"]}}
        )
        found = attributes_as_of(events, at_day(100, "a", "b", "c"), said)
        assert found.to_numpy().tolist() == [[True, True], [False, True], [False, False]]

    def test_all_of_can_ask_for_more_than_one_of_each(self):
        papers = did(("a", "paper", 1), ("a", "paper", 2), ("a", "visit", 3))
        assert value(papers, {"all_of": {"paper": 2, "visit": 1}})
        assert not value(papers, {"all_of": {"paper": 3, "visit": 1}})


EVERY_KIND = {
    "count": {"count": "p", "window_days": 3, "cap": 2},
    "distinct": {"distinct": "page", "of": ["p", "q"], "window_days": 6},
    "sum": {"sum": "amount", "of": "q", "where": {"page": ["/x"]}},
    "recency": {"recency": ["p", "r"]},
    "decayed": {"decayed": {"p": 2, "q": 5}},
    "sequence": {"sequence": ["p", "q", "r"], "within_days": 4, "window_days": 8},
    "all_of": {"all_of": ["p", "q"], "window_days": 5},
    "any_of": {"any_of": ["q", "r"], "window_days": 2},
    "change": {"change": ["p", "r"], "window_days": 3},
    "season": {"season": "month"},
}

rows = st.tuples(st.sampled_from("ab"), st.sampled_from("pqr"), st.integers(0, 48).map(lambda n: n / 4),
                 st.sampled_from(["/x", "/y", None]), st.integers(0, 300).map(lambda n: n / 100))  # fmt: skip


def table(drawn: list[tuple]) -> pd.DataFrame:
    details = {"page": pd.Series([row[3] for row in drawn], dtype="str"), "amount": [float(row[4]) for row in drawn]}
    return did(*[row[:3] for row in drawn], **details)


def by_hand(events: pd.DataFrame, lead: str, moment: pd.Timestamp) -> dict:
    """Work EVERY_KIND out a second time, in plain pandas, event by event."""
    past = events[(events["lead_id"] == lead) & (events["at"] < moment)].sort_values("at")
    ago = (moment - past["at"]) / DAY
    half = past["event"].map({"p": 2, "q": 5}).astype(float)
    p, q, r = (past[past["event"] == name] for name in "pqr")
    chains = [
        (one, three)
        for one in p["at"] for two in q["at"] for three in r["at"]
        if one < two < three and three - one <= 4 * DAY and one >= moment - 8 * DAY
    ]  # fmt: skip
    of = lambda names, days: int((past["event"].isin(list(names)) & (ago <= days)).sum())  # noqa: E731
    return {
        "count": min(2, of("p", 3)),
        "distinct": past[past["event"].isin(["p", "q"]) & (ago <= 6)]["page"].nunique(),
        "sum": round(q[q["page"] == "/x"]["amount"].sum(), 6),
        "recency": ago[past["event"].isin(["p", "r"])].min(),
        "decayed": float((0.5 ** (ago / half)).sum()),
        "sequence": bool(chains),
        "all_of": of("p", 5) > 0 and of("q", 5) > 0,
        "any_of": of("qr", 2) > 0,
        "change": of("pr", 3) - (of("pr", 6) - of("pr", 3)),
        "season": "01 January",
    }


class TestLaws:
    @settings(max_examples=60)
    @given(st.lists(rows, max_size=25), st.integers(0, 52).map(lambda n: n / 4))
    def test_a_second_implementation_agrees(self, drawn, day):
        events, moments = table(drawn), at_day(day, "a", "b")
        found = attributes_as_of(events, moments, declare(EVERY_KIND))
        expected = pd.DataFrame([by_hand(events, lead, moment) for lead, moment in moments.items()], index=["a", "b"])
        # Each decayed event is rounded to a millionth.
        pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=0, atol=1e-6 * len(events) + 1e-12)

    @settings(max_examples=40)
    @given(st.lists(rows, max_size=20), st.lists(rows, max_size=20), st.integers(0, 48).map(lambda n: n / 4))
    def test_adding_the_future_changes_nothing(self, drawn, more, day):
        events, moments = table(drawn), at_day(day, "a", "b")
        later = table(more)
        later = later[later["at"] >= START + day * DAY]
        before = attributes_as_of(events, moments, declare(EVERY_KIND))
        pd.testing.assert_frame_equal(
            before, attributes_as_of(pd.concat([events, later]), moments, declare(EVERY_KIND))
        )

    @settings(max_examples=40)
    @given(st.lists(rows, max_size=25), st.randoms(use_true_random=False))
    def test_the_order_of_the_events_does_not_matter(self, drawn, chance):
        shuffled = chance.sample(drawn, len(drawn))
        found = [attributes_as_of(table(d), at_day(9, "a", "b"), declare(EVERY_KIND)) for d in (drawn, shuffled)]
        pd.testing.assert_frame_equal(*found)

    def test_many_moments_at_once_are_the_same_as_one_after_the_other(self):
        events = make_history(60, seed=3).events
        leads = sorted(events["lead_id"].unique())
        moments = [pd.Series(pd.Timestamp(day), index=leads) for day in ("2024-06-01", "2025-03-01", "2025-12-01")]
        said = declare(
            {"n": {"count": "email_sent"}, "s": {"sequence": ["email_sent", "email_opened"], "within_days": 2}}
        )
        at_once = attributes_as_of(events, pd.concat(moments), said)
        pd.testing.assert_frame_equal(at_once, pd.concat([attributes_as_of(events, m, said) for m in moments]))

    def test_two_runs_give_the_same_bytes_though_sums_run_in_parallel(self):
        rng = np.random.default_rng(0)
        n = 300_000
        events = did(("a", "x", 0)).iloc[:0]
        events = pd.DataFrame({
            "lead_id": rng.choice(["a", "b"], n), "event": "p", "amount": rng.normal(0, 1e6, n),
            "at": START + pd.to_timedelta(rng.integers(0, 90 * 86_400, n), unit="s"),
        })  # fmt: skip
        said = declare({"d": {"decayed": {"p": 9}}, "s": {"sum": "amount"}})
        first, *others = [
            attributes_as_of(events.sample(frac=1, random_state=k), at_day(95, "a", "b"), said) for k in range(4)
        ]
        assert all(first.to_numpy().tobytes() == other.to_numpy().tobytes() for other in others)

    def test_names_of_strangers_are_only_names(self):
        evil = 'x"; DROP TABLE leads; --'
        events = did(("a", evil, 1), ("a", "it's", 2)).assign(**{evil: ["/x", "' OR 1=1"]})
        said = {"n": {"count": evil}, evil: {"distinct": evil}, "w": {"count": ["it's"], "where": {evil: "' OR 1=1"}}}
        assert attributes_as_of(events, at_day(9, "a"), declare(said)).to_numpy().tolist() == [[1, 2, 1]]

    def test_details_whose_names_differ_only_in_case_are_two(self):
        events = did(("a", "view", 1), page=["/x"], Page=["/y"])
        found = attributes_as_of(events, at_day(9, "a"), declare({
            "lower": {"count": "view", "where": {"page": "/x"}}, "upper": {"count": "view", "where": {"Page": "/x"}},
        }))  # fmt: skip
        assert found.to_numpy().tolist() == [[1, 0]]

    def test_inputs_are_left_alone(self):
        events, moments = did(("b", "p", 3), ("a", "p", 1), page=["/x", None], amount=[1.0, 2.0]), at_day(9, "b", "a")
        kept = events.copy(), moments.copy()
        attributes_as_of(events, moments, declare(EVERY_KIND))
        pd.testing.assert_frame_equal(events, kept[0])
        pd.testing.assert_series_equal(moments, kept[1])


LEADS = pd.DataFrame({
    "lead_id": ["a", "b", "c"], "title": ["CEO", "Clerk", "CEO"],
    "created_at": pd.to_datetime(["2025-01-10", "2025-01-20", "2025-05-20"]),
    "converted_at": pd.to_datetime(["2025-03-01", None, None]),
})  # fmt: skip
VISITS = did(
    ("a", "visit", 5),
    ("a", "visit", 12),
    ("a", "visit", 40),
    ("b", "visit", 20),
    ("b", "visit", 150),
    ("c", "visit", 145),
)


class TestInAHistory:
    history = History(LEADS, VISITS, known_until="2025-06-01").with_attributes(
        {"visits": {"count": "visit"}, "recent": {"recency": "visit", "window_days": 30}}
    )

    def test_each_lead_is_looked_at_at_its_own_age(self):
        # a: created on day 9, seven days later day 16: visits on days 5 and 12. b: created on day 19, visit on day 20.
        X = self.history.snapshot(after_days=7, horizon_days=90).X
        assert X.columns.tolist() == ["title", "visits", "recent"]
        assert X[["visits", "recent"]].to_numpy().tolist() == [[2, 4.0], [1, 6.0]]

    def test_on_the_day_it_comes_in_a_lead_may_have_visited_before(self):
        assert self.history.snapshot(horizon_days=90).X["visits"].to_dict() == {"a": 1, "b": 0}

    def test_at_a_date_all_are_looked_at_then(self):
        # As of day 31, 1 February: a on days 5 and 12, b on day 20.
        assert self.history.snapshot("2025-02-01", horizon_days=90).X["visits"].to_dict() == {"a": 2, "b": 1}

    def test_open_leads_are_looked_at_as_of_the_moment(self):
        assert self.history.snapshot(horizon_days=None).X["visits"].to_dict() == {"b": 2, "c": 1}
        assert self.history.snapshot("2025-05-27", horizon_days=None).X["visits"].to_dict() == {"b": 1, "c": 1}

    def test_what_was_known_earlier_is_the_same_as_of_then(self):
        later = self.history.snapshot("2025-02-01", horizon_days=None).X
        pd.testing.assert_frame_equal(self.history.until("2025-02-01").snapshot(horizon_days=None).X, later)

    def test_an_attribute_can_be_left_out_like_a_column(self):
        assert self.history.without(["visits"]).snapshot(horizon_days=90).X.columns.tolist() == ["title", "recent"]

    def test_a_history_without_events_knows_seasons_only(self):
        X = (
            History(LEADS, known_until="2025-06-01")
            .with_attributes({"q": {"season": "quarter"}})
            .snapshot(horizon_days=90)
            .X
        )
        assert X["q"].tolist() == ["Q1", "Q1"]

    def test_without_creation_dates_there_is_no_moment(self):
        leads = pd.DataFrame({"lead_id": ["a", "b"], "converted": [True, False]})
        history = History(leads, VISITS).with_attributes({"visits": {"count": "visit"}})
        with pytest.raises(MomentError, match=r"cannot be told: the leads have no creation date"):
            history.snapshot(horizon_days=90)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"count": "v", "window_days": 0}, r"window_days` is 0; allowed is a number above 0"),
            ({"count": "v", "window_days": -3}, r"window_days` is -3; allowed is a number above 0"),
            ({"decayed": {"v": 0}}, r"decayed.v` is 0; allowed is a number above 0"),
            ({"decayed": {"v": -1}}, r"decayed.v` is -1; allowed is a number above 0"),
            ({"sequence": ["v"]}, r"sequence` is a list of one; allowed is a list of at least two events, in their"),
            ({"sequence": ["v", "w"], "within_days": 0}, r"within_days` is 0; allowed is a number above 0"),
            ({"all_of": ["v"]}, r"all_of` is a list of one; allowed is a list of at least two different events"),
            ({"all_of": {"v": 0}}, r"all_of.v` is 0; allowed is a whole number, at least 1"),
            ({"count": "v", "cap": 0}, r"cap` is 0; allowed is a number above 0"),
            ({"cuont": "v"}, r"unknown key `cuont` in `attributes.x`; did you mean `count`\?"),
            ({"count": "v", "recency": "v"}, r"exactly one of .*; it has `count` and `recency`"),
            ({"window_days": 3}, r"exactly one of .*; it has none"),
            ({"count": "v", "within_days": 3}, r"`within_days` does not belong to `count`; allowed are `window_days`"),
            ({"season": "month", "window_days": 3}, r"`window_days` does not belong to `season`; it stands alone"),
            ({"change": "v"}, r"`x` needs `window_days`"),
            ({"season": "autumn"}, r'season` is "autumn"; allowed is "month" or "quarter"'),
            ({"count": []}, r"count` is an empty list; allowed is the name of an event, or a list of different names"),
            ({"count": "v", "where": {"page": []}}, r"page` is an empty list; allowed is a list with at least one"),
        ],
    )  # fmt: skip
    def test_a_declaration_that_means_nothing(self, said, words):
        with pytest.raises(ParameterError, match=words):
            declare({"x": said})

    def test_all_faults_are_told_at_once(self):
        with pytest.raises(ParameterError, match=r"(?s)have 2 faults.*`a`.*`b`"):
            declare({"a": {"window_days": 3}, "b": {"change": "v"}})

    events = did(("a", "page view", 1), ("a", "buy", 2), page=["/pricing", "/x"], amount=[1.0, 2.0])

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"count": "pgae view"}, r"the event `pgae view` never occurs; did you mean `page view`\?"),
            ({"distinct": "pgae"}, r"`pgae` is not a detail of the events; did you mean `page`\?"),
            ({"count": "buy", "where": {"asset": "x"}}, r"`asset` is not a detail of the events; known: `event`"),
            ({"count": "buy", "where": {"page": "/prcing"}}, r"`page` of the events is never `/prcing`; did you mean"),
            ({"count": "buy", "where": {"amount": "two"}}, r"holds number values, and `where` asks for 'two'"),
            ({"sum": "page"}, r"`page` of the events holds text values; only numbers can be summed"),
        ],
    )  # fmt: skip
    def test_what_the_events_do_not_have(self, said, words):
        with pytest.raises(DataError, match=words):
            History(LEADS, self.events).with_attributes({"x": said})

    def test_a_name_that_a_column_of_the_leads_has(self):
        with pytest.raises(
            DataError, match=r"`title` is already a column of the leads; give the attribute another name"
        ):
            History(LEADS, self.events).with_attributes({"Title": {"count": "buy"}})

    def test_two_names_that_differ_only_in_case(self):
        with pytest.raises(DataError, match=r"`Buys` and `buys` differ only in case"):
            History(LEADS, self.events).with_attributes({"buys": {"count": "buy"}, "Buys": {"count": "buy"}})

    def test_attributes_over_events_that_are_not_there(self):
        with pytest.raises(DataError, match=r"`x` is about events, and there are none. Name their file \(`events:`\)"):
            History(LEADS).with_attributes({"x": {"count": "visit"}})

    def test_a_number_too_large_to_be_summed_exactly(self):
        with pytest.raises(DataError, match=r"`amount` of the events holds a number beyond 1e\+12"):
            value(did(("a", "buy", 1), amount=[1e13]), {"sum": "amount"})

    @pytest.mark.parametrize(
        ("events", "words"),
        [
            (events.drop(columns="at"), r"`at` is not a column of the events"),
            (events.assign(at="2025-01-01"), r"`at` of the events holds str; needed are dates without zone"),
            (
                events.assign(at=events["at"].dt.tz_localize("Europe/Vienna")),
                r"Vienna\]; needed are dates without zone",
            ),
        ],
    )
    def test_events_without_usable_times(self, events, words):
        with pytest.raises(DataError, match=words):
            value(events, {"count": "buy"})

    def test_a_number_that_is_none(self):
        with pytest.raises(ParameterError, match=r"`x` has a number that is none \(NaN\)"):
            declare({"x": {"decayed": {"v": np.nan}}})

    def test_ids_of_another_kind(self):
        numbered = self.events.assign(lead_id=[1, 2])
        with pytest.raises(
            DataError, match=r"`lead_id` of the events holds number values, but the ids of the leads are text"
        ):
            value(numbered, {"count": "buy"})


CONFIG = """leads: leads.csv
id: lead_id
created: created_at
outcome: {date: converted_at}
events: {file: events.csv, id: lead_id, event: event, at: at, before_created: keep}
"""


@pytest.fixture
def company(tmp_path):
    """Return a function that writes the three files, with further lines of configuration."""

    def write(more: str):
        LEADS.to_csv(tmp_path / "leads.csv", index=False)
        VISITS.assign(page="/x").to_csv(tmp_path / "events.csv", index=False)
        (tmp_path / "leadtools.yml").write_text(CONFIG + more, encoding="utf-8")
        return tmp_path / "leadtools.yml"

    return write


class TestInTheConfiguration:
    def test_declared_attributes_are_read_with_the_history(self, company):
        path = company("attributes:\n  visits: {count: visit, window_days: 30}\ngroups: {engagement: [visits]}\n")
        assert read_history(path).snapshot(horizon_days=90).X["visits"].to_dict() == {"a": 1, "b": 0}

    def test_one_that_is_left_out_is_not_built(self, company):
        path = company("attributes:\n  visits: {count: visit}\nleave_out: [visits]\n")
        assert read_history(path).snapshot(horizon_days=90).X.columns.tolist() == ["title"]

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("x: {count: vsit}", r"leadtools.yml line 7: the event `vsit` never occurs; did you mean `visit`\?"),
            ("x: {count: visit, window_days: 0}", r"line 7: .*window_days` is 0; allowed is a number above 0"),
            ("x: {decayed: {visit: -1}}", r"leadtools.yml line 7: .*decayed.visit` is -1; allowed is a number above 0"),
            ("x: {sequence: [visit]}", r"leadtools.yml line 7: .*at least two events"),
            ("x: {count: visit, where: {pgae: /x}}", r"line 7: `pgae` is not a detail of the events; did you mean"),
            ("title: {count: visit}", r"leadtools.yml line 7: `title` is already a column of the leads"),
            ("x: {change: visit}", r"leadtools.yml line 7: `x` needs `window_days`"),
        ],
    )  # fmt: skip
    def test_every_fault_comes_with_its_line(self, company, line, words):
        with pytest.raises(ConfigError, match=words):
            read_history(company(f"attributes:\n  {line}\n"))

    def test_without_a_file_of_events_the_line_says_what_is_missing(self, company):
        path = company("attributes:\n  x: {count: visit}\n")
        path.write_text(path.read_text().replace("events: {", "missing: [none]\n# {"), encoding="utf-8")
        with pytest.raises(ConfigError, match=r"line 8: `x` is about events, and there are none"):
            read_history(path)
        assert read_config(path).attributes == {"x": {"count": "visit"}}


SAMPLE = {
    "pricing_30d": {"count": "pricing_page", "window_days": 30, "cap": 5},
    "pages_90d": {"distinct": "page", "window_days": 90},
    "days_since": {"recency": ["product_page", "pricing_page"]},
    "engagement": {"decayed": {"pricing_page": 7, "demo_request": 14, "email_replied": 21}},
    "in_order": {"sequence": list(SEQUENCE.events), "window_days": SEQUENCE.within_days},
    "both": {"all_of": list(COMBINATION.events), "window_days": COMBINATION.within_days},
    "change": {"change": ["home_page", "product_page"], "window_days": 14},
    "season": {"season": "quarter"},
}


@pytest.fixture(scope="module")
def sample() -> History:
    return read_history(ROOT / "data" / "leadtools.yml").with_attributes(SAMPLE)


@pytest.fixture(scope="module")
def learned(sample) -> Scorecard:
    train = sample.snapshot(after_days=14, horizon_days=90).split(test_share=0.3).train
    return fit_logistic(train.X, train.y, levels=find_levels(train.X))


class TestOneQuery:
    @pytest.mark.parametrize("moment", [{"after_days": 14}, {"as_of": "2025-08-15 12:00"}])
    def test_a_card_scores_raw_leads_and_events_as_step_by_step(self, sample, learned, moment):
        X = sample.snapshot(**moment, horizon_days=90).X
        connection = duckdb.connect()
        connection.register("leads", sample.leads)
        connection.register("events", sample.events)
        query = full_query(learned, sample.declared, **moment)
        scored = connection.sql(query).df().set_index("lead_id").loc[X.index]
        assert scored["score"].tolist() == learned.score(X).tolist()
        assert scored["probability"].tolist() == pytest.approx(learned.predict(X).tolist(), abs=1e-12)
        assert scored["score"].nunique() > 20

    def test_it_is_fit_to_become_a_view_over_tables_of_any_name(self, sample, learned):
        connection = duckdb.connect()
        connection.register("raw_leads", sample.leads.rename(columns={"lead_id": "Id"}))
        connection.register("raw_events", sample.events.rename(columns={"lead_id": "who", "at": "when"}))
        connection.sql('CREATE TABLE "my leads" AS FROM raw_leads')
        connection.sql('CREATE TABLE "what""happened" AS FROM raw_events')
        named = Tables("my leads", "Id", "created_at", 'what"happened', "who", "event", "when")
        connection.sql(f"CREATE VIEW scored AS {full_query(learned, sample.declared, after_days=14, tables=named)}")
        X = sample.snapshot(after_days=14, horizon_days=90).X
        assert (
            connection.sql("FROM scored").df().set_index("Id").loc[X.index, "score"].tolist()
            == learned.score(X).tolist()
        )

    def test_a_table_with_a_name_of_the_query_is_refused(self, sample, learned):
        with pytest.raises(CardError, match=r"table `Moments` bears a name that the query needs for itself"):
            full_query(learned, sample.declared, tables=Tables(leads="Moments"))


def test_what_the_simulated_leads_did_weighs_as_much_as_the_generator_says():
    company = simulate_company(2000, seed=2)
    truth = company.truth.set_index("lead_id") if "lead_id" in company.truth else company.truth
    truth = truth[truth["decision_at"] < "2025-12-31"]
    weights = {event: weight for event, (weight, _) in BEHAVIOUR.items()}
    said = {event: {"decayed": {event: half_life}} for event, (_, half_life) in BEHAVIOUR.items()}
    said["all"] = {"all_of": list(COMBINATION.events), "window_days": COMBINATION.within_days}
    said["in order"] = {"sequence": list(SEQUENCE.events), "window_days": SEQUENCE.within_days}
    found = attributes_as_of(company.events, truth["decision_at"], said).astype(float)
    total = found @ pd.Series(weights | {"all": COMBINATION.log_odds, "in order": SEQUENCE.log_odds})
    assert total.to_numpy() == pytest.approx(truth["behaviour_log_odds"].to_numpy(), abs=1e-4)
    assert found["all"].sum() > 10
    assert found["in order"].sum() > 10


WHO = ["industry", "region", "employee_band", "estimated_revenue_band", "process_maturity_band", "role_function",
       "seniority", "buyer_role", "lead_source"]  # fmt: skip
TOUCHES = ["inbound touch", "outbound touch"]
DID = {
    "touches": {"count": TOUCHES},
    "inbound": {"count": "inbound touch"},
    "outbound": {"count": "outbound touch"},
    "touches_7d": {"count": TOUCHES, "window_days": 7},
    "days_since_touch": {"recency": TOUCHES},
    "sessions": {"count": "session"},
    "pricing_views": {"sum": "pricing_page_views"},
    "demo_views": {"sum": "demo_page_views"},
    "seconds": {"sum": "session_duration_seconds"},
    "calls": {"count": "sales activity"},
    "opportunity": {"any_of": {"opportunity": 1}},
    "contract_value": {"sum": "estimated_acv"},
}


def leadforge_events(folder) -> pd.DataFrame:
    """Return four tables of what happened as one; neither `stage` nor `total_touches_all` is among the details."""
    when = {"touches": "touch_timestamp", "sessions": "session_timestamp", "sales_activities": "activity_timestamp",
            "opportunities": "created_at"}  # fmt: skip
    names = {"sessions": "session", "sales_activities": "sales activity", "opportunities": "opportunity"}
    parts = []
    for name, at in when.items():
        part = pd.read_parquet(folder / f"tables/{name}.parquet")
        event = part["touch_direction"] + " touch" if name == "touches" else names[name]
        parts.append(part.assign(event=event, at=pd.to_datetime(part[at])))
    details = ["pricing_page_views", "demo_page_views", "session_duration_seconds", "estimated_acv"]
    return pd.concat(parts, ignore_index=True)[["lead_id", "event", "at", *details]]


def chances(X: pd.DataFrame, y: pd.Series, later: pd.DataFrame) -> np.ndarray:
    """Return the chances that a plain logistic regression, learned from `X` and `y`, gives later leads."""
    both = pd.get_dummies(pd.concat([X, later]), dtype=float)
    both = both.fillna(both.median())
    fitted = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)).fit(both[: len(X)], y)
    return fitted.predict_proba(both[len(X) :])[:, 1]


@pytest.mark.parametrize(("tier", "reference"), [("intro", 0.644), ("intermediate", 0.617)])
def test_events_as_of_day_30_rank_other_leads_as_well_as_the_published_attributes(shared_data, tier, reference):
    folder = shared_data(f"leadforge/{tier}_student_public")
    parts = [pd.read_parquet(folder / f"tasks/converted_within_90_days/{name}.parquet") for name in ("train", "test")]
    known, n = pd.concat(parts, ignore_index=True).set_index("lead_id"), len(parts[0])
    moments = pd.to_datetime(known["lead_created_at"]) + 30 * DAY
    X = known[WHO].join(attributes_as_of(leadforge_events(folder), moments, declare(DID)))
    y = known["converted_within_90_days"].astype(int)
    auc = roc_auc_score(y[n:], chances(X[:n], y[:n], X[n:]))
    assert abs(auc - reference) <= 0.03
