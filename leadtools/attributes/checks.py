"""Do the events hold what the attributes speak of? Everything that is not there, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from leadtools.attributes.kinds import EventAttribute, Season, Sum
from leadtools.attributes.known import Known
from leadtools.attributes.lookup import LookedUp
from leadtools.attributes.titles import OfTitles
from leadtools.config.buying_roles import NO_ROLE
from leadtools.engine import AS_WRITTEN, kind_of
from leadtools.errors import DataError, did_you_mean

Fault = tuple[tuple, str]
OWN_COLUMNS = ("lead_id", "event", "at")
CHANGE_COLUMNS = ("lead_id", "column", "value", "at")
MOST = 1e12
"""Largest number that can be summed: sums are taken in whole millionths."""


def faults_in_data(
    declared: Sequence[EventAttribute],
    events: pd.DataFrame | None,
    lead_columns: Iterable[str],
    changes: pd.DataFrame | None = None,
) -> list[Fault]:
    """Return what the attributes ask for and the data do not have: (path as in ``leadtools.yml``, words)."""
    taken = {str(column).casefold(): column for column in lead_columns}
    found: list[Fault] = []
    names: dict[str, str] = {}
    for attribute in declared:
        path, name = ("attributes", attribute.name), attribute.name
        path = ("enrich", attribute.table) if isinstance(attribute, LookedUp) else path
        if name.casefold() in taken:
            words = f"`{taken[name.casefold()]}` is already a column of the leads; give the attribute another name."
            found.append((path, words))
        twin = names.setdefault(name.casefold(), name)
        if twin != name:
            found.append(
                (path, f"`{name}` and `{twin}` differ only in case, which a database takes for one; rename one.")
            )
        if isinstance(attribute, OfTitles):
            found += [(path, words) for words in _no_titles(attribute, changes, taken.values())]
        elif isinstance(attribute, Known):
            found += [(path, words) for words in _unknown_history(attribute, changes)]
        elif events is None and not isinstance(attribute, Season | LookedUp):
            found.append((path, f"`{name}` is about events, and there are none. Name their file (`events:`)."))
    return found if events is None else found + list(_in_events(declared, events))


def no_members(*names: str) -> str:
    """Return what to say where attributes are about colleagues and nothing tells who they are."""
    named = f"{', '.join(f'`{name}`' for name in names)} {'is' if len(names) == 1 else 'are'} about colleagues"
    return (
        f"{named}, and nothing says which leads are of one company since when. Name the creation date (`created:`) and "
        "the account (`account:`) or the e-mail (`email:`)."
    )


def _no_titles(attribute: OfTitles, changes: pd.DataFrame | None, lead_columns: Iterable[str]) -> Iterator[str]:
    known = [*lead_columns, *([] if changes is None else sorted(map(str, changes["column"].dropna().unique())))]
    if attribute.column not in known:
        yield f"`{attribute.column}` is neither a column of the leads nor of their changes" + did_you_mean(
            attribute.column, known
        )
    names = {role for _, role in attribute.roles} - {NO_ROLE}
    for role in (role for role in getattr(attribute, "of", ()) if role not in names):
        yield f"`{role}` is no role of the table{did_you_mean(role, sorted(names))}"


def _unknown_history(attribute: Known, changes: pd.DataFrame | None) -> Iterator[str]:
    if changes is None:
        words = "is about a column that changes, and there are no changes. Name their file (`changes:`)."
        yield f"`{attribute.name}` {words}"
        return
    known = sorted(map(str, changes["column"].dropna().unique()))
    if attribute.column not in known:
        yield f"the changes know nothing of `{attribute.column}`{did_you_mean(attribute.column, known)}"


def _in_events(declared: Sequence[EventAttribute], events: pd.DataFrame) -> Iterator[Fault]:
    known = sorted(map(str, events["event"].dropna().unique()))
    for attribute in declared:
        path = ("attributes", attribute.name)
        for event in dict.fromkeys(event for event in attribute.events if event not in known):
            yield path, f"the event `{event}` never occurs{did_you_mean(event, known)}"
        yield from ((path, words) for words in column_faults(attribute, events))
        for column, values in attribute.where:
            yield from ((path, words) for words in _values_that_never_occur(column, values, events))


def column_faults(attribute: EventAttribute, events: pd.DataFrame) -> Iterator[str]:
    """Yield what is wrong with the detail columns that an attribute looks at."""
    details = [column for column in events.columns if column not in ("lead_id", "at")]  # the kind may be counted too
    for column in dict.fromkeys(attribute.columns):
        if column not in details:
            yield f"`{column}` is not a detail of the events{did_you_mean(column, details)}"
        else:
            yield from _kind_faults(attribute, column, events[column])


def _kind_faults(attribute: EventAttribute, column: str, values: pd.Series) -> Iterator[str]:
    try:
        kind = kind_of(values)
    except DataError as fault:
        yield str(fault)
        return
    if isinstance(attribute, Sum) and column == attribute.column and values.notna().any():
        if kind != "number":
            yield f"`{column}` of the events holds {kind} values; only numbers can be summed."
        elif not (np.abs(values.dropna().to_numpy(float)) <= MOST).all():
            yield f"`{column}` of the events holds a number beyond {MOST:.0e}, too large to be summed exactly; mend it."
    wanted = dict(attribute.where).get(column, ())
    odd = [value for value in wanted if _kind_of_value(value) != kind]
    if odd and values.notna().any():
        held = f"`{column}` of the events holds {kind} values"
        yield f"{held}, and `where` asks for {odd[0]!r}; write {AS_WRITTEN[kind]}."


def _kind_of_value(value: object) -> str:
    return "yes/no" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"


def _values_that_never_occur(column: str, wanted: tuple, events: pd.DataFrame) -> Iterator[str]:
    if column not in events.columns or column in OWN_COLUMNS:
        return
    held = events[column].dropna().unique().tolist()
    for value in (value for value in wanted if value not in held):
        yield f"`{column}` of the events is never `{value}`{did_you_mean(value, sorted(map(str, held)))}"
