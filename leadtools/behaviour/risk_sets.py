"""Each conversion beside leads of the same age that had not converted by then: what did it do that they had not?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadtools.errors import DataError, MomentError
from leadtools.history import History

MICROSECONDS = "datetime64[us]"
_ROWS, _OTHERS = 20_000, (10, 40)


@dataclass(frozen=True)
class RiskSets:
    """Conversions, each with the leads it is compared with.

    Attributes
    ----------
    lead : ndarray of int (n_sets, 1 + n_others)
        Positions in ``history.lead_ids``; the first of each row is the one that converted.
    moment : ndarray of int (n_sets, 1 + n_others)
        When each is looked at, in microseconds: all of a row at the same age, that at which the
        first converted.
    """

    lead: np.ndarray
    moment: np.ndarray

    def __len__(self) -> int:
        return len(self.lead)

    def take(self, chosen: np.ndarray) -> RiskSets:
        """Return the sets where `chosen` (n_sets,) is true."""
        return RiskSets(self.lead[chosen], self.moment[chosen])


def risk_sets(history: History, leads: np.ndarray | None = None, *, others: int = 10, seed: int = 0) -> RiskSets:
    """Return every conversion with some leads of the same age that had not converted by then.

    Parameters
    ----------
    history : History
        With dates of creation and of conversion.
    leads : ndarray of bool (n_leads,), optional
        Which leads take part; default: all.
    others : int
        How many leads are drawn for each conversion, with replacement.
    seed : int
        Of the draw.

    Raises
    ------
    MomentError
        If creation or conversion has no date.
    DataError
        If no lead converted after it was created, or none could be compared with.

    Notes
    -----
    A nested case-control study: Thomas (1977), Goldstein and Langholz (1992). A lead that came later
    is compared only up to the age at which it was last followed, so young leads are not taken for
    lost ones. Sets of one lead at several ages are independent given what came before, as in Cox
    (1975), so that the likelihood of all sets together needs no correction for the repeats.

    Examples
    --------
    ``a`` converted at the age of 31 days; ``b`` had not by then, ``c`` was followed for 10 days only.

    >>> history = History(pd.DataFrame({
    ...     "lead_id": ["a", "b", "c"], "created_at": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-22"]),
    ...     "converted_at": pd.to_datetime(["2025-02-01", None, None])}), known_until="2025-04-01")
    >>> risk_sets(history, others=2).lead
    array([[0, 1, 1]])
    """
    created, end, converted = _followed(history)
    followed = end - created
    here = ~np.isnan(followed) & (np.ones(len(created), dtype=bool) if leads is None else leads)
    cases = np.flatnonzero(here & converted & (followed > 0))
    order = np.flatnonzero(here)[np.argsort(followed[here], kind="stable")]
    begin = np.searchsorted(followed[order], followed[cases], side="right")
    cases, begin = cases[begin < len(order)], begin[begin < len(order)]
    if not len(cases):
        raise DataError("No lead converted after it was created while another of its age had not; nothing to compare.")
    drawn = np.random.default_rng(seed).random((len(cases), others))
    lead = np.column_stack([cases, order[begin[:, None] + (drawn * (len(order) - begin)[:, None]).astype(int)]])
    return RiskSets(lead, (created[lead] + followed[cases][:, None]).astype(np.int64))


def rich_risk_sets(history: History, leads: np.ndarray | None = None, *, seed: int = 0) -> RiskSets:
    """Return risk sets with 10 to 40 others, as many as make some 20,000 rows: what few leads do shows in many only.

    Raises
    ------
    MomentError, DataError
        As `risk_sets`.

    Notes
    -----
    With m others, roughly m ÷ (m + r) of the information is kept about what r times as many of those
    who convert do as of the others (at r = 1: Ury 1975): at r = 5 two thirds with 10, nine tenths with 40.
    """
    n_sets = len(risk_sets(history, leads, others=1, seed=seed))
    return risk_sets(history, leads, others=int(np.clip(_ROWS // n_sets, *_OTHERS)), seed=seed)


def _followed(history: History) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return in microseconds when each lead was created and until when it was open to convert, and whether it did."""
    lacking = ["that of creation (`created:`)"] * (history.created_at is None)
    lacking += ["that of conversion (`outcome: {date: …}`, or `decided:` there)"] * (history.roles.decision is None)
    if lacking:
        raise MomentError(
            "What leads do before they convert can be told only where creation and conversion have dates. Name "
            f"{' and '.join(lacking)}."
        )
    decided = history.outcomes["decided_at"]
    converted = history.outcomes["converted"].fillna(False).to_numpy(bool) & decided.notna().to_numpy()
    end = decided.fillna(history.known_until).clip(upper=history.known_until)
    return microseconds(history.created_at), microseconds(end), converted


def microseconds(dates: pd.Series) -> np.ndarray:
    """Return dates as numbers, exact up to the year 2255; missing where there is none."""
    whole = dates.astype(MICROSECONDS).astype("int64").to_numpy().astype(float)
    return np.where(dates.isna(), np.nan, whole)
