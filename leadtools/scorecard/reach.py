"""How far the points of a card reach: tiers that no lead can reach, caps and weights that change no score."""

from __future__ import annotations

from leadtools.scorecard.card import Scorecard


def out_of_reach(card: Scorecard) -> list[str]:
    """Return, in words, the tiers that begin above the highest score a lead can have.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"]]))
    >>> out_of_reach(Scorecard.of("ours", {title: [20, 0, 0]}, tiers={"hot": 90}))
    ['No lead can be `hot`: it begins at 90, and the highest score there can be is 20; lower it, or give more points.']
    """
    most = highest_score(card)
    return [
        f"No lead can be `{tier}`: it begins at {lowest:g}, and the highest score there can be is {most}; lower it, or "
        "give more points."
        for tier, lowest in card.tiers.items()
        if lowest > most
    ]


def idle_caps(card: Scorecard) -> dict[str, str]:
    """Return, in words by group, the caps that no sum of points can leave, so that they change no score.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"]]), "fit")
    >>> idle_caps(Scorecard.of("ours", {title: [20, 0, 0]}, caps={"fit": (0, 60)}))["fit"]
    'The cap or weight of `fit` (0 to 60) changes no score: its points add up to 0 to 20 anyway.'
    """
    return {
        group: f"The cap or weight of `{group}` ({_side(lowest)} to {_side(highest)}) changes no score: its points "
        f"add up to {least} to {most} anyway."
        for group, (lowest, highest) in card.caps.items()
        for least, most in [sums(card, group)]
        if (lowest is None or lowest <= least) and (highest is None or most <= highest)
    }


def highest_score(card: Scorecard) -> int:
    """Return the highest score that a lead can have, were it at the best level of every attribute."""
    groups = dict.fromkeys(attribute.group for attribute in card.attributes)
    most = card.start + sum(_capped(card, group) for group in groups)
    if card.lowest is not None:
        most = max(most, card.lowest)
    return most if card.highest is None else min(most, card.highest)


def sums(card: Scorecard, group: str) -> tuple[int, int]:
    """Return the least and the largest sum of points of a group, without its cap."""
    own = [card.points_of(attribute.name) for attribute in card.attributes if attribute.group == group]
    return int(sum(points.min() for points in own)), int(sum(points.max() for points in own))


def _capped(card: Scorecard, group: str) -> int:
    most, (lowest, highest) = sums(card, group)[1], card.caps.get(group, (None, None))
    most = most if lowest is None else max(most, lowest)
    return most if highest is None else min(most, highest)


def _side(bound: int | None) -> str:
    return "no bound" if bound is None else str(bound)
