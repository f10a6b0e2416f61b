"""What others of the same company did: each attribute is one of a lead's own, over every colleague in turn."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from leadtools.attributes.kinds import Count, Decayed, EventAttribute, filtered


class OfAccount(EventAttribute):
    """What all share that need to know which leads are of one company."""


class OfColleagues(OfAccount):
    """What all share: ``value`` is that of one colleague, ``over`` makes one of all of them."""

    def over(self, each: exp.Expression) -> exp.Expression:
        """Return the aggregate over the values of all colleagues."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Colleagues(OfColleagues, Count):
    """How many colleagues did something of the sort."""

    def over(self, each: exp.Expression) -> exp.Expression:
        """Return the number of colleagues with at least one event."""
        active = exp.GT(this=each, expression=exp.convert(0))
        return filtered(exp.Count(this=exp.Star()), active)


@dataclass(frozen=True, kw_only=True)
class BestColleague(OfColleagues, Decayed):
    """What the events of the most engaged colleague are still worth, as `Decayed`."""

    def over(self, each: exp.Expression) -> exp.Expression:
        """Return the highest of all colleagues."""
        return exp.Max(this=each)
