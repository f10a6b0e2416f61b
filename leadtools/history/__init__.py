"""Who the leads are, what they did and what became of them: the one place that knows dates."""

from leadtools.history.history import History
from leadtools.history.roles import Reading, Roles

__all__ = ["History", "Reading", "Roles"]
