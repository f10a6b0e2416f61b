"""What a report says about behaviour, or why it says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from leadtools.behaviour.by_account import close_rates_by_colleagues
from leadtools.behaviour.by_event import close_rates_by_event
from leadtools.behaviour.half_lives import HalfLives, half_lives
from leadtools.behaviour.patterns import find_patterns
from leadtools.behaviour.risk_sets import risk_sets
from leadtools.behaviour.season import TOO_FEW, Season, season
from leadtools.behaviour.time_lines import time_lines
from leadtools.errors import LeadToolsError
from leadtools.history import History


@dataclass(frozen=True)
class Look:
    """A history seen through its events; where nothing can be told, `reason` says why.

    Attributes
    ----------
    history : History
    horizon_days : float
    seed : int
    reason : str
        Why nothing can be told, or ``""``.
    """

    history: History
    horizon_days: float
    seed: int
    reason: str

    @classmethod
    def of(cls, history: History, *, horizon_days: float, seed: int) -> Look:
        """Look at a history, or say why that cannot be done."""
        reason = ""
        if history.events is None or history.events.empty:
            reason = "There are no events, so nothing can be said about what leads do. Name their file: `events: " \
                     "{file: events.csv, id: lead_id, event: event, at: at}`."  # fmt: skip
        else:
            try:
                risk_sets(history, others=1, seed=seed)
                close_rates_by_event(history, horizon_days=horizon_days)
            except LeadToolsError as fault:
                reason = str(fault)
        return cls(history, horizon_days, seed, reason)

    @cached_property
    def time_lines(self) -> pd.DataFrame:
        """Events of a few leads within the horizon."""
        return time_lines(self.history, days=self.horizon_days, seed=self.seed)

    @property
    def nothing(self) -> str:
        """What stands in place of each picture where nothing can be told, or ``""``; `reason` says it once."""
        return "Nothing to show: the reason stands above." if self.reason else ""

    @property
    def no_time_lines(self) -> str:
        """Why no lead is shown by itself, or ``""``."""
        if self.reason or len(self.time_lines):
            return self.nothing
        return f"No lead that did three things or more has been followed for {self.horizon_days:g} days yet."

    @cached_property
    def rates(self) -> pd.DataFrame:
        """Close rates by recency and count, at the age of 30 days."""
        return close_rates_by_event(self.history, horizon_days=self.horizon_days)

    @cached_property
    def alone(self) -> str:
        """Why nothing can be told about colleagues, or ``""``."""
        try:
            _ = self.nothing or self.colleagues
        except LeadToolsError as fault:
            return str(fault)
        return self.nothing

    @cached_property
    def colleagues(self) -> pd.DataFrame:
        """Close rates by what colleagues had done, at the age of 30 days."""
        return close_rates_by_colleagues(self.history, horizon_days=self.horizon_days)

    @cached_property
    def patterns(self) -> pd.DataFrame:
        """Combinations and sequences that stand out."""
        return find_patterns(self.history, horizon_days=self.horizon_days, seed=self.seed)

    @property
    def no_patterns(self) -> str:
        """Why there are none to look at, or ``""``."""
        if self.reason or len(self.patterns):
            return self.nothing
        return "No combination or sequence stands out beyond what its single events explain."

    @cached_property
    def half_lives(self) -> HalfLives:
        """Half-lives of all kinds of events."""
        return half_lives(self.history, seed=self.seed)

    @cached_property
    def season(self) -> Season:
        """Months of the year beside each other."""
        return season(self.history, horizon_days=self.horizon_days)

    @property
    def no_season(self) -> str:
        """Why months cannot be held against each other, or ``""``."""
        if self.reason or not self.season.tests["verdict"].eq(TOO_FEW).all():
            return self.nothing
        return "Too few months can be judged to hold them against each other: more leads, or older ones, are needed."

    def facts(self) -> dict[str, object]:
        """Return the same as facts for ``summary.json``."""
        if self.reason:
            return {"behaviour": {"reason": self.reason}}
        told = self.half_lives.table.loc[lambda table: table["verdict"] == "told"]
        lives = told[["event", "half_life_days", "low_days", "high_days"]].to_dict("records")
        return {"behaviour": {"half_lives": lives,
                              "patterns": self.patterns[["pattern", "verdict"]].to_dict("records")}}  # fmt: skip
