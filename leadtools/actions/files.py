"""Tables for people and programs as files, and a file of leads scored with a saved card."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from leadtools.actions.calls import call_list
from leadtools.documents import write_text
from leadtools.errors import OutputError
from leadtools.readers import read_leads_to_score
from leadtools.scorecard import Scorecard, SegmentCards, refuse_removing_all


def neutralised(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with an apostrophe before texts that a spreadsheet would run as a formula."""
    safe = table.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(_neutral)
    return safe.rename(columns=_neutral)


def _neutral(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def write_csv(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table as CSV for people and programs: whole or not at all, formulas neutralised."""
    write_text(path, neutralised(table).to_csv(index=False, lineterminator="\n"))


def score_file(
    card_path: str | Path, leads: str | Path, out: str | Path, *, id_column: str | None = None, caution: str = ""
) -> int:
    """Score a file of leads with a saved card; write what `call_list` says of each.

    Parameters
    ----------
    card_path : path
        A saved scorecard, or a folder of cards by segment, which then says of each lead which card
        scored it.
    leads : path
        CSV, Excel or Parquet with the columns on the card.
    out : path
        CSV to write.
    id_column : str, optional
        Column of the ids. Default: the one the card was learned with, or ``lead_id``, where there is
        one; else the row number.
    caution : str
        What must stand beside every score, as a last column; ``""`` for nothing.

    Returns
    -------
    int
        Number of leads scored.

    Raises
    ------
    CardError, DataError, OutputError
        If the card, the leads or the output cannot be used.
    """
    _refuse_same(Path(out), Path(leads), Path(card_path))
    if Path(card_path).is_dir():
        card = SegmentCards.load(card_path)
        known_id = card.cards[0].facts.get("lead_id")
    else:
        card = Scorecard.load(card_path)
        known_id = card.facts.get("lead_id")
    X = read_leads_to_score(leads, card.attributes, id_column=id_column, known_id=known_id)
    refuse_removing_all(card, X)
    scored = call_list(card, X)
    write_csv(scored.assign(caution=caution) if caution else scored, out)
    return len(X)


def _refuse_same(out: Path, *read: Path) -> None:
    for path in read:
        if out.resolve() == path.resolve():
            raise OutputError(f"`{out}` is read from and would be replaced by the scores. Name another file to write.")
