"""Made-up names, companies, e-mail addresses and phone numbers, of people and of spam.

Addresses lie under domains reserved for examples, phone numbers in a range reserved for fiction.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.simulate.companies import Accounts
from leadtools.simulate.draws import draw, words
from leadtools.simulate.names import FAMILY, FREE_DOMAINS, GIVEN, ROLE_NAMES, SPAM_DOMAINS, SPAM_PHONES, SPAM_WORDS
from leadtools.simulate.people import People
from leadtools.simulate.truth import CONTACT_SHARES

TYPED_SMALL = 0.06  # share of people who write their own name without capitals: a habit, no effect


def make_contact(rng: np.random.Generator, n_leads: int) -> dict[str, np.ndarray]:
    """Draw which leads leave no phone number, write from a private address or from a shared one."""
    return {name: rng.random(n_leads) < share for name, share in CONTACT_SHARES.items()}


def contact_columns(
    rng: np.random.Generator, people: People, accounts: Accounts, contact: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Return account, company, contact_name, email and phone; spam has no account and gives rubbish."""
    given, family = pick(rng, GIVEN, people), pick(rng, FAMILY, people)
    rubbish = pick(rng, SPAM_WORDS, people)
    small = rng.random(len(people)) < TYPED_SMALL
    name = (given + " " + family).where(~small, (given + " " + family).str.lower())
    company = words(accounts.names, people.account)
    columns = {
        "account": words(accounts.ids, people.account).where(~people.spam),
        "company": company.where(~people.spam, rubbish),
        "contact_name": name.where(~people.spam, rubbish + " " + pick(rng, SPAM_WORDS, people)),
        "email": emails(rng, people, contact, given + "." + family, company, rubbish),
        "phone": phones(rng, people, contact),
    }
    return pd.DataFrame(columns)


def emails(rng, people: People, contact: dict, person: pd.Series, company: pd.Series, rubbish: pd.Series) -> pd.Series:
    """Return addresses at the company, at a private provider, shared ones, and throw-away ones for spam."""
    free, role = contact["free e-mail domain"], contact["role address"]
    local = person.str.lower().where(~role, pick(rng, ROLE_NAMES, people)).where(~people.spam, rubbish.str.lower())
    own = company.str.lower().str.replace(" ", "-", regex=False) + ".example.com"
    domain = own.where(~free, pick(rng, FREE_DOMAINS, people)).where(~people.spam, pick(rng, SPAM_DOMAINS, people))
    return local + "@" + domain


def phones(rng: np.random.Generator, people: People, contact: dict) -> pd.Series:
    """Return numbers of a range kept free for films and books, with an extension; spam types anything."""
    number = pd.Series(rng.integers(0, 1000, len(people))).astype("str").str.zfill(3)
    extension = pd.Series(rng.integers(10, 100, len(people))).astype("str")
    real = "01632 960" + number + " ext " + extension
    return real.where(~people.spam, pick(rng, SPAM_PHONES, people)).where(~contact["no phone"])


def pick(rng: np.random.Generator, choices: tuple[str, ...], people: People) -> pd.Series:
    """Return one of the choices for each lead, each as likely."""
    return words(choices, draw(rng, [1 / len(choices)] * len(choices), len(people)))
