"""How good is a score, and is one better than another?"""

from leadtools.evaluation.calibration import calibration_table
from leadtools.evaluation.compare import Comparison, compare
from leadtools.evaluation.lift import lift_table
from leadtools.evaluation.missed import missed_by
from leadtools.evaluation.ranking import auc_intervals

__all__ = ["Comparison", "auc_intervals", "calibration_table", "compare", "lift_table", "missed_by"]
