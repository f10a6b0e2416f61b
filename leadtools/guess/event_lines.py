"""The lines of leadtools.yml about what leads did: the file, the moment, the attributes proposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from leadtools.documents import dump_line
from leadtools.guess.lines import comment, line, relative
from leadtools.guess.picks import EventFile

_WIDE = 110


def event_lines(found: EventFile | None, out: Path) -> Iterator[str]:
    """Yield the lines; none without a file of events."""
    if found is None:
        return
    yield ""
    for role, pick in found.roles.items():
        other = f". Runner-up: {pick.runner_up}" if pick.runner_up else ""
        yield from comment(f"events, {role}: {pick.reason}{other}")
    if found.earlier:
        yield from comment(found.earlier)
    columns = {role: found.roles[role].column for role in ("id", "event", "at")}
    said = {"file": relative(found.file, out), **columns}
    keep = {"before_created": "keep"} if found.before_created == "keep" else {}
    yield f"events: {dump_line(said | keep)}"
    if found.moment:
        yield from ("", *comment(found.moment), line("after_days", found.after_days))
    yield from _attributes(found)


def _attributes(found: EventFile) -> Iterator[str]:
    yield ""
    if found.ours:
        yield from comment(f"left out by `{found.ours.column}`: {found.ours.reason}")
    for passed in found.passed_over:
        yield from comment(f"left out: {passed}")
    if not found.attributes:
        yield from comment(f"No attribute is proposed: {found.none}.")
        return
    yield from comment(
        "Of what leads did before that moment: few, so that the card stays readable, and chosen by how many leads did "
        "it, not by who converted. Sequences and combinations are not proposed: the page 20_behaviour of the report "
        "looks for those that stand out, if conversions have dates, and writes their lines."
    )
    yield "attributes:"
    for proposal in found.attributes:
        yield from comment(proposal.reason, indent="  ")
        yield from _declared(proposal.name, proposal.said)


def _declared(name: str, said: Mapping[str, object]) -> Iterator[str]:
    """Yield a declaration, on one line where it fits, otherwise with each of its parts on one."""
    short = dump_line({name: dict(said)})[1:-1]
    if len(short) < _WIDE:
        yield f"  {short}"
        return
    yield f"  {dump_line({name: 0})[1:-4]}:"
    yield from (f"    {dump_line({key: value})[1:-1]}" for key, value in said.items())
