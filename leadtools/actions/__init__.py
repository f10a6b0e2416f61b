"""From scores to who is called: tiers, reasons, the list, and the threshold that capacity allows."""

from leadtools.actions.calls import call_list, reasons
from leadtools.actions.files import neutralised, score_file, write_csv
from leadtools.actions.thresholds import choose_threshold
from leadtools.actions.tiers import COLDEST, assign_tiers

__all__ = [
    "COLDEST",
    "assign_tiers",
    "call_list",
    "choose_threshold",
    "neutralised",
    "reasons",
    "score_file",
    "write_csv",
]
