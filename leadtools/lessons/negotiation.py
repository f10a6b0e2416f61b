"""Lesson 7: thresholds, capacity and cost."""

from __future__ import annotations

import pandas as pd

from leadtools.actions import choose_threshold
from leadtools.lessons.exercise import Exercise, Wrong, exercise
from leadtools.lessons.tables import BANDS

CAPACITY = 60
CALL_COST, DEAL_VALUE = 50, 600


def at_least(lowest: int) -> pd.Series:
    """Return the leads and conversions of the bands from a threshold up."""
    return BANDS.loc[BANDS["lowest"] >= lowest, ["leads", "conversions"]].sum()


@exercise
def threshold_for_the_room_there_is() -> Exercise:
    """The lowest threshold with no more than 60 leads."""
    fits = [lowest for lowest in BANDS["lowest"] if at_least(lowest)["leads"] <= CAPACITY]
    return Exercise(
        min(fits),
        why=f"20 + 40 leads: just the {CAPACITY} calls there is room for.",
        hint=f"Add up the leads from the top until the {CAPACITY} calls are used up.",
        wrong=(
            Wrong(40, "From 40 up there are 140 leads: more than twice the calls there is room for."),
            Wrong(80, "From 80 up there are 20 leads: 40 calls would not be made."),
        ),
        within=0.4,
    )


@exercise
def close_rate_above_the_threshold() -> Exercise:
    """18 of 60."""
    leads, won = at_least(60)
    return Exercise(
        won / leads,
        why="18 of 60: what sales may expect of the leads they are given.",
        hint="Take both bands together: their conversions divided by their leads.",
        wrong=(
            Wrong(10 / 40, "That is the lower band alone. Everybody from 60 up is called."),
            Wrong((0.4 + 0.25) / 2, "You took the middle of two rates; one band has twice the leads. Add counts."),
            Wrong(won / BANDS["conversions"].sum(), "That is the share of all wins found. Divide by the leads called."),
        ),
    )


@exercise
def wins_left_behind() -> Exercise:
    """14 of 32 conversions lie below 60."""
    missed = BANDS["conversions"].sum() - at_least(60)["conversions"]
    return Exercise(
        int(missed),
        why="14 of 32 wins lie below. Marketing is right that they exist, and sales that they hide among 240 leads.",
        hint="All conversions, less those from 60 up.",
        wrong=(
            Wrong(18, "Those are found. How many of the 32 are left?"),
            Wrong(8, "That is one band. Below 60 there are two."),
            Wrong(240, "Those are the leads below. How many of them converted?"),
        ),
        within=0.4,
    )


@exercise
def break_even_close_rate() -> Exercise:
    """Cost of a call ÷ value of a deal."""
    return Exercise(
        CALL_COST / DEAL_VALUE,
        why="A call pays from one win in twelve: twelve calls cost what one deal earns.",
        hint=f"How many calls at {CALL_COST} does one deal at {DEAL_VALUE} pay for? One win in as many is enough.",
        wrong=(
            Wrong(DEAL_VALUE / CALL_COST, "That is how many calls one deal pays for. As a close rate: one in twelve."),
            Wrong((DEAL_VALUE - CALL_COST) / DEAL_VALUE, "That is what is left of a deal after one call."),
        ),
        within=0.0035,
    )


@exercise
def threshold_for_profit() -> Exercise:
    """The lowest band that closes at one in twelve or better."""
    rates = BANDS["conversions"] / BANDS["leads"]
    return Exercise(
        int(BANDS.loc[rates >= CALL_COST / DEAL_VALUE, "lowest"].min()),
        why="The band from 40 closes at 10 %, above 8.3 %; the band below closes at 3.8 % and loses money.",
        hint="Which is the lowest band whose own close rate is above the one you have just found?",
        wrong=(
            Wrong(60, "That band pays well, but so does the next: it closes at 10 %, and 8.3 % is enough."),
            Wrong(20, "6 wins of 160 calls: they earn 3,600 and cost 8,000."),
        ),
        within=0.4,
    )


@exercise
def calls_for_one_more_win() -> Exercise:
    """80 more calls, 8 more wins."""
    more = at_least(40) - at_least(60)
    return Exercise(
        more["leads"] / more["conversions"],
        why="Ten calls for each win more: 500 of cost for 600 of deal. That is what the two teams really argue about.",
        hint="From 60 to 40, how many calls come on top, and how many wins?",
        wrong=(
            Wrong(140 / 26, "That is over all calls from 40 up. Ask what the additional calls bring."),
            Wrong(more["conversions"] / more["leads"], "That is wins for a call. Turn it round."),
            Wrong(more["conversions"], "Those are the wins. Divide the calls by them."),
        ),
        within=0.051,
    )


@exercise
def threshold_of_the_sample(open_score: pd.Series, capacity: int) -> Exercise:
    """The threshold for the open leads of the sample."""
    right = choose_threshold(open_score, capacity=capacity)
    return Exercise(
        right,
        why=f"{int((open_score >= right).sum())} leads score {right:.0f} or more; one point lower they would be "
        f"{int((open_score >= right - 1).sum())}, and there is room for {capacity}.",
        hint=f"Go down the column `open leads` to the last number that is not above {capacity}; read its threshold.",
        wrong=(
            Wrong(right - 1, f"One too low: then more than {capacity} leads would be called."),
            Wrong(right + 1, "One too high: there is still room."),
            Wrong(capacity, "That is the number of calls. The threshold is a score."),
        ),
        within=0.4,
    )
