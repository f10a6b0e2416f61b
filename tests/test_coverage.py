"""Do 95 % intervals hold the truth 95 times in 100? A small seeded version of benchmarks/coverage.py."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from leadtools.evaluation.ranking import auc_intervals
from leadtools.levels import Attribute, category_levels
from leadtools.methods.close_rates import close_rates

RATES = {"fair": 0.3, "web": 0.12, "list": 0.05}


def within_two_standard_errors(held: list[float]) -> object:
    return pytest.approx(0.95, abs=2 * np.sqrt(0.95 * 0.05 / len(held)))


def test_intervals_of_close_rates_hold_the_true_rates():
    source = [Attribute("source", "text", category_levels([[name] for name in RATES]))]
    held = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        X = pd.DataFrame({"source": rng.choice(list(RATES), 600)})
        y = pd.Series((rng.random(600) < X["source"].map(RATES)).astype(int))
        table = close_rates(X, y, levels=source).set_index("level")
        held += [table.loc[name, "low"] <= rate <= table.loc[name, "high"] for name, rate in RATES.items()]
    assert np.mean(held) == within_two_standard_errors(held)


@pytest.mark.parametrize("shift", [0.0, 0.7, 1.5])
def test_intervals_of_the_auc_hold_the_true_one(shift):
    # Scores are normal, those of converters `shift` higher: the right order in Φ(shift ÷ √2) of the pairs.
    truth, held = norm.cdf(shift / np.sqrt(2)), []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        y = pd.Series((rng.random(300) < 0.2).astype(int))
        row = auc_intervals(y, {"score": pd.Series(rng.normal(size=300) + shift * y)}).iloc[0]
        held.append(row["auc_low"] <= truth <= row["auc_high"])
    assert np.mean(held) == within_two_standard_errors(held)
