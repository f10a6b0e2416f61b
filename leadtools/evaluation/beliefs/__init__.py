"""What people believe beside what the data say, and what to ask next."""

from leadtools.evaluation.beliefs.file import EFFECTS, WHO, read_beliefs
from leadtools.evaluation.beliefs.judged import BeliefCheck, check_beliefs

__all__ = ["EFFECTS", "WHO", "BeliefCheck", "check_beliefs", "read_beliefs"]
