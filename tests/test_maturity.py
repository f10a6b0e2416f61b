"""How long leads take to convert: by hand, by a second program, and on leads too young to say."""

import numpy as np
import pandas as pd
import pytest

from leadtools.errors import DataError, MomentError, ParameterError
from leadtools.evaluation.followed import Followed
from leadtools.evaluation.maturity import maturity_by, time_to_close
from leadtools.history import History, Roles

TODAY = pd.Timestamp("2025-12-31")


def history(ages: list[float], wins: list[float | None], **columns) -> History:
    """Return leads that are so many days old today, and converted so many days after their creation or never."""
    created = pd.Series(TODAY - pd.to_timedelta(ages, unit="D")).astype("datetime64[us]")
    converted = created + pd.to_timedelta(pd.Series(wins, dtype=float), unit="D")
    leads = {"lead_id": range(len(ages)), "created_at": created, "converted_at": converted.astype("datetime64[us]")}
    return History(pd.DataFrame(leads | columns), known_until=TODAY)


def simulated(n: int, *, seed: int, rate: float = 0.2, oldest: float = 360) -> History:
    """Return leads of which a share convert after 40 days on average, seen only if it has happened by today."""
    rng = np.random.default_rng(seed)
    ages, days = rng.uniform(0, oldest, n), rng.exponential(40, n)
    wins = np.where((rng.random(n) < rate) & (days < ages), days, np.nan)
    return history(list(ages), list(wins), channel=rng.choice(["fair", "web"], n))


def by_a_plain_loop(found: Followed, day: float) -> float:
    """Return the share converted by a day, multiplied up lead by lead."""
    left = 1.0
    for moment in sorted(set(found.days[found.converted])):
        if moment <= day:
            left *= 1 - (found.converted & (found.days == moment)).sum() / (found.days >= moment).sum()
    return 1 - left


class TestTimeToClose:
    def test_by_hand(self):
        # 4 of 20 after 10 days: 0.8 left. 8 are 20 days old. 2 of the last 8 after 40: 0.8 × 0.75 = 0.6 left.
        found = time_to_close(history([180] * 12 + [20] * 8, [10] * 4 + [40] * 2 + [None] * 14), days=[30, 40])
        assert found["close_rate"].tolist() == pytest.approx([0.2, 0.4])
        assert found["seen"].tolist() == pytest.approx([0.5, 1.0])
        assert found["followed"].tolist() == [8, 8]

    def test_a_plain_loop_finds_the_same(self):
        found = simulated(400, seed=1)
        table, followed = time_to_close(found), Followed.of(found)
        assert table["close_rate"].tolist() == pytest.approx([by_a_plain_loop(followed, d) for d in (30, 60, 90, 180)])

    def test_where_all_leads_are_old_enough_it_is_the_plain_rate_with_its_wilson_interval(self):
        # 3 of 10: Wilson's interval is 0.1078 to 0.6032.
        row = time_to_close(history([200] * 10, [5, 50, 80] + [None] * 7), days=[90]).iloc[0]
        assert row[["close_rate", "low", "high"]].tolist() == pytest.approx([0.3, 0.1078, 0.6032], abs=1e-4)

    def test_the_share_seen_is_a_plain_share_of_the_conversions_where_all_are_old_enough(self):
        # 30 of 40 conversions by day 30: 0.75 with standard error √(0.75 × 0.25 / 40) = 0.0685.
        table = time_to_close(history([200] * 100, [10] * 30 + [50] * 10 + [None] * 60), days=[30, 90])
        seen, low, high = table.loc[0, ["seen", "seen_low", "seen_high"]]
        assert seen == pytest.approx(0.75)
        assert (high - low) / (2 * 1.96) == pytest.approx(0.0685, abs=0.003)

    def test_a_lost_lead_is_not_taken_for_one_that_may_still_convert(self):
        # 2 of 8 won, 6 lost on the first day: 0.25 convert, not 2 of the 2 that were left.
        created = pd.to_datetime(["2025-01-01"] * 8)
        leads = pd.DataFrame({
            "lead_id": range(8), "created_at": created, "stage": ["Won"] * 2 + ["Lost"] * 6,
            "closed": created + pd.to_timedelta([20] * 2 + [1] * 6, unit="D"),
        })  # fmt: skip
        roles = Roles(created_at="created_at", status="stage", won=("Won",), lost=("Lost",), decided_at="closed")
        found = time_to_close(History(leads, roles=roles, known_until="2025-12-31"), days=[90])
        assert found.loc[0, "close_rate"] == pytest.approx(0.25)

    def test_days_nobody_was_followed_for_are_not_told(self):
        table = time_to_close(history([50] * 20, [10] * 5 + [None] * 15), days=[30, 60, 90])
        assert table["close_rate"].notna().tolist() == [True, False, False]
        assert table.loc[0, "seen"] == 1.0  # of what can be told

    def test_no_conversions_leave_an_interval_from_zero(self):
        # 0 of 20: Wilson's upper end is 3.8416 / (20 + 3.8416) = 0.1611.
        row = time_to_close(history([100] * 20, [None] * 20), days=[90]).iloc[0]
        assert (row["close_rate"], row["low"]) == (0, 0)
        assert row["high"] == pytest.approx(0.1611, abs=1e-4)
        assert np.isnan(row["seen"])

    def test_leads_that_converted_before_they_were_created_are_named(self):
        found = Followed.of(history([100, 100], [-3, 10]))
        assert found.left_out.to_dict() == {0: "decided before"}

    def test_leads_of_one_account_that_convert_together_count_for_less(self):
        # 20 accounts of five leads each; all five convert or none does. It is as if there were 20 leads.
        ages, wins = [200] * 100, [10 if i // 5 < 6 else None for i in range(100)]
        alone = time_to_close(history(ages, wins), days=[90]).iloc[0]
        together = time_to_close(history(ages, wins, account=[f"A{i // 5}" for i in range(100)]), days=[90]).iloc[0]
        twenty = time_to_close(history([200] * 20, [10] * 6 + [None] * 14), days=[90]).iloc[0]
        assert together["close_rate"] == alone["close_rate"] == pytest.approx(0.3)
        assert together[["low", "high"]].tolist() == pytest.approx(twenty[["low", "high"]].tolist())
        assert together["high"] > alone["high"]

    @pytest.mark.parametrize("days", [[], [0, 30], [60, 30], [30, 30]])
    def test_days_that_do_not_rise_are_refused(self, days):
        with pytest.raises(ParameterError, match="allowed are days that rise from above 0"):
            time_to_close(simulated(50, seed=0), days=days)

    def test_leads_without_dates_are_refused_in_words(self):
        with pytest.raises(MomentError, match="the leads have no creation date. Name it"):
            time_to_close(History(pd.DataFrame({"lead_id": [1, 2], "converted": [True, False]})))

    def test_an_outcome_without_a_date_is_refused_in_words(self):
        leads = pd.DataFrame({"lead_id": [1], "created_at": pd.to_datetime(["2025-01-01"]), "converted": [True]})
        with pytest.raises(MomentError, match="the outcome has no date. Name the date of the outcome"):
            time_to_close(History(leads))

    def test_the_interval_covers_the_truth(self):
        # 20 % convert, after 40 days on average: 0.2 (1 − e^(−90/40)) by day 90. 200 histories, seeded.
        truth = 0.2 * (1 - np.exp(-90 / 40))
        rows = [time_to_close(simulated(300, seed=seed), days=[90]).iloc[0] for seed in range(200)]
        covered = np.mean([row["low"] <= truth <= row["high"] for row in rows])
        assert covered == pytest.approx(0.95, abs=2 * np.sqrt(0.95 * 0.05 / 200))


class TestMaturityBy:
    def test_old_segments_are_not_touched(self):
        found = maturity_by(history([200] * 20, [5] * 4 + [None] * 16, channel=["fair"] * 10 + ["web"] * 10), "channel")
        assert found["close_rate"].tolist() == found["naive_rate"].tolist()
        assert found["understated"].tolist() == [0, 0]
        assert set(found["verdict"]) <= {"all leads are old enough", "no conversion; up to 27.8% is possible"}

    def test_a_young_month_is_corrected_by_the_pace_of_all_leads(self):
        # 100 old leads: 10 convert on day 10, 10 on day 50, so half shows by day 20. Of 40 leads 20 days old
        # 4 converted on day 10. The pace: 14/140 by day 10, then 10 of the 90 still followed on day 50:
        # 1 − 0.9 × 80/90 = 0.2 by the end, 0.1 by day 20: half. 4 ÷ (40 × 0.5) = 0.2, twice the naive 0.1.
        found = maturity_by(
            history([200] * 100 + [20] * 40, [10] * 10 + [50] * 10 + [None] * 80 + [10] * 4 + [None] * 36), "created_at"
        )
        old, new = found.to_dict("records")
        assert (old["segment"], new["segment"]) == ("2025-06", "2025-12")
        assert (new["naive_rate"], new["close_rate"], new["understated"]) == pytest.approx((0.1, 0.2, 0.5))
        assert new["verdict"] == "100% of the leads are too young"
        assert new["low"] < 0.2 < new["high"]

    def test_a_segment_without_conversions_in_the_newest_month_gets_words_and_a_bound(self):
        found = maturity_by(history([200] * 100 + [45] * 60, [10] * 20 + [None] * 140), "created_at")
        newest = found.iloc[-1]
        assert newest["close_rate"] == 0
        assert newest["high"] == pytest.approx(3.8416 / (60 + 3.8416), abs=1e-4)  # all that comes shows by day 45
        assert newest["verdict"] == "no conversion yet; up to 6.0% is possible"

    def test_leads_of_yesterday_tell_nothing(self):
        found = maturity_by(history([200] * 100 + [1] * 60, [10] * 20 + [None] * 140), "created_at")
        assert found["verdict"].iloc[-1] == "not enough data"
        assert np.isnan(found["close_rate"].iloc[-1])

    def test_the_corrected_interval_of_the_newest_leads_covers_the_truth(self):
        # Leads up to 30 days old, corrected to 90 days: 0.2 (1 − e^(−90/40)). 200 histories, seeded.
        truth, covered = 0.2 * (1 - np.exp(-90 / 40)), []
        for seed in range(200):
            old, new = simulated(600, seed=seed), simulated(200, seed=1000 + seed, oldest=30)
            leads = pd.concat([old.leads.assign(wave="old"), new.leads.assign(wave="new")], ignore_index=True)
            both = History(leads.assign(lead_id=range(len(leads))), known_until=TODAY)
            row = maturity_by(both, "wave").set_index("segment").loc["new"]
            covered.append(row["low"] <= truth <= row["high"])
        assert np.mean(covered) == pytest.approx(0.95, abs=2 * np.sqrt(0.95 * 0.05 / 200))

    def test_blank_cells_are_a_segment_of_their_own(self):
        found = maturity_by(history([200] * 20, [5] * 4 + [None] * 16, channel=["fair"] * 12 + [None] * 8), "channel")
        assert found["segment"].tolist() == ["fair", "(missing)"]
        assert found["leads"].sum() == 20

    def test_a_column_that_is_not_there_is_named(self):
        with pytest.raises(DataError, match="`chanel` is not a column of the leads; did you mean `channel`"):
            maturity_by(simulated(50, seed=0), "chanel")

    def test_a_column_of_many_values_is_refused(self):
        with pytest.raises(DataError, match="`lead_id` has 150 values, too many to be segments; allowed are 100"):
            maturity_by(simulated(150, seed=0), "lead_id")

    def test_a_horizon_nobody_was_followed_for_is_refused(self):
        with pytest.raises(MomentError, match="Only 0 leads have been followed for 90 days"):
            maturity_by(history([50] * 20, [10] * 5 + [None] * 15, channel="fair"), "channel")

    def test_a_history_without_conversions_is_refused(self):
        with pytest.raises(DataError, match="No lead converted within 90 days"):
            maturity_by(history([200] * 20, [None] * 20, channel="fair"), "channel")

    def test_a_horizon_of_nothing_is_refused(self):
        with pytest.raises(ParameterError, match="horizon_days is 0; allowed is a number of days above 0"):
            maturity_by(simulated(50, seed=0), "channel", horizon_days=0)
