"""A workshop for sales and marketing: exercises that check themselves, and the lessons cut from their solutions."""

from leadtools.lessons.checking import check
from leadtools.lessons.exercise import Exercise, Verdict, Wrong

__all__ = ["Exercise", "Verdict", "Wrong", "check"]
