"""How the exports of each CRM name things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from leadtools.crm.words import by_role, names_in, plain


@dataclass(frozen=True)
class Tells:
    """A column by which a CRM says what became of a lead, and the one that dates it."""

    kind: Literal["date", "flag", "status"]
    column: str
    decided: str = ""


@dataclass(frozen=True)
class Crm:
    """One CRM's names, written as `plain` writes them.

    Attributes
    ----------
    name : str
    header : tuple of sets
        A file is its export if all names of one set stand in the header; a name that ends in ``*``
        stands for all that begin so.
    roles : mapping
        Names by role, the best first. Of e-mail, phone and contact all that are there are taken.
    outcome : tuple of Tells
        The best first.
    after : tuple of str
        What it writes when, or after, a lead converts.
    """

    name: str
    header: tuple[frozenset[str], ...]
    roles: Mapping[str, tuple[str, ...]]
    outcome: tuple[Tells, ...] = ()
    after: tuple[str, ...] = field(default=())


def _sets(*lines: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(names_in(line)) for line in lines)


HUBSPOT = Crm(
    "HubSpot",
    _sets("record id contact", "record id deal", "record id, contact owner", "record id, lead status",
          "contact id, contact owner", "contact id, lifecycle stage", "deal name, deal stage, deal owner",
          "record id, lead score, lead tier",
          "email, lead score, lead tier", "task title, task type, due date"),
    by_role(id="record id contact, record id deal, record id, contact id, deal id", created="create date, createdate",
           owner="contact owner, deal owner, hubspot owner", value="amount",
           account="record id company, associated company id, company name, associated company, company",
           email="email, work email", phone="phone number, mobile phone number", contact="first name, last name"),
    (Tells("date", "became a customer date"), Tells("status", "deal stage", "close date"),
     Tells("status", "lifecycle stage"), Tells("date", "close date")),
    names_in("close date, days to close, lifecycle stage, lead status, recent deal amount, recent deal close date, "
          "total revenue, event revenue, associated deals, first deal created date, became a customer date, "
          "became an opportunity date, became a sales qualified lead date, became a marketing qualified lead date, "
          "became an evangelist date, became an other lifecycle date, became a lead date, became a subscriber date, "
          "closed lost reason, closed won reason, is closed won, is deal closed, deal probability, amount in company "
          "currency, forecast amount, weighted amount"),
)  # fmt: skip
SALESFORCE = Crm(
    "Salesforce",
    _sets("id, is converted, owner id", "owner id, created date, system modstamp", "company account, lead source",
          "lead owner, lead source, company account", "lead id, lead owner, lead status", "stage name, is won",
          "opportunity name, opportunity owner, stage", "lead owner, lead source, create date",
          "lead score c, lead tier c", "who id, subject, activity date"),
    by_role(id="id, lead id, opportunity id, case safe id", created="created date, create date",
           owner="lead owner, opportunity owner, owner id, owner full name, owner",
           account="account id, account name, company account, company, company name", value="amount",
           email="email", phone="phone, mobile phone, mobile", contact="first name, last name, name"),
    (Tells("date", "converted date"), Tells("flag", "is converted", "converted date"), Tells("flag", "converted"),
     Tells("status", "stage name", "close date"), Tells("status", "stage", "close date"), Tells("flag", "is won"),
     Tells("status", "lead status"), Tells("status", "status")),
    names_in("is converted, converted, converted date, converted account id, converted contact id, "
          "converted opportunity id, status, lead status, stage, stage name, is won, is closed, close date, "
          "probability, forecast category, forecast category name, expected revenue"),
)  # fmt: skip
ZOHO = Crm(
    "Zoho",
    _sets("lead owner id", "record id, lead owner", "record id, deal owner", "potential owner id", "deal owner id"),
    by_role(id="record id, lead id, deal id", created="created time",
           owner="lead owner, deal owner, lead owner id, owner", value="amount",
           account="company, account name, account name id", email="email, secondary email", phone="phone, mobile",
           contact="first name, last name, lead name, full name"),
    (Tells("date", "converted date time"), Tells("flag", "is converted", "converted date time"),
     Tells("status", "stage", "closing date"), Tells("status", "lead status")),
    names_in("is converted, converted date time, lead conversion time, converted account, converted account id, "
          "converted contact, converted contact id, converted deal, converted deal id, lead status, stage, closing "
          "date, probability, expected revenue"),
)  # fmt: skip
PIPEDRIVE = Crm(
    "Pipedrive",
    _sets("deal id", "deal status", "deal title", "lead pipedrive system id", "lead title, lead labels"),
    by_role(id="deal id, lead pipedrive system id, lead id", created="deal deal created, lead lead created",
           owner="deal owner, lead owner", value="deal value, lead value",
           account="deal organization id, deal organization, organization",
           email="person email work, person email home, person email other, person email",
           phone="person phone work, person phone home, person phone mobile, person phone other, person phone",
           contact="deal contact person, contact person, person name"),
    (Tells("status", "deal status", "deal deal closed on"), Tells("date", "deal won time")),
    names_in("deal status, deal stage, deal won time, deal lost time, deal deal closed on, deal lost reason, deal "
          "probability, deal weighted value, deal archive status, deal archive time, deal last stage change"),
)  # fmt: skip
DYNAMICS = Crm(
    "Dynamics",
    _sets("do not modify*"),
    by_role(id="do not modify lead, do not modify opportunity, do not modify contact", created="created on",
           owner="owner", account="company name, account, parent account, potential customer",
           value="est revenue, estimated revenue, actual revenue", email="email, email address 2",
           phone="business phone, mobile phone, home phone", contact="first name, last name, full name, name"),
    (Tells("status", "status", "actual close date"), Tells("status", "status reason", "actual close date"),
     Tells("flag", "qualified")),
    names_in("status, status reason, actual close date, actual revenue, qualified, do not modify row checksum, "
          "do not modify modified on"),
)  # fmt: skip
ODOO = Crm(
    "Odoo",
    _sets("salesperson, sales team", "expected revenue, prorated revenue", "user id, team id, stage id"),
    by_role(id="external id, id", created="created on, create date", owner="salesperson, user id",
           account="customer, company name, partner id, partner name", value="expected revenue",
           email="email, email from", phone="phone, mobile", contact="contact name"),
    (Tells("status", "stage", "closed date"), Tells("status", "stage id", "date closed")),
    names_in("stage, stage id, active, probability, automated probability, prorated revenue, closed date, date closed, "
          "lost reason, lost reason id, days to close, last stage update, won status, conversion date, expected "
          "closing, date deadline"),
)  # fmt: skip
MAILCHIMP = Crm(
    "Mailchimp",
    _sets("member rating, leid", "leid, euid"),
    by_role(id="leid, euid", created="optin time, confirm time", email="email address", phone="phone number, phone",
           contact="first name, last name"),
)  # fmt: skip
MAUTIC = Crm(
    "Mautic",
    _sets("firstname, lastname, zipcode", "firstname, lastname, address1", "firstname, lastname, date identified"),
    by_role(id="id", created="date added, date identified", owner="owner id, owner", account="company",
           email="email", phone="phone, mobile", contact="firstname, lastname"),
    (Tells("status", "stage"),),
    names_in("stage, points, last active, date modified"),
)  # fmt: skip
CRMS = (PIPEDRIVE, DYNAMICS, MAILCHIMP, ZOHO, HUBSPOT, ODOO, SALESFORCE, MAUTIC)


def recognise(header: Iterable[object]) -> Crm | None:
    """Return the CRM whose export has such a header, or None.

    Examples
    --------
    >>> recognise(["Deal - ID", "Deal - Title"]).name, recognise(["id", "title"])
    ('Pipedrive', None)
    """
    names = {plain(name) for name in header}
    return next((crm for crm in CRMS if any(_all_there(wanted, names) for wanted in crm.header)), None)


def _all_there(wanted: frozenset[str], names: set[str]) -> bool:
    return all(
        any(name.startswith(sign[:-1]) for name in names) if sign.endswith("*") else sign in names for sign in wanted
    )
