"""What an edit changes before it is published."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import betabinom

from leadtools.actions import swap_set, threshold_table
from leadtools.errors import DataError, ParameterError
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.scorecard import KnockOut, Scorecard

TITLE = Attribute("title", "text", category_levels([["CEO"], ["Clerk"], ["Intern"]]))
BEFORE = Scorecard.of("rubric", {TITLE: [20, 5, 10, 0, 0]})
AFTER = Scorecard.of("rubric", {TITLE: [20, 10, 5, 0, 0]})  # clerks up, interns down
LEADS = pd.DataFrame({"title": ["CEO", "Clerk", "Clerk", "Intern"]}, index=pd.Index(list("dcba"), name="lead_id"))


def judged(**conversions_of: tuple[int, int]) -> tuple[pd.DataFrame, pd.Series]:
    """Return leads of each title, so many converted of so many."""
    rows = [(title, i < won) for title, (won, n) in conversions_of.items() for i in range(n)]
    return pd.DataFrame({"title": [t for t, _ in rows]}), pd.Series([int(won) for _, won in rows])


def test_who_moves_is_named_in_first_then_out():
    swap = swap_set(BEFORE, AFTER, LEADS, threshold_before=10)
    assert swap.leads.to_numpy().tolist() == [["b", "in", 5, 10], ["c", "in", 5, 10], ["a", "out", 10, 5]]
    assert swap.groups["leads"].tolist() == [1, 2, 1, 0]  # stays in, moves in, moves out, stays out


def test_a_threshold_alone_moves_leads_too():
    swap = swap_set(BEFORE, BEFORE, LEADS, threshold_before=10, threshold_after=20)
    assert swap.leads[["lead_id", "moves"]].to_numpy().tolist() == [["a", "out"]]


def test_a_knock_out_moves_leads_out_whatever_they_score():
    strict = replace(BEFORE, knock_outs=(KnockOut("title", ("CEO",), "we sell to clerks"),))
    assert swap_set(BEFORE, strict, LEADS, threshold_before=10).leads["lead_id"].tolist() == ["d"]


def test_an_edit_that_moves_nobody_says_so():
    swap = swap_set(BEFORE, AFTER, LEADS, threshold_before=20, judged=judged(CEO=(5, 10), Clerk=(1, 10)))
    assert swap.leads.empty
    assert swap.words == "Nobody moves across the threshold: the edit changes no call."
    assert (swap.difference, swap.low, swap.high) == (0, 0, 0)


def test_without_outcomes_nobody_can_say_what_it_is_worth():
    words = swap_set(BEFORE, AFTER, LEADS, threshold_before=10).words
    assert words == (
        "2 leads move in and 1 lead moves out: 2 were called before, 3 are after the edit. "
        "What that is worth cannot be told without leads whose outcome is known: give them as judged=(X, y)."
    )


def test_without_outcomes_nothing_is_shown_as_nan():
    swap = swap_set(BEFORE, AFTER, LEADS, threshold_before=10)
    assert list(swap.groups) == ["group", "leads"]
    assert repr(swap) == f"SwapSet({swap.words})"


def test_wins_follow_the_leads_that_would_have_moved_the_same_way():
    many = LEADS.loc[LEADS.index.repeat(100)]
    swap = swap_set(
        BEFORE, AFTER, many, threshold_before=10, judged=judged(CEO=(600, 1000), Clerk=(500, 1000), Intern=(100, 1000))
    )
    # 200 clerks at about 50 % come in, 100 interns at about 10 % go out: about +90.
    assert swap.difference == pytest.approx(90, abs=3)
    assert swap.wins_after - swap.wins_before == pytest.approx(swap.difference)
    assert "500 of 1,000 (50 %, 47 % to 53 %) that would have moved in" in swap.words
    assert swap.words.endswith(": more.")


def test_an_edited_card_is_said_to_change_wins_by_so_many_for_before_moves_with_the_edit():
    known = judged(CEO=(30, 40), Clerk=(20, 40), Intern=(1, 40))
    edited = swap_set(BEFORE, AFTER, LEADS, threshold_before=10, judged=known)
    moved = swap_set(BEFORE, BEFORE, LEADS, threshold_before=20, threshold_after=5, judged=known)
    assert f"Expected wins change by {edited.difference:+.1f} (95 % interval " in edited.words
    assert f"Expected wins: {moved.wins_before:.1f} before, {moved.wins_after:.1f} after, " in moved.words


def test_who_only_calls_more_leads_wins_no_fewer_however_few_are_judged():
    few = judged(CEO=(1, 2), Clerk=(0, 2), Intern=(0, 2))
    more = swap_set(BEFORE, BEFORE, LEADS, threshold_before=20, threshold_after=10, judged=few)
    less = swap_set(BEFORE, BEFORE, LEADS, threshold_before=10, threshold_after=20, judged=few)
    assert more.words.endswith(": more, but how many cannot be told.")
    assert less.words.endswith(": fewer, but how many cannot be told.")


def test_where_ages_leave_half_of_the_chance_half_of_the_wins_are_expected():
    known = judged(CEO=(600, 1000), Clerk=(500, 1000), Intern=(100, 1000))
    new, old = (
        swap_set(BEFORE, AFTER, LEADS, threshold_before=10, judged=known, chance=chance)
        for chance in (None, lambda said: said / 2)
    )
    assert old.groups["expected_wins"].tolist() == pytest.approx((new.groups["expected_wins"] / 2).tolist())
    assert old.wins_after == pytest.approx(new.wins_after / 2)


def test_where_only_the_threshold_moves_it_names_the_wins_of_the_threshold_table():
    known = judged(CEO=(30, 40), Clerk=(20, 40), Intern=(1, 40))  # no line goes through these three close rates
    swap = swap_set(BEFORE, BEFORE, LEADS, threshold_before=20, threshold_after=5, judged=known)
    table = threshold_table(BEFORE.score(known[0]), known[1], open_score=BEFORE.score(LEADS)).set_index("threshold")
    said = table["expected_wins"].loc[[20, 5]].tolist()
    assert [swap.wins_before, swap.wins_after] == pytest.approx(said)


def test_luck_and_few_judged_leads_are_in_the_interval_as_the_beta_binomial_has_it():
    many = LEADS.iloc[[1]].loc[["c"] * 50]
    swap = swap_set(BEFORE, AFTER, many, threshold_before=10, judged=judged(CEO=(40, 80), Clerk=(10, 40)))
    share = swap.groups.loc[1, "expected_wins"] / 50
    base = 50 / 120
    known = 40 + 1 / (0.25 * base * (1 - base))  # judged leads and those begun with
    low, high = betabinom(50, share * known, (1 - share) * known).ppf([0.025, 0.975])
    assert swap.low == pytest.approx(low, abs=2)
    assert swap.high == pytest.approx(high, abs=2)


def test_the_interval_of_the_difference_holds_what_came_in_19_of_20_trials():
    one, two = (Attribute(name, "number", number_levels([1, 2, 3])) for name in ("one", "two"))
    before = Scorecard.of("rubric", {one: [0, 5, 10, 15, 0, 0], two: [0, 10, 10, 10, 0, 0]})
    after = Scorecard.of("rubric", {one: [0, 5, 5, 15, 0, 0], two: [0, 10, 15, 25, 0, 0]})

    def draw(n, rng):
        X = pd.DataFrame({"one": rng.integers(0, 4, n), "two": rng.integers(0, 4, n)})
        return X, pd.Series((rng.random(n) < expit(-2.5 + 0.3 * X["one"] + 0.3 * X["two"])).astype(int))

    held = []
    for seed in range(80):
        rng = np.random.default_rng(seed)
        known, (X, y) = draw(400, rng), draw(200, rng)
        swap = swap_set(before, after, X, threshold_before=20, judged=known)
        moved = swap.leads.set_index(swap.leads["lead_id"].astype(int))["moves"]
        came = y[moved.index[moved == "in"]].sum() - y[moved.index[moved == "out"]].sum()
        held.append(swap.low <= came <= swap.high)
    assert len(moved) > 10
    assert 0.9 <= np.mean(held) <= 1


def test_thresholds_that_are_no_scores_are_refused():
    with pytest.raises(ParameterError, match=r"threshold_before is nan; allowed is a score, or infinity"):
        swap_set(BEFORE, AFTER, LEADS, threshold_before=float("nan"))
    with pytest.raises(ParameterError, match="threshold_after is 'hot'; allowed is a score"):
        swap_set(BEFORE, AFTER, LEADS, threshold_before=10, threshold_after="hot")
    with pytest.raises(DataError, match="`title` is not a column of the leads"):
        swap_set(BEFORE, AFTER, LEADS.rename(columns={"title": "role"}), threshold_before=10)
