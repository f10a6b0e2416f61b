"""check: what a lesson calls to hold an answer against its exercise."""

from __future__ import annotations

from importlib import import_module

from leadtools.errors import ParameterError, did_you_mean
from leadtools.lessons.exercise import MAKERS, Exercise, Verdict
from leadtools.lessons.judging import judge

LESSONS = (
    "close_rate", "by_hand", "small_numbers", "counted_twice", "the_future", "regression", "negotiation", "review",
)  # fmt: skip
"""The modules with the exercises of each lesson, in order."""


def check(name: str, answer: object, *data: object) -> Verdict:
    """Say whether an answer is right; if not, how to come nearer.

    Parameters
    ----------
    name : str
        Of the exercise.
    answer : object
        ``...`` where nobody has answered yet.
    *data : object
        What the right answer is found from, where that is not a table of the lesson itself.

    Raises
    ------
    ParameterError
        If there is no such exercise. An answer never raises anything.

    Examples
    --------
    >>> check("base_rate", 5 / 15)
    Not yet: You divided by the leads that did not convert; a close rate divides by all leads, here 20.
    """
    return judge(find(name, *data), answer)


def find(name: str, *data: object) -> Exercise:
    """Return an exercise by its name."""
    for lesson in LESSONS:
        import_module(f"leadtools.lessons.{lesson}")
    if name not in MAKERS:
        raise ParameterError(f"There is no exercise `{name}`{did_you_mean(name, MAKERS)}")
    return MAKERS[name](*data)
