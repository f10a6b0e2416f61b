"""Everything guessed about an export, then held against what reading it with these guesses gives."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from leadtools.audit import blanked, judge_leaks, until_export
from leadtools.config import Config, Events, Source
from leadtools.config import Outcome as OutcomeLines
from leadtools.crm import Crm, plain, recognise
from leadtools.errors import DataError, LeadToolsError
from leadtools.guess.event_columns import find_events
from leadtools.guess.order import find_order
from leadtools.guess.outcomes import find_outcome
from leadtools.guess.picks import EventFile, Guess, LeftOut, Outcome, Pick
from leadtools.guess.proposals import propose
from leadtools.guess.roles import find_roles
from leadtools.guess.table import Table, read_table
from leadtools.history import History
from leadtools.readers import read_history

_MATCHING = 0.5
_FEWEST_LEADS = 50


def guess(
    export: str | Path,
    *,
    outcome: str | Path | None = None,
    events: str | Path | None = None,
    sheet: str | None = None,
    said: Outcome | None = None,
) -> Guess:
    """Guess which column of an export plays which part.

    Parameters
    ----------
    export : path
        The leads: CSV, Excel or Parquet.
    outcome : path, optional
        A second file with what became of them, joined by id.
    events : path, optional
        A file of what they did, joined by id; attributes over it are proposed.
    sheet : str, optional
        Of a workbook with several.
    said : Outcome, optional
        What a person says became of the leads, where the export itself holds it; not guessed then.

    Raises
    ------
    DataError
        If a file cannot be read or is given twice, or a further file has no column of ids of the leads.
    """
    _refuse_twice(export, outcome, events)
    export = Path(export)
    table = read_table(export, sheet=sheet)
    crm = recognise(table.columns)
    join = _joined(table, outcome)
    roles = {"id": join[1]} if join else {}
    taken = {column for pick in roles.values() for column in pick.columns}
    roles |= {role: pick for role, pick in find_roles(table, crm, taken).items() if role not in roles}
    if "created" not in roles and (order := find_order(table, taken)):
        roles["order"] = order
        taken |= set(order.columns)
    dated = "created" in roles
    found = _outcome_of(join, dated) if join else said or find_outcome(table, crm, taken, dated=dated)
    made = Guess(export, crm.name if crm else "", len(table.frame), roles, found, **_horizon(table, roles, found))
    did = None if events is None else find_events(events, table, roles)
    made, history = _held_against_history(made, table, crm, sheet)
    return made if did is None else _with_events(made, did, table, history, sheet)


def _refuse_twice(*files: str | Path | None) -> None:
    named = [Path(file) for file in files if file is not None]
    twice = [file for i, file in enumerate(named) if file.resolve() in [other.resolve() for other in named[:i]]]
    if twice:
        raise DataError(
            f"{twice[0].name} is given twice. The leads, what became of them (--outcome) and what they did (--events) "
            "are files of their own; what became of the leads may also stand in their own file."
        )


def _joined(table: Table, outcome: str | Path | None) -> tuple[Table, Pick, str, Path] | None:
    """Return the file of outcomes, the leads' column of ids, that of the file, and where it is."""
    if outcome is None:
        return None
    own = read_table(outcome)
    ids = [column for column in table.columns if table.is_unique(column)]
    pairs = [(_shared(table, one, own, other), one == other, one, other) for one in ids for other in own.columns]
    share, _, one, other = max(pairs, key=lambda pair: pair[:2], default=(0.0, False, "", ""))
    if share < _MATCHING:
        raise DataError(
            f"No column of {own.rows.name} holds the ids of {table.rows.name}, so outcomes cannot be joined. "
            "Export the id of the lead with them."
        )
    reason = f"{share:.0%} of the rows of {own.rows.name} have an id of it"
    return own, Pick((one,), reason), other, Path(outcome)


def _shared(table: Table, column: str, own: Table, other: str) -> float:
    """Return the share of the cells of `other` that are ids of the leads, 0 to 1."""
    cells = own.texts(other).dropna()
    return float(cells.isin(set(table.texts(column))).mean()) if len(cells) else 0.0


def _outcome_of(join: tuple[Table, Pick, str, Path], dated: bool) -> Outcome:
    own, _, column, path = join
    found = find_outcome(own, recognise(own.columns), {column}, dated=dated)
    if found.kind == "ask":
        found = _first_date(own, column, dated) or found
    return replace(found, file=path, id=column)


def _first_date(own: Table, taken: str, dated: bool) -> Outcome | None:
    """Return the only date of a file that lists customers."""
    dates = [column for column in own.columns if column != taken and own.is_date(column)]
    if not dated or len(dates) != 1:
        return None
    return Outcome("date", "it is the only date of the file", dates[0])


def _horizon(table: Table, roles: dict[str, Pick], found: Outcome) -> dict[str, object]:
    """Return horizon and end of knowledge where a flag is called such as converted_within_90_days."""
    within = re.search(r"(?:within|in) (\d{1,3}) days?$", plain(found.column))
    if found.kind != "flag" or found.decided or not within or "created" not in roles:
        return {}
    try:
        latest = table.dates(roles["created"].column).max()
    except DataError:
        return {}
    days = int(within.group(1))
    return {"horizon_days": days, "known_until": latest.normalize() + pd.Timedelta(days=days + 1)} if days else {}


def _held_against_history(
    made: Guess, table: Table, crm: Crm | None, sheet: str | None
) -> tuple[Guess, History | None]:
    """Read the history with the guesses, and leave out what gives the outcome away."""
    after = _after(made, table, crm)
    if made.outcome.kind == "ask":
        return replace(made, leave_out=after), None
    history = None
    try:
        config = config_of(made, sheet)
        history = read_history(config)
        known = blanked(history)
        found = judge_leaks(known)
        made = replace(made, leave_out={row.column: LeftOut(row.kind, row.reason) for row in found.itertuples()})
        made = replace(made, leave_out=after | made.leave_out | _again(history))
        kept = [column for column in known.attributes if column not in made.leave_out]
        made = replace(made, totals=tuple(until_export(known, kept)["column"]))
        history.snapshot(horizon_days=config.horizon_days)
    except LeadToolsError as fault:
        return replace(made, leave_out=made.leave_out or after, trouble=str(fault)), history
    return made, history


def _with_events(made: Guess, did: EventFile, table: Table, history: History | None, sheet: str | None) -> Guess:
    """Propose attributes over events, and read the history once more with them."""
    created = made.roles["created"].column
    try:
        begun = table.dates(created).set_axis(table.texts(made.roles["id"].column)).dropna()
        did = propose(did, read_table(did.file), begun, _days_to_convert(history), table.columns)
        made = _looked_at_later(replace(made, events=did))
        if made.outcome.kind != "ask" and not made.trouble:
            config = config_of(made, sheet)
            read_history(config).snapshot(after_days=config.after_days, horizon_days=config.horizon_days)
    except LeadToolsError as fault:
        return replace(made, events=did, trouble=made.trouble or str(fault))
    return made


def _days_to_convert(history: History | None) -> pd.Series | None:
    """Return how long each lead took to convert, or None where nothing dates conversions."""
    if history is None or history.roles.decision is None or history.created_at is None:
        return None
    converted = history.outcomes["converted"].fillna(False).astype(bool)
    return ((history.outcomes["decided_at"] - history.created_at)[converted] / pd.Timedelta(days=1)).dropna()


def _looked_at_later(made: Guess) -> Guess:
    """Shorten a horizon that counts from the creation of the leads, for they are looked at later."""
    left = (made.horizon_days or 0) - made.events.after_days
    return replace(made, horizon_days=left) if left > 0 else made


def _after(made: Guess, table: Table, crm: Crm | None) -> dict[str, LeftOut]:
    """Return what the CRM writes when a lead converts, but for columns that play a part or are asked about."""
    if crm is None:
        return {}
    spoken_for = {made.outcome.column, made.outcome.decided} if made.outcome.file is None else set()
    spoken_for |= {column for pick in made.roles.values() for column in pick.columns}
    spoken_for |= {column for column in table.columns if f"`{column}`" in made.outcome.question}
    free = [column for column in table.named(crm.after) if column not in spoken_for]
    return dict.fromkeys(free, LeftOut("written later", f"{crm.name} writes it when a lead converts, or after"))


def config_of(made: Guess, sheet: str | None = None) -> Config:
    """Return the configuration these guesses make."""
    said, roles = made.outcome, made.roles
    one = {key: roles[key].column for key in ("id", "created", "order", "owner", "account", "value") if key in roles}
    several = {key: roles[key].columns for key in ("email", "phone", "contact") if key in roles}
    own = Source(said.file, None, said.file.name) if said.file else None
    outcome = OutcomeLines(said.kind, said.column, said.yes, said.no, said.won, said.lost, said.decided or None, own,
                           said.id or one.get("id"))  # fmt: skip
    return Config(made.export, Source(made.export, sheet, made.export.name), outcome, known_until=made.known_until,
                  horizon_days=made.horizon_days or 90, **one, **several, **_over_events(made))  # fmt: skip


def _over_events(made: Guess) -> dict[str, object]:
    did = made.events
    if did is None:
        return {}
    columns = {role: pick.column for role, pick in did.roles.items()}
    events = Events(Source(did.file, None, did.file.name), **columns, before_created=did.before_created)
    attributes = {proposal.name: proposal.said for proposal in did.attributes}
    return {"events": events, "attributes": attributes, "after_days": did.after_days}


def _again(history: History) -> dict[str, LeftOut]:
    """Return columns of texts that only say again when a lead was created, such as its quarter."""
    created = history.created_at
    if created is None:
        return {}
    created = pd.Series(created.to_numpy())
    texts = [column for column in history.attributes if history.leads[column].dtype == "str"]
    reason = LeftOut("nothing new", "it says again when the lead was created")
    return {column: reason for column in texts if _parts_of_time(history.leads[column], created)}


def _parts_of_time(values: pd.Series, created: pd.Series) -> bool:
    """Return whether each value stands for a stretch of time of its own."""
    spans = created.groupby(values).agg(["min", "max", "size"]).sort_values("min")
    if not 3 <= len(spans) <= len(values) / 10 or len(values) < _FEWEST_LEADS:
        return False
    return bool((spans["min"].iloc[1:].to_numpy() > spans["max"].iloc[:-1].to_numpy()).all())
