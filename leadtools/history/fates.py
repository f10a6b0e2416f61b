"""When leads were created and what became of them: who can be judged at a moment, and who stands apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from leadtools.errors import DataError, MomentError
from leadtools.history.moments import day

_DAY, _AT_ONCE = pd.Timedelta(days=1), pd.Timedelta(0)


@dataclass(frozen=True)
class Fates:
    """Creation and outcome of every lead, by ``lead_id``.

    ``kind`` is that of the outcome; ``dated`` says whether it has dates at all; ``created`` is None
    where nothing says when leads were created.
    """

    kind: Literal["date", "flag", "status"]
    dated: bool
    created: pd.Series | None
    outcomes: pd.DataFrame
    known_until: pd.Timestamp | None

    def at_date(self, as_of: pd.Timestamp, horizon: pd.Timedelta) -> tuple[pd.Series, pd.Series]:
        """Return who converted in ``[as_of, as_of + horizon)``, and the reason why a lead stands apart.

        The reason is ``""`` for leads that are judged: those created by then and not decided before.
        """
        if as_of + horizon > self.known_until:
            raise MomentError(
                f"The horizon ends {day(as_of + horizon)} but outcomes are known only until {day(self.known_until)}. "
                f"Choose as_of on or before {day(self.known_until - horizon)}, or horizon_days=None to score open "
                "leads."
            )
        decided = self.outcomes["decided_at"]
        apart = set_apart(self.nobody, ~(self.created <= as_of), "not yet created")
        apart = set_apart(apart, decided < as_of, "decided before")
        apart = set_apart(apart, self._undated, "decided, no date")
        self._refuse_none_left(apart, horizon)
        return self._converted & (decided < as_of + horizon), apart

    def at_age(self, age: pd.Timedelta, horizon: pd.Timedelta) -> tuple[pd.Series, pd.Series]:
        """Return who converted, each lead looked at at its own `age`, and why a lead stands apart."""
        apart, converted = self.nobody, self._converted
        if self.kind == "status":
            apart = set_apart(apart, self.outcomes["converted"].isna(), "undecided")
        if self.created is not None:
            apart = set_apart(apart, self.created.isna(), "no creation date")
            apart = set_apart(apart, self.outcomes["decided_at"] < self.created + age, "decided before")
        if self.created is not None and self.kind != "status":
            end = self.created + age + horizon
            apart = set_apart(apart, end > (self.known_until or pd.NaT), "too young")
            if self.dated:
                apart = set_apart(apart, self._undated, "decided, no date")
                converted = converted & (self.outcomes["decided_at"] < end)
        self._refuse_none_left(apart, horizon, age)
        return converted, apart

    @property
    def nobody(self) -> pd.Series:
        """A blank reason for every lead."""
        return pd.Series("", index=self.outcomes.index, dtype=object)

    @property
    def _converted(self) -> pd.Series:
        return self.outcomes["converted"].fillna(False).astype(bool)

    @property
    def _undated(self) -> pd.Series:
        """Leads that are decided, nobody knows when."""
        return ~self.outcomes["open"] & self.outcomes["decided_at"].isna()

    def _refuse_none_left(self, apart: pd.Series, horizon: pd.Timedelta, age: pd.Timedelta = _AT_ONCE) -> None:
        reasons = apart.value_counts()
        if "" in reasons:
            return
        if "too young" not in reasons:
            counts = ", ".join(f"{n} {reason}" for reason, n in reasons.items()) or "there are none"
            raise DataError(f"No lead can be judged ({counts}). Choose another moment, or bring more leads.")
        first = self.created.min()
        looked = f", counted from the age of {age / _DAY:g} days," if age else ""
        raise MomentError(
            f"horizon_days is {horizon / _DAY:g}{looked} but the data span {(self.known_until - first).days} "
            f"days ({day(first)} to {day(self.known_until)}), so no lead is old enough to judge. "
            "Choose a shorter horizon_days, or bring older leads."
        )


def set_apart(apart: pd.Series, chosen: pd.Series | np.ndarray, reason: str) -> pd.Series:
    """Return the reasons with one more for the chosen leads that have none yet."""
    return apart.mask(np.asarray(chosen, dtype=bool) & (apart == "").to_numpy(), reason)
