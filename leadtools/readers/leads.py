"""The leads: one row each, their roles and their attributes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import pandas as pd

from leadtools.config import Config
from leadtools.contacts import contact_quality
from leadtools.errors import DataError
from leadtools.history import Roles
from leadtools.readers.cells import as_text
from leadtools.readers.columns import read_attribute, several_values
from leadtools.readers.date_forms import numbered, unmistakable
from leadtools.readers.dates import read_dates
from leadtools.readers.outcomes import Found
from leadtools.readers.rows import Reasons, Rows


def read_ids(leads: Rows, column: str | None) -> pd.Series:
    """Return the id of each row: a column as texts, or the number of the row.

    Raises
    ------
    DataError
        If ids are blank or repeat.
    """
    if column is None:
        return pd.Series(leads.frame.index.astype("str"), leads.frame.index, dtype="str")
    ids = as_text(leads.frame[column])
    if ids.isna().any():
        rows = ", ".join(str(row) for row in ids.index[ids.isna()][:5])
        raise DataError(
            f"`{column}` of {leads.name} is blank in {int(ids.isna().sum())} of {len(ids)} rows, such as {rows}. "
            "Give every lead an id, or leave out `id:` to number the rows instead."
        )
    if ids.duplicated().any():
        again = ids[ids.duplicated(keep=False)]
        shown = [
            f'"{lead}" in rows {" and ".join(map(str, again.index[again == lead][:3]))}' for lead in again.unique()[:3]
        ]
        raise DataError(
            f"`{column}` of {leads.name} repeats: {again.nunique()} ids stand on several rows, such as "
            f"{', '.join(shown)}. Keep one row a lead, or leave out `id:` to number the rows instead."
        )
    return ids


@dataclass
class Table:
    """The leads table as it grows: columns of roles by name, and which role each plays."""

    taken: Collection[str]
    columns: dict[str, pd.Series] = field(default_factory=dict)
    roles: dict[str, object] = field(default_factory=dict)

    def add(self, role: str, values: pd.Series, name: str | None) -> None:
        """Add the column of a role under its own name, or where it has none as ``(role)``."""
        if name is None:
            name = f"({role})"
            while name in self.taken:
                name = f"({name})"
        self.columns[name] = values
        self.roles[role] = name


def leads_table(config: Config, leads: Rows, outcome: Found) -> tuple[pd.DataFrame, Roles]:
    """Return the leads with typed columns, and their roles; set rows aside that cannot be used."""
    reasons = Reasons(leads.frame.index)
    table = Table(leads.frame.columns)
    table.add("lead_id", leads.ids, config.id)
    if config.created:
        created, unread = read_dates(leads, config.created, config)
        reasons.add(unread != "", unread)
        table.add("created_at", created, config.created)
        _refuse_blank(reasons, created, config, outcome)
        outcome = _on_the_same_day(outcome, created)
    if config.order:
        _add_order(table, reasons, config, leads)
    reasons.add(outcome.reasons != "", outcome.reasons)
    if config.created:
        _refuse_before(reasons, config, outcome, table.columns[config.created])
    _add_outcome(table, config, outcome)
    for role in ("owner", "account"):
        if getattr(config, role):
            table.add(role, as_text(leads.frame[getattr(config, role)]), getattr(config, role))
    _add_contacts(table, config, leads)
    if config.value:
        table.add("value", read_attribute(config, leads, config.value), config.value)
    leads.set_aside(reasons.texts)
    return _finished(config, leads, table)


def _finished(config: Config, leads: Rows, table: Table) -> tuple[pd.DataFrame, Roles]:
    """Put the columns together for the rows in use; attributes are typed by these rows alone."""
    in_use = leads.frame.index
    columns = {name: values.loc[in_use] for name, values in table.columns.items()}
    taken = set(leads.frame.columns)
    own_outcome = set() if config.outcome.source else {config.outcome.column, config.outcome.decided}
    for name in leads.frame.columns:
        if name not in columns and name not in own_outcome:
            made = several_values(config, leads, name, taken)
            columns |= made or {name: read_attribute(config, leads, name)}
    order = [name for name in leads.frame.columns if name in columns]
    known = set(order)
    order += [name for name in columns if name not in known]
    frame = pd.concat([columns[name] for name in order], axis=1, keys=range(len(order)))
    return frame.set_axis(order, axis=1), Roles(**table.roles)


def _refuse_blank(reasons: Reasons, created: pd.Series, config: Config, outcome: Found) -> None:
    """A lead without creation date can only be scored, and only if its status says it is open."""
    undecided = pd.Series(False, index=created.index)
    if config.outcome.kind == "status":
        undecided = ~outcome.value.isin([*config.outcome.won, *config.outcome.lost])
    reasons.add(created.isna() & ~undecided, f"`{config.created}` is blank")


def _dates(config: Config, outcome: Found) -> pd.Series | None:
    return outcome.value if config.outcome.kind == "date" else outcome.decided


def _on_the_same_day(outcome: Found, created: pd.Series) -> Found:
    """Move a decision that has a day and no time to the creation, if that was later on the same day."""

    def moved(dates: pd.Series | None) -> pd.Series | None:
        if dates is None or not pd.api.types.is_datetime64_dtype(dates):
            return dates
        same_day = (dates == created.dt.normalize()) & (dates < created)
        return dates.where(~same_day, created)

    return Found(moved(outcome.value), moved(outcome.decided), outcome.reasons)


def _refuse_before(reasons: Reasons, config: Config, outcome: Found, created: pd.Series) -> None:
    dates = _dates(config, outcome)
    if dates is None:
        return
    before = dates < created
    verb = "converted" if config.outcome.kind == "date" else "decided"
    words = f"{verb} on " + _day(dates[before]) + ", before it was created on " + _day(created[before])
    reasons.add(before, words.reindex(before.index))


def _day(dates: pd.Series) -> pd.Series:
    return dates.dt.strftime("%Y-%m-%d").astype("str")


def _add_order(table: Table, reasons: Reasons, config: Config, leads: Rows) -> None:
    if config.order == "rows":
        table.add("order", pd.Series(leads.frame.index, leads.frame.index), None)
        return
    values = read_attribute(config, leads, config.order)
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        _refuse_order(leads, values)
    reasons.add(values.isna(), f"`{config.order}` is blank")
    table.add("order", values, None if config.order == config.id else config.order)


def _refuse_order(leads: Rows, values: pd.Series) -> None:
    held = values.dropna()
    dated = pd.api.types.is_datetime64_dtype(held) or _dated_share(as_text(held)) > 0.5
    if dated:
        raise DataError(
            f"`{values.name}` of {leads.name} holds dates. Write `created: {values.name}` instead of "
            f"`order: {values.name}`, if they are the dates on which the leads were created."
        )
    numbers = pd.to_numeric(as_text(held), errors="coerce")
    row = numbers.index[numbers.isna()][0] if numbers.isna().any() else None
    example = "it is empty" if row is None else f'row {row} has "{held[row]}"'
    raise DataError(
        f"`{values.name}` of {leads.name} cannot order the leads: {example}, and a number is needed. Name a column of "
        "numbers that rises with time, or write `order: rows` if the rows stand in order of time."
    )


def _dated_share(texts: pd.Series) -> float:
    return (int(unmistakable(texts).dates.notna().sum()) + len(numbered(texts).where)) / max(1, len(texts))


def _add_contacts(table: Table, config: Config, leads: Rows) -> None:
    """Keep contact details out of the attributes; add what can be said of them where it is asked for."""
    for role in ("email", "phone", "contact"):
        named = getattr(config, role)
        table.columns |= {column: as_text(leads.frame[column]) for column in named}
        table.roles[role] = named
    if config.contact_quality:
        quality = contact_quality(leads.frame, email=config.email, name=config.contact, phone=config.phone)
        table.columns |= {f"({name})" if name in table.taken else name: quality[name] for name in quality}


def _add_outcome(table: Table, config: Config, outcome: Found) -> None:
    kind, own = config.outcome.kind, config.outcome.source is None
    role = {"date": "converted_at", "flag": "converted", "status": "status"}[kind]
    table.add(role, outcome.value, config.outcome.column if own else None)
    if outcome.decided is not None:
        table.add("decided_at", outcome.decided, config.outcome.decided if own else None)
    if kind == "status":
        table.roles |= {"won": config.outcome.won, "lost": config.outcome.lost}
