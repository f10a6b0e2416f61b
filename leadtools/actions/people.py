"""The people who call leads: what they take, and how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ALL = "all"
RULES = {"territory": "territories", "product": "products", "persona": "personas"}
"""What leads can be routed by, and what a person's share of it is called."""


@dataclass(frozen=True)
class Person:
    """Somebody who takes leads.

    ``territories``, ``products`` and ``personas`` list the values a person takes; ``("all",)`` takes
    every one, an empty list none. ``capacity`` is the most leads at a time, None for no bound;
    ``user`` is what the CRM knows the person by.

    Examples
    --------
    >>> ann = Person("Ann", territories=("Germany", "Austria"))
    >>> ann.takes("territory", "germany"), ann.takes("territory", "France")
    (True, False)
    """

    name: str
    territories: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    capacity: int | None = None
    user: str = ""

    def takes(self, rule: str, value: str) -> bool:
        """Tell whether the person takes leads with this value; case and blanks at the ends do not matter."""
        taken = {each.strip().casefold() for each in getattr(self, RULES[rule])}
        return ALL in taken or value.strip().casefold() in taken


def people_faults(people: Iterable[Person], rules: Iterable[str]) -> dict[str, str]:
    """Return what is wrong with people who can take no lead by these rules, by name.

    Examples
    --------
    >>> people_faults([Person("Ann")], ["territory"])
    {'Ann': '`Ann` has no territory, so no lead can go there; give `territories: [Germany, …]`, or [all].'}
    """
    return {
        person.name: f"`{person.name}` has no {rule}, so no lead can go there; give `{RULES[rule]}: "
        f"[{_example(rule)}, …]`, or [all]."
        for rule in rules
        for person in people
        if not getattr(person, RULES[rule])
    }


def _example(rule: str) -> str:
    return {"territory": "Germany", "product": "Planner", "persona": "manager"}[rule]


def by_name(people: Iterable[Person]) -> Mapping[str, Person]:
    """Return the people by name, in the order of their names."""
    return {person.name: person for person in sorted(people, key=lambda person: person.name)}
