"""The rules by which a column is refused as a leak, or asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leadtools.leaks.strength import as_numbers, check, evidence, level_codes, present
from leadtools.leaks.words import in_words, of_opportunity

BY_CHANCE = 1e-6
"""A pattern that chance would bring less often than this is no chance."""

BEST_HONEST_RATE = 0.9
BY_HONEST_CHANCE = 0.01
"""Values of which nine in ten convert may be honest; 44 of them without a miss come less often than this."""

STRONG_AUC = 0.78
"""From here a single column says more than leads are known to give away before contact."""

MIRRORED = 0.5
"""Difference of the shares filled in, customers against others, from which presence mirrors the outcome."""

SOME_AUC = 0.51
"""A column is asked about only if its AUC lies above this with 95 % confidence."""

MOST_CUSTOMERS = 0.5
LEAST_AUC_OF_HALF = 0.7
"""Half of the customers ranked above everybody else make an AUC of .75; below this, nobody need look."""

SAME_ROWS = 0.99
ALMOST_ALL = 0.98
FEWEST_DATES = 5


@dataclass(frozen=True)
class _Case:
    """One column as the rules see it."""

    values: pd.Series
    filled: np.ndarray
    outcome: np.ndarray
    decided_at: pd.Series | None
    facts: object

    @property
    def won(self) -> np.ndarray:
        return self.outcome == 1

    @property
    def lost(self) -> np.ndarray:
        return self.outcome == 0


def suspects(X: pd.DataFrame, y: pd.Series, *, moments: pd.Series | None = None) -> pd.DataFrame:
    """Return the columns that give the outcome away, or may, each with its evidence.

    A *leak* is proven (values or presence only on customers' rows, or only on decided ones; dates after
    the outcome; presence on the same rows as such a column), or nearly so (the column alone reaches an
    AUC of .78, and its name tells or its blanks mirror the outcome). To *ask* about are columns whose
    name says that sales write them or a CRM works them out, if they have anything to do with the
    outcome, and what is known of an opportunity, in any case. Strength alone makes no suspect.

    Parameters
    ----------
    X : DataFrame (n_leads, n_columns)
        Columns as they are, of any type, without those that play a role.
    y : Series (n_leads,)
        1 converted, 0 not, missing where it is not decided yet. Undecided leads help: a column filled
        in only for decided ones was filled in too late.
    moments : Series of datetime (n_leads,), optional
        When each lead converted or was decided; missing where nobody knows.

    Returns
    -------
    DataFrame
        ``column, kind`` (``leak`` or ``ask``), ``rule, reason, auc`` (of the column alone) and ``leads``
        (for which it is filled in); leaks first, the strongest first.

    Raises
    ------
    DataError
        If columns share a name, if `y` has another length, another value or one outcome only.

    Examples
    --------
    Fifty of a hundred leads converted; those and only those have a seller.

    >>> converted = pd.Series([1, 0] * 50)
    >>> X = pd.DataFrame({"seller": ["Ada" if won else None for won in converted], "size": range(100)})
    >>> suspects(X, converted)[["column", "kind", "rule"]].to_numpy().tolist()
    [['seller', 'leak', 'only customers']]
    """
    outcome = check(X, y)
    table = evidence(X, y).set_index("column", drop=False)
    decided_at = None if moments is None else pd.Series(pd.to_datetime(pd.Series(moments).to_numpy()))
    filled = {column: present(X[column]) for column in X}
    found = {}
    for column in X:
        case = _Case(X[column], filled[column], outcome, decided_at, table.loc[column])
        for rule in _RULES:
            if verdict := rule(case):
                found[column] = verdict
                break
    found |= dict(_companions(found, filled))
    return _listed(found, table)


def _listed(found: dict, table: pd.DataFrame) -> pd.DataFrame:
    rows = [(column, *verdict, table["auc"][column], table["leads"][column]) for column, verdict in found.items()]
    listed = pd.DataFrame(rows, columns=["column", "kind", "rule", "reason", "auc", "leads"])
    rank = np.lexsort([-listed["auc"].fillna(2).to_numpy(dtype=float), listed["kind"] != "leak"])
    return listed.iloc[rank].reset_index(drop=True)


# Every rule takes a case and returns kind, rule and reason, or None. The first to speak counts.

Verdict = tuple[str, str, str]


def _late(case: _Case) -> Verdict | None:
    """Dates after the outcome, or on its very moment."""
    dates = None if case.decided_at is None else _dates(case.values)
    if dates is None:
        return None
    decided = case.decided_at
    known = (dates.notna() & decided.notna()).to_numpy() & ~np.isnan(case.outcome)
    after, same = (dates > decided).to_numpy()[known].sum(), (dates == decided).to_numpy()[known].sum()
    if after >= max(FEWEST_DATES, 0.05 * known.sum()):
        return "leak", "after the outcome", f"{after} of its {known.sum()} dates lie after the outcome"
    if same >= max(FEWEST_DATES, 0.95 * known.sum()):
        return "leak", "after the outcome", f"{same} of its {known.sum()} dates are the date of the outcome"
    return None


def _only_customers(case: _Case) -> Verdict | None:
    """Presence on customers' rows only; a zero or a no counts as absence."""
    for there, words in ((case.filled, "filled in"), (case.filled & ~_nothing(case.values), "neither zero nor no")):
        won, lost = (there & case.won).sum(), (there & case.lost).sum()
        if not lost and _too_good(case, won):
            known = f"{won} leads whose outcome is known"
            return "leak", "only customers", f"it is {words} for {known}, and all of them converted"
    return None


def _only_decided(case: _Case) -> Verdict | None:
    """Presence on decided rows only, where some are undecided."""
    undecided = np.isnan(case.outcome)
    there = case.filled.sum()
    if not undecided.any() or (case.filled & undecided).any() or not there:
        return None
    if _chance(~undecided, undecided, there) < BY_CHANCE:
        return "leak", "only decided", f"it is filled in for {there} leads, all of them won or lost and none still open"
    return None


def _values_of_customers(case: _Case) -> Verdict | None:
    """Values, or a range of numbers, that only customers have, and at least half of the customers have."""
    if case.facts.auc < LEAST_AUC_OF_HALF:
        return None
    customers = case.won.sum()
    numbers = as_numbers(case.values)
    if numbers is not None and (case.filled & case.lost).any():
        others = numbers[case.filled & case.lost]
        own = numbers[case.filled & case.won]
        beyond = max((own > others.max()).sum(), (own < others.min()).sum())
        if beyond >= MOST_CUSTOMERS * customers and _too_good(case, beyond):
            return "leak", "values of customers", f"{beyond} of {customers} customers have values that nobody else has"
    codes = level_codes(case.values, case.filled)
    won, lost = (np.bincount(codes[group], minlength=codes.max() + 1) for group in (case.won, case.lost))
    won[0] = 0  # blanks are no value
    held = int(won[(lost == 0) & _too_good(case, won)].sum())
    if held < MOST_CUSTOMERS * customers:
        return None
    return "leak", "values of customers", f"{held} of {customers} customers have a value that nobody else has"


def _strong_and_telling(case: _Case) -> Verdict | None:
    facts = case.facts
    if not facts.auc >= STRONG_AUC:
        return None
    if facts.word:
        words = f"alone it reaches an AUC of {facts.auc:.2f}, and {in_words(facts.word)}"
        return "leak", "strong, telling name", words
    if abs(facts.filled_converted - facts.filled_others) >= MIRRORED:
        return "leak", "strong, mirrored blanks", f"alone it reaches an AUC of {facts.auc:.2f}, and {_blanks(facts)}"
    return None


def _mirrored(case: _Case) -> Verdict | None:
    if case.facts.auc_low > SOME_AUC and abs(case.facts.filled_converted - case.facts.filled_others) >= MIRRORED:
        return "ask", "mirrored blanks", f"{_blanks(case.facts)}: is it filled in after contact?"
    return None


def _never_customers(case: _Case) -> Verdict | None:
    """Presence on no customer's row, as with a reason for losing."""
    lost = (case.filled & case.lost).sum()
    if (case.filled & case.won).any() or _chance(case.lost, case.won, lost) >= BY_CHANCE:
        return None
    kind = "leak" if case.facts.word else "ask"
    named = f", and {in_words(case.facts.word)}" if case.facts.word else ""
    return kind, "never customers", f"it is filled in for {lost} leads, and none of them converted{named}"


def _telling_name(case: _Case) -> Verdict | None:
    facts = case.facts
    if not facts.word or not (facts.auc_low > SOME_AUC or of_opportunity(facts.word) and facts.leads):
        return None
    alone = "" if np.isnan(facts.auc) else f"; alone it reaches an AUC of {facts.auc:.2f}"
    return "ask", "telling name", f"{in_words(facts.word)}{alone}"


_RULES: tuple[Callable[[_Case], Verdict | None], ...] = (
    _late,
    _only_customers,
    _only_decided,
    _values_of_customers,
    _never_customers,
    _strong_and_telling,
    _mirrored,
    _telling_name,
)
PROOF = ("after the outcome", "only customers", "only decided", "values of customers")
"""Rules that take neither a name nor a strength for a proof."""


def _companions(found: dict[str, Verdict], filled: dict[str, np.ndarray]) -> Iterator[tuple[str, Verdict]]:
    """Yield the columns that stand on the same rows as a proven leak, as those of a joined table do."""
    proven = [column for column, (_, rule, _) in found.items() if rule in PROOF and _partly(filled[column])]
    for column, there in filled.items():
        if (column in found and found[column][0] == "leak") or not _partly(there):
            continue
        for leak in proven:
            if (there & filled[leak]).sum() >= SAME_ROWS * (there | filled[leak]).sum():
                yield column, ("leak", "same rows", f"it is filled in on the same rows as `{leak}`, which is a leak")
                break


def _too_good(case: _Case, won: int | np.ndarray) -> bool | np.ndarray:
    """Return whether so many leads, of which all converted, are too many for an honest value."""
    rate = max(BEST_HONEST_RATE, case.won.sum() / (case.won.sum() + case.lost.sum()))
    return rate**won < BY_HONEST_CHANCE


def _partly(there: np.ndarray) -> bool:
    return 0 < there.mean() < ALMOST_ALL


def _chance(these: np.ndarray, others: np.ndarray, n: int) -> float:
    """Return how likely `n` leads drawn by chance are all of `these`."""
    share = these.sum() / (these.sum() + others.sum())
    return share**n


def _nothing(values: pd.Series) -> np.ndarray:
    """Return where a value says no or none: zero, false, "no"."""
    if as_numbers(values) is not None and not pd.api.types.is_datetime64_any_dtype(values.dtype):
        return (as_numbers(values) == 0) | np.isnan(as_numbers(values))
    text = values.astype("str")
    return text.isin(["0", "0.0", "no", "No", "NO", "none", "None", "false", "False", "FALSE", "-"]).to_numpy()


def _dates(values: pd.Series) -> pd.Series | None:
    """Return a column as dates, by position, if it holds dates or ISO texts."""
    if not pd.api.types.is_datetime64_any_dtype(values.dtype):
        if as_numbers(values) is not None:
            return None
        head = pd.to_datetime(values.dropna().astype("str").head(100), format="ISO8601", errors="coerce", utc=True)
        if not len(head) or head.isna().any():
            return None
        values = pd.to_datetime(values, format="ISO8601", errors="coerce", utc=True)
    zoned = getattr(values.dtype, "tz", None) is not None
    return (values.dt.tz_convert(None) if zoned else values).reset_index(drop=True)


def _blanks(facts: object) -> str:
    return (
        f"it is filled in for {facts.filled_converted:.0%} of the leads that converted and "
        f"{facts.filled_others:.0%} of the others"
    )
