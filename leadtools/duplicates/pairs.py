"""Which leads are the same person, found in blocks: no lead is compared with all others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from leadtools.duplicates.keys import company_key, each, email_key, name_key, phone_key
from leadtools.errors import DataError, did_you_mean
from leadtools.history import History

MOST_ALIKE = 50
"""Leads that share a key, above which it is a placeholder or a switchboard and says nothing of a person."""

NAMES_ALIKE = 88
SAME_PERSON = 60
"""Likeness of names below which one mailbox serves several persons."""

COMPANIES_ALIKE = 85
DOMAINS_ALIKE = 85
SHORTEST_LOCAL_PART = 5
_COLUMNS = ["first", "second", "rule", "likeness", "same_account"]

_NAMED = {
    "email": re.compile(r"e-?mail", re.IGNORECASE),
    "phone": re.compile(r"phone|mobile|telefon|(?<![a-z])tel(?![a-z])", re.IGNORECASE),
    "contact": re.compile(
        r"^(first|last|full|contact|lead|person)?[ _.-]*name$|^(vor|nach)name$|^contact([ _.-]*person)?$", re.IGNORECASE
    ),
    "account": re.compile(r"^(company|account|organi[sz]ation|firma|empresa|société)([ _.-]*name)?$", re.IGNORECASE),
}


def contact_columns(history: History) -> dict[str, tuple[str, ...]]:
    """Return the columns that say who a lead is, by ``email, phone, contact, account``.

    They are those of the roles; where a role has none, those of texts whose name says so.
    """
    roles, leads = history.roles, history.leads
    found = {"account": (roles.account,) if roles.account else ()}
    found |= {role: tuple(getattr(roles, role)) for role in ("email", "phone", "contact")}
    free = [name for name in leads if name not in roles.columns and leads[name].dtype.kind not in "iufbM"]
    return {
        role: held or tuple(name for name in free if _NAMED[role].search(str(name))) for role, held in found.items()
    }


def find_duplicates(
    leads: pd.DataFrame,
    *,
    lead_id: str = "lead_id",
    email: Sequence[str] = (),
    phone: Sequence[str] = (),
    contact: Sequence[str] = (),
    account: Sequence[str] = (),
) -> pd.DataFrame:
    """Return pairs of leads that are the same person, exactly or nearly.

    The rules: the same e-mail (and no other name); nearly the same e-mail (same before the @, the
    domain a letter away); the same phone number and a like name; a like name in a like company. A key
    that more than 50 leads share is taken for a placeholder.

    Parameters
    ----------
    leads : DataFrame (n_leads, …)
    lead_id : str
        Column of ids.
    email, phone, contact, account : sequence of str
        Columns; the parts of a name or of a company are read together.

    Returns
    -------
    DataFrame
        ``first, second`` (ids), ``rule, likeness`` (0 to 100), ``same_account`` (false where the two
        stand in different companies: then they are two leads of one person, and never merged).

    Raises
    ------
    DataError
        If a column is not there.

    Examples
    --------
    >>> leads = pd.DataFrame({"lead_id": ["a", "b", "c"], "mail": ["Ann@x.com", "ann@x.com", "bo@x.com"]})
    >>> find_duplicates(leads, email=["mail"])[["first", "second", "rule"]].to_numpy().tolist()
    [['a', 'b', 'same e-mail']]
    """
    for column in (lead_id, *email, *phone, *contact, *account):
        if column not in leads.columns:
            raise DataError(f"`{column}` is not a column of the leads{did_you_mean(column, leads.columns)}")
    name, company = _joined(leads, contact, name_key), _joined(leads, account, company_key)
    found = []
    for column in email:
        found += _by_email(each(leads[column], email_key).to_numpy(), name)
    for column in phone:
        found += _by_phone(each(leads[column], phone_key).to_numpy(), name)
    found += _by_name(name, company)
    return _table(found, leads[lead_id].to_numpy(), company)


def _joined(leads: pd.DataFrame, columns: Sequence[str], make) -> np.ndarray:
    if not columns:
        return np.full(len(leads), "", dtype=object)
    texts = leads[list(columns)].astype("str").where(leads[list(columns)].notna(), "")
    return each(texts.agg(" ".join, axis=1) if len(columns) > 1 else texts.iloc[:, 0], make).to_numpy()


Found = tuple[np.ndarray, np.ndarray, np.ndarray, str]


def _by_email(emails: np.ndarray, names: np.ndarray) -> Iterator[Found]:
    one, two = _pairs(emails)
    other_name = (
        (names[one] != "") & (names[two] != "") & (_likeness(names[one], names[two], fuzz.token_set_ratio) < 60)
    )
    one, two = one[~other_name], two[~other_name]
    yield one, two, np.full(len(one), 100.0), "same e-mail"
    parts = [email.partition("@") for email in emails]
    local = np.array([part[0] if len(part[0]) >= SHORTEST_LOCAL_PART else "" for part in parts], dtype=object)
    domain = np.array([part[2] for part in parts], dtype=object)
    one, two = _pairs(local)
    alike = _likeness(domain[one], domain[two], fuzz.ratio)
    near = (domain[one] != domain[two]) & (alike >= DOMAINS_ALIKE)
    near &= (names[one] == "") | (names[two] == "") | (_likeness(names[one], names[two], fuzz.ratio) >= NAMES_ALIKE)
    yield one[near], two[near], alike[near], "nearly the same e-mail"


def _by_phone(phones: np.ndarray, names: np.ndarray) -> Iterator[Found]:
    """Colleagues share a number, so the name has to be like as well."""
    one, two = _pairs(phones)
    alike = _likeness(names[one], names[two], fuzz.ratio)
    near = (names[one] != "") & (names[two] != "") & (alike >= NAMES_ALIKE)
    yield one[near], two[near], alike[near], "same phone, like name"


def _by_name(names: np.ndarray, companies: np.ndarray) -> Iterator[Found]:
    """Blocks of leads whose company begins alike and whose names have the same initials."""
    blocks = np.array(
        [
            f"{company[:4]} {' '.join(word[0] for word in name.split())}" if company and " " in name else ""
            for name, company in zip(names, companies, strict=True)
        ],
        dtype=object,
    )
    one, two = _pairs(blocks, most=4 * MOST_ALIKE)
    alike = np.minimum(_likeness(names[one], names[two], fuzz.ratio), 100.0)
    near = (alike >= NAMES_ALIKE) & _same_company(companies[one], companies[two])
    yield one[near], two[near], alike[near], "like name in a like company"


def _pairs(keys: np.ndarray, most: int = MOST_ALIKE) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of all pairs that share a key; keys that are blank or shared by too many give none."""
    codes, different = pd.factorize(keys)
    counts = np.bincount(codes, minlength=len(different))
    usable = (counts > 1) & (counts <= most) & (np.asarray(different) != "")
    places = np.flatnonzero(usable[codes])
    places = places[np.argsort(codes[places], kind="stable")]
    held, ones, twos = codes[places], [np.zeros(0, int)], [np.zeros(0, int)]
    for step in range(1, most):
        same = held[step:] == held[:-step] if step < len(held) else np.zeros(0, bool)
        if not same.any():
            break
        ones.append(places[:-step][same])
        twos.append(places[step:][same])
    return np.concatenate(ones), np.concatenate(twos)


def _likeness(one: np.ndarray, two: np.ndarray, scorer) -> np.ndarray:
    return cpdist(one, two, scorer=scorer, dtype=np.float64) if len(one) else np.zeros(0)


def _same_company(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Return where companies are alike; numbers in them must be the same, for A-17 is not A-18."""
    digits = [np.array([re.sub(r"\D", "", name) for name in names], dtype=object) for names in (one, two)]
    return (one == two) | ((_likeness(one, two, fuzz.ratio) >= COMPANIES_ALIKE) & (digits[0] == digits[1]))


def _table(found: list[Found], ids: np.ndarray, company: np.ndarray) -> pd.DataFrame:
    """Return each pair once, by the first rule that found it."""
    one, two, alike = (np.concatenate([part[i] for part in found]) for i in range(3))
    rules = np.concatenate([np.full(len(part[0]), part[3], dtype=object) for part in found])
    known = (company[one] != "") & (company[two] != "")
    same = ~known | _same_company(company[one], company[two])
    table = pd.DataFrame(dict(zip(_COLUMNS, (ids[one], ids[two], rules, alike, same), strict=True)))
    table = table.assign(one=one, two=two).drop_duplicates(["one", "two"]).sort_values(["one", "two"], kind="stable")
    return table[_COLUMNS].reset_index(drop=True)
