"""Tables as people read them: percentages, few digits, bars beside the numbers, escaped cells."""

from leadtools.tables.readable import listed, readable
from leadtools.tables.sentences import SENTENCE, show_sentences
from leadtools.tables.words import ticked

__all__ = ["SENTENCE", "listed", "readable", "show_sentences", "ticked"]
