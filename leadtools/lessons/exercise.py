"""An exercise: its right answer, why that is so, and what to say to answers that are often given instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from leadtools.tables import ticked

Answer = float | str | frozenset

MAKERS: dict[str, Callable[..., Exercise]] = {}
"""Every exercise by its name: a function that finds the right answer in the tables it is given."""


@dataclass(frozen=True)
class Wrong:
    """An answer that is often given, and what to say to whoever gives it.

    Where the right answer is a set of names, ``answer`` is one name: wrongly chosen, or forgotten.
    """

    answer: float | str
    says: str


@dataclass(frozen=True)
class Exercise:
    """What is right, and what to say.

    Attributes
    ----------
    right : number, text or frozenset of texts
    why : str
        One sentence for those who have it right.
    hint : str
        For those who have not begun, and for answers nobody foresaw.
    wrong : tuple of Wrong
        Answers that are often given.
    choices : tuple of str
        The texts to choose from, where the answer is one of them, or some.
    within : float
        How far a number may lie from the right one: rounding is no mistake.
    """

    right: Answer
    why: str
    hint: str
    wrong: tuple[Wrong, ...] = ()
    choices: tuple[str, ...] = ()
    within: float = 0.0051


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and words for whoever gave it; shows in a notebook as a framed line."""

    passed: bool
    words: str

    def __repr__(self) -> str:
        return f"{'Right' if self.passed else 'Not yet'}: {self.words}"

    def _repr_html_(self) -> str:
        colour, head = ("#0173b2", "✓ Right.") if self.passed else ("#de8f05", "→ Not yet.")
        frame = f"border-left: 5px solid {colour}; padding: .4em .8em; max-width: 48em"
        return f'<div role="status" style="{frame}"><b>{head}</b> {ticked(self.words)}</div>'


def exercise(maker: Callable[..., Exercise]) -> Callable[..., Exercise]:
    """Make a function that returns an exercise known by its name."""
    MAKERS[maker.__name__] = maker
    return maker
