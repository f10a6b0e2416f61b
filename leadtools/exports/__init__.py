"""A card in the forms that other people and programs work with."""

from leadtools.exports.card_sheets import card_from_sheet, card_to_sheet
from leadtools.exports.handoff import Handoff, hand_off

__all__ = ["Handoff", "card_from_sheet", "card_to_sheet", "hand_off"]
