"""A card in the forms that other people and programs work with."""

from leadtools.exports.card_sheets import card_from_sheet, card_to_sheet

__all__ = ["card_from_sheet", "card_to_sheet"]
