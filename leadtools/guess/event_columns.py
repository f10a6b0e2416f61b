"""A file of what leads did: whose id, which event and when, by the names of its columns and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from leadtools.crm import EVENTS, GENERAL, STATUS_WORDS, plain
from leadtools.errors import DataError
from leadtools.guess.picks import EventFile, Pick
from leadtools.guess.table import Table, read_table
from leadtools.readers.dates import read_dates

_LEAST_JOINED = 0.1
_MOST_KINDS = 500
_MOST_SHOWN = 12


def find_events(file: str | Path, leads: Table, roles: dict[str, Pick]) -> EventFile:
    """Guess which column of a file of events plays which part.

    Raises
    ------
    DataError
        If the file cannot be read, or has no column of ids of the leads, of dates, or of what was done; or
        if nothing says when the leads came in.
    """
    if "created" not in roles:
        raise DataError(
            f"What leads did before a moment cannot be told: no column of {leads.rows.name} says when each lead came "
            "in. Export the date of creation with the leads, or leave out --events."
        )
    own = read_table(file)
    taken: set[str] = set()
    found = {}
    for role, pick in (("id", _id), ("at", _at), ("event", _event)):
        found[role] = pick(own, leads, roles, taken)
        taken.add(found[role].column)
    return EventFile(Path(file), len(own.frame), found)


def _id(own: Table, leads: Table, roles: dict[str, Pick], taken: set[str]) -> Pick:
    """Return the column that holds the ids of the leads; a number of its own for every row is no such column."""
    if "id" not in roles:
        raise DataError(f"{leads.rows.name} has no column of ids, so nobody knows whose events these are. Export it.")
    lead_id = roles["id"].column
    ids = set(leads.texts(lead_id))
    shares = {column: _share(own, column, ids) for column in own.looked_at}
    fitting = [column for column, share in shares.items() if share >= _LEAST_JOINED]
    if not fitting:
        raise DataError(_no_ids(own, leads, lead_id, shares))
    best = max(fitting, key=lambda column: (*_like_an_id(own, column, lead_id), shares[column]))
    known = own.texts(best).dropna()
    mine = int(known.isin(ids).sum())
    leads_with = known[known.isin(ids)].nunique()
    words = f"{mine:,} of {len(own.frame):,} rows have an id of {leads.rows.name} in it; {leads_with:,} of "
    return Pick((best,), f"{words}{len(ids):,} leads have events")


def _share(own: Table, column: str, ids: set[str]) -> float:
    """Return the share of the filled cells that are ids of leads, 0 to 1."""
    cells = own.texts(column).dropna()
    return float(cells.isin(ids).mean()) if len(cells) else 0.0


def _like_an_id(own: Table, column: str, lead_id: str) -> tuple[bool, bool, bool]:
    """Return what tells an id of a lead from any other number."""
    name = plain(column)
    return name == plain(lead_id), name in GENERAL["id"], not own.is_unique(column)


def _no_ids(own: Table, leads: Table, lead_id: str, shares: dict[str, float]) -> str:
    by_address = [column for column in own.looked_at if own.holds_addresses(column)]
    best = max(shares, key=shares.get)
    nearest = f" The nearest, `{best}`, does in {shares[best]:.1%} of its rows." if shares[best] else ""
    advice = f" `{by_address[0]}` holds e-mail addresses; events are joined by id." if by_address else ""
    example = leads.texts(lead_id).dropna().iloc[0]
    return (
        f"No column of {own.rows.name} holds the ids of {leads.rows.name} (`{lead_id}`, such as {example}), so nobody "
        f"knows whose events these are.{nearest}{advice} Export the id of the lead with them."
    )


def _at(own: Table, leads: Table, roles: dict[str, Pick], taken: set[str]) -> Pick:
    named = [column for column in (*own.named(EVENTS["at"]), *_ending(own, ("timestamp", "at", "date", "time")))
             if column not in taken]  # fmt: skip
    free = [column for column in own.looked_at if column not in taken]
    fitting = [column for column in dict.fromkeys((*named, *free)) if own.is_date(column)]
    if not fitting:
        if named:
            read_dates(own.rows, named[0])  # says what cannot be read
        raise DataError(
            f"No column of {own.rows.name} holds dates, so nobody knows when these events happened. Its columns are "
            f"{_listed(own.columns)}. Export the date of each event, such as 2024-03-31 14:30."
        )
    said = "its name says when it happened" if fitting[0] in named else "it holds dates"
    return Pick((fitting[0],), said, next(iter(fitting[1:]), ""))


def _event(own: Table, leads: Table, roles: dict[str, Pick], taken: set[str]) -> Pick:
    named = [c for c in (*own.named(EVENTS["event"]), *_ending(own, ("type", "event"))) if c not in taken]
    fitting = [column for column in dict.fromkeys((*named, *_by_content(own, taken))) if own.filled(column)]
    if not fitting:
        stages = [column for column in own.looked_at if set(plain(column).split()) & STATUS_WORDS]
        far = f" `{stages[0]}` says how far a deal has come, perhaps only later." if stages else ""
        raise DataError(
            f"No column of {own.rows.name} says what was done, such as `page view` or `webinar`. Its columns are "
            f"{_listed(own.columns)}.{far} Export the kind of each event; a column `event` of one word for all will do."
        )
    said = "its name says what was done" if fitting[0] in named else "it holds words of few kinds"
    n = own.texts(fitting[0]).nunique()
    return Pick((fitting[0],), f"{said}; {n:,} {'kind' if n == 1 else 'kinds'}", next(iter(fitting[1:]), ""))


def _by_content(own: Table, taken: set[str]) -> Iterator[str]:
    """Yield columns of a few words; how far a deal has come is no event."""
    for column in own.looked_at:
        words = set(plain(column).split())
        if column in taken or words & STATUS_WORDS or own.filled(column) < 0.5 or own.is_date(column):
            continue
        n = own.texts(column).nunique()
        if own.numbers(column) is None and n <= _MOST_KINDS and n <= max(1, len(own.frame) / 5):
            yield column


def _ending(own: Table, words: tuple[str, ...]) -> list[str]:
    """Return the columns whose name ends in one of these words, in their order."""
    return [column for word in words for column in own.looked_at if plain(column).split()[-1:] == [word]]


def _listed(columns: list[str]) -> str:
    return ", ".join(f"`{column}`" for column in columns[:_MOST_SHOWN]) + (", …" if len(columns) > _MOST_SHOWN else "")
