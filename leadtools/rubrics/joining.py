"""Signals that a column stands for by some of its values: the form by which a lead came says ebook or contact form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from leadtools.conditions import Is, Missing, Other
from leadtools.documents import Fault
from leadtools.levels import Attribute
from leadtools.scorecard import KnockOut, Scorecard

YES = "yes"


@dataclass(frozen=True)
class Mapped:
    """A signal as a company has it: its attribute, the card's rows of its levels, what its levels are called now."""

    attribute: Attribute
    rows: pd.DataFrame
    called: Mapping[str, tuple[str, ...]]

    def where(self, *kinds: type) -> list[int]:
        """Return the positions of the levels whose condition is of one of these kinds."""
        return [i for i, level in enumerate(self.attribute.levels) if isinstance(level.condition, kinds)]

    @property
    def at_other(self) -> int:
        """Return the points of a lead that has none of the levels."""
        return self._points(Other)

    @property
    def at_missing(self) -> int:
        """Return the points of a lead whose cell is blank."""
        return self._points(Missing)

    def _points(self, kind: type) -> int:
        return int(self.rows["points"].iloc[self.where(kind)[0]])

    def knock_out(self, knock_out: KnockOut) -> KnockOut | None:
        """Return the minimum criterion in the company's words; None where none of its levels is mapped."""
        levels = tuple(label for level in knock_out.levels for label in self.called.get(level, ()))
        return replace(knock_out, attribute=self.attribute.name, levels=levels) if levels else None


def join(mapped: Mapping[str, Mapped]) -> dict[str, Mapped]:
    """Return the signals with those of one column made one attribute, so that a lead scores as if they were apart.

    A level is called after its signal, or ``signal: level`` where a signal has several. It earns its
    points and those that the other signals give to a lead they do not know. A *yes* for which the column
    holds other words is called after its signal even where that has the column for itself: of a form,
    *yes* would say nothing.
    """
    columns = [each.attribute.name for each in mapped.values()]
    joined = dict(mapped)
    for column in dict.fromkeys(columns):
        sharing = {signal: each for signal, each in mapped.items() if each.attribute.name == column}
        if len(sharing) > 1 or _answers_yes(*sharing.values()):
            joined |= _as_one(sharing)
    return joined


def _answers_yes(part: Mapped) -> bool:
    """Return whether the only level of a signal is a *yes* for which its column holds other words."""
    levels = [part.attribute.levels[i] for i in part.where(Is)]
    return [level.label for level in levels] == [YES] and levels[0].condition.values != (YES,)


def _as_one(sharing: Mapping[str, Mapped]) -> dict[str, Mapped]:
    parts = list(sharing.values())
    everywhere = sum(part.at_other for part in parts)
    levels, rows = [], []
    for signal, part in sharing.items():
        named = {i: _name(signal, part, i) for i in part.where(Is)}
        levels += [replace(part.attribute.levels[i], label=label) for i, label in named.items()]
        own = part.rows.iloc[list(named)]
        rows.append(own.assign(level=list(named.values()), points=own["points"] + everywhere - part.at_other))
    first, rest = parts[0], parts[0].where(Missing) + parts[0].where(Other)
    rows.append(first.rows.iloc[rest].assign(points=[sum(part.at_missing for part in parts), everywhere]))
    attribute = replace(first.attribute, levels=(*levels, *(first.attribute.levels[i] for i in rest)))
    table = pd.concat(rows, ignore_index=True)
    return {signal: Mapped(attribute, table, _called(signal, sharing)) for signal in sharing}


def _name(signal: str, part: Mapped, i: int) -> str:
    return signal if len(part.where(Is)) == 1 else f"{signal}: {part.attribute.levels[i].label}"


def _called(signal: str, sharing: Mapping[str, Mapped]) -> dict[str, tuple[str, ...]]:
    """Return the levels of the joined attribute that stand for each of the signal's."""
    part, levels = sharing[signal], sharing[signal].attribute.levels
    own = {levels[i].label: (_name(signal, part, i),) for i in part.where(Is)}
    others = (_name(name, each, i) for name, each in sharing.items() if name != signal for i in each.where(Is))
    (missing,), (other,) = ([levels[i].label for i in part.where(kind)] for kind in (Missing, Other))
    return own | {missing: (missing,), other: (*others, other)}


def shared_faults(card: Scorecard, column: str, sharing: Mapping[str, Mapping[str, object]]) -> Iterator[Fault]:
    """Yield why one column cannot stand for these signals, as (path, words)."""
    first, *others = sharing
    for signal in (signal for signal in sharing if "is" not in sharing[signal]):
        words = f"`{column}` stands for {_listed(sharing)}, so say with `is:` which of its values mean `{signal}`."
        yield (signal,), words
    said: dict[object, str] = {}
    for signal, value in ((signal, value) for signal, parts in sharing.items() for value in _values(parts)):
        if said.setdefault(value, signal) != signal:
            yield (signal, "is"), f"`{value}` of `{column}` already means `{said[value]}`; it can mean one signal."
    if len({isinstance(value, str) for value in said}) > 1:
        yield (first, "is"), f"the values of `{column}` are texts and others; write them all as the column holds them."
    group = {a.name: a.group for a in card.attributes}
    for signal in others:
        if group[signal] != group[first] and {group[signal], group[first]} & set(card.caps):
            words = (
                f"`{column}` already stands for `{first}`, whose group `{group[first]}` has a cap apart from that of "
                f"`{group[signal]}`, where `{signal}` belongs; name another column for one of them."
            )
            yield (signal,), words


def _values(parts: Mapping[str, object]) -> list[object]:
    return [value for listed in parts.get("is", {}).values() for value in listed]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)
