"""Files that HubSpot and Salesforce import, read back."""

import csv

import pandas as pd
import pytest

from leadtools.actions import write_csv
from leadtools.config import Source
from leadtools.crm import recognise
from leadtools.exports.handoff import hand_off
from leadtools.readers.tables import read_rows

AS_OF = pd.Timestamp("2025-06-30 17:00")
LEADS = pd.DataFrame({
    "lead_id": ["1", "2", "3"],
    "score": [80, 55, 20],
    "tier": ["hot", "warm", "cold"],
    "reasons": ["Köln, \"Süd\": ja (+20)", "=cmd|' /C calc'!A0: x (+5)", "title: Clerk (−5)"],
    "next_step": ["Call within a day; open with Köln", "Send\nsomething", "Leave"],
    "person": ["Ann", "", "Bob"],
})  # fmt: skip
EMAIL = pd.Series(["a@x.org", "b@x.org", "c@x.org"], index=["1", "2", "3"])
SALESFORCE_IDS = [f"00Q5e00000AbCd{i}" for i in "123"]


def handed(crm, leads=LEADS, **options):
    options = {"to_call": leads["lead_id"].iloc[:1], "tiers": ("hot", "warm"), "as_of": AS_OF} | options
    return hand_off(crm, leads, **options)


def read_back(table, folder) -> pd.DataFrame:
    write_csv(table, folder / "file.csv")
    assert (folder / "file.csv").read_bytes().decode("utf-8")[:3] != "\ufeff"
    return read_rows(Source(folder / "file.csv", name="file.csv")).frame


def test_hubspot_finds_contacts_by_their_record_id_and_owners_by_address(tmp_path):
    back = read_back(handed("hubspot", users={"Ann": "ann@us.org"}).leads, tmp_path)
    assert back["Record ID"].tolist() == ["1", "2", "3"]
    assert back["Contact owner"].fillna("").tolist() == ["ann@us.org", "", "Bob"]
    assert back["Lead score"].tolist() == ["80", "55", "20"]
    assert back["Lead scored on"].unique().tolist() == ["2025-06-30"]
    assert back.loc[1, "Lead score reasons"] == 'Köln, "Süd": ja (+20)'


def test_a_hubspot_task_is_a_call_due_the_next_day(tmp_path):
    (task,) = read_back(handed("hubspot").tasks, tmp_path).to_dict("records")
    assert task == {
        "Record ID": "1", "Task Title": "Call within a day; open with Köln", "Task Type": "CALL",
        "Task Status": "NOT_STARTED", "Priority": "HIGH", "Due Date": "2025-07-01", "Assigned to": "Ann",
        "Task Notes": 'Köln, "Süd": ja (+20)',
    }  # fmt: skip


def test_salesforce_finds_leads_by_id_and_rates_them(tmp_path):
    done = handed(
        "salesforce", LEADS.assign(lead_id=SALESFORCE_IDS), users={"Ann": "0055e000001AAAA", "Bob": "005" + "x" * 12}
    )
    back = read_back(done.leads, tmp_path)
    assert back["Id"].tolist() == SALESFORCE_IDS
    assert back["Rating"].tolist() == ["Hot", "Warm", "Cold"]
    assert back["OwnerId"].fillna("").tolist() == ["0055e000001AAAA", "", "005xxxxxxxxxxxx"]
    (task,) = read_back(done.tasks, tmp_path).to_dict("records")
    assert [task[key] for key in ("WhoId", "Subject", "ActivityDate", "Status", "Priority", "TaskSubtype")] == [
        SALESFORCE_IDS[0], "Call within a day; open with Köln", "2025-07-01", "Not Started", "High", "Call",
    ]  # fmt: skip
    assert len(done.left_out) == 0


@pytest.mark.parametrize(("crm", "name"), [("hubspot", "HubSpot"), ("salesforce", "Salesforce")])
@pytest.mark.parametrize("email", [None, EMAIL])
def test_our_own_readers_know_the_files_for_what_they_are(crm, name, email):
    ids = ["x1", "x2", "x3"] if email is not None else SALESFORCE_IDS if crm == "salesforce" else ["1", "2", "3"]
    keyed = None if email is None else email.set_axis(ids)
    done = handed(crm, LEADS.assign(lead_id=ids), email=keyed)
    assert recognise(done.leads.columns).name == name
    if len(done.tasks):
        assert recognise(done.tasks.columns).name == name


def test_without_the_crms_ids_leads_go_by_their_address_once_each_the_first_of_them():
    leads = LEADS.assign(lead_id=["x1", "x2", "x3"])
    done = handed("hubspot", leads, email=pd.Series(["a@x.org", "A@x.org ", None], index=["x1", "x2", "x3"]))
    assert done.leads["Email"].tolist() == ["a@x.org"]
    assert done.left_out.to_numpy().tolist() == [
        ["leads", "x2", "the same e-mail address as x1, which goes before it"],
        ["leads", "x3", "the ids are not the CRM's own, and it has no e-mail address"],
    ]


def test_a_formula_in_place_of_an_address_is_left_out_with_the_reason():
    leads = LEADS.assign(lead_id=["x1", "x2", "x3"])
    email = pd.Series(['=HYPERLINK("//x.org?m@x.org")', "b@x.org", "none"], index=["x1", "x2", "x3"])
    done = handed("hubspot", leads, email=email)
    assert done.leads["Email"].tolist() == ["b@x.org"]
    assert done.left_out["lead_id"].tolist() == ["x1", "x3"]
    assert len(done.tasks) == 0  # the call of x1


def test_what_salesforce_cannot_take_is_said_and_left_out():
    done = handed("salesforce", LEADS.assign(lead_id=["x1", "x2", "x3"]), email=EMAIL.set_axis(["x1", "x2", "x3"]))
    assert done.leads["Email"].tolist() == ["a@x.org", "b@x.org", "c@x.org"]
    assert "OwnerId" not in done.leads
    assert len(done.tasks) == 0
    assert [reason.split(":")[0] for reason in done.left_out["reason"]] == ["no owners", "no tasks"]


def test_where_no_lead_can_be_found_the_file_says_first_what_to_export():
    done = handed("hubspot", LEADS.assign(lead_id=["a", "b", "c"]))
    assert len(done.leads) == 0
    assert done.left_out["reason"].iloc[0] == (
        "no leads: HubSpot finds contacts by Record ID or Email; export one of them, and name it as `id:` or `email:`"
    )


def test_names_and_phones_stay_here_and_formulas_are_defused(tmp_path):
    done = handed("hubspot")
    write_csv(done.leads, tmp_path / "leads.csv")
    with (tmp_path / "leads.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    assert rows[2][rows[0].index("Lead score reasons")].startswith("'=cmd")
    assert rows[2][rows[0].index("Lead next step")] == "Send something"  # one line


def test_without_dates_nothing_is_due_and_no_leads_make_empty_files():
    done = handed("hubspot", as_of=None)
    assert "Due Date" not in done.tasks
    (reason,) = done.left_out["reason"]
    assert reason.startswith("no dates")
    assert reason.endswith("HubSpot wants a due date for every task, so add a column `Due Date`")
    assert len(handed("salesforce", LEADS.iloc[:0]).leads) == 0


def test_long_words_are_cut_to_what_a_field_holds():
    long = handed("salesforce", LEADS.assign(lead_id=SALESFORCE_IDS, reasons="x" * 300))
    assert long.leads["Lead_Score_Reasons__c"].str.len().tolist() == [255] * 3
