"""Which column is the id, the creation date, the owner and so on: by its name first, then by what it holds."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from leadtools.crm import GENERAL, Crm, plain
from leadtools.errors import DataError
from leadtools.guess.picks import Pick
from leadtools.guess.table import Table

_SEVERAL = ("email", "phone", "contact")
_LATER = {"last", "latest", "next", "modified", "updated", "close", "closed", "expected", "due", "birth", "end"}
_MOST_TEXT = 60
_MANY_NAMES = 50
_LOOK = 300
_DOUBTFUL_NAMES = {"contact", "name", "nom", "nombre", "nome", "naam"}  # may be the way of contact, or a product
_WHOLE_NAMES = frozenset({"name", "full name", "fullname", "lead name", "contact name", "contact person", "contact"})


def find_roles(table: Table, crm: Crm | None, taken: set[str]) -> dict[str, Pick]:
    """Return a pick for every role of which there is one, and for the id in any case.

    `taken` holds columns that play a part already; those found are added.
    """
    found: dict[str, Pick] = {}
    for role, fits in _FITS.items():
        if pick := _by_name(table, crm, role, fits, taken) or _by_content(table, role, taken):
            found[role] = pick
            taken |= set(pick.columns)
    return found


def _by_name(table: Table, crm: Crm | None, role: str, fits: Callable, taken: set[str]) -> Pick | None:
    for names, whose in ((crm.roles.get(role, ()) if crm else (), crm.name if crm else ""), (GENERAL[role], "")):
        fitting = [column for column in table.named(names) if column not in taken and fits(table, column)]
        if not fitting:
            continue
        reason = f"so {whose} names it" if whose else _MEANT[role]
        if role == "contact":
            fitting = _parts_or_whole(fitting)
        if role in _SEVERAL:
            return Pick(tuple(fitting), reason)
        return Pick((fitting[0],), f"{reason}{_and_holds(table, role, fitting[0])}", next(iter(fitting[1:]), ""))
    return None


_MEANT = {
    "id": "its name says which lead it is",
    "created": "its name says when the lead came in",
    "owner": "its name says who looks after the lead",
    "account": "its name says which company it is",
    "value": "its name says what the deal is worth",
    "email": "its name says that it is an e-mail address",
    "phone": "its name says that it is a phone number",
    "contact": "its name says that it is a person's name",
}


def _and_holds(table: Table, role: str, column: str) -> str:
    if role == "id":
        return f", and each of the {len(table.frame):,} rows has one of its own"
    if role == "created":
        return f", and {table.filled(column):.0%} of the rows have a date in it"
    return ""


def _parts_or_whole(columns: list[str]) -> list[str]:
    """Return first and last name where both are there, otherwise all."""
    parts = [column for column in columns if plain(column) not in _WHOLE_NAMES]
    return parts if len(parts) >= 2 else columns


def _by_content(table: Table, role: str, taken: set[str]) -> Pick | None:
    free = [column for column in table.looked_at if column not in taken]
    if role == "id":
        return _id_by_content(table, free)
    if role == "created":
        return _created_by_content(table, free)
    if role == "email":
        found = tuple(column for column in free if table.holds_addresses(column))
        return Pick(found, "it holds e-mail addresses") if found else None
    return None


def _id_by_content(table: Table, free: list[str]) -> Pick | None:
    found = [column for column in free if _could_number_leads(table, column)]
    reason = f"each of the {len(table.frame):,} rows has a value of its own in it"
    return Pick((found[0],), reason, next(iter(found[1:]), "")) if found else None


def _could_number_leads(table: Table, column: str) -> bool:
    if not table.is_unique(column) or len(table.frame) < 2 or table.is_date(column) or table.holds_addresses(column):
        return False
    numbers = table.numbers(column)
    if numbers is not None and not (pd.api.types.is_integer_dtype(numbers) and (numbers >= 0).all()):
        return False
    if numbers is not None:
        return "id" in plain(column).split() or bool(numbers.is_monotonic_increasing)
    texts = table.texts(column)
    return texts.str.len().max() <= _MOST_TEXT and not texts.str.contains(" ").mean() > 0.2


def _created_by_content(table: Table, free: list[str]) -> Pick | None:
    """Return the column of dates that every row has and that come before the others."""
    found = {
        column: table.dates(column)
        for column in free
        if table.filled(column) >= 0.95 and not _LATER & set(plain(column).split()) and _sure_date(table, column)
    }
    if not found:
        return None
    order = sorted(found, key=lambda column: (found[column].median(), table.columns.index(column)))
    reason = "its dates are there for every row" + (", the earliest of all" if len(found) > 1 else "")
    return Pick((order[0],), reason, next(iter(order[1:]), ""))


def _sure_date(table: Table, column: str) -> bool:
    try:
        return table.dates(column) is not None
    except DataError:
        return False


def _fits_id(table: Table, column: str) -> bool:
    return table.is_unique(column)


def _fits_created(table: Table, column: str) -> bool:
    return table.filled(column) >= 0.5 and table.is_date(column)


def _fits_name(table: Table, column: str) -> bool:
    texts = table.texts(column).dropna()
    if table.numbers(column) is not None or len(texts) == 0:
        return False
    return plain(column) not in _DOUBTFUL_NAMES or texts.nunique() > min(_MANY_NAMES, len(texts) / 3)


def _fits_phone(table: Table, column: str) -> bool:
    texts = table.texts(column).dropna().iloc[:_LOOK]
    return len(texts) == 0 or float((texts.str.count(r"\d") >= 5).mean()) > 0.6


def _fits_any(table: Table, column: str) -> bool:
    return table.filled(column) > 0


def _fits_company(table: Table, column: str) -> bool:
    return table.texts(column).nunique() > 1 and not table.is_yes_no(column)


def _fits_value(table: Table, column: str) -> bool:
    return table.numbers(column) is not None


def _fits_email(table: Table, column: str) -> bool:
    return table.filled(column) == 0 or table.holds_addresses(column)


_FITS: dict[str, Callable[[Table, str], bool]] = {
    "id": _fits_id,
    "created": _fits_created,
    "owner": _fits_any,
    "account": _fits_company,
    "value": _fits_value,
    "email": _fits_email,
    "phone": _fits_phone,
    "contact": _fits_name,
}
