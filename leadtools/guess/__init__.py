"""leadtools init: which column is what in an export never seen before, each guess with its reason."""

from leadtools.guess.columns import column_table
from leadtools.guess.guessing import guess
from leadtools.guess.picks import Guess, Outcome, Pick
from leadtools.guess.table import read_table
from leadtools.guess.telling import told
from leadtools.guess.writing import init

__all__ = ["Guess", "Outcome", "Pick", "column_table", "guess", "init", "read_table", "told"]
