"""From a configuration to a run: its history as known at a moment, and a folder to write into."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from leadtools.actions import read_overrides
from leadtools.config import read_config
from leadtools.documents import make_folder
from leadtools.duplicates import merge_duplicates
from leadtools.readers import read_history, refuse_lone_last_day
from leadtools.runs.run import Run


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
        If the configuration, the data, the moment or the folder cannot be used.
    """
    settings = read_config(config)
    history = read_history(settings)
    moment = history.known_until
    if as_of:
        moment = pd.Timestamp(as_of)
        history = history.until(moment)
    elif settings.known_until is None:
        refuse_lone_last_day(history)
    if settings.duplicates == "merge":
        history = merge_duplicates(history)
    if settings.overrides is not None:  # said at once, not when all the rest is done
        read_overrides(settings.overrides, known=history.lead_ids, tiers=None)
    make_folder(Path(out))
    return Run(settings, Path(out), history, moment, settings.seed if seed is None else seed)
