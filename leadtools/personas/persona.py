"""A persona: the leads one wants, category by category, each category a column and what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from leadtools.conditions import Condition, Is, Missing, Value
from leadtools.config import persona_faults
from leadtools.config.personas import conditions_of
from leadtools.errors import ParameterError

BEST = "best persona"
"""The attribute that names the persona a lead comes nearest to."""

NONE = "(none)"
"""What it says where a lead matches no persona in half of its categories, or strays as often as it matches."""


@dataclass(frozen=True)
class Category:
    """A column and the conditions of which one should hold; ``nothing`` is what says that nothing is known."""

    column: str
    wanted: tuple[Condition, ...]
    nothing: Missing = Missing()

    def typed(self, kind: str, missing: Iterable[object], spellings: Iterable[Sequence[str]]) -> Category:
        """Return the category as a column of that kind spells its values, all spellings of one together."""
        nothing = tuple(
            dict.fromkeys(value for value in (*self.nothing.values, *map(_plain, missing)) if _held(value, kind))
        )
        wanted = tuple(_typed(condition, kind, tuple(spellings)) for condition in self.wanted)
        return replace(self, wanted=wanted, nothing=Missing(nothing))


@dataclass(frozen=True)
class Persona:
    """An ideal customer: a name, and the categories in which a lead matches it or strays from it."""

    name: str
    categories: tuple[Category, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are looked at."""
        return tuple(category.column for category in self.categories)

    def typed(
        self,
        kinds: Mapping[str, str],
        missing: Mapping[str, Iterable[object]],
        spellings: Mapping[str, Iterable[Sequence[str]]],
    ) -> Persona:
        """Return the persona as the columns spell their values: their kinds, what says nothing, spelling twins."""
        typed = (c.typed(kinds[c.column], missing[c.column], spellings.get(c.column, ())) for c in self.categories)
        return replace(self, categories=tuple(typed))

    @property
    def matches(self) -> str:
        """The attribute that counts the categories that match."""
        return f"matches {self.name}"

    @property
    def strays(self) -> str:
        """The attribute that counts the categories that are known and do not match."""
        return f"strays from {self.name}"


def declare_personas(said: Mapping[str, Mapping[str, object]]) -> tuple[Persona, ...]:
    """Return personas, declared as under ``personas:`` in ``leadtools.yml``.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> founder, = declare_personas({"founder": {"title": {"is": "CEO"}, "employees": {"below": 50}}})
    >>> founder.columns, founder.matches
    (('title', 'employees'), 'matches founder')
    """
    words = [fault for _, fault in persona_faults(said)]
    if words:
        several = [f"The personas have {len(words)} faults:", *words]
        raise ParameterError("\n  ".join(several) if len(words) > 1 else words[0])
    return tuple(
        Persona(name, tuple(Category(column, conditions_of(wanted)) for column, wanted in profile.items()))
        for name, profile in said.items()
    )


def attribute_names(personas: Sequence[Persona]) -> list[str]:
    """Return the names of the attributes that personas make."""
    counts = [name for persona in personas for name in (persona.matches, persona.strays)]
    return [*counts, BEST] if personas else []


def _typed(condition: Condition, kind: str, spellings: tuple[Sequence[str], ...]) -> Condition:
    if not isinstance(condition, Is) or kind != "text":
        return condition
    written = [value if isinstance(value, str) else _spelling(value) for value in condition.values]
    families = [next((family for family in spellings if value in family), [value]) for value in written]
    return Is(tuple(dict.fromkeys(value for family in families for value in family)))


def _spelling(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _held(value: Value, kind: str) -> bool:
    return isinstance(value, str) if kind == "text" else kind == "number" and isinstance(value, int | float)


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value
