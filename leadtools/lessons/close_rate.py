"""Lesson 1: what a lead score is, and what a close rate."""

from __future__ import annotations

import pandas as pd

from leadtools.lessons.exercise import Exercise, Wrong, exercise
from leadtools.lessons.tables import FIRST_CARD, FIRST_START, TWENTY
from leadtools.snapshot import Snapshot


@exercise
def base_rate() -> Exercise:
    """Five of twenty leads converted."""
    won, leads = int(TWENTY["converted"].sum()), len(TWENTY)
    return Exercise(
        won / leads,
        why=f"{won} of {leads} leads converted: the base rate, with which every other close rate is compared.",
        hint="Count the ones in the column `converted`, then divide by the number of leads.",
        wrong=(
            Wrong(won / (leads - won), "You divided by the leads that did not convert; a close rate divides by all "
                  f"leads, here {leads}."),
            Wrong(leads / won, "You divided the leads by the conversions. That says how many leads it takes for one "
                  "customer; a close rate is the other way round."),
            Wrong(won, f"{won} is how many converted. A rate says out of how many: divide by the number of leads."),
        ),
    )  # fmt: skip


@exercise
def close_rate_of_executives() -> Exercise:
    """Two of four executives converted."""
    executives = TWENTY.loc[TWENTY["title"] == "executive", "converted"]
    won, leads, all_won = int(executives.sum()), len(executives), int(TWENTY["converted"].sum())
    return Exercise(
        won / leads,
        why=f"{won} of {leads} executives converted. Whoever calls an executive wants to know just this.",
        hint="Look at the executives only: how many are there, and how many of them converted?",
        wrong=(
            Wrong(won / all_won, "You divided by all customers. That answers who our customers are; a close rate "
                  "divides by all leads of the level, customers or not."),
            Wrong(won / (leads - won), "You divided by the others; a close rate divides by all leads of the level."),
            Wrong(won / len(TWENTY), "You divided by all leads; here only the leads of the level count."),
            Wrong(won, "That is a count. Divide it by the number of executives."),
        ),
    )  # fmt: skip


@exercise
def score_of_a_lead() -> Exercise:
    """The points of L12, a member of staff met at the fair, added up."""
    points = FIRST_CARD.set_index(["attribute", "level"])["points"]
    lead = TWENTY.set_index("lead").loc["L12"]
    own = [int(points[name, lead[name]]) for name in ("title", "source")]
    return Exercise(
        FIRST_START + sum(own),
        why=f"{FIRST_START} + {own[0]} + {own[1]}: a score is a sum that anybody can check.",
        hint="Begin with the start, then add the points of the lead's title and of its source.",
        wrong=(
            Wrong(sum(own), f"You left out the start: every lead begins with {FIRST_START}."),
            Wrong(FIRST_START, "You stopped at the start. L12 came by the fair: see what that is worth."),
        ),
        within=0.4,
    )


@exercise
def what_a_score_says() -> Exercise:
    """A higher score: call first; neither a promise nor a probability."""
    return Exercise(
        "b",
        why="A score puts leads in order. How likely a lead is to convert has to be read off the leads of the past.",
        hint="Ask yourself what you could promise a colleague about the very next lead with 60 points.",
        wrong=(
            Wrong("a", "Points are no probabilities: on most scales a certain number of points doubles the odds, and "
                  "twice the points is something else."),
            Wrong("c", "No score knows the single lead. Of the hottest leads in most companies, most do not buy."),
        ),
        choices=("a", "b", "c"),
    )  # fmt: skip


@exercise
def calls_for_one_customer(judged: Snapshot) -> Exercise:
    """Leads that can be judged ÷ their conversions."""
    y: pd.Series = judged.y
    won, leads, everybody = int(y.sum()), len(y), len(y) + len(judged.apart)
    return Exercise(
        leads / won,
        why=f"{won} of {leads:,} leads that can be judged. A score is worth something if its hottest leads need fewer.",
        hint="Divide the leads that can be judged by those of them that converted.",
        wrong=(
            Wrong(won / leads, "That is the close rate. Turn it round: how many calls for one customer?"),
            Wrong(everybody / won, "You counted all leads, also those that have had no time to convert yet."),
            Wrong((leads - won) / won, "Those are the calls in vain. Count the one that succeeds as well."),
        ),
        within=0.11,
    )
