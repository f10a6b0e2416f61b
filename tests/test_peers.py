"""Defects seen in other scorecard software, each of which must not be ours."""

import io
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from leadtools.errors import DataError
from leadtools.methods.close_rates import fit_close_rates
from leadtools.methods.logistic import fit_logistic

FITS = {"close rates": fit_close_rates, "logistic": fit_logistic}


@pytest.fixture(scope="module")
def leads() -> tuple[pd.DataFrame, pd.Series]:
    """Half of 300 C-level leads converted, a tenth of 700 others."""
    X = pd.DataFrame({"seniority": ["C-level"] * 300 + ["Manager"] * 400 + ["Intern"] * 300})
    y = pd.Series(([1] * 150 + [0] * 150) + ([1] * 50 + [0] * 350) + ([1] * 20 + [0] * 280))
    return X, y


@pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
class TestNoCard:
    def test_gives_hot_leads_low_points(self, fit, leads):
        points = fit(*leads).points_of("seniority")
        assert points["C-level"] > points["Manager"] > points["Intern"]

    def test_states_other_odds_at_its_base_score_than_it_predicts(self, fit, leads):
        card = fit(*leads)
        # Reversing a card without its intercept gave even odds a score of 242 instead of 100.
        at_base = card.line.probability(np.array([card.base_score]))[0]
        assert at_base / (1 - at_base) == pytest.approx(card.base_odds)
        twice = card.line.probability(np.array([card.base_score + card.line.points_to_double]))[0]
        assert twice / (1 - twice) == pytest.approx(2 * card.base_odds)

    def test_orders_leads_otherwise_than_its_probabilities(self, fit, leads):
        X, y = leads
        card = fit(X, y)
        assert roc_auc_score(y, card.score(X)) == roc_auc_score(y, card.predict(X))

    def test_gives_an_unseen_level_the_points_of_another_or_a_silent_zero(self, fit, leads):
        card = fit(*leads)
        owner = pd.DataFrame({"seniority": ["Owner"]})
        row = card.explain(owner).iloc[1]
        assert row["level"] == "(other)"
        verdict = card.table.set_index("level").loc["(other)", "verdict"]
        assert verdict == "not enough data"

    def test_turns_upside_down_when_outcomes_are_words(self, fit, leads):
        X, y = leads
        with pytest.raises(DataError, match="y has the value 'Converted'.* Name the outcome: y == 'Converted'"):
            fit(X, y.map({1: "Converted", 0: "Open"}))

    def test_asks_on_the_keyboard(self, fit, leads, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        many = leads[0].assign(code=[f"c{i}" for i in range(1000)])
        assert len(fit(many, leads[1]).attributes) == 2

    def test_disagrees_with_itself_in_table_score_and_probability(self, fit, leads):
        X, y = leads
        card = fit(X, y)
        by_table = X["seniority"].map(card.points_of("seniority")) + card.start
        assert card.score(X).tolist() == by_table.clip(card.lowest, card.highest).tolist()
        assert card.predict(X).tolist() == card.line.probability(by_table.clip(0, 100).to_numpy()).tolist()
