"""Close rates by what colleagues of the same company had done: how many of them, and how much the best."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.attributes import attributes_as_of
from leadtools.attributes.checks import no_members
from leadtools.behaviour.by_event import rates
from leadtools.crm import OURS, plain
from leadtools.errors import DataError
from leadtools.history import History
from leadtools.history.accounts import members

WINDOW_DAYS, HALF_LIFE_DAYS = 30, 14
BREADTH = ["no colleague", "0", "1", "2", "3 or more"]
BEST = ["no colleague", "below 1", "1 to 3", "3 to 8", "8 or more"]
_FEWEST = 20


def close_rates_by_colleagues(history: History, *, age_days: float = 30, horizon_days: float = 90) -> pd.DataFrame:
    """Return close rates by what a lead's colleagues had done when the lead was so many days old.

    Parameters
    ----------
    history : History
        With events, dates of creation and conversion, and an account or e-mail addresses.
    age_days : float
        Each lead is looked at at this age, if it had not converted before.
    horizon_days : float
        In which a conversion counts from then on.

    Returns
    -------
    DataFrame
        ``by`` (``breadth``: colleagues who did something in the last 30 days; ``best``: the events of
        the most engaged of them, each worth half after 14 days), ``level``, ``leads, conversions,
        close_rate, low, high`` (95 %, Wilson). Colleagues who came in later do not count, nor do
        events that by their names the company does, such as mails sent.

    Raises
    ------
    DataError
        If nothing says who is of one company, or fewer than 20 leads have a colleague.
    MomentError
        As `History.snapshot`.

    Examples
    --------
    Twenty pairs, one of each active two days ago: its colleague has one active colleague, itself none.

    >>> ids = [f"{i:02d}" for i in range(40)]
    >>> leads = pd.DataFrame({"lead_id": ids, "account": [i // 2 for i in range(40)],
    ...                       "created_at": pd.Timestamp("2025-01-01"),
    ...                       "converted_at": [pd.Timestamp("2025-02-10") if i % 2 else None for i in range(40)]})
    >>> events = pd.DataFrame({"lead_id": ids[::2], "event": "visit", "at": pd.Timestamp("2025-01-29")})
    >>> found = close_rates_by_colleagues(History(leads, events, known_until="2025-12-01"))
    >>> found.loc[found["by"] == "breadth", ["level", "leads", "conversions"]].values.tolist()
    [['0', 20, 0], ['1', 20, 20]]
    """
    whose = members(history.leads, history.roles, history.outcomes["converted"])
    if whose is None:
        raise DataError(no_members("close_rates_by_colleagues"))
    snapshot = history.without(history.attributes).snapshot(after_days=age_days, horizon_days=horizon_days)
    moments = history.created_at.reindex(snapshot.y.index) + pd.Timedelta(days=age_days)
    alone = (_colleagues(whose, moments) == 0).to_numpy()
    if (~alone).sum() < _FEWEST:
        raise DataError(
            f"Of {len(alone):,} leads {(~alone).sum():,} have a colleague among the leads; for close rates it takes "
            f"{_FEWEST}."
        )
    kinds = _done_by_leads(history)
    did = attributes_as_of(history.events, moments, {
        "breadth": {"colleagues": kinds, "window_days": WINDOW_DAYS},
        "best": {"best_colleague": dict.fromkeys(kinds, HALF_LIFE_DAYS)}}, members=whose)  # fmt: skip
    breadth = _levels(did["breadth"], (0, 1, 2, 3, np.inf), BREADTH, alone)
    best = _levels(did["best"], (0, 1, 3, 8, np.inf), BEST, alone)
    return pd.concat([rates("breadth", breadth, snapshot.y), rates("best", best, snapshot.y)], ignore_index=True)


def _done_by_leads(history: History) -> list[str]:
    """Return the kinds of events but for those that by their names the company does; all if there are no others."""
    kinds = sorted(map(str, history.events["event"].dropna().unique()))
    return [kind for kind in kinds if not set(plain(kind).split()) & OURS] or kinds


def _colleagues(whose: pd.DataFrame, moments: pd.Series) -> pd.Series:
    """Return how many others of its account were known before the moment of each lead."""
    there = whose.dropna(subset=["created_at"]).sort_values("created_at", kind="stable")
    there = there.assign(known=there.groupby("account").cumcount() + 1)
    own = whose.set_index("lead_id")["account"].reindex(moments.index)
    asked = pd.DataFrame({"account": own, "moment": moments, "lead": moments.index}).dropna()
    found = pd.merge_asof(
        asked.sort_values("moment", kind="stable"),
        there[["account", "created_at", "known"]],
        left_on="moment", right_on="created_at", by="account", allow_exact_matches=False,
    ).set_index("lead")["known"]  # fmt: skip
    itself = there.set_index("lead_id")["created_at"].reindex(moments.index) < moments
    return found.reindex(moments.index).fillna(0) - itself


def _levels(values: pd.Series, edges: tuple[float, ...], names: list[str], alone: np.ndarray) -> pd.Series:
    levels = pd.cut(values, edges, right=False, labels=names[1:]).cat.add_categories(names[0])
    return levels.cat.reorder_categories(names).mask(alone, names[0])
