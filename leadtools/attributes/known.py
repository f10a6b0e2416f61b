"""What was known of a lead: columns that change over time, each attribute one SQL expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlglot import exp

from leadtools.attributes.kinds import DAY_US, EventAttribute, filtered, ratio


@dataclass(frozen=True)
class Changed:
    """The changes seen from a moment, as a query names their columns.

    ``ago`` is the age of a change in microseconds, above 0; ``newest`` says whether none of its
    column is younger; ``taken`` whether the value differs from the one before it.
    """

    ago: exp.Expression
    column: exp.Expression
    value: exp.Expression
    newest: exp.Expression
    taken: exp.Expression


@dataclass(frozen=True, kw_only=True)
class Known(EventAttribute):
    """What all share: the column of the leads whose dated changes are looked at."""

    column: str

    nothing: ClassVar[exp.Expression | None] = None

    def of_column(self, seen: Changed) -> exp.Expression:
        """Return whether a change is one of this column."""
        return seen.column.copy().eq(exp.convert(self.column))


@dataclass(frozen=True, kw_only=True)
class Latest(Known):
    """The value a column had last taken; missing where none was known, or where it was cleared."""

    kind: ClassVar[str] = "text"

    def value(self, seen: Changed) -> exp.Expression:
        """Return the value of the newest change."""
        return filtered(exp.Max(this=seen.value.copy()), exp.and_(self.of_column(seen), seen.newest.copy()))


@dataclass(frozen=True, kw_only=True)
class DaysIn(Known):
    """Days, with fractions, since a column took the value it has; saying the value again starts nothing anew."""

    def value(self, seen: Changed) -> exp.Expression:
        """Return the age of the youngest change to another value, in days."""
        taken = exp.and_(self.of_column(seen), seen.taken.copy())
        return ratio(filtered(exp.Min(this=seen.ago.copy()), taken), DAY_US)
