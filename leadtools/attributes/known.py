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


@dataclass(frozen=True, kw_only=True)
class Staged(Known):
    """What all share that know the order of the values of their column: its ``stages``, first to last."""

    stages: tuple[str, ...]

    def place(self, seen: Changed) -> exp.Expression:
        """Return the place of a value among the stages, NULL for any other."""
        place = exp.Case(this=seen.value.copy())
        for i, stage in enumerate(self.stages):
            place = place.when(exp.convert(stage), exp.convert(i))
        return place

    def furthest(self, seen: Changed) -> exp.Expression:
        """Return the highest place there was."""
        return filtered(exp.Max(this=self.place(seen)), self.of_column(seen))


@dataclass(frozen=True, kw_only=True)
class Furthest(Staged):
    """The furthest stage that was reached, whatever came after it."""

    kind: ClassVar[str] = "text"

    def value(self, seen: Changed) -> exp.Expression:
        """Return the stage at the highest place."""
        stage = exp.Case(this=self.furthest(seen))
        for i, name in enumerate(self.stages):
            stage = stage.when(exp.convert(i), exp.convert(name))
        return stage


@dataclass(frozen=True, kw_only=True)
class FellBack(Staged):
    """Whether the stage lies before the furthest one that was reached; missing where it is none of the stages."""

    kind: ClassVar[str] = "yes/no"

    def value(self, seen: Changed) -> exp.Expression:
        """Return whether the newest place is below the highest."""
        now = filtered(exp.Max(this=self.place(seen)), exp.and_(self.of_column(seen), seen.newest.copy()))
        return exp.LT(this=now, expression=self.furthest(seen))
