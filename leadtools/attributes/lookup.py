"""What another table says of a lead: of its newest row before the moment, each attribute one column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd
from sqlglot import exp

from leadtools.attributes.kinds import EventAttribute


@dataclass(frozen=True)
class Lookup:
    """Another table: one row for each key and each moment from which on it is known.

    Attributes
    ----------
    rows : DataFrame
        ``key`` (a text), ``at`` (a date without zone) and the columns that are looked up.
    by : str
        What of a lead is held against the key: ``email domain``, ``email``, ``account`` or a column
        of the leads.
    """

    rows: pd.DataFrame
    by: str


@dataclass(frozen=True, kw_only=True)
class LookedUp(EventAttribute):
    """A column of another table, as the newest row of the lead's key said before the moment; missing without one."""

    table: str
    column: str
    kind: str = "text"

    nothing: ClassVar[exp.Expression | None] = None


def columns_of(declared: tuple[EventAttribute, ...] | list[EventAttribute]) -> dict[str, list[str]]:
    """Return the columns that are looked up in each table, both in the order of their first use."""
    found: dict[str, list[str]] = {}
    for attribute in declared:
        if isinstance(attribute, LookedUp) and attribute.column not in found.setdefault(attribute.table, []):
            found[attribute.table].append(attribute.column)
    return found
