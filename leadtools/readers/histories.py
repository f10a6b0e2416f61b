"""leadtools.yml and its files become a History."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from leadtools.attributes import EventAttribute, declare, faults_in_data
from leadtools.attributes.titles import OfTitles, placed
from leadtools.config import Config, read_config
from leadtools.errors import DataError
from leadtools.history import History, Reading, Roles
from leadtools.personas import declare_personas
from leadtools.readers.cells import among, commonest
from leadtools.readers.changes import events_of_changes, in_place_of_today, read_changes
from leadtools.readers.events import read_events
from leadtools.readers.headers import unknown_columns
from leadtools.readers.layout import BELOW, TOTALS
from leadtools.readers.leads import leads_table, read_ids
from leadtools.readers.lookups import read_lookups
from leadtools.readers.outcomes import read_outcome
from leadtools.readers.rows import Reasons, Rows
from leadtools.readers.stated import rules_table
from leadtools.readers.tables import read_rows
from leadtools.readers.titles import state_roles


def read_history(config: Config | str | Path) -> History:
    """Read the leads, their outcomes and their events.

    Every row of every file is used or set aside with its reason (``history.reading``). Columns under
    ``leave_out`` stay in ``history.leads`` and are no attributes.

    Parameters
    ----------
    config : Config or path
        What ``leadtools.yml`` says, or where it is.

    Raises
    ------
    ConfigError
        If the configuration has faults or names columns that are not there.
    DataError
        If a file cannot be used as it stands.
    """
    config = config if isinstance(config, Config) else read_config(config)
    leads = read_rows(config.leads)
    own = read_rows(config.outcome.source) if config.outcome.source else None
    events = read_rows(config.events.source) if config.events else None
    changes = read_rows(config.changes.source) if config.changes else None
    others = [read_rows(said.source) for said in config.enrich]
    config.refuse(unknown_columns(config, leads, own, events, changes, others))
    leads.ids = read_ids(leads, config.id)
    frame, roles = leads_table(config, leads, read_outcome(config, leads, own))
    if own is not None:
        _follow(own, leads)
    leads.refuse_nothing_left()
    table = None if events is None else read_events(config, events, _created(frame, roles), leads)
    declared, dated = declare(config.attributes), None
    if changes is not None:
        dated = read_changes(config, changes, leads)
        frame, latest = in_place_of_today(config, frame, roles, dated, leads)
        declared = (*latest, *declared)
    table, made = events_of_changes(config, table, dated, leads)
    beside = read_lookups(config, others, frame, roles, leads)
    declared, frame = (*declared, *beside.declared), pd.concat([frame, *beside.undated], axis=1)
    declared = placed(declared, dated, _missing_titles(config, leads, declared))
    config.refuse(faults_in_data(declared, table, frame.columns, dated))
    state_roles(config, declared, frame, leads, dated)
    files = [rows for rows in (leads, own, events, changes, *others) if rows is not None]
    reading = _reading(files, _left_in(config, own))
    options = {"known_until": config.known_until, "left_out": config.leave_out, "journey": config.journey}
    history = History(frame, table, changes=dated, roles=roles, declared=declared, reading=reading,
                      lookups=beside.lookups, change_events=made, **options)  # fmt: skip
    config.refuse(history.persona_faults(declare_personas(config.personas)))
    history = history.with_personas(config.personas, missing=config.missing, missing_in=config.missing_in)
    _refuse_one_outcome_only(history, config)
    return history


def _missing_titles(config: Config, leads: Rows, declared: Iterable[EventAttribute]) -> dict[str, tuple]:
    """Return the titles that say that nothing is known, by column."""
    known = {**leads.missing_in, **config.missing_in}
    return {a.column: (*config.missing, *known.get(a.column, ())) for a in declared if isinstance(a, OfTitles)}


def _created(frame: pd.DataFrame, roles: Roles) -> pd.Series | None:
    return None if roles.created_at is None else frame.set_index(roles.lead_id)[roles.created_at]


def _follow(own: Rows, leads: Rows) -> None:
    """Set outcomes aside whose lead has been."""
    reasons = Reasons(own.frame.index)
    reasons.add(~among(own.ids, leads.ids), "its lead was set aside")
    own.set_aside(reasons.texts)


def _left_in(config: Config, own: Rows | None) -> tuple[str, ...]:
    if own is None:
        return ()
    taken = (config.outcome.column, config.outcome.decided, config.outcome.id)
    return tuple(column for column in own.frame.columns if column not in taken)


def _reading(files: list[Rows], left: tuple[str, ...]) -> Reading:
    aside = pd.concat([rows.aside for rows in files], ignore_index=True)
    aside = aside.sort_values(["file", "lead_id", "row"], kind="stable").reset_index(drop=True)
    counts = {rows.name: rows.counts for rows in files}
    leads = files[0]
    return Reading(
        counts[leads.name], counts, aside, left, rules=_rules(files), missing_in=leads.missing_in,
        spellings=leads.spellings, made_from=leads.made_from,
    )  # fmt: skip


def _rules(files: list[Rows]) -> pd.DataFrame:
    """Return what was done to the cells of each file, rows set aside below a table included."""
    for rows in files:
        for reason in (BELOW, TOTALS):
            rows.state(f"set aside: {reason}", (rows.aside["reason"] == reason).sum())
    return rules_table((rows.name, rows.rules) for rows in files)


def _refuse_one_outcome_only(history: History, config: Config) -> None:
    converted = history.outcomes["converted"].dropna().astype(bool)
    if converted.any() and not converted.all():
        return
    by = f"`{config.outcome.column}` of {(config.outcome.source or config.leads).name}"
    found = _statuses(history.leads[history.roles.status]) if history.roles.status else ""
    if converted.empty:
        raise DataError(
            f"None of the {len(history.leads)} leads is decided: {by} is neither won nor lost. {found}"
            "Name them under `won:` and `lost:`."
        )
    if not converted.any():
        raise DataError(
            f"None of the {len(converted)} leads converted, by {by}, so there is nothing to compare. {found}"
            "Check that it is the right column, or bring history in which leads converted."
        )
    raise DataError(
        f"All {len(converted)} leads converted, by {by}, so there is nothing to compare. {found}"
        "Bring the leads that did not convert as well."
    )


def _statuses(status: pd.Series) -> str:
    return f"Its values are {', '.join(f'`{value}` ({n})' for value, n in commonest(status).items())}. "
