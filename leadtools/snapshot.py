"""Leads as they looked at a moment, and what became of them: past here there are no dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from leadtools.errors import DataError, ParameterError


@dataclass(frozen=True)
class Snapshot:
    """Attributes known at a moment and the outcome after it.

    Attributes
    ----------
    X : DataFrame (n_leads, n_attributes)
        Attributes as known at the moment, indexed by ``lead_id``.
    y : Series of int (n_leads,) or None
        1 for a lead that converted within the horizon, 0 for one that did not; None where no
        horizon was asked for, as for open leads.
    as_of : Timestamp or None
        The calendar moment; None where each lead stands at its own age.
    apart : Series of str
        The leads that belong to neither, by ``lead_id``, with the reason: ``too young``,
        ``undecided``, ``decided before``, ``not yet created``.
    moments : Series or None
        What puts the leads of ``X`` in time: a date, a number, or None where nothing does.
    """

    X: pd.DataFrame
    y: pd.Series | None
    as_of: pd.Timestamp | None
    apart: pd.Series
    moments: pd.Series | None = None

    def take(self, chosen: np.ndarray) -> Snapshot:
        """Return the leads where the boolean ``chosen`` (n_leads,) is true."""
        return replace(
            self,
            X=self.X[chosen],
            y=None if self.y is None else self.y[chosen],
            moments=None if self.moments is None else self.moments[chosen],
        )

    def split(self, *, test_share: float = 0.3, seed: int = 0) -> Split:
        """Keep the latest ``test_share`` (0 to 1) of the leads to judge by; learn from the rest.

        Leads of one moment stay on one side. Without dates or an order the leads to judge by are
        drawn at random from ``seed``.

        Raises
        ------
        ParameterError
            If ``test_share`` is not between 0 and 1.
        DataError
            If one side would be empty.
        """
        if not 0 < test_share < 1:
            raise ParameterError(f"test_share is {test_share}; allowed is a share between 0 and 1, such as 0.3.")
        if self.moments is None:
            return self._split_at_random(test_share, seed)
        boundary = _boundary(self.moments, test_share)
        later = (self.moments >= boundary).to_numpy()
        kind = "time" if pd.api.types.is_datetime64_any_dtype(self.moments) else "order"
        return Split(kind, self.take(~later), self.take(later), boundary)

    def _split_at_random(self, test_share: float, seed: int) -> Split:
        n_test = round(len(self.X) * test_share)
        if not 0 < n_test < len(self.X):
            raise DataError(f"{len(self.X)} leads cannot be split into leads to learn from and leads to judge by.")
        chosen = np.zeros(len(self.X), dtype=bool)
        chosen[np.random.default_rng(seed).permutation(len(self.X))[:n_test]] = True
        return Split("random", self.take(~chosen), self.take(chosen), None)


@dataclass(frozen=True)
class Split:
    """Leads to learn from (``train``) and leads to judge by (``test``).

    ``kind`` is ``time``, ``order`` or ``random``; ``boundary`` is the first moment of ``test``.
    """

    kind: Literal["time", "order", "random"]
    train: Snapshot
    test: Snapshot
    boundary: pd.Timestamp | float | None


def _boundary(moments: pd.Series, test_share: float):
    """Return the earliest moment of the latest ``test_share``, never the very first moment."""
    in_time = np.sort(moments.to_numpy())
    boundary = in_time[min(len(in_time) - 1, round(len(in_time) * (1 - test_share)))] if len(in_time) else None
    if boundary is not None and boundary == in_time[0]:
        after = in_time[in_time > in_time[0]]
        boundary = after[0] if len(after) else None
    if boundary is None:
        raise DataError(
            "All judged leads share one moment, so none are later than the others. Name a column that orders "
            "the leads (`order:`) or leave out `created:` to split at random."
        )
    return pd.Timestamp(boundary) if isinstance(boundary, np.datetime64) else float(boundary)
