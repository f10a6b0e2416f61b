"""Signals of a published table in a company's own words: which column, which of its values, which events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from leadtools.conditions import Is, Missing, Other
from leadtools.documents import Fault
from leadtools.errors import CardError, did_you_mean
from leadtools.levels import Attribute, Level
from leadtools.scorecard import KnockOut, Scorecard


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
        other words. Anything else is an attribute over events that bears the signal's name.
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
    faults = [words for _, words in signal_faults(card, signals)]
    if faults:
        raise CardError("\n  ".join([f"The signals of `{card.name}` cannot be mapped:", *faults]))
    known = {name: {"column": name} for name in columns} | dict(signals)
    kept = {a.name: _own(a, known[a.name]) for a in card.attributes if a.name in known}
    if not kept:
        raise CardError(f"No signal of `{card.name}` is mapped or a column{_what(card)}")
    gone = [name for a in card.attributes for name in _unmapped(a, kept.get(a.name))]
    return _with(card, kept, gone)


def signal_faults(card: Scorecard, signals: Mapping[str, Mapping[str, object]]) -> Iterator[Fault]:
    """Yield what a mapping asks for that the card does not have, as (path, words)."""
    attributes = {a.name: a for a in card.attributes}
    first: dict[object, str] = {}
    for signal, said in signals.items():
        if signal not in attributes:
            yield (signal,), f"`{signal}` is no signal of `{card.name}`{did_you_mean(signal, attributes)}"
            continue
        own = [level for level in attributes[signal].levels if not isinstance(level.condition, Missing | Other)]
        labels = [level.label for level in own]
        for label in (label for label in said.get("is", {}) if label not in labels):
            yield (signal, "is", label), f"`{label}` is no level of `{signal}`{did_you_mean(label, labels)}"
        yield from (((signal, "is"), words) for words in _values(signal, said.get("is", {})))
        column = said.get("column", signal)
        if first.setdefault(column, signal) != signal:
            yield (signal,), f"`{column}` is already the column of `{first[column]}`; a column earns points once."


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


def _own(attribute: Attribute, said: Mapping[str, object]) -> tuple[Attribute, list[int]]:
    """Return the attribute as the company has it, and which of the signal's levels it keeps, by position."""
    name = said.get("column", attribute.name)
    if "is" not in said:
        return replace(attribute, name=name), list(range(len(attribute.levels)))
    kept = [
        (i, Level(level.label, Is(tuple(said["is"][level.label])))) if level.label in said["is"] else (i, level)
        for i, level in enumerate(attribute.levels)
        if level.label in said["is"] or isinstance(level.condition, Missing | Other)
    ]
    value = next(iter(next(iter(said["is"].values()))))
    kind = "yes/no" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
    return Attribute(name, kind, tuple(level for _, level in kept), attribute.group), [i for i, _ in kept]


def _unmapped(attribute: Attribute, own: tuple[Attribute, list[int]] | None) -> list[str]:
    if own is None:
        return [attribute.name]
    return [f"{attribute.name}: {level.label}" for i, level in enumerate(attribute.levels) if i not in own[1]]


def _with(card: Scorecard, kept: Mapping[str, tuple[Attribute, list[int]]], gone: list[str]) -> Scorecard:
    tables = []
    for signal, (attribute, positions) in kept.items():
        rows = card.table[card.table["attribute"] == signal].iloc[positions]
        tables.append(rows.assign(attribute=attribute.name))
    made = Scorecard.of(
        card.name, {a: rows["points"].tolist() for (a, _), rows in zip(kept.values(), tables, strict=True)}
    )
    own = ["attribute", "group", "level", "condition", "points"]
    evidence = pd.concat(tables, ignore_index=True).drop(columns=own)
    names = {signal: attribute.name for signal, (attribute, _) in kept.items()}
    return replace(
        card,
        attributes=made.attributes,
        table=pd.concat([made.table, evidence], axis=1),
        caps={group: cap for group, cap in card.caps.items() if group in made.groups},
        each={names[signal]: each for signal, each in card.each.items() if signal in names},
        knock_outs=tuple(_knock_outs(card, kept)),
        facts={**card.facts, **({"unmapped": gone} if gone else {})},
    )


def _knock_outs(card: Scorecard, kept: Mapping[str, tuple[Attribute, list[int]]]) -> Iterator[KnockOut]:
    for knock_out in card.knock_outs:
        attribute = kept[knock_out.attribute][0] if knock_out.attribute in kept else None
        held = [level.label for level in attribute.levels] if attribute else []
        levels = tuple(level for level in knock_out.levels if level in held)
        if levels:
            yield replace(knock_out, attribute=attribute.name, levels=levels)
