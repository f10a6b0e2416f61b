"""Are probabilities spread as far as they should be: by hand, by statsmodels, and covering the truth."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import expit, logit
from scipy.stats import chi2

from leadtools.errors import DataError
from leadtools.evaluation.slope import calibration_slope


def drawn(n: int, slope: float, seed: int) -> tuple[pd.Series, pd.Series]:
    """Return outcomes whose log-odds are `slope` times what is said, around one in five."""
    rng = np.random.default_rng(seed)
    said = rng.normal(-1.5, 1, n)
    return pd.Series((rng.random(n) < expit(slope * said)).astype(int)), pd.Series(expit(said))


def test_by_hand():
    # Said log-odds ∓ln 4, came 1 : 2 and 2 : 1, log-odds ∓ln 2. ln 2 ÷ ln 4 = 0.5.
    slope, low, high = calibration_slope(pd.Series([1, 0, 0, 1, 1, 0]), pd.Series([0.2] * 3 + [0.8] * 3))
    assert slope == pytest.approx(0.5)
    assert low < 0.5 < high


def test_statsmodels_finds_the_same_slope_and_the_ends_lose_what_the_test_allows():
    y, p = drawn(400, 0.8, 3)
    x, (slope, low, high) = logit(p.to_numpy()), calibration_slope(y, p)
    full = sm.Logit(y.to_numpy(), sm.add_constant(x)).fit(disp=0)
    assert slope == pytest.approx(full.params[1], abs=1e-6)
    for end in (low, high):
        held = sm.GLM(y.to_numpy(), np.ones(len(y)), family=sm.families.Binomial(), offset=end * x).fit()
        assert 2 * (full.llf - held.llf) == pytest.approx(chi2.ppf(0.95, 1), abs=1e-4)


def test_the_interval_covers_the_truth():
    # 200 histories of 300 leads, seeded: within two standard errors of 95 %.
    found = [calibration_slope(*drawn(300, 0.7, seed)) for seed in range(200)]
    covered = np.mean([low <= 0.7 <= high for _, low, high in found])
    assert covered == pytest.approx(0.95, abs=2 * np.sqrt(0.95 * 0.05 / 200))


def test_leads_parted_without_a_fault_have_an_infinite_slope_with_a_finite_lower_end():
    slope, low, high = calibration_slope(pd.Series([0, 0, 0, 1, 1, 1]), pd.Series([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]))
    assert (slope, high) == (math.inf, math.inf)
    assert 0 < low < math.inf


def test_upside_down_is_minus_infinite():
    slope, low, high = calibration_slope(pd.Series([1, 1, 1, 0, 0, 0]), pd.Series([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]))
    assert (slope, low) == (-math.inf, -math.inf)
    assert -math.inf < high < 0


@pytest.mark.parametrize(("y", "p"), [([0, 1, 0], [0.2] * 3), ([0, 0, 0], [0.1, 0.2, 0.3])])
def test_one_probability_or_one_outcome_has_no_slope(y, p):
    assert all(map(math.isnan, calibration_slope(pd.Series(y), pd.Series(p))))


def test_the_order_of_rows_does_not_matter():
    y, p = drawn(200, 1, 0)
    order = np.random.default_rng(1).permutation(200)
    assert calibration_slope(y.iloc[order], p.iloc[order]) == pytest.approx(calibration_slope(y, p))


@pytest.mark.parametrize("odd", [0.0, 1.0, -0.1, float("nan")])
def test_a_probability_without_log_odds_is_refused(odd):
    with pytest.raises(DataError, match="p holds values that have no log-odds; allowed is above 0 and below 1"):
        calibration_slope(pd.Series([0, 1]), pd.Series([0.5, odd]))


def test_more_outcomes_than_probabilities_are_refused():
    with pytest.raises(DataError, match="y has 3 leads but p has 2; give one probability for each lead"):
        calibration_slope(pd.Series([0, 1, 1]), pd.Series([0.5, 0.4]))
