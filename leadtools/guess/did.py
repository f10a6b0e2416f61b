"""What known leads did, by days since they came in, as the guessing sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from leadtools.guess.picks import EventFile
from leadtools.guess.table import Table

_LEAST_LEADS, _LEAST_SHARE = 20, 0.02


@dataclass(frozen=True)
class Did:
    """Events of known leads: ``lead, event, days`` since the lead came in, and details by column, numbers or texts."""

    events: pd.DataFrame
    details: pd.DataFrame
    n_leads: int

    def by(self, chosen: pd.Series | np.ndarray) -> int:
        """Return how many leads did the chosen events."""
        return int(self.events.loc[chosen, "lead"].nunique())

    def until(self, days: float, *, earlier: bool) -> Did:
        """Return what happened up to an age, with or without what lies before the lead came in."""
        chosen = (self.events["days"] < days) & (earlier | (self.events["days"] >= 0))
        return replace(self, events=self.events[chosen], details=self.details[chosen])

    @property
    def least(self) -> float:
        """How many leads must do something for it to be an attribute: 20, or 2 % of all."""
        return max(_LEAST_LEADS, _LEAST_SHARE * self.n_leads)

    def of(self, leads: int) -> str:
        """Return so many leads in words, of all."""
        return f"{leads:,} of {self.n_leads:,} leads ({leads / max(1, self.n_leads):.0%})"


def read_did(found: EventFile, own: Table, created: pd.Series) -> Did:
    """Return the events of leads that are known, with a kind and a moment; `created` by the id of the lead."""
    id_, event, at = (found.roles[role].column for role in ("id", "event", "at"))
    lead, when = own.texts(id_), own.dates(at)
    begun = lead.map(created).astype("datetime64[us]")
    when = when.mask((when == begun.dt.normalize()) & (when < begun), begun)  # the time of day is not known
    days = (when - begun) / pd.Timedelta(days=1)
    events = pd.DataFrame({"lead": lead, "event": own.texts(event), "days": days})
    known = events.notna().all(axis=1)
    rest = own.frame.drop(columns=[id_, event, at])
    details = rest.assign(**{column: own.numbers(column) for column in rest if own.numbers(column) is not None})
    return Did(events[known], details[known], len(created))
