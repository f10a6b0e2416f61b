"""A run seen through time, with dates and without; and its pictures."""

import numpy as np
import pandas as pd
import pytest

from leadtools.look_back import LookBack
from leadtools.plots import plot_backtest, plot_maturity, plot_time_to_close
from leadtools.runs import open_run
from tests.conftest import ROOT
from tests.test_refit import export

CONFIGS = ROOT / "tests" / "configs"


@pytest.fixture(scope="module")
def back(tmp_path_factory) -> LookBack:
    folder = tmp_path_factory.mktemp("dated")
    return LookBack.of(open_run(export(folder / "data"), folder / "run"), every="quarter")


@pytest.fixture(scope="module")
def undated(tmp_path_factory) -> LookBack:
    folder = tmp_path_factory.mktemp("undated")
    return LookBack.of(open_run(export(folder / "data", dates=False), folder / "run"))


def test_the_periods_are_judged_in_order(back):
    assert back.steps["from"].tolist() == [
        f"{day:%Y-%m-%d}" for day in pd.date_range("2024-04-01", periods=7, freq="QS")
    ]
    assert (back.reason, back.why_not_followed) == ("", "")
    assert back.words == back.found.verdict


def test_the_turn_of_the_market_shows_in_the_quarter_in_which_it_came(back):
    # From May 2024 on the web closes better; the card of April learned the opposite, the random split agreed with it.
    row = back.found.table.iloc[0]
    assert row["auc_high"] < 0.5 < row["random_split_auc"]


def test_the_leads_still_needed_have_a_day_at_the_present_inflow(back):
    needed = back.leads_needed(1.06)
    missing = needed[needed["leads_missing"] > 0]
    assert len(missing) == missing["ready_on"].notna().sum() > 0
    assert set(back.attributes_ready(needed)["attribute"]) == {"source", "size"}


def test_an_export_without_dates_says_so_and_still_says_how_much_data_is_enough(undated):
    assert undated.found is None
    assert undated.words == (
        "Looking back month by month needs the date on which each lead was created; the leads have none."
    )
    assert undated.why_not_followed == undated.words
    assert undated.leads_needed(1.5)["ready_on"].isna().all()


def test_olist_is_seen_through_time(shared_data, tmp_path):
    shared_data("olist_funnel/olist_marketing_qualified_leads_dataset.csv")
    back = LookBack.of(open_run(CONFIGS / "olist_funnel.yml", tmp_path, as_of="2018-06-01"), every="month")
    newest = back.months.iloc[-1]
    assert (newest["segment"], newest["young_share"]) == ("2018-05", 1.0)
    assert newest["close_rate"] > newest["naive_rate"]
    assert back.time_to_close["close_rate"].is_monotonic_increasing


def test_pictures_have_names_and_words(back):
    for ax in (plot_backtest(back.found.table), plot_time_to_close(back.by_day), plot_maturity(back.months)):
        assert ax.get_title(loc="left")
        assert len(ax.figure.get_label()) > len(ax.get_title(loc="left")) + 10


def unjudged(table: pd.DataFrame, periods: int) -> pd.DataFrame:
    """Return the table as if the first periods had not had enough data."""
    few = table["month"].isin(table["month"].head(periods))
    shown = table.assign(verdict=table["verdict"].mask(few, "not enough data"))
    return shown.assign(**{name: shown[name].mask(few) for name in ("auc", "auc_low", "auc_high")})


def test_the_title_counts_the_periods_that_beat_chance_among_those_that_could_be_judged(back):
    table = unjudged(back.found.table, 2)
    above = (table["auc_low"] > 0.5).sum()
    assert plot_backtest(table).get_title(loc="left").startswith(f"In {above} of 5 periods that could be judged")


def test_the_title_says_where_no_period_could_be_judged(back):
    assert plot_backtest(unjudged(back.found.table, 7)).get_title(loc="left") == "No period could be judged"


def test_a_curve_nobody_was_followed_for_says_so():
    columns = ["days", "close_rate", "low", "high"]
    empty = pd.DataFrame([[30, np.nan, np.nan, np.nan]], columns=columns)
    assert plot_time_to_close(empty).get_title(loc="left") == "No lead has been followed long enough"
