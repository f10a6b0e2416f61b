"""Which columns may earn points, which may not, and how well each is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from leadtools.engine import kind_of
from leadtools.errors import DataError
from leadtools.history import History
from leadtools.leaks import evidence, suspects

MOST_DISTINCT_SHARE = 0.5
"""Share of different texts among the filled cells above which a column is free text."""

LONG_TEXT = 60
"""Median length, in characters, above which a column is free text."""

ONLY_DECIDED = "it stands in the file of outcomes, and what stands beside an outcome comes with it"

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


def blanked(
    history: History, *, missing: Iterable[object] = (), missing_in: Mapping[str, Iterable[object]] | None = None
) -> History:
    """Return the history with blanks wherever a cell of an attribute says that nothing is known.

    Parameters
    ----------
    history : History
    missing : iterable
        Spellings that mean missing, in every column.
    missing_in : mapping of str to iterable, optional
        The same by column; those found at reading where a column is not named.

    Examples
    --------
    >>> history = History(pd.DataFrame({"lead_id": ["a", "b"], "city": ["Rome", "Select"], "converted": [True, False]}))
    >>> blanked(history, missing=["Select"]).leads["city"].isna().tolist()
    [False, True]
    """
    found = {} if history.reading is None else history.reading.missing_in
    leads = history.leads.copy()
    for column in leads.columns.difference(list(history.roles.columns)):
        words = ["", *missing, *(missing_in or {}).get(column, found.get(column, ()))]
        nothing = leads[column].isin(words)
        if nothing.any():
            leads[column] = leads[column].mask(nothing)
    return history.replaced(leads=leads)


def judge_leaks(history: History) -> pd.DataFrame:
    """Return the columns of the leads that give the outcome away, or may; see `suspects`.

    Columns that play a role are not looked at; those left out by hand are, so that their evidence can
    be seen. None are found where only one outcome is known.
    """
    outcome = history.outcomes
    converted = outcome["converted"]
    looked_at = [column for column in history.leads if column not in history.roles.columns]
    if converted.dropna().nunique() < 2:
        return pd.DataFrame(columns=["column", "kind", "rule", "reason", "auc", "leads"])
    return suspects(history.leads[looked_at], converted.astype("Int8"), moments=outcome["decided_at"])


def leak_evidence(history: History, found: pd.DataFrame) -> pd.DataFrame:
    """Return for each suspect how often it is filled in, by outcome, and its AUC alone.

    Parameters
    ----------
    history : History
    found : DataFrame
        From `judge_leaks`.

    Returns
    -------
    DataFrame
        ``column, kind, rule, leads, filled_converted, filled_others`` (0 to 1), ``auc, auc_low, auc_high``.
    """
    if not len(found):
        return found
    converted = history.outcomes["converted"].astype("Int8")
    table = evidence(history.leads[list(found["column"])], converted)
    kept = ["column", "leads", "filled_converted", "filled_others", "auc", "auc_low", "auc_high"]
    return found[["column", "kind", "rule"]].merge(table[kept], on="column", how="left")


def excluded_columns(
    history: History,
    *,
    leave_out: Mapping[str, str] | None = None,
    keep: Iterable[str] = (),
    leaks: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the columns that earn no points, each with its reason.

    A column left out by hand bears the kind that the leak rules give it, and the reason of whoever left
    it out. Columns to ask about stay unless they are left out by hand; leaks go unless they are kept.

    Parameters
    ----------
    history : History
    leave_out : mapping of str to str, optional
        Columns left out by hand, with the reason.
    keep : iterable of str
        Columns that stay although they are held for leaks.
    leaks : DataFrame, optional
        From `judge_leaks`, where it is known already.

    Returns
    -------
    DataFrame
        ``column, kind, reason``; kind is ``role``, ``leak``, ``ask``, ``user``, ``constant``,
        ``identifier`` or ``text``, in the order of the columns; last those of a file of outcomes.
    """
    by_hand, roles, kept = dict(leave_out or {}), history.roles.columns, set(keep)
    found = (judge_leaks(history) if leaks is None else leaks).set_index("column")
    rows = []
    for column in history.leads.columns:
        if column in roles:
            rows.append((column, "role", ROLE_WORDS[roles[column]]))
        elif column in by_hand:
            kind = found["kind"].get(column, "user")
            said = by_hand[column] or found["reason"].get(column, "left out in the configuration")
            rows.append((column, kind, said))
        elif found["kind"].get(column) == "leak" and column not in kept:
            rows.append((column, "leak", found["reason"][column]))
        elif why := _unusable(history.leads[column]):
            rows.append((column, *why))
    rows += [(column, "leak", ONLY_DECIDED) for column in _of_outcome_file(history)]
    return pd.DataFrame(rows, columns=["column", "kind", "reason"])


def _of_outcome_file(history: History) -> list[str]:
    left = () if history.reading is None else history.reading.outcome_columns_left
    return [column for column in left if column not in history.leads]


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
        return "identifier", f"all {distinct:,} values differ"
    if kind == "text" and (distinct > MOST_DISTINCT_SHARE * len(held) and len(held) > 20):
        return "text", f"{distinct:,} different texts on {len(held):,} leads"
    if kind == "text" and held.str.len().median() > LONG_TEXT:
        return "text", f"free text, {held.str.len().median():.0f} characters in the middle"
    if kind == "number" and distinct == len(held) > 20 and _counts_up(held):
        return "identifier", f"all {distinct:,} numbers differ and number the leads"
    return None


def _counts_up(numbers: pd.Series) -> bool:
    """Return whether whole numbers lie so close together that they are numbers of rows."""
    whole = bool((numbers == numbers.round()).all())
    return whole and numbers.max() - numbers.min() < 3 * len(numbers)
