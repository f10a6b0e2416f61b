"""Other tables beside a history: checked once, held against the leads as of any moment."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from leadtools.attributes import LookedUp, Lookup
from leadtools.engine import kind_of
from leadtools.errors import DataError, did_you_mean
from leadtools.history.keys import each_once, key_of, key_text
from leadtools.history.roles import check_dates


def looked_up(
    name: str, rows: pd.DataFrame, by: str, columns: Mapping[str, str] | None
) -> tuple[Lookup, tuple[LookedUp, ...]]:
    """Return a table as it is looked up, and the attribute that each of its columns becomes.

    Raises
    ------
    DataError
        If the table has no ``key`` or ``at``, one of its columns is not there or can be no attribute, or
        two rows have the same key and date.
    """
    named = {c: f"{name} {c}" for c in rows if c not in ("key", "at")} if columns is None else columns
    for column in ("key", "at", *named):
        if column not in rows.columns:
            raise DataError(f"`{column}` is not a column of `{name}`{did_you_mean(column, rows.columns)}")
    check_dates(rows["at"])
    if not named:
        raise DataError(f"`{name}` has no column beside its key and its date, so it says nothing of a lead.")
    table = rows[["key", "at", *named]].assign(key=each_once(rows["key"], lambda cell: key_of(key_text(cell), by)))
    again = table[table.duplicated(["key", "at"]) & table["key"].notna()]
    if len(again):
        raise DataError(
            f"`{name}` has {len(again)} rows of a key and a date that another row has too, such as "
            f"{again['at'].iloc[0]}. Keep one of them, the one that was known last."
        )
    made = (LookedUp(name=new, table=name, column=old, kind=kind_of(table[old])) for old, new in named.items())
    return Lookup(table.reset_index(drop=True), by), tuple(made)
