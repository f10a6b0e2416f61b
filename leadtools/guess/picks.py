"""What was guessed, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd


@dataclass(frozen=True)
class Pick:
    """The columns of a role, why they were chosen, and what else it could have been.

    Without columns the reason says why there are none.
    """

    columns: tuple[str, ...]
    reason: str
    runner_up: str = ""

    @property
    def column(self) -> str:
        """The first, which for most roles is the only one."""
        return self.columns[0]


@dataclass(frozen=True)
class Outcome:
    """What became of the leads; kind ``ask`` where nobody can tell from the files.

    ``yes``, ``no``, ``won``, ``lost`` are values of the column; ``question`` is asked for kind ``ask``;
    ``file`` and ``id`` are those of a file of outcomes.
    """

    kind: Literal["date", "flag", "status", "ask"]
    reason: str
    column: str = ""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    decided: str = ""
    runner_up: str = ""
    question: str = ""
    file: Path | None = None
    id: str = ""


@dataclass(frozen=True)
class LeftOut:
    """Why a column earns no points: a leak, perhaps one, written later, nothing new, or said by hand."""

    kind: Literal["leak", "ask", "written later", "nothing new", "by hand"]
    reason: str


@dataclass(frozen=True)
class Proposal:
    """An attribute over events, as it is declared, and what speaks for it."""

    name: str
    said: Mapping[str, object]
    reason: str


@dataclass(frozen=True)
class EventFile:
    """What was guessed about a file of what leads did.

    Attributes
    ----------
    file : Path
    rows : int
    roles : dict of Pick
        ``id``, ``event`` and ``at``.
    before_created : {"set aside", "keep"}
        What becomes of events from before their lead was created; `earlier` says why.
    earlier : str
    after_days : int
        The age at which each lead is looked at; `moment` says why.
    moment : str
    attributes : tuple of Proposal
    passed_over : tuple of str
        Why some kinds of events are in none of them.
    ours : Pick, optional
        The column of directions, and which of its values are not the lead's doing, so that they are in none.
    none : str
        Why no attribute is proposed, where none is.
    """

    file: Path
    rows: int
    roles: Mapping[str, Pick]
    before_created: Literal["set aside", "keep"] = "set aside"
    earlier: str = ""
    after_days: int = 0
    moment: str = ""
    attributes: tuple[Proposal, ...] = ()
    passed_over: tuple[str, ...] = ()
    ours: Pick | None = None
    none: str = "their moments cannot be read yet; save them as 2024-03-31 14:30 and run `leadtools init` again"


@dataclass(frozen=True)
class Guess:
    """Everything guessed about an export.

    Attributes
    ----------
    export : Path
    crm : str
        The name of the CRM whose header it has, or ``""``.
    rows : int
        Rows in use.
    roles : dict of Pick
        By key of ``leadtools.yml``.
    outcome : Outcome
    leave_out : dict of LeftOut
        By column.
    totals : tuple of str
        Attributes that may count until the day of the export.
    horizon_days, known_until : int and Timestamp, or None
        Where the name of the outcome says within how many days it happened.
    trouble : str
        What stops the history from being read with these guesses, or ``""``.
    events : EventFile, optional
    """

    export: Path
    crm: str
    rows: int
    roles: dict[str, Pick]
    outcome: Outcome
    leave_out: dict[str, LeftOut] = field(default_factory=dict)
    totals: tuple[str, ...] = ()
    horizon_days: int | None = None
    known_until: pd.Timestamp | None = None
    trouble: str = ""
    events: EventFile | None = None
