"""Other tables that say more of the leads: each row used, or set aside with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from leadtools.attributes import LookedUp, Lookup
from leadtools.config import Config, Enrichment
from leadtools.config.enrich import EMAIL_DOMAIN
from leadtools.contacts.addresses import FREE
from leadtools.engine import kind_of
from leadtools.errors import DataError
from leadtools.history import Roles
from leadtools.history.keys import domain_of, each_once, key_of, keys_of
from leadtools.history.lookups import looked_up
from leadtools.readers.cells import among, as_text
from leadtools.readers.columns import read_attribute
from leadtools.readers.dates import read_dates
from leadtools.readers.rows import Reasons, Rows

ASK = "Name the column that says since when each row was known (`at:`), if there is one; then nothing peeks ahead."


@dataclass(frozen=True)
class Beside:
    """Tables with dates, the attributes looked up in them, and the columns that those without become."""

    lookups: dict[str, Lookup]
    declared: tuple[LookedUp, ...]
    undated: tuple[pd.DataFrame, ...]


def read_lookups(config: Config, files: Sequence[Rows], frame: pd.DataFrame, roles: Roles, leads: Rows) -> Beside:
    """Return what the tables under ``enrich:`` say of the leads in use.

    What stands for nothing in a column, and its spelling twins, are kept with those of the leads.
    """
    lookups, declared, undated = {}, [], []
    for said, rows in zip(config.enrich, files, strict=True):
        keys = _keys(config, said, frame, roles)
        table = _read(config, said, rows, keys)
        names = said.names(rows.frame.columns)
        config.refuse((("enrich", said.name), words) for words in _no_attributes(table, names))
        for column, name in names.items():
            leads.missing_in |= {name: rows.missing_in[column]} if column in rows.missing_in else {}
            leads.spellings |= {name: rows.spellings[column]} if column in rows.spellings else {}
        if said.at:
            lookups[said.name], made = looked_up(said.name, table, said.by, names)
            declared += made
        else:
            config.refuse((("enrich", said.name), words) for words in _taken(frame, names.values()))
            rows.state("joined without a date: what it says today counts for every moment", len(table), advice=ASK)
            undated.append(_of_each(table.rename(columns=names)[["key", *names.values()]], keys, frame))
    return Beside(lookups, tuple(declared), tuple(undated))


def _keys(config: Config, said: Enrichment, frame: pd.DataFrame, roles: Roles) -> pd.Series:
    try:
        return keys_of(frame, roles, said.by)
    except DataError as fault:
        config.refuse([(("enrich", said.name, "by"), str(fault))])
        raise


def _read(config: Config, said: Enrichment, rows: Rows, keys: pd.Series) -> pd.DataFrame:
    """Return ``key``, ``at`` where there is a date, and the columns that are looked up."""
    cells = as_text(rows.frame[said.key])
    table = pd.DataFrame({"key": each_once(cells, lambda cell: key_of(cell, said.by))})
    of = f"this {said.by}" if said.by in ("account", "email", EMAIL_DOMAIN) else f"this `{said.by}`"
    reasons = Reasons(rows.frame.index)
    reasons.add(cells.isna(), f"`{said.key}` is blank")
    if said.by == EMAIL_DOMAIN:
        free = each_once(cells, domain_of).isin(FREE)
        reasons.add(free, "anybody gets an address at this domain, so it tells no company")
    reasons.add(table["key"].isna(), f"`{said.key}` holds no {said.by}")
    reasons.add(~among(table["key"], keys.dropna()), f"no lead in use has {of}")
    if said.at:
        table["at"], unread = read_dates(rows, said.at, config)
        reasons.add(unread != "", unread)
        reasons.add(table["at"].isna(), f"`{said.at}` is blank")
    again = table.duplicated(keep="last")
    reasons.add(again, f"a later row has the same key{' and date' if said.at else ''}")
    rows.set_aside(reasons.texts)
    rows.refuse_nothing_left()
    without = int((~among(keys, table["key"].loc[rows.frame.index])).sum())
    rows.state(f"leads that have no row here, by {said.by}", without, column=said.key)
    values = {column: read_attribute(config, rows, column) for column in said.names(rows.frame.columns)}
    return pd.concat([table.loc[rows.frame.index], pd.DataFrame(values)], axis=1)


def _no_attributes(table: pd.DataFrame, names: dict[str, str]) -> Iterator[str]:
    if not names:
        yield "the file has no column beside its key and its date, so it says nothing of a lead."
    for column in names:
        try:
            kind_of(table[column])
        except DataError as fault:
            yield f"{fault} List the other columns under `columns:`."


def _taken(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[str]:
    taken = {str(column).casefold(): column for column in frame.columns}
    for name in (name for name in names if name.casefold() in taken):
        yield f"`{taken[name.casefold()]}` is already a column of the leads; give the attribute another name."


def _of_each(table: pd.DataFrame, keys: pd.Series, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the row of each lead, missing where it has none."""
    nullable = {name: "boolean" for name in table if pd.api.types.is_bool_dtype(table[name])}
    found = table.astype(nullable).set_index("key").reindex(keys.to_numpy())
    return found.set_axis(frame.index)
