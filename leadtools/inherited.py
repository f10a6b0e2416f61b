"""What people have agreed on a card goes over to the one learned after it, or it is said why it does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from leadtools.actions import matrix_by_thirds
from leadtools.errors import CardError, DataError
from leadtools.levels import Attribute
from leadtools.scorecard import COLDEST, DISQUALIFIED, KnockOut, Scorecard


def levels_for(champion: Scorecard, levels: Iterable[Attribute]) -> tuple[Attribute, ...]:
    """Return the levels to learn with: those of the card in use where it knocks some out, so that these stay apart."""
    named = {knock_out.attribute for knock_out in champion.knock_outs}
    own = {a.name: a for a in champion.attributes if a.name in named}
    return tuple(
        replace(own[a.name], group=a.group) if a.name in own and own[a.name].kind == a.kind else a for a in levels
    )


def inherited(champion: Scorecard, new: Scorecard, X: pd.DataFrame) -> tuple[Scorecard, tuple[str, ...]]:
    """Return the new card with what was agreed on the one in use, and sentences about what cannot go over.

    Parameters
    ----------
    champion : Scorecard
        The card in use.
    new : Scorecard
        Learned with `levels_for` the champion.
    X : DataFrame (n_leads, n_attributes)
        The leads the new card has learned from; its matrix, where the card in use has one, parts them
        in thirds.
    """
    kept = [knock_out for knock_out in champion.knock_outs if _stands(knock_out, champion, new)]
    new = replace(new, knock_outs=tuple(kept))
    gone = [k for k in champion.knock_outs if k not in kept]
    words = [
        f"The knock-out of `{k.attribute}: {', '.join(k.levels)}` ({k.reason}) is lost, for the new card does not know "
        f"`{k.attribute}`; the leads it disqualified would be called."
        for k in gone
    ]  # fmt: skip
    if champion.caps:
        words.append(f"The caps of {_listed(champion.caps)} are lost, for they are on the scale of the old points.")
    new, more = _with_matrix(champion, new, X)
    return _with_definitions(champion, new, [*words, *more])


def _stands(knock_out: KnockOut, champion: Scorecard, new: Scorecard) -> bool:
    """Tell whether the new card has the levels that are knocked out, and they mean the same there."""
    own, here = (_conditions(card.attributes, knock_out.attribute) for card in (champion, new))
    return all(level in here and here[level] == own[level] for level in knock_out.levels)


def _conditions(attributes: Sequence[Attribute], name: str) -> dict[str, object]:
    return {level.label: level.condition for a in attributes if a.name == name for level in a.levels}


def _with_matrix(champion: Scorecard, new: Scorecard, X: pd.DataFrame) -> tuple[Scorecard, list[str]]:
    if champion.matrix is None or new.matrix is not None:
        return new, []
    open_bands = {name: replace(axis, lowest={}) for name, axis in champion.matrix.axes.items()}
    try:
        matrix = matrix_by_thirds(new, X, matrix=replace(champion.matrix, **open_bands))
    except (CardError, DataError) as fault:
        return new, [f"The matrix of fit and engagement is lost. {fault}"]
    parted = f"The matrix of fit and engagement is kept, its bands are thirds of the {len(X):,} leads learned from."
    return replace(new, matrix=matrix, tiers={} if matrix.tiers else new.tiers), [parted]


def _with_definitions(champion: Scorecard, new: Scorecard, words: list[str]) -> tuple[Scorecard, tuple[str, ...]]:
    known = {*new.tier_names, COLDEST, DISQUALIFIED}
    kept = {tier: text for tier, text in champion.definitions.items() if tier in known}
    lost = [tier for tier in champion.definitions if tier not in known]
    if lost:
        words.append(f"What {_listed(lost)} means is lost, for the new card has no such tier.")
    return replace(new, definitions=kept), tuple(words)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
