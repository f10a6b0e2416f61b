"""A scorecard for each segment that borrows from all leads what its own cannot tell."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from leadtools.errors import DataError, did_you_mean
from leadtools.levels import Attribute
from leadtools.methods import scale
from leadtools.methods.counts import ENOUGH, count, prepare, with_close_rates
from leadtools.methods.partial_pooling import Together
from leadtools.methods.regression import Regression
from leadtools.scorecard import Line, Scorecard, SegmentCards


def fit_by_segment(
    X: pd.DataFrame, y: pd.Series, *, by: str, levels: Sequence[Attribute] | None = None, name: str = "by segment"
) -> SegmentCards:
    """Give each segment a card of its own, as far as its leads can tell one.

    Parameters
    ----------
    X : DataFrame (n_leads, n_attributes)
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    by : str
        The column of `X` that tells the segments apart, such as a product line.
    levels : sequence of Attribute, optional
        From `find_levels`; found from `X` where not given. Every level of `by` is a segment.
    name : str
        What the cards go by.

    Returns
    -------
    SegmentCards
        All on one scale: the average of all leads scores 50. Its table says for each segment how many
        leads and conversions it has and ``share_borrowed``, how much of its card comes from all leads.
        A segment with fewer than five conversions, or fewer than five leads that did not convert, has
        the card of all leads, on which the segment is one of the attributes, and says so.

    Raises
    ------
    DataError
        If `by` is not a column of `X`, or no segment has enough conversions.

    Notes
    -----
    One logistic regression for all: a lead of segment s has log-odds from coefficients β that all
    segments share, `by` among the attributes, plus δ_s, by which the segment strays. Both have
    normal priors of mean 0 as in `fit_logistic`; the sd of β is that of a regression without
    segments, the sd of δ is one for all segments and averaged by the evidence for each width: where
    segments do not differ, it is near 0 and all cards are alike. With V the posterior covariance of
    β + δ_s (n coefficients) and H the information in the segment's own leads, ``share_borrowed`` is
    1 − tr(V H) ÷ n: 0 where the segment's leads say it all, 1 where they say nothing.

    Source: Gelman and Hill 2007, "Data Analysis Using Regression and Multilevel/Hierarchical Models",
    chapters 12 and 13 (partial pooling); MacKay 1992 for the evidence.

    Examples
    --------
    At the fair 5 of 10 buy a Planner and 1 of 10 a Tracker; on the web it is the other way round.

    >>> X = pd.DataFrame({"product": ["Planner"] * 400 + ["Tracker"] * 400,
    ...                   "source": (["fair"] * 200 + ["web"] * 200) * 2})
    >>> y = pd.Series(([1] * 100 + [0] * 100 + [1] * 20 + [0] * 180) + ([1] * 20 + [0] * 180 + [1] * 100 + [0] * 100))
    >>> cards = fit_by_segment(X, y, by="product")
    >>> [bool(cards.card_for(p).points_of("source")["fair"] > 0) for p in ("Planner", "Tracker")]
    [True, False]
    """
    attributes, codes, outcome = prepare(X, y, levels)
    names = [attribute.name for attribute in attributes]
    if by not in names:
        raise DataError(f"`{by}` is not a column of the leads{did_you_mean(by, names)}")
    if len(names) == 1:
        raise DataError(f"`{by}` is the only attribute, so segments have nothing to differ in. Add attributes to X.")
    whole, position = Regression.fit(attributes, codes, outcome, None), names.index(by)
    counts = with_close_rates(count([attributes[position]], codes[:, [position]], outcome), outcome.mean())
    enough = np.minimum(counts["conversions"], counts["leads"] - counts["conversions"]) >= ENOUGH
    _refuse_too_little(by, counts, enough)
    together = Together.likely(whole, position, np.flatnonzero(enough))
    own = {level: together.segment(level) for level in together.segments}
    borrowed = [together.share_borrowed(own[i]) if i in own else 1.0 for i in range(len(counts))]
    cards = _cards(name, together, own)
    table = pd.DataFrame({"segment": counts["level"], "card": [card.name for card in cards]}).assign(
        **{column: counts[column] for column in ("leads", "conversions", "close_rate", "low", "high")},
        share_borrowed=borrowed,
        verdict=[_verdict(row, i in own, borrowed[i]) for i, row in enumerate(counts.itertuples())],
    )
    return SegmentCards(name, attributes[position], cards, table)


def _refuse_too_little(by: str, counts: pd.DataFrame, enough: pd.Series) -> None:
    if not enough.any():
        best = counts.loc[counts["conversions"].idxmax()]
        raise DataError(
            f"Not enough data for a card by `{by}`: no segment has {ENOUGH} leads that converted and {ENOUGH} that did "
            f"not; `{best['level']}` has {best['conversions']} conversions of {best['leads']} leads. Gather segments, "
            "or make one card for all leads."
        )


def _verdict(row, own: bool, borrowed: float) -> str:
    if not own:
        if not row.leads:
            return "no leads; scored by the card of all leads"
        return f"not enough data: {row.conversions} of {row.leads} leads converted; scored by the card of all leads"
    return "a card of its own" if borrowed < 0.5 else "mostly what holds for all leads"


def _cards(name: str, together: Together, own: dict[int, Regression]) -> tuple[Scorecard, ...]:
    """Return a card for each segment, all with the same line and PDO."""
    shared, by = together.shared(), together.by
    odds = shared.average_odds()
    pdo = _common_pdo([shared, *own.values()], odds)
    line = Line.rounded(scale.AVERAGE, odds, pdo)
    facts = {"method": "logistic regression by segment", "by": by.name, "sd_between_segments": together.prior_sd}
    rest = _card(f"{name}: all leads", shared, line, pdo, facts)
    labels = [level.label for level in by.levels]
    made = {i: _card(f"{name}: {labels[i]}", fit, line, pdo, {**facts, "segment": labels[i]}) for i, fit in own.items()}
    return tuple(made.get(i, rest) for i in range(len(labels)))


def _card(name: str, fit: Regression, line: Line, pdo: int, facts: dict) -> Scorecard:
    points = scale.whole_points(fit.centred_effects(), pdo)
    counted = {"leads": len(fit.outcome), "conversions": int(fit.outcome.sum()), "separated": fit.separated()}
    return Scorecard.of(
        name, dict(zip(fit.attributes, (p.tolist() for p in points), strict=True)),
        evidence=fit.evidence(), start=_start(fit, line.odds, pdo), lowest=scale.LOWEST, highest=scale.HIGHEST,
        line=line, pdo=pdo, tiers=scale.tiers(line), facts={**facts, **counted},
    )  # fmt: skip


def _start(fit: Regression, odds: float, pdo: int) -> int:
    """Return where the average lead of a segment stands on the scale of all leads."""
    return scale.AVERAGE + round(math.log(fit.average_odds() / odds) * pdo / math.log(2))


def _common_pdo(fits: list[Regression], odds: float) -> int:
    """Return the largest PDO, 10 … 1, at which 99 % of the leads stay inside the scale on every card."""
    for pdo in range(scale.LARGEST_PDO, 1, -1):
        if all(_share_inside(fit, odds, pdo) >= scale.SHARE_INSIDE for fit in fits):
            return pdo
    return 1


def _share_inside(fit: Regression, odds: float, pdo: int) -> float:
    points = scale.whole_points(fit.centred_effects(), pdo)
    scores = scale.scores(points, fit.codes, _start(fit, odds, pdo), -math.inf, math.inf)
    return float(np.mean((scores >= scale.LOWEST) & (scores <= scale.HIGHEST)))
