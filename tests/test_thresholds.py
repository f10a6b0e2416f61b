"""From which score on to call: what each threshold would mean, and which one follows from room, money or a wish."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from leadtools.actions import (
    at_threshold,
    choose_threshold,
    preset_tiers,
    profit_table,
    qualify,
    threshold_for_close_rate,
    threshold_for_profit,
    threshold_in_words,
    threshold_table,
    without_forecast,
)
from leadtools.errors import DataError, ParameterError
from leadtools.intervals import wilson
from leadtools.plots import plot_thresholds, show

JUDGED = pd.Series([30] * 10 + [20] * 10 + [10] * 20)
CAME = pd.Series([1] * 6 + [0] * 4 + [1] * 2 + [0] * 8 + [1] + [0] * 19)


def drawn(n: int, seed: int) -> tuple[pd.Series, pd.Series]:
    """Return scores and outcomes of leads whose odds double every 14 points."""
    rng = np.random.default_rng(seed)
    score = pd.Series(rng.normal(50, 15, n).round())
    return score, pd.Series((rng.random(n) < expit(-2 + (score - 50) / 20)).astype(int))


def test_where_a_caution_stands_beside_it_neither_sentence_nor_picture_promises_wins():
    table = threshold_table(JUDGED, CAME, open_score=JUDGED)
    promised, careful = table, without_forecast(table, "Do not call by this score.")
    assert "are expected to convert" in threshold_in_words(promised, 20)
    assert threshold_in_words(careful, 20).endswith(". 20 open leads score so high.")
    labels = [plot_thresholds(each, threshold=20).figure.get_label() for each in (promised, careful)]
    assert ["Expected wins" in label for label in labels] == [True, False]


def test_the_table_counts_who_is_called_and_who_is_not():
    table = threshold_table(JUDGED, CAME)
    # 30: 6 of 10, below 3 of 30. 20: 8 of 20, below 1 of 20. 10: all 9 of 40, below nobody.
    columns = ["threshold", "leads", "share", "conversions", "leads_below"]
    assert table[columns].to_numpy().tolist() == [[30, 10, 0.25, 6, 30], [20, 20, 0.5, 8, 20], [10, 40, 1.0, 9, 0]]
    assert table["close_rate"].round(3).tolist() == [0.6, 0.4, 0.225]
    assert table["close_rate_below"].iloc[:2].round(3).tolist() == [0.1, 0.05]
    assert table.loc[0, ["low", "high"]].tolist() == [bound.item() for bound in wilson([6], [10])]
    assert np.isnan(table.loc[2, "close_rate_below"])


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=60))
def test_every_row_is_what_counting_the_leads_one_by_one_gives(leads):
    score, y = (pd.Series(column, dtype=int) for column in zip(*leads, strict=True))
    if y.nunique() < 2:
        return
    for row in threshold_table(score, y).itertuples():
        above = score >= row.threshold
        assert (row.leads, row.conversions) == (above.sum(), y[above].sum())
        assert (row.leads_below, row.low_below <= row.high_below) == ((~above).sum(), (~above).any())


def test_wins_are_read_off_the_judged_leads_where_nobody_says_how_likely_they_are():
    score, y = drawn(2000, 0)
    table = threshold_table(score, y, open_score=score)
    # A logistic line through scores and outcomes expects exactly as many conversions as came.
    assert table["expected_wins"].iloc[-1] == pytest.approx(y.sum(), abs=1)


def test_the_interval_of_the_wins_holds_what_came_in_19_of_20_trials():
    held = []
    for seed in range(200):
        (score, y), (to_call, came) = drawn(300, seed), drawn(200, 1000 + seed)
        row = at_threshold(threshold_table(score, y, open_score=to_call), 60)
        held.append(row["wins_low"] <= came[to_call >= 60].sum() <= row["wins_high"])
    assert 0.92 <= np.mean(held) <= 0.995


def test_fewer_judged_leads_leave_more_open():
    to_call, _ = drawn(1000, 5)
    widths = [
        at_threshold(threshold_table(*drawn(n, 1), open_score=to_call), 50)["wins_high"]
        - at_threshold(threshold_table(*drawn(n, 1), open_score=to_call), 50)["wins_low"]
        for n in (200, 20_000)
    ]
    assert widths[0] > 1.5 * widths[1]


def test_the_order_of_rows_changes_no_digit():
    score, y = drawn(500, 3)
    p = pd.Series(np.random.default_rng(0).random(500))
    mixed = np.random.default_rng(1).permutation(500)
    in_order = threshold_table(score, y, open_score=score, probability=p)
    shuffled = threshold_table(score[mixed], y[mixed], open_score=score[mixed], probability=p[mixed])
    assert in_order.equals(shuffled)


def test_scores_that_tell_nothing_still_make_a_table():
    table = threshold_table(pd.Series([5] * 10), pd.Series([1, 0] * 5), open_score=pd.Series([5, 7]))
    assert table["threshold"].tolist() == [7, 5]
    assert table["expected_wins"].round(6).tolist() == [0.5, 1.0]


def test_between_two_scores_the_next_higher_one_counts_and_above_all_nobody_does():
    table = threshold_table(JUDGED, CAME, open_score=JUDGED)
    assert at_threshold(table, 11) == at_threshold(table, 20)
    nobody = at_threshold(table, 31)
    assert (nobody["leads"], nobody["open_leads"], nobody["expected_wins"], nobody["leads_below"]) == (0, 0, 0, 40)
    assert threshold_in_words(table, float("inf")) == "No lead scores so high: nobody is called."


def test_a_threshold_in_words_carries_its_counts_and_intervals():
    words = threshold_in_words(threshold_table(JUDGED, CAME, open_score=JUDGED), 20)
    assert words.startswith(
        "Of the judged leads 20 (50 %) scored 20 or more and 8 of them converted: 40 % (22 to 61); below, 5.0 % "
    )
    assert "20 open leads score so high; " in words


def test_a_wanted_close_rate_is_reached_by_enough_conversions_or_not_at_all():
    table = threshold_table(JUDGED, CAME)
    assert threshold_for_close_rate(table, close_rate=0.4) == 20
    assert threshold_for_close_rate(table, close_rate=0.41) == 30
    with pytest.raises(
        DataError, match=r"of 61 % with 5 conversions or more; the highest is 60 % \(6 of 10\) from 30 up"
    ):
        threshold_for_close_rate(table, close_rate=0.61)
    one_of_one = threshold_table(pd.Series([9, 1, 1]), pd.Series([1, 0, 0]))
    with pytest.raises(DataError, match="of 50 % with 5 conversions or more: there is not enough data"):
        threshold_for_close_rate(one_of_one, close_rate=0.5)


def test_the_most_profit_is_looked_for_where_enough_leads_were_judged():
    # From 90 up one lead was judged, from 30 up eleven.
    judged, came = pd.concat([pd.Series([90]), JUDGED]), pd.concat([pd.Series([1]), CAME])
    open_score = pd.Series([90] * 3 + [30] * 10)
    p = pd.Series([0.9] * 3 + [0.1] * 10)
    table = threshold_table(judged, came, open_score=open_score, probability=p)
    profits = profit_table(table, call_cost=20, deal_value=100)
    # 270 − 60 from 90 up, 370 − 260 from 30 up.
    assert profits["profit"].round(6).tolist()[:2] == [210, 110]
    assert profits["verdict"].tolist() == ["not enough data", "", "", ""]
    assert threshold_for_profit(table, call_cost=20, deal_value=100) == 30
    assert "That is not enough data to rely on." in threshold_in_words(table, 90)
    assert "not enough" not in threshold_in_words(table, 20)
    few = threshold_table(pd.Series([9, 1, 1]), pd.Series([1, 0, 0]), open_score=open_score)
    with pytest.raises(DataError, match="from 3 judged leads of which 1 converted: there is not enough data"):
        threshold_for_profit(few, call_cost=1, deal_value=5)


def test_profit_is_wins_times_value_less_calls_times_cost():
    p = pd.Series([0.6] * 10 + [0.2] * 10 + [0.05] * 20)
    table = threshold_table(JUDGED, CAME, open_score=JUDGED, probability=p)
    # 6 × 100 − 10 × 10 = 500; 8 × 100 − 200 = 600; 9 × 100 − 400 = 500.
    assert profit_table(table, call_cost=10, deal_value=100)["profit"].round(6).tolist() == [500, 600, 500]
    assert threshold_for_profit(table, call_cost=10, deal_value=100) == 20
    assert threshold_for_profit(table, call_cost=0, deal_value=100) == 10
    assert threshold_for_profit(table, call_cost=70, deal_value=100) == float("inf")


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60), st.floats(0, 2))
def test_with_true_probabilities_it_pays_to_call_from_cost_over_value_up(scores, cost):
    score = pd.Series(scores)
    p = score / 10
    # A judged lead of either outcome five times at the highest score is enough for every threshold.
    table = threshold_table(pd.Series([9] * 10), pd.Series([1, 0] * 5), open_score=score, probability=p)
    threshold = threshold_for_profit(table, call_cost=cost, deal_value=2)
    assert (p[score >= threshold] * 2 >= cost - 1e-9).all()
    assert (p[score < threshold] * 2 <= cost + 1e-9).all()


def test_marketing_and_sales_have_a_threshold_each():
    found = qualify(pd.Series([70, 50, 10]), is_mql=40, sales_qualified=60)
    assert (found["sales_qualified"] <= found["is_mql"]).all()
    assert found.sum().to_dict() == {"is_mql": 2, "sales_qualified": 1}


def test_the_bands_of_the_guides_are_presets():
    assert preset_tiers("bands") == {"good": 50, "nurture": 20}
    assert preset_tiers("hot above 70") == {"hot": 71, "warm": 30}
    assert preset_tiers("letters") == {"A": 67, "B": 34, "C": 0}
    assert preset_tiers("letters", highest=1000) == {"A": 667, "B": 334, "C": 0}
    assert preset_tiers("letters", highest=99) == {"A": 67, "B": 34, "C": 0}  # above 66, above 33


TABLE = threshold_table(JUDGED, CAME, open_score=JUDGED)
NOT_A_SHARE = r"close_rate is {}; allowed is a share above 0 and below 1, such as 0\.2 for one in five"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: choose_threshold(JUDGED, capacity=None),
            "capacity is blank; allowed is a whole number of leads, 1 or more",
        ),
        (
            lambda: choose_threshold(JUDGED, capacity=float("nan")),
            "capacity is blank; allowed is a whole number of leads",
        ),
        (lambda: choose_threshold(JUDGED, capacity=2.5), "capacity is 2.5; allowed is a whole number of leads"),
        (lambda: choose_threshold(JUDGED, capacity="forty"), "capacity is forty; allowed is a whole number of leads"),
        (lambda: threshold_for_close_rate(TABLE, close_rate=20), NOT_A_SHARE.format(20)),
        (lambda: threshold_for_close_rate(TABLE, close_rate=0), NOT_A_SHARE.format(0)),
        (lambda: threshold_for_close_rate(TABLE, close_rate=None), NOT_A_SHARE.format("blank")),
        (lambda: threshold_for_profit(TABLE, call_cost=-1, deal_value=5), "call_cost is -1; allowed is what one call"),
        (lambda: profit_table(TABLE, call_cost=1, deal_value=0), "deal_value is 0; allowed is what one conversion"),
        (
            lambda: profit_table(threshold_table(JUDGED, CAME), call_cost=1, deal_value=1),
            "The table knows no open leads to call",
        ),
        (
            lambda: qualify(JUDGED, is_mql=60, sales_qualified=40),
            "sales_qualified begins at 40, below is_mql at 60; sales takes up only leads that were passed on",
        ),
        (lambda: preset_tiers("leters"), "`leters` is not a preset of tiers; did you mean `letters`"),
        (lambda: preset_tiers("bands", highest=0), "highest is 0; allowed is the highest score of the scale"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(call, message):
    with pytest.raises(ParameterError, match=message):
        call()


def test_scores_and_probabilities_that_do_not_fit_are_refused():
    blank = JUDGED.astype(float).where(JUDGED > 10)
    with pytest.raises(DataError, match="`score` is blank for 20 of 40 leads; give each a score"):
        threshold_table(blank, CAME)
    with pytest.raises(DataError, match="`score` holds str; a score is a number"):
        threshold_table(JUDGED.astype(str), CAME)
    with pytest.raises(ParameterError, match="threshold is nan; allowed is a score, or infinity to call nobody"):
        at_threshold(TABLE, float("nan"))
    with pytest.raises(DataError, match="`probability` and `open_score` stand for different leads"):
        threshold_table(JUDGED, CAME, open_score=JUDGED, probability=pd.Series([0.5]))
    with pytest.raises(DataError, match="`probability` holds values that are no probabilities"):
        threshold_table(JUDGED, CAME, open_score=JUDGED, probability=JUDGED / 10)


def test_the_picture_says_what_the_threshold_means():
    image = show(plot_thresholds(TABLE, threshold=20))
    assert image.alt.startswith("From 20 up: 20 open leads; judged: 40.0 % closed (22 % to 61 %). Below it: 5.0 %.")
    assert "No judged lead scores 99 or more" in show(plot_thresholds(TABLE, threshold=99)).alt
    assert "All 40 judged leads together: 22.5 %" in show(plot_thresholds(TABLE)).alt


def test_close_rates_of_a_handful_of_leads_are_not_drawn():
    score = pd.Series(range(400))
    ax = plot_thresholds(threshold_table(score, pd.Series([0, 1] * 200)))
    above, below = (line.get_xdata() for line in ax.get_lines()[:2])
    # Twenty leads score 380 or more, and twenty less than 20.
    assert (above.max(), below.min()) == (380, 20)
    assert "20 leads or more" in ax.get_xlabel()


def test_expected_wins_go_by_what_age_leaves_of_the_chance_and_leads_past_their_horizon_are_refused():
    p = pd.Series([0.6] * 10 + [0.2] * 10 + [0.05] * 20)
    table = threshold_table(JUDGED, CAME, open_score=JUDGED, probability=p, chance=lambda said: said / 2)
    assert table["expected_wins"].round(6).tolist() == [3, 4, 4.5]  # half of 6, 8 and 9
    with pytest.raises(DataError, match="40 of 40 open leads have passed their horizon"):
        threshold_table(JUDGED, CAME, open_score=JUDGED, chance=lambda said: said * float("nan"))
