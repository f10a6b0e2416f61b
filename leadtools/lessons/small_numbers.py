"""Lesson 3: small numbers lie."""

from __future__ import annotations

from leadtools.intervals import wilson
from leadtools.lessons.exercise import Exercise, Wrong, exercise
from leadtools.lessons.tables import CHANNELS

LEADS, WON = CHANNELS.set_index("source")["leads"], CHANNELS.set_index("source")["conversions"]
BASE = WON.sum() / LEADS.sum()
LENT = 20
"""Leads at the base rate that every level begins with in this lesson."""


def shrunk(source: str) -> float:
    """Return the close rate of a source after it was lent leads at the base rate."""
    return (WON[source] + LENT * BASE) / (LEADS[source] + LENT)


@exercise
def nobody_in_ten() -> Exercise:
    """Ten calls without a win, at one customer in ten."""
    right = (1 - BASE) ** 10
    return Exercise(
        right,
        why="0.9 times itself ten times: about one caller in three comes back with nothing, and did nothing wrong.",
        hint="One call fails with probability 0.9, two in a row with 0.9 × 0.9. Ten in a row: 0.9 ** 10.",
        wrong=(
            Wrong(0, "Ten calls at one in ten give one win on average, but not always. One call fails with 0.9."),
            Wrong(0.1, "That is one call that wins. How likely are ten calls in a row that do not?"),
            Wrong(0.9, "That is one call that fails. Ten in a row: multiply ten times."),
            Wrong(0.9 * 10, "A probability never exceeds 1. Ten in a row means 0.9 × 0.9 × …, not 10 × 0.9."),
        ),
        within=0.011,
    )


@exercise
def what_five_leads_say() -> Exercise:
    """One of five says nothing: the interval holds the base rate, and much else."""
    low, high = wilson(WON["referral"], LEADS["referral"])
    return Exercise(
        "c",
        why=f"From {low:.0%} to {high:.0%}: one lead more or less and the rate is 0 % or 40 %.",
        hint="Look at the bar of `referral`: which close rates does it reach, and does it cross the dashed line?",
        wrong=(
            Wrong("a", "20 % is what was seen. The bar reaches far to both sides: five leads cannot tell."),
            Wrong("b", "One customer more would make it 40 %. It may well be better than the rest; it cannot be told."),
        ),
        choices=("a", "b", "c"),
    )


@exercise
def shrunk_rate_of_referrals() -> Exercise:
    """(1 + 2) ÷ (5 + 20)."""
    return Exercise(
        shrunk("referral"),
        why="3 of 25. Five leads cannot move far away from the rest, and that is as it should be.",
        hint="Lend the channel 20 leads of which one in ten, that is 2, converted; then add its own.",
        wrong=(
            Wrong(WON["referral"] / (LEADS["referral"] + LENT), "You lent the leads but not their conversions: two "
                  "of the twenty lent leads converted."),
            Wrong(WON["referral"] / LEADS["referral"], "That is what was seen. Now add the lent leads."),
            Wrong((WON["referral"] / LEADS["referral"] + BASE) / 2, "You took the middle. Five leads weigh less than "
                  "twenty, so add leads and conversions first, then divide."),
        ),
    )  # fmt: skip


@exercise
def channel_to_call_first() -> Exercise:
    """The highest shrunk rate."""
    best = max(CHANNELS["source"], key=shrunk)
    return Exercise(
        best,
        why=f"{shrunk('fair'):.1%} against {shrunk('referral'):.1%}: thirty customers speak louder than one.",
        hint="Compare the close rates after the leads were lent.",
        wrong=(
            Wrong("referral", "It has the highest rate seen, on five leads. Compare the rates after lending."),
            Wrong("web", "It brings most customers, for it brings most leads; of its leads fewer close than of all."),
        ),
        choices=tuple(CHANNELS["source"]),
    )


@exercise
def leads_for_half_the_width() -> Exercise:
    """Four times the leads halve an interval."""
    leads = int(LEADS["fair"])
    return Exercise(
        4 * leads,
        why="Half the width takes four times the leads: certainty is bought with squares.",
        hint="The width goes with the square root of the leads. Which number has a root twice as large?",
        wrong=(
            Wrong(2 * leads, "Twice the leads makes the interval 1.4 times narrower. For half of it, square the two."),
            Wrong(leads / 2, "Fewer leads make intervals wider."),
            Wrong(3 * leads, f"That is how many must come on top of the {leads}. How many are there then in all?"),
        ),
        within=0.4,
    )
