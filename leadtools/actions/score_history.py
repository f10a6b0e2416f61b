"""The scores of every run, kept; and from them the leads that crossed the threshold or fell."""

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

    Raises
    ------
    DataError
        If the file is not one that runs have kept.
    """
    path = Path(path)
    if not path.is_file():
        return pd.DataFrame(columns=COLUMNS).astype({"score": "int64"})
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        return table[COLUMNS].astype({"score": "int64"})
    except OSError as fault:
        raise DataError(f"{path.name} cannot be read: {why_not(fault)}.") from None
    except (KeyError, ValueError, OverflowError):  # ParserError and UnicodeDecodeError are ValueErrors
        raise DataError(
            f"{path.name} is not as a run has left it: it needs the columns {', '.join(COLUMNS)}, and whole numbers "
            "as scores. Put an older copy back, or move it away to begin a new history."
        ) from None


def keep_scores(history: pd.DataFrame, calls: pd.DataFrame, *, as_of: pd.Timestamp | None, card: str) -> pd.DataFrame:
    """Return the history with the scores of this run; those of an earlier run as of the same moment give way.

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
    """
    now = neutralised(calls[["lead_id", "score", "tier"]]).assign(as_of=_moment(as_of), card=card)
    before = history[history["as_of"] != _moment(as_of)]
    return pd.concat([before, now[COLUMNS]]).sort_values("as_of", kind="stable", ignore_index=True)


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
        changed), then the rest of `calls`.

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
    return both.loc[above != before, first + rest].sort_values(
        ["change", "score", "lead_id"], ascending=[True, False, True], kind="stable", ignore_index=True
    )


def _last(history: pd.DataFrame, moment: str) -> pd.DataFrame:
    earlier = history.loc[history["as_of"] < moment, "as_of"]
    return history[history["as_of"] == (earlier.max() if len(earlier) else moment)]


def _moment(as_of: pd.Timestamp | None) -> str:
    return "" if as_of is None else as_of.isoformat()
