"""What an edit changes before it is published: who moves across the threshold, and what that is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadtools.actions.at_age import Chance, at_age
from leadtools.actions.threshold_table import whole_interval
from leadtools.errors import ParameterError
from leadtools.intervals import wilson
from leadtools.methods.calibration import fit_line
from leadtools.methods.counts import prior_leads
from leadtools.outcome import read_outcome
from leadtools.scorecard import Scorecard

GROUPS = ("stays in", "moves in", "moves out", "stays out")


@dataclass(frozen=True, repr=False)
class SwapSet:
    """The leads an edit moves, and the wins it is expected to gain or lose.

    Attributes
    ----------
    leads : DataFrame (n_moved, 4)
        ``lead_id, moves`` (``in`` or ``out``), ``score_before, score_after``: who moves in first, by
        score after, highest first, then by id.
    groups : DataFrame (4, 8 or 2)
        ``group`` (stays in, moves in, moves out, stays out), ``leads`` that may be called now;
        ``judged`` leads that would have moved so, their ``conversions, close_rate, low, high`` (95 %
        Wilson interval); ``expected_wins`` among the leads. Without judged leads only who moves is
        known, and there are no such columns.
    wins_before, wins_after : float
        Expected conversions among the leads called; missing without judged leads, as ``words`` say. Between
        two cards both go by the mean of what the two say, so before changes with the edit too.
    difference, low, high : float
        After less before, with the 95 % interval (whole leads) of what will come.
    with_totals : bool
        Whether ``words`` name the wins before and after beside their difference: only where both are of one card.
    """

    leads: pd.DataFrame
    groups: pd.DataFrame
    wins_before: float
    wins_after: float
    difference: float
    low: float
    high: float
    with_totals: bool = False

    def __repr__(self) -> str:
        return f"SwapSet({self.words})"

    @property
    def words(self) -> str:
        """What the edit changes, in sentences."""
        n = self.groups.set_index("group")["leads"]
        before, after = n["stays in"] + n["moves out"], n["stays in"] + n["moves in"]
        moved_in, moved_out = (_leads(n[group]) for group in _PAST)
        moved = (
            f"{moved_in} in and {moved_out} out: {_called(before, 'was', 'were')} called before, "
            f"{_called(after, 'is', 'are')} after the edit."
        )
        if not (n["moves in"] or n["moves out"]):
            return "Nobody moves across the threshold: the edit changes no call."
        if np.isnan(self.difference):
            unknown = "What that is worth cannot be told without leads whose outcome is known"
            return f"{moved} {unknown}: give them as judged=(X, y)."
        return f"{moved} {self._rates()} {self._wins()}"

    def _rates(self) -> str:
        rows = self.groups.set_index("group")
        moved = {group: past for group, past in _PAST.items() if rows.loc[group, "leads"]}
        said = [f"{_of(rows.loc[group])} that would have {past}" for group, past in moved.items()]
        return f"Of the judged leads {' and '.join(said)} converted."

    def _wins(self) -> str:
        gap = f"{self.difference:+.1f} (95 % interval {self.low:+.0f} to {self.high:+.0f}): {self._verdict()}."
        if self.with_totals:
            return f"Expected wins: {self.wins_before:.1f} before, {self.wins_after:.1f} after, {gap}"
        return f"Expected wins change by {gap}"

    def _verdict(self) -> str:
        moving = self.groups.set_index("group")["leads"]
        if self.low > 0 or self.high < 0:
            return "more" if self.low > 0 else "fewer"
        if not moving["moves out"]:  # who calls all those of before and others too finds no fewer
            return "more, but how many cannot be told"
        return (
            "fewer, but how many cannot be told"
            if not moving["moves in"]
            else "no difference that can be told from chance"
        )


_PAST = {"moves in": "moved in", "moves out": "moved out"}


def swap_set(
    before: Scorecard,
    after: Scorecard,
    X: pd.DataFrame,
    *,
    threshold_before: float,
    threshold_after: float | None = None,
    judged: tuple[pd.DataFrame, pd.Series] | None = None,
    chance: Chance | None = None,
) -> SwapSet:
    """Say which leads an edit of the card, of the threshold or of both moves across it.

    Parameters
    ----------
    before, after : Scorecard
        The card in use and the edited one; the same card twice where only the threshold moves.
    X : DataFrame (n_leads, n_attributes)
        The leads that may be called now, indexed by ``lead_id``.
    threshold_before : float
        Lowest score that is called now; leads that a card disqualifies are not.
    threshold_after : float, optional
        Lowest score that will be; default: the same.
    judged : tuple of DataFrame and Series, optional
        ``X, y`` of leads whose outcome is known: how those closed that would have moved the same way.
    chance : Callable, optional
        Makes of the probabilities of the leads, by ``lead_id``, the chance they have at their age:
        `Run.chance_now`. Default: they are as good as new.

    Raises
    ------
    DataError
        If the leads lack an attribute of a card, the outcomes are not 0/1, or `chance` has none for a lead.
    ParameterError
        If a threshold is no number.

    Notes
    -----
    A group of n leads is expected to win n times the close rate of the judged leads of that group,
    which begins with as many leads as ``shrunk_rate`` in `close_rates` does, at the mean of what the
    two scores say of the group by a logistic line through the judged leads: neither card speaks for
    itself. Where only the threshold moves, that line speaks for each group, as in `threshold_table`,
    so that both name the same wins. Luck and what few judged leads leave open are in the interval:
    wins are beta-binomial, those of the leads that move in and out independent.

    Examples
    --------
    With 5 points more for clerks, they come up to the threshold of 10.

    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> before = Scorecard.of("rubric", {title: [20, 5, 0, 0]})
    >>> after = Scorecard.of("rubric", {title: [20, 10, 0, 0]})
    >>> X = pd.DataFrame({"title": ["CEO", "Clerk"]}, index=pd.Index(["a", "b"], name="lead_id"))
    >>> swap = swap_set(before, after, X, threshold_before=10)
    >>> swap.leads
      lead_id moves  score_before  score_after
    0       b    in             5           10
    """
    return swap_sets(before, after, X, judged=judged, chance=chance)(threshold_before, threshold_after)


def swap_sets(
    before: Scorecard,
    after: Scorecard,
    X: pd.DataFrame,
    *,
    judged: tuple[pd.DataFrame, pd.Series] | None = None,
    chance: Chance | None = None,
) -> Callable[..., SwapSet]:
    """Return `swap_set` for these cards and leads as a function of the two thresholds, with all leads scored once.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> card = Scorecard.of("rubric", {title: [20, 5, 0, 0]})
    >>> swaps = swap_sets(card, card, pd.DataFrame({"title": ["CEO", "Clerk"]}))
    >>> [len(swaps(10, threshold_after).leads) for threshold_after in (10, 5, 0)]
    [0, 1, 1]
    """
    leads = _Scored.by((before, after), X)
    past = None if judged is None else _Scored.by((before, after), judged[0])
    outcome = None if judged is None else read_outcome(*judged)
    p = None if past is None else _probability(leads.scores, past.scores, outcome)
    now = None if p is None else at_age(chance, p, X.index)

    def swap(threshold_before: float, threshold_after: float | None = None) -> SwapSet:
        edges = _edges(threshold_before, threshold_after)
        groups = leads.groups(edges)
        table = pd.DataFrame({"group": GROUPS, "leads": np.bincount(groups, minlength=4)})
        if past is None:
            return SwapSet(_moved(groups, *leads.scores), table, *[np.nan] * 5)
        table["said"] = _said(groups, p, outcome)
        table["left"] = _said(groups, now, outcome) / table["said"]
        table = _with_outcomes(table, past.groups(edges), outcome)
        told = table["judged"] * table["said"] if after is before else table["conversions"]
        table = _with_wins(table, told, prior_leads(outcome.mean()))
        shown = table.drop(columns=["said", "left", "yes", "no"])
        return SwapSet(_moved(groups, *leads.scores), shown, *_wins(table), with_totals=after is before)

    return swap


def _edges(threshold_before: float, threshold_after: float | None) -> tuple[float, float]:
    edges = (threshold_before, threshold_before if threshold_after is None else threshold_after)
    for name, edge in zip(("threshold_before", "threshold_after"), edges, strict=True):
        if isinstance(edge, bool) or not isinstance(edge, int | float | np.number) or np.isnan(edge):
            raise ParameterError(f"{name} is {edge!r}; allowed is a score, or infinity to call nobody.")
    return edges


@dataclass(frozen=True)
class _Scored:
    """Leads with their scores by two cards, and whether each card lets them be called."""

    scores: tuple[pd.Series, pd.Series]
    met: tuple[pd.Series, pd.Series]

    @classmethod
    def by(cls, cards: tuple[Scorecard, Scorecard], X: pd.DataFrame) -> _Scored:
        before, after = cards
        score, met = before.score(X), before.disqualified(X).isna()
        if after is before:
            return cls((score, score), (met, met))
        return cls((score, after.score(X)), (met, after.disqualified(X).isna()))

    def groups(self, edges: tuple[float, float]) -> np.ndarray:
        """Return for each lead the place of its group among the four; who is disqualified is not called."""
        was, is_now = (
            ((score >= edge) & met).to_numpy() for score, met, edge in zip(self.scores, self.met, edges, strict=True)
        )
        return np.select([was & is_now, is_now, was], [0, 1, 2], 3)


def _moved(groups: np.ndarray, before: pd.Series, after: pd.Series) -> pd.DataFrame:
    moved = np.isin(groups, (1, 2))
    table = pd.DataFrame({
        "lead_id": before.index[moved].astype(str), "moves": np.where(groups[moved] == 1, "in", "out"),
        "score_before": before.to_numpy()[moved], "score_after": after.to_numpy()[moved],
    })  # fmt: skip
    order = ["moves", "score_after", "lead_id"]
    return table.sort_values(order, ascending=[True, False, True], kind="stable", ignore_index=True)


def _probability(scores: tuple, then: tuple, outcome: np.ndarray) -> np.ndarray:
    """Return the probability of each lead by the two cards' scores, both read off the judged leads."""
    lines = [fit_line(score.to_numpy(), outcome) for score in then]
    return sum(line.probability(score.to_numpy()) for line, score in zip(lines, scores, strict=True)) / 2


def _said(groups: np.ndarray, p: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Return the probability of each group: the mean of its leads', the base rate where it has none."""
    leads = np.bincount(groups, minlength=4)
    return np.where(leads > 0, np.bincount(groups, p, minlength=4) / np.maximum(leads, 1), outcome.mean())


def _with_outcomes(table: pd.DataFrame, groups: np.ndarray, outcome: np.ndarray) -> pd.DataFrame:
    judged = np.bincount(groups, minlength=4)
    conversions = np.bincount(groups[outcome == 1], minlength=4)
    low, high = wilson(conversions, judged)
    rate = np.where(judged > 0, conversions / np.maximum(judged, 1), np.nan)
    return table.assign(judged=judged, conversions=conversions, close_rate=rate, low=low, high=high)


def _with_wins(table: pd.DataFrame, told: pd.Series, extra: float) -> pd.DataFrame:
    """Return the groups with their expected wins, where `told` of their judged leads count as converted."""
    yes = (told + extra * table["said"]) * table["left"]
    table = table.assign(yes=yes, no=table["judged"] + extra - yes)
    return table.assign(expected_wins=table["leads"] * table["yes"] / (table["yes"] + table["no"]))


def _wins(table: pd.DataFrame) -> tuple[float, ...]:
    expected, n, known = table["expected_wins"], table["leads"], table["yes"] + table["no"]
    variance = n * (table["yes"] * table["no"] / known**2) * (known + n) / (known + 1)  # beta-binomial
    moved_out, moving = n[2], n[1] + n[2]
    difference = expected[1] - expected[2]
    low, high = whole_interval(difference + moved_out, variance[1] + variance[2], moving)
    before, after = expected[0] + expected[2], expected[0] + expected[1]
    return tuple(map(float, (before, after, difference, low - moved_out, high - moved_out)))


def _of(row: pd.Series) -> str:
    rate = "" if np.isnan(row["close_rate"]) else f" ({row['close_rate']:.0%}, {row['low']:.0%} to {row['high']:.0%})"
    return f"{row['conversions']:,.0f} of {row['judged']:,.0f}{rate}".replace("%", " %")


def _called(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


def _leads(n: int) -> str:
    return "1 lead moves" if n == 1 else f"{n:,} leads move"
