"""What lies in the folder of a run: the cards in use, and the facts of its summary."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from leadtools.documents import make_folder, write_text
from leadtools.errors import CardError
from leadtools.lineage import is_kept_version
from leadtools.scorecard import Scorecard

_CARDS, _SUMMARY = "scorecards", "summary.json"


def keep_card(card: Scorecard, folder: Path) -> Path:
    """Keep a card under its name, in the place of an earlier one; return its file."""
    make_folder(folder / _CARDS)
    return card.save(folder / _CARDS / f"{card.name}.yml")


def cards_in_use(folder: Path) -> dict[str, Scorecard]:
    """Return the cards in use, by name; versions kept beside them are left out.

    Raises
    ------
    CardError
        If there is none yet.
    """
    paths = sorted((folder / _CARDS).glob("*.yml"))
    found = {path.stem: Scorecard.load(path) for path in paths if not is_kept_version(path)}
    if not found:
        raise CardError("No scorecard has been kept yet. Run 30_close_rates or 40_logistic first, with the same `out`.")
    return found


def summary_of(folder: Path) -> dict[str, object]:
    """Return the facts that have been recorded so far."""
    path = folder / _SUMMARY
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def record(folder: Path, facts: dict[str, object]) -> dict[str, object]:
    """Add facts to those recorded before and return all of them."""
    summary = summary_of(folder) | facts
    text = json.dumps(summary, indent=2, ensure_ascii=False, default=_plain, allow_nan=False)
    write_text(folder / _SUMMARY, text + "\n")
    return summary


def _plain(value: object) -> object:
    """Return what JSON can hold: plain numbers, dates as ISO text."""
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item()
