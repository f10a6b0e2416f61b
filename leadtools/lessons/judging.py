"""Holding an answer against an exercise: never an error, always something to go on with."""

from __future__ import annotations

import math
from numbers import Real

import numpy as np

from leadtools.lessons.exercise import Exercise, Verdict


def judge(exercise: Exercise, answer: object) -> Verdict:
    """Return whether the answer is right, and what to say about it.

    Examples
    --------
    >>> two_of_four = Exercise(0.5, why="Two of four.", hint="Divide by the leads.")
    >>> judge(two_of_four, 2 / 4), judge(two_of_four, "0,5")
    (Right: Two of four., Not yet: Write a number without quotes and with a point, such as 0.25.)
    """
    if answer is Ellipsis:
        return Verdict(False, f"Put your answer in the place of the three dots and run the cell. {exercise.hint}")
    if isinstance(exercise.right, frozenset):
        return _judged_names(exercise, answer)
    if isinstance(exercise.right, str):
        return _judged_choice(exercise, answer)
    return _judged_number(exercise, answer)


def _judged_number(exercise: Exercise, answer: object) -> Verdict:
    if isinstance(answer, str | tuple | list):
        return Verdict(False, "Write a number without quotes and with a point, such as 0.25.")
    if isinstance(answer, bool | np.bool_) or not isinstance(answer, Real) or not math.isfinite(answer):
        return Verdict(False, f"The answer is one number. {exercise.hint}")
    if abs(answer - exercise.right) <= exercise.within:
        return Verdict(True, exercise.why)
    for wrong in exercise.wrong:
        if abs(answer - wrong.answer) <= exercise.within:
            return Verdict(False, wrong.says)
    if 0 < exercise.right < 1 and abs(answer - 100 * exercise.right) <= 100 * exercise.within:
        return Verdict(False, f"That is in per cent; here rates are written from 0 to 1. Write {answer / 100:g}.")
    return Verdict(False, exercise.hint)


def _judged_choice(exercise: Exercise, answer: object) -> Verdict:
    if not isinstance(answer, str):
        return Verdict(False, f"The answer is a text in quotes. {_choose(exercise)}")
    given = answer.strip().casefold()
    if given == exercise.right.casefold():
        return Verdict(True, exercise.why)
    for wrong in exercise.wrong:
        if given == str(wrong.answer).casefold():
            return Verdict(False, wrong.says)
    if given not in [choice.casefold() for choice in exercise.choices]:
        return Verdict(False, f"{_choose(exercise)} {exercise.hint}")
    return Verdict(False, exercise.hint)


def _judged_names(exercise: Exercise, answer: object) -> Verdict:
    names = [answer] if isinstance(answer, str) else answer
    if not isinstance(names, list | tuple | set | frozenset) or not all(isinstance(name, str) for name in names):
        return Verdict(False, f"The answer is a list of names in quotes, such as [{exercise.choices[0]!r}].")
    spelled = {choice.casefold(): choice for choice in exercise.choices}
    given = {spelled.get(name.strip().casefold(), name) for name in names}
    if strange := sorted(given - set(exercise.choices)):
        return Verdict(False, f"`{strange[0]}` is not among them. {_choose(exercise)}")
    if given == exercise.right:
        return Verdict(True, exercise.why)
    for wrong in exercise.wrong:
        if wrong.answer in given ^ exercise.right:
            return Verdict(False, wrong.says)
    return Verdict(False, exercise.hint)


def _choose(exercise: Exercise) -> str:
    return f"Choose from: {', '.join(exercise.choices)}."
