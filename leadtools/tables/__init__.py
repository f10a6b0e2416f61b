"""Tables as people read them: percentages, few digits, bars beside the numbers, escaped cells."""

from leadtools.tables.readable import listed, readable
from leadtools.tables.sentences import SENTENCE, show_sentences
from leadtools.tables.words import AS_IT_STANDS, ticked

__all__ = ["AS_IT_STANDS", "SENTENCE", "listed", "readable", "show_sentences", "ticked"]
