"""How good is a score: figures by hand, and against a second implementation."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from leadtools.errors import CardError, DataError, ParameterError
from leadtools.evaluation import (
    auc_intervals,
    base_rate_shift,
    calibration_table,
    compare,
    gradient_boosting,
    inflow,
    lift_table,
    naive_orders,
)
from leadtools.evaluation.bootstrap import Ranking, differences
from leadtools.evaluation.ranking import auc_difference
from leadtools.evaluation.verdict import against_next, against_order, settled_by
from leadtools.history import History
from leadtools.levels import Attribute, category_levels
from leadtools.scorecard import Line, Scorecard


def drawn(n: int, auc_shift: float, seed: int) -> tuple[pd.Series, pd.Series]:
    """Return outcomes, three in ten yes, and normal scores that lie `auc_shift` higher for yes."""
    rng = np.random.default_rng(seed)
    y = pd.Series((rng.random(n) < 0.3).astype(int))
    return y, pd.Series(rng.normal(size=n) + auc_shift * y)


class TestLift:
    def test_by_hand(self):
        # Ten leads, four conversions; the hottest fifth holds two of them: 1.0 against 0.4.
        y = pd.Series([1, 1, 0, 1, 0, 0, 1, 0, 0, 0])
        table = lift_table(y, pd.Series(range(10, 0, -1)), parts=5)
        assert table.loc[0, ["leads", "conversions", "close_rate", "lift", "capture"]].tolist() == [2, 2, 1.0, 2.5, 0.5]

    def test_leads_of_one_score_share_their_conversions(self):
        y = pd.Series([1, 0, 0, 0])
        assert lift_table(y, pd.Series([5, 5, 5, 5]), parts=2)["conversions"].tolist() == [0.5, 0.5]

    @given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 5)), min_size=10, max_size=60), st.randoms())
    def test_the_order_of_rows_does_not_matter_and_nothing_is_lost(self, rows, random):
        shuffled = rows[:]
        random.shuffle(shuffled)
        one, other = (lift_table(*map(pd.Series, zip(*leads, strict=True)), parts=5) for leads in (rows, shuffled))
        pd.testing.assert_frame_equal(one, other)
        assert one["conversions"].sum() == pytest.approx(sum(y for y, _ in rows))

    def test_more_parts_than_leads_are_refused(self):
        with pytest.raises(ParameterError, match="parts is 10; allowed is 1 to 3, the number of leads"):
            lift_table(pd.Series([1, 0, 0]), pd.Series([1, 2, 3]))


class TestCalibrationTable:
    def test_leads_of_one_probability_stay_together(self):
        table = calibration_table(pd.Series([0, 1] * 50), pd.Series([0.2] * 60 + [0.8] * 40))
        assert table[["leads", "predicted", "conversions"]].to_numpy() == pytest.approx(
            np.array([[60, 0.2, 30], [40, 0.8, 20]])
        )

    def test_every_lead_is_in_one_group(self):
        y, score = drawn(500, 1, 0)
        table = calibration_table(y, score.rank(pct=True))
        assert (table["leads"].sum(), table["conversions"].sum(), len(table)) == (500, y.sum(), 10)

    def test_what_is_no_probability_is_refused(self):
        with pytest.raises(DataError, match="p holds values that are no probabilities"):
            calibration_table(pd.Series([0, 1]), pd.Series([0.5, 1.5]))


class TestAuc:
    def test_is_that_of_scikit_learn_also_with_ties(self):
        y, score = drawn(400, 0.7, 1)
        assert auc_intervals(y, {"s": score.round()})["auc"].iloc[0] == pytest.approx(roc_auc_score(y, score.round()))

    def test_its_standard_error_is_that_of_the_bootstrap(self):
        y, score = drawn(600, 0.7, 2)
        rng = np.random.default_rng(0)
        draws = []
        for _ in range(400):
            i = rng.integers(0, 600, 600)
            draws.append(roc_auc_score(y[i], score[i]))
        row = auc_intervals(y, {"s": score}).iloc[0]
        # 400 draws give the standard error to about 4 %; the interval in log-odds is nearly symmetric here.
        assert (row["auc_high"] - row["auc_low"]) / 3.92 == pytest.approx(np.std(draws), rel=0.12)

    def test_its_interval_covers_the_truth_about_95_times_of_100(self):
        from scipy.stats import norm

        truth = norm.cdf(0.7 / np.sqrt(2))
        rows = [auc_intervals(*_as_scores(drawn(200, 0.7, seed))).iloc[0] for seed in range(300)]
        covered = sum(row["auc_low"] <= truth <= row["auc_high"] for row in rows)
        # 300 × 0.95 = 285, with a standard deviation of 3.8.
        assert 285 - 12 <= covered <= 300

    def test_a_faultless_ranking_of_few_leads_has_a_wide_interval(self):
        row = auc_intervals(pd.Series([1, 1, 1, 0, 0, 0]), {"s": pd.Series([6, 5, 4, 3, 2, 1])}).iloc[0]
        # The cube root of 0.025, for three of each.
        assert (row["auc"], row["auc_high"]) == (1.0, 1.0)
        assert row["auc_low"] == pytest.approx(0.292, abs=0.001)

    def test_a_score_that_is_the_same_for_all_is_no_proof_that_nothing_can_be_told(self):
        row = auc_intervals(pd.Series([1] * 3 + [0] * 15), {"s": pd.Series([50] * 18)}).iloc[0]
        # 0.5 ± 1.96 √(19 / (12 × 3 × 15)), bent a little to stay within 0 and 1.
        assert [round(x, 2) for x in row] == [0.5, 0.19, 0.81]

    def test_one_conversion_is_too_few_to_judge_by(self):
        with pytest.raises(DataError, match="1 of 3 leads converted; a ranking is judged by at least two"):
            auc_intervals(pd.Series([1, 0, 0]), {"s": pd.Series([1, 2, 3])})

    def test_the_difference_of_two_scores_takes_their_agreement_into_account(self):
        y, score = drawn(800, 1, 3)
        twin = score + np.random.default_rng(4).normal(size=800) * 0.05
        difference, low, high = auc_difference(y, score, twin)
        alone = auc_intervals(y, {"s": score}).iloc[0]
        assert high - low < 0.2 * (alone["auc_high"] - alone["auc_low"])
        assert low <= difference <= high


def _as_scores(drawn_leads):
    y, score = drawn_leads
    return y, {"s": score}


def card(name: str, points: list[int], *, double: float = 10) -> Scorecard:
    """Return a card on the attribute `a` with these points for x, y, missing and other."""
    return Scorecard.of(
        name, {Attribute("a", "text", category_levels([["x"], ["y"]])): points}, line=Line(0, 0.43, double)
    )


class TestCompare:
    @pytest.fixture
    def leads(self):
        # 200 leads at x, of which 100 converted, 200 at y, of which 20.
        X = pd.DataFrame({"a": ["x"] * 200 + ["y"] * 200})
        return X, pd.Series([1] * 100 + [0] * 100 + [1] * 20 + [0] * 180)

    def test_a_card_that_ranks_well_gives_signal_yes(self, leads):
        result = compare([card("good", [20, -20, 0, 0])], *leads)
        # Pairs in order: 100 × 180 + half of (100 × 100 + 20 × 180) of 120 × 280.
        assert result.table.loc["good", "auc"] == pytest.approx(
            (100 * 180 + 0.5 * (100 * 100 + 20 * 180)) / (120 * 280)
        )
        assert result.signal == "yes"
        assert "`good` puts the right one first 74 times" in result.verdict

    def test_two_equal_cards_are_called_equal(self, leads):
        result = compare([card("one", [20, -20, 0, 0]), card("two", [21, -20, 0, 0])], *leads)
        assert "No difference between `one` and `two` can be told" in result.verdict

    def test_a_better_card_is_called_better(self, leads):
        result = compare([card("good", [20, -20, 0, 0]), card("flat", [0, 0, 0, 0])], *leads)
        assert "`good` is better than `flat`" in result.verdict

    def test_signal_and_verdict_speak_of_the_card_that_makes_the_list_and_then_of_the_best(self, leads):
        X, y = leads
        good, flat = card("good", [20, -20, 0, 0]), card("ours", [0, 0, 0, 0])  # ours gives every lead the same
        found = compare([good, flat], X, y, used="ours")
        assert (compare([good, flat], X, y).signal, found.signal) == ("yes", "unclear")
        assert found.verdict.startswith("It cannot be told yet whether these scores are better than chance")
        assert "`ours` puts the right one first 50 times" in found.verdict
        assert "`ours` makes the list, though `good` ranks these leads better (AUC +" in found.verdict
        assert "`score_with: good` uses it." in found.verdict
        assert "makes the list" not in compare([good, flat], X, y, used="good").verdict
        with pytest.raises(ParameterError, match="used is 'hours', which is none of the cards; did you mean `ours`?"):
            compare([good, flat], X, y, used="hours")

    def test_without_signal_it_says_so(self):
        X = pd.DataFrame({"a": ["x", "y"] * 3000})
        y = pd.Series([1, 1, 0, 0] * 1500)
        result = compare([card("idle", [20, -20, 0, 0])], X, y)
        assert result.signal == "no"
        assert "There is no signal in these attributes: do not call by these scores." in result.verdict

    def test_with_few_leads_it_cannot_tell(self):
        X = pd.DataFrame({"a": ["x", "y"] * 10})
        result = compare([card("idle", [20, -20, 0, 0])], X, pd.Series([1, 1, 0, 0] * 5))
        assert result.signal == "unclear"

    def test_a_card_upside_down_is_no_signal(self, leads):
        assert compare([card("upside down", [-20, 20, 0, 0])], *leads).signal == "no"

    def test_cards_of_one_name_are_refused(self, leads):
        with pytest.raises(ParameterError, match="2 cards share 1 names"):
            compare([card("one", [1, 0, 0, 0]), card("one", [2, 0, 0, 0])], *leads)

    def test_no_cards_are_refused(self, leads):
        with pytest.raises(ParameterError, match="There are no cards to compare"):
            compare([], *leads)


class TestPairedDifferences:
    @pytest.fixture
    def leads(self):
        # 200 leads at x, of which 100 converted, 200 at y, of which 20.
        X = pd.DataFrame({"a": ["x"] * 200 + ["y"] * 200})
        return X, pd.Series([1] * 100 + [0] * 100 + [1] * 20 + [0] * 180)

    def test_every_measure_of_every_other_method_stands_against_the_best(self, leads):
        X, y = leads
        noise = pd.Series(np.random.default_rng(0).random(400))
        result = compare(
            [card("good", [20, -20, 0, 0]), card("flat", [0, 0, 0, 0])], X, y,
            orders={"newest first": noise}, models={"a black box": noise}, capacity=100,
        )  # fmt: skip
        table = result.differences.set_index(["method", "measure"])
        assert set(table.loc["flat"].index) == {"auc", "lift_top_tenth", "wins", "log_loss", "brier"}
        assert set(table.loc["newest first"].index) == {"auc", "lift_top_tenth", "wins"}
        # 100 calls find 50 of the 100 conversions at x; in no order 100 × 120 / 400 = 30.
        wins = table.loc[("flat", "wins")]
        assert (wins["best"], wins["value"], wins["difference"]) == (50, 30, -20)
        assert wins["verdict"] == "worse"

    def test_values_are_those_of_the_table(self, leads):
        X, y = leads
        result = compare([card("good", [20, -20, 0, 0]), card("next", [5, -5, 0, 0], double=40)], X, y)
        rows = result.differences.set_index("measure")
        for measure in ("auc", "log_loss", "brier", "lift_top_tenth"):
            assert rows.loc[measure, "value"] == pytest.approx(result.table.loc["next", measure])
            assert rows.loc[measure, "best"] == pytest.approx(result.table.loc["good", measure])

    def test_the_interval_is_that_of_delong(self):
        y, score = drawn(800, 1, 3)
        other = score + np.random.default_rng(4).normal(size=800)
        rankings = {"best": Ranking.of(score, y.to_numpy()), "other": Ranking.of(other, y.to_numpy())}
        row = differences(y.to_numpy(), rankings, "best").set_index("measure").loc["auc"]
        gap, low, high = auc_difference(y, other, score)
        assert row["difference"] == pytest.approx(gap)
        # 500 draws give a bound to about 5 % of its distance.
        assert row["difference_high"] - row["difference_low"] == pytest.approx(high - low, rel=0.12)

    def test_the_order_of_rows_changes_nothing(self, leads):
        X, y = leads
        order = np.random.default_rng(0).permutation(400)
        cards = [card("good", [20, -20, 0, 0]), card("flat", [0, 0, 0, 0])]
        one, other = compare(cards, X, y), compare(cards, X.iloc[order], y.iloc[order])
        pd.testing.assert_frame_equal(one.differences, other.differences)
        assert one.verdict == other.verdict


class TestVerdict:
    @pytest.fixture
    def leads(self):
        X = pd.DataFrame({"a": ["x"] * 200 + ["y"] * 200})
        return X, pd.Series([1] * 100 + [0] * 100 + [1] * 20 + [0] * 180)

    def test_equal_cards_are_not_worth_waiting_for(self, leads):
        result = compare([card("one", [20, -20, 0, 0]), card("two", [21, -20, 0, 0])], *leads)
        assert "It is too small to wait for" in result.verdict

    def test_a_difference_that_may_be_real_says_how_many_more_leads_and_months_settle_it(self):
        row = {"method": "b", "measure": "auc", "difference": -0.02, "difference_low": -0.05, "difference_high": 0.01,
               "standard_error": 0.015, "verdict": "no difference"}  # fmt: skip
        apart = pd.DataFrame([row])
        assert (
            against_next(apart, "a", "b")
            == "No difference between `a` and `b` can be told (AUC +0.020, interval −0.010 to +0.050)."
        )
        # (2.8 × 0.015 / 0.02)² = 4.41 times the 1,000 leads, 3,410 more, 17 months of 200.
        assert "about 3,400 more judged leads would settle it, about 17 months at the present inflow" in (
            settled_by(apart, "b", 1000, 200)
        )

    def test_an_order_that_beats_the_card_beyond_doubt_is_not_called_even(self):
        # the order's AUC is 0.010 to 0.035 higher: 0 lies outside
        row = {"method": "newest", "measure": "auc", "difference": 0.022, "difference_low": 0.010,
               "difference_high": 0.035, "verdict": "better"}  # fmt: skip
        said = against_order(pd.DataFrame([row]), "logistic", "newest")
        assert said == (
            "`logistic` is worse than calling newest (AUC −0.022, interval −0.035 to −0.010): that order costs nothing."
        )

    def test_the_verdict_holds_the_card_in_use_against_the_orders_and_the_rubric_not_the_best_card(self, leads):
        X, y = leads
        good, two, ours = card("good", [20, -20, 0, 0]), card("rubric", [20, -20, 0, 0]), card("ours", [0, 0, 0, 0])
        order = pd.Series([1.0] * 200 + [0.0] * 200)
        said = compare([good, two, ours], X, y, orders={"newest first": order}, used="ours").verdict
        # ours gives every lead the same and puts the right one first 50 times of 100; the others 74 times
        assert "`ours` is worse than calling newest first (AUC −0.238" in said
        assert "`ours` is worse than the rubric written by hand (AUC −0.238" in said
        assert "`good` and" not in said
        assert "`good` is" not in said

    def test_an_order_ahead_of_a_card_without_signal_is_named_and_one_behind_it_is_not(self):
        # x: 2 of 4 converted; y: 2 of 4. The order knows three of the four that did.
        X, y = pd.DataFrame({"a": ["x"] * 4 + ["y"] * 4}), pd.Series([1, 1, 0, 0] * 2)
        ahead, behind = pd.Series([1.0, 1, 0, 0, 1, 0, 0, 0]), pd.Series([0.0, 1, 1, 1, 0, 0, 1, 1])
        orders = {"most active first": ahead, "newest first": behind}
        found = compare([card("idle", [20, -20, 0, 0])], X, y, orders=orders)
        assert found.signal == "unclear"
        assert "alling most active first" in found.verdict
        assert "newest first" not in found.verdict

    def test_an_order_that_costs_nothing_and_does_as_well_is_named(self, leads):
        X, y = leads
        same = pd.Series([1.0] * 200 + [0.0] * 200)
        result = compare([card("good", [20, -20, 0, 0])], X, y, orders={"newest first": same})
        assert "No difference between `good` and calling newest first can be told" in result.verdict

    def test_the_rubric_is_held_against_the_best_card_also_where_it_comes_last(self, leads):
        cards = [card("good", [20, -20, 0, 0]), card("two", [21, -20, 0, 0]), card("rubric", [0, 0, 0, 0])]
        # Points that are all the same put the right one first 50 times of 100; the best card 74 times.
        assert "`good` is better than the rubric written by hand (AUC +0.238" in compare(cards, *leads).verdict
        assert "written by hand" not in compare(cards[:2], *leads).verdict

    @pytest.mark.parametrize(
        ("order", "said"),
        [
            ("newest first", "Perhaps they have had less time to convert; so it is no hard order to beat."),
            ("newest first (assumed)", "Perhaps they have had less time to convert, or the order is not that of time"),
            ("most active first", "worse than drawing lots (AUC 0.26): those it puts first convert less often."),
        ],
    )
    def test_an_order_that_ranks_below_chance_says_what_that_means(self, leads, order, said):
        X, y = leads
        wrong = pd.Series([0.0] * 200 + [1.0] * 200)
        # Of 120 x 280 pairs 20 x 100 stand right and 20 x 180 + 100 x 100 are ties: (2000 + 13600 / 2) / 33600 = .26
        result = compare([card("good", [20, -20, 0, 0])], X, y, orders={order: wrong})
        assert f"Calling {order} is worse than drawing lots" in result.verdict
        assert said in result.verdict

    def test_a_better_black_box_says_what_being_readable_costs(self, leads):
        X, y = leads
        knowing = y * 0.8 + 0.1
        result = compare([card("good", [20, -20, 0, 0])], X, y, models={"a black box": knowing})
        assert "Being readable costs something here: a black box" in result.verdict
        assert result.beside.loc["a black box", "auc"] == 1

    @pytest.mark.parametrize("weak", [lambda y: 1 - y, lambda y: y * 0 + 0.3], ids=["worse", "chance"])
    def test_a_black_box_that_finds_less_than_the_card_is_no_ceiling(self, leads, weak):
        X, y = leads
        result = compare([card("good", [20, -20, 0, 0])], X, y, models={"a black box": weak(y)})
        assert result.signal == "yes"
        assert "readable" not in result.verdict

    def test_outcomes_in_the_wrong_order_are_suspected(self, leads):
        X, y = leads
        result = compare([card("good", [20, -20, 0, 0])], X, 1 - y)
        assert result.signal == "no"
        assert "perhaps the two outcomes are exchanged, won taken for lost" in result.verdict


class TestWhatCannotBeCompared:
    X, y = pd.DataFrame({"a": ["x", "y"] * 20}), pd.Series([1, 0] * 20)

    def test_a_card_whose_attribute_is_not_in_the_data(self):
        with pytest.raises(DataError, match="The card `one` needs `a`, which is not a column of these leads"):
            compare([card("one", [1, 0, 0, 0])], self.X.rename(columns={"a": "b"}), self.y)

    def test_two_cards_for_different_outcomes(self):
        cards = [
            replace(card(name, [1, 0, 0, 0]), facts={"outcome": outcome})
            for name, outcome in (("one", "won"), ("two", "demo booked"))
        ]
        with pytest.raises(CardError, match="`one` was made for the outcome 'won' and `two` for 'demo booked'"):
            compare(cards, self.X, self.y)

    def test_a_card_without_probabilities(self):
        with pytest.raises(CardError, match="`one` gives points but no probabilities yet"):
            compare([replace(card("one", [1, 0, 0, 0]), line=None)], self.X, self.y)

    def test_labels_that_are_words(self):
        with pytest.raises(DataError, match=r"y has the value 'won'; allowed is 1 \(converted\) or 0"):
            compare([card("one", [1, 0, 0, 0])], self.X, self.y.map({1: "won", 0: "lost"}))

    def test_outcomes_of_other_leads(self):
        with pytest.raises(DataError, match="X and y are indexed differently"):
            compare([card("one", [1, 0, 0, 0])], self.X, self.y.iloc[::-1])

    def test_an_order_that_does_not_know_every_lead(self):
        with pytest.raises(DataError, match="`newest first` has no value for 38 of the 40 leads; give one for each"):
            compare([card("one", [1, 0, 0, 0])], self.X, self.y, orders={"newest first": pd.Series([1, 2])})

    def test_an_order_named_like_a_card(self):
        with pytest.raises(ParameterError, match="2 methods share 1 names; give each a name of its own"):
            compare([card("one", [1, 0, 0, 0])], self.X, self.y, orders={"one": self.y})

    @pytest.mark.parametrize("capacity", [0, 41])
    def test_a_capacity_beyond_the_leads(self, capacity):
        with pytest.raises(ParameterError, match=f"capacity is {capacity}; allowed is 1 to 40"):
            compare([card("one", [1, 0, 0, 0])], self.X, self.y, capacity=capacity)

    def test_a_black_box_asked_about_other_columns(self):
        with pytest.raises(DataError, match="`a` is not a column of the later leads"):
            gradient_boosting(self.X, self.y, self.X.rename(columns={"a": "b"}))


class TestNaiveOrders:
    def test_events_after_the_lead_is_looked_at_are_not_counted(self):
        leads = pd.DataFrame({
            "lead_id": ["a", "b"], "converted": [1, 0], "created_at": pd.to_datetime(["2025-01-01", "2025-01-02"]),
        })  # fmt: skip
        events = pd.DataFrame(
            {"lead_id": ["a", "a"], "event": "visit", "at": pd.to_datetime(["2024-12-31", "2025-01-01"])}
        )
        history = History(leads, events, known_until="2025-12-31")
        orders = naive_orders(history, history.snapshot(horizon_days=90))
        assert orders["most active first"].to_dict() == {"a": 1, "b": 0}
        assert orders["newest first"].to_dict() == {"a": 0, "b": 1}

    def test_without_dates_and_events_there_is_no_order(self):
        history = History(pd.DataFrame({"lead_id": ["a", "b"], "converted": [1, 0]}))
        snapshot = history.snapshot()
        assert naive_orders(history, snapshot) == {}
        assert inflow(snapshot) is None


class TestAMovedBaseRate:
    def test_what_came_as_said_has_not_moved(self):
        y, _ = drawn(2000, 0, 0)
        assert base_rate_shift(y, pd.Series([0.3] * 2000))["base_rate_has"] == "not moved that could be told"

    def test_fewer_than_said_is_down(self):
        y, _ = drawn(2000, 0, 0)
        assert base_rate_shift(y, pd.Series([0.4] * 2000))["base_rate_has"] == "moved down"

    def test_it_cries_wolf_about_5_times_of_100(self):
        rng = np.random.default_rng(0)
        p = pd.Series(rng.uniform(0.05, 0.5, 400))
        cries = sum(base_rate_shift((rng.random(400) < p).astype(int), p)["p_value"] < 0.05 for _ in range(400))
        # 400 × 0.05 = 20, with a standard deviation of 4.4.
        assert 7 <= cries <= 33

    def test_what_is_no_probability_is_refused(self):
        with pytest.raises(DataError, match="p holds values that are no probabilities"):
            base_rate_shift(pd.Series([0, 1]), pd.Series([0.5, 1.5]))


def test_one_card_alone_is_held_against_nothing():
    X, y = pd.DataFrame({"a": ["x", "y"] * 20}), pd.Series([1, 0] * 20)
    assert compare([card("one", [1, 0, 0, 0])], X, y).differences.empty
