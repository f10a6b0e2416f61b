"""Published tables of points, ready to run, and how their signals become a company's own columns."""

from leadtools.rubrics.published import load_rubric, rubric_names
from leadtools.rubrics.signals import map_signals, signal_faults

__all__ = ["load_rubric", "map_signals", "rubric_names", "signal_faults"]
