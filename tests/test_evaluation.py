"""How good is a score: figures by hand, and against a second implementation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from leadtools.errors import DataError, ParameterError
from leadtools.evaluation import auc_intervals, calibration_table, compare, lift_table
from leadtools.evaluation.ranking import auc_difference
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
    @settings(deadline=None)
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
