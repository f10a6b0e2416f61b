"""Which company a lead belongs to, and since when it is known."""

from __future__ import annotations

import pandas as pd

from leadtools.contacts.addresses import FREE, first_address
from leadtools.errors import DataError
from leadtools.history.roles import Roles

MOSTLY, HARDLY = 0.5, 0.01


def members(leads: pd.DataFrame, roles: Roles, converted: pd.Series) -> pd.DataFrame | None:
    """Return ``lead_id, account, created_at`` of every lead with a company, or None where nothing tells it.

    The company is the ``account``, or where no column plays that role the domain of the first e-mail
    address, unless anybody gets an address there for nothing.

    Raises
    ------
    DataError
        If the account is filled in only for leads that converted: then it was not known before.
    """
    if roles.created_at is None or not (roles.account or roles.email):
        return None
    account = leads[roles.account] if roles.account else leads[roles.email[0]].map(company_domain, na_action="ignore")
    if roles.account:
        _refuse_known_afterwards(account, converted)
    table = pd.DataFrame(
        {"lead_id": leads[roles.lead_id], "account": account.astype("str"), "created_at": leads[roles.created_at]}
    )
    return table[table["account"].notna() & (table["account"] != "")]


def company_domain(address: str) -> str | None:
    """Return the domain of an address, None where anybody gets one there.

    Examples
    --------
    >>> company_domain("Ana <Ana@Acme.example>"), company_domain("ana@gmail.com")
    ('acme.example', None)
    """
    found = first_address(str(address))
    return None if found is None or found[1] in FREE else found[1]


def _refuse_known_afterwards(account: pd.Series, converted: pd.Series) -> None:
    filled, won = account.notna().to_numpy(), converted.fillna(False).astype(bool).to_numpy()
    if not won.any() or won.all():
        return
    if filled[won].mean() > MOSTLY and filled[~won].mean() < HARDLY:
        raise DataError(
            f"`{account.name}` is filled in for {filled[won].mean():.0%} of the leads that converted and for "
            f"{filled[~won].mean():.0%} of the others, so it was not known before. Leave `account:` out; colleagues "
            "are then found by the domain of their e-mail (`email:`)."
        )
