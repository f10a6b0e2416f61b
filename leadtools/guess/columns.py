"""What each column of an export is taken for, with samples of it, and the same corrected by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from leadtools.errors import ConfigError
from leadtools.guess.picks import Guess, LeftOut, Outcome, Pick
from leadtools.guess.table import Table
from leadtools.guess.writing import KEYS

ATTRIBUTE, LEAVE_OUT, OUTCOME = "attribute", "leave out", "outcome"
ROLES = (ATTRIBUTE, LEAVE_OUT, OUTCOME, *KEYS)
"""What a column can be taken for."""

_SEVERAL = ("email", "phone", "contact")
_PERSONAL = (*_SEVERAL, "owner")
_BY_HAND = "said by hand"
_LONG_NUMBER = r"^\D*(?:\d\D*){7,}$"
_MACHINE_MADE = r"^(?:-?[0-9a-fA-F]){32,}$"  # a hash or UUID, such as of a landing page
_SAMPLES = 3
_LOOK = 300
_MOST_SIGNS = 24


def column_roles(made: Guess, table: Table) -> dict[str, tuple[str, str]]:
    """Return for each column what it was taken for, and why."""
    picks = {column: (role, pick.reason) for role, pick in made.roles.items() for column in pick.columns}
    left = {column: (LEAVE_OUT, f"{out.kind}: {out.reason}") for column, out in made.leave_out.items()}
    said = made.outcome
    outcome = {} if said.file or said.kind == "ask" else {said.column: (OUTCOME, said.reason)}
    dated = {said.decided: (LEAVE_OUT, "it dates the outcome")} if outcome and said.decided else {}
    known = {**left, **dated, **outcome, **picks}
    return {column: known.get(column, (ATTRIBUTE, "no other part fits")) for column in table.columns}


def column_table(made: Guess, table: Table) -> pd.DataFrame:
    """Return ``column, taken_for, why, samples`` for each column; values of people show their form only."""
    rows = [
        (column, role, why, samples(table, column, role)) for column, (role, why) in column_roles(made, table).items()
    ]
    return pd.DataFrame(rows, columns=["column", "taken_for", "why", "samples"])


def samples(table: Table, column: str, role: str, *, personal: bool = False) -> str:
    """Return some values of a column, the commonest first; of people they show the form only, unless asked.

    Parameters
    ----------
    table : Table
    column : str
    role : str
        What the column is taken for.
    personal : bool
        Whether values that may speak of a person are shown as they are.

    Notes
    -----
    Taken for personal: contact details and owners, cells with addresses or seven digits and more, and
    texts of so many kinds that they may be names. Ids that a machine has made, 32 signs of 0-9 and a-f, are shown.
    """
    texts = table.texts(column).dropna()
    common = table.values(column)[:_SAMPLES] or list(dict.fromkeys(texts.iloc[:_LOOK]))[:_SAMPLES]
    hidden = not personal and _is_personal(table, column, role)
    shown = [_masked(value) if hidden else value for value in map(str, common)]
    return ", ".join(value if len(value) <= _MOST_SIGNS else value[: _MOST_SIGNS - 1] + "…" for value in shown)


def _is_personal(table: Table, column: str, role: str) -> bool:
    if role in _PERSONAL or table.holds_addresses(column):
        return True
    seen = table.texts(column).dropna().iloc[:_LOOK]
    if table.is_date(column) or (len(seen) and seen.str.contains(_MACHINE_MADE).all()):
        return False
    if seen.str.contains(_LONG_NUMBER).mean() > 0.5:
        return True
    return not table.values(column) and table.numbers(column) is None and role != "id"


def _masked(value: str) -> str:
    """Return the form of a text: x for a letter, 9 for a digit.

    Examples
    --------
    >>> _masked("Ada.L@corp.example 070-12")
    'xxx.x@xxxx.xxxxxxx 999-99'
    """
    return re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "9", value))


def corrected(made: Guess, roles: Mapping[str, str], *, outcome: Outcome | None = None) -> Guess:
    """Return the guess with what somebody says each column is.

    Parameters
    ----------
    made : Guess
    roles : mapping of str to str
        One of `ROLES` by column; what is not named stays an attribute.
    outcome : Outcome, optional
        What became of the leads; default: as guessed.

    Raises
    ------
    ConfigError
        If two columns have a role that one column only can have, or none is the outcome.
    """
    columns = {role: tuple(column for column, said in roles.items() if said == role) for role in ROLES}
    faults = [
        f"{_listed(columns[role])} are said to be `{role}`, but only one column can be."
        for role in (OUTCOME, *KEYS)
        if len(columns[role]) > 1 and role not in _SEVERAL
    ]
    if made.outcome.file is None and not columns[OUTCOME]:
        faults.append(
            "No column is said to be the outcome; choose the one that says what became of the leads. If a second "
            "file says so, name it in the field below, or run `leadtools init LEADS --outcome FILE`."
        )
    if made.outcome.file is not None and columns[OUTCOME]:
        faults.append(
            f"{_listed(columns[OUTCOME])} cannot be the outcome while {made.outcome.file.name} says what became of the "
            "leads; leave the column out, or empty the field of that file."
        )
    if columns["created"] and columns["order"]:
        faults.append("Leads are put in time by `created` or by `order`, not by both; choose one.")
    if faults:
        raise ConfigError("\n".join(faults))
    picks = {role: _pick(made.roles.get(role), columns[role]) for role in KEYS if columns[role]}
    if _by_rows(made) and not {"created", "order"} & picks.keys():
        picks["order"] = made.roles["order"]
    said = outcome or made.outcome
    left = {column: made.leave_out.get(column, LeftOut("by hand", "left out by hand")) for column in columns[LEAVE_OUT]}
    left.pop(said.decided, None)  # it plays a part already
    return replace(made, roles=picks, outcome=said, leave_out=left, trouble="")


def _by_rows(made: Guess) -> bool:
    """Return whether the rows stand for time, which no column says."""
    return "order" in made.roles and made.roles["order"].columns == ("rows",)


def _pick(guessed: Pick | None, columns: tuple[str, ...]) -> Pick:
    return guessed if guessed and set(guessed.columns) == set(columns) else Pick(columns, _BY_HAND)


def _listed(columns: tuple[str, ...]) -> str:
    return " and ".join(f"`{column}`" for column in columns)


def outcome_of(
    made: Guess, column: str, kind: str, *, won: tuple[str, ...] = (), lost: tuple[str, ...] = ()
) -> Outcome:
    """Return the outcome that somebody says a column holds; as guessed where that was guessed.

    Raises
    ------
    ConfigError
        If a status has no value for won or none for lost, or one value for both.
    """
    said = made.outcome
    if said.file is not None or (said.column, said.kind) == (column, kind) and kind != "status":
        return said
    if kind != "status":
        return Outcome(kind, _BY_HAND, column)
    if not won or not lost:
        raise ConfigError(f"`{column}` is a status; choose the values that mean won, and those that mean lost.")
    if both := sorted(set(won) & set(lost)):
        raise ConfigError(f"{_listed(tuple(both))} of `{column}` cannot mean both won and lost.")
    decided = said.decided if said.column == column else ""
    return Outcome("status", _BY_HAND, column, won=won, lost=lost, decided=decided)
