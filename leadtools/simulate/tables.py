"""The truth as a CRM would show it: words instead of codes, with gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.simulate.companies import Accounts
from leadtools.simulate.draws import words
from leadtools.simulate.events import ASSETS_PER_EVENT, Events
from leadtools.simulate.people import TITLES_PER_SENIORITY, People
from leadtools.simulate.truth import AGE_GROUPS, BUDGETS, BUYING_ROLES, EVENTS, LEVELS, START

TITLES = {  # five spellings for each seniority
    "executive": ("Chief {} Officer", "Managing Director {}", "VP {}", "Chief of {}", "Owner / {}"),
    "director": ("Director of {}", "Head of {}", "{} Director", "head of {}", "Dir. {}"),
    "manager": ("{} Manager", "Manager, {}", "{} MANAGER", "Team Lead {}", "Senior {} Manager"),
    "staff": ("{} Specialist", "{} Assistant", "{} Officer", "Sr. {} Specialist", "{} analyst"),
    "student": ("{} Intern", "Working Student {}", "Trainee {}", "{} intern", "Student ({})"),
}
TITLE_WORDS = {"finance": "Finance", "operations": "Operations", "IT": "IT", "marketing": "Marketing", "HR": "HR"}
PATHS = {
    "home_page": "/",
    "product_page": "/products/",
    "pricing_page": "/pricing",
    "cart": "/cart",
    "blog": "/blog",
    "careers_page": "/careers",
    "support_forum": "/forum",
}
ASSETS = {
    "ebook_download": ("Month-end in a day", "First steps with Planner", "The tidy ledger"),
    "whitepaper_download": ("Audit-ready books", "Planning under pressure", "What late invoices cost"),
    "case_study_download": ("A mill plans its week", "A clinic closes its year", "A shop counts its stock"),
    "webinar_attended": ("Ledger live", "Planner live", "Year-end clinic"),
}

REVENUE_GAPS = (0.45, 0.15)  # share without annual revenue: below 50 employees, and from there
BUDGET_GAPS = (0.45, 0.15)  # share without budget: interest below average, and above
AGE_GAPS, EMPLOYEE_GAPS, CRM_GAPS, CRM_UNKNOWN = 0.12, 0.08, 0.04, 0.06  # at random


def attribute_columns(rng: np.random.Generator, people: People, accounts: Accounts) -> pd.DataFrame:
    """Return what the CRM says about each lead, in the order of the file."""
    codes, gone = people.codes, gaps(rng, people, accounts)
    shown = {name: words(list(levels), codes[name]) for name, levels in LEVELS.items()}
    shown["job_title"] = words(*titles(people))
    shown["buying_role"] = words(BUYING_ROLES, codes["buying_role"])
    shown["age_group"] = words(AGE_GROUPS, codes["age_group"])
    shown["budget_range"] = words(list(BUDGETS), codes["budget_range"])
    for name in ("employees", "annual_revenue", "clients"):
        shown[name] = pd.Series(getattr(accounts, name)[people.account])
    shown["crm_in_use"] = shown["crm_in_use"].where(rng.random(len(accounts))[people.account] >= CRM_UNKNOWN, "unknown")
    return pd.DataFrame({name: column.where(~gone[name]) if name in gone else column for name, column in shown.items()})


def gaps(rng: np.random.Generator, people: People, accounts: Accounts) -> dict[str, np.ndarray]:
    """Return where values are missing: revenue rather of small companies, budget rather of the lukewarm."""
    n, account = len(accounts), people.account
    revenue = np.where(accounts.employees < 50, *REVENUE_GAPS)
    budget = np.where(people.interest < 0, *BUDGET_GAPS)
    return {
        "employees": (rng.random(n) < EMPLOYEE_GAPS)[account],
        "annual_revenue": (rng.random(n) < revenue)[account],
        "crm_in_use": (rng.random(n) < CRM_GAPS)[account],
        "budget_range": rng.random(len(people)) < budget,
        "age_group": rng.random(len(people)) < AGE_GAPS,
    }


def titles(people: People) -> tuple[list[str], np.ndarray]:
    """Return all job titles and the position of each lead's: they say seniority and department."""
    departments = [TITLE_WORDS[name] for name in LEVELS["department"]]
    every = [title.format(word) for name in LEVELS["seniority"] for title in TITLES[name] for word in departments]
    pattern = people.codes["seniority"].astype(np.int16) * TITLES_PER_SENIORITY + people.title
    return every, pattern * len(departments) + people.codes["department"]


def event_table(events: Events, lead_ids: pd.Series, people: People) -> pd.DataFrame:
    """Return the events in words: which page, which asset, which mailing."""
    columns = {
        "lead_id": words(lead_ids, events.lead),
        "event": words(EVENTS, events.kind),
        "at": dates(events.at),
        "page": words(*pages(events, people)),
        "asset": words(*assets(events)),
        "campaign": words(*mailings(events)),
    }
    return pd.DataFrame(columns)


def dates(seconds: np.ndarray) -> pd.Series:
    """Return moments; a negative number of seconds is no moment."""
    moments = pd.Series((START + seconds).astype("datetime64[us]"))
    return moments.where(seconds >= 0)


def pages(events: Events, people: People) -> tuple[list[str], np.ndarray]:
    """Return all paths and the position of each event's; a product page is that of the product wanted."""
    products = [f"/products/{name.lower()}" for name in ("suite", *list(LEVELS["product_interest"])[1:])]
    first = np.array([list(PATHS).index(name) if name in PATHS else -1 for name in EVENTS], dtype=np.int8)
    product = len(PATHS) + people.codes["product_interest"][events.lead]
    position = np.where(events.kind == EVENTS.index("product_page"), product, first[events.kind])
    return [*PATHS.values(), *products], position


def assets(events: Events) -> tuple[list[str], np.ndarray]:
    """Return all assets and the position of each event's."""
    first = np.array([ASSETS_PER_EVENT * list(ASSETS).index(name) if name in ASSETS else -1 for name in EVENTS])
    start = first.astype(np.int8)[events.kind]
    return [name for names in ASSETS.values() for name in names], np.where(start < 0, -1, start + events.detail)


def mailings(events: Events) -> tuple[list[str], np.ndarray]:
    """Return all mailings, one a month, and the position of each event's."""
    first = START.astype("datetime64[M]").astype(int)
    names = [f"mailing {np.datetime64(int(first + month), 'M')}" for month in range(24)]
    is_mail = np.array([name.startswith("email_") for name in EVENTS])[events.kind]
    return names, np.where(is_mail, events.detail - first, -1)
