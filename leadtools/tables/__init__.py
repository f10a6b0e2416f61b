"""Tables as people read them: percentages, few digits, bars beside the numbers, escaped cells."""

from leadtools.tables.readable import listed, readable
from leadtools.tables.words import ticked

__all__ = ["listed", "readable", "ticked"]
