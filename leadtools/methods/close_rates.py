"""Manual close rates: compare each level's close rate with the overall one and give points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadtools.errors import DataError, ParameterError, did_you_mean
from leadtools.levels import Attribute
from leadtools.methods import scale
from leadtools.methods.calibration import fit_line
from leadtools.methods.counts import count, prepare, prior_leads, verdicts, with_close_rates
from leadtools.scorecard import Scorecard

FOLDS = 5


def close_rates(
    X: pd.DataFrame, y: pd.Series, *, levels: Sequence[Attribute] | None = None, shrink_leads: float | None = None
) -> pd.DataFrame:
    """Compare the close rate of each level with the overall close rate.

    Parameters
    ----------
    X : DataFrame (n_leads, n_attributes)
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    levels : sequence of Attribute, optional
        From `find_levels`; found from `X` where not given.
    shrink_leads : float, optional
        How many leads at the base rate each level begins with before its own are counted; 0 for
        none. Default: as many as say that a level lies about ±0.5 from the rest in log-odds,
        ``4 / (p (1 − p))``.

    Returns
    -------
    DataFrame (n_levels, 10)
        ``attribute, level, leads, conversions, close_rate`` (0 to 1), ``low, high`` (95 % Wilson
        interval), ``shrunk_rate``, ``lift`` (close rate ÷ base rate) and ``verdict``: ``use``,
        ``weak`` (the interval holds the base rate) or ``not enough data`` (fewer than five
        conversions, seen and expected, or fewer than five leads that did not).

    Raises
    ------
    DataError
        If `y` is not 0/1 for every lead, or all leads share one outcome.

    Notes
    -----
    Wilson (1927), "Probable inference, the law of succession, and statistical inference".

    Examples
    --------
    Of 40 leads from the fair 20 converted, of 160 others 20: 40 of 200, a base rate of 0.2.

    >>> X = pd.DataFrame({"source": ["fair"] * 40 + ["web"] * 160})
    >>> y = pd.Series([1] * 20 + [0] * 20 + [1] * 20 + [0] * 140)
    >>> close_rates(X, y).loc[:1, ["level", "leads", "conversions", "close_rate", "lift", "verdict"]]
      level  leads  conversions  close_rate   lift verdict
    0   web    160           20       0.125  0.625     use
    1  fair     40           20       0.500  2.500     use
    """
    attributes, codes, outcome = prepare(X, y, levels)
    base_rate = outcome.mean()
    table = with_close_rates(count(attributes, codes, outcome), base_rate)
    table["shrunk_rate"] = _shrunk(table, base_rate, shrink_leads)
    table["lift"] = table["close_rate"] / base_rate
    return table[[*(c for c in table.columns if c != "verdict"), "verdict"]]


def _shrunk(table: pd.DataFrame, base_rate: float, shrink_leads: float | None) -> pd.Series:
    extra = prior_leads(base_rate) if shrink_leads is None else shrink_leads
    return (table["conversions"] + extra * base_rate) / (table["leads"] + extra).where(table["leads"] + extra > 0)


@dataclass(frozen=True)
class _Rule:
    """How a close rate becomes a worth, what stands for "like the rest", and how worths are made whole."""

    worth: Callable[[pd.DataFrame, float, float | None], pd.Series]
    neutral: float
    on_learned_scale: bool


def _log_odds(table: pd.DataFrame, base_rate: float, shrink_leads: float | None) -> pd.Series:
    shrunk = _shrunk(table, base_rate, shrink_leads)
    return np.log(shrunk / (1 - shrunk)) - np.log(base_rate / (1 - base_rate))


RULES = {
    "log-odds": _Rule(_log_odds, 0.0, True),
    "ratio": _Rule(lambda table, base_rate, _: table["conversions"] / table["leads"] / base_rate, 1.0, False),
    "difference": _Rule(
        lambda table, base_rate, _: 100 * (table["conversions"] / table["leads"] - base_rate), 0.0, False
    ),
}


def fit_close_rates(
    X: pd.DataFrame,
    y: pd.Series,
    *,
    rule: str = "log-odds",
    levels: Sequence[Attribute] | None = None,
    shrink_leads: float | None = None,
    pdo: int | None = None,
    seed: int = 0,
    name: str = "close_rates",
) -> Scorecard:
    """Give each level points by its close rate compared with the overall one.

    Parameters
    ----------
    X, y, levels, shrink_leads
        As for `close_rates`.
    rule : {"log-odds", "ratio", "difference"}
        ``log-odds``: the log of how many times the odds of the whole the level's (shrunk) odds
        are, `pdo` points for each doubling; additive by construction. ``ratio``: close rate ÷
        overall rate, so 1 is like the rest. ``difference``: percentage points above the overall
        rate.
    pdo : int, optional
        For ``log-odds``: points that double the odds. Default: see `leadtools.methods.scale`.
    seed : int
        Of the folds from which probabilities are found.
    name : str
        What the card goes by.

    Returns
    -------
    Scorecard
        Levels without enough data get the points of a level like the rest, and say so. The line
        from score to probability comes from leads whose points were found without them (five
        folds), for points found one attribute at a time count what overlaps twice.

    Raises
    ------
    ParameterError
        If the rule is unknown.
    DataError
        If `y` is not 0/1 for every lead, or all leads share one outcome, or a level without
        shrinkage has infinite log-odds.

    Examples
    --------
    Half of 40 from the fair converted, an eighth of 160 others: odds 1 and 1/7 against 1/4 overall.
    Twice twice as good is two doublings, 40 points at 20 each; 4/7 as good is 0.81 halvings, −16.

    >>> X = pd.DataFrame({"source": ["fair"] * 40 + ["web"] * 160})
    >>> y = pd.Series([1] * 20 + [0] * 20 + [1] * 20 + [0] * 140)
    >>> card = fit_close_rates(X, y, shrink_leads=0, pdo=20)
    >>> card.points_of("source").to_dict()
    {'web': -16, 'fair': 40, '(missing)': 0, '(other)': 0}
    """
    if rule not in RULES:
        raise ParameterError(f"rule is {rule!r}{did_you_mean(rule, RULES)}")
    attributes, codes, outcome = prepare(X, y, levels)
    found = _Learner(attributes, RULES[rule], shrink_leads)
    worths = found.worths(codes, outcome)
    doubling = (pdo or scale.choose_pdo(worths, codes)) if RULES[rule].on_learned_scale else None
    points = found.whole(worths, doubling)
    start = scale.start_for(points, codes) if doubling else 0
    base_score = scale.AVERAGE if doubling else None
    line = fit_line(found.out_of_fold(codes, outcome, doubling, start, seed), outcome, base_score=base_score)
    counts = with_close_rates(count(attributes, codes, outcome), outcome.mean())
    bounds = {"lowest": scale.LOWEST, "highest": scale.HIGHEST} if doubling else {}
    facts = {"method": f"manual close rates, {rule}", "leads": len(outcome), "conversions": int(outcome.sum())}
    return Scorecard.of(
        name, dict(zip(attributes, (p.tolist() for p in points), strict=True)),
        evidence=counts, start=start, **bounds, line=line, pdo=doubling, tiers=scale.tiers(line), facts=facts,
    )  # fmt: skip


@dataclass(frozen=True)
class _Learner:
    """One rule applied to the levels of some attributes."""

    attributes: tuple[Attribute, ...]
    rule: _Rule
    shrink_leads: float | None

    def worths(self, codes: np.ndarray, outcome: np.ndarray) -> list[np.ndarray]:
        """Return for each attribute what its levels are worth; neutral where data do not suffice."""
        base_rate = outcome.mean()
        table = with_close_rates(count(self.attributes, codes, outcome), base_rate)
        with np.errstate(divide="ignore", invalid="ignore"):
            worth = self.rule.worth(table, base_rate, self.shrink_leads)
        worth = worth.where(verdicts(table, base_rate) != "not enough data", self.rule.neutral)
        if np.isinf(worth).any():
            row = table[np.isinf(worth)].iloc[0]
            raise DataError(
                f"`{row['attribute']}` is {row['level']}: {row['conversions']} of {row['leads']} leads converted, "
                "so its log-odds are infinite. Leave shrink_leads at its default, or set it above 0."
            )
        return np.split(worth.to_numpy(), np.cumsum([len(a.levels) for a in self.attributes])[:-1])

    @property
    def bounds(self) -> tuple[float, float]:
        """The scale's ends; the ratio and the difference have none."""
        return (scale.LOWEST, scale.HIGHEST) if self.rule.on_learned_scale else (-np.inf, np.inf)

    def whole(self, worths: list[np.ndarray], pdo: int | None) -> list[np.ndarray]:
        """Return worths as whole points."""
        return [np.rint(w).astype(np.int64) for w in worths] if pdo is None else scale.whole_points(worths, pdo)

    def out_of_fold(self, codes: np.ndarray, outcome: np.ndarray, pdo: int | None, start: int, seed: int) -> np.ndarray:
        """Return each lead's score by points that were found without it."""
        fold = np.random.default_rng(seed).permutation(len(outcome)) % FOLDS
        scores = np.zeros(len(outcome))
        for k in range(FOLDS):
            inside, held_out = fold != k, fold == k
            if 0 < outcome[inside].sum() < inside.sum():
                points = self.whole(self.worths(codes[inside], outcome[inside]), pdo)
                scores[held_out] = scale.scores(points, codes[held_out], start, *self.bounds)
        return scores


def weight_of_evidence(X: pd.DataFrame, y: pd.Series, *, levels: Sequence[Attribute] | None = None) -> pd.DataFrame:
    """Return weight of evidence and information value of each level, without shrinkage.

    Returns
    -------
    DataFrame (n_levels, 6)
        ``attribute, level, leads, conversions, woe, iv``; missing where a level lacks conversions
        or lacks leads that did not convert. Summed over an attribute's levels, ``iv`` is its
        information value.

    Notes
    -----
    ``woe = ln(share of conversions ÷ share of the rest)``, positive where the level favours
    conversion; ``iv = (share of conversions − share of the rest) × woe`` (Siddiqi 2006, *Credit
    Risk Scorecards*). Much credit software prints the opposite sign of ``woe``.

    Examples
    --------
    Half of the 40 conversions but an eighth of the 160 others are from the fair: ln 4 = 1.386.

    >>> X = pd.DataFrame({"source": ["fair"] * 40 + ["web"] * 160})
    >>> y = pd.Series([1] * 20 + [0] * 20 + [1] * 20 + [0] * 140)
    >>> weight_of_evidence(X, y).loc[:1, ["level", "woe", "iv"]].round(3)
      level    woe    iv
    0   web -0.560  0.21
    1  fair  1.386  0.52
    """
    attributes, codes, outcome = prepare(X, y, levels)
    table = count(attributes, codes, outcome)
    yes = (table["conversions"] / outcome.sum()).replace(0, np.nan)
    no = ((table["leads"] - table["conversions"]) / (1 - outcome).sum()).replace(0, np.nan)
    return table.assign(woe=np.log(yes / no), iv=(yes - no) * np.log(yes / no))
