"""A small table in which people state what they think matters, and how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from leadtools.config import Source
from leadtools.documents import Document, Fault
from leadtools.errors import ConfigError, DataError, did_you_mean
from leadtools.levels import Attribute
from leadtools.readers.tables import read_rows

COLUMNS = ("who", "attribute", "level", "effect")
WHO = ("sales", "marketing", "customer with a short cycle", "customer with a long cycle", "customer who left")
EFFECTS = {"much better": 2, "better": 1, "no difference": 0, "worse": -1, "much worse": -2}


def read_beliefs(path: str | Path, levels: Sequence[Attribute]) -> pd.DataFrame:
    """Read a table of beliefs: CSV or Excel, a row for each.

    Parameters
    ----------
    path : path
        With the columns ``who`` (sales, marketing, customer with a short cycle, customer with a long
        cycle, customer who left), ``attribute``, ``level`` and ``effect`` (much better, better, no
        difference, worse, much worse; or 2 to −2); others, such as a note, are left alone.
    levels : sequence of Attribute
        The attributes and levels there are.

    Returns
    -------
    DataFrame (n_beliefs, 4)
        ``who, attribute, level, effect``, as they are called here.

    Raises
    ------
    ConfigError
        With every fault at once, each with its line; the line of the header is 1.
    """
    path = Path(path)
    try:
        rows = read_rows(Source(path, None, path.name))
    except DataError as fault:
        raise ConfigError(str(fault)) from None
    frame = _plain(rows.frame.rename(columns=lambda name: str(name).strip().casefold()))
    document = Document(path.name, None, {(row,): row + 1 for row in range(rows.n_read + 1)})
    document.refuse(_header(frame), ConfigError)
    aside = rows.aside[rows.aside["reason"] != "the row is blank"]
    misfits = [((row,), words) for row, words in aside[["row", "reason"]].itertuples(index=False)]
    document.refuse([*misfits, *_faults(frame, levels)], ConfigError)
    frame["effect"] = frame["effect"].map(_effect)
    frame["who"] = frame["who"].str.casefold()
    known = _named(levels)
    frame["level"] = [
        _level(level, known[name]) for name, level in zip(frame["attribute"], frame["level"], strict=True)
    ]
    return frame[list(COLUMNS)].reset_index(drop=True)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the cells as texts without blanks around them."""
    return frame.map(lambda cell: "" if pd.isna(cell) else str(cell).strip())


def _header(frame: pd.DataFrame) -> Iterator[Fault]:
    for name in COLUMNS:
        if name not in frame.columns:
            yield (0,), f"the column `{name}` is missing{did_you_mean(name, frame.columns)}"


def _faults(frame: pd.DataFrame, levels: Sequence[Attribute]) -> Iterator[Fault]:
    known, seen = _named(levels), {}
    for row, who, name, level, effect in frame[list(COLUMNS)].itertuples():
        if who.casefold() not in WHO:
            yield (row,), f"`who` is {_said(who)}{did_you_mean(who, WHO)}"
        if _effect(effect) is None:
            yield (row,), f"`effect` is {_said(effect)}{did_you_mean(effect, EFFECTS)}"
        if name not in known:
            yield (row,), f"`attribute` is {_said(name)}, which is no attribute of the leads{did_you_mean(name, known)}"
        elif _level(level, known[name]) is None:
            yield (row,), f"`level` is {_said(level)}, which is no level of `{name}`{did_you_mean(level, known[name])}"
        first = seen.setdefault((who.casefold(), name, _same(level)), row)
        if first != row:
            yield (row,), f"{who} says something of `{name}: {level}` on line {first + 1} already; keep one."


def _named(levels: Sequence[Attribute]) -> dict[str, list[str]]:
    return {a.name: [level.label for level in a.levels] for a in levels}


def _level(said: str, labels: Sequence[str]) -> str | None:
    """Return the level meant: whatever the dash and the case, `50-249` is `50–249`."""
    return {_same(label): label for label in reversed(labels)}.get(_same(said))


def _same(text: str) -> str:
    return text.replace("–", "-").replace("−", "-").replace(",", "").casefold()


def _effect(said: str) -> str | None:
    by_number = {f"{number:+d}": words for words, number in EFFECTS.items()}
    number = said.replace("−", "-").removesuffix(".0")
    return (
        said.casefold()
        if said.casefold() in EFFECTS
        else by_number.get(number if number[:1] == "-" else f"+{number.lstrip('+')}")
    )


def _said(cell: str) -> str:
    return f"`{cell}`" if cell else "blank"
