"""What is true about the simulated company: every effect that was planted, as data.

Effects are log-odds of saying yes when the lead makes up its mind. They add up: attributes, contact
details and what the lead did before. A method that learns well finds them again.
"""

from typing import NamedTuple

import numpy as np

START = np.datetime64("2024-01-01T00:00:00")
DAY = 86_400
SPAN_DAYS = 731  # 2024 is a leap year: 366 + 365
SPAN = SPAN_DAYS * DAY

# Log-odds of yes for a lead whose levels all have effect 0 and who did nothing.
INTERCEPT = -3.15

# attribute -> level -> (share of leads or accounts, log-odds)
LEVELS: dict[str, dict[str, tuple[float, float]]] = {
    "seniority": {
        "executive": (0.14, 0.7),
        "director": (0.18, 0.4),
        "manager": (0.32, 0.0),
        "staff": (0.30, -0.45),
        "student": (0.06, -1.6),
    },
    "department": {
        "finance": (0.28, 0.35),
        "operations": (0.27, 0.1),
        "IT": (0.20, 0.0),
        "marketing": (0.15, -0.3),
        "HR": (0.10, -0.4),
    },
    "country": {
        "Austria": (0.12, 0.3),
        "Germany": (0.34, 0.1),
        "Switzerland": (0.12, 0.0),
        "Netherlands": (0.12, -0.1),
        "Poland": (0.12, -0.3),
        "India": (0.08, -1.2),
        "United States": (0.10, -1.2),
    },
    "industry": {
        "software": (0.16, 0.3),
        "professional services": (0.18, 0.2),
        "manufacturing": (0.20, 0.0),
        "renewable energy": (0.12, 0.0),
        "healthcare": (0.12, -0.1),
        "retail": (0.14, -0.3),
        "public sector": (0.08, -0.6),
    },
    "market_segment": {"B2B": (0.50, 0.2), "both": (0.20, 0.0), "B2C": (0.30, -0.3)},
    "crm_in_use": {
        "cloud CRM": (0.26, 0.3),
        "ERP module": (0.16, 0.1),
        "spreadsheets": (0.32, 0.0),
        "on-premises CRM": (0.12, -0.2),
        "none": (0.14, -0.4),
    },
    "competitor_product": {"Rival Two": (0.15, 0.3), "none": (0.65, 0.0), "Rival One": (0.20, -0.4)},
    "lead_source": {
        "referral": (0.12, 0.9),
        "partner": (0.10, 0.5),
        "trade fair": (0.13, 0.1),
        "organic search": (0.24, 0.1),
        "paid search": (0.18, -0.1),
        "social ads": (0.13, -0.6),
        "purchased list": (0.10, -1.1),
    },
    "product_interest": {"both": (0.16, 0.5), "Ledger": (0.46, 0.0), "Planner": (0.38, -0.3)},
    "first_form": {
        "demo request": (0.15, 0.8),
        "free trial": (0.17, 0.45),
        "contact form": (0.20, 0.1),
        "webinar": (0.13, 0.0),
        "ebook": (0.22, -0.5),
        "newsletter": (0.13, -0.9),
    },
    "newsletter_opt_in": {"yes": (0.55, 0.2), "no": (0.45, 0.0)},
    "browser": {"Chrome": (0.55, 0.0), "Edge": (0.17, 0.0), "Safari": (0.16, 0.0), "Firefox": (0.12, 0.0)},
}
OF_ACCOUNT = ("country", "industry", "market_segment", "crm_in_use", "competitor_product")
OF_LEAD = tuple(name for name in LEVELS if name not in OF_ACCOUNT)

# The company sells best in the middle: neither the smallest nor the largest firms.
EMPLOYEE_CUTS = (10, 50, 250, 1000)
EMPLOYEES = {
    "below 10": -0.6,
    "10 to below 50": 0.0,
    "50 to below 250": 0.4,
    "250 to below 1000": 0.1,
    "1000 and more": -0.4,
}

BUDGETS = {"under 5k": -0.4, "5k to 20k": 0.0, "20k to 50k": 0.25, "over 50k": 0.5}
# Larger firms have larger budgets: shares of the four budgets for each band of employees.
BUDGET_GIVEN_EMPLOYEES = np.array(
    [
        [0.60, 0.30, 0.08, 0.02],
        [0.40, 0.40, 0.15, 0.05],
        [0.20, 0.40, 0.28, 0.12],
        [0.10, 0.30, 0.35, 0.25],
        [0.05, 0.20, 0.35, 0.40],
    ]
)

# These only look good (or bad): buying role and age follow seniority, and have no effect of their own.
BUYING_ROLES = ("economic buyer", "champion", "influencer", "user")
BUYING_ROLE_GIVEN_SENIORITY = np.array(
    [
        [0.75, 0.10, 0.10, 0.05],
        [0.45, 0.30, 0.15, 0.10],
        [0.12, 0.40, 0.28, 0.20],
        [0.02, 0.13, 0.25, 0.60],
        [0.00, 0.04, 0.11, 0.85],
    ]
)
AGE_GROUPS = ("under 25", "25 to 34", "35 to 49", "50 and over")
AGE_GROUP_GIVEN_SENIORITY = np.array(
    [
        [0.01, 0.10, 0.44, 0.45],
        [0.01, 0.16, 0.48, 0.35],
        [0.03, 0.37, 0.40, 0.20],
        [0.15, 0.45, 0.28, 0.12],
        [0.80, 0.18, 0.02, 0.00],
    ]
)

TRUE_EFFECTS: dict[str, dict[str, float]] = {
    name: {level: log_odds for level, (_, log_odds) in levels.items()} for name, levels in LEVELS.items()
} | {"employees": EMPLOYEES, "budget_range": BUDGETS}
NO_EFFECT = ("buying_role", "age_group", "annual_revenue", "clients", "browser")

# What a level gains (or loses) from the first day to the last, straight; TRUE_EFFECTS has the middle.
CHANGES = {("lead_source", "trade fair"): -2.4, ("industry", "renewable energy"): 2.0}

# Before the year ends, more leads want one product, and they close better.
SEASON_PRODUCT = "Ledger"
SEASON_MONTHS = (9, 10, 11)
SEASON_LOG_ODDS = 0.9
SEASON_SHARE_DRAWN = 0.35  # of the leads who would have wanted the other product
SEASON_VOLUME = 1.4  # times as many leads a day

CONTACT_EFFECTS = {"no phone": -0.3, "free e-mail domain": -0.3, "role address": -0.2}
CONTACT_SHARES = {"no phone": 0.25, "free e-mail domain": 0.14, "role address": 0.05}
SPAM_SHARE = 0.035  # never converts

# event -> (log-odds of one event just before the decision, half-life in days)
BEHAVIOUR: dict[str, tuple[float, float]] = {
    "home_page": (0.0, 7),
    "product_page": (0.10, 10),
    "pricing_page": (0.30, 7),
    "cart": (0.35, 7),
    "blog": (0.0, 7),
    "careers_page": (-0.6, 30),
    "support_forum": (0.0, 7),
    "email_sent": (0.0, 7),
    "email_opened": (0.05, 14),
    "email_clicked": (0.25, 14),
    "email_replied": (0.7, 21),
    "email_unsubscribed": (-1.2, 180),
    "ebook_download": (0.1, 30),
    "whitepaper_download": (0.2, 30),
    "case_study_download": (0.2, 21),
    "webinar_attended": (0.5, 30),
    "demo_request": (1.2, 14),
    "trial_started": (1.0, 14),
    "contact_form": (0.6, 14),
    "social_like": (0.0, 7),
    "social_share": (0.1, 7),
    "social_follow": (0.0, 7),
}
EVENTS = tuple(BEHAVIOUR)
HALF_LIFE_DAYS = {event: days for event, (log_odds, days) in BEHAVIOUR.items() if log_odds}


class Pattern(NamedTuple):
    """Events that together weigh `log_odds` more when all fall in the last `within_days` before the decision."""

    events: tuple[str, ...]
    within_days: int
    log_odds: float


COMBINATION = Pattern(("case_study_download", "pricing_page"), 21, 1.6)  # in any order
SEQUENCE = Pattern(("product_page", "pricing_page", "cart"), 14, 1.6)  # in this order

# The journey, as people write it down: mean days until a lead moves on from each stage, if it does, and the
# log-odds of doing so of a lead like any other. Nothing follows from a stage.
STAGES = ("subscriber", "lead", "MQL", "SQL", "opportunity")
STAGE_DAYS = (3, 6, 8, 10)
STAGE_LOG_ODDS = (2.0, 1.2, 0.6, 0.4)
STAGE_OUT = "disqualified"
OUT_SHARE, OUT_DAYS = 0.6, 10  # of those that said no, and mean days until somebody writes it down
