"""A run's rubric and beliefs beside its leads, also where there are none."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from leadtools.errors import ConfigError
from leadtools.rubric_review import RubricReview
from leadtools.runs import open_run
from tests.conftest import ROOT

RUBRIC = """name: ours
scale: {start: 0}
tiers: {hot: 10}
attributes:
  - name: source
    levels:
      - {level: fair, is: [fair], points: 20}
      - {level: web, is: [web], points: 0}
"""
BELIEFS = "who,attribute,level,effect\nsales,source,fair,much better\nmarketing,source,web,better\n"


def company(folder: Path, *, rubric: str = "", beliefs: str = "", more: str = "") -> RubricReview:
    """Return the review of 600 leads, of whom half came from the fair and closed three times as often."""
    rng = np.random.default_rng(0)
    source = rng.choice(["fair", "web"], 600)
    won = np.where(rng.random(600) < np.where(source == "fair", 0.45, 0.15), "yes", "no")
    leads = pd.DataFrame({"id": range(600), "source": source, "size": rng.choice(["s", "m"], 600), "won": won})
    leads.to_csv(folder / "leads.csv", index=False)
    lines = ["leads: leads.csv", "id: id", "order: rows", "outcome: {flag: won}", more]
    for name, text in (("rubric.yml", rubric), ("beliefs.csv", beliefs)):
        if text:
            (folder / name).write_text(text, encoding="utf-8")
            lines.append(f"{name.split('.')[0]}: {name}")
    (folder / "leadtools.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return RubricReview.of(open_run(folder / "leadtools.yml", folder / "out"))


def test_without_a_rubric_the_review_says_how_to_begin_with_one(tmp_path):
    review = company(tmp_path)
    assert review.check is None
    assert review.words.startswith(
        "The configuration names no rubric. To begin with a published table of points, write"
    )
    assert "`pricing_page` (number of visits to the pricing page)" in review.words
    assert review.why_no_beliefs.startswith("Nobody's beliefs are written down yet.")
    assert review.facts() == {"rubric_check": None, "beliefs": None}


def test_a_rubric_is_held_against_all_leads_and_piloted_on_the_latest(tmp_path):
    review = company(tmp_path, rubric=RUBRIC, more="capacity: 400")
    assert review.words.startswith(
        "1 of 1 rules hold. The data contradict none of them. Of 100 pairs among the 600 leads"
    )
    assert review.check.leads == 600
    assert review.pilot().words.split(" ")[2] == "180"  # the latest 30 % of 600
    facts = review.facts()["rubric_check"]
    assert facts["rules"] == {"holds": 1}
    assert facts["auc"] > 0.6
    # The open leads are those whose flag is no; with room for 400 some or all can be called.
    row = review.thresholds().set_index("threshold").loc[review.threshold()]
    assert row["open_leads"] <= 400


def test_no_threshold_counts_judged_leads_that_the_rubric_rules_out(tmp_path):
    out = "knock_outs: [{attribute: source, levels: [fair], reason: no fairs}]\n"
    review, all_of_them = company(tmp_path, rubric=RUBRIC + out), company(tmp_path, rubric=RUBRIC)
    fairs = int((all_of_them.run.snapshot.X["source"] == "fair").sum())
    judged = [
        each.thresholds()[["leads", "leads_below"]].sum(axis=1).unique().tolist() for each in (review, all_of_them)
    ]
    assert judged == [[600 - fairs], [600]]


def test_the_threshold_is_that_of_the_leads_the_score_speaks_for(tmp_path):
    run = open_run(ROOT / "data" / "rubric.yml", tmp_path)
    review = RubricReview.of(run)
    ages = run.ages.age_days.reindex(run.open_leads.index)
    young = run.open_leads[ages < 14 + 90]  # looked at after 14 days, judged within 90
    assert review.thresholds()["open_leads"].max() == len(young)
    assert (run.rubric.score(young) >= review.threshold()).sum() <= 40


def test_a_rubric_that_fits_no_lead_is_explained_and_stops_nothing(tmp_path):
    review = company(tmp_path, rubric=RUBRIC.replace("[fair]", "[Fair]"), beliefs=BELIEFS)
    assert review.check is None
    assert review.words == review.reason
    assert "gives all 600 leads the same points, so there is nothing to hold against their outcomes" in review.reason
    assert review.facts()["beliefs"]["words"] == "Of 2 beliefs: 1 agreed, 1 contradicted, 0 cannot be told."


def test_a_rubric_that_asks_for_what_no_lead_has_is_refused_with_its_line(tmp_path):
    with pytest.raises(
        ConfigError, match=r"leadtools.yml line 6: the rubric needs `sauce`, which is no column that may"
    ):
        company(tmp_path, rubric=RUBRIC.replace("name: source", "name: sauce"))


def test_a_belief_that_fits_no_attribute_is_refused_with_its_line(tmp_path):
    with pytest.raises(ConfigError, match=r"beliefs\.csv line 3: `attribute` is `sauce`, which is no attribute"):
        company(tmp_path, beliefs=BELIEFS.replace("marketing,source", "marketing,sauce"))
