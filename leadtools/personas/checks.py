"""Do the leads hold what the personas speak of? Everything that is not there, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import pandas as pd

from leadtools.conditions import Between, Value
from leadtools.documents import Fault
from leadtools.engine import AS_WRITTEN, kind_of
from leadtools.errors import DataError, did_you_mean
from leadtools.personas.persona import Category, Persona, attribute_names


def faults_in_leads(
    personas: Iterable[Persona],
    leads: pd.DataFrame,
    made: Mapping[str, str],
    roles: Mapping[str, str],
    left_out: Collection[str] = (),
) -> list[Fault]:
    """Return what personas ask for and the leads do not have: (path as in ``leadtools.yml``, words).

    `made` maps attributes that are no columns of the leads to their kinds, `roles` columns to the parts
    they play.
    """
    personas, names = list(personas), [*leads.columns, *made]
    taken = {str(name).casefold(): name for name in names}
    found: list[Fault] = [
        (("personas",), f"`{taken[name.casefold()]}` is already an attribute, and the personas make one of this name.")
        for name in attribute_names(personas)
        if name.casefold() in taken
    ]
    for persona in personas:
        for category in persona.categories:
            path = ("personas", persona.name, category.column)
            words = _not_to_be_asked(category.column, names, roles, left_out)
            faults = [words] if words else list(_values(persona, category, leads, made))
            found += [(path, fault) for fault in faults]
    return found


def _not_to_be_asked(column: str, names: list, roles: Mapping[str, str], left_out: Collection[str]) -> str:
    if column not in names:
        usable = [name for name in names if name not in roles and name not in left_out]
        return f"`{column}` is not a column of the leads{did_you_mean(column, usable)}"
    if column in left_out:
        return f"`{column}` stands under `leave_out`, so no persona may look at it; delete one of the two lines."
    return f"`{column}` plays a part ({roles[column]}) and is no attribute; name another." if column in roles else ""


def _values(persona: Persona, category: Category, leads: pd.DataFrame, made: Mapping[str, str]) -> Iterator[str]:
    column = category.column
    try:
        kind = made[column] if column in made else kind_of(leads[column])
    except DataError as fault:
        yield str(fault)
        return
    for condition in category.wanted:
        if isinstance(condition, Between) and kind != "number":
            yield f"`{column}` holds {kind} values, and `{persona.name}` asks for a range; write `is: [values]`."
            return
        odd = [value for value in getattr(condition, "values", ()) if not _fits(value, kind)]
        if odd:
            yield f"`{column}` holds {kind} values, and `{persona.name}` asks for {odd[0]!r}; write {AS_WRITTEN[kind]}."
    yield from _never(persona, category, kind, leads)


def _fits(value: Value, kind: str) -> bool:
    """Return whether a column of that kind can hold a value; a text may look like a number."""
    return kind == "text" or (isinstance(value, bool) if kind == "yes/no" else type(value) in (int, float))


def _never(persona: Persona, category: Category, kind: str, leads: pd.DataFrame) -> Iterator[str]:
    """Yield a fault where no lead has any of the values that a category wants."""
    if kind != "text" or category.column not in leads:
        return
    held = set(leads[category.column].dropna())
    wanted = [value for condition in category.typed(kind, (), ()).wanted for value in condition.values]
    if held and not held & set(wanted):
        near = did_you_mean(wanted[0], sorted(map(str, held)))
        yield f"`{category.column}` is never what `{persona.name}` asks for, such as `{wanted[0]}`{near}"
