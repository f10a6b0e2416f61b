"""The scores of every run, kept as changes; and from them the leads that crossed the threshold or fell."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from leadtools.actions.files import neutralised
from leadtools.documents import why_not
from leadtools.errors import DataError

FILE = "score_history.csv"
COLUMNS = ["as_of", "card", "lead_id", "score", "tier"]
CROSSED, FELL = "crossed", "fell"


def read_score_history(path: str | Path) -> pd.DataFrame:
    """Return what earlier runs kept: ``as_of, card, lead_id, score, tier``; nothing where there is no file.

    A lead has a row for each run that changed its score, its tier or the card that scored it; one
    without a score where it was no longer open. A run that changed nothing has one row without a lead.

    Raises
    ------
    DataError
        If the file is not one that runs have kept.
    """
    path = Path(path)
    if not path.is_file():
        return pd.DataFrame(columns=COLUMNS).astype({"score": "Int64"})
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        score = pd.to_numeric(table["score"].where(table["score"] != "", None))
        return table[COLUMNS].assign(score=score.astype("Int64"))
    except OSError as fault:
        raise DataError(f"{path.name} cannot be read: {why_not(fault)}.") from None
    except (KeyError, ValueError, TypeError, OverflowError):  # ParserError and UnicodeDecodeError are ValueErrors
        raise DataError(
            f"{path.name} is not as a run has left it: it needs the columns {', '.join(COLUMNS)}, and whole numbers "
            "as scores. Put an older copy back, or move it away to begin a new history."
        ) from None


def scores_at(history: pd.DataFrame, as_of: pd.Timestamp | None) -> pd.DataFrame:
    """Return the scores as they stood after the run of a moment: the last row of each lead that was open then.

    Parameters
    ----------
    history : DataFrame
        From `read_score_history`.
    as_of : Timestamp or None

    Returns
    -------
    DataFrame (n_leads, 5)
        ``as_of`` (since when), ``card, lead_id, score, tier``.
    """
    return _standing(history[history["as_of"] <= _moment(as_of)])


def keep_scores(history: pd.DataFrame, calls: pd.DataFrame, *, as_of: pd.Timestamp | None, card: str) -> pd.DataFrame:
    """Return the history with what this run changed; an earlier run as of the same moment gives way.

    What runs as of later moments have found stays as they found it.

    Parameters
    ----------
    history : DataFrame
        From `read_score_history`.
    calls : DataFrame
        ``lead_id, score, tier``.
    as_of : Timestamp or None
        None where leads have no dates; then only the last run is kept.
    card : str
        What scored them, such as ``logistic``.

    Returns
    -------
    DataFrame
        ``as_of, card, lead_id, score, tier``, in the order of time, hottest first.

    Examples
    --------
    In June two leads are scored; in July one of them has moved and the other is no longer open.

    >>> june = pd.DataFrame({"lead_id": ["a", "b"], "score": [70, 55], "tier": ["hot", "warm"]})
    >>> july = pd.DataFrame({"lead_id": ["a"], "score": [71], "tier": ["hot"]})
    >>> kept = read_score_history("nowhere.csv")
    >>> for month, calls in ((6, june), (7, july)):
    ...     kept = keep_scores(kept, calls, as_of=pd.Timestamp(2025, month, 1), card="logistic")
    >>> kept["lead_id"].tolist(), kept["score"].tolist()
    (['a', 'b', 'a', 'b'], [70, 55, 71, <NA>])
    """
    moment = _moment(as_of)
    now = neutralised(calls[["lead_id", "score", "tier"]]).assign(card=card)
    before, after = history[history["as_of"] < moment], history[history["as_of"] > moment]
    kept = pd.concat([before, _changes(_standing(before), now, moment)], ignore_index=True)
    if after.empty:
        return kept
    following = after["as_of"].min()
    stood = _standing(history[history["as_of"] <= following])
    later = [_changes(_standing(kept), stood, following), after[after["as_of"] > following]]
    return pd.concat([kept, *later], ignore_index=True)


def _standing(history: pd.DataFrame) -> pd.DataFrame:
    last = history.drop_duplicates("lead_id", keep="last")
    return last[last["score"].notna()]


def _changes(before: pd.DataFrame, now: pd.DataFrame, moment: str) -> pd.DataFrame:
    """Return a row for each lead that is not as it was; one without a score for each that is no longer there.

    Where nothing has changed, one row without a lead says that there was a run.
    """
    was = before.set_index("lead_id")[["card", "score", "tier"]]
    said = now.set_index("lead_id")[["card", "score", "tier"]].astype({"score": "Int64"})
    same = (said == was.reindex(said.index)).fillna(False).all(axis=1)
    gone = was[~was.index.isin(said.index)].assign(score=pd.NA, tier="").astype({"score": "Int64"})
    rows = pd.concat([said[~same], gone]).rename_axis("lead_id").reset_index()
    if rows.empty:
        rows = pd.DataFrame({"card": now["card"].head(1).tolist() or [""], "lead_id": "", "score": pd.NA, "tier": ""})
    return rows.assign(as_of=moment)[COLUMNS].astype({"score": "Int64"})


def alerts(
    history: pd.DataFrame, calls: pd.DataFrame, *, as_of: pd.Timestamp | None, card: str, hottest: str
) -> pd.DataFrame:
    """Return the leads that came into the hottest tier since the last run, or fell out of it.

    The last run is the latest one as of an earlier moment; where there is none, the one as of the same
    moment, whose scores the new ones replace. A lead that was not scored then gives no alert.

    Parameters
    ----------
    history : DataFrame
        From `read_score_history`, before `keep_scores`.
    calls : DataFrame
        ``lead_id, score, tier`` and what is to stand beside the alert: ``reasons``, ``next_step``.
    as_of : Timestamp or None
    card : str
        What scored the leads now.
    hottest : str
        The tier above the threshold.

    Returns
    -------
    DataFrame (n_alerts, …)
        ``lead_id, change`` (``crossed`` or ``fell``), ``score_before, score, tier_before, tier, since``,
        ``card_changed`` (yes where another card scored it then, so that the lead itself need not have
        changed), then the rest of `calls`. Where these have ``chance_now``, leads without one stand last,
        for their horizon is over.

    Examples
    --------
    >>> then = keep_scores(read_score_history("nowhere.csv"), pd.DataFrame({
    ...     "lead_id": ["a", "b"], "score": [55, 70], "tier": ["warm", "hot"]}),
    ...     as_of=pd.Timestamp("2025-06-01"), card="logistic")
    >>> now = pd.DataFrame({"lead_id": ["a", "b", "c"], "score": [66, 70, 90], "tier": ["hot", "hot", "hot"]})
    >>> found = alerts(then, now, as_of=pd.Timestamp("2025-06-08"), card="logistic", hottest="hot")
    >>> found[["lead_id", "change", "score_before", "score"]].to_numpy().tolist()
    [['a', 'crossed', 55, 66]]
    """
    last = _last(history, _moment(as_of))
    renamed = {"score": "score_before", "tier": "tier_before", "as_of": "since", "card": "card_before"}
    known = last.rename(columns=renamed).assign(key=last["lead_id"]).drop(columns="lead_id")
    both = calls.assign(key=neutralised(calls[["lead_id"]])["lead_id"]).merge(known, on="key")
    above, before = both["tier"] == hottest, both["tier_before"] == hottest
    both["change"] = pd.Series(CROSSED, both.index, dtype=object).where(above, FELL)
    both["card_changed"] = pd.Series("yes", both.index, dtype=object).where(both["card_before"] != card, "no")
    first = ["lead_id", "change", "score_before", "score", "tier_before", "tier", "since", "card_changed"]
    rest = [column for column in calls.columns if column not in first]
    both["over"] = both["chance_now"].isna() if "chance_now" in both else False
    order = ["change", "over", "score", "lead_id"]
    found = both[above != before].sort_values(order, ascending=[True, True, False, True], kind="stable")
    return found[first + rest].reset_index(drop=True)


def _last(history: pd.DataFrame, moment: str) -> pd.DataFrame:
    """Return the scores as they stood after the last run, with its moment."""
    earlier = history[history["as_of"] < moment]
    seen = earlier if len(earlier) else history[history["as_of"] == moment]
    return _standing(seen).assign(as_of=seen["as_of"].max()).astype({"score": "int64"})


def _moment(as_of: pd.Timestamp | None) -> str:
    return "" if as_of is None else as_of.isoformat()
