"""From the scores of a run to what people do, through the configuration."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from leadtools.errors import DataError
from leadtools.follow_up import follow_up, follow_up_facts, keep_history, write_nurture
from leadtools.hand_over import hand_over
from leadtools.report.staging import staged
from leadtools.runs import open_run
from leadtools.summary import action_facts
from tests.test_runs import CARD, LEADS

# Of test_runs: a lead a day, the last converted on day 205, so leads 176 to 199 that did not convert are on the list.
LEADS = LEADS.assign(country=["Germany", "France"] * 100, mail=[f"m{i}@x.org" for i in range(200)], who="Zoe Poe")
HOT = replace(CARD.with_points({("source", "web"): 15}), line=CARD.line)  # web (German): 65, hot; fair (French): cold
WARM = replace(CARD, tiers={"hot": 60, "warm": 40})  # web 55 and fair 45, both in the middle
MORE = {
    "people": {"Ann": {"territories": ["Germany"]}, "Bob": {"territories": ["all"]}},
    "route_by": {"territory": "country"}, "email": "mail", "contact": "who", "leave_out": ["country"],
    "overrides": "decided.csv", "handoff": ["hubspot", "salesforce"],
}  # fmt: skip


@pytest.fixture
def run(tmp_path):
    def opened(*, leads=LEADS, **more):
        leads.to_csv(tmp_path / "leads.csv", index=False)
        said = {"leads": "leads.csv", "id": "key", "created": "came", "outcome": {"date": "won"}, "horizon_days": 30}
        path = tmp_path / "leadtools.yml"
        said = {key: value for key, value in (said | MORE | more).items() if value is not None}
        path.write_text(json.dumps(said), encoding="utf-8")
        return open_run(path, tmp_path / "out")

    lines = ["L001,hot,,knows us,Ann,2030-01-01", "L002,hot,,was a fair,Ann,2025-01-31", "L000,hot,,won,Ann,2030-01-01"]
    (tmp_path / "decided.csv").write_text("\n".join(["lead_id,tier,score,reason,by,until", *lines]) + "\n")
    return opened


def test_a_lead_set_by_hand_is_called_whatever_its_age_and_what_expired_is_listed(run):
    done = follow_up(run(), CARD)
    assert done.to_call.loc[0, ["lead_id", "tier"]].tolist() == ["L001", "hot"]
    assert done.overrides.set_index("lead_id")["state"].to_dict() == {
        "L001": "in force", "L002": "expired", "L000": "no longer open",
    }  # fmt: skip


def test_each_lead_to_call_has_a_next_step_and_a_person_within_the_rules(run):
    to_call = follow_up(run(), WARM).to_call
    country = LEADS.set_index("key")["country"].reindex(to_call["lead_id"]).to_numpy()
    assert set(to_call.loc[country == "France", "person"]) == {"Bob"}  # 10 of 20, and L001
    assert to_call["person"].value_counts().to_dict() == {"Bob": 11, "Ann": 10}
    assert to_call.loc[0, "next_step"].startswith("Ask first whether it is still current")  # it is 204 days old


def test_no_list_says_to_call_a_lead_past_its_horizon_unless_a_person_decided_on_it(run):
    done = follow_up(run(), replace(HOT, tiers={"hot": 40}))  # all are hot; L001 is 204 days old, but set by hand
    steps = done.scored.set_index("lead_id")["next_step"]
    assert steps[f"L{174:03d}"] == "Open for longer than the score speaks for: close it, or ask anew what is wanted"
    assert steps.str.contains("Call within a day").sum() == 21  # 20 younger than 30 days, and L001


def test_the_list_to_call_goes_by_tier_then_chance_and_what_people_decided_on_stands_first(run):
    to_call = follow_up(run(overrides=None), WARM).to_call  # web 55, fair 45: one tier
    assert to_call["chance_now"].is_monotonic_decreasing
    assert not to_call["score"].is_monotonic_decreasing
    tiers = follow_up(run(overrides=None), replace(WARM, tiers={"hot": 55, "warm": 40})).to_call["tier"].tolist()
    assert tiers == ["hot"] * 10 + ["warm"] * 10
    assert follow_up(run(), replace(WARM, tiers={"hot": 40})).to_call["lead_id"].iloc[0] == "L001"


def test_whoever_is_first_on_the_list_has_somebody_before_the_others(run):
    people = {"Ann": {"territories": ["all"], "capacity": 4}}
    to_call = follow_up(run(people=people, overrides=None), WARM).to_call
    assert (to_call["person"] == "Ann").tolist() == [True] * 4 + [False] * 16


def test_alerts_and_scores_name_who_calls_the_lead(run):
    moved = LEADS.assign(source=LEADS["source"].mask(LEADS["key"].isin(["L198", "L174"]), "fair"))
    before = run(leads=moved, overrides=None)
    keep_history(before, HOT, follow_up(before, HOT).scored)
    history = pd.read_csv(before.folder / "score_history.csv").assign(as_of="2025-07-01T00:00:00")
    history.to_csv(before.folder / "score_history.csv", index=False)
    opened = run(overrides=None)
    done = follow_up(opened, HOT)
    found = keep_history(opened, HOT, done.scored).set_index("lead_id")  # L174 is past its horizon: nobody's
    assert found["person"].to_dict() == {"L174": "", "L198": done.to_call.set_index("lead_id").loc["L198", "person"]}
    assert found.loc["L198", "person"] in ("Ann", "Bob")


def test_leads_are_routed_by_the_persona_they_come_nearest_to(run):
    people = {"Ann": {"personas": ["german"]}, "Bob": {"personas": ["(none)"]}}
    german = {"german": {"country": {"is": "Germany"}}}
    to_call = follow_up(
        run(personas=german, people=people, route_by={"persona": "best persona"}, leave_out=["who"]), WARM
    ).to_call
    country = LEADS.set_index("key")["country"].reindex(to_call["lead_id"]).to_numpy()
    assert (to_call["person"] == np.where(country == "Germany", "Ann", "Bob")).all()


def test_names_and_addresses_stand_on_the_list_only_where_asked(run):
    assert not {"who", "mail"} & set(follow_up(run(), CARD).to_call)
    assert follow_up(run(show_contacts=True), CARD).to_call.loc[0, ["who", "mail"]].tolist() == ["Zoe Poe", "m1@x.org"]


def test_files_for_each_crm_are_written_and_counted(run):
    opened = run()
    done = follow_up(opened, WARM)
    handed = hand_over(opened, WARM, done).set_index("file")["rows"]
    assert handed["handoff/hubspot_leads.csv"] == len(done.scored)
    assert handed["handoff/hubspot_tasks.csv"] == 1  # L001 alone is hot: others score 45 or 55
    assert handed["handoff/salesforce_tasks.csv"] == 0  # the ids are not Salesforce's own
    facts = follow_up_facts(done, keep_history(opened, WARM, done.scored), hand_over(opened, WARM, done))
    assert facts["routed"] == {"Ann": 10, "Bob": 11}
    assert facts["alerts"] == {"crossed": 0, "fell": 0}


def test_where_people_are_declared_tasks_are_made_for_the_hottest_leads_that_somebody_takes(run, tmp_path):
    # Ten German leads are hot by the card and L001, a French one, by hand; Ann takes four Germans, nobody the French.
    opened = run(people={"Ann": {"territories": ["Germany"], "capacity": 4}}, capacity=2, handoff=["hubspot"])
    hand_over(opened, HOT, follow_up(opened, HOT))
    tasks = pd.read_csv(tmp_path / "out" / "handoff" / "hubspot_tasks.csv")
    # All ten score 65; in a tier the youngest have the best chance, and 190 has converted.
    assert sorted(tasks["Email"]) == ["m192@x.org", "m194@x.org", "m196@x.org", "m198@x.org"]
    assert set(tasks["Assigned to"]) == {"Ann"}


def test_of_two_leads_with_one_address_the_one_to_call_goes_though_an_older_one_scores_as_much(run, tmp_path):
    # By score alone L102 stands first; it is past its horizon, and nobody calls it. L198 came a week ago.
    same = LEADS.assign(mail=LEADS["mail"].where(LEADS["key"] != "L102", "m198@x.org"))
    opened = run(leads=same, people=None, route_by=None, capacity=2, handoff=["hubspot"])
    done = follow_up(opened, HOT)
    assert done.scored["lead_id"].tolist().index("L102") < done.scored["lead_id"].tolist().index("L198")
    hand_over(opened, HOT, done)
    assert "m198@x.org" in set(pd.read_csv(tmp_path / "out" / "handoff" / "hubspot_tasks.csv")["Email"])
    left = pd.read_csv(tmp_path / "out" / "handoff" / "hubspot_left_out.csv")
    assert left.to_numpy().tolist() == [["leads", "L102", "the same e-mail address as L198, which goes before it"]]


def test_where_none_are_declared_as_many_tasks_are_made_as_there_is_room_for(run, tmp_path):
    opened = run(people=None, route_by=None, capacity=2, handoff=["hubspot"])
    hand_over(opened, HOT, follow_up(opened, HOT))
    tasks = pd.read_csv(tmp_path / "out" / "handoff" / "hubspot_tasks.csv")
    assert sorted(tasks["Email"]) == ["m198@x.org", "m1@x.org"]  # the youngest, and who is hot by hand


def test_a_lead_that_a_person_made_hot_has_somebody_and_a_task_though_everybody_is_full(run, tmp_path):
    opened = run(people={"Ann": {"territories": ["all"], "capacity": 1}}, handoff=["hubspot"])
    done = follow_up(opened, HOT)  # ten leads score 65, L001 scores 45
    assert done.to_call.loc[done.to_call["person"] == "Ann", "lead_id"].tolist() == ["L001"]
    hand_over(opened, HOT, done)
    assert pd.read_csv(tmp_path / "out" / "handoff" / "hubspot_tasks.csv")["Email"].tolist() == ["m1@x.org"]


def test_a_lead_that_a_person_made_cold_keeps_its_score_and_is_not_called(run, tmp_path):
    put_off = "lead_id,tier,reason,by,until\nL198,cold,went bust,Ann,2030-01-01\n"  # hot by the card, 7 days old
    (tmp_path / "decided.csv").write_text(put_off)
    opened = run()
    done = follow_up(opened, HOT)
    assert "L198" in set(done.scored["lead_id"]) - set(done.to_call["lead_id"])
    # Of 200 leads 41 converted; of the open ones 20 are younger than 30 days: ten hot ones, L198 among them, and
    # ten cold ones; 200 - 41 - 20 are older.
    facts = action_facts(opened, HOT, done.scored, done.to_call)
    assert (facts["to_call"], facts["cold_not_called"], facts["past_horizon"]["open"]) == (9, 11, 139)
    hand_over(opened, HOT, done)
    leads = pd.read_csv(tmp_path / "out" / "handoff" / "hubspot_leads.csv").set_index("Email")
    assert leads.loc["m198@x.org", "Lead tier"] == "cold"


@pytest.mark.parametrize("people", [MORE["people"], None])
def test_a_cold_lead_is_not_on_the_list_to_call_and_the_page_counts_it_apart(run, people):
    opened = run(people=people, route_by=MORE["route_by"] if people else None, overrides=None)
    done = follow_up(opened, HOT)  # of 20 leads to call ten German ones are hot, ten French ones cold
    facts = action_facts(opened, HOT, done.scored, done.to_call)
    assert set(done.to_call["tier"]) == {"hot"}
    assert (facts["to_call"], facts["cold_not_called"]) == (len(done.to_call), 10) == (10, 10)
    # Of 159 open leads 139 are past their horizon.
    assert sum(facts["open_leads"].values()) == 159
    assert facts["to_call_by_tier"] == {"hot": 10, "warm": 0, "cold": 0}


def test_a_cold_lead_goes_to_nobody_though_there_is_room_and_is_not_counted_as_one_without(run):
    done = follow_up(run(overrides=None), HOT)  # ten German leads are hot, ten French ones cold; Bob takes all
    facts = follow_up_facts(done, pd.DataFrame(columns=["change"]), pd.DataFrame(columns=["file", "rows"]))
    assert (facts["routed"], facts["nobody"]) == ({"Ann": 5, "Bob": 5}, {})


def test_without_a_signal_a_lead_that_the_score_calls_cold_goes_to_somebody_like_any_other(run):
    opened = run(overrides=None)
    opened.record(signal="no")
    assert follow_up(opened, HOT).to_call["person"].value_counts().to_dict() == {"Ann": 10, "Bob": 10}


def test_owners_who_are_not_among_the_people_are_counted_by_name(run):
    # Of four leads in a row two are Ann's, one is Zoe's, who is none of the people, and one is nobody's.
    owners = ["Ann" if n % 4 < 2 else "Zoe" if n % 4 == 2 else "" for n in range(200)]
    opened = run(leads=LEADS.assign(rep=owners), owner="rep", route_by={"territory": "country", "keep_owner": True})
    done = follow_up(opened, CARD)
    listed = done.to_call["lead_id"].str[1:].astype(int)
    assert done.strange_owners == {"Zoe": int((listed % 4 == 2).sum())}
    empty = pd.DataFrame(columns=["change"]), pd.DataFrame(columns=["file", "rows"])
    assert follow_up_facts(done, *empty)["owners_not_people"] == done.strange_owners
    assert "owners_not_people" not in follow_up_facts(follow_up(run(), CARD), *empty)


def test_why_leads_go_to_nobody_is_counted_by_reason(run):
    people = {"Ann": {"territories": ["Germany"], "capacity": 3}}  # of 20 leads to call ten are German
    opened = run(people=people, overrides=None)
    done = follow_up(opened, WARM)
    facts = follow_up_facts(done, keep_history(opened, WARM, done.scored), hand_over(opened, WARM, done))
    full = "everybody who may take it has as many leads as they can take"
    assert facts["nobody"] == {"nobody takes the territory France; known: `Germany`.": 10, full: 7}
    assert facts["people_capacity"] == 3
    assert facts["decided"] == []


def test_two_runs_give_no_alert_and_moving_one_lead_over_gives_exactly_one(run):
    card = CARD.with_points({("source", "web"): 15})  # web: 65 is hot
    card = type(card)(**{**card.__dict__, "line": CARD.line})
    for _ in range(2):
        assert keep_history(run(), card, follow_up(run(), card).scored).empty
    moved = LEADS.assign(source=LEADS["source"].mask(LEADS["key"] == "L199", "web"))
    found = keep_history(run(leads=moved), card, follow_up(run(leads=moved), card).scored)
    assert found[["lead_id", "change", "score_before", "score"]].to_numpy().tolist() == [["L199", "crossed", 45, 65]]
    history = pd.read_csv(run().folder / "score_history.csv")
    assert history["lead_id"].is_unique  # as of the same moment, so the new scores took the place of the old


def test_two_reports_into_one_folder_give_no_alert_and_a_third_with_one_lead_moved_gives_one(run, tmp_path):
    card = replace(CARD.with_points({("source", "web"): 15}), line=CARD.line)  # web: 65 is hot
    moved = LEADS.assign(source=LEADS["source"].mask(LEADS["key"] == "L199", "web"))
    found = []
    for leads in (LEADS, LEADS, moved):
        with staged(tmp_path / "report") as folder:
            opened = replace(run(leads=leads), folder=folder)
            found.append(keep_history(opened, card, follow_up(opened, card).scored))
            opened.record(files=["score_history.csv", "alerts.csv"])
    assert [table["lead_id"].tolist() for table in found] == [[], [], ["L199"]]
    assert pd.read_csv(tmp_path / "report" / "alerts.csv")["lead_id"].tolist() == ["L199"]


def test_a_new_report_begins_with_the_history_of_the_last(tmp_path):
    target = tmp_path / "report"
    with staged(target) as folder:
        (folder / "score_history.csv").write_text("kept\n")
        (folder / "summary.json").write_text(json.dumps({"files": ["score_history.csv"]}))
    with staged(target) as folder:
        assert (folder / "score_history.csv").read_text() == "kept\n"


def test_an_override_for_a_lead_that_does_not_exist_stops_the_run_in_words_before_it_begins(run, tmp_path):
    opened = run()
    (tmp_path / "decided.csv").write_text("lead_id,tier,reason,by,until\nL1,hot,r,Ann,2030-01-01\n")
    with pytest.raises(DataError, match='decided.csv line 2: there is no lead "L1"'):
        follow_up(opened, CARD)
    with pytest.raises(DataError, match='decided.csv line 2: there is no lead "L1"'):
        run()


def test_the_middle_is_written_with_what_would_lift_it(run):
    opened = run()
    table = write_nurture(opened, CARD, follow_up(opened, CARD).scored)
    assert set(table["tier"]) == {"warm"}
    assert pd.read_csv(opened.folder / "nurture.csv")["lead_id"].tolist() == table["lead_id"].tolist()


def test_only_what_is_named_or_what_leads_do_is_offered_as_a_lift(run):
    segments = {}
    for movable in (None, ["source"]):
        opened = run(movable=movable)
        segments[bool(movable)] = set(write_nurture(opened, WARM, follow_up(opened, WARM).scored)["segment"])
    assert segments == {False: {"nothing we could move"}, True: {"nothing we could move", "source"}}


def test_a_talk_is_not_opened_with_who_a_lead_is(run):
    to_call = follow_up(run(overrides=None), CARD).to_call
    warm = to_call.loc[to_call["tier"] == "warm", "next_step"]
    assert set(warm) == {"Send something that helps, and call when they answer"}


def test_where_leads_are_numbered_beside_their_id_the_list_bears_the_number(run):
    numbered = LEADS.assign(number=range(1000, 1200), won=LEADS["won"].eq("").map({True: "no", False: "yes"}))
    opened = run(leads=numbered, order="number", created=None, outcome={"flag": "won"}, overrides=None)
    to_call = follow_up(opened, CARD).to_call
    assert to_call.columns[:2].tolist() == ["lead_id", "number"]
    assert (to_call["number"] == 1000 + to_call["lead_id"].str[1:].astype(int)).all()


def test_where_rows_stand_in_order_of_time_the_list_has_no_column_for_their_places(run):
    flagged = LEADS.assign(won=LEADS["won"].eq("").map({True: "no", False: "yes"})).drop(columns="came")
    opened = run(leads=flagged, order="rows", created=None, outcome={"flag": "won"}, overrides=None)
    assert follow_up(opened, CARD).to_call.columns[:2].tolist() == ["lead_id", "score"]


def test_a_lead_past_its_horizon_is_handed_over_as_such_and_never_as_hot(run, tmp_path):
    opened = run(handoff=["hubspot"])
    done = follow_up(opened, CARD)
    hand_over(opened, CARD, done)
    leads = pd.read_csv(tmp_path / "out" / "handoff" / "hubspot_leads.csv")
    # Of 159 open leads only 20 are younger than 30 days, and a person decided on L001: 159 - 20 - 1
    assert leads["Lead tier"].value_counts()["past the horizon"] == 138
    assert "age_days" in done.scored


@pytest.mark.parametrize(
    ("signal", "said"), [("no", "no better than drawing lots"), ("unclear", "Too early to tell"), ("yes", None)]
)
def test_files_carry_the_verdict_of_the_page(run, signal, said):
    opened = run(overrides=None)
    opened.record(signal=signal)
    done = follow_up(opened, CARD)
    keep_history(opened, CARD, done.scored)
    write_nurture(opened, CARD, done.scored)
    tables = [
        done.scored,
        done.to_call,
        *(pd.read_csv(opened.folder / f"{name}.csv") for name in ("alerts", "nurture")),
    ]
    for table in tables:
        assert ("caution" in table) == (said is not None)
        assert said is None or table["caution"].str.contains(said).all()


def test_without_a_signal_only_what_people_decided_reaches_the_crm_as_a_tier_or_a_task(run, tmp_path):
    (tmp_path / "decided.csv").write_text("lead_id,tier,reason,by,until\n1,hot,knows us,Ann,2030-01-01\n")
    opened = run(leads=LEADS.assign(key=range(200)), handoff=["hubspot"])
    opened.record(signal="no")
    card = replace(CARD.with_points({("source", "web"): 15}), line=CARD.line)  # web: 65 is hot
    done = follow_up(opened, card)
    hand_over(opened, card, done)
    leads, tasks = (pd.read_csv(tmp_path / "out" / "handoff" / f"hubspot_{name}.csv") for name in ("leads", "tasks"))
    assert set(leads["Lead tier"]) == {"hot", "not told by the score", "past the horizon"}
    assert leads.loc[leads["Lead tier"] == "hot", "Record ID"].tolist() == tasks["Record ID"].tolist() == [1]
    assert leads["Lead score reasons"].str.startswith("Do not call by this score").all()
    assert done.to_call["next_step"].str.startswith("Do not call by this score").sum() == len(done.to_call) - 1


def test_a_list_from_a_bare_yes_or_no_carries_what_its_chance_is_not(run):
    flagged = LEADS.assign(won=LEADS["won"].eq("").map({True: "no", False: "yes"})).drop(columns="came")
    opened = run(leads=flagged, created=None, outcome={"flag": "won"}, overrides=None)
    assert follow_up(opened, CARD).to_call["caution"].str.startswith("The export does not tell lost from not yet").all()


def test_a_lead_without_a_creation_date_is_not_called_past_its_horizon(run, tmp_path):
    opened = run(overrides=None, handoff=["hubspot"])
    undated = opened.whole.leads.assign(came=opened.whole.leads["came"].mask(opened.whole.leads["key"] == "L199"))
    opened = replace(opened, whole=opened.whole.replaced(leads=undated))
    hand_over(opened, CARD, follow_up(opened, CARD))
    leads = pd.read_csv(tmp_path / "out" / "handoff" / "hubspot_leads.csv").set_index("Email")
    assert leads.loc["m199@x.org", "Lead tier"] == "age not known"
    assert leads.loc["m199@x.org", "Lead next step"].startswith("Nobody knows when it came in")
