"""What a careful analyst would say before learning from a history."""

import numpy as np
import pandas as pd
import pytest

from leadtools.audit import audit, close_rate_over_time, completeness, leads_per_month
from leadtools.history import History


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


def test_a_column_left_out_by_hand_keeps_its_reason():
    table = audit(history(tags=["a", "b"] * 200), leave_out={"tags": "sales write them"}).excluded
    assert table[table["column"] == "tags"].to_numpy().tolist() == [["tags", "user", "sales write them"]]


def test_leads_too_young_are_counted_in_words():
    # Lead 396 converted last, on day 403; leads up to day 313 have 90 days before it, the later 86 have not.
    row = audit(history()).findings.set_index("finding").loc["leads are too young"]
    assert row["leads"] == 86


def test_a_column_mostly_empty_is_named():
    findings = audit(history(source=["web"] * 100 + [None] * 300)).findings
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
    assert "the close rate moved from 10.0% to 50.0% in the latest fifth of the leads" in findings


def test_a_steady_close_rate_is_not_named():
    assert not audit(history()).findings["finding"].str.contains("moved").any()


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
