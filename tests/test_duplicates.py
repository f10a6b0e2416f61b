"""One person on several rows is found, reported, and merged without ever losing a customer."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtools.config import read_config
from leadtools.duplicates import contact_columns, find_duplicates, merge_duplicates
from leadtools.errors import ConfigError, DataError
from leadtools.history import History, Reading, Roles
from leadtools.runs import open_run

COLUMNS = {"email": ["mail"], "phone": ["phone"], "contact": ["first", "last"], "account": ["company"]}


def pairs(*rows: tuple) -> list[tuple]:
    """Return rule and whether the account is the same for each pair found among (mail, phone, first, last, company)."""
    leads = pd.DataFrame(list(rows), columns=["mail", "phone", "first", "last", "company"])
    leads["lead_id"] = [f"L{i}" for i in range(len(leads))]
    found = find_duplicates(leads, **COLUMNS)
    return list(found[["rule", "same_account"]].itertuples(index=False, name=None))


SAME = [
    (("Ann@x.com", None, "Ann", "Lee", "Acme"), ("ann@x.com ", None, "Ann", "Lee", "ACME Inc."), "same e-mail"),
    (("ann+crm@x.com", None, None, None, None), ("ann@x.com", None, None, None, None), "same e-mail"),
    (("annlee@gmail.com", None, None, None, None), ("annlee@gmial.com", None, None, None, None),
     "nearly the same e-mail"),
    ((None, "+49 30 555 0123", "Jörg", "Müller", None), (None, "030 5550123", "Muller", "Jorg", None),
     "same phone, like name"),
    ((None, None, "Catherine", "Deneuve", "Acme GmbH"), (None, None, "Catherine", "Deneuvre", "acme"),
     "like name in a like company"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two", "rule"), SAME, ids=[rule for *_, rule in SAME[:-1]] + ["typo in a name"])
def test_one_person_is_found_twice(one, two, rule):
    assert pairs(one, two) == [(rule, True)]


OTHERS = {
    "colleagues share a number": (
        (None, "030 5550123", "Ann", "Lee", "Acme"), (None, "030 5550123", "Bo", "Berg", "Acme"),
    ),
    "colleagues share a mailbox": (
        ("info@acme.com", None, "Ann", "Lee", "Acme"), ("info@acme.com", None, "Boris", "Stern", "Acme"),
    ),
    "a name alone": ((None, None, "Ann", "Lee", None), (None, None, "Ann", "Lee", None)),
    "one name in two companies": ((None, None, "Ann", "Lee", "Acme"), (None, None, "Ann", "Lee", "Zenith")),
    "branches with numbers": ((None, None, "Ann", "Lee", "Shop 17"), (None, None, "Ann", "Lee", "Shop 18")),
    "one name at two providers": (
        ("annlee@gmail.com", None, None, None, None), ("annlee@hotmail.com", None, None, None, None),
    ),
    "numbers made up": ((None, "0000000", "Ann", "Lee", None), (None, "0000000", "Ann", "Lee", None)),
    "all blank": ((None,) * 5, (None,) * 5),
}  # fmt: skip


@pytest.mark.parametrize(("one", "two"), OTHERS.values(), ids=OTHERS.keys())
def test_different_persons_are_left_alone(one, two):
    assert pairs(one, two) == []


def test_one_person_in_two_companies_is_reported_and_stays_two_leads():
    rows = [("ann@x.com", None, "Ann", "Lee", "Acme"), ("ann@x.com", None, "Ann", "Lee", "Zenith")]
    assert pairs(*rows) == [("same e-mail", False)]
    data = history(email=["ann@x.com"] * 2, account=["Acme", "Zenith"])
    assert len(merge_duplicates(data).leads) == 2


def test_a_key_that_many_leads_share_is_a_placeholder():
    leads = pd.DataFrame({"lead_id": range(51), "mail": "none@none.com"})
    assert find_duplicates(leads, email=["mail"]).empty
    assert len(find_duplicates(leads.head(50), email=["mail"])) == 50 * 49 // 2


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(DataError, match="`mial` is not a column of the leads; did you mean `mail`"):
        find_duplicates(pd.DataFrame({"lead_id": ["a"], "mail": ["x"]}), email=["mial"])


def test_columns_are_found_by_role_and_else_by_name():
    leads = pd.DataFrame({"lead_id": ["a", "b"], "converted": [True, False], "E-Mail": "", "Mobile Phone": "",
                          "First Name": "", "Last Name": "", "Company": "", "Campaign Name": ""})  # fmt: skip
    found = contact_columns(History(leads))
    assert found == {"account": ("Company",), "email": ("E-Mail",), "phone": ("Mobile Phone",),
                     "contact": ("First Name", "Last Name")}  # fmt: skip
    roles = Roles(converted="converted", account="Campaign Name")
    assert contact_columns(History(leads, roles=roles))["account"] == ("Campaign Name",)


def history(**columns) -> History:
    """Return leads a, b, … created on the first of successive months, the last of whom converted."""
    n = len(next(iter(columns.values())))
    created = pd.date_range("2025-01-01", periods=n, freq="MS")
    converted = pd.Series(pd.NaT, index=range(n), dtype="datetime64[us]")
    converted.iloc[-1] = pd.Timestamp("2025-12-01")
    leads = {"lead_id": list("abcdefgh"[:n]), "created_at": created, "converted_at": converted}
    return History(pd.DataFrame({**leads, **columns}))


def test_the_first_lead_stays_with_the_first_filled_cell_and_the_conversion():
    merged = merge_duplicates(history(email=["ann@x.com", "bo@x.com", "ann@x.com"], city=[None, "Bari", "Rome"]))
    assert merged.leads["lead_id"].tolist() == ["a", "b"]
    row = merged.leads.iloc[0]
    assert (row["created_at"], row["converted_at"]) == (pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-01"))
    assert (row["email"], row["city"]) == ("ann@x.com", "Rome")


def test_won_beats_lost_beats_open():
    for statuses, expected in ((["Open", "Lost"], "Lost"), (["Won", "Lost"], "Won"), (["Lost", "Open", "Won"], "Won")):
        n = len(statuses)
        leads = pd.DataFrame({"lead_id": list("abc"[:n]), "email": "ann@x.com", "status": statuses})
        roles = Roles(status="status", won=("Won",), lost=("Lost",))
        assert merge_duplicates(History(leads, roles=roles)).leads["status"].tolist() == [expected]


def test_a_lead_without_a_company_does_not_join_two_companies():
    data = history(email=["ann@x.com"] * 3, account=["Acme", None, "Zenith"])
    merged = merge_duplicates(data)
    assert merged.leads["account"].tolist() == ["Acme", "Zenith"]


def test_events_follow_their_lead():
    data = history(email=["ann@x.com", "bo@x.com", "ann@x.com"])
    events = pd.DataFrame({"lead_id": ["a", "b", "c"], "event": "visit", "at": pd.Timestamp("2025-04-01")})
    merged = merge_duplicates(History(data.leads, events, known_until=data.known_until))
    assert merged.events["lead_id"].tolist() == ["a", "b", "a"]


def test_rows_still_add_up_and_each_has_its_reason():
    data = history(email=["ann@x.com", "bo@x.com", "ann@x.com"])
    aside = pd.DataFrame({"file": ["leads.csv"], "row": [4], "lead_id": ["x"], "reason": ["blank"]})
    reading = Reading(
        {"read": 4, "used": 3, "set_aside": 1}, {"leads.csv": {"read": 4, "used": 3, "set_aside": 1}}, aside
    )
    merged = merge_duplicates(History(data.leads, known_until=data.known_until, reading=reading))
    assert merged.reading.rows == {"read": 4, "used": 2, "set_aside": 2}
    assert merged.reading.files["leads.csv"] == merged.reading.rows
    assert merged.reading.set_aside["reason"].tolist() == ["blank", 'the same person as lead "a", and merged into it']
    assert merged.reading.set_aside["lead_id"].tolist() == ["x", "c"]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "X", "Y"]), st.booleans()), min_size=2, max_size=8)
)
def test_no_customer_is_ever_turned_into_a_lead(rows):
    won = [converted for *_, converted in rows]
    leads = pd.DataFrame({
        "lead_id": [f"{i}" for i in range(len(rows))],
        "email": [f"{person}@example.com" for person, *_ in rows],
        "account": [company or None for _, company, _ in rows],
        "converted_at": pd.Series(np.where(won, np.datetime64("2025-05-01", "us"), np.datetime64("NaT", "us"))),
    })  # fmt: skip
    merged = merge_duplicates(History(leads)).leads
    customers = set(leads.loc[leads["converted_at"].notna(), "email"])
    assert set(merged.loc[merged["converted_at"].notna(), "email"]) == customers
    assert set(merged["email"]) == set(leads["email"])
    bought_for = set(
        leads.loc[leads["converted_at"].notna() & leads["account"].notna(), ["email", "account"]].apply(tuple, axis=1)
    )
    still = set(merged.loc[merged["converted_at"].notna(), ["email", "account"]].apply(tuple, axis=1))
    assert bought_for <= still
    assert merged["lead_id"].is_unique


@pytest.fixture
def config(tmp_path):
    ids = np.arange(60)
    table = pd.DataFrame({"id": ids, "mail": [f"p{i % 55}@example.com" for i in ids], "size": ids % 7,
                          "won": np.where(ids % 3 == 0, "yes", "no")})  # fmt: skip
    table.to_csv(tmp_path / "leads.csv", index=False)

    def write(extra: str):
        path = tmp_path / "leadtools.yml"
        path.write_text(f"leads: leads.csv\nid: id\nemail: mail\noutcome: {{flag: won}}\n{extra}\n", encoding="utf-8")
        return path

    return write


def test_duplicates_are_reported_by_default_and_merged_on_request(config, tmp_path):
    # 60 leads of 55 persons: 5 stand there twice.
    reported = open_run(config(""), tmp_path / "out")
    assert (len(reported.whole.leads), len(reported.duplicates)) == (60, 5)
    findings = reported.audit.findings
    row = findings[findings["finding"] == "leads seem to be one person twice: same e-mail"].iloc[0]
    assert row["leads"] == 10
    merged = open_run(config("duplicates: merge"), tmp_path / "out")
    assert (len(merged.whole.leads), len(merged.duplicates)) == (55, 0)
    assert dict(merged.whole.reading.rows) == {"read": 60, "used": 55, "set_aside": 5}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("duplicates: delete", "`duplicates`"),
        ("keep: [sise]", "`sise` is not a column of leads.csv; did you mean `size`"),
        ("keep: size", "`keep`"),
        ("keep: [size]\nleave_out: [size]", "`size` stands under `keep` and under `leave_out`"),
    ],
)
def test_what_cannot_be_meant_is_refused(config, tmp_path, line, message):
    with pytest.raises(ConfigError, match=message):
        open_run(read_config(config(line)).path, tmp_path / "out")
