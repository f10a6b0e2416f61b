"""Lesson 5: peeking into the future."""

from __future__ import annotations

from leadtools.lessons.exercise import Exercise, Wrong, exercise
from leadtools.lessons.tables import EXPORT, EXPORTED, HORIZON_DAYS
from leadtools.snapshot import Snapshot

AGE_DAYS = (EXPORTED - EXPORT["created"]).dt.days
DAYS_TO_CLOSE = (EXPORT["converted"] - EXPORT["created"]).dt.days
JUDGED = AGE_DAYS >= HORIZON_DAYS
WON = DAYS_TO_CLOSE < HORIZON_DAYS


@exercise
def columns_that_know_the_end() -> Exercise:
    """Written after the call, or only for customers."""
    return Exercise(
        frozenset({"call_outcome", "contract_sent"}),
        why="One is written after the call, the other exists for customers only: neither is known of a new lead.",
        hint="For each column ask: does it stand there on the day the lead comes in, before anybody has called?",
        wrong=(
            Wrong("call_outcome", "`call_outcome`: who writes it, and when? A new lead has none."),
            Wrong("contract_sent", "`contract_sent`: look who has a date there. Only customers are sent a contract."),
            Wrong("country", "`country` stands on the form the lead fills in, before anybody calls: no peeking."),
            Wrong("visits_before_form", "`visits_before_form` are counted before the lead sent the form: no peeking."),
        ),
        choices=("country", "call_outcome", "contract_sent", "visits_before_form"),
    )


@exercise
def too_young_in_the_export() -> Exercise:
    """Leads younger than the horizon on the day of the export."""
    right = int((~JUDGED).sum())
    open_too = int((~JUDGED & EXPORT["converted"].isna()).sum())
    return Exercise(
        right,
        why="They have not had their 90 days. One of them has converted already, and still does not count: those who "
        "take longer have had no chance yet.",
        hint="The export is of 31 July. A lead created after 2 May has had fewer than 90 days.",
        wrong=(
            Wrong(open_too, "A lead that converted early is too young as well: count fast ones only, and recent months "
                  "look too good."),
            Wrong(int(EXPORT["converted"].isna().sum()), "Those are the leads that did not convert. Too young is about "
                  "how long ago they were created."),
            Wrong(int(JUDGED.sum()), "Those are the leads that can be judged. How many are left?"),
        ),
        within=0.4,
    )  # fmt: skip


@exercise
def close_rate_within_the_horizon() -> Exercise:
    """Of the judged leads, those that converted within 90 days."""
    leads, won, ever = int(JUDGED.sum()), int((JUDGED & WON).sum()), int(EXPORT["converted"].notna().sum())
    return Exercise(
        won / leads,
        why=f"{won} of {leads}. E03 took 167 days: it is a customer, but no conversion within 90 days.",
        hint="Take the leads that are old enough; count those that converted fewer than 90 days after creation.",
        wrong=(
            Wrong(ever / len(EXPORT), "You divided all customers by all leads, also by leads too young to judge."),
            Wrong(int((JUDGED & EXPORT["converted"].notna()).sum()) / leads, "E03 took 167 days. Whoever counts late "
                  "wins gives old leads more time than young ones."),
            Wrong(won / len(EXPORT), "You divided by all leads; those too young are never counted as lost."),
            Wrong(int(WON.sum()) / len(EXPORT), "You counted E09 and divided by all leads; leave out those too young."),
            Wrong(int(WON.sum()) / (leads + 1), "E09 is too young, although it has converted: leave it out."),
        ),
    )  # fmt: skip


@exercise
def too_good_to_be_true() -> Exercise:
    """An AUC that rises to nearly 1 with one more column: ask who writes it, and when."""
    return Exercise(
        "b",
        why="Ask before you cheer. Nearly always somebody writes that column after the story has ended.",
        hint="What would have to be true of the world for one column to tell nearly every customer beforehand?",
        wrong=(
            Wrong("a", "It would be splendid on the past and worth nothing on a new lead, where the column is blank."),
            Wrong("c", "Strength alone is no crime: honest strong columns exist. The question is when it is written."),
        ),
        choices=("a", "b", "c"),
    )


@exercise
def too_young_in_the_sample(judged: Snapshot) -> Exercise:
    """How many leads of the sample cannot be judged yet."""
    right = int((judged.apart == "too young").sum())
    return Exercise(
        right,
        why=f"{right} leads of the last 90 days. To count them as lost would make every recent month look bad.",
        hint="Leads in all, less leads that can be judged: both numbers stand in the title of the picture.",
        wrong=(
            Wrong(len(judged.y), "Those are the leads that can be judged."),
            Wrong(len(judged.y) + right, "Those are all leads."),
            Wrong(int((judged.y == 0).sum()), "Those had their 90 days and did not convert. Too young are the others."),
        ),
        within=0.4,
    )
