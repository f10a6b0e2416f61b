"""leadtools.yml: which column is what; every fault reported at once, each with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd

from leadtools.config.attributes import schema
from leadtools.config.buying_roles import read_buying_roles, with_roles
from leadtools.config.enrich import Enrichment, read_enrichments
from leadtools.config.journey import Journey, read_journey, with_stages
from leadtools.config.people import Person, read_people
from leadtools.config.rules import rule_faults
from leadtools.documents import Document, Fault, read_document
from leadtools.errors import ConfigError
from leadtools.matrix import Matrix, by_score, read_matrix

Value = str | int | float


@dataclass(frozen=True)
class Source:
    """A file to read, a sheet of it if it is a workbook, and the name it goes by in messages."""

    path: Path
    sheet: str | None = None
    name: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of the leads: the column, what kind it is, and the file if it is one of its own.

    ``yes``, ``no``, ``won`` and ``lost`` are texts as they stand in the column; ``id`` is the column
    of ids in ``source``.
    """

    kind: Literal["date", "flag", "status"]
    column: str
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    decided: str | None = None
    source: Source | None = None
    id: str | None = None


@dataclass(frozen=True)
class Events:
    """The file of what leads did, its columns, and what becomes of events from before a lead was created.

    ``sentiment`` is a column of texts of which only how they sound is kept.
    """

    source: Source
    id: str
    event: str
    at: str
    before_created: Literal["set aside", "keep"] = "set aside"
    sentiment: str | None = None


@dataclass(frozen=True)
class Changes:
    """The file that says from when on columns of a lead had which value; `column` None: all are of one, `value`.

    ``as_events`` maps names of events to the columns whose change makes one.
    """

    source: Source
    id: str
    value: str
    at: str
    column: str | None = None
    as_events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnOptions:
    """What is known about a column: values that mean missing in it, edges of its levels, how to read it.

    What is None is guessed from the cells; an empty ``missing`` or ``spellings`` says that there are none.
    """

    missing: tuple[Value, ...] | None = None
    cuts: tuple[float, ...] = ()
    monotone: Literal["rising", "falling"] | None = None
    dates: Literal["day first", "month first", "year first"] | None = None
    decimal: Literal["point", "comma"] | None = None
    kind: Literal["number", "text", "several"] | None = None
    spellings: tuple[tuple[str, ...], ...] | None = None


@dataclass(frozen=True)
class Rubric:
    """A card written by hand: a file, or a published one by name, and what its signals are called here.

    ``maximum`` is its highest score, None for its own; ``signals`` are as they are written.
    """

    file: Path | None = None
    load: str | None = None
    maximum: int | None = None
    signals: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """What ``leadtools.yml`` says. Shares are 0 to 1, horizon and age in days.

    ``order`` is a column or the word ``rows``; ``email``, ``phone`` and ``contact`` (the parts of a
    name) may be several columns; ``leave_out`` maps columns to the reason (or ``""``);
    ``buying_roles`` maps words of titles to roles, None for the table that comes along;
    ``time_zone`` is where clocks stood that gave times without a zone, UTC where None;
    ``keep`` lists columns that earn points although the audit holds them for leaks;
    ``attributes`` maps names to what is to be made of the events, as it is written, a rubric's
    signals over events among them; ``personas`` maps names to what is wanted of which column, as it is
    written;
    ``tiers`` maps names to their lowest scores, hottest first, and is empty where the card decides, or
    the ``matrix`` of fit and engagement, whose bands are thirds where it says nothing of them;
    ``segments`` is a column that tells apart leads which may want cards of their own;
    ``route_by`` maps ``territory``, ``product`` and ``persona`` to columns; ``next_steps`` maps tiers to
    what to do; ``movable`` lists attributes that marketing can move, None for those over what leads do;
    ``lines`` maps paths such as ``("outcome", "date")`` to lines of the file.
    """

    path: Path
    leads: Source
    outcome: Outcome
    id: str | None = None
    created: str | None = None
    order: str | None = None
    owner: str | None = None
    account: str | None = None
    value: str | None = None
    email: tuple[str, ...] = ()
    phone: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    contact_quality: bool = False
    events: Events | None = None
    changes: Changes | None = None
    journey: Journey | None = None
    enrich: tuple[Enrichment, ...] = ()
    buying_roles: Mapping[str, str] | None = None
    time_zone: str | None = None
    known_until: pd.Timestamp | None = None
    missing: tuple[str, ...] = ()
    columns: Mapping[str, ColumnOptions] = field(default_factory=dict)
    leave_out: Mapping[str, str] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    duplicates: Literal["report", "merge"] = "report"
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attributes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    personas: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    horizon_days: float = 90
    after_days: float = 0
    test_share: float = 0.3
    tiers: Mapping[str, float] = field(default_factory=dict)
    matrix: Matrix | None = None
    capacity: int | None = None
    people: tuple[Person, ...] = ()
    route_by: Mapping[str, str] = field(default_factory=dict)
    keep_owner: bool = False
    overrides: Path | None = None
    next_steps: Mapping[str, str] = field(default_factory=dict)
    movable: tuple[str, ...] | None = None
    show_contacts: bool = False
    handoff: tuple[str, ...] = ()
    score_with: str = "logistic"
    rubric: Rubric | None = None
    segments: str | None = None
    beliefs: Path | None = None
    seed: int = 0
    lines: Mapping[tuple, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def missing_in(self) -> dict[str, tuple[Value, ...]]:
        """Values that mean missing in one column, as numbers and as texts, by column."""
        return {
            name: tuple(dict.fromkeys(form for value in options.missing for form in (value, _spelling(value))))
            for name, options in self.columns.items()
            if options.missing
        }

    @property
    def cuts(self) -> dict[str, tuple[float, ...]]:
        """The user's own edges of levels, by column."""
        return {name: options.cuts for name, options in self.columns.items() if options.cuts}

    @property
    def monotone(self) -> dict[str, str]:
        """Numbers whose points may only rise, or only fall, by column: ``rising`` or ``falling``."""
        return {name: options.monotone for name, options in self.columns.items() if options.monotone}

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Raise one ConfigError that lists faults ``(path, words)`` by line; do nothing where there are none."""
        Document(self.path.name, None, self.lines).refuse(faults, ConfigError)


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
    said = document.data
    leads = said["leads"] if isinstance(said["leads"], dict) else {"file": said["leads"]}
    sources = _sources(path.parent, leads, said["outcome"], said.get("events"), said.get("changes"),
                       *said.get("enrich", {}).values())  # fmt: skip
    signals = _over_events(said.get("rubric"))
    plain = ("created", "order", "id", "owner", "account", "value", "horizon_days", "after_days",
             "test_share", "capacity", "score_with", "segments", "seed", "time_zone", "next_steps",
             "show_contacts", "personas")  # fmt: skip
    roles = read_buying_roles(said["buying_roles"], path.parent) if "buying_roles" in said else None
    return Config(
        path=path,
        leads=sources[0],
        outcome=_outcome(said["outcome"], sources[1], said.get("id")),
        events=_events(said.get("events"), sources[2]),
        changes=_changes(said.get("changes"), sources[3]),
        journey=read_journey(said.get("journey")),
        enrich=read_enrichments(said.get("enrich", {}), sources[4:]),
        buying_roles=roles,
        known_until=_moment(said["known_until"]) if "known_until" in said else None,
        missing=tuple(map(_spelling, said.get("missing", ()))),
        columns={name: _options(options) for name, options in said.get("columns", {}).items()},
        leave_out=_reasons(said.get("leave_out", {})),
        groups={name: tuple(columns) for name, columns in said.get("groups", {}).items()},
        rubric=_rubric(said.get("rubric"), path.parent),
        beliefs=path.parent / said["beliefs"] if "beliefs" in said else None,
        attributes=with_roles(with_stages(said.get("attributes", {}), said.get("journey")), roles) | signals,
        lines={("attributes", name): document.line("rubric", "signals", name) for name in signals} | document.lines,
        **{key: _listed(said.get(key, ())) for key in ("email", "phone", "contact")},
        contact_quality=said.get("contact_quality", False),
        tiers=by_score(said.get("tiers")),
        matrix=read_matrix(said.get("matrix"), said.get("tiers")),
        keep=tuple(said.get("keep", ())),
        duplicates=said.get("duplicates", "report"),
        people=read_people(said.get("people"), path.parent),
        route_by={rule: column for rule, column in said.get("route_by", {}).items() if rule != "keep_owner"},
        keep_owner=said.get("route_by", {}).get("keep_owner", False),
        overrides=path.parent / said["overrides"] if "overrides" in said else None,
        movable=tuple(said["movable"]) if "movable" in said else None,
        handoff=tuple(said.get("handoff", ())),
        **{key: said[key] for key in plain if key in said},
    )


def _sources(folder: Path, *parts: dict | None) -> list[Source | None]:
    """Return the files named; one goes by its bare name unless another has the same."""
    written = [part["file"] if part and "file" in part else None for part in parts]
    names = [Path(file).name if file else None for file in written]
    names = [file if names.count(name) > 1 else name for name, file in zip(names, written, strict=True)]
    return [
        Source(folder / file, part.get("sheet"), f"{name}, sheet {part['sheet']}" if "sheet" in part else name)
        if file
        else None
        for part, file, name in zip(parts, written, names, strict=True)
    ]


def _outcome(said: dict, source: Source | None, lead_id: str | None) -> Outcome:
    kind = next(kind for kind in ("date", "flag", "status") if kind in said)
    words = {name: tuple(map(_spelling, said.get(name, ()))) for name in ("yes", "no", "won", "lost")}
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
    spellings = tuple(tuple(map(_spelling, one)) for one in said["spellings"]) if "spellings" in said else None
    missing = tuple(said["missing"]) if "missing" in said else None
    how = {key: said.get(key) for key in ("dates", "decimal", "kind", "monotone")}
    return ColumnOptions(missing, tuple(said.get("cuts", ())), **how, spellings=spellings)


def _reasons(said: dict | list) -> dict[str, str]:
    return {name: reason or "" for name, reason in said.items()} if isinstance(said, dict) else dict.fromkeys(said, "")


def _spelling(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _moment(text: str) -> pd.Timestamp:
    moment = pd.Timestamp(datetime.fromisoformat(text))
    return moment if moment.tz is None else moment.tz_convert(None)
