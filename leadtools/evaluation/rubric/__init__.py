"""A rubric held against what became of the leads."""

from leadtools.evaluation.rubric.check import RubricCheck, check_rubric
from leadtools.evaluation.rubric.pilot import Pilot, pilot

__all__ = ["Pilot", "RubricCheck", "check_rubric", "pilot"]
