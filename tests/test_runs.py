"""What the notebooks of a run share."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from leadtools.config import read_config
from leadtools.errors import CardError, ConfigError, OutputError, ParameterError
from leadtools.levels import Attribute, category_levels
from leadtools.runs import open_run
from leadtools.scorecard import Line, Scorecard
from leadtools.summary import action_facts, data_facts, scored_with

# Leads come one a day from 2025-01-01; every fifth becomes a customer ten days later, lead 4 only after 100 days.
DAYS = pd.date_range("2025-01-01", periods=200)
WON = [day + pd.Timedelta(days=10) if i % 5 == 0 else None for i, day in enumerate(DAYS)]
WON[4] = DAYS[4] + pd.Timedelta(days=100)
LEADS = pd.DataFrame({
    "key": [f"L{i:03d}" for i in range(200)], "came": DAYS.strftime("%Y-%m-%d"),
    "won": [day.strftime("%Y-%m-%d") if day else "" for day in WON], "source": ["web", "fair"] * 100,
})  # fmt: skip
CARD = Scorecard.of(
    "logistic", {Attribute("source", "text", category_levels([["web"], ["fair"]])): [5, -5, 0, 0]},
    start=50, lowest=0, highest=100, line=Line(50, 0.25, 10), tiers={"hot": 60, "warm": 50},
)  # fmt: skip


@pytest.fixture
def config(tmp_path):
    def write(**more):
        LEADS.to_csv(tmp_path / "leads.csv", index=False)
        said = {"leads": "leads.csv", "id": "key", "created": "came", "outcome": {"date": "won"}, "horizon_days": 30}
        (tmp_path / "leadtools.yml").write_text(json.dumps(said | more), encoding="utf-8")
        return tmp_path / "leadtools.yml"

    return write


def calls_of(run) -> pd.DataFrame:
    ids = run.open_leads.index
    return pd.DataFrame({"lead_id": ids, "score": 50, "tier": "warm"})


def test_leads_past_the_horizon_are_not_on_the_list_to_call(config, tmp_path):
    run = open_run(config(), tmp_path / "out")
    # Lead 195 converted last, on day 205; leads from day 176 on are under 30 days old then.
    to_call = run.spoken_for(calls_of(run))
    assert to_call["lead_id"].tolist() == [f"L{i:03d}" for i in range(176, 200) if i % 5]
    assert to_call["age_days"].tolist()[:2] == [29, 28]


def test_how_many_leads_past_the_horizon_ever_converted_is_told(config, tmp_path):
    run = open_run(config(), tmp_path / "out")
    facts = action_facts(run, CARD, calls_of(run))
    # Leads 0 to 175 are old enough; 140 of them had not converted by day 30, and of these lead 4 did later.
    assert facts["past_horizon"] == {"open": 139, "leads": 140, "converted_later": 1}


def test_without_dates_every_open_lead_is_on_the_list(tmp_path):
    LEADS.assign(won=(LEADS["won"] != "").map({True: "yes", False: "no"})).to_csv(tmp_path / "leads.csv", index=False)
    (tmp_path / "leadtools.yml").write_text("leads: leads.csv\nid: key\noutcome: {flag: won}\nleave_out: [came]\n")
    run = open_run(tmp_path / "leadtools.yml", tmp_path / "out")
    assert len(run.spoken_for(calls_of(run))) == 159
    assert "past_horizon" not in action_facts(run, CARD, calls_of(run))


def test_room_is_counted_on_the_list_to_call(config, tmp_path):
    run = open_run(config(capacity=20), tmp_path / "out")
    facts = action_facts(run, CARD, calls_of(run))
    # All score 50: the twenty on the list can be called, though 159 are open.
    assert (facts["to_call"], facts["capacity"], facts["threshold"]) == (20, 20, 50.0)


def test_the_facts_of_the_data_add_up(config, tmp_path):
    facts = data_facts(open_run(config(), tmp_path / "out"))
    assert facts["rows"] == {"read": 200, "used": 200, "set_aside": 0}
    assert facts["outcome"]["leads"] + facts["outcome"]["too_young"] == 200
    assert facts["outcome"]["conversions"] == 36
    assert (facts["name"], facts["as_of"], facts["horizon_days"]) == ("leads", "2025-07-25T00:00:00", 30)


def test_facts_are_added_to_those_recorded_before(config, tmp_path):
    run = open_run(config(), tmp_path / "out")
    run.record(a=1)
    assert run.record(b=2) == {"a": 1, "b": 2} == json.loads((tmp_path / "out" / "summary.json").read_text())


def test_a_card_is_kept_with_its_id_column_and_the_tiers_of_the_configuration(config, tmp_path):
    run = open_run(config(tiers={"A": 70, "B": 40}), tmp_path / "out")
    run.save(CARD)
    kept = run.cards()["logistic"]
    assert (kept.tiers, kept.facts["lead_id"]) == ({"A": 70, "B": 40}, "key")


def test_a_rubric_is_kept_beside_the_learned_cards_with_probabilities_of_the_earlier_leads(config, tmp_path):
    replace(CARD, name="what we agreed on", line=None, facts={}).save(tmp_path / "ours.yml")
    run = open_run(config(rubric="ours.yml", score_with="rubric"), tmp_path / "out")
    run.keep_rubric()
    card = scored_with(run, run.cards())
    assert card.points_of("source").tolist() == [5, -5, 0, 0]
    train = run.split.train
    assert card.predict(train.X).sum() == pytest.approx(train.y.sum(), rel=0.05)


def test_a_rubric_whose_attributes_are_not_there_is_refused_in_words(config, tmp_path):
    title = Attribute("title", "text", category_levels([["CEO"]]))
    Scorecard.of("ours", {title: [5, 0, 0]}).save(tmp_path / "ours.yml")
    with pytest.raises(ConfigError, match="the rubric needs `title`, which is no column that may earn points"):
        open_run(config(rubric="ours.yml"), tmp_path / "out").keep_rubric()


def test_a_rubric_that_asks_for_words_where_leads_have_yes_and_no_is_refused_with_what_to_write(config, tmp_path):
    path = config(rubric="ours.yml")
    trial = Attribute("trial", "text", category_levels([["true"]]))
    Scorecard.of("ours", {trial: [5, 0, 0]}).save(tmp_path / "ours.yml")
    LEADS.assign(trial=["true", "false"] * (len(LEADS) // 2)).to_csv(tmp_path / "leads.csv", index=False)
    words = "points for text values of `trial`, which holds yes/no values; in the rubric, write true or false"
    with pytest.raises(ConfigError, match=words):
        open_run(path, tmp_path / "out").keep_rubric()


@pytest.mark.parametrize(("until", "refused"), [("2025-04-01T00:00:00", False), ("2025-07-01T00:00:00", True)])
def test_a_rubric_that_knows_the_leads_it_would_be_judged_by_is_refused(config, tmp_path, until, refused):
    # 176 leads are judged, the latest 30 % of them from 4 May on.
    replace(CARD, facts={"learned_until": until}).save(tmp_path / "ours.yml")
    run = open_run(config(rubric="ours.yml"), tmp_path / "out")
    if not refused:
        run.keep_rubric()
        return
    with pytest.raises(CardError, match="was learned from leads until 2025-07-01 00:00:00, so it knows leads by which"):
        run.keep_rubric()


def test_scoring_by_a_rubric_that_is_not_named_is_refused(config):
    with pytest.raises(ConfigError, match="`score_with` is `rubric`, but none is named"):
        read_config(config(score_with="rubric"))


def test_a_rubric_that_is_not_there_is_refused(config):
    with pytest.raises(ConfigError, match="there is no file `nowhere.yml`"):
        read_config(config(rubric="nowhere.yml"))


def test_a_run_without_cards_says_what_to_run_first(config, tmp_path):
    with pytest.raises(CardError, match="No scorecard has been kept yet. Run 30_close_rates or 40_logistic first"):
        open_run(config(), tmp_path / "out").cards()


@pytest.mark.parametrize(("name", "notebook"), [("close_rates", "30_close_rates"), ("rubric", "60_compare")])
def test_scores_by_a_card_that_was_not_made_are_refused_with_what_to_run(config, tmp_path, name, notebook):
    run = replace(open_run(config(), tmp_path / "out"), config=replace(read_config(config()), score_with=name))
    with pytest.raises(ConfigError, match=f"`score_with` is '{name}', but .* made no such card yet. Run {notebook}"):
        scored_with(run, {"logistic": CARD})


def test_a_folder_that_cannot_be_made_is_told_in_words(config):
    with pytest.raises(OutputError, match=r"The folder .* cannot be made"):
        open_run(config(), "/proc/nowhere/out")


def test_tiers_are_judged_by_leads_the_card_has_not_learned_from(config, tmp_path):
    run = open_run(config(), tmp_path / "out")
    rows = action_facts(run, CARD, calls_of(run))["judged_tiers"]
    assert sum(row["judged"] for row in rows) == len(run.split.test.y)
    assert sum(row["conversions"] for row in rows) == run.split.test.y.sum()


class TestAttributesThatGiveTheOutcomeAway:
    """The CRM writes the stage of today beside the day on which the lead came: who won stood at won from the start."""

    @pytest.fixture
    def stamped(self, config, tmp_path):
        def write(**more):
            won = [day + pd.Timedelta(days=10) if i % 2 else None for i, day in enumerate(DAYS)]
            leads = LEADS.assign(won=won, stage=["won" if day else "new" for day in won])
            changes = {"file": "changes.csv", "id": "key", "value": "stage", "at": "came"}
            path = config(changes=changes, attributes={"now": {"latest": "stage"}}, after_days=5, **more)
            leads.to_csv(tmp_path / "changes.csv", index=False)
            leads.drop(columns="stage").to_csv(tmp_path / "leads.csv", index=False)
            return open_run(path, tmp_path / "out")

        return write

    def test_are_refused_with_the_reason_and_the_line(self, stamped):
        with pytest.raises(
            ConfigError, match="`now` gives the outcome away: (..) of \\1 customers have a value that nobody"
        ):
            _ = stamped().history

    def test_stay_where_somebody_who_knows_better_says_so(self, stamped):
        assert "now" in stamped(keep=["now"]).history.attributes


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"as_of": "06/07/2025"}, "as_of is '06/07/2025'; allowed is a date such as 2025-06-30"),
        ({"as_of": "yesterday"}, "as_of is 'yesterday'; allowed is a date"),
        ({"as_of": 2025}, "as_of is '2025'; allowed is a date"),
        ({"as_of": "2031-01-01"}, "the data end on 2025-07-25: nothing is known of the 1,986 days between"),
        ({"seed": "abc"}, "seed is 'abc'; allowed is a whole number"),
    ],
)
def test_a_moment_or_a_seed_that_cannot_be_meant_is_refused_in_words(config, tmp_path, given, words):
    with pytest.raises(ParameterError, match=words):
        open_run(config(), tmp_path / "out", **given)
