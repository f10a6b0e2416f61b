"""Signals of a published table in a company's own words: which column, which of its values, which events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from leadtools.conditions import Condition, Is, Missing, Other
from leadtools.documents import Fault
from leadtools.errors import CardError, did_you_mean
from leadtools.levels import Attribute, Level
from leadtools.rubrics.joining import Mapped, join, shared_faults
from leadtools.scorecard import Scorecard
from leadtools.scorecard.table import OWN_COLUMNS, table_of


def map_signals(
    card: Scorecard, signals: Mapping[str, Mapping[str, object]], *, columns: Iterable[str] = ()
) -> Scorecard:
    """Return the card with a company's own columns in the place of its signals.

    Parameters
    ----------
    card : Scorecard
        Such as ``load_rubric("starter")``.
    signals : mapping of str to mapping
        Signal to ``{"column": name}``; with ``"is": {level: [values]}`` where the column says it in
        other words. One column may stand for several signals, each with its own values. Anything else
        is an attribute over events that bears the signal's name.
    columns : iterable of str
        Columns there are; a signal that is one of them needs no mapping.

    Returns
    -------
    Scorecard
        Without the signals and levels that nobody maps; they stand among the facts as ``unmapped``,
        because a lead can earn nothing by them.

    Raises
    ------
    CardError
        With every fault at once.

    Examples
    --------
    >>> from leadtools.rubrics import load_rubric
    >>> card = map_signals(load_rubric("refined"), {
    ...     "pricing_page_7d": {"count": "pricing_page", "window_days": 7},
    ...     "job_title": {"column": "seniority", "is": {"intern or student": ["student"]}},
    ... })
    >>> [attribute.name for attribute in card.attributes]
    ['pricing_page_7d', 'seniority']
    >>> card.facts["unmapped"]
    ['case_study_own_industry', 'unsubscribed', 'days_since_visit']
    """
    named = {a.name for a in card.attributes}
    known = {name: {"column": name} for name in columns if name in named} | dict(signals)
    faults = [words for _, words in signal_faults(card, known)]
    if faults:
        raise CardError("\n  ".join([f"The signals of `{card.name}` cannot be mapped:", *faults]))
    mapped = {a.name: _own(card, a.name, known[a.name]) for a in card.attributes if a.name in known}
    if not mapped:
        raise CardError(f"No signal of `{card.name}` is mapped or a column{_what(card)}")
    gone = [name for a in card.attributes for name in _unmapped(card, a.name, mapped.get(a.name))]
    return _with(card, join(mapped), gone)


def signal_faults(card: Scorecard, signals: Mapping[str, Mapping[str, object]]) -> Iterator[Fault]:
    """Yield what a mapping asks for that the card does not have, as (path, words)."""
    attributes = {a.name: a for a in card.attributes}
    sharing: dict[object, dict[str, Mapping]] = {}
    for signal, said in signals.items():
        if signal not in attributes:
            yield (signal,), f"`{signal}` is no signal of `{card.name}`{did_you_mean(signal, attributes)}"
            continue
        own = [level for level in attributes[signal].levels if not isinstance(level.condition, Missing | Other)]
        labels = [level.label for level in own]
        for label in (label for label in said.get("is", {}) if label not in labels):
            yield (signal, "is", label), f"`{label}` is no level of `{signal}`{did_you_mean(label, labels)}"
        yield from (((signal, "is"), words) for words in _values(signal, said.get("is", {})))
        sharing.setdefault(said.get("column", signal), {})[signal] = said
    for column, shared in sharing.items():
        yield from shared_faults(card, column, shared) if len(shared) > 1 else ()


def _values(signal: str, said: Mapping[str, list]) -> Iterator[str]:
    values = [value for listed in said.values() for value in listed]
    twice = [value for i, value in enumerate(values) if value in values[:i]]
    if twice:
        yield f"`{twice[0]}` stands for two levels of `{signal}`; a lead can have one level only."
    if len({isinstance(value, str) for value in values}) > 1:
        yield f"the values of `{signal}` are texts and others; write them all as the column holds them."


def _what(card: Scorecard) -> str:
    described = [f"`{name}` ({what})" for name, what in card.facts.get("signals", {}).items()]
    return f"; map at least one of {', '.join(described)}." if described else "."


def _own(card: Scorecard, signal: str, said: Mapping[str, object]) -> Mapped:
    """Return the signal as the company has it, with those of its levels that are mapped."""
    attribute, rows = _attribute(card, signal), card.table[card.table["attribute"] == signal]
    named = replace(attribute, name=said.get("column", signal))
    if "is" in said:
        kept = [i for i, level in enumerate(attribute.levels) if level.label in said["is"] or _always(level)]
        own = (replace(level, condition=_is(level, said["is"])) for level in (attribute.levels[i] for i in kept))
        named, rows = replace(named, kind=_kind(said["is"]), levels=tuple(own)), rows.iloc[kept]
    return Mapped(named, rows, {level.label: (level.label,) for level in named.levels})


def _attribute(card: Scorecard, signal: str) -> Attribute:
    return next(attribute for attribute in card.attributes if attribute.name == signal)


def _always(level: Level) -> bool:
    return isinstance(level.condition, Missing | Other)


def _is(level: Level, said: Mapping[str, list]) -> Condition:
    return level.condition if _always(level) else Is(tuple(said[level.label]))


def _kind(said: Mapping[str, list]) -> str:
    value = next(iter(next(iter(said.values()))))
    return "yes/no" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"


def _unmapped(card: Scorecard, signal: str, own: Mapped | None) -> list[str]:
    """Return the signal, or those of its levels, by which a lead can earn nothing because nobody maps them."""
    if own is None:
        return [signal]
    points = card.points_of(signal)
    return [f"{signal}: {label}" for label in points.index if label not in own.called and points[label] != own.at_other]


def _with(card: Scorecard, kept: Mapping[str, Mapped], gone: list[str]) -> Scorecard:
    columns = {each.attribute.name: each for each in kept.values()}
    points = {each.attribute: each.rows["points"].tolist() for each in columns.values()}
    evidence = pd.concat([each.rows for each in columns.values()]).drop(columns=list(OWN_COLUMNS))
    groups = {attribute.group for attribute in points}
    counted = {signal: each for signal, each in kept.items() if not each.where(Is)}
    knock_outs = (kept[k.attribute].knock_out(k) for k in card.knock_outs if k.attribute in kept)
    return replace(
        card,
        attributes=tuple(points),
        table=table_of(points, evidence),
        caps={group: cap for group, cap in card.caps.items() if group in groups},
        each={counted[signal].attribute.name: each for signal, each in card.each.items() if signal in counted},
        knock_outs=tuple(filter(None, knock_outs)),
        facts={**card.facts, **({"unmapped": gone} if gone else {})},
    )
