"""What leads do before they convert: found where it is planted, and silence where nothing is."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml

from leadtools.attributes import attributes_as_of
from leadtools.behaviour import Look, close_rates_by_colleagues, find_patterns, half_lives, offered, risk_sets
from leadtools.behaviour.candidates import Pattern, candidates, column_of
from leadtools.behaviour.done import done_before
from leadtools.behaviour.half_lives import GRID_DAYS, NO_EFFECT, HalfLives, _limit, _row
from leadtools.behaviour.risk_sets import rich_risk_sets
from leadtools.config import attribute_faults
from leadtools.errors import DataError, MomentError, ParameterError
from leadtools.history import History, Roles
from leadtools.intervals import wilson
from leadtools.plots import plot_half_lives, plot_profiles, plot_rates_by, show
from leadtools.simulate import HALF_LIFE_DAYS, SEQUENCE, Simulation, make_history, simulate_company


@pytest.fixture(scope="module")
def sample() -> History:
    return make_history(4000, seed=1)


@pytest.fixture(scope="module")
def found(sample) -> pd.DataFrame:
    return find_patterns(sample)


FLAT = np.zeros(len(GRID_DAYS))
SHARP = np.abs(np.arange(len(GRID_DAYS)) - 5) * 9.0
"""Drops of the log-likelihood: all half-lives fit; only that of 14 days does."""


def silent(seed: int) -> History:
    """Return a history whose outcome has nothing to do with what leads did: conversions are dealt out anew."""
    history = make_history(1500, seed=seed)
    delay = (history.leads["converted_at"] - history.leads["created_at"]).sample(frac=1, random_state=seed)
    converted = (history.leads["created_at"] + delay.to_numpy()).where(lambda at: at <= history.known_until)
    return History(
        history.leads.assign(converted_at=converted),
        history.events,
        roles=history.roles,
        known_until=history.known_until,
    )


def test_the_planted_sequence_is_found_and_the_latest_leads_alone_show_it(found):
    first = found.iloc[0]
    assert first["pattern"].startswith(" → ".join(SEQUENCE.events))
    assert first["verdict"] == "confirmed"
    assert first["low"] < first["close_rate"] < first["high"]


def test_every_half_life_told_holds_the_true_one():
    told = half_lives(with_losses_dated(simulate_company(12_000, seed=1))).table.query("verdict == 'told'")
    told = told.set_index("event")
    truth = pd.Series(HALF_LIFE_DAYS).reindex(told.index)
    assert len(told) >= 3
    assert told["low_days"].le(truth).all()
    assert told["high_days"].ge(truth).all()


def test_what_the_latest_leads_cannot_show_is_not_confirmed(sample):
    leads = sample.leads.copy()
    leads.loc[leads["created_at"] >= leads["created_at"].quantile(0.7), "converted_at"] = pd.NaT
    found = find_patterns(History(leads, sample.events, roles=sample.roles, known_until=sample.known_until))
    assert found["verdict"].tolist() == ["not confirmed"] * len(found)
    assert found["later_sets"].eq(0).all()
    assert len(found)


def test_where_outcomes_are_dealt_out_by_chance_no_pattern_is_offered():
    assert [len(find_patterns(silent(seed)).query("verdict == 'confirmed'")) for seed in range(3)] == [0, 0, 0]


def test_the_more_kinds_are_picked_for_looking_clear_the_less_each_interval_is_widened():
    # 2 of 4 picked: 1 − 0.05 · 2/4 = 97.5 %, chi-square 5.02; all picked: 95 %, 3.84; none: as if one were, 98.75 %.
    assert _limit([SHARP] * 2, 4) == pytest.approx(5.024, abs=1e-3)
    assert _limit([SHARP] * 4, 4) == pytest.approx(3.841, abs=1e-3)
    assert _limit([], 4) == pytest.approx(6.239, abs=1e-3)


def test_kinds_left_out_for_their_wide_intervals_are_not_among_those_picked():
    # Flat curves tell nothing, so one of four is told: 1 − 0.05 · 1/4. One that is narrow at 5.024 only goes with them.
    assert _limit([SHARP, FLAT], 4) == pytest.approx(6.239, abs=1e-3)
    assert _limit([SHARP, FLAT, np.where(SHARP == 0, 0, 5)], 4) == pytest.approx(6.239, abs=1e-3)


def test_a_half_life_that_may_be_anything_from_days_to_half_a_year_is_not_told(sample):
    table = half_lives(sample).table.set_index("event")
    assert table.loc["cart", "verdict"] == "cannot be told: anything from 2 to 180 days fits"
    assert table.loc["cart", ["half_life_days", "low_days", "high_days"]].isna().all()
    told = table[table["verdict"] == "told"]
    assert (told["high_days"] <= 30 * told["low_days"]).all()
    assert "cart cannot be told: anything from 2 to 180 days fits" in show(plot_half_lives(table.reset_index())).alt


def test_kinds_without_a_clear_effect_are_named_once_with_the_limit():
    rows = [("mail", 7, 5, 10, 2, 0.001, "told"), ("visit", *[np.nan] * 3, 1, 0.4, NO_EFFECT)]
    rows += [("call", *[np.nan] * 3, 1, 0.02, NO_EFFECT)]
    rows += [("cart", *[np.nan] * 3, 3, 0.001, "cannot be told: anything from 3 to 180 days fits")]
    columns = ["event", "half_life_days", "low_days", "high_days", "times", "p", "verdict"]
    found = HalfLives(pd.DataFrame(rows, columns=columns), pd.DataFrame(), 100, 100)
    assert found.clear["event"].tolist() == ["mail", "cart"]
    assert found.unclear == (
        "No clear effect, so no half-life (chance alone would show as much more than once in a hundred times): "
        "visit, call."
    )


def test_conversions_are_compared_with_more_others_where_they_are_few(sample):
    # 20,000 rows at most: 440 conversions get 40 others each, more than 2,000 get 10.
    assert rich_risk_sets(sample).lead.shape[1] == 1 + 40
    assert rich_risk_sets(make_history(20_000, seed=1)).lead.shape[1] == 1 + 10


def test_events_too_rare_to_be_told_leave_an_empty_table_and_a_picture_that_can_be_drawn():
    history = make_history(300, seed=0)
    rare = History(history.leads, history.events.head(3), roles=history.roles, known_until=history.known_until)
    found = half_lives(rare)
    assert found.table.empty
    assert "no event" in show(plot_profiles(found.profiles, [])).alt


def test_the_half_life_of_a_single_kind_of_events_is_looked_for_as_well():
    history = make_history(1500, seed=0)
    carts = history.events[history.events["event"] == "cart"]
    found = half_lives(History(history.leads, carts, roles=history.roles, known_until=history.known_until))
    assert found.table["event"].tolist() == ["cart"]
    assert found.table["p"].iloc[0] < 0.001


def with_losses_dated(company: Simulation) -> History:
    """Return the history as a CRM would have it that writes down when a lead was lost."""
    known_until, decided = company.history.known_until, company.truth["decision_at"].reset_index(drop=True)
    won, over = company.leads["converted_at"].notna(), decided < known_until
    leads = company.leads.drop(columns="converted_at")
    leads["status"] = np.select([won, over], ["won", "lost"], "open")
    leads["decided_at"] = decided.where(won | over)
    roles = Roles(created_at="created_at", status="status", won=("won",), lost=("lost",), decided_at="decided_at")
    return History(leads, company.events, roles=roles, known_until=known_until)


def test_many_leads_do_not_make_half_lives_look_surer_than_they_are_unless_losses_have_dates():
    # Leads that decided against it go quiet: an error that does not shrink with more leads.
    company = simulate_company(6000, seed=3)
    few = company.events[company.events["event"].isin(["pricing_page", "cart", "blog"])]
    company = replace(company, events=few)
    undated, dated = half_lives(company.history), half_lives(with_losses_dated(company))
    assert undated.conversions > 500
    assert undated.trusted == 500
    assert "counted as 500 only: nothing says when leads decided against it" in undated.caution
    assert (dated.trusted, dated.caution) == (dated.conversions, "")


def test_where_outcomes_are_dealt_out_by_chance_nearly_no_half_life_is_told():
    table = half_lives(silent(1)).table
    assert (table["verdict"] != "told").mean() > 0.85


def test_what_is_offered_can_stand_in_the_configuration(found):
    assert attribute_faults(yaml.safe_load(offered(found))["attributes"]) == []


def test_the_future_changes_nothing(sample, found):
    end = sample.leads["converted_at"].fillna(sample.known_until).to_numpy()
    later = pd.DataFrame({"lead_id": sample.leads["lead_id"], "event": "cart", "at": end})
    events = pd.concat([sample.events, later], ignore_index=True)
    again = find_patterns(History(sample.leads, events, roles=sample.roles, known_until=sample.known_until))
    pd.testing.assert_frame_equal(again, found)


def test_a_pattern_is_seen_as_the_engine_sees_it(sample):
    kinds = ("blog", "cart", "home_page")
    sets = risk_sets(sample, others=1)
    done = done_before(sample, sets, kinds)
    moments = pd.Series(sets.moment.ravel().astype("datetime64[us]"), index=sample.lead_ids[sets.lead.ravel()])
    patterns = [Pattern(("cart", "home_page"), 14, False), Pattern(("blog", "cart", "home_page"), 30, True)]
    engine = attributes_as_of(sample.events, moments, {f"p{i}": p.declaration for i, p in enumerate(patterns)})
    every = {}
    for some in (some for window in (14, 30) for some in candidates(done, window)):
        every |= {pattern: some.column[:, i] for i, pattern in enumerate(some.patterns)}
    for i, pattern in enumerate(patterns):
        ours = column_of(pattern, done)
        assert ours.sum() > 0
        np.testing.assert_array_equal(ours, engine[f"p{i}"].to_numpy(bool))
    for pattern in (Pattern(("blog", "cart"), 14, True), patterns[1]):
        np.testing.assert_array_equal(every[pattern], column_of(pattern, done))


def test_no_lead_is_compared_with_one_that_converted_earlier_or_was_followed_less(sample):
    sets = risk_sets(sample)
    converted = sample.leads["converted_at"].fillna(sample.known_until).to_numpy().astype("datetime64[us]").astype(int)
    assert (sets.moment[:, 1:] < converted[sets.lead[:, 1:]]).all()
    assert (sets.moment[:, 0] == converted[sets.lead[:, 0]]).all()


def test_without_events_the_page_says_how_to_name_them():
    history = make_history(200, seed=0)
    bare = History(history.leads, roles=history.roles)
    look = Look.of(bare, horizon_days=90, seed=0)
    assert look.reason.startswith("There are no events")
    assert look.facts() == {"behaviour": {"reason": look.reason}}
    with pytest.raises(DataError, match="There are no events"):
        half_lives(bare)


def test_without_dates_it_says_what_is_needed():
    leads = pd.DataFrame({"lead_id": ["a", "b"], "converted": [True, False]})
    events = pd.DataFrame({"lead_id": ["a"], "event": ["visit"], "at": pd.to_datetime(["2025-01-01"])})
    with pytest.raises(MomentError, match="creation and conversion have dates"):
        risk_sets(History(leads, events))


@pytest.mark.parametrize("option", [{"windows_days": [0]}, {"false_discovery_rate": 1}, {"horizon_days": -1}])
def test_an_impossible_option_is_answered_in_words(option):
    with pytest.raises(ParameterError, match="allowed is a"):
        find_patterns(make_history(50, seed=0), **option)


def pairs(**columns) -> History:
    """Twenty pairs of one company; the first of each visits two days before both are 30 days old, the second buys."""
    ids = [f"{i:02d}" for i in range(40)]
    leads = pd.DataFrame({
        "lead_id": ids, "created_at": pd.Timestamp("2025-01-01"),
        "converted_at": [pd.Timestamp("2025-02-10") if i % 2 else None for i in range(40)]} | columns)  # fmt: skip
    visits = pd.DataFrame({"lead_id": ids[::2], "event": "visit", "at": pd.Timestamp("2025-01-29")})
    mails = pd.DataFrame({"lead_id": ids, "event": "mail sent", "at": pd.Timestamp("2025-01-30")})
    return History(leads, pd.concat([visits, mails], ignore_index=True), known_until="2025-12-01")


def levels(history: History, by: str) -> dict[str, tuple[int, int]]:
    found = close_rates_by_colleagues(history)
    return {row.level: (row.leads, row.conversions) for row in found[found["by"] == by].itertuples()}


def test_leads_whose_colleague_was_active_stand_apart_from_those_whose_was_not_and_mails_sent_are_no_activity():
    both = pairs(account=[i // 2 for i in range(40)])
    assert levels(both, "breadth") == {"0": (20, 0), "1": (20, 20)}
    # One visit two days ago, worth half after 14 days: 0.91 of an event.
    assert levels(both, "best") == {"below 1": (40, 20)}


def test_leads_without_a_colleague_are_not_taken_for_leads_with_quiet_ones():
    alone = [i // 2 if i < 30 else i for i in range(40)]
    assert levels(pairs(account=alone), "breadth") == {"no colleague": (10, 5), "0": (15, 0), "1": (15, 15)}


def test_a_colleague_who_came_in_later_is_none_yet():
    later = [pd.Timestamp("2025-01-01" if i % 2 else "2025-03-01") for i in range(40)]
    with pytest.raises(DataError, match="Of 40 leads 20 have a colleague|have a colleague among the leads"):
        close_rates_by_colleagues(pairs(account=[i // 4 for i in range(8)] + list(range(8, 40)), created_at=later))


def test_where_nothing_tells_who_is_of_one_company_the_page_says_what_to_name():
    look = Look.of(pairs(), horizon_days=90, seed=0)
    assert (look.reason, look.alone.split(" is ")[0]) == ("", "`close_rates_by_colleagues`")


def test_leads_followed_for_less_than_the_horizon_are_not_shown_and_the_page_says_so():
    look = Look.of(pairs(), horizon_days=90, seed=0)
    assert look.no_time_lines == "No lead that did three things or more has been followed for 90 days yet."


def test_where_nothing_stands_out_or_no_months_can_be_judged_the_page_says_so():
    look = Look.of(pairs(), horizon_days=90, seed=0)
    assert look.no_patterns.startswith("No combination or sequence stands out")
    assert look.no_season.startswith("Too few months can be judged")


def test_a_half_life_that_fits_the_better_the_longer_it_is_is_not_told():
    # Only 60, 90 and 180 days fit, the last three on the grid, and 180 best: a limit of what is tried, not of the data.
    drop = np.array([99, 90, 80, 70, 60, 50, 40, 30, 20, 3, 1, 0.0])
    event, days, low, high, _, _, verdict = _row(3.84, 0.001, drop, "visit", 0.0)
    assert (event, verdict) == ("visit", "cannot be told: 45 days or more")
    assert np.isnan([days, low, high]).all()


@pytest.mark.parametrize(
    ("conversions", "title"),
    [
        # 25 of 200 are 12.5 %; 20 of 100 has an interval from 13.3 % to 28.9 %, which lies above.
        ([5, 20], "Highest close rate: 1 colleagues active in the last 30 days, 20.0 %"),
        # 11 of 100 beside 9 of 100: the interval from 6.3 % to 18.6 % holds the 10 % of all.
        ([9, 11], "Colleagues active in the last 30 days: nothing lies clearly above the 10.0 % of all leads"),
    ],
)
def test_the_title_names_a_highest_close_rate_only_where_it_is_clearly_above_that_of_all(conversions, title):
    low, high = wilson(np.array(conversions), np.array([100, 100]))
    table = pd.DataFrame({"by": "breadth", "level": ["0", "1"], "leads": 100, "conversions": conversions,
                          "close_rate": np.array(conversions) / 100, "low": low, "high": high})  # fmt: skip
    assert plot_rates_by(table, "breadth").figure.get_label().startswith(title)
