"""Which columns may earn points, which may not, and how well each is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from leadtools.engine import kind_of
from leadtools.errors import DataError
from leadtools.history import History

MOST_DISTINCT_SHARE = 0.5
"""Share of different texts among the filled cells above which a column is free text."""

LONG_TEXT = 60
"""Median length, in characters, above which a column is free text."""

ROLE_WORDS = {
    "lead_id": "it says which lead it is",
    "created_at": "it says when the lead was created",
    "order": "it puts the leads in order of time",
    "converted_at": "it is the outcome: when the lead converted",
    "converted": "it is the outcome: whether the lead converted",
    "status": "it is the outcome: won, lost or still open",
    "decided_at": "it says when the outcome was decided",
    "owner": "it says whose lead it is",
    "account": "it says which company the lead belongs to",
    "value": "it is the value of the deal, known once there is one",
    "email": "it is an address of the lead",
    "phone": "it is a number of the lead",
    "contact": "it is the name of the lead",
}


def completeness(leads: pd.DataFrame, *, missing: Iterable[object] = ()) -> pd.DataFrame:
    """Return how well each column is filled in.

    Parameters
    ----------
    leads : DataFrame (n_leads, n_columns)
    missing : iterable
        Spellings that mean missing.

    Returns
    -------
    DataFrame (n_columns, 4)
        ``column, filled`` (leads), ``filled_share`` (0 to 1), ``distinct`` (different values);
        least filled first.

    Examples
    --------
    >>> completeness(pd.DataFrame({"city": ["Rome", None, "Select", "Rome"]}), missing=["Select"])
      column  filled  filled_share  distinct
    0   city       2           0.5         1
    """
    held = {column: _held(leads[column], missing) for column in leads}
    table = pd.DataFrame({
        "column": list(held),
        "filled": [len(values) for values in held.values()],
        "filled_share": [len(values) / max(1, len(leads)) for values in held.values()],
        "distinct": [values.nunique() for values in held.values()],
    })  # fmt: skip
    return table.sort_values(["filled", "column"], kind="stable").reset_index(drop=True)


def _held(values: pd.Series, missing: Iterable[object]) -> pd.Series:
    return values[values.notna() & ~values.isin(["", *missing])]


def excluded_columns(history: History, *, leave_out: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the columns that earn no points, each with its reason.

    Parameters
    ----------
    history : History
    leave_out : mapping of str to str, optional
        Columns left out by hand, with the reason.

    Returns
    -------
    DataFrame
        ``column, kind, reason``; kind is ``role``, ``user``, ``constant``, ``identifier`` or
        ``text``, in the order of the columns.
    """
    by_hand, roles = dict(leave_out or {}), history.roles.columns
    rows = []
    for column in history.leads.columns:
        if column in roles:
            rows.append((column, "role", ROLE_WORDS[roles[column]]))
        elif column in by_hand:
            rows.append((column, "user", by_hand[column] or "left out in the configuration"))
        elif found := _unusable(history.leads[column]):
            rows.append((column, *found))
    return pd.DataFrame(rows, columns=["column", "kind", "reason"])


def _unusable(values: pd.Series) -> tuple[str, str] | None:
    """Return kind and reason why a column cannot be an attribute, or None."""
    held = _held(values, ())
    if values.nunique(dropna=False) <= 1:
        return "constant", "every lead has the same value" if len(held) else "it is empty"
    try:
        kind = kind_of(values)
    except DataError:
        return "text", "it holds dates or mixed cells, no level can be made of them"
    distinct = held.nunique()
    if kind == "text" and distinct == len(held) and len(held) > 20:
        return "identifier", f"all {distinct} values differ"
    if kind == "text" and (distinct > MOST_DISTINCT_SHARE * len(held) and len(held) > 20):
        return "text", f"{distinct} different texts on {len(held)} leads"
    if kind == "text" and held.str.len().median() > LONG_TEXT:
        return "text", f"free text, {held.str.len().median():.0f} characters in the middle"
    if kind == "number" and distinct == len(held) > 20 and _counts_up(held):
        return "identifier", f"all {distinct} numbers differ and number the leads"
    return None


def _counts_up(numbers: pd.Series) -> bool:
    """Return whether whole numbers lie so close together that they are numbers of rows."""
    whole = bool((numbers == numbers.round()).all())
    return whole and numbers.max() - numbers.min() < 3 * len(numbers)
