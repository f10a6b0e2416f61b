"""What an analyst can move by hand in JupyterLab; each a thin shell over functions that work without it."""

from leadtools.widgets.columns import ColumnRoles
from leadtools.widgets.leads import LeadExplainer
from leadtools.widgets.thresholds import ThresholdExplorer
from leadtools.widgets.tuner import RubricTuner

__all__ = ["ColumnRoles", "LeadExplainer", "RubricTuner", "ThresholdExplorer"]
