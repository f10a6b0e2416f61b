"""Lesson 6: logistic regression without fear."""

from __future__ import annotations

from leadtools.lessons.exercise import Exercise, Wrong, exercise
from leadtools.lessons.tables import CROSSED
from leadtools.scorecard import Line

LINE = Line(score=50, odds=1 / 9, points_to_double=10)
"""The scale of this lesson: one in ten at 50 points, ten points double the odds."""


def _odds(score: float) -> float:
    return LINE.odds * 2 ** ((score - LINE.score) / LINE.points_to_double)


@exercise
def probability_at_sixty() -> Exercise:
    """Odds of 2 : 9."""
    odds = _odds(60)
    return Exercise(
        odds / (1 + odds),
        why="2 : 9 means two of eleven. The odds have doubled, the probability not quite.",
        hint="The odds at 50 are 1 : 9. Ten points double them to 2 : 9. Two beside nine others: two of how many?",
        wrong=(
            Wrong(0.2, "You doubled the probability. Points double the odds: 1 : 9 becomes 2 : 9, two of eleven."),
            Wrong(odds, "2 ÷ 9 are the odds. For a probability divide by all, 2 + 9."),
            Wrong(0.1, "That is the probability at 50."),
        ),
    )  # fmt: skip


@exercise
def probability_at_forty() -> Exercise:
    """Odds of 1 : 18."""
    odds = _odds(40)
    return Exercise(
        odds / (1 + odds),
        why="1 : 18, one of nineteen. Ten points down halve the odds as ten points up double them.",
        hint="Ten points down halve the odds: 1 : 18. One of how many is that?",
        wrong=(
            Wrong(0, "A score never says never. Ten points down halve the odds, from 1 : 9 to 1 : 18."),
            Wrong(0.1, "That is the probability at 50."),
            Wrong(2 / 11, "That is ten points up. Go down: half the odds, not twice."),
        ),
        within=0.0021,
    )


@exercise
def odds_ratio_of_directors() -> Exercise:
    """Odds of 1 against 1 : 9."""
    rates = {title: rows["conversions"].sum() / rows["leads"].sum() for title, rows in CROSSED.groupby("title")}
    odds = {title: rate / (1 - rate) for title, rate in rates.items()}
    return Exercise(
        odds["director"] / odds["other"],
        why="Even odds against 1 : 9, nine times the odds. The regression has found the same.",
        hint="Half of the directors convert: odds of 1. A tenth of the others: odds of 1 : 9. How many times is that?",
        wrong=(
            Wrong(rates["director"] / rates["other"], "You compared close rates, 50 % with 10 %. Compare the odds."),
            Wrong(1 / 9, "Upside down: directors are the better ones."),
        ),
        within=0.051,
    )


@exercise
def what_the_fair_is_worth_together() -> Exercise:
    """An odds ratio of 1, no points."""
    return Exercise(
        1,
        why="Once the title is known, the fair changes nothing: its odds are multiplied by 1, and its points are 0.",
        hint="In the table of odds ratios, read the row of the fair. By what are the odds multiplied?",
        wrong=(
            Wrong(0, "Nothing is added, and so no points are earned; but an odds ratio multiplies, and what changes "
                  "nothing is a factor of 1."),
            Wrong(9, "That is the odds ratio of the directors."),
            Wrong((0.42 / 0.58) / (0.18 / 0.82), "That is the fair alone. Read its row in the fit on both."),
        ),
        within=0.051,
    )  # fmt: skip


@exercise
def formula_for_the_probability() -> Exercise:
    """The score in cell D2 as a probability."""
    return Exercise(
        "b",
        why="At 50 the bracket is 0, so 9 stays: 1 ÷ (1 + 9). Every ten points more halve the 9.",
        hint="Put 50 into each formula: which gives 0.1? Then put in 60: which gives 2 ÷ 11?",
        wrong=(
            Wrong("a", "At 50 it gives 0.1, but at 60 it gives 0.2: it doubles the probability, and at 90 says 160 %."),
            Wrong("c", "At 60 it gives 1 ÷ 19: the sign is turned round, so that hotter leads look colder."),
        ),
        choices=("a", "b", "c"),
    )
