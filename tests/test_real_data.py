"""Real exports with hand-written configurations: what comes out lies where others found it."""

from pathlib import Path

import pytest

from leadtools.evaluation import Comparison, compare
from leadtools.methods.close_rates import fit_close_rates
from leadtools.methods.logistic import fit_logistic
from leadtools.runs import Run, open_run

CONFIGS = Path(__file__).parent / "configs"


@pytest.fixture(scope="session")
def run_of(shared_data, tmp_path_factory):
    """Return the run of a configuration; the test is skipped where its data are not there."""

    def open_named(name: str, data: str) -> Run:
        shared_data(data)
        return open_run(CONFIGS / f"{name}.yml", tmp_path_factory.mktemp(name))

    return open_named


def judged(run: Run) -> Comparison:
    train, test = run.split.train, run.split.test
    cards = [fit(train.X, train.y, levels=run.levels) for fit in (fit_close_rates, fit_logistic)]
    return compare(cards, test.X, test.y)


def test_x_education_is_ranked_as_well_as_by_a_plain_regression(run_of):
    run = run_of("x_education", "x_education/Leads.csv")
    assert (run.split.kind, len(run.split.test.y)) == ("order", 2772)
    assert 0.87 <= judged(run).table.loc["logistic", "auc"] <= 0.91


def test_bank_marketing_is_ranked_without_a_leak(run_of):
    run = run_of("bank_marketing", "bank_marketing/bank-additional-full.csv.gz")
    auc = judged(run).table.loc["logistic", "auc"]
    assert auc >= 0.60
    assert auc <= 0.80, "so good can only be a leak"


def test_olist_is_judged_by_its_second_file_within_90_days(run_of):
    run = run_of("olist_funnel", "olist_funnel/olist_marketing_qualified_leads_dataset.csv")
    assert run.split.kind == "time"
    assert 0.62 <= judged(run).table.loc["logistic", "auc"] <= 0.72


def test_maven_has_no_signal_and_that_is_said(run_of):
    run = run_of("maven_crm", "maven_crm/sales_pipeline.csv")
    comparison = judged(run)
    assert comparison.table["auc"].max() <= 0.56
    assert comparison.signal != "yes"
    assert "do not call by these scores" in comparison.verdict or "cannot be told yet" in comparison.verdict
