"""What of a lead is held against the key of another table, and how both are written."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from leadtools.config.enrich import ACCOUNT, EMAIL, EMAIL_DOMAIN
from leadtools.contacts.addresses import FREE, first_address
from leadtools.errors import DataError, did_you_mean
from leadtools.history.roles import Roles

_ROLE = {EMAIL_DOMAIN: "email", EMAIL: "email", ACCOUNT: "account"}
_HOST = re.compile(r"^(?:[a-z]+://)?(?:www\.)?([^/:?#\s]+)")


def key_of(text: str, by: str) -> str | None:
    """Return a cell as a key: a domain, an address or a text, in small letters; None where it is none.

    A domain at which anybody gets an address tells no company, so it is none.

    Examples
    --------
    >>> [key_of(text, "email domain") for text in ("Ana <a@Acme.example>", "www.acme.example/en", "gmail.com")]
    ['acme.example', 'acme.example', None]
    >>> key_of("Ana <Ana@Acme.example>", "email"), key_of(" Acme Ltd ", "account")
    ('ana@acme.example', 'acme ltd')
    """
    if by == EMAIL_DOMAIN:
        return domain_of(text) if domain_of(text) not in FREE else None
    if by == EMAIL:
        found = first_address(text)
        return None if found is None else "@".join(found)
    return text.strip().casefold() or None


def domain_of(text: str) -> str | None:
    """Return the domain of an address or of a website, free ones too; None where there is none."""
    if "@" in text:
        found = first_address(text)
        return None if found is None else found[1]
    host = _HOST.match(text.strip().casefold())
    return host[1] if host and "." in host[1] else None


def column_by(roles: Roles, by: str) -> str | None:
    """Return the column of the leads that holds what they are joined by; of several addresses the first."""
    held = getattr(roles, _ROLE[by]) if by in _ROLE else by
    return (held[0] if held else None) if isinstance(held, tuple) else held


def keys_of(leads: pd.DataFrame, roles: Roles, by: str) -> pd.Series:
    """Return the key of each lead by ``lead_id``, missing where it has none.

    Raises
    ------
    DataError
        If there is no such column.
    """
    column = column_by(roles, by)
    if column not in leads.columns:
        words = f"no column plays the part of {_ROLE[by]}." if by in _ROLE else ""
        raise DataError(
            f"The leads have nothing to be joined by: {words}"
            if words
            else f"`{by}` is not a column of the leads{did_you_mean(by, leads.columns)}"
        )
    values = leads[column].set_axis(leads[roles.lead_id])
    return each_once(values, lambda value: key_of(key_text(value), by))


def each_once(values: pd.Series, made: Callable[[object], str | None]) -> pd.Series:
    """Return what is made of each value, as texts; each different value is looked at once."""
    found = {value: made(value) for value in values.dropna().unique()}
    return values.map(found).astype("str")


def key_text(value: object) -> str:
    """Return the cell of a key as a file writes it, so that both tables write it alike: 12.0 as 12."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
