"""The months of the year: a planted season is seen, growth and chance are not taken for one."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.api import GLM, add_constant, families

from leadtools.behaviour import Season, season
from leadtools.errors import DataError, MomentError, ParameterError
from leadtools.history import History
from leadtools.plots import plot_season, show
from leadtools.simulate import make_history
from leadtools.simulate.truth import SEASON_MONTHS, SEASON_PRODUCT

DIFFER = "the months differ beyond chance"


@pytest.fixture(scope="module")
def sample() -> Season:
    return season(make_history(4000, seed=1), by="product_interest")


def steady(seed: int, *, growth: float = 1.0, leads: int = 1500) -> History:
    """Return three years without a season; `growth` times as many leads come at the end, and close as much better."""
    rng = np.random.default_rng(seed)
    passed = rng.random(6 * leads)
    passed = passed[rng.random(len(passed)) < (1 + (growth - 1) * passed) / growth][:leads]
    created = pd.Timestamp("2022-01-01") + pd.to_timedelta(passed * 3 * 365.25, unit="D").floor("s")
    won = rng.random(leads) < 0.1 * (1 + (growth - 1) * passed)
    columns = {
        "lead_id": range(leads),
        "created_at": created,
        "converted_at": (created + pd.Timedelta(days=9)).where(won),
    }
    visits = pd.DataFrame({"lead_id": rng.integers(0, leads, 4 * leads), "event": "visit"})
    visits["at"] = created[visits["lead_id"]] + pd.to_timedelta(rng.random(4 * leads) * 29, unit="D").floor("s")
    return History(pd.DataFrame(columns), visits, known_until="2025-06-01")


def test_the_planted_season_of_the_sample_is_seen_and_lies_in_its_months(sample):
    assert sample.verdict("close rate") == f"{DIFFER}; 3 of them seen in one year only"
    assert sample.verdict("leads per day") == DIFFER
    rates = sample.table.query("whose == 'all leads' and measure == 'close rate'")
    assert set(rates.nlargest(3, "value")["month"]) == set(SEASON_MONTHS)


def test_a_month_of_which_less_than_half_is_seen_counts_for_no_year():
    # From 20 January 2023 to 10 February 2025: of January 2023 twelve days are seen, of February 2025 ten.
    created = pd.date_range("2023-01-20", "2025-02-10", freq="6h")
    leads = pd.DataFrame({"lead_id": range(len(created)), "created_at": created, "converted_at": pd.NaT})
    leads.loc[::5, "converted_at"] = leads["created_at"] + pd.Timedelta(days=9)
    table = season(History(leads, known_until="2026-01-01")).table.query("measure == 'close rate'")
    assert table["years"].tolist() == [2] * 12


def test_the_product_of_the_season_comes_more_often_then(sample):
    months = sample.table.query("whose == @SEASON_PRODUCT and measure == 'leads per day'").set_index("month")
    busy = months.index.isin(SEASON_MONTHS)
    assert sample.verdict("leads per day", SEASON_PRODUCT) == DIFFER
    assert months.loc[busy, "low"].min() > months.loc[~busy, "high"].max()


def test_what_leads_do_has_no_season_in_the_sample_and_none_is_claimed(sample):
    assert set(sample.tests.query("measure == 'events per lead'")["verdict"]) == {"no more than chance"}


def test_where_months_are_alike_a_season_is_seldom_claimed():
    # 20 histories, one in twenty of which may claim one: 1 expected; more than 4 happen less than once in 300.
    claimed = [season(steady(seed)).tests["verdict"].str.startswith(DIFFER).any() for seed in range(20)]
    assert sum(claimed) <= 4


def test_a_company_that_grows_has_no_season_for_that():
    claimed = [season(steady(seed, growth=3)).tests["verdict"].str.startswith(DIFFER).any() for seed in range(10)]
    assert sum(claimed) <= 2


def test_the_statistic_agrees_with_the_likelihood_ratio_of_a_logistic_regression():
    history = steady(1)
    created = history.created_at
    passed = add_constant((created - created.min()).dt.days.to_numpy() / 365.25)
    months = np.column_stack([passed, pd.get_dummies(created.dt.month, drop_first=True, dtype=float)])
    y = history.outcomes["converted"].to_numpy(float)
    without, with_months = (GLM(y, X, family=families.Binomial()).fit().deviance for X in (passed, months))
    statistic = season(history).tests.set_index("measure").loc["close rate", "statistic"]
    assert statistic == pytest.approx(without - with_months, rel=0.05)


def test_counts_are_those_of_the_leads_judged(sample):
    history = make_history(4000, seed=1)
    y = history.snapshot(after_days=0, horizon_days=90).y
    rates = sample.table.query("whose == 'all leads' and measure == 'close rate'")
    assert rates[["count", "out_of"]].sum().tolist() == [y.sum(), len(y)]
    leads = sample.table.query("whose == 'all leads' and measure == 'leads per day'")
    assert leads["count"].sum() == 4000
    assert (leads["value"] == leads["count"] / leads["out_of"]).all()


def test_too_little_is_said_to_be_too_little():
    history = make_history(120, seed=0)
    found = season(History(history.leads, roles=history.roles))
    assert found.verdict("close rate") == "not enough data"
    assert "events per lead" not in set(found.tests["measure"])


def test_the_picture_says_the_verdict_and_the_months(sample):
    image = show(plot_season(sample, "leads per day", SEASON_PRODUCT))
    assert image.alt.startswith("Leads per day of Ledger, highest in Sep with 5.4: the months differ beyond chance.")
    assert "Mar: 1.8" in image.alt


def test_what_cannot_be_asked_is_answered_in_words(sample):
    history = make_history(200, seed=0)
    with pytest.raises(DataError, match="did you mean `product_interest`"):
        season(history, by="product_interests")
    with pytest.raises(ParameterError, match="did you mean `close rate`"):
        sample.verdict("close rates")
    with pytest.raises(ParameterError, match="whose is 'Ledgers'; did you mean `Ledger`"):
        plot_season(sample, whose="Ledgers")
    with pytest.raises(MomentError, match="needs the date on which each lead was created"):
        season(History(pd.DataFrame({"lead_id": [1, 2], "converted": [True, False]})))
