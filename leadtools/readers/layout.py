"""Where the table stands in a file: its separator, the lines above its header, the lines below its last row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd

BELOW = "a line below the table"
TOTALS = "a line of totals"
SEPARATORS = ",;\t|"
_MOST_ABOVE = 30
_MOST_BELOW = 30
_FOOTER = re.compile(
    r"copyright\b|©|confidential\b|generated (?:by|on|at)\b|exported (?:by|on|from)\b|report (?:generated|run)\b"
    r"|filtered by\b|as of\b|do not distribute|printed\b|\d+ (?:records?|rows?|leads?)\b|records?:|rows?:|count:",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:grand |sub)?totals?\b(?: \([\d,. ]+ records?\))?:?|sum:?|gesamt(?:summe)?:?|summe:?", re.IGNORECASE
)


def separator_of(lines: Sequence[str]) -> str:
    r"""Return what separates the cells of a CSV file: what gives the most records of one width above 1.

    Examples
    --------
    >>> separator_of(["id;size\n", "1;2,5\n", "2;3,5\n"])
    ';'
    """

    def agreement(separator: str) -> tuple[int, int]:
        width, records = _commonest_width(records_of(lines, separator))
        return (records, width) if width > 1 else (0, 1)

    return max(SEPARATORS, key=agreement)


def records_of(lines: Sequence[str], separator: str) -> list[list[str]]:
    """Return the first records of a CSV file as they are, sound or not."""
    return list(csv.reader(lines, delimiter=separator))


def _commonest_width(records: Sequence[Sequence]) -> tuple[int, int]:
    """Return the commonest number of cells, the larger of two as common, and how many records have it."""
    widths = Counter(len(record) for record in records if record)
    width = max(widths, key=lambda width: (widths[width], width), default=0)
    return width, widths[width]


def lines_above(records: Sequence[Sequence]) -> int:
    """Return how many records stand above the header: titles, filters, blank lines.

    Examples
    --------
    >>> lines_above([["Leads of March"], [], ["id", "won", "city"], ["1", "yes", "Rome"], ["2", "no", "Oslo"]])
    2
    """
    filled = [sum(not blank(cell) for cell in record) for record in records]
    width = _table_width([record[: _last_filled(record)] for record in records])
    if width < 2:
        return 0
    begun = False
    for i, record in enumerate(records[: _MOST_ABOVE + 1]):
        long = _last_filled(record)
        title = filled[i] <= 1 or long <= width / 2 or (begun and filled[i] <= width / 2)
        if not title:
            return i
        begun = True
    return 0


def _table_width(records: Sequence[Sequence]) -> int:
    """Return how many cells the table is wide: 1 unless a fifth of the records has as many."""
    several = [record for record in records if len(record) > 1]
    width, n = _commonest_width(several)
    return width if n >= max(2, 0.2 * sum(map(bool, records))) else 1


def _last_filled(record: Sequence) -> int:
    return max((i for i, cell in enumerate(record, 1) if not blank(cell)), default=0)


def blank(cell: object) -> bool:
    """Return whether a cell holds nothing but blanks."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_footer(cells: Sequence[object], width: int) -> bool:
    """Return whether a record too short for the table reads like a line below it."""
    filled = [str(cell).strip() for cell in cells if not blank(cell)]
    if not filled or width < 3:
        return False
    known = _FOOTER.match(filled[0]) or _TOTAL.fullmatch(filled[0])
    return bool(known) or (len(filled) == 1 and " " in filled[0])


def below_the_table(frame: pd.DataFrame) -> pd.Series:
    """Return for each of the rows why it is no row of the table, or ``""``; only the last ones can be.

    A row in the last lines is none if only its first cell is filled and reads like a footer, or if its
    first cell says that it holds totals.
    """
    reasons = pd.Series("", index=frame.index, dtype=object)
    if frame.shape[1] < 2:
        return reasons
    for row in frame.index[::-1][:_MOST_BELOW]:
        cells = frame.loc[row].tolist()
        filled = [str(cell).strip() for cell in cells if not (pd.isna(cell) or blank(cell))]
        if not filled:
            continue
        if _TOTAL.fullmatch(filled[0]) and len(filled) <= max(2, frame.shape[1] / 2):
            reasons[row] = TOTALS
        elif len(filled) == 1 and frame.shape[1] > 2 and _FOOTER.match(filled[0]):
            reasons[row] = BELOW
        else:
            break
    return reasons
