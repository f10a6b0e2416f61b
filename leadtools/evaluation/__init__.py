"""How good is a score, and is one better than another?"""

from leadtools.evaluation.calibration import base_rate_shift, calibration_table
from leadtools.evaluation.ceiling import gradient_boosting
from leadtools.evaluation.compare import Comparison, compare
from leadtools.evaluation.lift import lift_table
from leadtools.evaluation.missed import missed_by
from leadtools.evaluation.orders import inflow, naive_orders
from leadtools.evaluation.ranking import auc_intervals

__all__ = [
    "Comparison",
    "auc_intervals",
    "base_rate_shift",
    "calibration_table",
    "compare",
    "gradient_boosting",
    "inflow",
    "lift_table",
    "missed_by",
    "naive_orders",
]
