"""From when on a column of a lead had which value: one row a change."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from leadtools.attributes import EventAttribute, declare
from leadtools.attributes.change_events import ChangeEvents, change_event_faults, with_change_events
from leadtools.config import Config
from leadtools.errors import did_you_mean, nearest
from leadtools.history import Roles
from leadtools.readers.cells import among, as_text
from leadtools.readers.dates import read_dates
from leadtools.readers.rows import Reasons, Rows, refuse_strangers
from leadtools.readers.stated import example_of


def read_changes(config: Config, changes: Rows, leads: Rows) -> pd.DataFrame:
    """Return ``lead_id, column, value, at`` of the leads in use; a blank value says that it was cleared."""
    named = config.changes
    changes.ids = as_text(changes.frame[named.id])
    refuse_strangers(changes, leads, named.id)
    values = as_text(changes.frame[named.value])
    columns = (
        as_text(changes.frame[named.column]) if named.column else pd.Series(named.value, values.index, dtype="str")
    )
    at, unread = read_dates(changes, named.at, config)
    table = pd.DataFrame({"lead_id": changes.ids, "column": columns, "value": values, "at": at})
    reasons = Reasons(changes.frame.index)
    reasons.add(changes.ids.isna(), "the id is blank")
    reasons.add(~among(changes.ids, leads.ids), "no lead in use has this id")
    reasons.add(columns.isna(), f"`{named.column}` is blank")
    reasons.add(unread != "", unread)
    reasons.add(at.isna(), f"`{named.at}` is blank")
    again = table.duplicated(["lead_id", "column", "at"], keep="last")
    reasons.add(again, "a later row gives another value for the same moment")
    if config.journey:
        _set_aside_no_stages(config, changes, table, reasons)
    changes.ids = changes.ids.fillna("")
    changes.set_aside(reasons.texts)
    in_use = table.loc[changes.frame.index]
    return in_use.sort_values(["at", "lead_id", "column"], kind="stable").reset_index(drop=True)


def _set_aside_no_stages(config: Config, changes: Rows, table: pd.DataFrame, reasons: Reasons) -> None:
    """Set changes to values aside that are no stage: such a lead counts as where it was last seen."""
    journey, steps = config.journey, table[table["column"] == config.journey.column]
    known, held = [*journey.stages, *journey.out], steps["value"].dropna()
    if steps.empty:
        others = did_you_mean(journey.column, sorted(set(table["column"].dropna())))
        config.refuse([(("journey", "column"), f"the changes know nothing of `{journey.column}`{others}")])
    if not held.isin(known).any():
        found = did_you_mean("", held.value_counts().index)
        config.refuse([(("journey", "stages"), f"`{journey.column}` never is one of the stages of the journey{found}")])
    misspelt = {stage: nearest(stage, set(held) - set(known)) for stage in set(known) - set(held)}
    config.refuse(
        (("journey", "stages"), f"no lead was ever in the stage `{stage}`; did you mean `{near}`?")
        for stage, near in sorted(misspelt.items())
        if near and nearest(near, known) == stage
    )
    odd = held[~held.isin(known)]
    words = {value: f"`{value}` is no stage of the journey{did_you_mean(value, known)}" for value in odd.unique()}
    reasons.add(table.index.isin(odd.index), odd.map(words).reindex(table.index))
    advice = "List it in its place under `stages:`, or under `out:` if such leads have left the journey."
    for value, n in odd.value_counts().items():
        changes.state(
            "set aside: no stage of the journey",
            n,
            column=journey.column,
            example=example_of(journey.column, value),
            advice=advice,
        )


def in_place_of_today(
    config: Config, frame: pd.DataFrame, roles: Roles, changes: pd.DataFrame, leads: Rows
) -> tuple[pd.DataFrame, Sequence[EventAttribute]]:
    """Return the leads without the columns whose dated history is known, and the attributes in their place.

    What such a column says today may have been written after the outcome; what it said at a moment
    was not. Columns that play a role or are left out stay.
    """
    stays = {*roles.columns, *config.leave_out}
    dated = [name for name in frame.columns if name in set(changes["column"]) - stays]
    for name in dated:
        words = "used from its dated history; what the file of the leads says of it today is not looked at"
        leads.state(words, len(frame), column=name, advice=f"`leave_out: [{name}]` keeps it out altogether.")
    latest = declare({name: {"latest": name} for name in dated if name not in config.attributes})
    return frame.drop(columns=dated), latest


def events_of_changes(
    config: Config, events: pd.DataFrame | None, changes: pd.DataFrame | None, leads: Rows
) -> tuple[pd.DataFrame | None, ChangeEvents | None]:
    """Return the events, those among them that changes make, and which these are."""
    of = config.changes.as_events if config.changes else {}
    if not of or changes is None:
        return events, None
    faults = change_event_faults(of, events, changes)
    config.refuse([(("changes", "as_events", *place), words) for place, words in faults])
    known = {**leads.missing_in, **config.missing_in}
    nothing = [
        *config.missing,
        *(word for columns in of.values() for column in columns for word in known.get(column, ())),
    ]
    made = ChangeEvents(of, tuple(dict.fromkeys(map(str, nothing))))
    return with_change_events(events, changes, made), made
