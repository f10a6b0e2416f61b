"""Leads dealt out to people as evenly as the rules allow: an exact flow, one lead at a time."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

Eligible = frozenset[str]


def balanced(leads: Sequence[Eligible], capacity: Mapping[str, int | None]) -> list[str | None]:
    """Return who takes each lead, so that loads are as even as can be.

    Parameters
    ----------
    leads : sequence of frozenset of str (n_leads,)
        Who may take each lead; the hottest lead first.
    capacity : mapping of str to int or None
        The most leads each person takes; None for no bound.

    Returns
    -------
    list of str or None (n_leads,)
        None where everybody who may take the lead is full. Hot leads are spread as evenly as all.

    Notes
    -----
    Each lead goes to the least busy person it can reach: someone who may take it, or someone to whom
    one of them can hand a lead on in return. Giving one unit after another along the cheapest path of
    a flow whose costs are convex is optimal (Harvey, Ladner, Lovász, Tamir 2006, "Semi-matchings for
    bipartite graphs and load balancing"), so no other way of dealing has a smaller largest load, nor
    then a smaller second largest, and so on; and no hotter lead is left for a colder one.

    Examples
    --------
    Ann may take all four leads, Bob only the last two: two each.

    >>> ann, both = frozenset({"Ann"}), frozenset({"Ann", "Bob"})
    >>> balanced([ann, ann, both, both], {"Ann": None, "Bob": None})
    ['Ann', 'Ann', 'Bob', 'Bob']
    """
    flow = _Flow(capacity)
    taken = [flow.add(group) for group in leads]
    return _deal([group if is_taken else None for group, is_taken in zip(leads, taken, strict=True)], flow)


class _Flow:
    """How many leads of each group of eligible people each person has."""

    def __init__(self, capacity: Mapping[str, int | None]) -> None:
        self.people = sorted(capacity)
        self.capacity = capacity
        self.load = dict.fromkeys(self.people, 0)
        self.held: dict[tuple[Eligible, str], int] = defaultdict(int)
        self.between: dict[tuple[str, str], set[Eligible]] = defaultdict(set)  # by which groups one can hand on
        self.routes: dict[Eligible, dict[str, str | None]] = {}

    def add(self, group: Eligible) -> bool:
        """Take one more lead; return whether there was room."""
        routes = self.routes.get(group)
        if routes is None:
            routes = self.routes[group] = self._reachable(group)
        free = [p for p in routes if self.capacity[p] is None or self.load[p] < self.capacity[p]]
        if not free:
            return False
        last = min(free, key=lambda person: (self.load[person], person not in group, person))
        self.load[last] += 1
        person = last
        while (giver := routes[person]) is not None:
            handed = min(self.between[giver, person], key=sorted)
            self._change(handed, person, 1)
            self._change(handed, giver, -1)
            person = giver
        self._change(group, person, 1)
        return True

    def _reachable(self, group: Eligible) -> dict[str, str | None]:
        """Return everybody the group can reach, and from whom a lead is handed on to them."""
        routes: dict[str, str | None] = dict.fromkeys(sorted(group))
        waiting = deque(routes)
        while waiting:
            giver = waiting.popleft()
            for person in self.people:
                if person not in routes and self.between[giver, person]:
                    routes[person] = giver
                    waiting.append(person)
        return routes

    def _change(self, group: Eligible, person: str, by: int) -> None:
        self.held[group, person] += by
        if self.held[group, person] == max(by, 0):  # it has become one, or nothing
            for other in group - {person}:
                (set.add if by > 0 else set.discard)(self.between[person, other], group)
            self.routes.clear()


def _deal(leads: Iterable[Eligible | None], flow: _Flow) -> list[str | None]:
    """Deal the leads, hottest first, each to the one who has had the smallest share of what is coming to them."""
    dealt, left = dict.fromkeys(flow.people, 0), dict(flow.held)
    who: list[str | None] = []
    for group in leads:
        open_to = [p for p in sorted(group or ()) if left.get((group, p))]
        person = min(open_to, key=lambda p: ((dealt[p] + 1) / flow.load[p], p), default=None)
        if person is not None:
            left[group, person] -= 1
            dealt[person] += 1
        who.append(person)
    return who
