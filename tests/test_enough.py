"""How many leads are enough: by hand, and by trying it out."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportions_ztest

from leadtools.errors import DataError, MomentError, ParameterError
from leadtools.evaluation.enough import attributes_ready, leads_needed, present_inflow
from leadtools.history import History


def leads(n: int, share: float, rate: float) -> tuple[pd.DataFrame, pd.Series]:
    """Return `n` leads of which a share are from the fair, and of all a share converted, evenly."""
    X = pd.DataFrame({"source": np.where(np.arange(n) % 100 < 100 * share, "fair", "web")})
    return X, pd.Series((np.arange(n) // 100 % 10 < 10 * rate).astype(int))


def test_the_number_by_hand():
    # p = 0.5, share 0.5, lift 1.5: 0.75 against 0.25, effect π/3; 2.8016² ÷ (π/3)² ÷ 0.25 = 28.6.
    table = leads_needed(*leads(1000, 0.5, 0.5)).set_index("level")
    assert table.loc["fair", ["level_rate", "rest_rate", "leads_needed"]].tolist() == [0.75, 0.25, 29]
    assert table.loc["fair", "verdict"] == "enough"


@pytest.mark.parametrize(("lift", "share"), [(1.5, 0.3), (0.5, 0.2)])
def test_with_so_many_leads_the_lift_is_found_four_times_in_five(lift, share):
    row = leads_needed(*leads(10_000, share, 0.2), lift=lift).set_index("level").loc["fair"]
    n, rng = int(row["leads_needed"]), np.random.default_rng(0)
    n_fair = round(share * n)
    found = []
    for _ in range(1000):
        wins = rng.binomial([n_fair, n - n_fair], [row["level_rate"], row["rest_rate"]])
        found.append(proportions_ztest(wins, [n_fair, n - n_fair])[1] < 0.05)
    # Two standard errors of 0.8 over 1,000 trials are 0.025; the rest is the normal approximation.
    assert np.mean(found) == pytest.approx(0.8, abs=0.05)


def test_the_base_rate_is_that_of_all_leads_together():
    row = leads_needed(*leads(10_000, 0.3, 0.2)).set_index("level").loc["fair"]
    assert row["share"] * row["level_rate"] + (1 - row["share"]) * row["rest_rate"] == pytest.approx(0.2)


def test_a_rarer_level_takes_more_leads_and_a_larger_lift_fewer():
    rare = leads_needed(*leads(10_000, 0.1, 0.2)).set_index("level").loc["fair", "leads_needed"]
    common = leads_needed(*leads(10_000, 0.3, 0.2)).set_index("level").loc["fair", "leads_needed"]
    larger = leads_needed(*leads(10_000, 0.3, 0.2), lift=2).set_index("level").loc["fair", "leads_needed"]
    assert larger < common < rare


def test_the_day_follows_from_the_inflow():
    table = leads_needed(*leads(1000, 0.1, 0.1), leads_a_day=10, counted_on="2025-06-01 13:00").set_index("level")
    row = table.loc["fair"]
    assert row["leads_missing"] == row["leads_needed"] - 1000
    assert row["ready_on"] == pd.Timestamp("2025-06-01") + pd.Timedelta(days=np.ceil(row["leads_missing"] / 10))
    assert row["verdict"] == f"{row['leads_missing']:,.0f} more leads, by {row['ready_on']:%Y-%m-%d}"


def test_a_day_beyond_ten_years_is_not_promised():
    row = leads_needed(*leads(1000, 0.05, 0.1), leads_a_day=0.5, counted_on="2025-06-01").set_index("level").loc["fair"]
    assert pd.isna(row["ready_on"])
    assert row["verdict"].endswith("more leads")


def test_levels_at_which_there_can_be_no_such_lift_say_so():
    # Nine in ten leads cannot close at 1.5 times the average of all ten.
    table = leads_needed(*leads(1000, 0.1, 0.2)).set_index("level")
    assert table.loc["web", "verdict"] == "too common for such a lift"
    assert table.loc["(missing)", "verdict"] == "no lead has it"


def test_attributes_are_summed_up_by_the_levels_that_can_be_told():
    X, y = leads(1000, 0.3, 0.2)
    summed = attributes_ready(leads_needed(X.assign(same="x"), y)).set_index("attribute")
    assert summed.loc["source", ["levels", "told", "first_level"]].tolist() == [1, 1, "fair"]
    assert summed.loc["same", ["levels", "told", "first_level"]].tolist() == [0, 0, "–"]


@pytest.mark.parametrize("lift", [1, 0, -2, float("inf"), float("nan"), "x"])
def test_a_lift_that_is_none_is_refused(lift):
    with pytest.raises(ParameterError, match=f"lift is {lift!r}; allowed is a number above 0 other than 1"):
        leads_needed(*leads(1000, 0.3, 0.2), lift=lift)


def test_an_inflow_of_nothing_is_refused():
    with pytest.raises(ParameterError, match="leads_a_day is 0; allowed is a number above 0"):
        leads_needed(*leads(1000, 0.3, 0.2), leads_a_day=0)


def test_no_conversions_is_said():
    X, y = leads(1000, 0.3, 0.2)
    with pytest.raises(DataError, match="None of the 1000 leads converted"):
        leads_needed(X, 0 * y)


def test_the_inflow_needs_dates():
    with pytest.raises(MomentError, match="they have no creation date"):
        present_inflow(History(pd.DataFrame({"lead_id": [1], "converted": [True]})))
