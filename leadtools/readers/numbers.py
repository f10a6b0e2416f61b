"""Numbers as people write them: thousands signs, currencies, per cent, K and M; one decimal sign for a whole column."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_SIGNS = "$€£¥₹₽₩₺₪฿₫₴₦"
_CODES = (
    "USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|SGD|HKD"
    r"|US\$|A\$|C\$|R\$|Rs\.?|kr"
)
_UNIT = rf"(?:[{_SIGNS}]|{_CODES})"
_SPACE = "[ \u00a0\u202f\u2009]"
_SCALES = {"": 1, "k": 1e3, "m": 1e6, "mio": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9}
_DIGITS = {
    "point": rf"(?:0|[1-9]\d{{0,14}}|[1-9]\d{{0,2}}(?:(?:,|'|’|{_SPACE})\d{{3}})+)?(?:\.\d+)?",
    "comma": rf"(?:0|[1-9]\d{{0,14}}|[1-9]\d{{0,2}}(?:(?:\.|'|’|{_SPACE})\d{{3}})+)?(?:,\d+)?",
}
_FORM = (
    rf"^(?P<open>\()?(?P<sign>[-−])?(?P<before>{_UNIT})?{_SPACE}?(?P<minus>[-−])?(?P<digits>%s){_SPACE}?"
    rf"(?P<scale>[kK]|M|Mio\.?|mio\.?|[mM]n|B|[bB]n)?{_SPACE}?(?P<after>{_UNIT}|%%)?(?P<close>\))?$"
)
_FIRST_LOOK = 500


class Written(NamedTuple):
    """A column of numbers, the decimal sign it was read by, and what had to be read: signs, currency, per cent."""

    numbers: pd.Series
    decimal: str
    unit: str
    thousands: bool
    scaled: bool


def numbers_as_written(texts: pd.Series, decimal: str | None = None) -> Written | None:
    """Return a column as numbers if every filled cell is one in the same style, otherwise None.

    Parameters
    ----------
    texts : Series of str
    decimal : str, optional
        ``point`` or ``comma``. Default: the one in which every cell can be read; where both do, a
        sign before exactly three digits everywhere marks thousands.

    Examples
    --------
    >>> numbers_as_written(pd.Series(["$342.09K", "$1,200", None])).numbers.tolist()
    [342090.0, 1200.0, nan]
    >>> numbers_as_written(pd.Series(["1.200,50", "7"])).numbers.tolist()
    [1200.5, 7.0]
    """
    cells = pc.utf8_trim_whitespace(pa.array(texts, pa.large_string(), from_pandas=True))
    cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    filled = pc.drop_null(cells)
    for sign in (decimal,) if decimal else ("point", "comma"):
        form = _FORM % _DIGITS[sign]
        if len(filled) and _fit(filled.slice(0, _FIRST_LOOK), form) and _fit(filled, form):
            return _read(cells, form, sign, texts)
    return None


def _fit(cells: pa.Array, form: str) -> bool:
    return all(pc.all(pc.match_substring_regex(cells, pattern)).as_py() for pattern in (form, r"\d"))


def _read(cells: pa.Array, form: str, decimal: str, texts: pd.Series) -> Written | None:
    found = pc.extract_regex(cells, form)

    def part(name: str) -> pd.Series:
        return pd.Series(pc.struct_field(found, name).to_numpy(zero_copy_only=False), texts.index, dtype="str")

    units = (part("before").fillna("") + part("after").fillna(""))[texts.notna()]
    digits, scale = part("digits"), part("scale").fillna("").str.lower().str.rstrip(".")
    kinds = set(units[digits[texts.notna()].str.strip("0.,") != ""].unique())
    if not _one_unit(kinds) or not (part("open").fillna("") == "").equals(part("close").fillna("") == ""):
        return None
    point, thousands = (".", ",") if decimal == "point" else (",", ".")
    plain = digits.str.replace(rf"[{re.escape(thousands)}'’ \u00a0\u202f\u2009]", "", regex=True)
    numbers = pd.to_numeric(plain.str.replace(point, "."), errors="coerce") * scale.map(_SCALES)
    negative = (part("sign").fillna("") + part("minus").fillna("") + part("open").fillna("")) != ""
    numbers = numbers.where(~negative, -numbers).astype(float).round(6)
    grouped = bool((digits.dropna() != plain.dropna().str.replace(".", point)).any())
    numbers = _whole(numbers).rename(texts.name)
    return Written(numbers, decimal, "".join(sorted(kinds)), grouped, bool((scale != "").any()))


def _one_unit(kinds: set[str]) -> bool:
    """Return whether all amounts are in one currency, all shares in per cent, or all numbers bare."""
    return len(kinds - {""}) <= 1 and kinds != {"", "%"}


def _whole(numbers: pd.Series) -> pd.Series:
    whole = numbers.notna().all() and bool(np.equal(np.mod(numbers, 1), 0).all()) and numbers.abs().max() < 2**53
    return numbers.astype("int64") if whole else numbers
