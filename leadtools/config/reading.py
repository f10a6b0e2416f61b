"""leadtools.yml: which column is what; every fault reported at once, each with its line."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import pandas as pd

from leadtools.config.attributes import schema
from leadtools.config.buying_roles import read_buying_roles, with_roles
from leadtools.config.declared import (
    Changes,
    ColumnOptions,
    Config,
    Events,
    Outcome,
    Rubric,
    spelling,
)
from leadtools.config.enrich import read_enrichments
from leadtools.config.files import Source, sources
from leadtools.config.journey import read_journey, with_stages
from leadtools.config.people import read_people
from leadtools.config.rules import rule_faults
from leadtools.documents import Document, read_document
from leadtools.errors import ConfigError
from leadtools.matrix import by_score, read_matrix

AS_WRITTEN = (
    "created", "order", "id", "owner", "account", "value", "contact_quality", "duplicates", "time_zone", "personas",
    "horizon_days", "after_days", "test_share", "capacity", "score_with", "segments", "seed", "next_steps",
    "show_contacts",
)  # fmt: skip
LISTED = ("email", "phone", "contact", "keep", "movable", "handoff")


def read_config(path: str | Path) -> Config:
    """Read ``leadtools.yml``. Paths in it are relative to the file.

    Raises
    ------
    ConfigError
        With every fault at once, each with its line.
    """
    path = Path(path)
    document = read_document(path, schema(), ConfigError, rules=partial(rule_faults, folder=path.parent))
    return _config(document, path)


def _config(document: Document, path: Path) -> Config:
    said, folder = document.data, path.parent
    parts = _tables(said, folder) | _attributes(said, folder) | _scores(said, folder) | _people(said, folder)
    signals = _over_events(said.get("rubric"))
    lines = {("attributes", name): document.line("rubric", "signals", name) for name in signals} | document.lines
    return Config(path=path, lines=lines, **parts, **_plain(said))


def _plain(said: dict) -> dict[str, object]:
    """Return what needs no reading, lists of names among it."""
    return {key: said[key] for key in AS_WRITTEN if key in said} | {
        key: _listed(said[key]) for key in LISTED if key in said
    }


def _tables(said: dict, folder: Path) -> dict[str, object]:
    """Return the files, what their columns hold, and until when they know."""
    leads = said["leads"] if isinstance(said["leads"], dict) else {"file": said["leads"]}
    named = (leads, said["outcome"], said.get("events"), said.get("changes"), *said.get("enrich", {}).values())
    leads, outcome, events, changes, *enrich = sources(folder, *named)
    return {
        "leads": leads,
        "outcome": _outcome(said["outcome"], outcome, said.get("id")),
        "events": _events(said.get("events"), events),
        "changes": _changes(said.get("changes"), changes),
        "enrich": read_enrichments(said.get("enrich", {}), enrich),
        "known_until": _moment(said["known_until"]) if "known_until" in said else None,
        "missing": tuple(map(spelling, said.get("missing", ()))),
        "columns": {name: _options(options) for name, options in said.get("columns", {}).items()},
    }


def _attributes(said: dict, folder: Path) -> dict[str, object]:
    """Return what may earn points beside the columns, what is left out, and which belong together."""
    journey = said.get("journey")
    roles = read_buying_roles(said["buying_roles"], folder) if "buying_roles" in said else None
    made = with_roles(with_stages(said.get("attributes", {}), journey), roles)
    return {
        "journey": read_journey(journey),
        "buying_roles": roles,
        "attributes": made | _over_events(said.get("rubric")),
        "leave_out": _reasons(said.get("leave_out", {})),
        "groups": {name: tuple(columns) for name, columns in said.get("groups", {}).items()},
    }


def _scores(said: dict, folder: Path) -> dict[str, object]:
    """Return what is said of cards: those written by hand, beliefs about them, and tiers."""
    return {
        "rubric": _rubric(said.get("rubric"), folder),
        "beliefs": folder / said["beliefs"] if "beliefs" in said else None,
        "tiers": by_score(said.get("tiers")),
        "matrix": read_matrix(said.get("matrix"), said.get("tiers")),
    }


def _people(said: dict, folder: Path) -> dict[str, object]:
    """Return who calls which leads, and what they have decided."""
    route_by = dict(said.get("route_by", {}))
    return {
        "people": read_people(said.get("people"), folder),
        "keep_owner": route_by.pop("keep_owner", False),
        "route_by": route_by,
        "overrides": folder / said["overrides"] if "overrides" in said else None,
    }


def _outcome(said: dict, source: Source | None, lead_id: str | None) -> Outcome:
    kind = next(kind for kind in ("date", "flag", "status") if kind in said)
    words = {name: tuple(map(spelling, said.get(name, ()))) for name in ("yes", "no", "won", "lost")}
    return Outcome(kind, said[kind], **words, decided=said.get("decided"), source=source, id=said.get("id", lead_id))


def _listed(columns: str | list[str]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else tuple(columns)


def _events(said: dict | None, source: Source | None) -> Events | None:
    if said is None:
        return None
    columns = {key: said[key] for key in ("id", "event", "at", "before_created", "sentiment") if key in said}
    return Events(source, **columns)


def _changes(said: dict | None, source: Source | None) -> Changes | None:
    columns = {key: said[key] for key in ("id", "column", "value", "at") if key in said} if said else {}
    as_events = {event: _listed(made) for event, made in said.get("as_events", {}).items()} if said else {}
    return Changes(source, **columns, as_events={e: tuple(c) for e, c in as_events.items()}) if said else None


def _rubric(said: str | dict | None, folder: Path) -> Rubric | None:
    if said is None:
        return None
    named = {"file": said} if isinstance(said, str) else said
    file = folder / named["file"] if "file" in named else None
    return Rubric(file, named.get("load"), named.get("maximum"), named.get("signals", {}))


def _over_events(said: str | dict | None) -> dict[str, dict]:
    """Return the signals of a rubric that are attributes over events."""
    signals = said.get("signals", {}) if isinstance(said, dict) else {}
    return {name: parts for name, parts in signals.items() if "column" not in parts}


def _options(said: dict) -> ColumnOptions:
    spellings = tuple(tuple(map(spelling, one)) for one in said["spellings"]) if "spellings" in said else None
    missing = tuple(said["missing"]) if "missing" in said else None
    how = {key: said.get(key) for key in ("dates", "decimal", "kind", "monotone")}
    return ColumnOptions(missing, tuple(said.get("cuts", ())), **how, spellings=spellings)


def _reasons(said: dict | list) -> dict[str, str]:
    return {name: reason or "" for name, reason in said.items()} if isinstance(said, dict) else dict.fromkeys(said, "")


def _moment(text: str) -> pd.Timestamp:
    moment = pd.Timestamp(datetime.fromisoformat(text))
    return moment if moment.tz is None else moment.tz_convert(None)
