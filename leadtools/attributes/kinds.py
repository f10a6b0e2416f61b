"""What can be said about a lead's events: each kind of attribute is one SQL expression over those before a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sqlglot import exp

DAY_US = 86_400_000_000
"""Microseconds of a day: ages are elapsed time, not midnights passed."""

MICRO = 1_000_000
"""Sums are taken over whole millionths, which add up to the same in any order."""

Value = str | int | float | bool


@dataclass(frozen=True)
class Seen:
    """The columns of the events seen from a moment, as a query names them.

    ``ago`` is the age of an event in microseconds, above 0; ``details`` maps detail columns to names.
    """

    ago: exp.Expression
    event: exp.Expression
    details: Mapping[str, exp.Expression]

    def younger(self, days: float | None) -> exp.Expression:
        """Return whether an event lies in ``[moment − days, moment)``."""
        return exp.true() if days is None else at_most(self.ago.copy(), days)

    def named(self, names: tuple[str, ...]) -> exp.Expression:
        """Return whether an event has one of the names; any, where there are none."""
        return self.event.copy().isin(*map(exp.convert, names)) if names else exp.true()


@dataclass(frozen=True, kw_only=True)
class EventAttribute:
    """What all kinds share: which events count, and how far back.

    ``events`` are names, empty for any; ``where`` maps detail columns to the values that count;
    ``window_days`` None reaches back to the first event. Events count in ``[moment − window, moment)``.
    """

    name: str
    events: tuple[str, ...] = ()
    window_days: float | None = None
    cap: float | None = None
    where: tuple[tuple[str, tuple[Value, ...]], ...] = ()

    kind: ClassVar[str] = "number"
    nothing: ClassVar[exp.Expression | None] = exp.convert(0)
    """What a lead gets that did nothing of the sort; None: missing."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Detail columns of the events that are looked at."""
        return tuple(column for column, _ in self.where)

    def counts(self, seen: Seen, days: float | None = None) -> exp.Expression:
        """Return whether an event counts: its name, its age and its details."""
        details = [seen.details[column].copy().isin(*map(exp.convert, values)) for column, values in self.where]
        tests = [seen.named(self.events), seen.younger(days or self.window_days), *details]
        return exp.and_(*([test for test in tests if test != exp.true()] or [exp.true()]))

    def value(self, seen: Seen) -> exp.Expression:
        """Return the aggregate over the events of one lead."""
        raise NotImplementedError

    def capped(self, value: exp.Expression) -> exp.Expression:
        """Return the value, at most the cap."""
        return value if self.cap is None else exp.func("LEAST", value, exp.convert(self.cap))


@dataclass(frozen=True, kw_only=True)
class Count(EventAttribute):
    """How many events."""

    def value(self, seen: Seen) -> exp.Expression:
        """Return the number."""
        return self.capped(_count(self.counts(seen)))


@dataclass(frozen=True, kw_only=True)
class Distinct(EventAttribute):
    """How many different values of a detail; blank ones do not count."""

    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Detail columns of the events that are looked at."""
        return (self.column, *super().columns)

    def value(self, seen: Seen) -> exp.Expression:
        """Return the number of different values."""
        different = exp.Count(this=exp.Distinct(expressions=[seen.details[self.column].copy()]))
        return self.capped(filtered(different, self.counts(seen)))


@dataclass(frozen=True, kw_only=True)
class Sum(EventAttribute):
    """The sum of a number among the details, to the millionth; blank ones add nothing."""

    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Detail columns of the events that are looked at."""
        return (self.column, *super().columns)

    def value(self, seen: Seen) -> exp.Expression:
        """Return the sum."""
        return self.capped(_exact_sum(seen.details[self.column].copy(), self.counts(seen)))


@dataclass(frozen=True, kw_only=True)
class Mean(Sum):
    """The mean of a number among the details, of the events that have one; missing where none has."""

    nothing: ClassVar[exp.Expression | None] = None

    def value(self, seen: Seen) -> exp.Expression:
        """Return the sum divided by how many there are."""
        detail = seen.details[self.column]
        held = filtered(exp.Count(this=detail.copy()), self.counts(seen))
        number = exp.func("NULLIF", exp.cast(held, "DOUBLE"), exp.convert(0))
        return exp.Div(this=_exact_sum(detail.copy(), self.counts(seen)), expression=number)


@dataclass(frozen=True, kw_only=True)
class Recency(EventAttribute):
    """Days, with fractions, since the last event; missing where there is none."""

    nothing: ClassVar[exp.Expression | None] = None

    def value(self, seen: Seen) -> exp.Expression:
        """Return the age of the youngest event in days."""
        return ratio(filtered(exp.Min(this=seen.ago.copy()), self.counts(seen)), DAY_US)


@dataclass(frozen=True, kw_only=True)
class Decayed(EventAttribute):
    """Events, each worth half as much for every half-life that has passed: the sum of 2^(−age ÷ half-life).

    ``half_lives`` are days, one for each of ``events``. Each event's worth is rounded to a millionth.
    """

    half_lives: tuple[float, ...]

    def value(self, seen: Seen) -> exp.Expression:
        """Return the sum of what is left of each event."""
        worth = exp.Case(this=seen.event.copy())
        for event, days in zip(self.events, self.half_lives, strict=True):
            worth = worth.when(
                exp.convert(event), exp.func("POWER", exp.convert(0.5), ratio(seen.ago.copy(), days * DAY_US))
            )
        return self.capped(_exact_sum(worth, self.counts(seen)))


@dataclass(frozen=True, kw_only=True)
class Together(EventAttribute):
    """Whether all (or any) of the events were there, each at least so many times (``least``)."""

    least: tuple[int, ...]
    all: bool

    kind: ClassVar[str] = "yes/no"
    nothing: ClassVar[exp.Expression | None] = exp.false()

    def value(self, seen: Seen) -> exp.Expression:
        """Return whether enough of them were there."""
        inside = self.counts(seen)
        met = [
            exp.GTE(this=_count(exp.and_(seen.named((event,)), inside)), expression=exp.convert(least))
            for event, least in zip(self.events, self.least, strict=True)
        ]
        return exp.and_(*met) if self.all else exp.or_(*met)


@dataclass(frozen=True, kw_only=True)
class Change(EventAttribute):
    """Events in the window less those in the window of the same length just before it."""

    def value(self, seen: Seen) -> exp.Expression:
        """Return twice the last window less both windows together."""
        now, both = _count(self.counts(seen)), _count(self.counts(seen, 2 * self.window_days))
        return exp.Sub(this=exp.Mul(this=exp.convert(2), expression=now), expression=both)


@dataclass(frozen=True, kw_only=True)
class Sequence(EventAttribute):
    """Whether the steps were taken in this order, each later than the one before, whatever lies between.

    ``within_days`` is the longest time from the first step to the last; None: any. Steps at one and
    the same moment have no order, so they make no sequence.
    """

    within_days: float | None = None

    kind: ClassVar[str] = "yes/no"
    nothing: ClassVar[exp.Expression | None] = exp.false()


@dataclass(frozen=True, kw_only=True)
class Season(EventAttribute):
    """The calendar month or quarter (UTC) of the moment, as a text such as ``09 September`` or ``Q3``."""

    part: str

    kind: ClassVar[str] = "text"
    nothing: ClassVar[exp.Expression | None] = None

    def at(self, moment: exp.Expression) -> exp.Expression:
        """Return the part of the year of a moment in microseconds."""
        date = exp.Anonymous(this="MAKE_TIMESTAMP", expressions=[moment])
        if self.part == "month":
            return exp.Anonymous(this="STRFTIME", expressions=[date, exp.convert("%m %B")])
        quarter = exp.cast(exp.Anonymous(this="QUARTER", expressions=[date]), "TEXT")
        return exp.DPipe(this=exp.convert("Q"), expression=quarter)


def at_most(microseconds: exp.Expression, days: float) -> exp.Expression:
    """Return whether a length of time is no longer than so many days."""
    return exp.LTE(this=microseconds, expression=exp.convert(round(days * DAY_US)))


def _count(condition: exp.Expression) -> exp.Expression:
    return filtered(exp.Count(this=exp.Star()), condition)


def filtered(aggregate: exp.Expression, condition: exp.Expression) -> exp.Expression:
    """Return an aggregate over the rows for which a condition holds."""
    return exp.Filter(this=aggregate, expression=exp.Where(this=condition))


def ratio(number: exp.Expression, divisor: float) -> exp.Expression:
    """Return a number divided as floating numbers are."""
    return exp.Div(this=exp.cast(number, "DOUBLE"), expression=exp.cast(exp.convert(divisor), "DOUBLE"))


def _exact_sum(number: exp.Expression, condition: exp.Expression) -> exp.Expression:
    """Return a sum that is the same in every order: whole millionths do not round as they add up."""
    millionths = exp.func("ROUND", exp.Mul(this=exp.paren(number), expression=exp.cast(exp.convert(MICRO), "DOUBLE")))
    total = filtered(exp.Sum(this=exp.cast(millionths, "BIGINT")), condition)
    return ratio(exp.Coalesce(this=total, expressions=[exp.convert(0)]), MICRO)
