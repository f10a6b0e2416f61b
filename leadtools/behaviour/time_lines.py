"""The events of a few leads, day by day, before they converted or for as long as they were followed."""

from __future__ import annotations

import pandas as pd

from leadtools.history import History


def time_lines(history: History, *, each: int = 4, days: float = 90, seed: int = 0) -> pd.DataFrame:
    """Return what a few leads that converted and a few that did not had done since they were created.

    Parameters
    ----------
    history : History
        With events, and dates of creation and conversion.
    each : int
        How many leads of either kind are drawn, among those with at least three events.
    days : float
        How long they are followed.
    seed : int
        Of the draw.

    Returns
    -------
    DataFrame
        ``lead`` (a number, not the id), ``converted``, ``event``, ``day`` since creation, and
        ``converted_day``. Events at the conversion or after it are not in it.
    """
    created, outcomes = history.created_at, history.outcomes
    closed = (outcomes["decided_at"] - created) / pd.Timedelta(days=1)
    converted = outcomes["converted"].fillna(False).astype(bool) & (closed < days)
    events = history.events[history.events["lead_id"].isin(created.index)]
    lead = events["lead_id"]
    day = (events["at"].to_numpy() - created.reindex(lead).to_numpy()) / pd.Timedelta(days=1)
    end = closed.where(converted, days).reindex(lead).to_numpy()
    seen = pd.DataFrame({"lead_id": lead.to_numpy(), "event": events["event"].to_numpy(), "day": day})
    seen = seen[(day >= 0) & (day < end)].sort_values(["lead_id", "day"], kind="stable")
    followed = created.index[(created + pd.Timedelta(days=days) <= history.known_until).to_numpy()]
    enough = seen["lead_id"].value_counts().loc[lambda counts: counts >= 3].index.intersection(followed).sort_values()
    won = converted.reindex(enough).to_numpy(dtype=bool)
    drawn = [one for ids in (enough[won], enough[~won]) for one in _drawn(ids, each, seed)]
    shown = seen[seen["lead_id"].isin(drawn)]
    place = {lead_id: number for number, lead_id in enumerate(drawn, 1)}
    ids = shown["lead_id"]
    return pd.DataFrame({"lead": ids.map(place), "converted": ids.map(converted), "event": shown["event"],
                         "day": shown["day"], "converted_day": ids.map(closed.where(converted))}
                        ).sort_values(["lead", "day"], kind="stable", ignore_index=True)  # fmt: skip


def _drawn(ids: pd.Index, each: int, seed: int) -> pd.Index:
    return ids.to_series().sample(min(each, len(ids)), random_state=seed).index.sort_values()
