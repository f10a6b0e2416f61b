"""What every way to find points has in common, and what each promises for itself."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from sklearn.metrics import log_loss, roc_auc_score

from leadtools.conditions import Is, Missing, Other
from leadtools.errors import DataError, ParameterError
from leadtools.levels import Attribute, Level, category_levels, find_levels, level_codes
from leadtools.methods.boosted import fit_boosted
from leadtools.methods.calibration import calibrate
from leadtools.methods.close_rates import close_rates, fit_close_rates, weight_of_evidence
from leadtools.methods.counts import count, prepare, verdicts
from leadtools.methods.logistic import fit_logistic, logistic_coefficients
from leadtools.methods.regression import Regression
from leadtools.methods.statsmodels_check import check_against_statsmodels
from leadtools.scorecard import Scorecard

METHODS = {
    "log-odds": fit_close_rates,
    "ratio": lambda X, y, **options: fit_close_rates(X, y, rule="ratio", **options),
    "difference": lambda X, y, **options: fit_close_rates(X, y, rule="difference", **options),
    "logistic": fit_logistic,
    "boosted": fit_boosted,
    "logistic without prior": lambda X, y, **options: fit_logistic(X, y, prior_sd=math.inf, **options),
}


def simulated(n: int, *, seed: int = 0, strength: float = 1.0) -> tuple[pd.DataFrame, pd.Series]:
    """Return leads whose title, source and size matter, in this order, and whose colour does not."""
    rng = np.random.default_rng(seed)
    X = pd.DataFrame({
        "title": rng.choice(["Director", "Manager", "Clerk"], n, p=[0.2, 0.4, 0.4]),
        "source": rng.choice(["fair", "web"], n, p=[0.3, 0.7]),
        "size": rng.integers(1, 500, n),
        "colour": rng.choice(["red", "blue"], n),
    }, index=[f"L{i:05d}" for i in range(n)])  # fmt: skip
    log_odds = X["title"].map({"Director": 1.0, "Manager": 0.0, "Clerk": -1.0}) + 0.8 * (X["source"] == "fair")
    log_odds = strength * (log_odds + (X["size"] > 250)) - 3.0
    return X, pd.Series((rng.random(n) < 1 / (1 + np.exp(-log_odds))).astype(int), index=X.index)


@pytest.fixture(scope="module")
def leads() -> tuple[pd.DataFrame, pd.Series]:
    return simulated(6000)


@pytest.fixture(scope="module")
def cards(leads) -> dict[str, Scorecard]:
    return {name: fit(*leads) for name, fit in METHODS.items()}


@pytest.mark.parametrize("method", METHODS)
class TestEveryMethod:
    def test_gives_a_score_to_every_lead_in_its_place(self, method, cards, leads):
        X, _ = leads
        assert cards[method].score(X).index.equals(X.index)

    def test_recovers_the_order_of_the_true_rates(self, method, cards):
        title = cards[method].points_of("title")
        assert title["Director"] > title["Manager"] >= title["Clerk"]
        assert cards[method].points_of("source")["fair"] > cards[method].points_of("source")["web"]

    def test_hot_is_up(self, method, cards, leads):
        X, y = leads
        assert roc_auc_score(y, cards[method].score(X)) > 0.7
        assert cards[method].predict(X).corr(cards[method].score(X).astype(float)) > 0.9

    def test_explains_every_score_to_the_last_point(self, method, cards, leads):
        X, _ = leads
        explained = cards[method].explain(X).groupby(level=0)["points"].sum()
        assert explained.equals(cards[method].score(X).rename("points"))

    def test_leaves_its_inputs_alone(self, method, leads):
        X, y = leads[0].copy(), leads[1].copy()
        METHODS[method](X, y)
        pd.testing.assert_frame_equal(X, leads[0])
        pd.testing.assert_series_equal(y, leads[1])

    def test_gives_the_same_card_whatever_the_order_of_the_rows(self, method, leads, cards, tmp_path):
        X, y = leads
        order = np.random.default_rng(1).permutation(len(X))
        METHODS[method](X.iloc[order], y.iloc[order]).save(tmp_path / "shuffled.yml")
        cards[method].save(tmp_path / "in_order.yml")
        assert (tmp_path / "shuffled.yml").read_bytes() == (tmp_path / "in_order.yml").read_bytes()

    def test_probabilities_add_up_to_the_conversions(self, method, cards, leads):
        X, y = leads
        # Points are whole, and the line of manual cards comes from leads held out: a few in a hundred may go astray.
        assert abs(cards[method].predict(X).sum() - y.sum()) < 0.06 * y.sum()

    def test_refuses_labels_that_are_not_zero_or_one(self, method, leads):
        X, y = leads
        with pytest.raises(DataError, match=r"y has the value '(Converted|Open)'; allowed is 1 \(converted\) or 0"):
            METHODS[method](X, y.map({1: "Converted", 0: "Open"}))

    def test_refuses_a_history_without_conversions(self, method, leads):
        X, y = leads
        with pytest.raises(DataError, match="None of the 6000 leads converted"):
            METHODS[method](X, 0 * y)

    def test_refuses_a_history_of_conversions_only(self, method, leads):
        X, y = leads
        with pytest.raises(DataError, match="All 6000 leads converted"):
            METHODS[method](X, 0 * y + 1)

    def test_refuses_outcomes_of_other_leads(self, method, leads):
        X, y = leads
        with pytest.raises(DataError, match="X and y are indexed differently"):
            METHODS[method](X, y.iloc[::-1])

    def test_refuses_leads_without_attributes(self, method, leads):
        X, y = leads
        with pytest.raises(DataError, match="X has no attributes left"):
            METHODS[method](X[[]], y)


@pytest.mark.parametrize("method", ["log-odds", "logistic", "boosted"])
class TestTheScaleOfLearnedCards:
    def test_the_average_lead_scores_50(self, method, cards, leads):
        assert abs(cards[method].score(leads[0]).mean() - 50) < 1

    def test_99_of_100_leads_lie_inside_the_scale(self, method):
        X, y = simulated(3000, strength=4)
        card = METHODS[method](X, y)
        unclipped = card.points(X).sum(axis=1) + card.start
        assert unclipped.between(0, 100).mean() >= 0.99
        assert card.pdo < 10

    def test_without_signal_scores_stay_near_50(self, method, leads):
        X, y = leads
        chance = pd.Series(np.random.default_rng(3).permutation(y.to_numpy()), index=y.index)
        score = METHODS[method](X, chance).score(X)
        assert score.between(40, 60).all()


def test_a_high_level_close_rate_is_compared_with_the_overall_one():
    # 20 of 40 from the fair, 20 of 160 from the web: 40 of 200 overall.
    X = pd.DataFrame({"source": ["fair"] * 40 + ["web"] * 160})
    y = pd.Series([1] * 20 + [0] * 20 + [1] * 20 + [0] * 140)
    fair = close_rates(X, y).set_index("level").loc["fair"]
    assert (fair["close_rate"], fair["lift"]) == (0.5, 2.5)
    # Wilson by hand: centre (20 + 1.92) / (40 + 3.84) = 0.5, half width 1.96 √(0.25/40 + 0.0006) × 40/43.84.
    assert [round(fair["low"], 3), round(fair["high"], 3)] == [0.352, 0.648]
    # 4 / (0.2 × 0.8) = 25 leads at the base rate are put before the 40 seen: (20 + 5) / (40 + 25).
    assert fair["shrunk_rate"] == pytest.approx(25 / 65)


def test_the_ratio_is_twenty_points_where_one_percent_close_and_twenty_percent_of_demo_requests():
    X = pd.DataFrame({"demo": ["yes"] * 1000 + ["no"] * 49000})
    y = pd.Series([1] * 200 + [0] * 800 + [1] * 300 + [0] * 48700)
    assert fit_close_rates(X, y, rule="ratio").points_of("demo")["yes"] == 20


def test_the_difference_is_fifteen_points_where_ten_percent_close_and_a_quarter_of_trials():
    X = pd.DataFrame({"trial": ["yes"] * 400 + ["no"] * 1600})
    y = pd.Series([1] * 100 + [0] * 300 + [1] * 100 + [0] * 1500)
    # 100 of 400 is 25 %, 100 of 1,600 is 6.25 %, 200 of 2,000 is 10 %.
    assert fit_close_rates(X, y, rule="difference").points_of("trial").to_dict() == {
        "no": -4, "yes": 15, "(missing)": 0, "(other)": 0,
    }  # fmt: skip


def test_one_of_five_is_not_enough_data():
    X = pd.DataFrame({"source": ["fair"] * 5 + ["web"] * 995})
    y = pd.Series([1] + [0] * 4 + [1] * 9 + [0] * 986)
    levels = (Attribute("source", "text", category_levels([["web"], ["fair"]])),)
    card = fit_close_rates(X, y, levels=levels)
    assert card.table.set_index("level").loc["fair", ["verdict", "points"]].tolist() == ["not enough data", 0]


@pytest.mark.parametrize(
    ("conversions", "leads", "verdict"),
    [
        (1, 5, "not enough data"),
        (0, 400, "not enough data"),  # at a base rate of 1 % four conversions could be expected
        (0, 600, "use"),  # six could be expected and none came
        (6, 600, "weak"),  # just like the rest
        (12, 60, "use"),
    ],
)
def test_verdicts_at_a_base_rate_of_one_percent(conversions, leads, verdict):
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(conversions, leads, method="wilson")
    row = pd.DataFrame({"leads": [leads], "conversions": [conversions], "low": [low], "high": [high]})
    assert verdicts(row, 0.01).tolist() == [verdict]


def test_an_unknown_rule_is_refused(leads):
    with pytest.raises(ParameterError, match="rule is 'ratios'; did you mean `ratio`?"):
        fit_close_rates(*leads, rule="ratios")


def test_infinite_log_odds_are_refused_in_words():
    X = pd.DataFrame({"source": ["fair"] * 60 + ["web"] * 60})
    y = pd.Series([0] * 60 + [1] * 20 + [0] * 40)
    with pytest.raises(DataError, match="`source` is fair: 0 of 60 leads converted, so its log-odds are infinite"):
        fit_close_rates(X, y, shrink_leads=0)


def test_weight_of_evidence_adds_up_over_the_levels_that_are_there():
    X, y = simulated(500)
    table = weight_of_evidence(X, y)
    share = table["conversions"] / y.sum() - (table["leads"] - table["conversions"]) / (len(y) - y.sum())
    seen = table["leads"] > 0
    assert np.allclose(table["iv"][seen], (share * table["woe"])[seen])


class TestLogisticRegression:
    def test_agrees_with_statsmodels_when_the_prior_is_off(self, leads):
        X, y = leads
        levels = find_levels(X)
        ours = logistic_coefficients(X, y, levels=levels, prior_sd=math.inf)
        codes = level_codes(X, levels)
        design = [np.ones(len(y))]
        for i, attribute in enumerate(levels):
            counts = np.bincount(codes[:, i], minlength=len(attribute.levels))
            free = [k for k in np.flatnonzero(counts) if k != counts.argmax()]
            design += [(codes[:, i] == k).astype(float) for k in free]
        theirs = sm.Logit(y.to_numpy(), np.column_stack(design)).fit(disp=0, method="newton", tol=1e-12)
        free = ours[ours["standard_error"] > 0]
        assert np.abs(free["coefficient"] - theirs.params).max() < 1e-6
        assert np.abs(free["standard_error"] - theirs.bse).max() < 1e-6

    def test_the_reference_is_the_level_with_most_leads_and_has_odds_ratio_one(self, cards, leads):
        table = cards["logistic"].table
        most = leads[0]["title"].value_counts().index[0]
        row = table[(table["attribute"] == "title") & (table["level"] == most)].iloc[0]
        assert (row["reference"], row["odds_ratio"]) == (most, 1.0)

    def test_the_prior_does_not_depend_on_the_reference(self):
        # Whichever level is first in number, the other way round only the sign changes.
        X = pd.DataFrame({"a": ["x"] * 60 + ["y"] * 40})
        y = pd.Series([1] * 30 + [0] * 30 + [1] * 10 + [0] * 30)
        flipped = X.iloc[::-1].assign(a=X["a"].map({"x": "y", "y": "x"}))
        one = logistic_coefficients(X, y).set_index("level")["coefficient"]["y"]
        other = logistic_coefficients(flipped, y.loc[flipped.index]).set_index("level")["coefficient"]["x"]
        assert one == pytest.approx(other)

    def test_the_prior_is_a_ridge_on_all_levels(self):
        # The same fit by scikit-learn: one column a level, penalty 1 / (2 sd²) on each, none on the intercept.
        from sklearn.linear_model import LogisticRegression

        X, y = simulated(400)
        levels = find_levels(X[["title", "source"]])
        codes = level_codes(X, levels)
        one_hot = np.column_stack([codes[:, i] == k for i, a in enumerate(levels) for k in np.unique(codes[:, i])])
        ridge = LogisticRegression(C=0.5**2, tol=1e-10, max_iter=1000).fit(one_hot.astype(float), y)
        ours = logistic_coefficients(X[["title", "source"]], y, prior_sd=0.5).set_index("level")["coefficient"]
        assert ours["web"] - ours["fair"] == pytest.approx(ridge.coef_[0][3] - ridge.coef_[0][4], abs=1e-5)

    def test_the_influence_of_the_prior_fades_as_data_grow(self):
        gaps = []
        for n in (200, 2000, 20000):
            X, y = simulated(n)
            with_prior, without = (logistic_coefficients(X[["title"]], y, prior_sd=sd) for sd in (0.5, math.inf))
            gaps.append(np.abs(with_prior["coefficient"] - without["coefficient"]).max())
        assert gaps[0] > 3 * gaps[1] > 9 * gaps[2]

    def test_the_data_choose_a_narrow_prior_where_nothing_tells_and_a_wide_one_where_much_does(self, leads):
        X, y = leads
        chance = pd.Series(np.random.default_rng(3).permutation(y.to_numpy()), index=y.index)
        assert fit_logistic(X, chance).facts["prior_sd"] < 0.15
        assert 0.4 < fit_logistic(X, y).facts["prior_sd"] < 1.6

    def test_the_chosen_prior_lies_where_the_evidence_is_greatest(self):
        # Marginal likelihood by brute force: average the likelihood over draws of the two effects.
        X = pd.DataFrame({"a": ["x"] * 60 + ["y"] * 60})
        y = pd.Series([1] * 24 + [0] * 36 + [1] * 12 + [0] * 48)
        attributes, codes, outcome = prepare(X, y, None)
        laplace = [
            Regression._at(attributes, codes, outcome, count(attributes, codes, outcome), sd) for sd in (0.1, 0.4, 1.6)
        ]
        rng, grid = np.random.default_rng(0), np.linspace(-4, 2, 241)
        brute = []
        for sd in (0.1, 0.4, 1.6):
            x, other = rng.normal(0, sd, (2, 4000, 1))
            log_likelihood = sum(
                k * (grid + effect) - n * np.logaddexp(0, grid + effect)
                for k, n, effect in ((24, 60, x), (12, 60, other))
            )
            brute.append(np.log(np.exp(log_likelihood + 70).mean()))
        by_laplace = [fit.log_evidence() for fit in laplace]
        assert np.diff(by_laplace) == pytest.approx(np.diff(brute), abs=0.1)

    def test_a_level_without_conversions_stays_finite_and_is_named(self):
        # 16 leads, none converted: a plain fit runs to minus infinity here.
        X = pd.DataFrame({"source": ["fax"] * 16 + ["web"] * 184})
        y = pd.Series([0] * 16 + [1] * 40 + [0] * 144)
        card = fit_logistic(X, y)
        fax = card.table.set_index("level").loc["fax"]
        assert -3 < fax["log_odds"] < 0 < fax["log_odds_high"] - fax["log_odds_low"] < 5
        assert card.facts["separated"] == ["source is fax: none of 16 leads converted"]

    def test_a_single_lead_of_a_level_is_named_as_its_only_one(self):
        X = pd.DataFrame({"source": ["fax", "fair"] + ["web"] * 198})
        y = pd.Series([0, 1] + [1] * 40 + [0] * 158)
        named = [Level(value, Is((value,))) for value in ("fax", "fair", "web")]
        rest = [Level("(missing)", Missing()), Level("(other)", Other())]
        levels = [Attribute("source", "text", (*named, *rest))]
        said = ["source is fax: its only lead did not convert", "source is fair: its only lead converted"]
        assert fit_logistic(X, y, levels=levels).facts["separated"] == said

    def test_without_the_prior_separation_is_an_error_that_names_the_level(self):
        X = pd.DataFrame({"source": ["fax"] * 16 + ["web"] * 184})
        y = pd.Series([0] * 16 + [1] * 40 + [0] * 144)
        with pytest.raises(DataError, match="infinite coefficients: source is fax: none of 16 leads converted"):
            fit_logistic(X, y, prior_sd=math.inf)

    def test_without_the_prior_twin_columns_are_refused(self, leads):
        X, y = leads
        with pytest.raises(DataError, match="no finite solution"):
            fit_logistic(X.assign(twin=X["title"]), y, prior_sd=math.inf)

    def test_with_the_prior_twin_columns_share_the_points(self, leads):
        X, y = leads
        card = fit_logistic(X.assign(twin=X["title"]), y)
        assert card.points_of("twin").tolist() == card.points_of("title").tolist()

    @pytest.mark.parametrize("prior_sd", [0, -1, float("nan"), "wide"])
    def test_a_prior_without_width_is_refused(self, leads, prior_sd):
        with pytest.raises(
            ParameterError,
            match=r"prior_sd is (0|-1|nan|'wide'); allowed is a number above 0, infinity for no prior, or None",
        ):
            fit_logistic(*leads, prior_sd=prior_sd)

    def test_whole_points_cost_next_to_nothing(self, cards):
        facts = cards["logistic"].facts
        assert abs(facts["rounding_cost_auc"]) < 0.005
        assert abs(facts["rounding_cost_log_loss"]) < 0.002

    def test_the_check_takes_the_attributes_that_need_no_prior(self, leads):
        X, y = leads
        check = check_against_statsmodels(
            X, y, levels=find_levels(X.assign(twin=X["title"])[["title", "twin", "source"]])
        )
        assert check.table["level"].tolist()[-1] == "source: fair"
        assert len(check.table) == 4
        assert check.largest_difference < 1e-6

    def test_the_check_is_empty_where_everything_needs_a_prior(self):
        X = pd.DataFrame({"source": ["fax"] * 16 + ["web"] * 184})
        check = check_against_statsmodels(X, pd.Series([0] * 16 + [1] * 40 + [0] * 144), levels=find_levels(X))
        assert check.table.empty


class TestCalibration:
    def test_a_hand_written_card_gets_probabilities_that_hold(self, leads):
        X, y = leads
        title = Attribute("title", "text", category_levels([["Director"], ["Manager"], ["Clerk"]]))
        card = Scorecard.of("by hand", {title: [20, 10, 0, 0, 0]})
        probability = calibrate(card, X, y).predict(X)
        assert probability.sum() == pytest.approx(y.sum(), rel=0.01)
        assert log_loss(y, probability) < log_loss(y, [y.mean()] * len(y))

    def test_a_card_that_points_the_wrong_way_says_nothing_instead(self, leads):
        X, y = leads
        title = Attribute("title", "text", category_levels([["Director"], ["Manager"], ["Clerk"]]))
        upside_down = calibrate(Scorecard.of("upside down", {title: [0, 10, 20, 0, 0]}), X, y)
        assert upside_down.predict(X).tolist() == pytest.approx([y.mean()] * len(y))

    def test_the_slope_is_that_of_a_logistic_regression(self, leads):
        X, y = leads
        title = Attribute("title", "text", category_levels([["Director"], ["Manager"], ["Clerk"]]))
        card = Scorecard.of("by hand", {title: [20, 10, 0, 0, 0]})
        fit = sm.Logit(y, sm.add_constant(card.score(X).astype(float))).fit(disp=0)
        # The outcomes are pulled inwards by 1 in some 900, which moves the slope a little.
        assert np.log(2) / calibrate(card, X, y).line.points_to_double == pytest.approx(fit.params["score"], rel=0.01)
