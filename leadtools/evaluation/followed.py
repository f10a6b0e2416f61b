"""How long each lead has been followed, and the curve of those not converted yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight

from leadtools import intervals
from leadtools.errors import DataError, MomentError
from leadtools.history import History

DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Followed:
    """Leads with a creation date, by ``lead_id``.

    Attributes
    ----------
    days : Series of float
        Days from creation to conversion, or to the day until which outcomes are known.
    converted : Series of bool
    ages : Series of float
        Days from creation to the day until which outcomes are known, whatever became of the lead.
    accounts : Series
        The company of each lead; a lead without one is its own.
    left_out : Series of str
        Leads that cannot be followed, with the reason.
    """

    days: pd.Series
    converted: pd.Series
    ages: pd.Series
    accounts: pd.Series
    left_out: pd.Series

    @classmethod
    def of(cls, history: History) -> Followed:
        """Return how long the leads of a history have been followed.

        A lead that was lost stays among those not converted until the end: it could have been
        watched that long and would not have converted.
        """
        created, outcomes = _dates(history), history.outcomes
        converted = outcomes["converted"].fillna(False).astype(bool)
        days = (outcomes["decided_at"].where(converted, history.known_until) - created) / DAY
        reason = np.select(
            [created.isna(), converted & outcomes["decided_at"].isna(), days < 0],
            ["no creation date", "converted, no date", "decided before"],
            "",
        )
        if (reason != "").all():
            raise DataError("No lead can be followed from its creation to its outcome: dates are blank or contradict.")
        left_out = pd.Series(reason, index=created.index, dtype=object).rename("reason")
        inside = left_out == ""
        ages = (history.known_until - created[inside]) / DAY
        accounts = _accounts(history)[inside]
        return cls(days[inside].rename("days"), converted[inside], ages, accounts, left_out[~inside])

    def take(self, chosen: np.ndarray) -> Followed:
        """Return the leads where the boolean ``chosen`` (n_leads,) is true."""
        parts = (self.days, self.converted, self.ages, self.accounts)
        return Followed(*(part[chosen] for part in parts), self.left_out)

    def curve(self) -> Curve:
        """Return the Kaplan–Meier curve of these leads."""
        found = SurvfuncRight(self.days.to_numpy(), self.converted.to_numpy().astype(int))
        events = np.asarray(found.n_events) > 0
        return Curve(
            np.asarray(found.surv_times)[events],
            np.asarray(found.surv_prob)[events],
            np.asarray(found.n_events)[events],
            np.asarray(found.n_risk)[events],
            self,
        )


def _accounts(history: History) -> pd.Series:
    own = pd.Series(range(len(history.leads)), index=history.lead_ids).astype(str)
    if history.roles.account is None:
        return own
    named = history.leads[history.roles.account].set_axis(history.lead_ids)
    return ("account " + named.astype(str)).where(named.notna(), own)


def _dates(history: History) -> pd.Series:
    if history.created_at is None or history.known_until is None or history.created_at.isna().all():
        raise MomentError(
            "How long leads take to convert cannot be told: the leads have no creation date. Name it (`created:`)."
        )
    if history.roles.decision is None:
        raise MomentError(
            "How long leads take to convert cannot be told: the outcome has no date. Name the date of the outcome "
            "(`outcome: date:`, or `decided:` beside a flag or status)."
        )
    return history.created_at


@dataclass(frozen=True)
class Curve:
    """Share of leads not converted yet, by the days at which some convert, and the leads it comes from."""

    days: np.ndarray
    unconverted: np.ndarray
    events: np.ndarray
    at_risk: np.ndarray
    leads: Followed

    def share(self, days: float | np.ndarray) -> np.ndarray:
        """Return the share (0 to 1) converted by so many days."""
        return 1 - np.concatenate([[1.0], self.unconverted])[np.searchsorted(self.days, days, side="right")]

    def followed_for(self, days: float | np.ndarray) -> np.ndarray:
        """Return how many leads have been followed, converted or not, for so many days without converting before."""
        in_order = np.sort(self.leads.days.to_numpy())
        return len(in_order) - np.searchsorted(in_order, days, side="left")

    def steps(self) -> np.ndarray:
        """Return the variance of each step of the logarithm of the curve (Greenwood)."""
        stay = self.at_risk - self.events
        return np.divide(self.events, self.at_risk * stay, out=np.zeros(len(stay)), where=stay > 0)

    def log_variance(self, days: float) -> float:
        """Return the variance of the logarithm of the share not converted by so many days."""
        return float(self.steps()[self.days <= days].sum())

    def together(self, days: float) -> float:
        """Return how many times larger the variance is because leads of one account convert together; at least 1.

        Each lead moves the logarithm of the curve a little: down on the day it converts, up on the days
        on which it could have and did not. Within an account these are added before they are squared.
        """
        inside = self.days <= days
        stay = np.maximum(self.at_risk - self.events, 1)[inside]
        passed = np.concatenate([[0.0], np.cumsum(self.events[inside] / self.at_risk[inside] / stay)])
        places = np.searchsorted(self.days[inside], self.leads.days.to_numpy(), side="right")
        converts = (self.leads.converted & (self.leads.days <= days)).to_numpy()
        moves = passed[places] - np.where(converts, np.append(1 / stay, 0.0)[places - 1], 0.0)
        by_account = pd.Series(moves).groupby(self.leads.accounts.to_numpy()).sum()
        alone = float(np.sum(moves**2))
        return max(1.0, float((by_account**2).sum()) / alone) if alone > 0 else 1.0

    def interval(self, days: float) -> tuple[float, float]:
        """Return the 95 % interval of the share converted by so many days.

        Wilson's interval for as many leads as would make a plain share as uncertain as this one
        (Rothman 1978, "Estimation of confidence limits for the cumulative probability of survival"),
        leads of one account taken together.
        """
        share = float(self.share(days))
        variance = (1 - share) ** 2 * self.log_variance(days) * self.together(days)
        leads = share * (1 - share) / variance if variance > 0 else float(max(1, self.followed_for(days)))
        return wilson(share, leads)


def wilson(share: float, leads: float) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share seen on so many leads, which need not be whole."""
    low, high = intervals.wilson(share * leads, leads)
    return float(low), float(high)
