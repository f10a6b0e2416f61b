"""What a run can say about time: the cards of the past, the conversions still to come, the leads still needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from leadtools.errors import LeadToolsError
from leadtools.evaluation.backtest import Backtest, backtest, why_no_backtest
from leadtools.evaluation.enough import attributes_ready, leads_needed, present_inflow
from leadtools.evaluation.maturity import maturity_by, time_to_close
from leadtools.levels import find_levels
from leadtools.methods.logistic import fit_logistic
from leadtools.runs import Run
from leadtools.scorecard import Scorecard

SHOWN = ["month", "learned_from", "too_young", "leads", "conversions", "close_rate", "predicted", "auc", "auc_low",
         "auc_high", "lift_top_tenth", "rank_agreement", "random_split_auc", "verdict"]  # fmt: skip


@dataclass(frozen=True)
class LookBack:
    """A run seen through time; where it has no dates, `reason` says so and `found` is None.

    Attributes
    ----------
    run : Run
    found : Backtest or None
        Cards made anew period by period, by logistic regression.
    reason : str
        Why there is none, or ``""``.
    why_not_followed : str
        Why leads cannot be followed to their conversion, or ``""``.
    """

    run: Run
    found: Backtest | None
    reason: str
    why_not_followed: str

    @classmethod
    def of(cls, run: Run, *, every: str = "month") -> LookBack:
        """Look back on a run, or say why that cannot be done."""
        reason = why_no_backtest(run.history)
        if reason:
            return cls(run, None, reason, reason)
        said = {"every": every, "horizon_days": run.config.horizon_days, "after_days": run.config.after_days}

        def fit(X: pd.DataFrame, y: pd.Series) -> Scorecard:
            missing = ("", *run.config.missing)
            return fit_logistic(X, y, levels=find_levels(X, missing=missing, missing_in=run.config.missing_in,
                                                         cuts=run.config.cuts))  # fmt: skip

        try:
            return cls(run, backtest(run.history, fit, seed=run.seed, **said), "", cls._followed(run))
        except LeadToolsError as fault:
            return cls(run, None, str(fault), cls._followed(run))

    @staticmethod
    def _followed(run: Run) -> str:
        """Return why the pace at which leads convert cannot be told, or ``""``."""
        try:
            maturity_by(run.history, run.history.roles.created_at, horizon_days=run.config.horizon_days)
        except LeadToolsError as fault:
            return str(fault)
        return ""

    @property
    def words(self) -> str:
        """The verdict, or why there is none."""
        return self.found.verdict if self.found else self.reason

    @property
    def steps(self) -> pd.DataFrame:
        """The periods of the time machine, with the columns people read; the period as text."""
        table = self.found.table[SHOWN]
        return table.assign(month=table["month"].dt.strftime("%Y-%m-%d")).rename(columns={"month": "from"})

    @cached_property
    def time_to_close(self) -> pd.DataFrame:
        """Shares of leads converted by 30, 60, 90 and 180 days."""
        return time_to_close(self.run.history)

    @cached_property
    def by_day(self) -> pd.DataFrame:
        """Shares of leads converted by every third day of half a year."""
        return time_to_close(self.run.history, days=range(3, 181, 3))

    @cached_property
    def months(self) -> pd.DataFrame:
        """Close rates of the months, corrected for young leads."""
        history = self.run.history
        return maturity_by(history, history.roles.created_at, horizon_days=self.run.config.horizon_days)

    def leads_needed(self, lift: float) -> pd.DataFrame:
        """Return for each level the leads it takes to tell such a lift, and when there will be so many."""
        run = self.run
        dated = run.history.created_at is not None and run.as_of is not None
        inflow = (present_inflow(run.history) or None) if dated else None
        options = {"leads_a_day": inflow, "counted_on": run.as_of}
        return leads_needed(run.snapshot.X, run.snapshot.y, lift=lift, levels=run.levels, **options)

    @staticmethod
    def attributes_ready(needed: pd.DataFrame) -> pd.DataFrame:
        """Return `leads_needed` summed up, a row for each attribute."""
        return attributes_ready(needed)
