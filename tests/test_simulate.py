from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from leadtools.behaviour import stage_table
from leadtools.config import read_config
from leadtools.errors import ParameterError
from leadtools.simulate import make_history, simulate_company, truth
from leadtools.simulate.__main__ import main
from leadtools.simulate.decisions import behaviour_log_odds
from leadtools.simulate.dictionary import COLUMNS
from leadtools.simulate.events import Events
from leadtools.simulate.sample import SAMPLE_LEADS, SAMPLE_SEED, sample_files

DATA = Path(__file__).parents[1] / "data"
SIGN_UP_FIELDS = ("job_title", "company", "contact_name", "email", "campaign", "call_outcome")
END = pd.Timestamp("2026-01-01")


@pytest.fixture(scope="module")
def large():
    return simulate_company(20_000, seed=0)


@pytest.fixture(scope="module")
def sample():
    return simulate_company(SAMPLE_LEADS, seed=SAMPLE_SEED)


@pytest.fixture(scope="module")
def written():
    return sample_files()


def as_levels(X):
    """Every attribute as levels in words, gaps a level of their own, numbers in the bands of the README."""
    X = X.drop(columns=list(SIGN_UP_FIELDS))
    X["phone"] = X["phone"].isna().map({True: "missing", False: "given"})
    bands = list(truth.EMPLOYEES)
    known = X["employees"].notna()
    cut = np.digitize(X["employees"].fillna(0), truth.EMPLOYEE_CUTS)
    X["employees"] = pd.Series([bands[i] for i in cut], index=X.index).where(known, "missing")
    for column, cuts in {
        "annual_revenue": [1e6, 5e6, 25e6],
        "clients": [20, 100, 500],
        "visits_before_signup": [1, 3, 6],
    }.items():
        band = pd.Series(np.digitize(X[column].fillna(0), cuts).astype(str), index=X.index)
        X[column] = band.where(X[column].notna(), "missing")
    return pd.get_dummies(X.fillna("missing"), prefix_sep="=", dtype=float)


def regression(D, y, *, C):
    return LogisticRegression(C=C, max_iter=3000).fit(D, y)


@pytest.fixture(scope="module")
def learned(large):
    """What a regression learns from the attributes alone, at the moment of creation: log-odds by level."""
    snapshot = large.history.snapshot()
    D = as_levels(snapshot.X)
    return pd.Series(regression(D, snapshot.y, C=3).coef_[0], D.columns)


def close_rate_by(simulation, key):
    snapshot = simulation.history.snapshot()
    return snapshot.y.groupby(key.reindex(snapshot.y.index)).mean()


def by_lead(simulation, column):
    return simulation.leads.set_index("lead_id")[column]


# The same each time


def test_the_files_on_disk_are_what_the_command_writes(tmp_path):
    result = CliRunner().invoke(main, [str(tmp_path / "made")])
    assert result.exit_code == 0, result.output
    made = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    assert made == {name: (DATA / name).read_bytes() for name in made}
    assert set(made) == {*COLUMNS, "README.md"}


def test_a_directory_that_cannot_be_made_is_named_without_a_traceback(tmp_path):
    (tmp_path / "file").write_text("in the way")
    result = CliRunner().invoke(main, [str(tmp_path / "file" / "data")])
    assert result.exit_code == 2
    assert "Name a directory you may write to" in result.output


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    first, again, other = (sample_files(200, seed=seed) for seed in (3, 3, 4))
    assert first == again
    assert first["leads.csv"] != other["leads.csv"]
    assert first["events.csv"] != other["events.csv"]


@settings(max_examples=20)
@given(n_leads=st.integers(1, 80), seed=st.integers(0, 2**32))
def test_any_number_of_leads_is_respected(n_leads, seed):
    history = make_history(n_leads, seed=seed)
    assert len(history.leads) == n_leads
    assert set(history.events["lead_id"]) <= set(history.lead_ids)


@pytest.mark.parametrize(("n_leads", "seed"), [(0, 0), (-5, 0), (2.5, 0), (True, 0), (10, -1), (10, "x")])
def test_what_is_not_a_whole_number_is_refused(n_leads, seed):
    with pytest.raises(ParameterError, match=r"(n_leads|seed) is .*; allowed is a whole number from [01]"):
        make_history(n_leads, seed=seed)


def test_the_roles_are_those_of_a_crm():
    roles = make_history(5).roles
    assert (roles.created_at, roles.converted_at, roles.owner) == ("created_at", "converted_at", "owner")
    assert (roles.account, roles.value) == ("account", "deal_value")


# A believable company


def test_about_one_lead_in_nine_closes_within_ninety_days(sample, large):
    for company in (sample, large):
        assert 0.10 < company.history.snapshot().y.mean() < 0.12


def test_the_sample_has_the_size_it_promises(sample):
    assert len(sample.leads) == 4000
    assert 55_000 < len(sample.events) < 65_000
    assert 1300 < sample.leads["account"].nunique() < 1600


def test_every_date_lies_in_the_two_years(large):
    dates = [large.leads["created_at"], large.leads["converted_at"], large.events["at"], large.upsells["upsold_at"]]
    for column in dates:
        assert column.min() >= pd.Timestamp("2024-01-01")
        assert column.max() < END


def test_customers_decide_after_one_to_180_days_and_mostly_within_60(large):
    days = (large.leads["converted_at"] - large.leads["created_at"]).dropna() / pd.Timedelta(days=1)
    assert days.between(1, 180).all()
    assert (days < 60).mean() > 0.7


def test_some_leads_are_too_young_to_judge(sample):
    apart = sample.history.snapshot().apart
    young = sample.leads.set_index("lead_id")["created_at"] > END - pd.Timedelta(days=91)
    assert (apart == "too young").sum() > 400
    assert young[apart.index].all()


def test_deal_values_belong_to_customers_and_upsells_come_later(large):
    leads = large.leads.set_index("lead_id")
    assert (leads["deal_value"].notna() == leads["converted_at"].notna()).all()
    bought = leads["converted_at"].reindex(large.upsells["lead_id"])
    assert (large.upsells["upsold_at"].to_numpy() > bought.to_numpy()).all()


def test_a_lead_of_a_paid_channel_carries_the_campaign_of_its_day(large):
    leads = large.leads.merge(large.campaigns, on="campaign", how="left")
    paid = leads["lead_source"].isin(large.campaigns["channel"])
    assert (leads["campaign"].notna() == paid).all()
    ran = leads[paid]
    assert (ran["channel"] == ran["lead_source"]).all()
    day = ran["created_at"].dt.strftime("%Y-%m-%d")
    assert (day >= ran["starts_on"]).all()
    assert (day <= ran["ends_on"]).all()


def test_visits_before_signup_are_those_among_the_events(large):
    created = by_lead(large, "created_at").reindex(large.events["lead_id"]).to_numpy()
    before = large.events[large.events["at"].to_numpy() < created]
    assert before["page"].notna().all()
    counted = before.groupby("lead_id").size().reindex(large.leads["lead_id"], fill_value=0)
    assert (counted.to_numpy() == large.leads["visits_before_signup"]).all()


def test_nobody_is_mailed_after_unsubscribing(large):
    mails = large.events[large.events["event"].str.startswith("email_")]
    gone = mails[mails["event"] == "email_unsubscribed"].groupby("lead_id")["at"].min()
    assert len(gone) > 100
    after = mails["at"].to_numpy() > mails["lead_id"].map(gone).to_numpy()
    assert not after.any()


def test_addresses_are_reserved_for_examples_and_no_cell_is_a_formula(sample):
    assert sample.leads["email"].str.contains(r"@(?:[a-z-]+\.)?example\.(?:com|org|net)$").all()
    for column in sample.leads.select_dtypes("str"):
        assert not sample.leads[column].str.match(r"[=+\-@\t\r]").any(), column


def test_all_numbers_are_whole(sample):
    for table in (sample.leads, sample.upsells, sample.campaigns):
        numbers = table.select_dtypes("number").stack().dropna()
        assert (numbers == numbers.round()).all()


# What was planted can be found


def test_the_order_of_true_effects_is_recovered_from_attributes_alone(learned):
    pairs, wrong = 0, []
    for name in set(truth.TRUE_EFFECTS) - set(truth.NO_EFFECT):
        steady = {k: v for k, v in truth.TRUE_EFFECTS[name].items() if (name, k) not in truth.CHANGES}
        for one, other in combinations(steady, 2):
            true = steady[one] - steady[other]
            found = learned[f"{name}={one}"] - learned[f"{name}={other}"]
            if abs(true) >= 0.29:
                pairs += 1
                wrong += [(name, one, other)] if true * found <= 0 else []
    assert pairs > 90
    assert wrong == []


def test_buying_role_looks_good_and_is_not(large, learned):
    rate = close_rate_by(large, by_lead(large, "buying_role"))
    assert rate["economic buyer"] > 1.4 * rate["user"]  # 14.6 % against 8.0 % among many leads
    found = learned["buying_role=economic buyer"] - learned["buying_role=user"]
    assert abs(found) < 0.25  # seniority explains it: true difference 0


def test_browser_tells_nothing(large):
    rate = close_rate_by(large, by_lead(large, "browser"))
    assert rate.max() < 1.25 * rate.min()


@pytest.mark.parametrize(
    ("column", "level", "falls"), [("lead_source", "trade fair", True), ("industry", "renewable energy", False)]
)
def test_one_channel_fades_and_one_industry_rises(large, column, level, falls):
    created = by_lead(large, "created_at")[by_lead(large, column) == level]
    half_year = pd.Series("between", index=created.index)
    half_year[created < "2024-07-01"] = "first"
    half_year[created >= "2025-04-01"] = "last"  # judged leads end in September
    rate = close_rate_by(large, half_year)
    better, worse = ("first", "last") if falls else ("last", "first")
    assert rate[better] > 1.6 * rate[worse]


def test_ledger_has_a_busy_season(large):
    created, product = by_lead(large, "created_at"), by_lead(large, "product_interest")
    busy = created.dt.month.isin([9, 10, 11])
    assert (product[busy] == "Ledger").mean() > (product[~busy] == "Ledger").mean() + 0.1
    rate = close_rate_by(large, busy[product == "Ledger"])
    assert rate[True] > 1.3 * rate[False]
    other = close_rate_by(large, busy[product == "Planner"])
    assert other[True] < 1.3 * other[False]


def test_spam_never_converts_and_has_no_account(large):
    spam = large.truth["spam"]
    assert 0.025 < spam.mean() < 0.045
    assert by_lead(large, "converted_at")[spam].isna().all()
    assert by_lead(large, "account")[spam].isna().all()
    assert by_lead(large, "account")[~spam].notna().all()


def test_the_call_outcome_is_there_for_worked_leads_only_and_knows_the_end(large):
    outcome, won = by_lead(large, "call_outcome"), by_lead(large, "converted_at").notna()
    fresh = by_lead(large, "created_at") > END - pd.Timedelta(days=14)
    assert outcome[won].notna().all()
    assert outcome[large.truth["spam"] | (fresh & ~won)].isna().all()
    assert 0.4 < outcome[~won].isna().mean() < 0.6
    assert won[outcome == "deal signed"].all()


def test_values_are_not_missing_by_chance_only(large):
    small = by_lead(large, "employees") < 50
    gap = by_lead(large, "annual_revenue").isna()
    assert gap[small].mean() > 2 * gap[~small & by_lead(large, "employees").notna()].mean()
    lukewarm = large.truth["interest"] < 0
    gap = by_lead(large, "budget_range").isna()
    assert gap[lukewarm].mean() > 2 * gap[~lukewarm].mean()
    assert (by_lead(large, "crm_in_use") == "unknown").mean() > 0.04


def test_the_interested_do_more(large):
    done = large.events.groupby("lead_id").size().reindex(large.truth.index, fill_value=0)
    keen = large.truth["interest"] > 1
    assert done[keen].mean() > 1.5 * done[large.truth["interest"] < -1].mean()


# How leads decide

DAY = truth.DAY


def one_lead(*days_and_events):
    """Events of one lead that decides on day 100, in order of time."""
    days, names = zip(*sorted(days_and_events), strict=True)
    kind = np.array([truth.EVENTS.index(name) for name in names])
    return Events(np.zeros(len(kind), dtype=int), np.array(days) * DAY, kind, np.full(len(kind), -1))


def log_odds(*days_and_events):
    return behaviour_log_odds(one_lead(*days_and_events), np.array([100 * DAY]))[0]


def test_a_half_life_halves_an_event():
    # A pricing page counts 0.3 and its half-life is 7 days: 7 days 0.15, 14 days 0.075.
    assert log_odds((93, "pricing_page")) == pytest.approx(0.15)
    assert log_odds((86, "pricing_page"), (93, "pricing_page")) == pytest.approx(0.225)


def test_the_sequence_counts_in_its_order_only():
    # Day 98, 97 and 96 in any order: the single events count alike, but for their ages.
    in_order = [(96, "product_page"), (97, "pricing_page"), (98, "cart")]
    backwards = [(96, "cart"), (97, "pricing_page"), (98, "product_page")]
    alone = sum(log_odds(event) for event in in_order)
    assert log_odds(*in_order) == pytest.approx(alone + truth.SEQUENCE.log_odds)
    assert log_odds(*backwards) == pytest.approx(sum(log_odds(event) for event in backwards))


def test_the_sequence_must_fit_into_its_fourteen_days():
    stretched = [(85, "product_page"), (97, "pricing_page"), (98, "cart")]
    assert log_odds(*stretched) == pytest.approx(sum(log_odds(event) for event in stretched))


def test_the_combination_counts_in_any_order():
    for days in ((90, 95), (95, 90)):
        both = list(zip(days, truth.COMBINATION.events, strict=True))
        alone = sum(log_odds(event) for event in both)
        assert log_odds(*both) == pytest.approx(alone + truth.COMBINATION.log_odds)


def test_no_decision_depends_on_later_events():
    before = [(96, "product_page"), (97, "pricing_page")]
    later = [(100, "demo_request"), (101, "cart"), (102, "case_study_download"), (103, "email_unsubscribed")]
    assert log_odds(*before, *later) == log_odds(*before)


def test_what_counted_in_the_decision_is_what_the_events_table_shows(sample):
    position = pd.Series(np.arange(len(sample.leads)), index=sample.leads["lead_id"])
    seconds = (sample.events["at"].to_numpy() - truth.START) // np.timedelta64(1, "s")
    kind = pd.Categorical(sample.events["event"], categories=truth.EVENTS).codes
    shown = Events(position[sample.events["lead_id"]].to_numpy(), seconds.astype(int), kind, np.zeros(len(kind)))
    decision = (sample.truth["decision_at"].to_numpy() - truth.START) // np.timedelta64(1, "s")
    assert behaviour_log_odds(shown, decision.astype(int)) == pytest.approx(
        sample.truth["behaviour_log_odds"].to_numpy()
    )


def test_as_many_convert_as_the_true_chances_say(large):
    decided = large.truth[large.truth["decision_at"] < END]
    chance = decided["probability"]
    won = by_lead(large, "converted_at").notna()[decided.index]
    spread = np.sqrt((chance * (1 - chance)).sum())
    assert abs(won.sum() - chance.sum()) < 4 * spread
    assert not by_lead(large, "converted_at").drop(decided.index).notna().any()


def test_both_patterns_show_in_what_leads_did_in_their_first_three_weeks(large):
    created = by_lead(large, "created_at").reindex(large.events["lead_id"]).to_numpy()
    age = (large.events["at"].to_numpy() - created) / np.timedelta64(1, "D")
    seen = large.events[age < 21]
    snapshot = large.history.snapshot(after_days=21, horizon_days=30)
    did = {
        name: set(seen["lead_id"][seen["event"] == name]) for name in ("case_study_download", "pricing_page", "cart")
    }
    both = snapshot.y.index.isin(did["case_study_download"] & did["pricing_page"])
    cart = snapshot.y.index.isin(did["cart"] & did["pricing_page"])
    assert snapshot.y[both].mean() > 1.5 * snapshot.y[~both].mean()
    assert snapshot.y[cart].mean() > 1.3 * snapshot.y[~cart].mean()


# How well the sample can be learned


def test_a_regression_learns_the_sample_believably_and_the_truth_a_little_better(sample):
    split = sample.history.snapshot().split(test_share=0.3)
    D = as_levels(pd.concat([split.train.X, split.test.X]))
    train, test = D.loc[split.train.X.index], D.loc[split.test.X.index]
    model = regression(train, split.train.y, C=0.3)
    learned = roc_auc_score(split.test.y, model.predict_proba(test)[:, 1])
    fit = sample.truth["fit_log_odds"].where(~sample.truth["spam"], -9)[test.index]
    assert 0.70 < learned < 0.78
    assert learned < roc_auc_score(split.test.y, fit) < 0.85


# The papers that go with it


def test_the_shares_of_every_attribute_add_up_to_one():
    for name, levels in truth.LEVELS.items():
        assert sum(share for share, _ in levels.values()) == pytest.approx(1), name
    for table in (truth.BUDGET_GIVEN_EMPLOYEES, truth.BUYING_ROLE_GIVEN_SENIORITY, truth.AGE_GROUP_GIVEN_SENIORITY):
        assert table.sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_the_readme_lists_every_column_of_every_file(name):
    section = (DATA / "README.md").read_text(encoding="utf-8").split(f"## {name}\n")[1].split("\n## ")[0]
    listed = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
    header = (DATA / name).read_text(encoding="utf-8").split("\n", 1)[0]
    assert listed == header.split(",")


def test_the_readme_states_the_true_effects():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for name, effects in truth.TRUE_EFFECTS.items():
        for level, effect in effects.items():
            assert (f"| `{name}` | {level} | {effect:+} |" in text) == (name not in truth.NO_EFFECT)
    for event, days in truth.HALF_LIFE_DAYS.items():
        assert f"| `{event}` | {truth.BEHAVIOUR[event][0]:+} | {days} |" in text


def test_the_config_gives_every_column_a_role_a_group_or_a_reason_to_be_left_out(written):
    config = read_config(DATA / "leadtools.yml")
    header = written["leads.csv"].decode().split("\n", 1)[0].split(",")
    roles = [config.id, config.created, config.outcome.column, config.owner, config.account, config.value]
    grouped = [column for columns in config.groups.values() for column in columns]
    assert sorted([*roles, *config.leave_out, *grouped]) == sorted(header)
    assert all(config.leave_out.values())
    assert set(config.columns) <= set(header)


def test_stages_follow_fit_and_interest_and_end_with_the_decision(large):
    stages = large.stages.merge(large.truth, left_on="lead_id", right_index=True)
    out = stages["stage"] == truth.STAGE_OUT
    assert (stages["changed_at"] < stages["decision_at"])[~out].all()
    assert (stages["changed_at"] >= stages["decision_at"])[out].all()
    assert not set(stages.loc[out, "lead_id"]) & set(large.leads.loc[large.leads["converted_at"].notna(), "lead_id"])
    keen = stages.groupby("stage")[["fit_log_odds", "interest"]].mean().loc[list(truth.STAGES)]
    assert keen.diff().iloc[1:].gt(0).all().all()


def test_the_stage_table_finds_the_planted_days_and_conversions(large):
    history = large.history
    table = stage_table(history).set_index("stage")
    assert table.index.tolist() == list(truth.STAGES)
    # Of leads like any other 1 ÷ (1 + e^−2) = 88 % move on from subscriber, most within days; decisions cut some off.
    assert 0.80 < table.loc["subscriber", "moved_on_rate"] < 0.88
    assert table.loc["subscriber", "median_low"] <= table.loc["subscriber", "median_days"] < truth.STAGE_DAYS[0] * 1.5
    came = large.stages.query("stage == 'opportunity'").set_index("lead_id")["changed_at"]
    won = large.leads.set_index("lead_id")["converted_at"].reindex(came.index)
    old = came + pd.Timedelta(days=90) <= history.known_until
    in_time = old & (won < came + pd.Timedelta(days=90))
    assert table.loc["opportunity", ["leads", "too_young", "moved_on"]].tolist() == [
        len(came),
        (~old).sum(),
        in_time.sum(),
    ]
