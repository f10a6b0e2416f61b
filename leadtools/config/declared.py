"""What ``leadtools.yml`` can declare, each part with what it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd

from leadtools.config.enrich import Enrichment
from leadtools.config.files import Source
from leadtools.config.journey import Journey
from leadtools.config.people import Person
from leadtools.documents import Document, Fault
from leadtools.errors import ConfigError
from leadtools.matrix import Matrix

Value = str | int | float


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
            name: tuple(dict.fromkeys(form for value in options.missing for form in (value, spelling(value))))
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


def spelling(value: Value) -> str:
    """Return a value as it is spelled in a column of texts."""
    return str(value).lower() if isinstance(value, bool) else str(value)
