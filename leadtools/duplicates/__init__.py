"""The same person twice among the leads: found in pairs, reported, or merged by a stated rule."""

from leadtools.duplicates.merging import merge_duplicates
from leadtools.duplicates.pairs import contact_columns, find_duplicates

__all__ = ["contact_columns", "find_duplicates", "merge_duplicates"]
