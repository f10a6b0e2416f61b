"""The same person twice among the leads: found in pairs, reported, or merged by a stated rule."""

from leadtools.duplicates.merging import MERGE_RULE, merge_duplicates
from leadtools.duplicates.pairs import contact_columns, find_duplicates

__all__ = ["MERGE_RULE", "contact_columns", "find_duplicates", "merge_duplicates"]
