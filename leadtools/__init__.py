"""Lead scoring in notebooks: history → snapshot → scorecard → scores → report.

The public names, imported when first used: ``import leadtools`` itself costs next to nothing.
"""

import sys
from importlib import import_module
from types import ModuleType

# Public name → the module it lives in. A new public name is one more line here.
_HOME = {
    "LeadToolsError": "errors",
    "read_config": "config",
    "Journey": "config",
    "Snapshot": "snapshot",
    "attributes_as_of": "attributes",
    "declare": "attributes",
    "declare_personas": "personas",
    "match_personas": "personas",
    "roles_of": "attributes",
    "History": "history",
    "Roles": "history",
    "read_history": "readers",
    "init": "guess",
    "guess": "guess",
    "Matrix": "matrix",
    "Axis": "matrix",
    "suspects": "leaks",
    "find_duplicates": "duplicates",
    "merge_duplicates": "duplicates",
    "make_history": "simulate",
    "find_levels": "levels",
    "contact_quality": "contacts",
    "contact_checks": "contacts",
    "run_report": "report",
    "show": "plots",
    "audit": "audit",
    "Audit": "audit",
    "Scorecard": "scorecard",
    "KnockOut": "scorecard",
    "SegmentCards": "scorecard",
    "full_query": "scorecard",
    "close_rates": "methods.close_rates",
    "load_rubric": "rubrics",
    "map_signals": "rubrics",
    "fit_close_rates": "methods.close_rates",
    "fit_logistic": "methods.logistic",
    "fit_boosted": "methods.boosted",
    "fit_by_segment": "methods.segments",
    "finer_levels": "methods.finer",
    "overlap": "methods.overlap",
    "strong_pairs": "methods.pairs",
    "calibrate": "methods.calibration",
    "with_base_rate": "methods.calibration",
    "lift_table": "evaluation",
    "calibration_table": "evaluation",
    "compare": "evaluation",
    "missed_by": "evaluation",
    "naive_orders": "evaluation",
    "gradient_boosting": "evaluation",
    "base_rate_shift": "evaluation",
    "backtest": "evaluation.backtest",
    "Backtest": "evaluation.backtest",
    "calibration_slope": "evaluation.slope",
    "leads_needed": "evaluation.enough",
    "maturity_by": "evaluation.maturity",
    "stability_table": "evaluation.stability",
    "time_to_close": "evaluation.maturity",
    "check_beliefs": "evaluation.beliefs",
    "check_rubric": "evaluation.rubric",
    "read_beliefs": "evaluation.beliefs",
    "pilot": "evaluation.rubric",
    "find_patterns": "behaviour",
    "half_lives": "behaviour",
    "season": "behaviour",
    "stage_table": "behaviour",
    "refit": "refit",
    "card_from_sheet": "exports",
    "card_to_sheet": "exports",
    "assign_tiers": "actions",
    "at_threshold": "actions",
    "choose_threshold": "actions",
    "preset_tiers": "actions",
    "profit_table": "actions",
    "qualify": "actions",
    "swap_set": "actions",
    "threshold_for_close_rate": "actions",
    "threshold_for_profit": "actions",
    "threshold_in_words": "actions",
    "threshold_table": "actions",
    "call_list": "actions",
    "fit_engagement_matrix": "actions",
    "matrix_by_thirds": "actions",
    "next_steps": "actions",
    "nurture": "actions",
    "Person": "actions",
    "route": "actions",
    "alerts": "actions",
    "plot_beliefs": "plots",
    "plot_close_rates": "plots",
    "plot_overlap": "plots",
    "plot_points": "plots",
    "plot_lift": "plots",
    "plot_calibration": "plots",
    "plot_backtest": "plots",
    "plot_suspects": "plots",
    "plot_rules": "plots",
    "plot_season": "plots",
    "plot_thresholds": "plots",
    "plot_matrix": "plots",
    "plot_maturity": "plots",
    "plot_time_to_close": "plots",
    "plot_stages": "plots",
}

__all__ = sorted(_HOME)


class _Package(ModuleType):
    """A package whose public names win over its modules of the same name, such as `audit`."""

    def __getattr__(self, name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module `leadtools` has no attribute `{name}`", name=name, obj=self)
        value = getattr(import_module(f"leadtools.{_HOME[name]}"), name)
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_HOME})


sys.modules[__name__].__class__ = _Package
