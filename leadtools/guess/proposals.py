"""A few attributes over events that make sense for what a file holds, chosen without a look at who converted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from leadtools.crm import AGAINST, EVENTS, INTEREST, OURS, OUTCOME_WORDS, meaning, plain
from leadtools.guess.did import Did, read_did
from leadtools.guess.direction import Direction, done_by_leads, find_direction, left_out, where
from leadtools.guess.moment import before_created, choose_moment
from leadtools.guess.own_people import without_own_people
from leadtools.guess.picks import EventFile, Proposal
from leadtools.guess.table import Table

WINDOW_DAYS, HALF_LIFE_DAYS = 30, 14
_COUNTED, _SUMMED, _MOST_KINDS = 2, 2, 12


def propose(
    found: EventFile, own: Table, created: pd.Series, days_to_convert: pd.Series | None, taken: Sequence[str]
) -> EventFile:
    """Return the file with a moment at which leads are looked at, and attributes of what they did before it.

    Parameters
    ----------
    found : EventFile
    own : Table
        The file.
    created : Series of datetime64
        When each lead came in, by its id as a text.
    days_to_convert : Series or None
        From then on until each conversion; None where conversions have no dates.
    taken : sequence of str
        Columns of the leads, whose names are taken.
    """
    did = read_did(found, own, created)
    direction = find_direction(own, {pick.column for pick in found.roles.values()})
    ours, directed = None, frozenset()
    if direction:
        ours = left_out(did, own, direction)
        did, directed = done_by_leads(did, own, direction)
    did, by_own_people = without_own_people(did, own, directed)
    keep, earlier = before_created(did)
    after_days, moment = choose_moment(did, days_to_convert, keep)
    before = did.until(after_days, earlier=keep)
    leads_by_kind = before.events.groupby("event")["lead"].nunique()
    leads_by_kind = leads_by_kind.sort_index().sort_values(ascending=False, kind="stable")
    common = leads_by_kind[leads_by_kind >= did.least]
    kinds = [kind for kind in common.index if not _why_not(kind)]
    attributes = tuple(_named(_by_direction(before, kinds, list(leads_by_kind.index), direction, directed), taken))
    passed = by_own_people + [f"`{kind}`: {why}" for kind in common.index[:_MOST_KINDS] if (why := _why_not(kind))]
    if rarer := kinds[_MOST_KINDS:]:
        passed.append(f"{len(rarer)} kinds that fewer leads did than the {_MOST_KINDS} commonest")
    found = replace(found, before_created="keep" if keep else "set aside", earlier=earlier)
    found = replace(found, attributes=attributes, passed_over=tuple(passed), ours=ours)
    if attributes:
        return replace(found, after_days=after_days, moment=moment)
    return replace(found, none=f"no kind of event was done by {did.least:,.0f} leads before day {after_days}")


def _why_not(kind: str) -> str:
    """Return why a kind of event makes no attribute, or ``""``."""
    words = {word for word in plain(kind).split() if len(word) > 1}
    if meaning(kind) or words & OUTCOME_WORDS:
        return "its name says what became of the lead"
    if words & AGAINST:
        return "it may speak against a lead, so it belongs in no sum"
    return "the company does it, not the lead" if words & OURS else ""


def _by_direction(
    before: Did, kinds: list[str], rare_too: list[str], direction: Direction | None, directed: frozenset[str]
) -> Iterator[Proposal]:
    """Yield attributes over the kinds without a direction, and over the others with a condition on it."""
    free = [kind for kind in kinds if kind not in directed]
    yield from _attributes(before, free, [kind for kind in rare_too if kind not in directed])
    heard = [kind for kind in kinds if kind in directed]
    for proposal in _attributes(before, heard, [kind for kind in rare_too if kind in directed]):
        name = f"{proposal.name}_{_slug(direction.inbound[0])}" if free else proposal.name
        yield replace(proposal, name=name, said={**proposal.said, **where(direction)})


def _attributes(before: Did, kinds: list[str], rare_too: list[str]) -> Iterator[Proposal]:
    """Yield recency, decayed sums, counts of the commonest kinds, details and sums: eight at most."""
    if not kinds:
        return
    several = kinds[:_MOST_KINDS]
    words = f"{_who_did(before, several)} had done {'any of it' if len(several) > 1 else 'it'}"
    yield Proposal("days_since_last_event", {"recency": several}, f"{words}; missing: never")
    halved = (
        f"{words}. {HALF_LIFE_DAYS} days are a guess: the page 20_behaviour shows which fit, if conversions are dated"
    )
    yield Proposal("engagement", {"decayed": dict.fromkeys(several, HALF_LIFE_DAYS)}, halved)
    yield from _interest(before, [kind for kind in rare_too if _shows_interest(kind)][:_MOST_KINDS])
    for kind in sorted(kinds, key=_shows_interest, reverse=True)[:_COUNTED]:
        said = {"count": kind, "window_days": WINDOW_DAYS}
        yield Proposal(f"{_slug(kind)}_{WINDOW_DAYS}d", said, f"{_who_did(before, [kind])} had done it")
    yield from _distinct(before, several)
    yield from _sums(before, several)


def _shows_interest(kind: str) -> bool:
    return bool(set(plain(kind).split()) & INTEREST) and not _why_not(kind)


def _interest(before: Did, kinds: list[str]) -> Iterator[Proposal]:
    if len(kinds) > 1 and before.by(before.events["event"].isin(kinds)) >= before.least:
        words = f"{_who_did(before, kinds)} had done any of it, by name signs of interest, rare ones among them"
        yield Proposal("interest", {"decayed": dict.fromkeys(kinds, HALF_LIFE_DAYS)}, words)


def _who_did(before: Did, kinds: list[str]) -> str:
    return before.of(before.by(before.events["event"].isin(kinds)))


def _distinct(before: Did, kinds: list[str]) -> Iterator[Proposal]:
    chosen = before.events["event"].isin(kinds)
    by_name = {plain(column): column for column in reversed(list(before.details.columns))}
    for column in (by_name[name] for name in EVENTS["detail"] if name in by_name):
        held = before.details.loc[chosen, column].dropna()
        leads = before.by(held.index)
        if leads >= before.least and 3 <= held.nunique() <= len(held) / 2:
            said = {"distinct": column, "of": _with_it(before, kinds, held.index), "window_days": WINDOW_DAYS}
            words = f"how many different ones; {before.of(leads)} had any"
            yield Proposal(f"{_slug(column)}_distinct_{WINDOW_DAYS}d", said, words)
            return


def _sums(before: Did, kinds: list[str]) -> Iterator[Proposal]:
    chosen, n = before.events["event"].isin(kinds), 0
    for column in before.details.select_dtypes("number"):
        values = before.details.loc[chosen, column].dropna()
        positive = values.index[(values > 0).to_numpy()]
        numbered = values.is_unique or "id" in plain(column).split()
        if n < _SUMMED and not numbered and values.nunique() > 1 and before.by(positive) >= before.least:
            said = {"sum": column, "of": _with_it(before, kinds, positive)}
            yield Proposal(f"{_slug(column)}_sum", said, f"{before.of(before.by(positive))} had more than 0")
            n += 1


def _with_it(before: Did, kinds: list[str], rows: pd.Index) -> list[str]:
    """Return the kinds of events that have it."""
    there = set(before.events.loc[rows, "event"])
    return [kind for kind in kinds if kind in there]


def _slug(name: str) -> str:
    return plain(name).replace(" ", "_") or "event"


def _named(proposals: Iterator[Proposal], taken: Sequence[str]) -> Iterator[Proposal]:
    """Give each a name of its own, in any case of letters."""
    names = {name.casefold() for name in taken}
    for proposal in proposals:
        name, n = proposal.name, 1
        while name.casefold() in names:
            n += 1
            name = f"{proposal.name}_{n}"
        names.add(name.casefold())
        yield replace(proposal, name=name)
