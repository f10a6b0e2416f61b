"""The accounts: whom the simulated company sells to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadtools.simulate.draws import draw_levels, numbered, words
from leadtools.simulate.names import COMPANY_FIRST, COMPANY_FORM, COMPANY_SECOND
from leadtools.simulate.truth import EMPLOYEE_CUTS, LEVELS, OF_ACCOUNT

ACCOUNTS_PER_LEAD = 0.46


@dataclass(frozen=True)
class Accounts:
    """What is true of each account, by position.

    ``codes`` are positions of levels by attribute; ``mood`` is the part of interest its leads share.
    """

    codes: dict[str, np.ndarray]
    employees: np.ndarray
    annual_revenue: np.ndarray
    clients: np.ndarray
    mood: np.ndarray

    def __len__(self) -> int:
        return len(self.employees)

    @property
    def ids(self) -> pd.Series:
        """Numbers, all different."""
        return numbered("A", len(self), 4)

    @property
    def names(self) -> pd.Series:
        """Made-up names; beyond 6,400 accounts they repeat."""
        number = np.arange(len(self))
        first, second, form = number % 40, (number * 7 + number // 40) % 40, number // 1600 % 4
        return words(COMPANY_FIRST, first) + " " + words(COMPANY_SECOND, second) + " " + words(COMPANY_FORM, form)

    @property
    def employee_bands(self) -> np.ndarray:
        """Position among the bands of employees."""
        return np.digitize(self.employees, EMPLOYEE_CUTS)


def make_accounts(rng: np.random.Generator, n_leads: int) -> Accounts:
    """Draw the accounts. Revenue and clients follow the number of employees; only that one has an effect."""
    n = max(1, round(n_leads * ACCOUNTS_PER_LEAD))
    codes = {name: draw_levels(rng, LEVELS[name], n) for name in OF_ACCOUNT}
    employees = np.clip(np.rint(rng.lognormal(np.log(60), 1.5, n)), 1, 20_000)
    revenue = np.maximum(1, np.rint(employees * 12 * rng.lognormal(0, 0.45, n))) * 10_000
    clients = np.maximum(1, np.rint(6 * employees**0.7 * rng.lognormal(0, 0.6, n)))
    return Accounts(codes, employees, revenue, clients, rng.standard_normal(n))


def choose_accounts(rng: np.random.Generator, n_accounts: int, n_leads: int) -> np.ndarray:
    """Return the account of each lead: a few accounts send many leads, most send one or two."""
    upper = np.cumsum(rng.lognormal(0, 0.7, n_accounts))
    return np.searchsorted(upper, rng.random(n_leads) * upper[-1], side="right")
