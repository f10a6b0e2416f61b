"""Lesson 8: keeping it true."""

from __future__ import annotations

import pandas as pd

from leadtools.intervals import wilson
from leadtools.lessons.exercise import Exercise, Wrong, exercise
from leadtools.lessons.tables import FADING
from leadtools.snapshot import Snapshot

FIRST, LAST = FADING.iloc[0], FADING.iloc[-1]


def _lift(row) -> float:
    return (row["conversions"] / row["leads"]) / (row["all_conversions"] / row["all_leads"])


def by_half_year(judged: Snapshot, attribute: str, level: str) -> pd.DataFrame:
    """Follow the close rate of one level through time.

    Returns
    -------
    DataFrame (n_half_years, 7)
        ``period`` (text), ``leads, conversions, close_rate`` (0 to 1) of the level with its 95 % Wilson
        interval ``low, high``, and ``base_rate`` of all leads of the half-year.
    """
    halves = judged.moments.dt.month.map(lambda month: "first half" if month <= 6 else "second half")
    period = (judged.moments.dt.year.astype(str) + ", " + halves).rename("period")
    chosen = judged.X[attribute] == level
    table = judged.y[chosen].groupby(period[chosen]).agg(leads="size", conversions="sum")
    table["close_rate"] = table["conversions"] / table["leads"]
    table["low"], table["high"] = wilson(table["conversions"], table["leads"])
    return table.assign(base_rate=judged.y.groupby(period).mean()).reset_index()


@exercise
def lift_then() -> Exercise:
    """30 % against 10 %."""
    return Exercise(
        _lift(FIRST),
        why="30 of 100 against 100 of 1,000: three times the base rate. The points were earned.",
        hint="Divide the close rate of the fair by the close rate of all leads of the same half-year.",
        wrong=(
            Wrong(0.3, "That is the close rate. Lift compares it with all leads: divide by their close rate."),
            Wrong(0.3 - 0.1, "You subtracted. Lift divides."),
            Wrong(30 / 100 / (70 / 900), "You compared with the others; lift compares with all leads, 100 of 1,000."),
        ),
    )


@exercise
def lift_now() -> Exercise:
    """10 % against 10 %."""
    return Exercise(
        _lift(LAST),
        why="1 is like the rest. The card still pays the fair for what it was two years ago.",
        hint="The same with the last row.",
        wrong=(
            Wrong(0.1, "That is the close rate. Divide by the close rate of all leads."),
            Wrong(0, "Nothing is left of the advantage, but a lift compares: like the rest is 1."),
            Wrong(_lift(FIRST), "That was two years ago. Take the last row."),
        ),
    )


@exercise
def said_and_came() -> Exercise:
    """The card said what the fair was worth in 2024; less came in 2025."""
    said, came = (int(rows["conversions"].sum()) for rows in (FADING.iloc[:2], FADING.iloc[2:]))
    return Exercise(
        came / said,
        why=f"{came} of the {said} wins that were said. Whoever plans by the card expects twice as many.",
        hint="Add up the wins of the two half-years of 2025 and divide by those of 2024, which the card had learned.",
        wrong=(
            Wrong(said / came, "That is how many times too high the card is. What share of what it said came?"),
            Wrong(
                came / 200, "That is the close rate that came. Divide the wins that came by the wins that were said."
            ),
            Wrong(came / 100, "The wins of both half-years, but divided by leads. Divide by the wins that were said."),
            Wrong(said - came, "That is how many fewer came. What share of what was said came?"),
        ),
    )


@exercise
def mix_or_meaning() -> Exercise:
    """As many leads as ever, but they close less: the meaning has moved."""
    return Exercise(
        "meaning",
        why="There are as many leads of the fair as ever, 100 in each half-year, but they close less often. No table "
        "of shares would have shown it: outcomes must be looked at.",
        hint="Has the number of leads from the fair changed, or what becomes of them?",
        wrong=(Wrong("mix", "The mix is who comes in: 100 of 1,000 each time. Look at what becomes of them."),),
        choices=("mix", "meaning"),
    )


@exercise
def what_to_do_after_one_bad_month() -> Exercise:
    """Wait: look at the interval first."""
    return Exercise(
        "wait",
        why="1 of 20 can well be a 15 % source with bad luck; its interval reaches from 1 % to 24 %. Look again when "
        "there are more.",
        hint="Lesson 3: what do twenty leads say? Does the interval hold the close rate of before?",
        wrong=(
            Wrong("replace", "On one customer of twenty leads? Whoever replaces a card each bad month chases luck."),
            Wrong("keep", "To keep it without looking again is a way to miss a source that really fades."),
        ),
        choices=("keep", "wait", "replace"),
    )


@exercise
def leads_to_judge_a_new_card_by() -> Exercise:
    """Later ones that neither card has learned from."""
    return Exercise(
        "c",
        why="Only leads that neither has seen are a fair contest. `leadtools refit` keeps such leads aside.",
        hint="Which card would you expect to win on leads it has already seen?",
        wrong=(
            Wrong("a", "The new card has learned from these: it knows the answers already."),
            Wrong("b", "The old card has learned from these: it knows the answers already."),
        ),
        choices=("a", "b", "c"),
    )
