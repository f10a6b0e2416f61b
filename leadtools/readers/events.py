"""What leads did: one row an event."""

from __future__ import annotations

import pandas as pd

from leadtools.config import Config
from leadtools.readers.cells import among, as_attribute, as_text
from leadtools.readers.dates import read_dates
from leadtools.readers.rows import Reasons, Rows, refuse_strangers
from leadtools.readers.sentiment import score_texts

BEFORE_CREATED = "happened before its lead was created"


def read_events(config: Config, events: Rows, created: pd.Series | None, leads: Rows) -> pd.DataFrame:
    """Return ``lead_id, event, at`` and all other columns of the events of these leads, texts as how they sound.

    A column that has one of these names and another part goes by its name in parentheses. `created`
    holds the creation dates by id of the lead; events from before are set aside unless they are to be
    kept, and one of the same day, whose time of day is not known, counts as of the creation.
    """
    named = config.events
    events.ids = as_text(events.frame[named.id])
    refuse_strangers(events, leads, named.id)
    names = as_text(events.frame[named.event])
    at, unread = read_dates(events, named.at, config)
    reasons = Reasons(events.frame.index)
    reasons.add(events.ids.isna(), "the id is blank")
    reasons.add(~among(events.ids, leads.ids), "no lead in use has this id")
    reasons.add(names.isna(), f"`{named.event}` is blank")
    reasons.add(unread != "", unread)
    reasons.add(at.isna(), f"`{named.at}` is blank")
    begun = None if created is None else events.ids.map(created).astype("datetime64[us]")
    if begun is not None:
        at = at.mask((at == begun.dt.normalize()) & (at < begun), begun)
    if begun is not None and named.before_created == "set aside":
        reasons.add(at < begun, BEFORE_CREATED)
        _state_before(events, (reasons.texts == BEFORE_CREATED).sum(), named.at)
    events.ids = events.ids.fillna("")
    events.set_aside(reasons.texts)
    score_texts(config, events)
    parts = {"lead_id": events.ids, "event": names[events.frame.index], "at": at[events.frame.index]}
    details = events.frame.drop(columns=[named.id, named.event, named.at])
    for column in details:
        values = details[column] if events.typed else as_attribute(details[column], config.missing)
        parts[f"({column})" if column in parts else column] = values
    return pd.DataFrame(parts).sort_values(["at", "lead_id"], kind="stable").reset_index(drop=True)


def _state_before(events: Rows, n: int, at: str) -> None:
    advice = (
        "If they were visits before sign-up, rightly stitched to the lead, keep them: `before_created: keep` under "
        "`events:`. If not, the ids or the time zones of the two files do not fit."
    )
    events.state(f"set aside: {BEFORE_CREATED}", n, column=at, advice=advice)
