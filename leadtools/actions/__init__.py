"""From scores to who is called: tiers, reasons, the list, and the threshold that capacity allows."""

from leadtools.actions.calls import call_list, reasons
from leadtools.actions.files import neutralised, score_file, write_csv
from leadtools.actions.swap import SwapSet, swap_set
from leadtools.actions.threshold_table import at_threshold, threshold_table
from leadtools.actions.thresholds import (
    choose_threshold,
    profit_table,
    threshold_for_close_rate,
    threshold_for_profit,
    threshold_in_words,
)
from leadtools.actions.tiers import COLDEST, assign_tiers, preset_tiers, qualify, tiers_of

__all__ = [
    "COLDEST",
    "SwapSet",
    "assign_tiers",
    "at_threshold",
    "call_list",
    "choose_threshold",
    "neutralised",
    "preset_tiers",
    "profit_table",
    "qualify",
    "reasons",
    "score_file",
    "swap_set",
    "threshold_for_close_rate",
    "threshold_for_profit",
    "threshold_in_words",
    "threshold_table",
    "tiers_of",
    "write_csv",
]
