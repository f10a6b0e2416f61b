"""Exports of each CRM, filled with made-up rows in its habits, are read right without an edit."""

import csv
import io
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leadtools.crm import meaning, plain, recognise
from leadtools.errors import ConfigError
from leadtools.guess import init
from leadtools.readers import read_history
from tests.conftest import ROOT

HEADERS = ROOT.parent / "shared" / "data" / "crm_headers"
N = 80
FIRST = ("Ana", "Bogdan", "Chiara", "Deepa", "Elif", "Femke", "Giulia", "Hiroshi")
LAST = ("Ruiz", "Popescu", "Ricci", "Patel", "Kaya", "Bakker", "Moreau", "Tanaka", "Okafor", "Nowak", "Weber")
ISO = "%Y-%m-%dT%H:%M:%S.000+0000"


class Lead:
    """One made-up lead: who, when, and what became of it."""

    def __init__(self, i: int):
        draw = random.Random(i)
        self.i, self.first, self.last = i, FIRST[i % 8], LAST[i % 11]
        self.name = f"{self.first} {self.last}"
        self.email = f"{self.first}.{self.last}{i}@example.com".lower()
        self.phone = f"+49 30 90{draw.randrange(1000, 9999)}"
        self.created = datetime(2024, 1, 1, 9, 14) + timedelta(
            days=5 * i + draw.randrange(5), minutes=draw.randrange(600)
        )
        self.fate = ("won", "lost", "open", "lost")[draw.randrange(4)]
        self.won, self.lost = self.fate == "won", self.fate == "lost"
        self.decided = self.created + timedelta(days=draw.randrange(2, 80)) if self.fate != "open" else None
        self.owner = ("Sanne Visser", "Omar Hassan", "Paul Keller")[draw.randrange(3)]
        self.company = f"{('Alder', 'Birch', 'Cedar', 'Delta')[draw.randrange(4)]} {LAST[draw.randrange(11)]} Ltd"
        self.key = f"00Q{draw.randrange(10**11, 10**12)}{i:03d}"
        self.draw = draw

    def at(self, form: str, moment: datetime | None = None) -> str:
        return (moment or self.created).strftime(form)

    def decided_at(self, form: str, *, only_won: bool = False) -> str:
        return self.decided.strftime(form) if self.decided and (self.won or not only_won) else ""


Cell = Callable[[Lead], object]
PERSON: dict[str, Cell] = {
    "first name": lambda lead: lead.first,
    "last name": lambda lead: lead.last,
    "firstname": lambda lead: lead.first,
    "lastname": lambda lead: lead.last,
    "email": lambda lead: lead.email,
    "email address": lambda lead: lead.email,
    "phone": lambda lead: lead.phone,
    "phone number": lambda lead: lead.phone,
    "mobile phone": lambda lead: lead.phone if lead.i % 3 else "",
    "mobile": lambda lead: lead.phone if lead.i % 3 else "",
    "business phone": lambda lead: lead.phone,
    "company": lambda lead: lead.company,
    "company name": lambda lead: lead.company,
    "company account": lambda lead: lead.company,
}
HUBSPOT = PERSON | {
    "record id": lambda lead: 51_000_000 + lead.i * 37,
    "record id contact": lambda lead: 51_000_000 + lead.i * 37,
    "contact id": lambda lead: 51_000_000 + lead.i * 37,
    "record id company": lambda lead: 9_000 + len(lead.company),
    "create date": lambda lead: lead.at("%Y-%m-%d %H:%M"),
    "contact owner": lambda lead: lead.owner,
    "associated company": lambda lead: lead.company,
    "associated company id": lambda lead: 9_000 + len(lead.company),
    "work email": lambda lead: "",
    "mobile phone number": lambda lead: lead.phone,
    "lead status": lambda lead: ("NEW", "OPEN", "CONNECTED", "UNQUALIFIED")[lead.i % 4],
    "lifecycle stage": lambda lead: "Customer" if lead.won else ("Lead", "Opportunity")[lead.i % 2],
    "became a customer date": lambda lead: lead.decided_at("%Y-%m-%d %H:%M", only_won=True),
    "close date": lambda lead: lead.decided_at("%Y-%m-%d %H:%M"),
    "recent deal amount": lambda lead: 1000 + lead.i if lead.won else "",
}
SALESFORCE = PERSON | {
    "id": lambda lead: lead.key,
    "name": lambda lead: lead.name,
    "created date": lambda lead: lead.at(ISO),
    "is converted": lambda lead: "true" if lead.won else "false",
    "converted date": lambda lead: lead.decided_at("%Y-%m-%d", only_won=True),
    "converted account id": lambda lead: f"001{lead.i}" if lead.won else "",
    "owner id": lambda lead: f"005{len(lead.owner)}",
    "lead owner": lambda lead: lead.owner,
    "status": lambda lead: "Closed - Converted" if lead.won else "Working - Contacted",
    "last modified date": lambda lead: lead.at(ISO, lead.created + timedelta(days=9)),
}
ZOHO_TIME = "%d %b, %Y %H:%M:%S"
ZOHO = PERSON | {
    "record id": lambda lead: f"zcrm_{lead.key}",
    "lead owner": lambda lead: lead.owner,
    "lead owner id": lambda lead: f"zcrm_{len(lead.owner)}",
    "lead name": lambda lead: lead.name,
    "created time": lambda lead: lead.at(ZOHO_TIME),
    "modified time": lambda lead: lead.at(ZOHO_TIME, lead.created + timedelta(days=9)),
    "is converted": lambda lead: "true" if lead.won else "false",
    "converted date time": lambda lead: lead.decided_at(ZOHO_TIME, only_won=True),
    "lead conversion time": lambda lead: lead.i if lead.won else "",
    "lead status": lambda lead: ("Contacted", "Not Contacted", "Junk Lead")[lead.i % 3],
}
PIPEDRIVE_TIME = "%Y-%m-%d %H:%M:%S"
PIPEDRIVE = {
    "deal id": lambda lead: lead.i + 1,
    "deal title": lambda lead: f"{lead.company} deal",
    "deal owner": lambda lead: lead.owner,
    "deal creator": lambda lead: lead.owner,
    "deal value": lambda lead: 500 * (1 + lead.i % 9),
    "deal organization": lambda lead: lead.company,
    "deal contact person": lambda lead: lead.name,
    "deal status": lambda lead: lead.fate.capitalize(),
    "deal deal created": lambda lead: lead.at(PIPEDRIVE_TIME),
    "deal deal closed on": lambda lead: lead.decided_at(PIPEDRIVE_TIME),
    "deal won time": lambda lead: lead.decided_at(PIPEDRIVE_TIME, only_won=True),
    "deal lost reason": lambda lead: "price" if lead.lost else "",
    "deal stage": lambda lead: ("Qualified", "Contact Made", "Proposal Made")[lead.i % 3],
    "person email work": lambda lead: f"{lead.email}, {lead.last.lower()}@example.org" if lead.i % 5 else "",
    "person email home": lambda lead: "",
    "person email other": lambda lead: "",
    "person phone work": lambda lead: lead.phone,
    "person phone home": lambda lead: "",
    "lead title": lambda lead: f"{lead.company} lead",
    "lead owner": lambda lead: lead.owner,
    "lead pipedrive system id": lambda lead: f"8b3c{lead.key}",
    "contact person": lambda lead: lead.name,
    "organization": lambda lead: lead.company,
}
DYNAMICS = PERSON | {
    "do not modify lead": lambda lead: f"a1b2-{lead.key}",
    "do not modify row checksum": lambda lead: f"{lead.key}==",
    "do not modify modified on": lambda lead: lead.at("%m/%d/%Y %I:%M %p"),
    "rating": lambda lead: ("Hot", "Warm", "Cold")[lead.i % 3],
}
ODOO = PERSON | {
    "opportunity": lambda lead: f"{lead.company}'s opportunity",
    "salesperson": lambda lead: lead.owner,
    "customer": lambda lead: lead.company,
    "contact name": lambda lead: lead.name,
    "created on": lambda lead: lead.at("%Y-%m-%d %H:%M:%S"),
    "stage": lambda lead: {"won": "Won", "lost": "Qualified", "open": "Proposition"}[lead.fate],
    "active": lambda lead: "False" if lead.lost else "True",
    "closed date": lambda lead: lead.decided_at("%Y-%m-%d %H:%M:%S"),
    "expected revenue": lambda lead: 100.5 * (lead.i + 1),
    "lost reason": lambda lead: "Too expensive" if lead.lost else "",
    "probability": lambda lead: {"won": 100, "lost": 0, "open": 31.4}[lead.fate],
}
MAILCHIMP = PERSON | {
    "optin time": lambda lead: lead.at("%Y-%m-%d %H:%M:%S"),
    "confirm time": lambda lead: lead.at("%Y-%m-%d %H:%M:%S", lead.created + timedelta(minutes=3)),
    "leid": lambda lead: 480_000 + lead.i,
    "euid": lambda lead: lead.key.lower(),
    "member rating": lambda lead: 1 + lead.i % 5,
}
MAUTIC = PERSON | {"ip": lambda lead: f"192.0.2.{lead.i}"}


def filled(name: str, cells: dict[str, Cell]) -> list[list[str]]:
    """Return the header of a file and made-up rows; a column nobody knows is filled with a few words, or left blank."""
    path = HEADERS / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"real data: crm_headers/{name}.csv is not in ../shared/data beside this checkout")
    header = next(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    leads = [Lead(i) for i in range(N)]
    unknown = [None if len(column) % 3 else ("north", "south; east", "west") for column in header]

    def cell(lead: Lead, column: str, words: tuple[str, ...] | None) -> str:
        if plain(column) in cells:
            return str(cells[plain(column)](lead))
        return words[lead.draw.randrange(3)] if words else ""

    return [header, *([cell(lead, *pair) for pair in zip(header, unknown, strict=True)] for lead in leads)]


def as_csv(rows: list[list[str]], **options: object) -> str:
    text = io.StringIO()
    csv.writer(text, **options).writerows(rows)
    return text.getvalue()


def config_of(tmp_path: Path, content: bytes) -> Path:
    (tmp_path / "export.csv").write_bytes(content)
    return init(tmp_path / "export.csv")[0]


LATE = {
    "recent deal amount", "lifecycle stage", "close date", "status", "is converted", "converted account id",
    "lead conversion time", "deal won time", "deal lost reason", "lost reason", "probability",
}  # fmt: skip
QUOTED = {"quoting": csv.QUOTE_ALL}
FOOTER = '\r\n"Lead report"\r\n"Copyright (c) 2000-2025 salesforce.com, inc. All rights reserved."\r\n'
CASES = {
    "hubspot_contacts_all_properties_2019_subset": (
        HUBSPOT,
        {},
        "utf-8-sig",
        "",
        {
            "lead_id": "Contact ID",
            "created_at": "Create Date",
            "converted_at": "Became a Customer Date",
            "owner": "Contact owner",
            "account": "Associated Company ID",
            "email": ("Email", "Work email"),
            "phone": ("Phone Number", "Mobile Phone Number"),
            "contact": ("First Name", "Last Name"),
        },
    ),
    "salesforce_lead_api_names": (
        SALESFORCE,
        QUOTED,
        "utf-8",
        "",
        {
            "lead_id": "Id",
            "created_at": "CreatedDate",
            "converted_at": "ConvertedDate",
            "owner": "OwnerId",
            "account": "Company",
            "email": ("Email",),
            "phone": ("Phone", "MobilePhone"),
            "contact": ("FirstName", "LastName"),
        },
    ),
    "zoho_leads_export_76": (
        ZOHO,
        {},
        "utf-8",
        "",
        {
            "lead_id": "Record Id",
            "created_at": "Created Time",
            "converted_at": "Converted Date Time",
            "owner": "Lead Owner",
            "account": "Company",
            "email": ("Email",),
            "phone": ("Phone", "Mobile"),
            "contact": ("First Name", "Last Name"),
        },
    ),
    "pipedrive_deals": (
        PIPEDRIVE,
        {"delimiter": ";"},
        "utf-8-sig",
        "",
        {
            "lead_id": "Deal - ID",
            "created_at": "Deal - Deal created",
            "status": "Deal - Status",
            "won": ("Won",),
            "lost": ("Lost",),
            "decided_at": "Deal - Deal closed on",
            "owner": "Deal - Owner",
            "account": "Deal - Organization",
            "value": "Deal - Value",
            "email": ("Person - Email - Work", "Person - Email - Home", "Person - Email - Other"),
            "phone": ("Person - Phone - Work", "Person - Phone - Home"),
            "contact": ("Deal - Contact person",),
        },
    ),
    "odoo_crm_lead_field_labels": (
        ODOO,
        QUOTED,
        "utf-8",
        "",
        {
            "created_at": "Created on",
            "converted": "Stage",
            "decided_at": "Closed Date",
            "owner": "Salesperson",
            "account": "Customer",
            "value": "Expected Revenue",
            "email": ("Email",),
            "phone": ("Phone", "Mobile"),
            "contact": ("Contact Name",),
        },
    ),
}
ASKED = {
    "hubspot_contacts_list_export_current": (
        HUBSPOT,
        {},
        "utf-8-sig",
        "",
        [
            "id: Record ID - Contact",
            "created: Create Date",
            "owner: Contact owner",
            "account: Record ID - Company",
            "email: Email",
            "phone: Phone Number",
            "  - First Name",
        ],
    ),
    "hubspot_contacts_view_export_default": (
        HUBSPOT,
        {},
        "utf-16",
        "",
        [
            "id: Record ID",
            "created: Create Date",
            "owner: Contact owner",
            "account: Associated Company",
            "email: Email",
            "phone: Phone Number",
            "  - First Name",
        ],
    ),
    "salesforce_lead_report_labels": (
        SALESFORCE,
        QUOTED,
        "cp1252",
        FOOTER,
        ["owner: Lead Owner", "account: Company / Account", "email: Email", "  - First Name"],
    ),
    "pipedrive_leads": (
        PIPEDRIVE,
        {},
        "utf-8",
        "",
        ["id: Lead - Pipedrive System ID", "owner: Lead - Owner", "account: Organization", "contact: Contact person"],
    ),
    "dynamics_leads_export": (
        DYNAMICS,
        {},
        "utf-8",
        "",
        [
            "id: (Do Not Modify) Lead",
            "account: Company Name",
            "email: Email",
            "phone: Business Phone",
            "  - First Name",
        ],
    ),
    "mailchimp_members_export": (
        MAILCHIMP,
        {},
        "utf-8",
        "",
        ["id: LEID", "created: OPTIN_TIME", "email: Email Address", "  - First Name"],
    ),
    "mautic_contacts": (
        MAUTIC,
        QUOTED,
        "utf-8",
        "",
        ["account: company", "email: email", "phone: phone", "  - firstname", "  - lastname"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_export_is_read_with_its_roles_and_outcomes_and_without_what_came_later(tmp_path, name):
    cells, options, encoding, footer, roles = CASES[name]
    config = config_of(tmp_path, (as_csv(filled(name, cells), **options) + footer).encode(encoding))
    history = read_history(config)
    held = {role: getattr(history.roles, role) for role in roles}
    assert held == roles
    unnamed = {role: column for role, column in vars(history.roles).items() if role not in roles and column}
    assert set(unnamed) <= {"lead_id"}
    leads = [Lead(i) for i in range(N)]
    assert len(history.leads) == N
    assert history.outcomes["converted"].fillna(False).sum() == sum(lead.won for lead in leads)
    assert not LATE & set(map(plain, history.attributes))
    created = history.created_at.sort_values().dt.strftime("%Y-%m-%d %H:%M").tolist()
    assert created == sorted(lead.at("%Y-%m-%d %H:%M") for lead in leads)


@pytest.mark.parametrize("name", ASKED)
def test_an_export_that_says_nothing_of_customers_is_asked_about(tmp_path, name):
    cells, options, encoding, footer, lines = ASKED[name]
    config = config_of(tmp_path, (as_csv(filled(name, cells), **options) + footer).encode(encoding))
    text = config.read_text(encoding="utf-8")
    assert [line for line in lines if f"\n{line}\n" not in text.replace("'", "")] == []
    with pytest.raises(ConfigError, match="still to be answered. Which column says that a lead became a customer"):
        read_history(config)


@pytest.mark.parametrize("name", [*CASES, *ASKED])
def test_every_header_names_its_crm(name):
    path = HEADERS / f"{name}.csv"
    if not path.exists():
        pytest.skip("real data: crm_headers is not in ../shared/data beside this checkout")
    header = next(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert recognise(header).name.casefold() == name.split("_")[0]


def test_a_header_of_nobodys_names_no_crm():
    assert recognise(["lead_id", "title", "created_at", "converted"]) is None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Closed Won", "won"), ("closed_lost", "lost"), ("Gewonnen", "won"), ("verloren", "lost"), ("Gagné", "won"),
        ("Perdue", "lost"), ("Ganada", "won"), ("Vinta", "won"), ("成約", "won"), ("失注", "lost"), ("受注済み", "won"),
        ("Lost customer", "lost"), ("not converted", "lost"), ("Unqualified", "lost"), ("Qualified", ""),
        ("Wonderful", ""), ("Proposal", ""), ("Former prospect", ""),
    ],
)  # fmt: skip
def test_values_of_a_status_say_won_or_lost_in_several_languages(value, said):
    assert meaning(value) == said
