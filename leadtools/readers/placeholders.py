"""What stands for nothing: words such as Select and unknown, codes such as 999, each guessed with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

_WORDS = {
    "n/a", "na", "#n/a", "n.a.", "n.a", "n/d", "nd", "null", "nil", "nan", "unknown", "unkown", "unbekannt", "inconnu",
    "inconnue", "desconocido", "undefined", "select", "blank", "tbd", "missing", "undisclosed", "unspecified", "empty",
    "not specified", "not provided", "not available", "not set", "not applicable", "not known", "not disclosed",
    "no value", "no data", "please select", "select one", "select an option", "choose", "please choose",
    "select...", "bitte wählen", "bitte auswählen", "keine angabe", "k.a.", "k. a.", "nicht angegeben",
    "non renseigné", "non spécifié", "(blank)", "(none)", "(empty)", "(not set)", "(unknown)", "#ref!", "#value!",
    "#name?", "#div/0!", "#null!", "#num!",
}  # fmt: skip
_MARKS = re.compile(r"[-–—_.?/ ]{1,5}|x{3,4}", re.IGNORECASE)
_CODES = (-1, -9, -99, -999, -9999, 99, 999, 9999, 99999, 999999)
_MONEY = re.compile(
    r"price|amount|value|revenue|cost|budget|salary|income|fee|turnover|sales|balance|preis|betrag|umsatz|prix|montant",
    re.IGNORECASE,
)
_ALSO_CODES = ("na", "nd")
_MANY = 2_000
_FAR = 3
FEWEST_CODES = 10
"""How often a number must occur, beside one cell in 200, to be taken for a code."""


class Placeholders(NamedTuple):
    """Values of a column taken as missing, why, how many cells; ``kept`` are codes that may be real numbers."""

    values: tuple[str | float, ...]
    reason: str
    rows: int
    kept: bool = False


def is_placeholder_word(text: str) -> bool:
    """Return whether a text stands for nothing; ``none`` does not, for it may say that there is none.

    Examples
    --------
    >>> [word for word in ("Select", "-", "none", "n/a", "-- Select --", "North") if is_placeholder_word(word)]
    ['Select', '-', 'n/a', '-- Select --']
    """
    folded = text.strip().casefold()
    return folded in _WORDS or folded.strip("-–—<>[] ") in _WORDS or bool(_MARKS.fullmatch(folded))


def words_for_nothing(counts: Mapping[str, int]) -> list[Placeholders]:
    """Return the texts that stand for nothing, from how often each text of a column occurs.

    Examples
    --------
    >>> words_for_nothing({"Rome": 7, "Select": 3})[0].values
    ('Select',)
    """
    seldom = len(counts) > _MANY
    words = [text for text, n in counts.items() if len(text) < 40 and not (seldom and n == 1)]
    words = [text for text in words if is_placeholder_word(text)]
    if any(word.strip().casefold() in _ALSO_CODES for word in words) and _holds_codes_of_two_letters(counts):
        words = [word for word in words if word.strip().casefold() not in _ALSO_CODES]
    if not words or len(words) == len(counts):
        return []
    listed = ", ".join(f'"{word}"' for word in words)
    reason = f"{listed} {'is a word' if len(words) == 1 else 'are words'} for nothing"
    return [Placeholders(tuple(words), reason, sum(counts[word] for word in words))]


def _holds_codes_of_two_letters(counts: Mapping[str, int]) -> bool:
    """Return whether most cells are such as DE and US, among which NA and ND are countries and states."""
    short = [n for text, n in counts.items() if len(text) == 2 and text.isalpha() and text.isupper()]
    return sum(short) > 0.6 * sum(counts.values()) and len(short) > 2


def codes_for_nothing(values: pd.Series) -> list[Placeholders]:
    """Return the numbers that stand for nothing in a column of numbers.

    Examples
    --------
    >>> days = pd.Series([3, 6, 12, 20] * 10 + [999] * 60, name="pdays")
    >>> codes_for_nothing(days)[0].values, codes_for_nothing(days)[0].reason
    ((999,), '999 stands far above all others, the largest of which is 20, and in 60 of 100 cells')
    """
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values) or not values.isin(_CODES).any():
        return []
    counts = values.dropna().value_counts().sort_index()
    n = int(counts.sum())
    found = []
    for code in _CODES:
        if code not in counts.index or counts[code] < max(FEWEST_CODES, n / 200):
            continue
        others = counts.drop(code)
        reason = _why(code, int(counts[code]), n, others)
        if reason:
            kept = code > 0 and bool(_MONEY.search(str(values.name)))
            found.append(Placeholders((code,), reason, int(counts[code]), kept))
    return found


def _why(code: int, n_code: int, n: int, others: pd.Series) -> str:
    """Return why a number is a code: it lies far outside the others, which are whole, and is piled up."""
    if len(others) < 2 or (others.index != others.index.to_series().round()).any() or n_code < others.max() / 4:
        return ""
    cells = f"and in {n_code} of {n} cells"
    if code > 0 and others.index.max() > 0 and code > _FAR * others.index.max():
        return f"{code} stands far above all others, the largest of which is {others.index.max():.0f}, {cells}"
    if code < 0 and others.index.min() >= 0:
        return f"{code} is the only number below zero, {cells}"
    return ""
