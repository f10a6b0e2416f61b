"""Combinations and sequences after which more leads convert than what they are made of would explain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.stats.multitest import fdrcorrection

from leadtools.attributes import attributes_as_of
from leadtools.behaviour.candidates import Pattern, column_of
from leadtools.behaviour.done import Done, done_before, kinds_of
from leadtools.behaviour.likelihood import fit, one_thread
from leadtools.behaviour.risk_sets import rich_risk_sets
from leadtools.behaviour.screening import common, screen
from leadtools.documents import dump
from leadtools.errors import DataError, ParameterError
from leadtools.history import History
from leadtools.intervals import wilson

WINDOWS_DAYS = (7, 14, 21, 30)
COLUMNS = ["pattern", "verdict", "leads", "conversions", "close_rate", "low", "high", "times", "times_low",
           "times_high", "false_discovery_rate", "later_sets", "later_times", "later_p", "line"]  # fmt: skip
_MOST, _RETESTED, _LEAST_EXPECTED, _LEAST_LEADS, _LEAST_SHARE, _LATER_P = 8, 8, 3, 20, 0.02, 0.05
_NOT_CONFIRMED = "not confirmed"
_PARTS_HALF_LIVES = (7, 30)


@one_thread
def find_patterns(
    history: History,
    *,
    windows_days: Sequence[float] = WINDOWS_DAYS,
    false_discovery_rate: float = 0.05,
    horizon_days: float = 90,
    test_share: float = 0.3,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the pairs and short sequences of events that stand out, and whether the latest leads alone show them too.

    Parameters
    ----------
    history : History
        With events, and dates of creation and conversion.
    windows_days : sequence of float
        How far back the events of a pattern may lie.
    false_discovery_rate : float
        Between 0 and 1: the share of chance finds among those found that is put up with.
    horizon_days : float
        In which conversions after the pattern count for its close rate.
    test_share : float
        Share of the leads, the latest, that have to show the finds by themselves.
    seed : int
        Of the draw of leads for comparison.

    Returns
    -------
    DataFrame
        Strongest first: ``pattern``; ``verdict`` (``confirmed`` or ``not confirmed``); ``leads`` that
        showed it before they converted and could be followed for the horizon, ``conversions`` among
        them, ``close_rate`` with its 95 % interval ``low, high``; ``times``, how many times as often
        those who show it convert as single events explain, with its 95 % interval;
        ``false_discovery_rate`` (Benjamini–Hochberg); ``later_sets`` (conversions), ``later_times``
        and ``later_p`` (one-sided) on the latest leads alone; ``line`` for ``attributes:``.

    Raises
    ------
    ParameterError
        If an option is not a positive number or share.
    MomentError, DataError
        If dates, events or conversions are missing.

    Notes
    -----
    Every conversion is compared with leads of the same age (`rich_risk_sets`). What single events
    explain is taken into account as whether each was there at all and by sums with half-lives of 7 and
    30 days. All candidates are tested at once; the best is added to what is known and the others are
    tested again, so that no shadow of a pattern is offered beside it. Only patterns after which *more*
    convert are sought.

    Chance is held down by Benjamini and Hochberg (1995) over all candidates, on all leads: kept apart,
    the latest could not help to find anything, which costs more power than a test of all together with
    the same rate (Skol and others 2006). The latest leads by themselves are a second hurdle, for what
    held once and no longer does; having had a part in the find, they are no second proof of it.
    """
    _check(windows_days, false_discovery_rate, test_share, horizon_days)
    kinds = kinds_of(history, least_leads=max(_LEAST_LEADS, int(_LEAST_SHARE * len(history.lead_ids))))
    sets = rich_risk_sets(history, seed=seed)
    done = done_before(history, sets, kinds)
    found = _selected(done, len(sets), tuple(windows_days), false_discovery_rate) if len(kinds) > 1 else []
    if not found:
        return pd.DataFrame(columns=COLUMNS)
    rows = _checked(history, _later(history, test_share), kinds, found, seed)
    rates = [_close_rate(history, pattern, horizon_days) for pattern, _, _ in found]
    table = [
        {"pattern": str(pattern), "line": _line(pattern), "false_discovery_rate": rate_of_false, **times, **row, **rate}
        for (pattern, rate_of_false, times), row, rate in zip(found, rows, rates, strict=True)
    ]
    return pd.DataFrame(table)[COLUMNS]


def offered(found: pd.DataFrame) -> str:
    """Return the confirmed patterns as lines to paste into ``leadtools.yml``, or a sentence that there are none."""
    lines = found.loc[found["verdict"] == "confirmed", "line"]
    return "\n".join(["attributes:", *lines]) if len(lines) else "No pattern found is confirmed by the latest leads."


def _selected(done: Done, n_sets: int, windows: tuple, rate: float) -> list[tuple[Pattern, float, dict[str, float]]]:
    """Return the patterns that stand out, one after the other, each beside those found before it."""
    patterns, columns = common(done, windows, _LEAST_EXPECTED * done.n_rows // n_sets)
    base, found = _single_events(done), []
    while patterns and len(found) < _MOST:
        before = fit(base, n_sets)
        p = norm.sf(screen(columns, base, before))
        best = np.argsort(p, kind="stable")[:_RETESTED]
        tried = [_added(base, column_of(patterns[i], done), n_sets, before) for i in best]
        p[best] = np.maximum(p[best], [chance for chance, _ in tried])
        place = int(np.argmin(p[best]))
        if not (adjusted := float(fdrcorrection(p)[1][best[place]])) <= rate:
            break
        found.append((patterns[best[place]], adjusted, tried[place][1]))
        base = np.column_stack([base, column_of(patterns[best[place]], done)])
    return found


def _single_events(done: Done) -> np.ndarray:
    """Return what single events say: whether each was there at all, and sums that fade fast and slowly."""
    return np.column_stack([*map(done.decayed, _PARTS_HALF_LIVES), np.isfinite(done.oldest)]).astype(float)


def _added(base: np.ndarray, column: np.ndarray, n_sets: int, before) -> tuple[float, dict[str, float]]:
    """Return the one-sided p of the likelihood ratio for one more column, and its odds ratio with interval."""
    after = fit(np.column_stack([base, column]), n_sets, np.append(before.coefficients, 0.0))
    effect, error = after.coefficients[-1], after.standard_errors[-1]
    root = np.sqrt(max(0.0, 2 * (after.log_likelihood - before.log_likelihood)))
    low, middle, high = np.exp(effect + 1.96 * error * np.array([-1, 0, 1]))
    return float(norm.sf(np.sign(effect) * root)), {"times": middle, "times_low": low, "times_high": high}


def _checked(history: History, later: np.ndarray, kinds: tuple[str, ...], found, seed: int) -> list[dict[str, object]]:
    """Test each pattern again, beside the others, on the latest leads alone."""
    try:
        sets = rich_risk_sets(history, later, seed=seed)
    except DataError:
        return [{"verdict": _NOT_CONFIRMED, "later_sets": 0, "later_times": np.nan, "later_p": np.nan} for _ in found]
    done = done_before(history, sets, kinds)
    base, rows = _single_events(done), []
    for pattern, _, _ in found:
        column = column_of(pattern, done)
        p, times = _added(base, column, len(sets), fit(base, len(sets)))
        verdict = "confirmed" if p <= _LATER_P else _NOT_CONFIRMED
        rows.append({"verdict": verdict, "later_sets": len(sets), "later_times": times["times"], "later_p": p})
        base = np.column_stack([base, column])
    return rows


def _close_rate(history: History, pattern: Pattern, horizon_days: float) -> dict[str, float]:
    """Return how many leads showed the pattern while they were open, and how many of them converted after it."""
    events, leads = history.events, history.lead_ids
    steps = events[events["event"].isin(pattern.events) & events["lead_id"].isin(leads)]
    after = pd.Series(steps["at"].to_numpy() + np.timedelta64(1, "us"), index=steps["lead_id"], dtype="datetime64[us]")
    shown = attributes_as_of(steps, after, {"shown": pattern.declaration})["shown"].to_numpy(bool)
    first = after[shown].groupby(level=0).min()
    decided = history.outcomes["decided_at"].reindex(first.index)
    ends = first + pd.Timedelta(days=horizon_days)
    judged = ~(decided < first) & (ends <= history.known_until)
    converted = history.outcomes["converted"].fillna(False).astype(bool).reindex(first.index)
    won = judged & converted & (decided < ends)
    n, k = int(judged.sum()), int(won.sum())
    low, high = wilson([k], [n])
    return {"leads": n, "conversions": k, "close_rate": k / n if n else np.nan, "low": low[0], "high": high[0]}


def _line(pattern: Pattern) -> str:
    name = f"{'_then_' if pattern.in_order else '_and_'}".join(pattern.events).replace(" ", "_")
    said = dump({f"{name}_{pattern.window_days:g}d": pattern.declaration})
    return "\n".join(f"  {line}" for line in said.rstrip("\n").split("\n"))


def _later(history: History, test_share: float) -> np.ndarray:
    created = history.created_at
    return (created >= created.quantile(1 - test_share)).to_numpy()


def _check(windows, rate: float, test_share: float, horizon_days: float) -> None:
    for name, value in (("false_discovery_rate", rate), ("test_share", test_share)):
        if not 0 < value < 1:
            raise ParameterError(f"{name} is {value}; allowed is a share between 0 and 1.")
    for name, value in (("horizon_days", horizon_days), *(("windows_days", window) for window in windows)):
        if not value > 0:
            raise ParameterError(f"{name} is {value}; allowed is a number of days above 0.")
