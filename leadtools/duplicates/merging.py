"""Leads that are one person become one lead, and a customer stays a customer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from leadtools.duplicates.pairs import contact_columns, find_duplicates
from leadtools.history import History, Reading


def merge_duplicates(history: History, pairs: pd.DataFrame | None = None) -> History:
    """Return the history in which the leads of one person in one company are one lead.

    The lead created first keeps its id and its date of creation; won beats lost beats open; of every other
    column the first filled cell counts, in order of creation. So no customer turns back into a lead. Leads
    of one person in different companies stay apart.

    Parameters
    ----------
    history : History
    pairs : DataFrame, optional
        From `find_duplicates`; found by the contact columns where not given.

    Returns
    -------
    History
        Rows that went into another are in ``reading.set_aside``, and events follow their lead.

    Examples
    --------
    Ann asked in January and again in March, when she bought: one lead of January, won in April.

    >>> history = History(pd.DataFrame({
    ...     "lead_id": ["a", "b", "c"], "email": ["ann@x.com", "Ann@x.com", "bo@x.com"],
    ...     "created_at": pd.to_datetime(["2025-01-05", "2025-03-05", "2025-01-07"]),
    ...     "converted_at": pd.to_datetime([None, "2025-04-01", None]),
    ... }))
    >>> merged = merge_duplicates(history)
    >>> merged.leads[["lead_id", "created_at", "converted_at"]]
      lead_id created_at converted_at
    0       a 2025-01-05   2025-04-01
    1       c 2025-01-07          NaT
    """
    if pairs is None:
        pairs = find_duplicates(history.leads, lead_id=history.roles.lead_id, **contact_columns(history))
    person = _persons(history, pairs[pairs["same_account"]])
    if (person == np.arange(len(person))).all():
        return history
    leads, lead_id = history.leads, history.roles.lead_id
    several = np.isin(person, person[person != np.arange(len(person))])
    merged = _one_row_each(history, person, several)
    ids = dict(zip(leads[lead_id][several], leads[lead_id].iloc[person[several]], strict=True))
    events, changes = (
        None if table is None else table.assign(lead_id=table["lead_id"].map(ids).fillna(table["lead_id"]))
        for table in (history.events, history.changes)
    )
    return history.replaced(
        leads=pd.concat([leads[~several], merged], ignore_index=True)[leads.columns].astype(leads.dtypes),
        events=events,
        changes=changes,
        reading=_reading(history.reading, {old: new for old, new in ids.items() if old != new}),
    )


def _persons(history: History, pairs: pd.DataFrame) -> np.ndarray:
    """Return for each lead the place of the lead it goes into: the first created of its person.

    Two groups are not joined if they stand in different companies, even where a lead without a
    company is like both.
    """
    ids = history.leads[history.roles.lead_id]
    place = dict(zip(ids, range(len(ids)), strict=True))
    rank = _in_time(history)
    head = np.arange(len(ids))
    companies = _companies(history)
    for one, two in pairs.sort_values("likeness", ascending=False, kind="stable")[["first", "second"]].to_numpy():
        a, b = _head(head, place[one]), _head(head, place[two])
        held = companies.get(a, set()) | companies.get(b, set())
        if a != b and len(held) < 2:
            first, later = (a, b) if rank[a] < rank[b] else (b, a)
            head[later], companies[first] = first, held
    return np.array([_head(head, i) for i in range(len(ids))])


def _companies(history: History) -> dict[int, set[str]]:
    column = history.roles.account
    if column is None:
        return {}
    held = history.leads[column]
    return {i: {str(name).strip().casefold()} for i, name in enumerate(held) if pd.notna(name) and str(name).strip()}


def _head(head: np.ndarray, i: int) -> int:
    while head[i] != i:
        i = head[i]
    return i


def _in_time(history: History) -> np.ndarray:
    """Return the rank of each lead by creation, then by id."""
    column = history.roles.created_at or history.roles.order
    if column is None:
        return np.arange(len(history.leads))
    order = history.leads[column].argsort(kind="stable").to_numpy()
    undated = history.leads[column].isna().to_numpy()[order]
    rank = np.empty(len(order), dtype=int)
    rank[np.concatenate([order[~undated], order[undated]])] = np.arange(len(order))
    return rank


def _one_row_each(history: History, person: np.ndarray, several: np.ndarray) -> pd.DataFrame:
    """Return one row for each person who stands on several."""
    leads, roles = history.leads, history.roles
    rows = leads[several].assign(**{"(person)": person[several], "(rank)": _in_time(history)[several]})
    filled = rows.sort_values("(rank)", kind="stable").groupby("(person)").first()
    outcome = history.outcomes.reset_index(drop=True)[several]
    worth = np.where(outcome["converted"].fillna(False).astype(bool), 0, np.where(outcome["open"], 2, 1))
    best = rows.assign(**{"(worth)": worth, "(decided)": outcome["decided_at"]})
    best = best.sort_values(["(worth)", "(decided)", "(rank)"], kind="stable").drop_duplicates("(person)")
    best = best.set_index("(person)").loc[filled.index]
    for column in (roles.converted_at, roles.converted, roles.status, roles.decided_at, roles.value):
        if column:
            filled[column] = best[column]
    return filled.reset_index(drop=True)


def _reading(reading: Reading | None, gone: dict) -> Reading | None:
    """Return the account of rows with those that went into another set aside."""
    if reading is None:
        return None
    file = next(iter(reading.files), "")
    rows = pd.DataFrame({"file": file, "row": pd.NA, "lead_id": list(gone)})
    rows["reason"] = [f'the same person as lead "{kept}", and merged into it' for kept in gone.values()]
    aside = pd.concat([reading.set_aside.astype({"row": "Int64"}), rows.astype({"row": "Int64"})], ignore_index=True)
    moved = {"used": reading.rows["used"] - len(gone), "set_aside": reading.rows["set_aside"] + len(gone)}
    files = {name: {**counts, **moved} if name == file else counts for name, counts in reading.files.items()}
    return replace(reading, rows={**reading.rows, **moved}, files=files, set_aside=aside)
