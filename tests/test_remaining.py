"""What is left of a lead's chance once it has stayed open for a while."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtools.actions import call_list
from leadtools.evaluation.remaining import Remaining
from leadtools.methods.logistic import fit_logistic
from leadtools.runs import open_run
from tests.conftest import ROOT

DAYS = st.lists(st.floats(0, 99), min_size=1, max_size=30).map(lambda days: np.sort(np.array(days)))
PROBABILITY = st.floats(0.001, 0.999)


def test_a_loser_that_would_be_gone_by_now_speaks_for_those_still_open():
    # At 50 of 100 days: of 4 winners 2 still open, with the one counted 2.5 of 5; of 4 others 1, with it 2 of 5.
    # 0.2 · 0.5 / (0.2 · 0.5 + 0.8 · 0.4) = 0.1 / 0.42
    remaining = Remaining(np.array([10, 20, 60, 70.0]), np.array([5, 15, 25, np.inf]), 0, 100)
    assert remaining.chance(np.array([0.2]), np.array([50.0])) == pytest.approx([0.1 / 0.42])


@given(winners=DAYS, p=PROBABILITY)
def test_without_dated_losses_a_chance_only_falls_with_age_and_never_passes_the_probability(winners, p):
    ages = np.arange(0.0, 120)
    chance = Remaining(winners, np.full(9, np.inf), 0, 100).chance(np.full(120, p), ages)
    assert chance[0] <= p + 1e-12
    assert (np.diff(chance[:100]) <= 1e-12).all()
    assert np.isnan(chance[100:]).all()


@given(p=PROBABILITY, age=st.floats(0, 30))
def test_a_lead_younger_than_the_age_leads_are_looked_at_keeps_its_probability(p, age):
    remaining = Remaining(np.array([31, 40.0]), np.array([35, np.inf]), 30, 90)
    assert remaining.chance(np.array([p]), np.array([age])) == pytest.approx([p])


def test_as_many_convert_later_as_the_sample_is_said_to_have_left(tmp_path):
    # Looked back from 1 June 2025; what became of the leads open then is known by the end of the sample.
    then = open_run(ROOT / "data" / "leadtools.yml", tmp_path, as_of="2025-06-01")
    train = then.split.train
    calls = then.spoken_for(call_list(fit_logistic(train.X, train.y, levels=then.levels), then.open_leads))
    end = open_run(ROOT / "data" / "leadtools.yml", tmp_path)
    created, outcomes = (table.reindex(calls["lead_id"]) for table in (end.whole.created_at, end.whole.outcomes))
    in_time = outcomes["decided_at"] < created + pd.Timedelta(days=end.config.horizon_days)
    came = int((outcomes["converted"].fillna(False).astype(bool) & in_time).sum())
    luck = np.sqrt((calls["chance_now"] * (1 - calls["chance_now"])).sum())
    assert abs(came - calls["chance_now"].sum()) < 2 * luck
    assert calls["probability"].sum() > came + 4 * luck  # what new leads with these scores would bring


def test_an_export_without_decision_dates_keeps_the_probability(tmp_path):
    (tmp_path / "leads.csv").write_text("key,came,won\n" + "".join(f"{i},2025-01-{i},{i % 2}\n" for i in range(10, 30)))
    said = "leads: leads.csv\nid: key\ncreated: came\noutcome: {flag: won, yes: ['1']}\n"
    (tmp_path / "leadtools.yml").write_text(said)
    run = open_run(tmp_path / "leadtools.yml", tmp_path / "out")
    assert run.ages.remaining is None
    assert run.chance_now(pd.Series([0.3], index=["10"])).tolist() == [0.3]
