"""What was guessed, and why."""

from __future__ import annotations

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
    horizon_days, known_until : int and Timestamp, or None
        Where the name of the outcome says within how many days it happened.
    trouble : str
        What stops the history from being read with these guesses, or ``""``.
    """

    export: Path
    crm: str
    rows: int
    roles: dict[str, Pick]
    outcome: Outcome
    leave_out: dict[str, LeftOut] = field(default_factory=dict)
    horizon_days: int | None = None
    known_until: pd.Timestamp | None = None
    trouble: str = ""
