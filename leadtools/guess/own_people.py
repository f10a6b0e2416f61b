"""Calls and mails that the company's own people have logged, where nothing says who began them."""

from __future__ import annotations

from dataclasses import replace

from leadtools.crm import GENERAL, TOUCHES, plain
from leadtools.guess.did import Did
from leadtools.guess.table import Table

_MOST = 0.5


def without_own_people(did: Did, own: Table, directed: frozenset[str]) -> tuple[Did, list[str]]:
    """Return the events without calls and mails that most often name one of the company's people, and which they are.

    A meeting or a demo stays, for the lead was there; so does what has a direction, which says more.
    """
    column = next(iter(own.named(GENERAL["owner"])), None)
    if column is None:
        return did, []
    kind = did.events["event"]
    named = own.texts(column).reindex(did.events.index).notna().groupby(kind).mean()
    theirs = [one for one in named.index[named > _MOST] if one not in directed and set(plain(one).split()) & TOUCHES]
    chosen = ~kind.isin(theirs)
    why = f"`{column}` says which of your people it was, and nothing that the lead began it"
    passed = [f"`{one}` ({(kind == one).sum():,} events): {why}" for one in theirs]
    return replace(did, events=did.events[chosen], details=did.details[chosen]), passed
