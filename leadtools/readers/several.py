"""Cells with several values, such as ``email;phone``: one yes/no attribute for each frequent value."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from itertools import islice

import pandas as pd

from leadtools.readers.placeholders import is_placeholder_word

SEPARATOR = ";"
MOST_VALUES = 20
_LONGEST = 60
_FEWEST_SHARE = 0.02
_USES_EACH = 5


def values_of(counts: Mapping[str, int], n_leads: int, *, asked: bool = False) -> list[str]:
    """Return the frequent values of a column whose cells hold several, commonest first; nothing where they do not.

    At least one filled cell in fifty has several values, and a value is used five times on average, so
    that lists of addresses or free texts are none. `counts` says how often each cell occurs; `asked`
    takes the column for one whatever it holds.

    Examples
    --------
    >>> values_of({"Email;Phone": 10, "Email": 10, "Phone;Fair": 10, "Email; Fair": 10}, 40)
    ['Email', 'Fair', 'Phone']
    """
    several = {cell: n for cell, n in counts.items() if SEPARATOR in cell}
    rare = sum(several.values()) < max(3, _FEWEST_SHARE * sum(counts.values()))
    if not asked and (rare or _looks_like_text(several)):
        return []
    uses: Counter[str] = Counter()
    for cell, n in counts.items():
        uses.update(dict.fromkeys(split(cell), n))
    if not asked and sum(uses.values()) < _USES_EACH * len(uses):
        return []
    fewest = max(10, math.ceil(math.sqrt(n_leads)))
    common = [value for value, n in sorted(uses.items(), key=lambda item: (-item[1], item[0])) if n >= fewest]
    return [value for value in common if not is_placeholder_word(value)][:MOST_VALUES]


def _looks_like_text(several: Mapping[str, int]) -> bool:
    return any(len(part) > _LONGEST for cell in islice(several, 200) for part in split(cell))


def split(cell: str) -> list[str]:
    """Return the values of a cell, each once, without blanks around them.

    Examples
    --------
    >>> split("Email; Phone;;Email")
    ['Email', 'Phone']
    """
    return list(dict.fromkeys(part.strip() for part in cell.split(SEPARATOR) if part.strip()))


def holds(texts: pd.Series, value: str) -> pd.Series:
    """Return for each cell whether the value is among its values; missing where the cell is blank."""
    cells = pd.Series({cell: value in split(cell) for cell in texts.dropna().unique()}, dtype="boolean")
    return texts.map(cells).astype("boolean")


def name_of(column: str, value: str) -> str:
    """Return the name of the attribute that says whether a lead has a value: ``Interests: Email``."""
    return f"{column}: {value}"
