"""What was found, as a short table for a terminal, and the command to run next."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from textwrap import shorten

from leadtools.guess.picks import Guess
from leadtools.guess.writing import KEYS

_TOTAL = "counted until the export? then leave it out"


def told(made: Guess, written: Path, *, command: str = "leadtools") -> str:
    """Return what was found, one line a part, and what to do next with `command`, as it was called."""
    rows = [(key, ", ".join(made.roles[key].columns), made.roles[key].reason) for key in KEYS if key in made.roles]
    said = made.outcome
    rows.append(("outcome", "?" if said.kind == "ask" else f"{said.kind} {said.column}", said.reason))
    rows += [("leave out", column, f"{left.kind}: {left.reason}") for column, left in made.leave_out.items()]
    rows += [("until when?", column, _TOTAL) for column in made.totals if column not in made.leave_out]
    rows += _of_events(made)
    of_crm = f", in the manner of {made.crm}" if made.crm else ""
    head = f"{made.export.name}: {made.rows:,} rows{of_crm}"
    return "\n".join([head, "", *_aligned(rows), "", *_next(made, written, command)])


def _of_events(made: Guess) -> list[tuple[str, str, str]]:
    if made.events is None:
        return []
    rows = [(f"events: {role}", pick.column, pick.reason) for role, pick in made.events.roles.items()]
    if made.events.ours:
        rows.append(("events: left out", made.events.ours.column, made.events.ours.reason))
    if not made.events.attributes:
        return [*rows, ("attributes", "none", made.events.none)]
    rows.append(("after_days", str(made.events.after_days), made.events.moment))
    return rows + [("attribute", proposal.name, proposal.reason) for proposal in made.events.attributes]


def _aligned(rows: list[tuple[str, str, str]]) -> list[str]:
    rows = [tuple("".join(sign if sign.isprintable() else " " for sign in cell) for cell in row) for row in rows]
    first, second = (min(40, max(len(row[i]) for row in rows)) for i in (0, 1))
    width = 110 - first - second
    return [
        f"{key:{first}}  {column:{second}}  {shorten(reason, width, placeholder=' …')}" for key, column, reason in rows
    ]


def _next(made: Guess, written: Path, command: str) -> list[str]:
    report = _report(written, command)
    if made.outcome.kind == "ask":
        return [f"{written}: one question is open, at the line `outcome:`. Answer it, then run", report]
    if made.trouble:
        return [f"{written}: to be mended first: {made.trouble}", "Then run", report]
    return [f"{written}: look it over, then run", report]


def _report(written: Path, command: str) -> str:
    return f"{quote(command)} report {quote(str(written))} --out {quote(str(written.parent / 'report'))}"
