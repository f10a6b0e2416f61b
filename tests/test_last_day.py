"""The last day in the data, from which ages and windows are counted, is not left to one mistyped date."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtools.errors import DataError
from leadtools.history import History
from leadtools.readers import refuse_lone_last_day

DAYS = pd.date_range("2025-01-01", periods=100)  # the latest tenth: 31 March to 10 April


def history(*more: str, days: pd.DatetimeIndex = DAYS, events: pd.DataFrame | None = None, **options) -> History:
    created = [*days, *map(pd.Timestamp, more)]
    return History(
        pd.DataFrame({"lead_id": range(len(created)), "created_at": created, "converted_at": pd.NaT}), events, **options
    )


@pytest.mark.parametrize("typed", ["2042-01-05", "2025-12-04"], ids=["another year", "day and month exchanged"])
def test_a_date_far_off_all_others_is_refused_with_what_to_write(typed):
    with pytest.raises(DataError, match=f"dated {typed} or later .`created_at` of the lead 100.: one moment") as told:
        refuse_lone_last_day(history(typed))
    assert "`known_until: 2025-04-10`" in str(told.value)
    assert f"`known_until: {typed}`" in str(told.value)


def test_an_event_counts_as_well():
    events = pd.DataFrame({"lead_id": [7], "event": ["visit"], "at": [pd.Timestamp("2031-01-01")]})
    with pytest.raises(DataError, match="an event of the lead 7"):
        refuse_lone_last_day(history(events=events))


def test_in_a_thousand_moments_one_may_stand_off_and_in_four_thousand_four():
    many = pd.DatetimeIndex([*DAYS] * 40)
    with pytest.raises(DataError, match="4 moments stand off all others"):
        refuse_lone_last_day(history(*["2042-01-05"] * 4, days=many))
    refuse_lone_last_day(history(*["2042-01-05"] * 5, days=many))  # too many to be a slip


@given(st.integers(0, 108))
def test_a_quiet_end_is_no_mistake(quiet_days):
    """The latest tenth takes 9.9 days: twice that and 90 days more are 109.8."""
    refuse_lone_last_day(history(str(DAYS[-1] + pd.Timedelta(days=quiet_days))))


def test_few_dates_say_nothing_of_what_is_far_off():
    refuse_lone_last_day(history("2042-01-05", days=DAYS[:40]))


def test_without_dates_there_is_nothing_to_refuse():
    refuse_lone_last_day(History(pd.DataFrame({"lead_id": range(60), "converted": [True, False] * 30})))
