"""What the notebooks of one run share: the history, the split, and the folder they write into."""

from leadtools.runs.opening import open_run
from leadtools.runs.run import Run

__all__ = ["Run", "open_run"]
