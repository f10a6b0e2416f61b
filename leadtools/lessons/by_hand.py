"""Lesson 2: points by hand."""

from __future__ import annotations

import math

import pandas as pd

from leadtools.lessons.exercise import Exercise, Wrong, exercise
from leadtools.lessons.tables import SOURCES

LEADS, WON = SOURCES.set_index("source")["leads"], SOURCES.set_index("source")["conversions"]
BASE = WON.sum() / LEADS.sum()
RATE = WON / LEADS
ODDS = WON / (LEADS - WON)
BASE_ODDS = WON.sum() / (LEADS - WON).sum()
PDO = 10


@exercise
def points_by_ratio() -> Exercise:
    """Close rate of the fair ÷ base rate."""
    return Exercise(
        RATE["fair"] / BASE,
        why=f"{RATE['fair']:g} ÷ {BASE:g}: leads from the fair close two and a half times as often as all leads.",
        hint="Divide the close rate of the fair by the close rate of all 200 leads.",
        wrong=(
            Wrong(RATE["fair"] / RATE["web"], "You compared the fair with the web. The rule compares with all leads, "
                  "so that a third source would not change what the fair is worth beside them."),
            Wrong(RATE["fair"], "That is the close rate itself. Divide it by the base rate."),
            Wrong(BASE / RATE["fair"], "Upside down: the fair is better than the rest, so its points are above 1."),
        ),
    )  # fmt: skip


@exercise
def points_by_difference() -> Exercise:
    """Close rate of the web − base rate, in percentage points."""
    right = 100 * (RATE["web"] - BASE)
    return Exercise(
        right,
        why="12.5 − 20 percentage points: worse than the rest costs points.",
        hint="Take the base rate from the close rate of the web, both in per cent. Mind the sign.",
        wrong=(
            Wrong(-right, "Mind the sign: the web closes less often than all leads, so it costs points."),
            Wrong(right / 100, "That is right as a share. This rule counts percentage points: multiply by 100."),
            Wrong(100 * (RATE["web"] - RATE["fair"]), "You compared the web with the fair; compare with all leads."),
        ),
    )


@exercise
def odds_of_the_fair() -> Exercise:
    """Conversions ÷ the rest."""
    return Exercise(
        ODDS["fair"],
        why="20 converted, 20 did not: even odds, 1 to 1. Odds divide by the others, a close rate divides by all.",
        hint="Odds are converted : not converted. Divide the 20 that did by those that did not.",
        wrong=(
            Wrong(RATE["fair"], "That is the close rate. For odds divide by those that did not convert."),
            Wrong(WON["fair"], "That is how many converted. Divide by how many did not."),
        ),
    )


@exercise
def doublings_of_the_fair() -> Exercise:
    """How often the odds double from all leads to the fair."""
    times = ODDS["fair"] / BASE_ODDS
    return Exercise(
        math.log2(times),
        why="From 1/4 to 1/2 is one doubling, from 1/2 to 1 is the second.",
        hint="The odds of all leads are 40 : 160, a quarter. Double that until you reach the odds of the fair; count.",
        wrong=(
            Wrong(times, f"The odds are {times:.0f} times as high; but how many doublings is that? 1/4, 1/2, 1."),
            Wrong(RATE["fair"] / BASE, "That compares close rates. Compare the odds: 1 with 1/4."),
        ),
    )


@exercise
def points_of_the_fair() -> Exercise:
    """Doublings × points to double the odds."""
    doublings = math.log2(ODDS["fair"] / BASE_ODDS)
    return Exercise(
        PDO * doublings,
        why="Two doublings at ten points each.",
        hint=f"Every doubling is worth {PDO} points. How many doublings did you count?",
        wrong=(
            Wrong(PDO * 2**doublings, "You multiplied by how many times the odds are; count doublings instead."),
            Wrong(PDO, "That is one doubling. Count again: from 1/4 to 1/2, and on to 1."),
        ),
        within=0.4,
    )


@exercise
def source_to_call_first(table: pd.DataFrame) -> Exercise:
    """The lead source of the sample with the highest close rate among those the data speak for."""
    sources = table[table["attribute"] == "lead_source"].sort_values("close_rate", ascending=False)
    known = sources[sources["verdict"] == "use"]
    best = known.iloc[0]
    largest = sources.loc[sources["conversions"].idxmax(), "level"]
    wrong = (
        Wrong(largest, f"`{largest}` brings the most customers because it brings many leads. Look at the close rate."),
    )
    return Exercise(
        best["level"],
        why=f"{best['conversions']} of {best['leads']} leads: {best['close_rate']:.0%}, and its interval lies above "
        "the base rate.",
        hint="Find the highest close rate whose verdict is `use`.",
        wrong=wrong if largest != best["level"] else (),
        choices=tuple(sources.loc[sources["leads"] > 0, "level"]),
    )
