"""What must hold of every card, however it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from leadtools.errors import CardError
from leadtools.matrix import matrix_faults
from leadtools.scorecard.agreed import agreed_faults
from leadtools.scorecard.by_hand import filled
from leadtools.scorecard.file import to_data

if TYPE_CHECKING:
    from leadtools.scorecard.card import Scorecard


def check_card(card: Scorecard) -> None:
    """Raise a CardError if the table does not fit the attributes, or what was agreed does not fit the table."""
    expected = [(a.name, level.label) for a in card.attributes for level in a.levels]
    stated = list(zip(card.table["attribute"], card.table["level"], strict=True))
    if expected != stated:
        raise CardError(
            f"The table of `{card.name}` does not list the levels of its attributes, each once and in order."
        )
    if not pd.api.types.is_integer_dtype(card.table["points"]):
        raise CardError(f"The points of `{card.name}` are {card.table['points'].dtype}; points are whole numbers.")
    if card.tiers and card.tiers_by_matrix:
        raise CardError(f"`{card.name}` has tiers by the score and tiers from the matrix; keep one of them.")
    if card.caps or card.knock_outs or card.definitions or card.matrix:
        _check_agreed(card)


def _check_agreed(card: Scorecard) -> None:
    said = to_data(card)
    faults = [words for _, words in agreed_faults(said, list(map(filled, said["attributes"])))]
    faults += [words for _, words in matrix_faults(said, card.groups, where="the card", edges=True)]
    if faults:
        raise CardError("\n  ".join([f"The card `{card.name}` cannot be used:", *faults]))
