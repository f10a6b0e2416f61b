"""From scores to who is called: tiers, reasons, the list, and the threshold that capacity allows."""

from leadtools.actions.at_age import in_call_order
from leadtools.actions.calls import call_list, reasons
from leadtools.actions.files import neutralised, score_file, write_csv
from leadtools.actions.fit_engagement import fit_engagement_matrix, matrix_by_thirds
from leadtools.actions.next_steps import next_steps
from leadtools.actions.next_tier import next_tier
from leadtools.actions.nurture import nurture, nurture_segments
from leadtools.actions.overrides import Override, apply_overrides, read_overrides
from leadtools.actions.routing import loads, route, strange_owners
from leadtools.actions.score_history import alerts, keep_scores, read_score_history, scores_at
from leadtools.actions.similar import Similar, similar_leads
from leadtools.actions.swap import SwapSet, swap_set, swap_sets
from leadtools.actions.threshold_table import at_threshold, threshold_table, without_forecast
from leadtools.actions.thresholds import (
    choose_threshold,
    profit_table,
    threshold_for_close_rate,
    threshold_for_profit,
    threshold_in_words,
)
from leadtools.actions.tier_table import tier_moves, tier_table
from leadtools.actions.tiers import COLDEST, assign_tiers, preset_tiers, qualify, tiers_of
from leadtools.config import RULES, Person, people_faults

__all__ = [
    "COLDEST",
    "RULES",
    "Override",
    "Person",
    "Similar",
    "SwapSet",
    "alerts",
    "apply_overrides",
    "assign_tiers",
    "at_threshold",
    "call_list",
    "choose_threshold",
    "fit_engagement_matrix",
    "in_call_order",
    "keep_scores",
    "loads",
    "matrix_by_thirds",
    "neutralised",
    "next_steps",
    "next_tier",
    "nurture",
    "nurture_segments",
    "people_faults",
    "preset_tiers",
    "profit_table",
    "qualify",
    "read_overrides",
    "read_score_history",
    "reasons",
    "route",
    "score_file",
    "scores_at",
    "similar_leads",
    "strange_owners",
    "swap_set",
    "swap_sets",
    "threshold_for_close_rate",
    "threshold_for_profit",
    "threshold_in_words",
    "threshold_table",
    "tier_moves",
    "tier_table",
    "tiers_of",
    "without_forecast",
    "write_csv",
]
