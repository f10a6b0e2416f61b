"""Findings about the outcome: too few, too young, out of balance, drifting."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportions_ztest

from leadtools.audit.finding import Finding, in_words
from leadtools.audit.over_time import close_rate_over_time, lowest_and_highest
from leadtools.history import History
from leadtools.intervals import wilson
from leadtools.snapshot import Snapshot

FEW_CONVERSIONS = 30
RARE, COMMON = 0.02, 0.8
FEWEST_TO_COMPARE = 100
CUTS = 20
SURE = 0.001
"""Of the best of 19 places to cut the history: 0.01 and more would be found where nothing moved."""

MOVED_BY = 1.2
NEXT_TO_NO_CHANCE = 0.001


def counts(history: History, judged: Snapshot) -> Iterator[Finding]:
    """Leads that stand apart, and the balance of those that are judged."""
    for reason, n in judged.apart.value_counts().items():
        advice = "They are shown apart and never counted as lost."
        yield Finding("low", "", f"leads are {reason}", int(n), advice, _since(history, judged, reason))
    conversions, rate = int(judged.y.sum()), judged.y.mean()
    if conversions < FEW_CONVERSIONS:
        words = f"only {conversions} of {len(judged.y)} judged leads converted"
        advice = "Expect wide intervals; bring a longer history before trusting points."
        yield Finding("high", "", words, conversions, advice)
    if not RARE <= rate <= COMMON:
        words = f"{rate:.1%} of the judged leads converted, which is {'rare' if rate < RARE else 'nearly all'}"
        advice = "Read probabilities and not hits: by hits, saying the same of every lead looks good."
        yield Finding("medium", "", words, len(judged.y), advice)


def _since(history: History, judged: Snapshot, reason: str) -> str:
    if reason != "too young" or history.created_at is None:
        return ""
    created = history.created_at[judged.apart.index[judged.apart == reason]]
    return f"created from {in_words(created.min())} on"


def older_left_out(history: History, judged: Snapshot, judged_after: pd.Timedelta) -> Iterator[Finding]:
    """Leads judged as not converted whose wins would be older than the oldest outcome of the file.

    Silent where their number might convert to nobody by chance, at the least that the later leads' rate may be.
    """
    created = history.created_at if history.roles.outcome != "status" else None
    first = history.outcomes["decided_at"].min() if history.roles.decision else pd.NaT
    if created is None or pd.isna(first):
        return
    for within, n, least in _without_wins(history, judged, judged_after, first):
        if (1 - least) ** n < NEXT_TO_NO_CHANCE:
            days, day = within / pd.Timedelta(days=1), in_words(first)
            words = (
                f"no outcome is dated before {day}; {n:,} leads that came in {days:g} day{'s' * (days != 1)} or more "
                "before it count as not converted by then, for no win of theirs within that time is in the file"
            )
            yield Finding("high", "", words, n, _without(day, judged.y, created[judged.X.index] >= first.normalize()))
            return


def _without_wins(
    history: History, judged: Snapshot, judged_after: pd.Timedelta, first: pd.Timestamp
) -> Iterator[tuple[pd.Timedelta, int, float]]:
    """Yield how many judged leads came in so long before the first outcome, and the least rate of later ones by then.

    First the horizon; then, for a horizon longer than the time between the first lead and the first outcome, the
    days after which half of the later wins had come.
    """
    created = history.created_at[judged.X.index]
    early = (created + judged_after <= first).to_numpy()
    won_later = judged.y[~early]
    yield judged_after, int(early.sum()) * (not judged.y[early].any()), wilson(won_later.sum(), len(won_later))[0]
    waited = (history.outcomes["decided_at"] - history.created_at).where(history.outcomes["converted"].eq(True))
    later = history.created_at >= first
    if judged.as_of is None and waited[later].notna().any():  # those open at a date had won nothing until then
        usual = max(waited[later].median().floor("D"), pd.Timedelta(days=1))
        seen = later & (history.created_at + usual <= history.known_until)
        least = wilson((waited[seen] < usual).sum(), seen.sum())[0] if seen.any() else 0.0
        yield usual, int((created + usual <= first).sum()), least


def _without(day: str, y: pd.Series, since: pd.Series) -> str:
    """Return what to do; leads that came in shortly before the first outcome may lack wins as well."""
    advice = "Ask whether older outcomes were left out of the export. If so, export them too"
    if not since.any():
        return f"{advice}: no judged lead came in since, so the close rate cannot be told without them."
    return (
        f"{advice}, or leave out all leads that came in before {day}: the {int(since.sum()):,} judged leads since "
        f"closed at {y[since].mean():.1%}, all together at {y.mean():.1%}."
    )


def drift(judged: Snapshot) -> Iterator[Finding]:
    """Find where to cut the history so that the close rate differs most before and after."""
    found = None if judged.moments is None else biggest_move(judged.moments, judged.y)
    if found is None:
        return
    moment, before, after, leads = found
    words = (
        f"the close rate moved from {before:.1%} of the leads before {in_words(moment)} to {after:.1%} of those since"
    )
    advice = (
        "Learn from recent leads, and look again at every review. All judged leads are cut here where the two rates "
        "differ most; `60_compare` asks whether the later ones closed as the card expects."
    )
    yield Finding("medium", "", words, leads, advice, lowest_and_highest(close_rate_over_time(judged)))


def biggest_move(moments: pd.Series, y: pd.Series) -> tuple[object, float, float, int] | None:
    """Return the moment at which the close rate changed most, the rates around it and the leads since.

    None where no change is sure, or it is smaller than by a fifth.

    Examples
    --------
    One of ten of the first 200 leads converted, one of two of the last 200.

    >>> y = pd.Series([i % 10 == 0 for i in range(200)] + [i % 2 == 0 for i in range(200)]).astype(int)
    >>> biggest_move(pd.Series(range(1, 401)), y)
    (201, 0.1, 0.5, 200)
    """
    if len(y) < FEWEST_TO_COMPARE:
        return None
    order = np.argsort(moments.to_numpy(), kind="stable")
    won = np.concatenate([[0], np.cumsum(y.to_numpy()[order])])
    in_time = moments.to_numpy()[order]
    places = {int(np.searchsorted(in_time, in_time[len(y) * i // CUTS])) for i in range(1, CUTS)} - {0}
    best = min(places, key=lambda n: (_p_value(won, n), n), default=None)
    if best is None or _p_value(won, best) >= SURE:
        return None
    before, after = won[best] / best, (won[-1] - won[best]) / (len(y) - best)
    if max(before, after) <= MOVED_BY * min(before, after):
        return None
    return moments.to_list()[order[best]], float(before), float(after), len(y) - best


def _p_value(won: np.ndarray, n: int) -> float:
    total = len(won) - 1
    if won[-1] in (0, total):
        return 1.0
    return float(proportions_ztest([won[n], won[-1] - won[n]], [n, total - n])[1])
