"""What a careful analyst would say before learning from a history."""

import sys

import numpy as np
import pandas as pd
import pytest

from leadtools.asked import asked_columns, asked_facts, auc_with_asked
from leadtools.audit import (
    audit,
    blanked,
    close_rate_over_time,
    completeness,
    judge_leaks,
    leads_per_month,
    leak_evidence,
)
from leadtools.audit.over_time import lowest_and_highest
from leadtools.audit.rows import set_aside
from leadtools.history import History, Reading, Roles
from leadtools.plots import plot_suspects, show
from leadtools.readers import read_history
from leadtools.runs import open_run
from leadtools.summary import data_facts
from tests.conftest import ROOT


def history(n: int = 400, **columns) -> History:
    """Return leads, one a day from 2024 on, every fourth of whom converted within a week."""
    created = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n), unit="D")
    converted = created.where(np.arange(n) % 4 == 0) + pd.Timedelta(days=7)
    ids = [f"L{i:04d}" for i in range(n)]
    return History(pd.DataFrame({"lead_id": ids, "created_at": created, "converted_at": converted, **columns}))


def kinds(history: History, **options) -> dict[str, str]:
    table = audit(history, **options).excluded
    return dict(zip(table["column"], table["kind"], strict=True))


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["DE"] * 400, "constant"),
        ([None] * 400, "constant"),
        ([f"{i:032x}" for i in range(400)], "identifier"),
        (list(range(10_000, 10_400)), "identifier"),
        ([f"call back {i % 300}" for i in range(400)], "text"),
        (["we spoke at length about what they need and when they need it"] * 399 + ["no"], "text"),
        (pd.date_range("2023-01-01", periods=400), "text"),
    ],
    ids=["one value", "empty", "keys", "row numbers", "notes", "long texts", "dates"],
)
def test_columns_of_which_no_points_can_come_are_left_out(values, kind):
    assert kinds(history(column=values))["column"] == kind


@pytest.mark.parametrize(
    "values",
    [
        ["web", "fair"] * 200,
        [f"page {i % 100}" for i in range(400)],
        np.random.default_rng(0).normal(size=400),
        np.random.default_rng(0).permutation(np.arange(400) * 1000),
        [True, False] * 200,
        ["web"] + [None] * 399,
    ],
    ids=["few values", "a hundred pages", "measures", "amounts that all differ", "yes or no", "filled in once"],
)
def test_columns_that_may_tell_something_stay(values):
    assert "column" not in kinds(history(column=values))


def test_events_nobody_makes_attributes_from_are_named():
    data = history()
    events = pd.DataFrame({"lead_id": ["L0001", "L0001", "L0002"], "event": "visit", "at": pd.Timestamp("2024-02-01")})
    findings = audit(History(data.leads, events)).findings.set_index("finding")
    assert findings.loc["3 events were read, but no attribute is made from them", "leads"] == 2


def test_a_column_left_out_by_hand_keeps_its_reason():
    table = audit(history(plan=["a", "b"] * 200), leave_out={"plan": "it was given up"}).excluded
    assert table[table["column"] == "plan"].to_numpy().tolist() == [["plan", "user", "it was given up"]]


def test_leads_too_young_are_counted_in_words():
    # Lead 396 converted last, on day 403; leads up to day 313 have 90 days before it, the later 86 have not.
    row = audit(history()).findings.set_index("finding").loc["leads are too young"]
    assert row["leads"] == 86


def test_columns_that_say_the_same_in_other_words_are_named_and_rare_flags_are_not():
    source = np.resize(["web", "fair", "web", "mail"], 400)
    rare = [np.where(np.arange(400) % 40 == place, "yes", "no") for place in (1, 2)]  # ten leads each, never the same
    leads = history(
        source=source, channel=pd.Series(source).map({"web": "W", "fair": "F", "mail": "M"}), a=rare[0], b=rare[1]
    )
    found = audit(leads).findings.query("finding.str.contains('says the same')")
    assert found[["column", "leads"]].to_numpy().tolist() == [["channel", 400]]
    assert "`source`" in found["finding"].iloc[0]


def test_columns_that_change_with_the_calendar_and_not_from_lead_to_lead_are_named():
    rate = np.repeat([1.1, 1.4, -0.1], [150, 150, 100])  # two changes among 399 neighbours: 99.5 % have the next one's
    shuffled = np.random.default_rng(0).permutation(rate)
    mostly = np.repeat(["yes", "no"], [5, 395])  # nearly everybody has it, and so has the next
    found = audit(history(rate=rate, shuffled=shuffled, mostly=mostly)).findings
    found = found[found["finding"].str.contains("tells when, not who")]
    assert found["column"].tolist() == ["rate"]
    assert found["finding"].iloc[0].startswith("is the same for 99.5% of the leads and the next in time")


def test_a_column_mostly_empty_is_named():
    findings = audit(history(source=[*["web"] * 2, *[None] * 6] * 50)).findings
    row = findings[findings["column"] == "source"].iloc[0]
    assert (row["finding"], row["leads"]) == ("it is filled in for 25% of the leads", 300)


def test_a_close_rate_that_moved_is_named():
    created = pd.Timestamp("2023-01-01") + pd.to_timedelta(np.arange(1000), unit="D")
    # One of ten of the first 800, one of two of the last 200.
    won = np.where(np.arange(1000) < 800, np.arange(1000) % 10 == 0, np.arange(1000) % 2 == 0)
    leads = pd.DataFrame({"lead_id": [f"L{i:04d}" for i in range(1000)], "created_at": created})
    leads["converted_at"] = created.where(won)
    moved = History(leads, known_until="2027-01-01")
    findings = audit(moved).findings["finding"].tolist()
    # Lead 800 came on 2025-03-11; the history is cut at twentieths, every fifty leads.
    assert "the close rate moved from 10.0% of the leads before 2025-03-11 to 50.0% of those since" in findings


def test_a_close_rate_that_is_the_same_at_all_times_is_said_once():
    rates = pd.DataFrame({"period": ["2025-01", "2025-02"], "close_rate": [0.21, 0.21]})
    assert lowest_and_highest(rates) == "the same in each part of the time"


def test_rows_won_before_they_came_are_one_finding_with_the_dates_of_the_first_as_example(tmp_path):
    rows = ["a,2024-02-01,2024-01-01", "b,2024-03-01,2024-01-09", "c,2024-01-01,2024-02-01", "d,2024-01-01,"]
    (tmp_path / "leads.csv").write_text("\n".join(["lead_id,created_at,converted_at", *rows]))
    (tmp_path / "leadtools.yml").write_text(
        "leads: leads.csv\nid: lead_id\ncreated: created_at\noutcome: {date: converted_at}\n"
    )
    found = list(set_aside(read_history(tmp_path / "leadtools.yml")))
    assert [(row.finding, row.leads, row.example) for row in found] == [
        (
            "rows of leads.csv were set aside: converted before it was created",
            2,
            "row 1: converted on 2024-01-01, before it was created on 2024-02-01",
        )
    ]


def test_a_steady_close_rate_is_not_named():
    assert not audit(history()).findings["finding"].str.contains("moved").any()


def with_outcomes_from(first: int, n: int = 400) -> History:
    """Return leads, one a day from 2024 on, every fourth of whom converted that day, told from day `first` on only."""
    leads = history(n).leads
    leads["converted_at"] = leads["created_at"].where((np.arange(n) % 4 == 0) & (np.arange(n) >= first))
    return History(leads, known_until=leads["created_at"].max() + pd.Timedelta(days=90))


def too_old(history: History, **options) -> pd.DataFrame:
    findings = audit(history, **options).findings
    return findings[findings["finding"].str.contains("no outcome is dated before")]


def test_wins_too_old_for_the_file_are_named_and_not_silently_counted_as_lost():
    # The first win is of day 160, 2024-06-09: leads 0 to 70 came in 90 days or more before it. Of the 240 leads from
    # day 160 on 60 converted, 25.0 %; with the 160 before 60 of 400, 15.0 %.
    row = too_old(with_outcomes_from(160)).iloc[0]
    assert (row["severity"], row["leads"]) == ("high", 71)
    assert row["finding"].startswith("no outcome is dated before 2024-06-09; 71 leads that came in 90 days or more")
    assert "leave out all leads that came in before 2024-06-09: the 240 judged leads since" in row["advice"]
    assert row["advice"].endswith("closed at 25.0%, all together at 15.0%.")


def test_leads_judged_sooner_are_more_that_came_too_early_for_a_win_in_the_file():
    # Judged after 60 days, leads 0 to 100 came in too early for the first win, of day 160.
    row = too_old(with_outcomes_from(160), judged_after_days=60).iloc[0]
    assert row["leads"] == 101
    assert "60 days or more" in row["finding"]


def test_a_first_win_that_came_late_by_chance_is_no_finding():
    # Leads 0 to 19 came in a day or more before day 20, and later ones convert at once: of twenty leads at 25 % none
    # converts in 3 of 1,000 cases.
    assert too_old(with_outcomes_from(20)).empty
    assert too_old(history()).empty


def test_with_a_horizon_longer_than_the_file_leads_without_early_wins_are_named_all_the_same():
    # The first win is of day 100, so nobody came in 120 days before it; but later wins all come within a day.
    row = too_old(with_outcomes_from(100), judged_after_days=120).iloc[0]
    assert row["finding"].startswith("no outcome is dated before 2024-04-10; 100 leads that came in 1 day or more")


def test_leads_that_did_convert_by_the_moment_they_are_looked_at_are_never_said_to_have_no_win():
    data = with_outcomes_from(160)
    data.leads.loc[0, "converted_at"] = data.leads.loc[160, "converted_at"]  # 160 days after it came
    data = History(data.leads, known_until=data.known_until)
    assert len(too_old(data)) == 1  # too late for its own horizon
    assert too_old(data, snapshot=data.snapshot("2024-06-01")).empty  # within 90 days of 1 June


def test_a_dated_loss_shows_that_older_outcomes_are_in_the_file():
    leads = with_outcomes_from(160).leads.rename(columns={"converted_at": "decided_at"})
    leads["converted"] = leads["decided_at"].notna()
    assert len(too_old(History(leads))) == 1
    leads["decided_at"] = leads["decided_at"].fillna(leads["created_at"].where(leads.index == 0))
    assert too_old(History(leads)).empty


def test_where_no_judged_lead_came_in_since_the_first_outcome_no_close_rate_is_promised():
    # Every second lead converted after 85 days, told from day 150 (2024-05-30) on: lead 66, on day 151, is the first,
    # and leads 0 to 61 came in 90 days or more before. Known until day 239, so leads 0 to 149 are judged.
    leads = history(200).leads
    won = (leads["created_at"] + pd.Timedelta(days=85)).where(np.arange(200) % 2 == 0)
    leads["converted_at"] = won.where(won.between("2024-05-30", "2024-08-27"))
    row = too_old(History(leads, known_until="2024-08-27")).iloc[0]
    assert row["leads"] == 62
    assert row["advice"].endswith("no judged lead came in since, so the close rate cannot be told without them.")


def test_few_conversions_are_a_grave_finding():
    # Lead 96 converted last, on day 103, so leads 0 to 13 are judged, of which 0, 4, 8 and 12 converted.
    first = audit(history(100)).findings.iloc[0]
    assert (first["severity"], first["finding"]) == ("high", "only 4 of 14 judged leads converted")


def test_blank_and_placeholders_count_as_not_filled_in():
    leads = pd.DataFrame({"city": ["Rome", "", "Select", None], "age": [1.0, 2.0, 3.0, np.nan]})
    assert completeness(leads, missing=["Select"])[["column", "filled"]].to_numpy().tolist() == [
        ["city", 1],
        ["age", 3],
    ]


def test_leads_per_month_are_judged_or_apart():
    data = history(60)
    table = leads_per_month(data, data.snapshot(horizon_days=10))
    assert table["leads"].tolist() == [31, 29]
    assert (table["judged"] + table["apart"]).tolist() == [31, 29]


def test_close_rates_by_month_add_up():
    table = close_rate_over_time(history().snapshot())
    assert table["period"].iloc[0] == "2024-01"
    # 2024 began with leads 0, 4, … 28 of January converting: 8 of 31.
    assert table.loc[0, ["leads", "conversions"]].tolist() == [31, 8]


def test_without_dates_the_order_is_cut_into_tenths():
    leads = pd.DataFrame(
        {"lead_id": [f"L{i:03d}" for i in range(100)], "order": range(100), "converted": [True, False] * 50}
    )
    table = close_rate_over_time(History(leads).snapshot())
    assert table["leads"].tolist() == [10] * 10
    assert table["close_rate"].tolist() == [0.5] * 10


def test_without_dates_and_order_there_is_no_over_time():
    leads = pd.DataFrame({"lead_id": ["a", "b"], "converted": [True, False]})
    snapshot = History(leads).snapshot()
    assert close_rate_over_time(snapshot) is None
    assert leads_per_month(History(leads), snapshot) is None


CONVERTED = np.arange(400) % 4 == 0
EVENLY = (["web"] * 4 + ["fair"] * 4) * 50  # one of every four leads converted, from the web as from the fair


def found(history: History, column: str, **options) -> pd.DataFrame:
    """Return what is found about one column."""
    findings = audit(history, **options).findings
    return findings[findings["column"] == column].reset_index(drop=True)


def words(history: History, column: str, **options) -> str:
    return "; ".join(found(history, column, **options)["finding"])


def test_a_leak_is_left_out_unless_it_is_kept_by_name():
    data = history(seller=np.where(CONVERTED, "Ada", None))
    assert kinds(data)["seller"] == "leak"
    assert "seller" not in kinds(data, keep=["seller"])
    first = found(data, "seller", keep=["seller"]).iloc[0]
    assert (first["severity"], first["leads"]) == ("high", 100)
    assert first["finding"].startswith("it seems to give the outcome away: it is filled in for 100 leads")


def test_a_leak_left_out_by_hand_is_called_a_leak_and_keeps_the_words():
    data = history(seller=np.where(CONVERTED, "Ada", None))
    table = audit(data, leave_out={"seller": "a person"}).excluded.set_index("column")
    assert table.loc["seller"].tolist() == ["leak", "a person"]


def test_a_column_to_ask_about_stays_until_somebody_leaves_it_out():
    status = np.where(CONVERTED ^ (np.arange(400) % 3 == 0), "warm", "cold")
    data = history(lead_status=status)
    assert "lead_status" not in kinds(data)
    assert "it may give the outcome away" in words(data, "lead_status")
    assert kinds(data, leave_out={"lead_status": ""})["lead_status"] == "ask"


def test_columns_of_a_file_of_outcomes_are_leaks_whatever_they_hold():
    reading = Reading({"read": 400}, {}, pd.DataFrame(columns=["file", "row", "lead_id", "reason"]), ("has_gtin",))
    data = history()
    data = History(data.leads, known_until=data.known_until, roles=data.roles, reading=reading)
    assert kinds(data)["has_gtin"] == "leak"


def test_a_column_that_begins_or_ends_says_when():
    day = np.arange(400)
    begins = np.where(day >= 150, "x", None)  # day 150 of 2024 is 30 May, as day 0 is 1 January
    ends = np.where(day < 200, "y", None)
    data = history(begins=begins, ends=ends, always=EVENLY)
    assert "it begins at 2024-05-30" in words(data, "begins")
    assert "it ends at 2024-07-18" in words(data, "ends")
    assert words(data, "always") == ""


def test_a_column_filled_in_less_than_before_is_named():
    day = np.arange(400)
    filled = np.where(day < 280, day % 10 < 9, day % 10 < 2)
    data = history(city=np.where(filled, "Rome", None))
    assert "it was filled in for 90% of the earlier leads and is for 20% of the latest" in words(data, "city")


def test_a_mix_that_moved_is_named_with_the_value_that_moved_most():
    day = np.arange(400)
    # Half and half in the first 280; one in ten of the latest 120 is from the web. PSI: .4·ln 5 + .4·ln 1.8 = .88.
    web = np.where(day < 280, day % 2 == 0, day % 10 == 0)
    row = found(history(source=np.where(web, "web", "fair")), "source").iloc[0]
    assert row["finding"].startswith("the mix of its values moved (stability index 0.8")
    assert (row["severity"], row["leads"]) == ("medium", 120)
    assert row["example"] in ("web: 50% before, 10% now", "fair: 50% before, 90% now")


def test_a_steady_mix_is_not_named():
    assert words(history(source=EVENLY), "source") == ""


def test_values_that_go_and_come_are_named():
    day = np.arange(400)
    source = np.where(day < 280, np.where(day % 5 == 0, "radio", "web"), np.where(day % 5 == 0, "video", "web"))
    said = words(history(source=source), "source")
    assert "values gone out of use: 1" in said
    assert "values new among the latest leads: 1" in said


def test_a_day_on_which_a_list_was_imported_is_named():
    created = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.r_[np.arange(200), np.full(200, 90)], unit="D")
    leads = pd.DataFrame({"lead_id": [f"L{i:04d}" for i in range(400)], "created_at": created, "converted": CONVERTED})
    row = found(History(leads), "created_at").iloc[0]
    # One lead a day, and 201 on day 90, which is 31 March.
    assert row["finding"] == "1 day brought far more leads than others (1 on a usual day)"
    assert (row["leads"], row["example"]) == (201, "201 leads on 2024-03-31")


def test_no_import_is_seen_where_leads_come_evenly():
    assert words(history(), "created_at") == ""


def test_impossible_dates_are_named():
    signed = pd.Series(pd.Timestamp("2024-05-05")).repeat(400).to_numpy().copy()
    signed[:3] = np.datetime64("1900-01-01")
    signed[3:5] = np.datetime64("2031-01-01")
    said = words(history(signed=signed), "signed")
    assert "dates before 1990" in said
    assert "dates after 2025-02-07, until when outcomes are known" in said  # the last lead converted on that day


def test_decided_before_created_is_grave():
    leads = pd.DataFrame({
        "lead_id": list("abcd"), "created_at": pd.to_datetime(["2025-01-05"] * 4),
        "status": ["Won", "Lost", "Won", "Lost"],
        "decided_at": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-02-01", "2025-02-01"]),
    })  # fmt: skip
    roles = Roles(created_at="created_at", status="status", won=("Won",), lost=("Lost",), decided_at="decided_at")
    row = found(History(leads, roles=roles), "decided_at").iloc[0]
    assert (row["severity"], row["finding"], row["leads"]) == ("high", "decided before it was created", 1)


def test_far_out_numbers_and_codes_below_zero_are_named():
    amounts = np.tile(np.repeat(np.arange(10.0), 4), 10)  # half of them from 2 to 7: far out is above 7 + 50
    amounts[0], amounts[1] = 5000, -1
    row = found(history(amount=amounts), "amount")
    assert row["example"].tolist() == ["5,000", "-1"]
    assert row["leads"].tolist() == [1, 1]


def test_a_strong_column_is_noted_and_stays():
    minutes = np.where(CONVERTED, 2.5, 0) + np.random.default_rng(0).normal(size=400)
    data = history(minutes=minutes)
    assert "minutes" not in kinds(data)
    assert "it says much by itself" in words(data, "minutes")


def test_counts_that_may_run_until_the_export_are_named_in_one_finding_and_stay():
    visits = np.where(CONVERTED, 2.5, 0) + np.random.default_rng(0).normal(size=400)
    data = history(TotalVisits=visits, Clicks=visits, visits_before_signup=visits, employees=visits)
    assert not {"TotalVisits", "Clicks"} & set(kinds(data))
    assert "`TotalVisits`, `Clicks` are counted, and the name does not say until when" in words(data, "")


def test_a_count_that_says_nothing_about_the_outcome_is_not_named():
    assert "counted" not in words(history(TotalVisits=np.random.default_rng(0).normal(size=400)), "")


def test_an_order_that_is_taken_for_time_is_called_an_assumption():
    leads = pd.DataFrame({"lead_id": [f"L{i:04d}" for i in range(400)], "converted": CONVERTED, "order": range(400)})
    assert "assumed to be in the order of time" in words(History(leads), "order")
    assert "assumed" not in words(history(), "")


@pytest.mark.parametrize(("share", "said"), [(0.01, "which is rare"), (0.9, "which is nearly all")])
def test_an_outcome_out_of_balance_is_named(share, said):
    won = np.arange(4000) % 100 < 100 * share
    leads = pd.DataFrame({"lead_id": [f"L{i:04d}" for i in range(4000)], "converted": won})
    assert audit(History(leads)).findings["finding"].str.contains(said).any()


def test_open_far_longer_than_others_took_is_named():
    leads = pd.DataFrame({
        "lead_id": list("abc"), "created_at": pd.to_datetime(["2023-01-01", "2024-06-01", "2024-06-01"]),
        "status": ["New", "Won", "Lost"], "decided_at": pd.to_datetime([None, "2024-07-01", "2024-07-01"]),
    })  # fmt: skip
    roles = Roles(created_at="created_at", status="status", won=("Won",), lost=("Lost",), decided_at="decided_at")
    row = found(History(leads, roles=roles), "status").iloc[0]
    # From 1 January 2023 to 1 July 2024: 365 + 182 days.
    assert (row["finding"], row["example"]) == ("open for more than 365 days", "the oldest for 547 days")


def test_what_was_done_at_reading_is_shown_when_it_is_known():
    rule = {
        "file": "leads.csv",
        "column": "city",
        "rule": "taken as missing",
        "rows": 7,
        "example": "-",
        "advice": "ok",
    }
    none = pd.DataFrame(columns=["file", "row", "lead_id", "reason"])
    data = history(city=EVENLY)
    reading = Reading({"read": 400}, {}, none, rules=pd.DataFrame([rule]))
    data = History(data.leads, known_until=data.known_until, roles=data.roles, reading=reading)
    row = found(data, "city").iloc[0]
    assert (row["finding"], row["leads"], row["example"]) == ("at reading of leads.csv: taken as missing", 7, "-")


def test_a_person_is_never_an_example():
    day = np.arange(400)
    ann, bo = "ann@example.com", "bo@example.com"
    mail = np.where(day < 280, np.where(day % 2 == 0, ann, bo), np.where(day % 10 == 0, ann, bo))
    findings = audit(history(mail=mail, last_name=np.where(day < 280, "Ann", "Bo"))).findings
    assert findings["column"].isin(["mail", "last_name"]).any()
    assert not findings["example"].str.contains("ann|bo", case=False).any()


def test_a_placeholder_is_a_blank_to_the_rules():
    quality = np.where(CONVERTED, "Select", "Select").astype(object)
    quality[::8] = "high"
    cleared = blanked(history(quality=quality), missing=["Select"])
    assert cleared.leads["quality"].notna().sum() == 50
    assert history(quality=quality).leads["quality"].notna().sum() == 400


def test_every_finding_has_words_advice_and_a_severity():
    data = history(seller=np.where(CONVERTED, "Ada", None), source=["web"] * 100 + [None] * 300)
    findings = audit(data).findings
    assert findings["severity"].isin(["high", "medium", "low"]).all()
    assert (findings[["finding", "advice"]] != "").all().all()
    assert findings["severity"].map(["high", "medium", "low"].index).is_monotonic_increasing


def test_the_evidence_against_each_suspect_is_one_picture_with_words():
    data = history(seller=np.where(CONVERTED, "Ada", None), lead_status=np.where(CONVERTED, "$a$ <b>", "c"))
    table = leak_evidence(data, judge_leaks(data))
    assert table[["column", "filled_converted", "filled_others"]].to_numpy().tolist() == [
        ["seller", 1.0, 0.0], ["lead_status", 1.0, 1.0],
    ]  # fmt: skip
    image = show(plot_suspects(table))
    assert image.data.startswith(b"\x89PNG")
    assert "seller: filled in for 100 % of those that converted and 0 % of the others" in image.alt


@pytest.fixture
def run_of(tmp_path):
    """Return runs over 600 leads in order, with a status that tells a little and a size that tells a little."""
    rng = np.random.default_rng(3)
    won = np.arange(600) % 3 == 0
    table = pd.DataFrame({
        "order": np.arange(600),
        "size": np.where(rng.random(600) < np.where(won, 0.6, 0.4), "large", "small"),
        "lead status": np.where(rng.random(600) < np.where(won, 0.75, 0.3), "warm", "cold"),
        "seller": np.where(won, "Ada", None),
        "won": np.where(won, "yes", "no"),
    })  # fmt: skip
    table.to_csv(tmp_path / "leads.csv", index=False)

    def open_with(extra: str = ""):
        said = f"leads: leads.csv\norder: order\noutcome: {{flag: won}}\n{extra}\n"
        (tmp_path / "leadtools.yml").write_text(said, encoding="utf-8")
        return open_run(tmp_path / "leadtools.yml", tmp_path / "out")

    return open_with


def test_the_later_auc_is_shown_without_and_with_what_is_asked_wherever_it_stands(run_of):
    tables = [auc_with_asked(run_of(extra)) for extra in ("", "leave_out: {lead status: ask Ada}")]
    pd.testing.assert_frame_equal(*tables)
    without, with_them = tables[0].itertuples()
    assert (without.attributes, with_them.attributes) == (1, 2)
    assert without.auc + 0.1 < with_them.auc
    run = run_of()
    facts = asked_facts(run, tables[0])["asked"]
    assert facts == {
        "columns": ["lead status"],
        "auc_without": round(without.auc, 6),
        "auc_with": round(with_them.auc, 6),
    }


def test_nothing_is_asked_of_a_column_that_somebody_keeps(run_of):
    run = run_of("keep: [lead status]")
    assert asked_columns(run) == []
    assert asked_facts(run, auc_with_asked(run)) == {"asked": {"columns": []}}
    assert run.history.attributes == ["size", "lead status"]


def test_a_leak_earns_no_points_and_stands_in_the_summary_until_it_is_kept(run_of):
    run = run_of()
    assert run.history.attributes == ["size", "lead status"]
    kind_of = {row["column"]: row["kind"] for row in data_facts(run)["excluded"]}
    assert kind_of["seller"] == "leak"
    assert "seller" in run_of("keep: [seller]").history.attributes


REAL = {
    "x_education": ("x_education/Leads.csv", {"Tags", "Lead Quality"}),
    "bank_marketing": ("bank_marketing/bank-additional-full.csv.gz", {"duration"}),
    "maven_crm": ("maven_crm/sales_pipeline.csv", {"close_value", "close_date"}),
}


@pytest.mark.parametrize("name", REAL)
def test_leaks_are_found_in_real_exports_as_they_are_read(shared_data, tmp_path, name):
    data, leaks = REAL[name]
    shared_data(data)
    run = open_run(ROOT / "tests" / "configs" / f"{name}.yml", tmp_path)
    assert set(run.leaks.loc[run.leaks["kind"] == "leak", "column"]) == leaks
    assert leaks.isdisjoint(run.history.attributes)


def test_the_bank_hears_when_its_close_rate_moved(shared_data, tmp_path):
    shared_data("bank_marketing/bank-additional-full.csv.gz")
    findings = open_run(ROOT / "tests" / "configs" / "bank_marketing.yml", tmp_path).audit.findings
    assert (
        findings["finding"]
        .str.match(r"the close rate moved from 4.5% of the leads before 18,535 in the order to 16.8%")
        .any()
    )


def test_the_deals_of_olist_are_leaks_and_the_win_before_contact_is_set_aside(shared_data, tmp_path):
    shared_data("olist_funnel/olist_closed_deals_dataset.csv")
    run = open_run(ROOT / "tests" / "configs" / "olist_funnel.yml", tmp_path)
    left = run.excluded[run.excluded["kind"] == "leak"]
    assert {"has_company", "has_gtin", "business_segment", "lead_type"} <= set(left["column"])
    findings = run.audit.findings.set_index("finding")
    words = "rows of olist_marketing_qualified_leads_dataset.csv were set aside: converted before it was created"
    assert findings.loc[words, "example"].startswith("row 6358: converted on 2018-")


def test_of_a_long_history_every_so_manieth_contact_is_looked_at_and_that_is_said(monkeypatch):
    leads = pd.DataFrame(
        {"lead_id": [f"L{i:02d}" for i in range(40)], "who": "qwertz asdf", "converted": [True, False] * 20}
    )
    monkeypatch.setattr(sys.modules["leadtools.audit.contacts"], "MOST_LOOKED_AT", 10)
    row = found(History(leads, roles=Roles(converted="converted", contact=("who",))), "who").iloc[0]
    assert row["finding"].endswith("(among the 10 leads looked at, one in 4)")
    assert row["leads"] == 10


def test_a_number_of_a_phone_is_never_an_example():
    numbers = np.tile(np.repeat(np.arange(10.0), 4), 10)
    numbers[0] = 493055501234
    row = found(history(mobile_phone=numbers, amount=numbers), "mobile_phone").iloc[0]
    assert (row["leads"], row["example"]) == (1, "")


def test_a_history_without_attributes_has_no_suspects():
    assert judge_leaks(history()).empty
    assert leak_evidence(history(), judge_leaks(history())).empty
