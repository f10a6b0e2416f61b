"""What an unknown file says about itself: each guess on a table that stands on the page."""

from pathlib import Path

import pytest

from leadtools.config import read_config
from leadtools.errors import DataError
from leadtools.guess import Guess, guess
from tests.conftest import ROOT

MONTHS = ("may", "jun", "jul", "aug", "nov", "mar")


@pytest.fixture
def guessed(tmp_path):
    """Return what is guessed of a header and rows given as texts."""

    def guess_of(header: str, rows: list[str], outcome: str | None = None) -> Guess:
        (tmp_path / "export.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        if outcome is not None:
            (tmp_path / "deals.csv").write_text(outcome, encoding="utf-8")
        return guess(tmp_path / "export.csv", outcome=None if outcome is None else tmp_path / "deals.csv")

    return guess_of


def numbered(line: str, n: int = 40) -> list[str]:
    """Return rows of one pattern; `{i}` is the row, `{day}` a rising day, `{flag}` yes for every third row."""
    return [
        line.format(
            i=i,
            day=f"2025-{1 + i // 28:02d}-{1 + i % 28:02d}",
            flag="yes" if i % 3 == 0 else "no",
            ja="ja" if i % 3 == 0 else "nein",
            month=MONTHS[i * len(MONTHS) // n],
            won="Gewonnen" if i % 3 == 0 else ("Verloren", "Angebot")[i % 2],
            won_only="Won" if i % 3 == 0 else ("New", "Offer")[i % 2],
            words=("red", "green", "blue")[i % 3],
            mixed=MONTHS[i * 7 % len(MONTHS)],
        )
        for i in range(n)
    ]


def column(made: Guess, role: str) -> str | None:
    return made.roles[role].column if role in made.roles else None


def test_ids_and_dates_are_found_by_what_they_hold(guessed):
    made = guessed("xq,zeta,colour,converted", numbered("k{i}z,{day},{words},{flag}"))
    assert (column(made, "id"), column(made, "created")) == ("xq", "zeta")
    assert "each of the 40 rows has a value of its own" in made.roles["id"].reason
    assert "there for every row" in made.roles["created"].reason


def test_of_two_dates_the_earlier_is_the_creation_and_the_other_the_runner_up(guessed):
    rows = numbered("k{i}z,2025-12-31,{day},{flag}")
    made = guessed("xq,alpha,beta,converted", rows)
    assert column(made, "created") == "beta"
    assert made.roles["created"].runner_up == "alpha"


def test_a_date_of_change_is_no_creation(guessed):
    made = guessed("xq,last_modified,converted", numbered("k{i}z,{day},{flag}"))
    assert column(made, "created") is None


def test_addresses_are_found_by_what_they_hold(guessed):
    made = guessed("xq,kontaktweg,converted", numbered("k{i}z,ana{i}@example.com,{flag}"))
    assert column(made, "email") == "kontaktweg"


def test_the_way_of_contact_is_no_persons_name(guessed):
    made = guessed("contact,colour,y", numbered("cellular,{words},{flag}"))
    assert "contact" not in made.roles


def test_a_flag_is_found_by_its_name(guessed):
    made = guessed("xq,newsletter,converted", numbered("k{i}z,{ja},{flag}"))
    assert (made.outcome.kind, made.outcome.column) == ("flag", "converted")
    assert (made.outcome.yes, made.outcome.no) == (("yes",), ("no",))


def test_the_only_two_values_of_a_file_are_its_outcome(guessed):
    made = guessed("xq,resultado_de_la_llamada,colour", numbered("k{i}z,{ja},{words}"))
    assert (made.outcome.kind, made.outcome.column) == ("flag", "resultado_de_la_llamada")


def test_a_status_is_found_by_its_words_in_another_language(guessed):
    made = guessed("xq,zustand,colour", numbered("k{i}z,{won},{words}"))
    assert (made.outcome.kind, made.outcome.column) == ("status", "zustand")
    assert (made.outcome.won, made.outcome.lost) == (("Gewonnen",), ("Verloren",))


def test_a_status_that_never_says_lost_counts_all_others_as_not_converted(guessed):
    made = guessed("xq,stage,colour", numbered("k{i}z,{won_only},{words}"))
    assert (made.outcome.kind, made.outcome.yes, made.outcome.no) == ("flag", ("Won",), ("New", "Offer"))
    assert "no value of it says lost" in made.outcome.reason


def test_a_date_that_only_customers_have_goes_before_a_flag(guessed):
    rows = [row.replace(",,yes", ",2025-06-01,yes") for row in numbered("k{i}z,{day},,{flag}")]
    made = guessed("xq,created,won_date,converted", rows)
    assert (made.outcome.kind, made.outcome.column, made.outcome.runner_up) == ("date", "won_date", "converted")


def test_where_date_and_flag_disagree_the_flag_counts(guessed):
    rows = [f"k{i}z,2025-01-07,{'2025-06-01' if i % 2 else ''},{'yes' if i % 5 == 0 else 'no'}" for i in range(40)]
    made = guessed("xq,created,won_date,converted", rows)
    assert (made.outcome.kind, made.outcome.column, made.outcome.runner_up) == ("flag", "converted", "won_date")


def test_a_yes_or_no_about_something_else_does_not_put_a_date_of_conversion_aside(guessed):
    rows = [row.replace(",,ja", ",2025-06-01,nein") for row in numbered("k{i}z,{day},,{ja}")]
    made = guessed("xq,created,converted_at,newsletter", [*rows[:-1], rows[-1].replace("nein", "ja")])
    assert (made.outcome.kind, made.outcome.column) == ("date", "converted_at")


def test_the_sample_is_guessed_as_it_is_described():
    made = guess(ROOT / "data" / "leads.csv")
    assert (made.outcome.kind, made.outcome.column) == ("date", "converted_at")
    said = read_config(ROOT / "data" / "leadtools.yml")
    assert {role: column(made, role) for role in ("id", "created", "owner", "account", "value")} == {
        role: getattr(said, role) for role in ("id", "created", "owner", "account", "value")
    }
    assert made.leave_out["call_outcome"].kind in ("leak", "ask")


def test_several_columns_of_two_values_make_a_question(guessed):
    made = guessed("xq,newsletter,phone_call", numbered("k{i}z,{ja},{flag}"))
    assert made.outcome.kind == "ask"
    assert "Candidates: `newsletter` (nein, ja); `phone_call` (no, yes)." in made.outcome.question


def test_a_number_by_name_orders_the_leads(guessed):
    made = guessed("xq,Lead Number,converted", numbered("k{i}z,66{i}0,{flag}"))
    assert made.roles["order"].columns == ("Lead Number",)
    assert "is assumed" in made.roles["order"].reason


def test_months_in_runs_show_that_the_rows_are_in_order(guessed):
    made = guessed("colour,month,y", numbered("{words},{month},{flag}", n=400))
    assert made.roles["order"].columns == ("rows",)
    assert "`month` stands in runs of months that go forward" in made.roles["order"].reason


def test_months_without_runs_show_nothing(guessed):
    assert "order" not in guessed("colour,month,y", numbered("{words},{mixed},{flag}", n=400)).roles


def test_months_that_run_backward_show_nothing(guessed):
    rows = numbered("{words},{month},{flag}", n=400)
    assert "order" not in guessed("colour,month,y", rows[::-1]).roles


def test_a_second_file_is_joined_by_the_ids_it_shares(guessed):
    deals = "deal,kunde,signed\n" + "".join(f"d{i},k{i}z,2025-09-{1 + i % 28:02d}\n" for i in range(12))
    made = guessed("xq,day,colour", numbered("k{i}z,{day},{words}"), outcome=deals)
    assert (column(made, "id"), made.outcome.id) == ("xq", "kunde")
    assert (made.outcome.kind, made.outcome.column) == ("date", "signed")
    assert made.trouble == ""


def test_a_second_file_without_ids_of_the_first_is_refused(guessed):
    with pytest.raises(DataError, match=r"No column of deals\.csv holds the ids of export\.csv"):
        guessed("xq,day", numbered("k{i}z,{day}"), outcome="deal,signed\nd1,2025-09-01\n")


def test_what_exists_only_for_customers_is_left_out(guessed):
    rows = [row.replace(",,yes", ",ann,yes") for row in numbered("k{i}z,{i},,{flag}", n=90)]
    made = guessed("xq,colour,seller,converted", rows)
    assert {name: left.kind for name, left in made.leave_out.items()} == {"seller": "leak"}


def test_a_quarter_says_nothing_that_the_creation_date_does_not(guessed):
    rows = [f"k{i}z,2025-{1 + i // 10:02d}-07,Q{1 + i // 30} 2025,{'yes' if i % 3 else 'no'}" for i in range(120)]
    made = guessed("xq,created,quarter,converted", rows)
    assert made.leave_out["quarter"].kind == "nothing new"


def test_a_flag_that_names_its_days_says_until_when_it_is_known(guessed):
    made = guessed("lead_id,created_at,converted_within_60_days", numbered("k{i}z,{day},{flag}"))
    # The last of 40 rows is of 12 February; 61 days later every one of the 60 days is over.
    assert (made.horizon_days, str(made.known_until)) == (60, "2025-04-14 00:00:00")
    assert made.trouble == ""


def test_what_stops_the_reading_is_told_instead_of_raised(guessed):
    rows = [f"k{i}z,0{1 + i % 9}/0{1 + i % 8}/2025,{'yes' if i % 3 else 'no'}" for i in range(40)]
    made = guessed("lead_id,created,converted", rows)
    assert column(made, "created") == "created"
    assert "day and month cannot be told apart" in made.trouble


@pytest.mark.parametrize(
    ("data", "roles", "outcome", "leaks", "kept"),
    [
        (
            ["x_education/Leads.csv"],
            {"id": "Prospect ID", "order": "Lead Number"},
            ("flag", "Converted"),
            {"Tags": "leak", "Lead Quality": "leak", "Lead Profile": "ask", "Asymmetrique Activity Index": "ask"},
            {"Total Time Spent on Website", "Lead Origin", "Lead Source", "What is your current occupation"},
        ),
        (
            ["bank_marketing/bank-additional-full.csv.gz"],
            {"order": "rows"},
            ("flag", "y"),
            {"duration": "leak"},
            {"poutcome", "euribor3m", "contact"},
        ),
        (["bank_marketing/bank-full.csv.gz"], {"order": "rows"}, ("flag", "y"), {"duration": "leak"}, {"poutcome"}),
        (
            ["maven_crm/sales_pipeline.csv"],
            {"id": "opportunity_id", "created": "engage_date", "owner": "sales_agent", "account": "account"},
            ("status", "deal_stage"),
            {"close_value": "leak"},
            {"product"},
        ),
        (
            [f"olist_funnel/olist_{name}_dataset.csv" for name in ("marketing_qualified_leads", "closed_deals")],
            {"id": "mql_id", "created": "first_contact_date"},
            ("date", "won_date"),
            {},
            {"origin", "landing_page_id"},
        ),
        (
            [f"leadforge/intro_student_public/tables/{name}.parquet" for name in ("leads", "opportunities")],
            {"id": "lead_id", "created": "lead_created_at", "owner": "owner_rep_id", "account": "account_id"},
            ("status", "stage"),
            {},
            {"lead_source"},
        ),
    ],
)
def test_real_exports_need_no_edit(shared_data, data, roles, outcome, leaks, kept):
    files: list[Path] = [shared_data(name) for name in data]
    made = guess(files[0], outcome=files[1] if len(files) > 1 else None)
    assert {role: column(made, role) for role in made.roles} == roles
    assert (made.outcome.kind, made.outcome.column) == outcome
    assert {name: made.leave_out[name].kind for name in leaks if name in made.leave_out} == leaks
    assert not kept & set(made.leave_out)
    assert made.trouble == ""


@pytest.mark.parametrize("variant", ["DD-MM-YY_quarters", "US_M-D-YYYY"])
def test_other_spellings_of_dates_change_no_guess(shared_data, variant):
    made = guess(shared_data(f"maven_crm/variants/sales_pipeline_{variant}.csv.gz"))
    plain = guess(shared_data("maven_crm/sales_pipeline.csv"))
    assert made.roles == plain.roles
    assert made.outcome == plain.outcome
    assert set(made.leave_out) - {"close_quarter", "engage_quarter"} == set(plain.leave_out)


def test_a_cell_of_a_megabyte_and_three_thousand_columns_take_no_minute(guessed):
    # Each took longer than a minute as long as every cell, or every column, was looked at whole.
    made = guessed("xq,note,converted", ["1," + "z" * 1_000_000 + ",yes", "2,short,no", "3,short,no"])
    assert (made.outcome.column, column(made, "id")) == ("converted", "xq")
    wide = guessed(",".join(f"c{i}" for i in range(3_000)), [",".join("1" * 3_000), ",".join("2" * 3_000)])
    assert wide.outcome.kind == "ask"
