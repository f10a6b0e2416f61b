"""One picture for each table; every function returns the Axes it drew on."""

from leadtools.plots.behaviour import (
    plot_half_lives,
    plot_patterns,
    plot_profiles,
    plot_rates_by,
    plot_season,
    plot_time_lines,
)
from leadtools.plots.beliefs import plot_beliefs
from leadtools.plots.edits import plot_lift_change
from leadtools.plots.history import plot_completeness, plot_leads_per_month, plot_over_time
from leadtools.plots.hundred import plot_hundred
from leadtools.plots.judgement import plot_calibration, plot_capture, plot_lift, plot_scores
from leadtools.plots.lead import plot_events, plot_explanation
from leadtools.plots.leaks import plot_suspects
from leadtools.plots.matrix import plot_matrix
from leadtools.plots.methods import plot_methods
from leadtools.plots.overlap import plot_overlap
from leadtools.plots.points import plot_close_rates, plot_odds_ratios, plot_points
from leadtools.plots.rubric import plot_rules
from leadtools.plots.stages import plot_stages
from leadtools.plots.style import show
from leadtools.plots.thresholds import plot_called, plot_thresholds
from leadtools.plots.time import plot_backtest, plot_maturity, plot_time_to_close

__all__ = [
    "plot_backtest",
    "plot_beliefs",
    "plot_calibration",
    "plot_called",
    "plot_capture",
    "plot_close_rates",
    "plot_completeness",
    "plot_events",
    "plot_explanation",
    "plot_half_lives",
    "plot_hundred",
    "plot_leads_per_month",
    "plot_lift",
    "plot_lift_change",
    "plot_matrix",
    "plot_maturity",
    "plot_methods",
    "plot_odds_ratios",
    "plot_over_time",
    "plot_overlap",
    "plot_patterns",
    "plot_points",
    "plot_profiles",
    "plot_rates_by",
    "plot_rules",
    "plot_scores",
    "plot_season",
    "plot_stages",
    "plot_suspects",
    "plot_thresholds",
    "plot_time_lines",
    "plot_time_to_close",
    "show",
]
