"""What gives the outcome away is refused, what is merely strong stays."""

import numpy as np
import pandas as pd
import pytest

from leadtools.errors import DataError
from leadtools.leaks import evidence, suspects, telling_word

N = 1000
RNG = np.random.default_rng(7)
WON = np.arange(N) % 5 == 0  # 200 of 1,000 leads converted
Y = pd.Series(WON.astype(int))


def kinds(columns: dict, y: pd.Series = Y, **options) -> dict[str, tuple[str, str]]:
    table = suspects(pd.DataFrame(columns), y, **options)
    return {row.column: (row.kind, row.rule) for row in table.itertuples()}


def noisy(share_won: float, share_others: float) -> np.ndarray:
    """Return true for these shares of the leads that converted and of the others."""
    return RNG.random(N) < np.where(WON, share_won, share_others)


def text(there: np.ndarray, value: str = "x", otherwise: str | None = None) -> list:
    return [value if each else otherwise for each in there]


# 60 of the customers, spread evenly, and no other lead.
SOME_CUSTOMERS = np.arange(N) % 50 < 15
SOME_CUSTOMERS &= WON
SOME_LOST = (np.arange(N) % 5 == 1) | (np.arange(N) % 5 == 2)
# 7 of 10 customers and 3 of 16 others: half as many again, an AUC of (1 + .70 − .19) ÷ 2 = .76.
MIRRORED_A_LITTLE = np.where(WON, np.arange(N) // 5 % 10 < 7, np.isin(np.arange(N) % 20, (1, 2, 3)))

LEAKS = {
    "presence on customers' rows": ({"seller": text(WON)}, "only customers"),
    "weak, but on customers' rows alone": ({"has_gtin": text(SOME_CUSTOMERS, "no")}, "only customers"),
    "an amount that is zero for the others": ({"revenue": np.where(WON, 90.0, 0.0)}, "only customers"),
    "a yes that only customers have": ({"onboarded": text(WON, "yes", "no")}, "only customers"),
    "a value that only customers have": (
        {"step": [("signed" if w else ("talk", "lost")[i % 2]) for i, w in enumerate(WON)]},
        "values of customers",
    ),
    "numbers beyond all others": ({"grams": np.where(WON, 50, 10) + RNG.normal(size=N)}, "values of customers"),
    "filled in for the lost, and the name tells": ({"loss_reason": text(SOME_LOST)}, "never customers"),
    "strong, and the name tells": ({"Lead Quality": text(noisy(0.9, 0.15), "high", "low")}, "strong, telling name"),
    "strong, and the blanks mirror": ({"lobby": text(noisy(0.9, 0.15))}, "strong, mirrored blanks"),
}


@pytest.mark.parametrize(("columns", "rule"), LEAKS.values(), ids=LEAKS.keys())
def test_a_leak_is_refused_by_its_rule(columns, rule):
    assert kinds(columns) == dict.fromkeys(columns, ("leak", rule))


HONEST = {
    "strong, of all leads": {"minutes_on_site": np.where(WON, 2.2, 0.0) + RNG.normal(size=N)},
    "strong, in yes and no": {"wants_demo": text(noisy(0.9, 0.15), "yes", "no")},
    "filled in by keener leads": {"occupation": text(noisy(0.9, 0.6))},
    "a rare value that closed twenty times of twenty": {"source": text(np.isin(np.arange(N), range(0, 100, 5)))},
    "an id of every lead": {"key": [f"{i:05d}" for i in range(N)]},
    "an id of some leads": {"key": [f"{i:05d}" if i % 3 else None for i in range(N)]},
    "a last name": {"Last Name": text(noisy(0.9, 0.1), "Ada", "Bo")},
    "what came before": {"previous_outcome": text(noisy(0.6, 0.1), "yes", "no")},
    "time on the website": {"session_duration": np.where(WON, 2.2, 0.0) + RNG.normal(size=N)},
    "where a deal comes from": {"Deal - Source": text(noisy(0.5, 0.3), "a", "b")},
    "whose opportunity it is": {"opportunity_owner": text(noisy(0.5, 0.3), "a", "b")},
    "an opportunity nobody has": {"opportunity_id": [None] * N},
    "what came of an earlier one": {"previous_deals_count": np.where(WON, 2.2, 0.0) + RNG.normal(size=N)},
    "a telling name without a tale": {"status_code": RNG.integers(0, 5, N)},
    "one value": {"stage": ["a"] * N},
    "empty": {"reason": [None] * N},
    "a number without any": {"profile": [np.nan] * N},
}


@pytest.mark.parametrize("columns", HONEST.values(), ids=HONEST.keys())
def test_an_honest_column_stays(columns):
    assert kinds(columns) == {}


ASKED = {
    "a name of sales": ({"Deal status": text(noisy(0.5, 0.3), "a", "b")}, "telling name"),
    "a name of the CRM": ({"leadScore": np.where(WON, 0.5, 0) + RNG.normal(size=N)}, "telling name"),
    "a count of a whole life": ({"touches_all": np.where(WON, 0.5, 0) + RNG.normal(size=N)}, "telling name"),
    "an opportunity that sales have opened": ({"has_open_opportunity": noisy(0.5, 0.3)}, "telling name"),
    "the value of one, though it shows nothing yet": ({"expected_acv": RNG.integers(9, 99, N)}, "telling name"),
    "a German name": ({"Bewertung": text(noisy(0.5, 0.3), "a", "b")}, "telling name"),
    "blanks that mirror, but not enough": ({"lobby": text(MIRRORED_A_LITTLE)}, "mirrored blanks"),
    "filled in for none that converted": ({"school": text(SOME_LOST)}, "never customers"),
}


@pytest.mark.parametrize(("columns", "rule"), ASKED.values(), ids=ASKED.keys())
def test_what_cannot_be_told_from_the_file_is_asked(columns, rule):
    assert kinds(columns) == dict.fromkeys(columns, ("ask", rule))


def test_columns_of_a_joined_table_fall_with_the_one_that_leaks():
    # Every other lead has a deal; the deals of customers, and only those, are won.
    deal = (np.arange(N) % 2 == 0) | WON
    stage = np.where(WON, "won", "open").astype(object)
    stage[~deal] = None
    found = kinds({"stage": stage, "city": text(deal, "Rome"), "town": ["Rome", None] * (N // 2)})
    assert found == {"stage": ("leak", "values of customers"), "city": ("leak", "same rows")}


DECIDED = pd.Series(pd.Timestamp("2024-03-01") + pd.to_timedelta(np.arange(N), unit="h"))


@pytest.mark.parametrize("as_text", [False, True])
def test_dates_after_the_outcome_are_refused(as_text):
    late = DECIDED + pd.to_timedelta(np.where(np.arange(N) % 4 == 0, 1, -30), unit="D")
    early = DECIDED - pd.Timedelta("9D")
    columns = {"seen": late, "met": early, "same": DECIDED}
    columns = {name: values.astype(str) for name, values in columns.items()} if as_text else columns
    found = kinds(columns, moments=DECIDED)
    assert found == {"seen": ("leak", "after the outcome"), "same": ("leak", "after the outcome")}


def test_dates_are_no_proof_where_nobody_knows_when_leads_were_decided():
    assert kinds({"seen": DECIDED + pd.Timedelta("1D")}) == {}


def test_a_column_for_decided_leads_only_is_refused_where_undecided_leads_are_there():
    undecided = np.arange(N) % 3 == 0
    y = Y.astype("Int64").mask(undecided)
    columns = {"closed_by": text(~undecided), "city": text(np.arange(N) % 2 == 0)}
    assert kinds(columns, y) == {"closed_by": ("leak", "only decided")}
    assert kinds(columns, Y) == {}


def test_leaks_stand_first_and_every_row_has_its_evidence():
    columns = {"score": np.where(WON, 0.5, 0) + RNG.normal(size=N), "seller": text(WON)}
    table = suspects(pd.DataFrame(columns), Y)
    assert table["column"].tolist() == ["seller", "score"]
    assert table["reason"][0] == "it is filled in for 200 leads whose outcome is known, and all of them converted"
    assert table["leads"].tolist() == [200, 1000]
    assert table["auc"][0] > 0.99


def test_few_leads_prove_nothing():
    # Of values of which nine in ten convert, 43 convert without a miss in .9⁴³ = 1.08 % of cases, 44 in 0.97 %.
    for customers, leaks in ((2, 0), (43, 0), (44, 1)):
        X = pd.DataFrame({"seller": ["a"] * customers + [None] * 400, "size": 1})
        table = suspects(X, pd.Series([1] * customers + [0] * 400))
        assert (table["rule"] == "only customers").sum() == leaks


def test_the_order_of_columns_and_the_input_do_not_matter():
    X = pd.DataFrame({name: column for columns, _ in LEAKS.values() for name, column in columns.items()})
    kept, back = X.copy(), suspects(X[X.columns[::-1]], Y)
    pd.testing.assert_frame_equal(X, kept)
    pd.testing.assert_frame_equal(suspects(X, Y).sort_values("column", ignore_index=True),
                                  back.sort_values("column", ignore_index=True))  # fmt: skip


def test_noise_alone_reaches_no_auc():
    X = pd.DataFrame({f"c{i}": RNG.integers(0, 30, N) for i in range(20)})
    assert evidence(X, Y)["auc"].between(0.42, 0.58).all()


def test_an_opportunity_among_a_handful_of_leads_is_asked_about_without_a_number():
    # Ten of each outcome are too few for an AUC.
    table = suspects(pd.DataFrame({"opportunity_created": [True, False] * 10}), pd.Series([1, 1, 0, 0] * 5))
    assert table["reason"].tolist() == [
        '"opportunity" in its name says that it is of an opportunity, which sales open once they speak with the lead'
    ]


def test_words_are_whole_words():
    assert [telling_word(name) for name in ("poutcome", "scoreboard", "Lead Source", "upstage", "Statute")] == [""] * 5
    assert [telling_word(name) for name in ("lead-status", "Tags", "lastActivity", "CLOSE_DATE", "Étape")] == [
        "status", "tags", "last", "close", "étape"]  # fmt: skip


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), pd.Series([1]), "`a` is the name of several columns"),
        (pd.DataFrame({"a": [1, 2]}), pd.Series([1]), "There are 2 leads and 1 outcomes"),
        (pd.DataFrame({"a": [1, 2]}), pd.Series([1, 2]), "The outcome holds 2; allowed are 1"),
        (pd.DataFrame({"a": [1, 2]}), pd.Series(["yes", "no"]), "The outcome holds texts"),
        (pd.DataFrame({"a": [1, 2]}), pd.Series([1, 1]), "bring leads with both outcomes"),
    ],
)
def test_a_table_that_cannot_be_judged_says_why(X, y, message):
    with pytest.raises(DataError, match=message):
        suspects(X, y)


def read(path, **options) -> pd.DataFrame:
    return pd.read_csv(path, **options).replace(["Select", "unknown"], np.nan)


def test_x_education_gives_up_what_sales_wrote(shared_data):
    leads = read(shared_data("x_education/Leads.csv"))
    found = kinds(leads.drop(columns=["Prospect ID", "Lead Number", "Converted"]), leads["Converted"])
    assert {name for name, (kind, _) in found.items() if kind == "leak"} == {"Tags", "Lead Quality"}
    assert {"Lead Profile", *(name for name in leads if name.startswith("Asymmetrique"))} <= set(found)
    kept = {"Total Time Spent on Website", "Lead Origin", "Lead Source", "What is your current occupation"}
    assert kept.isdisjoint(found)


@pytest.mark.parametrize("name", ["bank-additional-full", "bank-full"])
def test_the_bank_gives_up_the_duration_of_the_call_alone(shared_data, name):
    calls = read(shared_data(f"bank_marketing/{name}.csv.gz"), sep=";")
    assert kinds(calls.drop(columns="y"), (calls["y"] == "yes").astype(int)) == {
        "duration": ("leak", "strong, telling name")
    }


def test_maven_gives_up_what_is_known_at_the_close(shared_data):
    deals = read(shared_data("maven_crm/sales_pipeline.csv"))
    found = kinds(deals.drop(columns="deal_stage"), deals["deal_stage"].map({"Won": 1, "Lost": 0}))
    assert found == {"close_value": ("leak", "only customers"), "close_date": ("leak", "only decided")}


def test_every_column_of_the_deals_of_olist_is_a_leak(shared_data):
    leads = read(shared_data("olist_funnel/olist_marketing_qualified_leads_dataset.csv"))
    deals = read(shared_data("olist_funnel/olist_closed_deals_dataset.csv"))
    joined = leads.merge(deals, on="mql_id", how="left")
    found = kinds(joined.drop(columns="mql_id"), joined["won_date"].notna().astype(int))
    assert {name for name, (kind, _) in found.items() if kind == "leak"} == set(deals) - {"mql_id"}
    assert len(found) == len(set(deals) - {"mql_id"})


@pytest.mark.parametrize("tier", ["intro", "intermediate"])
def test_the_stage_of_joined_opportunities_is_a_leak_and_the_trap_is_asked(shared_data, tier):
    folder = shared_data(f"leadforge/{tier}_student_public")
    parts = [folder / f"tasks/converted_within_90_days/{part}.parquet" for part in ("train", "valid", "test")]
    leads = pd.concat(map(pd.read_parquet, parts), ignore_index=True)
    deals = pd.read_parquet(folder / "tables/opportunities.parquet")
    joined = leads.merge(deals, on="lead_id", how="left").drop(columns=["lead_id", "converted_within_90_days"])
    found = kinds(joined, leads["converted_within_90_days"].astype(int))
    assert found["stage"] == ("leak", "values of customers")
    of_opportunities = ["opportunity_created", "has_open_opportunity", "opportunity_estimated_acv", "expected_acv"]
    for column in ("total_touches_all", *of_opportunities):
        assert found[column] == ("ask", "telling name")
    assert {name for name, (kind, _) in found.items() if kind == "leak"} == set(deals) - {"lead_id"}
