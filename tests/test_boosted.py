"""Points by boosting: a card like every other, smooth, one way where told, and silent on too little."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from leadtools.config import read_config
from leadtools.errors import CardError, ConfigError, ParameterError
from leadtools.evaluation import missed_by
from leadtools.levels import Attribute, category_levels, find_levels, number_levels
from leadtools.methods.boosted import fit_boosted
from leadtools.methods.boosting import fused
from leadtools.methods.calibration import trusted_slope, with_base_rate
from leadtools.methods.finer import finer_levels, merged
from leadtools.methods.pairs import strong_pairs
from leadtools.scorecard import Line, Scorecard


def stepped(n: int, *, seed: int = 0) -> tuple[pd.DataFrame, pd.Series]:
    """Return leads of 1 to 1,000 employees; at 300 the odds rise to five times, 10 % to 36 %. The colour is idle."""
    rng = np.random.default_rng(seed)
    X = pd.DataFrame({"employees": rng.integers(1, 1001, n), "colour": rng.choice(["red", "blue"], n)})
    rate = np.where(X["employees"] >= 300, 0.36, 0.10)
    return X, pd.Series((rng.random(n) < rate).astype(int))


@pytest.fixture(scope="module")
def leads() -> tuple[pd.DataFrame, pd.Series]:
    return stepped(4000)


@pytest.fixture(scope="module")
def card(leads) -> Scorecard:
    return fit_boosted(*leads)


def test_neighbours_that_leads_cannot_tell_apart_are_one_level(card):
    # One step in truth; cut in ten, joined to two or three.
    assert 2 <= len(card.points_of("employees")) - 2 <= 4
    points = card.points_of("employees").iloc[:-2]
    assert points.is_monotonic_increasing
    # Odds 0.5625 against 0.111: 5.06 times, 2.34 doublings, 23 points at 10 each.
    assert points.iloc[-1] - points.iloc[0] == pytest.approx(23, abs=4)


def test_an_idle_attribute_earns_next_to_nothing(card):
    assert card.points_of("colour").abs().max() <= 1


def test_the_evidence_of_joined_levels_is_counted_anew(card, leads):
    rows = card.table[card.table["attribute"] == "employees"]
    assert (rows["leads"].sum(), rows["conversions"].sum()) == (4000, leads[1].sum())
    assert {"leads", "conversions", "close_rate", "low", "high", "verdict", "log_odds"} <= set(card.table)
    assert not {"log_odds_low", "log_odds_high"} & set(card.table)


def test_it_is_kept_read_and_run_as_sql_like_every_card(card, leads, tmp_path):
    X, _ = leads
    again = Scorecard.load(card.save(tmp_path / "boosted.yml"))
    assert again.score(X).equals(card.score(X))
    assert again.predict(X).equals(card.predict(X))
    assert "CASE" in card.to_sql()


def test_the_same_leads_give_the_same_bytes(card, leads, tmp_path):
    one, other = card.save(tmp_path / "one.yml"), fit_boosted(*leads).save(tmp_path / "other.yml")
    assert one.read_bytes() == other.read_bytes()


def test_importing_it_does_not_import_the_boosting_library():
    code = "import sys, leadtools.methods.boosted; sys.exit('interpret' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture(scope="module")
def hump():
    """Leads of whom those in the middle close best."""
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"employees": rng.integers(1, 1001, 4000)})
    return X, pd.Series((rng.random(4000) < np.where(X["employees"].between(300, 700), 0.4, 0.1)).astype(int))


class TestOneWay:
    @pytest.mark.parametrize(("way", "sign"), [("rising", 1), ("falling", -1)])
    def test_points_go_one_way_where_told(self, hump, way, sign):
        points = fit_boosted(*hump, monotone={"employees": way}).points_of("employees").iloc[:-2]
        assert (sign * points.diff().dropna() > 0).all()
        assert len(points) > 1

    def test_without_being_told_they_follow_the_data(self, hump):
        points = fit_boosted(*hump).points_of("employees").iloc[:-2]
        assert points.max() > points.iloc[0] + 10
        assert points.max() > points.iloc[-1] + 10

    @pytest.mark.parametrize(
        ("monotone", "message"),
        [
            ({"employee": "rising"}, "monotone names `employee`, which is no attribute; did you mean `employees`?"),
            ({"colour": "rising"}, "monotone names `colour`, a text; only a number can rise or fall"),
            ({"employees": "up"}, "monotone says `employees` is 'up'; known: `rising`, `falling`"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, leads, monotone, message):
        with pytest.raises(ParameterError, match=message.replace("?", r"\?")):
            fit_boosted(*leads, monotone=monotone)


class TestTooLittle:
    def test_four_conversions_are_not_enough_data(self):
        X, _ = stepped(150)
        card = fit_boosted(X, pd.Series([1] * 4 + [0] * 146))
        assert card.facts["signal"].startswith("not enough data")
        assert (card.table["points"] == 0).all()
        assert card.predict(X).tolist() == pytest.approx([4 / 150] * 150)

    def test_chance_earns_no_points(self):
        X, y = stepped(600)
        trusts = []
        for seed in range(6):
            chance = pd.Series(np.random.default_rng(seed).permutation(y.to_numpy()))
            trusts.append(fit_boosted(X, chance).facts["trust"])
        assert sum(trust == 0 for trust in trusts) >= 4
        assert max(trusts) < 0.8

    def test_a_blank_column_and_a_constant_one_harm_nothing(self):
        X, y = stepped(500)
        card = fit_boosted(X.assign(blank=None, same="x"), y)
        assert (card.table.loc[card.table["attribute"].isin(["blank", "same"]), "points"] == 0).all()


class TestFused:
    @given(st.lists(st.tuples(st.floats(-3, 3), st.integers(0, 500)), min_size=1, max_size=12), st.floats(0.02, 0.98))
    def test_joining_keeps_the_weighted_mean_and_the_bounds(self, rungs, rate):
        values, leads = (np.array(column, dtype=float) for column in zip(*rungs, strict=True))
        smooth = fused(values, leads, rate)
        assert smooth @ leads == pytest.approx(values @ leads, abs=1e-6)
        assert values.min() - 1e-9 <= smooth.min()
        assert smooth.max() <= values.max() + 1e-9

    @given(st.lists(st.floats(-3, 3), min_size=1, max_size=12))
    def test_what_rises_still_rises(self, values):
        assert (np.diff(fused(np.sort(values), np.full(len(values), 40), 0.3)) >= 0).all()


class TestFinerLevels:
    def test_numbers_cut_by_hand_and_texts_are_kept(self):
        X, _ = stepped(2000)
        levels = find_levels(X, cuts={"employees": [50, 500]})
        assert finer_levels(X, levels, keep=["employees"]) == levels
        assert len(finer_levels(X, levels)[0].levels) > len(levels[0].levels)

    def test_codes_that_mean_missing_stay_missing(self):
        X = pd.DataFrame({"days": [999] * 500 + list(range(500))})
        (days,) = finer_levels(X, find_levels(X, missing_in={"days": [999]}))
        assert days.levels[-2].condition.values == (999,)
        assert max(level.condition.low or 0 for level in days.levels[:-2]) < 500

    def test_joining_follows_the_order_of_numbers_not_of_the_card(self):
        size = Attribute("size", "number", tuple(number_levels([10, 50])[i] for i in (2, 0, 1, 3, 4)))
        # from 50: 5 points, below 10: 1, 10 to 49: 5; the last two neighbours are equal.
        joined, went = merged(size, np.array([5, 1, 5, 0, 0]), whole=True)
        assert [level.label for level in joined.levels] == ["below 10", "10 or more", "(missing)", "(other)"]
        assert went.tolist() == [1, 0, 1, 2, 3]


class TestTrust:
    def test_log_odds_that_hold_are_trusted_and_twice_too_strong_ones_by_half(self):
        rng = np.random.default_rng(0)
        log_odds = rng.normal(0, 1, 20_000)
        outcome = (rng.random(20_000) < 1 / (1 + np.exp(1 - log_odds))).astype(int)
        assert trusted_slope(log_odds, outcome) == pytest.approx(1, abs=0.05)
        assert trusted_slope(2 * log_odds, outcome) == pytest.approx(0.5, abs=0.03)

    def test_log_odds_upside_down_are_not_trusted(self):
        assert trusted_slope(np.array([1.0] * 50 + [-1.0] * 50), np.array([0] * 40 + [1] * 20 + [0] * 40)) == 0


class TestAMovedBaseRate:
    def test_twice_moved_is_moved_once(self):
        card = Scorecard.of("card", {}, line=Line(50, 0.25, 10), facts={"leads": 500, "conversions": 100})
        assert with_base_rate(with_base_rate(card, 0.7), 0.2).base_odds == pytest.approx(0.25)

    def test_the_order_of_leads_stays_and_the_average_probability_moves(self, card, leads):
        X, _ = leads
        moved = with_base_rate(card, 0.1)
        assert moved.score(X).equals(card.score(X))
        assert moved.predict(X).mean() == pytest.approx(0.1, abs=0.01)

    @pytest.mark.parametrize("rate", [0, 1, -0.2, 30])
    def test_what_is_no_share_is_refused(self, card, rate):
        with pytest.raises(ParameterError, match=f"rate is {rate}; allowed is a share above 0 and below 1"):
            with_base_rate(card, rate)

    def test_a_card_that_does_not_know_where_it_comes_from_is_refused(self):
        title = Attribute("title", "text", category_levels([["CEO"]]))
        with pytest.raises(CardError, match="does not say how many leads and conversions it was learned from"):
            with_base_rate(Scorecard.of("by hand", {title: [10, 0, 0]}, line=Line(0, 0.1, 10)), 0.2)

    def test_a_card_without_probabilities_is_refused(self):
        with pytest.raises(CardError, match="gives points but no probabilities yet"):
            with_base_rate(Scorecard.of("by hand", {}), 0.2)


def test_it_ranks_a_step_as_well_as_can_be(card):
    X, y = stepped(20_000, seed=9)
    truth = roc_auc_score(y, X["employees"] >= 300)
    assert roc_auc_score(y, card.score(X)) > truth - 0.01


def test_the_configuration_says_what_may_only_rise(tmp_path):
    (tmp_path / "leads.csv").write_text("lead_id,employees,won\n1,5,yes\n2,9,no\n", encoding="utf-8")
    config = tmp_path / "leadtools.yml"
    config.write_text(
        "leads: leads.csv\noutcome: {flag: won}\ncolumns: {employees: {monotone: rising}}\nscore_with: boosted\n",
        encoding="utf-8",
    )
    assert (read_config(config).monotone, read_config(config).score_with) == ({"employees": "rising"}, "boosted")
    config.write_text(
        "leads: leads.csv\noutcome: {flag: won}\ncolumns: {employees: {monotone: up}}\n", encoding="utf-8"
    )
    with pytest.raises(ConfigError, match='`columns.employees.monotone` is "up"; allowed is "rising" or "falling"'):
        read_config(config)


class TestPairs:
    def leads(self, extra: float, n: int = 8000) -> tuple[pd.DataFrame, pd.Series]:
        """Return leads of three attributes; directors from the fair get `extra` log-odds beyond the sum."""
        rng = np.random.default_rng(0)
        X = pd.DataFrame({
            "title": rng.choice(["Director", "Clerk"], n), "source": rng.choice(["fair", "web"], n),
            "colour": rng.choice(["red", "blue"], n),
        })  # fmt: skip
        director, fair = X["title"] == "Director", X["source"] == "fair"
        log_odds = -2 + 0.5 * director + 0.5 * fair + extra * (director & fair)
        return X, pd.Series((rng.random(n) < 1 / (1 + np.exp(-log_odds))).astype(int))

    def test_a_pair_beyond_its_sum_is_named_with_the_cell_that_says_so(self):
        (row,) = strong_pairs(*self.leads(1.0)).to_dict("records")
        assert (row["first"], row["second"]) == ("title", "source")
        assert abs(row["conversions"] - row["expected"]) > 20
        assert row["p_value"] < 0.001

    def test_sums_that_explain_everything_offer_no_pair(self):
        assert strong_pairs(*self.leads(0.0)).empty

    def test_one_attribute_has_no_pair(self):
        X, y = self.leads(1.0, 500)
        assert strong_pairs(X[["title"]], y).empty

    def test_chance_is_offered_rarely(self):
        X, y = self.leads(0.0, 1000)
        found = 0
        for seed in range(60):
            rng = np.random.default_rng(seed)
            found += len(strong_pairs(X, pd.Series(rng.permutation(y.to_numpy())), most=1))
        # 3 of 60 are to be expected at 5 %; 8 or more would come in fewer than one of a hundred such trials.
        assert found <= 8


class TestMissed:
    @pytest.fixture
    def cards(self):
        title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
        return Scorecard.of("rules", {title: [9, 0, 0, 0]}), Scorecard.of("card", {title: [0, 9, 0, 0]})

    def test_leads_ranked_alike_are_not_listed(self, cards):
        X = pd.DataFrame({"title": ["CEO", "Clerk"] * 5})
        assert missed_by(cards[0], cards[0], X).empty

    @pytest.mark.parametrize("share", [0, 0.6, -1])
    def test_a_top_that_is_no_top_is_refused(self, cards, share):
        with pytest.raises(ParameterError, match=f"top_share is {share}; allowed is a share above 0 and up to 0.5"):
            missed_by(*cards, pd.DataFrame({"title": ["CEO"]}), top_share=share)
