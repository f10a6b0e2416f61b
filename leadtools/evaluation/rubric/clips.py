"""Leads that a cap, a weight or the ends of the scale put at one and the same score."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from leadtools.scorecard import Scorecard

COLUMNS = ["group", "side", "bound", "beyond", "leads", "share", "sums"]


def clips(card: Scorecard, X: pd.DataFrame) -> pd.DataFrame:
    """Count the leads whose points leave each bound of a card.

    Returns
    -------
    DataFrame (n_bounds, 7)
        ``group`` (blank for the score as a whole), ``side`` (``lowest`` or ``highest``), ``bound``;
        ``beyond``: leads whose points lie beyond it; ``leads`` that end at it, those beyond it
        among them, ``share`` of all (0 to 1), ``sums``: of how many different sums they come.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title, form = (Attribute(name, "text", category_levels([["yes"]]), "fit") for name in ("title", "form"))
    >>> card = Scorecard.of("ours", {title: [20, 0, 0], form: [10, 0, 0]}, caps={"fit": (None, 15)})
    >>> clips(card, pd.DataFrame({"title": ["yes", "yes", "no"], "form": ["yes", "no", "yes"]}))
      group     side  bound  beyond  leads     share  sums
    0   fit  highest     15       2      2  0.666667     2
    """
    rows = [
        (group, side, bound, *_counts(sums, side, bound))
        for group, bounds, sums in _bounded(card, X)
        for side, bound in zip(("lowest", "highest"), bounds, strict=True)
        if bound is not None
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _bounded(card: Scorecard, X: pd.DataFrame) -> Iterator[tuple[str, tuple[int | None, int | None], pd.Series]]:
    """Yield each group with bounds and the score as a whole: its bounds, and the sums before them."""
    points = card.points(X)
    own = {g: points[[a.name for a in card.attributes if a.group == g]].sum(axis=1) for g in ("", *card.groups)}
    for group, (lowest, highest) in card.caps.items():
        yield group, (lowest, highest), own[group]
        own[group] = own[group].clip(lowest, highest)
    yield "", (card.lowest, card.highest), card.start + sum(own.values())


def _counts(sums: pd.Series, side: str, bound: int) -> tuple[int, int, float, int]:
    ending = sums[sums >= bound] if side == "highest" else sums[sums <= bound]
    return int((ending != bound).sum()), len(ending), len(ending) / len(sums), ending.nunique()
