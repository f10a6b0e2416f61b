"""What puts leads in time where they have no dates: a number that rises, or the rows themselves; only on evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.crm import plain
from leadtools.guess.picks import Pick
from leadtools.guess.table import Table

_NUMBER_WORDS = {"number", "no", "nr", "num", "seq", "sequence", "serial", "nummer", "numéro", "número", "numero"}
_MONTHS = [set(words.split()) for words in (
    "jan january januar janvier enero gennaio janeiro", "feb february februar février febrero febbraio fevereiro",
    "mar march märz mars marzo março", "apr april avril abril aprile", "may mai mayo maggio maio",
    "jun june juni juin junio giugno junho", "jul july juli juillet julio luglio julho",
    "aug august août agosto", "sep sept september septembre septiembre settembre setembro",
    "oct october oktober octobre octubre ottobre outubro", "nov november novembre noviembre novembro",
    "dec december dezember décembre diciembre dicembre dezembro",
)]  # fmt: skip
_FEWEST = 24
_CHANCE = 0.05
_FORWARD = 0.7


def find_order(table: Table, taken: set[str]) -> Pick | None:
    """Return what puts the leads in order of time, or None where nothing shows it.

    A number of its own for every lead, by name or because it rises down the file; or the rows, if a
    column of months stands in runs that go forward.
    """
    return _number(table, taken) or _months(table) or _numbered_rows(table, taken)


def _number(table: Table, taken: set[str]) -> Pick | None:
    found = [column for column in table.looked_at if column not in taken and _numbers_leads(table, column)]
    if not found:
        return None
    reason = "every lead has a number of its own; that it rises with time is assumed"
    return Pick((found[0],), reason, next(iter(found[1:]), ""))


def _numbers_leads(table: Table, column: str) -> bool:
    if not _NUMBER_WORDS & set(plain(column).split()) or not table.is_unique(column):
        return False
    numbers = table.numbers(column)
    return numbers is not None and pd.api.types.is_integer_dtype(numbers)


def _months(table: Table) -> Pick | None:
    for column in table.looked_at:
        months = _as_months(table, column)
        if months is not None and _in_runs(months) and _forward(months):
            reason = (
                f"`{column}` stands in runs of months that go forward, so the rows are taken to be in order of time"
            )
            return Pick(("rows",), reason)
    return None


def _as_months(table: Table, column: str) -> np.ndarray | None:
    """Return months from 0 to 11 where every filled cell is the name of one."""
    numbers = {value: _month(value) for value in table.values(column)}
    if len(table.frame) < _FEWEST or len(numbers) < 3 or None in numbers.values():
        return None
    return table.texts(column).dropna().map(numbers).to_numpy()


def _month(word: str) -> int | None:
    return next((i for i, names in enumerate(_MONTHS) if word.casefold().strip(". ") in names), None)


def _in_runs(months: np.ndarray) -> bool:
    """Return whether the month changes far more rarely from row to row than by chance."""
    shares = np.bincount(months) / len(months)
    return bool((np.diff(months) != 0).mean() < _CHANCE * (1 - (shares**2).sum()))


def _forward(months: np.ndarray) -> bool:
    steps = np.diff(months)
    steps = steps[steps != 0] % 12
    return bool((steps <= 6).mean() >= _FORWARD)


def _numbered_rows(table: Table, taken: set[str]) -> Pick | None:
    """Return the rows if the ids are whole numbers that rise from row to row."""
    for column in table.looked_at:
        if column not in taken or not table.is_unique(column) or len(table.frame) < _FEWEST:
            continue
        numbers = table.numbers(column)
        if numbers is not None and numbers.is_monotonic_increasing:
            return Pick(("rows",), f"`{column}` rises from row to row, so the rows are taken to be in order of time")
    return None
