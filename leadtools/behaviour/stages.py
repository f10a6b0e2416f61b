"""How many leads move on from each stage of the customer journey, and how long they are in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight

from leadtools.errors import DataError, ParameterError
from leadtools.history import History
from leadtools.intervals import wilson

DAY = pd.Timedelta(days=1)
COLUMNS = ["stage", "next", "leads", "skipped", "undated", "too_young", "moved_on", "left", "waiting",
           "moved_on_rate", "low", "high", "median_days", "median_low", "median_high"]  # fmt: skip
CONVERSION = "conversion"
_MOST_UNDATED = 0.05


def stage_table(history: History, *, within_days: float = 90) -> pd.DataFrame:
    """Return for each stage of the journey how many leads came to it, and how many moved on within some days.

    Parameters
    ----------
    history : History
        With a journey and the dated changes of its column.
    within_days : float
        In which a lead counts as having moved on, left or waited.

    Returns
    -------
    DataFrame
        ``stage, next`` (that stage or any further one, conversion being the last); ``leads`` that came
        to the stage, coming from nowhere further; ``skipped``, those that came further without it.
        Of the leads ``undated`` are those that converted or were lost, nobody knows when, and have no
        dated step on or out either: they stand apart. Of the others ``too_young`` are those that came
        less than `within_days` before the end of the data; of the rest so many ``moved_on``, ``left``
        (lost, or out of the journey) or are still ``waiting`` after `within_days`. ``moved_on_rate``
        is moved on ÷ the three together, with its 95 % interval ``low, high`` (Wilson).
        ``median_days`` is the time after which half of the leads are no longer in the stage, with its
        95 % interval; missing where fewer than half ever were.
        Rate and median are missing where more than 5 % of the leads are ``undated``: without them
        both would look right and be wrong.

    Raises
    ------
    DataError
        If no journey is declared, or the changes tell nothing of it.
    ParameterError
        If `within_days` is not above 0.

    Notes
    -----
    Only the first coming to a stage counts; going back to an earlier one ends nothing. The median is
    that of Kaplan and Meier: leads still waiting, too young ones among them, count for as long as
    they have waited, neither as lost nor as quick. The last stage has no row where nobody was in it
    before converting.

    Examples
    --------
    Four leads come to MQL on 1 January: two move on, after 10 and 20 days, one leaves after 30, one
    waits. The fifth comes ten days before the end. Of all 4/5 × 2/3 = 0.53 are still there after 20
    days, half of that after 30: the median.

    >>> from leadtools.config import Journey
    >>> rows = [("a", "MQL", 1), ("b", "MQL", 1), ("c", "MQL", 1), ("d", "MQL", 1), ("a", "SQL", 11),
    ...         ("b", "SQL", 21), ("c", "spam", 31), ("e", "MQL", 171)]
    >>> changes = pd.DataFrame(rows, columns=["lead_id", "value", "at"]).assign(column="stage")
    >>> changes["at"] = pd.Timestamp("2024-12-31") + pd.to_timedelta(changes["at"], unit="D")
    >>> leads = pd.DataFrame({"lead_id": list("abcde"), "converted_at": pd.to_datetime([None] * 5)})
    >>> history = History(leads, changes=changes, known_until=pd.Timestamp("2025-06-30"),
    ...                   journey=Journey("stage", ("MQL", "SQL"), out=("spam",)))
    >>> of_mql = stage_table(history).iloc[0]
    >>> of_mql[["leads", "too_young", "moved_on", "left", "waiting", "median_days"]].tolist() == [5, 1, 2, 1, 1, 30]
    True
    """
    if not within_days > 0:
        raise ParameterError(f"within_days is {within_days}; allowed is a number of days above 0, such as 90.")
    came, ends, undated = _came(history), _ends(history), _undated(history)
    rows = [
        (stage, *_passage(came.iloc[:, i:], ends, undated, history.known_until, pd.Timedelta(days=within_days)))
        for i, stage in enumerate(came)
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.drop(index=table.index[-1:][table["leads"].iloc[-1:] == 0])


def no_rates(table: pd.DataFrame) -> str:
    """Return why no stage of a `stage_table` has a rate, or ``""`` where one has."""
    if table["moved_on_rate"].notna().any():
        return ""
    young, undated = int(table["too_young"].sum()), int(table["undated"].sum())
    why = [f"{young:,} came to their stage too lately"] * (young > 0)
    why += [f"{undated:,} are decided, nobody knows when"] * (undated > 0)
    return f"No rate can be told of any stage: of its leads, {' and '.join(why)}." if why else "No lead is in a stage."


def _came(history: History) -> pd.DataFrame:
    """Return when each lead first came to each stage: one row a lead, stages in their order."""
    came = _steps(history).groupby(["lead_id", "value"])["at"].min().unstack("value")
    return came.reindex(columns=list(history.journey.stages)).astype("datetime64[us]").dropna(how="all")


def _steps(history: History) -> pd.DataFrame:
    if history.journey is None or history.changes is None:
        raise DataError(
            "No stages are known. Declare them, `journey: {column: stage, stages: [lead, MQL, SQL]}`, and name the "
            "file of their dated changes (`changes:`)."
        )
    changes = history.changes
    return changes[(changes["column"] == history.journey.column) & (changes["at"] <= history.known_until)]


def _ends(history: History) -> pd.DataFrame:
    """Return every moment at which a lead converted or left: ``lead_id, at, converted``."""
    outcomes, steps = history.outcomes, _steps(history)
    known = outcomes[(outcomes["decided_at"] <= history.known_until) & ~outcomes["open"]].reset_index()
    decided = pd.DataFrame({"lead_id": known["lead_id"], "at": known["decided_at"], "converted": known["converted"]})
    out = steps.loc[steps["value"].isin(history.journey.out), ["lead_id", "at"]].assign(converted=False)
    return pd.concat([decided.astype({"converted": bool}), out], ignore_index=True)


def _undated(history: History) -> pd.Index:
    """Return the leads that converted or were lost, nobody knows when."""
    outcomes = history.outcomes
    return outcomes.index[(~outcomes["open"] & outcomes["decided_at"].isna()).to_numpy(bool)]


def _passage(
    came: pd.DataFrame, ends: pd.DataFrame, undated: pd.Index, known_until: pd.Timestamp, within: pd.Timedelta
) -> tuple:
    """Return what became of the leads of the first of these stages."""
    stage, further = came.iloc[:, 0], came.iloc[:, 1:].min(axis=1).astype("datetime64[us]")
    won = ends[ends["converted"]].groupby("lead_id")["at"].min().reindex(came.index)
    moved = pd.concat([further, won], axis=1).min(axis=1)
    here = stage.notna() & ~(further < stage) & ~(won <= stage)
    since, moved = stage[here], moved[here]
    left = _next(ends[~ends["converted"]], since)
    until = pd.concat([moved, left], axis=1).min(axis=1)
    leads, apart = len(since), until.isna() & until.index.isin(undated)
    since, moved, until = since[~apart], moved[~apart], until[~apart]
    on = moved.notna() & (moved == until)
    young = since + within > known_until
    in_time = ~young & (until < since + within)
    n, n_on, n_left = int((~young).sum()), int((in_time & on).sum()), int((in_time & ~on).sum())
    skipped = int((further.notna() & stage.isna()).sum())
    counts = (leads, skipped, int(apart.sum()), int(young.sum()), n_on, n_left, n - n_on - n_left)
    name = came.columns[1] if came.shape[1] > 1 else CONVERSION
    if apart.sum() > _MOST_UNDATED * leads:
        return name, *counts, *[np.nan] * 6
    low, high = (float(end) for end in wilson(n_on, n))
    days = (until.fillna(known_until) - since) / DAY
    return name, *counts, n_on / n if n else np.nan, low, high, *_median(days.to_numpy(), until.notna().to_numpy())


def _next(ends: pd.DataFrame, since: pd.Series) -> pd.Series:
    """Return the first of these moments at which or after a lead came to its stage."""
    later = ends[ends["at"].to_numpy() >= since.reindex(ends["lead_id"]).to_numpy()]
    return later.groupby("lead_id")["at"].min().reindex(since.index)


def _median(days: np.ndarray, over: np.ndarray) -> tuple[float, float, float]:
    """Return the median of Kaplan and Meier with its 95 % interval, missing where it cannot be told."""
    if not over.any():
        return np.nan, np.nan, np.nan
    curve = SurvfuncRight(days, over.astype(int))
    with np.errstate(divide="ignore", invalid="ignore"):  # where all are out, the curve is 0 and has no logarithm
        low, high = curve.quantile_ci(0.5)
    return tuple(float(day) if np.isfinite(day) else np.nan for day in (curve.quantile(0.5), low, high))
