"""Do the points we believe in hold up? A rubric held against what became of the leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from leadtools.evaluation.ranking import auc_intervals
from leadtools.evaluation.rubric import words
from leadtools.evaluation.rubric.clips import clips
from leadtools.evaluation.rubric.lacks import lacking
from leadtools.evaluation.rubric.rules import rule_table
from leadtools.evaluation.rubric.spelling import spelling
from leadtools.evaluation.rubric.spread import cluster, tier_table
from leadtools.intervals import wilson
from leadtools.levels import Attribute, find_levels
from leadtools.methods.overlap import overlap
from leadtools.outcome import read_outcome
from leadtools.scorecard import Scorecard, call_order, idle_caps

OVERLAP = ["attribute", "level", "leads", "points_alone", "points_together", "flips", "counted_twice", "mostly_with",
           "with_share"]  # fmt: skip


@dataclass(frozen=True)
class RubricCheck:
    """What the outcomes say of a rubric.

    Attributes
    ----------
    rules : DataFrame (n_levels, 18)
        Points on paper beside points earned, see `leadtools.evaluation.rubric.rules.rule_table`.
    overlaps : DataFrame
        What attributes of the card count twice, see `leadtools.overlap`.
    alike : DataFrame (n_attributes, n_attributes)
        Correlation over the leads of the points that two attributes give; above 0, both give or take.
    lacks : DataFrame
        Attributes that are not on the card, see `leadtools.evaluation.rubric.lacks.lacking`.
    slips : DataFrame
        Values of the card that no lead has, beside the nearest, see `leadtools.evaluation.rubric.spelling.spelling`.
    tiers : DataFrame
        Close rate of each tier against the tier below.
    knock_outs : DataFrame
        ``reason, leads, conversions, close_rate, low, high`` of leads that are disqualified.
    auc : Series
        ``auc, auc_low, auc_high`` of the score.
    scores : tuple
        The commonest score, the share of the leads that have it, how many scores there are.
    leads, conversions : int
        Held against.
    clips : DataFrame
        Leads beyond each cap and each end of the scale, see `leadtools.evaluation.rubric.clips.clips`.
    idle : mapping of str to str
        Caps and weights that change no score, in words by group.
    points_to_double : float
        Points of this card that would double the odds, if they were well earned.
    """

    rules: pd.DataFrame
    overlaps: pd.DataFrame
    alike: pd.DataFrame
    lacks: pd.DataFrame
    slips: pd.DataFrame
    tiers: pd.DataFrame
    knock_outs: pd.DataFrame
    auc: pd.Series
    scores: tuple[int, float, int]
    leads: int
    conversions: int
    clips: pd.DataFrame
    idle: Mapping[str, str]
    points_to_double: float

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What is wrong, in words: ``severity, attribute, finding, leads, advice``, the gravest first."""
        return words.table_of(
            [
                *words.ranking(self.auc, self.leads),
                *words.misspelt(self.slips),
                *words.contradicted(self.rules),
                *words.tiers(self.tiers),
                *words.twice(self.overlaps, self.rules, self.alike),
                *words.out_of_size(self.rules),
                *words.missed(self.lacks),
                *words.silent(self.rules),
                *words.explained(self.rules),
                *words.knocked_out(self.knock_outs, self.conversions / self.leads, self.leads),
                *words.clustered(*self.scores, self.leads),
                *words.clipped(self.clips),
                *words.idle(self.idle),
                *words.unreached(self.clips, self.idle, self.leads),
                *words.too_many(self.rules, self.conversions),
                *words.unsure(self.rules),
            ]
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many rules (levels with points) have each verdict."""
        return self.rules.loc[self.rules["points"] != 0, "verdict"].value_counts().to_dict()

    @property
    def verdict(self) -> str:
        """The same in two sentences."""
        n, held = sum(self.counts.values()), self.counts.get("holds", 0)
        wrong = self.rules.loc[self.rules["verdict"] == "contradicted", "attribute"].unique()
        against = (
            f"The data contradict {', '.join(f'`{name}`' for name in wrong)}."
            if len(wrong)
            else ("The data contradict none of them.")
        )
        pairs = (
            f"Of 100 pairs among the {self.leads:,} leads held against it, one of which converted, the score puts the "
            f"right one first "
            f"{100 * self.auc['auc']:.0f} times ({100 * self.auc['auc_low']:.0f} to {100 * self.auc['auc_high']:.0f}; "
            "50 is chance)."
        )
        last = " Those it disqualifies count as called last." if len(self.knock_outs) else ""
        return f"{held} of {n} rules hold. {against} {pairs}{last}"


def check_rubric(
    card: Scorecard, X: pd.DataFrame, y: pd.Series, *, levels: Sequence[Attribute] | None = None
) -> RubricCheck:
    """Hold a card written by hand against outcomes, rule by rule and as a whole.

    Parameters
    ----------
    card : Scorecard
        Written by hand: these leads must not have been learned from.
    X : DataFrame (n_leads, n_attributes)
        Attributes as known before the outcome; those that are not on the card are tried for what the
        card misses.
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    levels : sequence of Attribute, optional
        From `find_levels`, for the attributes that are not on the card; found from `X` where not given.

    Raises
    ------
    DataError
        If `y` is not 0/1 for every lead, fewer than two leads converted or fewer than two did not, or
        `X` lacks an attribute of the card.
    CardError
        If the card gives all leads the same points.

    Examples
    --------
    The fair earns points though half as many of its leads close.

    >>> from leadtools.levels import category_levels
    >>> source = Attribute("source", "text", category_levels([["fair"], ["web"]]))
    >>> card = Scorecard.of("rubric", {source: [10, 0, 0, 0]})
    >>> X = pd.DataFrame({"source": ["fair"] * 500 + ["web"] * 500})
    >>> y = pd.Series([1] * 100 + [0] * 400 + [1] * 200 + [0] * 300)
    >>> check = check_rubric(card, X, y)
    >>> check.rules[["level", "points", "earned", "verdict"]].head(2)
      level  points  earned       verdict
    0  fair      10     0.0  contradicted
    1   web       0    10.0  contradicted
    """
    outcome = read_outcome(X, y)
    order = np.argsort(X.index, kind="stable")
    X, outcome = X.iloc[order], outcome[order]
    y = pd.Series(outcome, index=X.index)
    rules, points_to_double = rule_table(card, X, y)
    score, out = card.score(X), card.disqualified(X)
    scored, beside = _scored(card), _beside(card, X, levels)
    judged = out.isna().to_numpy()
    return RubricCheck(
        rules=rules,
        overlaps=overlap(X, y, levels=scored) if len(scored) > 1 else pd.DataFrame(columns=OVERLAP),
        alike=_alike(card, X, scored),
        lacks=lacking(card, X, outcome, beside),
        slips=spelling(card, X),
        tiers=tier_table(card, X[judged], outcome[judged]),
        knock_outs=_knock_outs(out, outcome),
        auc=auc_intervals(y, {card.name: call_order(card, X)}).iloc[0],
        scores=cluster(score),
        leads=len(y),
        conversions=int(outcome.sum()),
        clips=clips(card, X),
        idle=idle_caps(card),
        points_to_double=points_to_double,
    )


def _scored(card: Scorecard) -> list[Attribute]:
    """Return the attributes of the card that give points."""
    return [a for a in card.attributes if card.points_of(a.name).ne(0).any()]


def _alike(card: Scorecard, X: pd.DataFrame, scored: Sequence[Attribute]) -> pd.DataFrame:
    points = card.points(X)[[a.name for a in scored]].astype(float)
    return points.corr().fillna(0.0)


def _beside(card: Scorecard, X: pd.DataFrame, levels: Sequence[Attribute] | None) -> tuple[Attribute, ...]:
    """Return the attributes that the card has not."""
    own = {a.name for a in card.attributes}
    others = [name for name in X.columns if name not in own]
    if levels is None:
        return find_levels(X[others])
    return tuple(a for a in levels if a.name in others)


def _knock_outs(out: pd.Series, outcome: np.ndarray) -> pd.DataFrame:
    rows = pd.DataFrame({"reason": out.to_numpy(), "outcome": outcome}).dropna()
    table = rows.groupby("reason", sort=True)["outcome"].agg(leads="size", conversions="sum").reset_index()
    low, high = wilson(table["conversions"], table["leads"])
    return table.assign(close_rate=table["conversions"] / table["leads"], low=low, high=high)
