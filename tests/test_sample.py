"""The bundled sample from end to end: the truth is recovered, and the report keeps its promises."""

import json
import shutil
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from leadtools.report import run_report
from leadtools.runs import Run, open_run
from leadtools.scorecard import Scorecard
from leadtools.simulate import TRUE_EFFECTS
from tests.conftest import ROOT

DATA = ROOT / "data"


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    return run_report(DATA / "leadtools.yml", tmp_path_factory.mktemp("sample") / "report")


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Run:
    return open_run(DATA / "leadtools.yml", tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def card(report) -> Scorecard:
    return Scorecard.load(report / "scorecards" / "logistic.yml")


def as_in_truth(level: str) -> str:
    """Return the name that the documented truth gives to a level of employees."""
    edges = {"10–49": "10 to below 50", "50–249": "50 to below 250", "250–999": "250 to below 1000"}
    return edges.get(level, level.replace("1,000 or more", "1000 and more"))


def pairs_of_levels(card: Scorecard):
    """Yield the true difference in log-odds and the difference in points of every two levels of an attribute."""
    for attribute in card.attributes:
        points = card.points_of(attribute.name).rename(as_in_truth)
        truth = TRUE_EFFECTS.get(attribute.name, {})
        for one, other in combinations([level for level in truth if level in points.index], 2):
            yield truth[one] - truth[other], points[one] - points[other]


def test_the_logistic_points_recover_the_order_of_the_true_effects(card):
    # 263 conversions cannot tell small effects apart: large differences must all be right, smaller ones mostly.
    pairs = [(true, found) for true, found in pairs_of_levels(card) if abs(true) >= 0.3]
    large = [true * found > 0 for true, found in pairs if abs(true) >= 0.75]
    assert len(large) >= 30
    assert all(large)
    assert np.mean([true * found > 0 for true, found in pairs]) > 0.9


def test_explanations_add_up_to_every_score(report, card, run):
    scores = pd.read_csv(report / "scores.csv", index_col="lead_id")["score"]
    explained = card.explain(run.open_leads).groupby(level=0)["points"].sum()
    assert explained[scores.index].tolist() == scores.tolist()


def test_no_lead_that_was_won_is_on_the_list_and_no_open_one_is_missing(report):
    leads = pd.read_csv(DATA / "leads.csv")
    scored = pd.read_csv(report / "scores.csv")["lead_id"]
    assert set(scored) == set(leads.loc[leads["converted_at"].isna(), "lead_id"])


def test_the_run_folder_keeps_its_contract(report):
    summary = json.loads((report / "summary.json").read_text(encoding="utf-8"))
    rows, outcome, split = summary["rows"], summary["outcome"], summary["split"]
    assert rows["read"] == rows["used"] + rows["set_aside"] == 4000
    assert outcome["leads"] + outcome["too_young"] == 4000
    assert outcome["close_rate"] == pytest.approx(outcome["conversions"] / outcome["leads"], abs=1e-6)
    assert (split["kind"], split["train"] + split["test"]) == ("time", outcome["leads"])
    assert {"close_rates", "logistic"} <= set(summary["methods"])
    for figures in summary["methods"].values():
        assert set(figures) >= {"auc", "auc_low", "auc_high", "log_loss", "brier", "lift_top_tenth"}
        assert 0.5 < figures["auc_low"] < figures["auc"] < figures["auc_high"] < 1
    assert summary["signal"] == "yes"
    assert {"column", "kind", "reason"} == set(summary["excluded"][0])
    assert {"call_outcome", "email"} <= {row["column"] for row in summary["excluded"]}
    assert pd.read_csv(report / "set_aside.csv").columns.tolist() == ["file", "row", "lead_id", "reason"]


def test_no_e_mail_or_name_gets_into_the_report(report):
    leads = pd.read_csv(DATA / "leads.csv")
    private = [*leads["email"].dropna().head(400), *leads["contact_name"].dropna().head(400)]
    pages = "".join(path.read_text(encoding="utf-8") for path in report.rglob("*") if path.is_file())
    assert [text for text in private if text in pages] == []


def test_two_runs_give_the_same_bytes_throughout(report, tmp_path):
    again = run_report(DATA / "leadtools.yml", tmp_path / "report")
    first, second = (
        {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()} for folder in (report, again)
    )
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_shuffling_the_rows_of_the_input_changes_no_byte_of_the_scores(report, tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    for name in ("leads.csv", "events.csv"):
        path = tmp_path / "data" / name
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        table.sample(frac=1, random_state=7).to_csv(path, index=False)
    shuffled = run_report(tmp_path / "data" / "leadtools.yml", tmp_path / "report")
    assert (shuffled / "scores.csv").read_bytes() == (report / "scores.csv").read_bytes()
    assert (shuffled / "scorecards" / "logistic.yml").read_bytes() == (
        report / "scorecards" / "logistic.yml"
    ).read_bytes()
