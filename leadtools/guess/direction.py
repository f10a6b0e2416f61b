"""Who did it, the lead or the company: a column of directions, such as inbound and outbound, in a file of events."""

from __future__ import annotations

from dataclasses import dataclass, replace

from leadtools.crm import DIRECTIONS, INBOUND, OUTBOUND, plain
from leadtools.guess.did import Did
from leadtools.guess.picks import Pick
from leadtools.guess.table import Table


@dataclass(frozen=True)
class Direction:
    """A column of directions, and its values for what came from the lead; every other value is the company's doing."""

    column: str
    inbound: tuple[str, ...]
    others: tuple[str, ...]


def find_direction(own: Table, taken: set[str]) -> Direction | None:
    """Return the column that says who did it, or None.

    Where the name says that it holds directions, one value that tells is enough. Elsewhere every value has to
    be nothing but a direction, one at least of each: `inbound_marketing` is a channel, and no mail.
    """
    free = [column for column in own.looked_at if column not in taken]
    for column in sorted(free, key=lambda name: not _named(name)):
        said = {value: _said(value) for value in own.values(column)}
        told = set(said.values())
        if _named(column) and told & {"in", "out"} or told == {"in", "out"} and all(map(_nothing_else, said)):
            inbound = tuple(value for value in said if said[value] == "in")
            return Direction(column, inbound, tuple(value for value in said if said[value] != "in"))
    return None


def done_by_leads(did: Did, own: Table, direction: Direction) -> tuple[Did, frozenset[str]]:
    """Return the events without those of the company, and the kinds that have a direction."""
    said = own.texts(direction.column).reindex(did.events.index)
    directed = frozenset(did.events.loc[said.notna(), "event"])
    chosen = said.isin(direction.inbound) | ~did.events["event"].isin(directed)
    return replace(did, events=did.events[chosen], details=did.details[chosen]), directed


def left_out(did: Did, own: Table, direction: Direction) -> Pick | None:
    """Return the column with which events do not count, and why; None if all do."""
    said = own.texts(direction.column).reindex(did.events.index)
    directed = did.events["event"].isin(did.events.loc[said.notna(), "event"])
    parts = [f"`{value}` ({(said == value).sum():,} events)" for value in direction.others]
    parts += [f"blank ({blank:,} events)"] if (blank := int((said.isna() & directed).sum())) else []
    ours = not blank and all(_said(value) == "out" for value in direction.others)
    why = "is what your own people did: it shows whom they chase, not who wants to buy"
    why = why if ours else "may be what your own people did, for it does not say that the lead did it"
    return Pick((direction.column,), f"{', '.join(parts)} {why}") if parts else None


def where(direction: Direction) -> dict[str, object]:
    """Return the condition that keeps what came from the lead, as it is declared."""
    values = list(direction.inbound)
    return {"where": {direction.column: values[0] if len(values) == 1 else values}}


def _named(column: str) -> bool:
    return bool(set(plain(column).split()) & DIRECTIONS)


def _said(value: str) -> str:
    """Return in, out or nothing; "in uscita" goes out."""
    words = set(plain(value).split())
    return "out" if words & OUTBOUND else "in" if words & INBOUND else ""


def _nothing_else(value: str) -> bool:
    return set(plain(value).split()) <= INBOUND | OUTBOUND
