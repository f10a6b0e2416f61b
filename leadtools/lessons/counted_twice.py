"""Lesson 4: attributes that count twice."""

from __future__ import annotations

import pandas as pd

from leadtools.lessons.exercise import Exercise, Wrong, exercise
from leadtools.lessons.tables import CROSSED


def _rate(rows: pd.DataFrame) -> float:
    return rows["conversions"].sum() / rows["leads"].sum()


FAIR, DIRECTOR = CROSSED["source"] == "fair", CROSSED["title"] == "director"
BASE = _rate(CROSSED)


def _odds(rate: float) -> float:
    return rate / (1 - rate)


@exercise
def close_rate_of_the_fair() -> Exercise:
    """42 of 100."""
    return Exercise(
        _rate(CROSSED[FAIR]),
        why="42 of 100, against 30 % of all leads: alone the fair looks worth its points.",
        hint="Add up the two rows of the fair: their conversions, and their leads.",
        wrong=(
            Wrong(0.3, "You took the middle of 50 % and 10 %. There are four times as many directors: add counts."),
            Wrong(0.5, "Those are the directors of the fair only; take all leads from there."),
            Wrong(42 / CROSSED["conversions"].sum(), "You divided by all customers; divide by all leads of the fair."),
        ),
    )


@exercise
def close_rate_of_the_fair_among_directors() -> Exercise:
    """40 of 80."""
    return Exercise(
        _rate(CROSSED[FAIR & DIRECTOR]),
        why="40 of 80, the same as of the directors from the web: among directors, the fair adds nothing.",
        hint="One row of the table: directors from the fair.",
        wrong=(
            Wrong(_rate(CROSSED[FAIR]), "Those are all leads of the fair. Take the directors among them."),
            Wrong(_rate(CROSSED[~FAIR & ~DIRECTOR]), "Those are the others from the web."),
            Wrong(40 / 42, "You divided by the customers of the fair; divide by its directors."),
        ),
    )


@exercise
def does_the_fair_add_anything() -> Exercise:
    """No: within each title, both sources close alike."""
    return Exercise(
        "no",
        why="Directors close at 50 % and others at 10 %, wherever they come from. The fair only brings directors.",
        hint="Compare fair and web among directors, then fair and web among the others.",
        wrong=(Wrong("yes", "Over all leads it looks so. Compare within directors, then within the others."),),
        choices=("yes", "no"),
    )


@exercise
def what_the_card_claims() -> Exercise:
    """The odds of all leads, multiplied by what title and source seem to be worth alone."""
    base = _odds(BASE)
    title, source = _odds(_rate(CROSSED[DIRECTOR])) / base, _odds(_rate(CROSSED[FAIR])) / base
    odds = base * title * source
    seen = _rate(CROSSED[DIRECTOR & FAIR])
    return Exercise(
        odds / (1 + odds),
        why=f"The card says {odds / (1 + odds):.0%} where {seen:.0%} converted: the fair was paid for once more, "
        "though the title had paid for it already.",
        hint="Odds of 1 become a probability by 1 ÷ (1 + 1). Do the same with the odds that the line above shows.",
        wrong=(
            Wrong(seen, "That is what came. What does the card claim, with the points of both?"),
            Wrong(odds, "Those are the odds. As a probability: odds ÷ (1 + odds)."),
            Wrong(_rate(CROSSED[DIRECTOR]) + _rate(CROSSED[FAIR]), "You added close rates. Points multiply odds."),
        ),
        within=0.011,
    )


@exercise
def one_signal_entered_four_times() -> Exercise:
    """A signal of 25 % at a base rate of 10 % triples the odds; four times is 81 times."""
    base, times = _odds(0.10), _odds(0.25) / _odds(0.10)
    odds = base * times**4
    return Exercise(
        odds / (1 + odds),
        why="1/9 × 3 × 3 × 3 × 3 = 9, nine to one. One true signal, entered four times, has become near certainty.",
        hint="The odds rise from 1/9 to 1/3, three times. Multiply 1/9 four times by 3, then odds ÷ (1 + odds).",
        wrong=(
            Wrong(0.25, "That is the signal once. Each time it is entered again the odds triple again."),
            Wrong(1.0, "You added four times 25 %. Odds are multiplied: 1/9 × 3 × 3 × 3 × 3."),
            Wrong(odds, "Those are the odds, nine to one. As a probability: 9 ÷ (1 + 9)."),
            Wrong(0.75, "That is three times. Once more."),
            Wrong(0.5, "That is twice. Two times more."),
        ),
    )


@exercise
def attribute_most_paid_twice(shared: pd.DataFrame) -> Exercise:
    """The attribute of the sample with the largest share counted twice, among those that earn points."""
    attributes = shared.drop_duplicates("attribute").sort_values("counted_twice", ascending=False)
    most = attributes.iloc[0]
    return Exercise(
        most["attribute"],
        why=f"{most['counted_twice']:.0%} of its points are paid by others already, mostly by {most['mostly_with']}.",
        hint="The first row of the table, where `counted twice` is highest.",
        wrong=(Wrong(most["mostly_with"], "That is the partner, `mostly with`. Read the first column."),),
        choices=tuple(attributes["attribute"]),
    )
