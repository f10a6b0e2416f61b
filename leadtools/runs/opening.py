"""From a configuration to a run: its history as known at a moment, and a folder to write into."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd

from leadtools.actions import read_overrides
from leadtools.config import read_config
from leadtools.documents import make_folder
from leadtools.duplicates import merge_duplicates
from leadtools.errors import ParameterError
from leadtools.readers import read_history, refuse_lone_last_day
from leadtools.runs.run import Run

MOST_DAYS_LATER = 366


def open_run(config: str | Path, out: str | Path, *, as_of: str = "", seed: int | None = None) -> Run:
    """Read the configuration and the history it names, as known at a moment.

    Parameters
    ----------
    config : path
        ``leadtools.yml``.
    out : path
        Folder of the run; made where it is not there.
    as_of : str
        The moment, an ISO date; blank for the latest moment at which a lead was created, acted or
        was decided.
    seed : int, optional
        Of every random draw; default: the configuration's.

    Raises
    ------
    LeadToolsError
        If the configuration, the data, the moment, the seed or the folder cannot be used.
    """
    given = _read_moment(as_of)
    if isinstance(seed, bool) or not isinstance(seed, int | None):
        raise ParameterError(f"seed is {seed!r}; allowed is a whole number such as 1, or None for that of the config.")
    settings = read_config(config)
    history = read_history(settings)
    moment = history.known_until
    if given is not None:
        _refuse_later(given, history.known_until)
        moment = given
        history = history.until(moment)
    elif settings.known_until is None:
        refuse_lone_last_day(history)
    if settings.duplicates == "merge":
        history = merge_duplicates(history)
    if settings.overrides is not None:  # said at once, not when all the rest is done
        read_overrides(settings.overrides, known=history.lead_ids, tiers=None)
    make_folder(Path(out))
    return Run(settings, Path(out), history, moment, settings.seed if seed is None else seed)


def _read_moment(as_of: str) -> pd.Timestamp | None:
    """Return the moment that a text says; None where it is blank. Which of 06/07 is the month nobody can know."""
    text = str(as_of).strip()
    if not text:
        return None
    try:
        moment = pd.Timestamp(datetime.fromisoformat(text))
    except ValueError:
        raise ParameterError(
            f'as_of is {text!r}; allowed is a date such as 2025-06-30, in quotes, or "" for the end of the data.'
        ) from None
    return moment if moment.tz is None else moment.tz_convert(None)


def _refuse_later(moment: pd.Timestamp, known_until: pd.Timestamp | None) -> None:
    """Refuse a moment so long after the data that ages would be taken for what nobody has seen."""
    if known_until is not None and moment > known_until + pd.Timedelta(days=MOST_DAYS_LATER):
        raise ParameterError(
            f"as_of is {moment:%Y-%m-%d}, but the data end on {known_until:%Y-%m-%d}: nothing is known of the "
            f"{(moment - known_until).days:,} days between. Bring a newer export, or choose an earlier moment."
        )
