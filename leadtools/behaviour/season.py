"""Whether some months of the year bring more leads, livelier ones or better ones, beyond what chance explains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.api import GLM, families
from statsmodels.stats.multitest import multipletests

from leadtools.errors import DataError, MomentError, ParameterError, did_you_mean
from leadtools.history import History
from leadtools.intervals import wilson

ALL, RATE, LEADS, EVENTS = "all leads", "close rate", "leads per day", "events per lead"
DIFFER, CHANCE, TOO_FEW = "the months differ beyond chance", "no more than chance", "not enough data"
_FAMILIES = {RATE: families.Binomial(), LEADS: families.Poisson(), EVENTS: families.Gaussian()}
_EVENT_DAYS, _ENOUGH, _LEVEL, _SEEN = 30, 5, 0.05, 0.5


@dataclass(frozen=True)
class Season:
    """Months of the year beside each other.

    Attributes
    ----------
    table : DataFrame
        ``whose`` (``all leads`` or one level), ``measure``, ``month`` (1 to 12, of creation),
        ``years`` (in how many at least half of the month was seen), ``count ÷ out_of = value`` with its
        95 % interval ``low, high``. Measures: ``close rate`` (conversions ÷ judged leads), ``leads per day``
        (leads ÷ days) and ``events per lead`` (events in the 30 days after creation ÷ leads
        followed that long).
    tests : DataFrame
        ``whose, measure, statistic, dof, p`` that the months are alike (Holm's correction for the
        number of tests), ``verdict``.
    """

    table: pd.DataFrame
    tests: pd.DataFrame

    def verdict(self, measure: str, whose: str = ALL) -> str:
        """Return the verdict of one test.

        Raises
        ------
        ParameterError
            If there is no such measure, or nobody of that name was looked at.
        """
        for name, said in (("measure", measure), ("whose", whose)):
            if said not in set(self.tests[name]):
                raise ParameterError(f"{name} is {said!r}{did_you_mean(said, self.tests[name].unique())}")
        chosen = (self.tests["whose"] == whose) & (self.tests["measure"] == measure)
        return self.tests.loc[chosen, "verdict"].iloc[0]


@dataclass(frozen=True)
class _Seen:
    """One value for each lead or day, and when it was created or was."""

    whose: str
    measure: str
    at: pd.DatetimeIndex
    value: np.ndarray


def season(history: History, *, by: str | None = None, horizon_days: float = 90) -> Season:
    """Return close rates, leads per day and events per lead by month of the year, and whether the months differ.

    Parameters
    ----------
    history : History
        With dates of creation.
    by : str, optional
        A column of the leads, such as the product wanted: each of its levels is looked at as well.
    horizon_days : float
        In which a conversion counts, from the creation of the lead.

    Raises
    ------
    MomentError
        If the leads have no dates of creation.
    DataError
        If `by` is not a column of the leads, or no lead can be judged.

    Notes
    -----
    Rao's score test that all months have one level, in a regression with a straight line over time, so
    that a company that merely grows has no season: logistic for close rates, of Poisson's kind for
    leads per day (the days of the week apart, and with the spread that the days show), linear for
    events. Degrees of freedom: months seen less one. A month seen in one year only may be a change
    for good; the verdict counts such months. Less than half of a month, as where the data begin or
    the leads become too young to judge, does not make it seen.

    Examples
    --------
    Ten leads a month for two years; in December eight of ten convert, else two.

    >>> created = pd.date_range("2023-01-01", "2024-12-31", periods=240)
    >>> won = np.arange(240) % 10 < np.where(created.month == 12, 8, 2)
    >>> found = season(History(pd.DataFrame({
    ...     "lead_id": range(240), "created_at": created,
    ...     "converted_at": (created + pd.Timedelta(days=9)).where(won)}), known_until="2025-06-01"))
    >>> found.verdict("close rate"), int(found.tests["dof"].iloc[0])
    ('the months differ beyond chance', 11)
    """
    if history.created_at is None:
        raise MomentError("A season needs the date on which each lead was created. Name it (`created:`).")
    snapshot = history.without(history.attributes).snapshot(after_days=0, horizon_days=horizon_days)
    lines = _lines(history, by)
    seen = [each for whose, chosen in lines for each in _seen(history, whose, chosen, snapshot.y)]
    table = pd.concat([_by_month(each) for each in seen], ignore_index=True)
    return Season(table, _judged([_tested(each) for each in seen]))


def _lines(history: History, by: str | None) -> list[tuple[str, pd.Series]]:
    """Return which leads are meant by each name: all, and those of each level, most frequent first."""
    every = [(ALL, pd.Series(True, index=history.lead_ids))]
    if by is None:
        return every
    if by not in history.leads.columns:
        raise DataError(f"`{by}` is not a column of the leads{did_you_mean(by, history.leads.columns)}")
    level = history.leads[by].set_axis(history.lead_ids)
    return every + [(str(name), level == name) for name in level.value_counts().index]


def _seen(history: History, whose: str, chosen: pd.Series, y: pd.Series) -> Iterator[_Seen]:
    created = history.created_at[chosen].dropna()
    judged = y[y.index.isin(created.index)]
    yield _Seen(whose, RATE, pd.DatetimeIndex(created.reindex(judged.index)), judged.to_numpy(float))
    days = pd.date_range(history.created_at.min().normalize(), history.created_at.max().normalize(), freq="D")
    yield _Seen(whose, LEADS, days, created.dt.normalize().value_counts().reindex(days).fillna(0).to_numpy(float))
    if history.events is not None and not history.events.empty:
        followed = created[created + pd.Timedelta(days=_EVENT_DAYS) <= history.known_until]
        yield _Seen(whose, EVENTS, pd.DatetimeIndex(followed), _events_of(history.events, followed))


def _events_of(events: pd.DataFrame, created: pd.Series) -> np.ndarray:
    """Return the number of events of each lead in the days after its creation."""
    age = events["at"].to_numpy() - created.reindex(events["lead_id"]).to_numpy()
    soon = (age >= pd.Timedelta(0)) & (age < pd.Timedelta(days=_EVENT_DAYS))
    return events.loc[soon, "lead_id"].value_counts().reindex(created.index).fillna(0).to_numpy(float)


def _by_month(seen: _Seen) -> pd.DataFrame:
    values = pd.DataFrame({"value": seen.value}).groupby(seen.at.month.to_numpy())
    n, total = values["value"].size(), values["value"].sum()
    years = _years(seen.at).reindex(n.index)
    low, high = wilson(total, n) if seen.measure == RATE else _around(total / n, values["value"].std() / np.sqrt(n))
    return pd.DataFrame({"whose": seen.whose, "measure": seen.measure, "month": n.index, "years": years,
                         "count": total.astype(int), "out_of": n, "value": total / n, "low": low, "high": high}
                        ).reset_index(drop=True)  # fmt: skip


def _years(at: pd.DatetimeIndex) -> pd.Series:
    """Return by month in how many years at least half of it lies between the first and the last moment."""
    months = pd.PeriodIndex(at, freq="M").unique()
    begin, end = (each.to_series().to_numpy() for each in (months.start_time, months.end_time))
    seen = np.minimum(end, at.max().to_datetime64()) - np.maximum(begin, at.min().to_datetime64())
    return pd.Series(seen >= (end - begin) * _SEEN, dtype=int).groupby(months.month).sum()


def _around(mean: pd.Series, error: pd.Series) -> tuple[pd.Series, pd.Series]:
    return (mean - 1.96 * error).clip(lower=0), mean + 1.96 * error


def _tested(seen: _Seen) -> dict[str, object]:
    """Return the score test that the months are alike; without a number where the data are too few."""
    named = {"whose": seen.whose, "measure": seen.measure}
    months, line = pd.get_dummies(seen.at.month, drop_first=True, dtype=float).to_numpy(), _line(seen)
    most = len(seen.value) if seen.measure == RATE else np.inf
    enough = _ENOUGH * (months.shape[1] + 1) <= seen.value.sum() <= most - _ENOUGH
    both = np.column_stack([line, months])
    if not enough or not months.size or np.ptp(seen.value) == 0 or np.linalg.matrix_rank(both.T @ both) < both.shape[1]:
        return named | {"statistic": np.nan, "dof": months.shape[1], "p": np.nan, "seen_once": 0}
    model = GLM(seen.value, line, family=_FAMILIES[seen.measure])
    fitted = model.fit(scale="X2" if seen.measure == LEADS else None)
    statistic, p, dof = model.score_test(fitted.params, exog_extra=months)
    once = _years(seen.at).le(1).sum()
    return named | {"statistic": float(np.squeeze(statistic)), "dof": dof, "p": float(np.squeeze(p)), "seen_once": once}


def _line(seen: _Seen) -> np.ndarray:
    """Return what is taken into account beside the months: the passing of time, and the day of the week of days."""
    passed = ((seen.at - seen.at.min()) / pd.Timedelta(days=365.25)).to_numpy()
    line = np.column_stack([np.ones(len(passed)), passed - passed.mean()])
    weekdays = pd.get_dummies(seen.at.day_of_week, drop_first=True, dtype=float).to_numpy()
    return np.column_stack([line, weekdays]) if seen.measure == LEADS else line


def _judged(rows: list[dict[str, object]]) -> pd.DataFrame:
    tests = pd.DataFrame(rows)
    told = tests["p"].notna()
    if told.any():
        tests.loc[told, "p"] = multipletests(tests.loc[told, "p"], method="holm")[1]
    words = np.select([~told, tests["p"] <= _LEVEL], [TOO_FEW, DIFFER], CHANCE)
    once = tests["seen_once"].map(lambda n: f"; {n} of them seen in one year only" if n else "")
    tests["verdict"] = words + np.where(words == DIFFER, once, "")
    return tests.drop(columns="seen_once")
