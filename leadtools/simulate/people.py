"""The leads: when they came, who they are, how interested they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadtools.simulate.companies import Accounts, choose_accounts
from leadtools.simulate.draws import draw, draw_given, draw_levels
from leadtools.simulate.truth import (
    AGE_GROUP_GIVEN_SENIORITY,
    BUDGET_GIVEN_EMPLOYEES,
    BUYING_ROLE_GIVEN_SENIORITY,
    DAY,
    LEVELS,
    OF_LEAD,
    SEASON_MONTHS,
    SEASON_PRODUCT,
    SEASON_SHARE_DRAWN,
    SEASON_VOLUME,
    SPAM_SHARE,
    SPAN_DAYS,
    START,
)

GROWTH = 0.3  # more leads a day at the end than at the start, as a share
WEEKEND = 0.3  # leads on a Saturday or Sunday for each on a working day
SHARED_INTEREST = 0.3  # part of the variance of interest that the leads of one account share
TITLES_PER_SENIORITY = 5


@dataclass(frozen=True)
class People:
    """What is true of each lead, by position in order of creation.

    ``created`` is in seconds after the start; ``codes`` are positions of levels by attribute (those
    of the account too); ``interest`` is hidden: mean 0, variance 1, and shows only in what they do.
    """

    created: np.ndarray
    account: np.ndarray
    codes: dict[str, np.ndarray]
    title: np.ndarray
    spam: np.ndarray
    interest: np.ndarray

    def __len__(self) -> int:
        return len(self.created)


def make_people(rng: np.random.Generator, accounts: Accounts, n_leads: int) -> People:
    """Draw the leads. Apart from the season, nothing they are depends on when they came."""
    created = creation_times(rng, n_leads)
    account = choose_accounts(rng, len(accounts), n_leads)
    codes = {name: codes[account] for name, codes in accounts.codes.items()}
    codes["employees"] = accounts.employee_bands[account]
    codes |= {name: draw_levels(rng, LEVELS[name], n_leads) for name in OF_LEAD}
    codes["product_interest"] = draw_season(rng, codes["product_interest"], in_season(created))
    codes["budget_range"] = draw_given(rng, BUDGET_GIVEN_EMPLOYEES, codes["employees"])
    codes["buying_role"] = draw_given(rng, BUYING_ROLE_GIVEN_SENIORITY, codes["seniority"])
    codes["age_group"] = draw_given(rng, AGE_GROUP_GIVEN_SENIORITY, codes["seniority"])
    title = draw(rng, [1 / TITLES_PER_SENIORITY] * TITLES_PER_SENIORITY, n_leads)
    interest = np.sqrt(SHARED_INTEREST) * accounts.mood[account]
    interest += np.sqrt(1 - SHARED_INTEREST) * rng.standard_normal(n_leads)
    return People(created, account, codes, title, rng.random(n_leads) < SPAM_SHARE, interest)


def creation_times(rng: np.random.Generator, n_leads: int) -> np.ndarray:
    """Return rising times: the company grows, weekends are quiet, the busy season is not."""
    days = START.astype("datetime64[D]") + np.arange(SPAN_DAYS)
    weight = 1 + GROWTH * np.arange(SPAN_DAYS) / SPAN_DAYS
    weight *= np.where(np.is_busday(days), 1, WEEKEND)
    weight *= np.where(np.isin(month(days), SEASON_MONTHS), SEASON_VOLUME, 1)
    upper = np.cumsum(weight)
    day = np.searchsorted(upper, rng.random(n_leads) * upper[-1], side="right")
    second = np.rint(DAY * (0.25 + 0.7 * rng.beta(2, 2, n_leads))).astype(np.int64)
    return np.sort(day * DAY + second)


def in_season(created: np.ndarray) -> np.ndarray:
    """Say which leads came in the busy months."""
    return np.isin(month(START + created), SEASON_MONTHS)


def month(moments: np.ndarray) -> np.ndarray:
    """Return the month, 1 to 12."""
    return moments.astype("datetime64[M]").astype(np.int64) % 12 + 1


def draw_season(rng: np.random.Generator, product: np.ndarray, season: np.ndarray) -> np.ndarray:
    """Turn a share of the busy months' leads towards the product of the season."""
    turned = season & (rng.random(len(product)) < SEASON_SHARE_DRAWN)
    return np.where(turned, list(LEVELS["product_interest"]).index(SEASON_PRODUCT), product)
