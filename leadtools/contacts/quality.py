"""The contact details of leads as yes/no attributes, and as flags to check."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from leadtools.contacts.addresses import FREE, against_name, first_address, is_disposable, is_impossible, is_role
from leadtools.contacts.keys import has_odd_capitals, is_repeat, is_walk, words_of
from leadtools.errors import DataError, did_you_mean

CHECKS = {
    "name_keyboard_walk": "the name follows the keys of a keyboard",
    "name_repeats": "the name repeats one letter or syllable",
    "name_odd_capitals": "the name has capitals in odd places",
    "email_unreadable": "the e-mail address is none",
    "email_keyboard_walk": "the e-mail address follows the keys of a keyboard",
    "email_disposable": "the e-mail address is one for a few minutes",
    "email_role": "the e-mail address belongs to a department",
    "email_against_name": "the e-mail address has nothing of the name",
    "phone_impossible": "no telephone has this number",
}
"""What a flag says, by attribute."""

QUALITY = (*CHECKS, "email_free")
"""The attributes there can be. A free address is no fault, so it is no flag."""

_LONGEST = 400
"""Characters of a cell that are looked at: no name or address is longer, and the rules stay quick."""

Columns = str | Sequence[str] | None


def contact_quality(
    leads: pd.DataFrame, *, email: Columns = None, name: Columns = None, phone: Columns = None
) -> pd.DataFrame:
    """Return what can be said of contact details without asking anybody.

    Parameters
    ----------
    leads : DataFrame (n_leads, n_columns)
    email, name, phone : str or list of str, optional
        Columns. Of several for e-mail or phone the first that is filled counts; the parts of a name
        are put together.

    Returns
    -------
    DataFrame of boolean (n_leads, n_attributes)
        By the index of `leads`: ``name_keyboard_walk``, ``name_repeats``, ``name_odd_capitals``;
        ``email_unreadable``, ``email_keyboard_walk``, ``email_disposable``, ``email_role``,
        ``email_free``; ``phone_impossible``; with an e-mail and a name ``email_against_name``.
        Missing where the cell is blank.

    Raises
    ------
    DataError
        If a column is not there, or none is named.

    Examples
    --------
    >>> leads = pd.DataFrame({"name": ["Ana Ruiz", "asdf"], "mail": ["ana.ruiz@gmail.com", "info@example.com"]})
    >>> contact_quality(leads, email="mail", name="name")[["name_keyboard_walk", "email_role", "email_free"]]
       name_keyboard_walk  email_role  email_free
    0               False       False        True
    1                True        True       False
    """
    if not (_listed(email) or _listed(name) or _listed(phone)):
        raise DataError("No column of contact details is named; name at least one of email, name and phone.")
    names, emails, phones = (_put_together(leads, name), _first_filled(leads, email), _first_filled(leads, phone))
    return pd.DataFrame({**_of_names(names), **_of_emails(emails, names), **_of_phones(phones)}, index=leads.index)


def contact_checks(quality: pd.DataFrame) -> pd.Series:
    """Return for each lead what is to be checked, in words, or ``""``; no value of a cell is in it.

    Parameters
    ----------
    quality : DataFrame
        As `contact_quality` returns it.

    Examples
    --------
    >>> leads = pd.DataFrame({"name": ["Ana Ruiz", "asdf"], "phone": ["030 901820", "1111111"]})
    >>> contact_checks(contact_quality(leads, name="name", phone="phone")).tolist()
    ['', 'the name follows the keys of a keyboard; no telephone has this number']
    """
    flags = quality[[column for column in CHECKS if column in quality.columns]].fillna(False).astype(bool)
    words = [CHECKS[column] for column in flags.columns]
    texts = ["; ".join(word for word, on in zip(words, row, strict=True) if on) for row in flags.to_numpy()]
    return pd.Series(texts, index=quality.index, dtype="str", name="check")


def _listed(columns: Columns) -> list[str]:
    return [columns] if isinstance(columns, str) else list(columns or ())


def _cells(leads: pd.DataFrame, column: str) -> pd.Series:
    if column not in leads.columns:
        raise DataError(f"`{column}` is not a column of the leads{did_you_mean(column, leads.columns)}")
    texts = leads[column].astype("str").str.slice(0, _LONGEST).str.strip()
    return texts.mask(texts == "")


def _first_filled(leads: pd.DataFrame, columns: Columns) -> pd.Series | None:
    first = None
    for column in _listed(columns):
        first = _cells(leads, column) if first is None else first.fillna(_cells(leads, column))
    return first


def _put_together(leads: pd.DataFrame, columns: Columns) -> pd.Series | None:
    parts = [_cells(leads, column) for column in _listed(columns)]
    if not parts:
        return None
    whole = parts[0].fillna("")
    for part in parts[1:]:
        whole = whole + " " + part.fillna("")
    whole = whole.str.strip()
    return whole.mask(whole == "")


def _of_names(names: pd.Series | None) -> dict[str, pd.Series]:
    if names is None:
        return {}
    return {
        "name_keyboard_walk": _said(names, lambda name: any(map(is_walk, words_of(name)))),
        "name_repeats": _said(names, lambda name: any(map(is_repeat, words_of(name)))),
        "name_odd_capitals": _said(names, has_odd_capitals),
    }


def _of_emails(emails: pd.Series | None, names: pd.Series | None) -> dict[str, pd.Series]:
    if emails is None:
        return {}
    found = emails.map(first_address, na_action="ignore").astype(object)
    readable = found.where(found.map(lambda address: isinstance(address, tuple)))
    made = {
        "email_unreadable": _said(emails, lambda cell: first_address(cell) is None),
        "email_keyboard_walk": _said(readable, lambda address: _typed(address[0])),
        "email_disposable": _said(readable, lambda address: is_disposable(address[1])),
        "email_role": _said(readable, lambda address: is_role(address[0])),
    }
    if names is not None:
        pairs = pd.Series(list(zip(readable, names, strict=True)), emails.index, dtype=object)
        pairs = pairs.where(readable.notna() & names.notna())
        made["email_against_name"] = _said(pairs, _is_against)
    return made | {"email_free": _said(readable, lambda address: address[1] in FREE)}


def _is_against(pair: tuple) -> bool:
    (local, _), name = pair
    return not is_role(local) and against_name(local, name)


def _typed(local: str) -> bool:
    return any(is_walk(word) or is_repeat(word) for word in words_of(local))


def _of_phones(phones: pd.Series | None) -> dict[str, pd.Series]:
    return {} if phones is None else {"phone_impossible": _said(phones, is_impossible)}


def _said(cells: pd.Series, rule: Callable) -> pd.Series:
    """Return what a rule says of every filled cell, each different one asked once."""
    filled = cells[cells.notna()]
    answers = {cell: rule(cell) for cell in set(filled)}
    return pd.Series([answers[cell] for cell in filled], filled.index, dtype="boolean").reindex(cells.index)
