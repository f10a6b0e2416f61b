"""The forms in which exports write dates; the order of day and month is settled for a whole column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

ORDERS = {"day first": ("d", "m", "y"), "month first": ("m", "d", "y"), "year first": ("y", "m", "d")}
_CENTURY_TURN = 69  # two digits: 00 to 68 are 2000 to 2068, 69 to 99 are 1969 to 1999
_CLOCK = (
    r"(?:[T ,]+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: ?(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?(?:\d{2})?))?)?"
)
_WEEKDAY = r"(?:\pL{2,10}\.?,? +)?"
_NUMBERS = rf"^(?P<a>\d{{1,2}})(?P<sep>[./-])(?P<b>\d{{1,2}})[./-](?P<c>\d{{4}}|\d{{2}}){_CLOCK}$"
_YEAR_FIRST = rf"^(?P<y>\d{{4}})[./-](?P<m>\d{{1,2}})[./-](?P<d>\d{{1,2}}){_CLOCK}$"
_WORDS = (
    rf"^{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[ -]+(?P<w>\pL{{3,9}})\.?,?[ -]+(?P<y>\d{{4}}|\d{{2}}){_CLOCK}$",
    rf"^{_WEEKDAY}(?P<w>\pL{{3,9}})\.? +(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<y>\d{{4}}){_CLOCK}$",
)
_QUARTERS = (r"^[Qq](?P<q>[1-4])[ /-]*(?P<y>\d{4})$", r"^(?P<y>\d{4})[ /-]*[Qq](?P<q>[1-4])$")
# A form is only tried on cells that have its sign.
_BY_SIGN = ((_YEAR_FIRST, r"^\d{4}"), *((form, r"\pL{3}") for form in _WORDS), *((form, "[Qq]") for form in _QUARTERS))
_MONTH_WORDS = (
    "jan january januar janv janvier", "feb february februar fév févr février", "mar march mär märz mrz mars",
    "apr april avr avril", "may mai", "jun june juni juin", "jul july juli juil juillet", "aug august août",
    "sep sept september septembre", "oct october okt oktober octobre", "nov november novembre",
    "dec december dez dezember déc décembre",
)  # fmt: skip
_MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}

_WHOLE = ("a", "b", "c", "y", "m", "d", "q", "H", "M", "S")


class Dates(NamedTuple):
    """Dates without zone, in UTC where they had one; ``zoned`` says where that was."""

    dates: pd.Series
    zoned: np.ndarray


class Numbered(NamedTuple):
    """Cells such as 03/04/2024, whose order has to be settled: where they are, their parts, their dates by order."""

    where: np.ndarray
    parts: pd.DataFrame
    by_order: Mapping[str, pd.Series]
    zoned: np.ndarray


def unmistakable(texts: pd.Series) -> Dates:
    """Return the dates whose form says which part is what: year first, months in words, quarters by their first day.

    Examples
    --------
    >>> texts = pd.Series(["15 Apr, 2021 00:03:00", "2024-03-31T14:30:00+02:00", "Q4 2016", "03/04/2024"])
    >>> unmistakable(texts).dates.dt.strftime("%Y-%m-%d %H:%M").tolist()
    ['2021-04-15 00:03', '2024-03-31 12:30', '2016-10-01 00:00', nan]
    """
    cells = _arrow(texts)
    dates = pd.Series(pd.NaT, texts.index, dtype="datetime64[us]")
    zoned = np.zeros(len(texts), dtype=bool)
    for form, sign in _BY_SIGN:
        left = np.flatnonzero(dates.isna().to_numpy() & _with(cells, sign))
        parts = _parts(cells, form, left)
        if not len(parts):
            continue
        found = _assembled(_with_month(parts))
        dates.iloc[parts.index] = found.to_numpy()
        zoned[parts.index] = _zoned(parts) & found.notna().to_numpy()
    return Dates(dates, zoned)


def numbered(texts: pd.Series) -> Numbered:
    """Return the cells that are three numbers with the year last, or two digits for every part, read in each order."""
    cells = _arrow(texts)
    parts = _parts(cells, _NUMBERS, np.flatnonzero(texts.notna().to_numpy()))
    by_order = {}
    for order, letters in ORDERS.items():
        named = parts.rename(columns=dict(zip("abc", letters, strict=True)))
        by_order[order] = _assembled(named) if len(named) else pd.Series([], dtype="datetime64[us]")
    if len(parts) and (parts["c"] >= 100).any():
        del by_order["year first"]
    return Numbered(parts.index.to_numpy(), parts, by_order, _zoned(parts))


def _zoned(parts: pd.DataFrame) -> np.ndarray:
    return (parts["zone"] != "").to_numpy() if "zone" in parts else np.zeros(len(parts), dtype=bool)


def settled_order(cells: Numbered) -> str | None:
    """Return the one order in which cells can be read, or None where their values do not settle it.

    Examples
    --------
    >>> settled_order(numbered(pd.Series(["03/04/2024", "25/04/2024"])))
    'day first'
    >>> settled_order(numbered(pd.Series(["03/04/2024", "05/04/2024"]))) is None
    True
    """
    allowed = _allowed(cells)
    failing = {order: int(cells.by_order[order].isna().sum()) for order in allowed}
    fewest = min(failing.values())
    best = [order for order in allowed if failing[order] == fewest]
    if len(best) == 1 or all(cells.by_order[best[0]].equals(cells.by_order[order]) for order in best[1:]):
        return best[0]
    return "day first" if "day first" in best and (cells.parts["sep"] == ".").all() else None


def _allowed(cells: Numbered) -> list[str]:
    """Leave out the order that takes what varies like days for years, where every part has two digits."""
    if "year first" not in cells.by_order:
        return list(cells.by_order)
    first, last = cells.parts["a"].nunique(), cells.parts["c"].nunique()
    dashed = (cells.parts["sep"] == "-").all()
    if (cells.parts["a"] > 31).any() or (dashed and first < last):
        return ["year first"]
    return ["day first", "month first"]


def _arrow(texts: pd.Series) -> pa.Array:
    cells = pa.array(texts, pa.large_string(), from_pandas=True)
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


def _with(cells: pa.Array, sign: str) -> np.ndarray:
    return pc.fill_null(pc.match_substring_regex(cells, sign), False).to_numpy(zero_copy_only=False)


def _parts(cells: pa.Array, form: str, where: np.ndarray) -> pd.DataFrame:
    """Return the named parts of the cells that have a form, by their position; parts no cell has are left away."""
    names = [name for name in (*_WHOLE, "sep", "w", "f", "half", "zone") if f"(?P<{name}>" in form]
    found = pc.extract_regex(cells if len(where) == len(cells) else cells.take(pa.array(where)), form)
    fitting = found.is_valid()
    held = found.filter(fitting)
    columns = {}
    for name in names:
        part = held.field(name)
        if pc.any(pc.not_equal(part, "")).as_py():
            columns[name] = _whole(part) if name in _WHOLE else part.to_pandas().to_numpy(object)
    return pd.DataFrame(columns, index=where[fitting.to_numpy(zero_copy_only=False)])


def _whole(part: pa.Array) -> np.ndarray:
    digits = pc.if_else(pc.equal(part, ""), "0", part)
    return pc.cast(digits, pa.int64()).to_numpy(zero_copy_only=False)


def _with_month(parts: pd.DataFrame) -> pd.DataFrame:
    if "w" in parts:
        return parts.assign(m=parts["w"].str.casefold().map(_MONTHS).fillna(0).astype("int64"))
    return parts.assign(m=parts["q"] * 3 - 2, d=1) if "q" in parts else parts


def _assembled(parts: pd.DataFrame) -> pd.Series:
    """Return the dates of parts, NaT where there is no such day or time."""
    zero = pd.Series(0, parts.index)
    year, month, day, hour, minute, second = (parts.get(name, zero).to_numpy() for name in "ymdHMS")
    year = np.where(year < 100, year + np.where(year < _CENTURY_TURN, 2000, 1900), year)
    hour = _hour_of_day(hour, parts)
    begin = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    days_in_month = ((begin + 1).astype("datetime64[D]") - begin.astype("datetime64[D]")).astype("int64")
    sound = (month >= 1) & (month <= 12) & (day >= 1) & (day <= days_in_month) & (year >= 1000)
    sound &= (hour < 24) & (minute < 60) & (second < 60)
    seconds = (day - 1) * 86_400 + hour * 3600 + minute * 60 + second - _zone_seconds(parts)
    moments = begin.astype("datetime64[us]") + (seconds * 1_000_000 + _microseconds(parts)).astype("timedelta64[us]")
    return pd.Series(moments, parts.index).where(sound)


def _hour_of_day(hour: np.ndarray, parts: pd.DataFrame) -> np.ndarray:
    if "half" not in parts:
        return hour
    half = parts["half"].str.lower().to_numpy()
    twelve = np.where((hour >= 1) & (hour <= 12), hour % 12 + np.where(half == "p", 12, 0), 99)
    return np.where(half == "", hour, twelve)


def _zone_seconds(parts: pd.DataFrame) -> np.ndarray | int:
    if "zone" not in parts:
        return 0
    zone = parts["zone"].str.replace(":", "").astype(object)
    distinct = {text: _offset(text) for text in zone.unique()}
    return zone.map(distinct).to_numpy(dtype="int64")


def _offset(zone: str) -> int:
    """Return the seconds a zone such as +0200 is ahead of UTC."""
    if zone[:1] not in ("+", "-"):
        return 0
    seconds = int(zone[1:3]) * 3600 + int(zone[3:5] or 0) * 60
    return -seconds if zone[0] == "-" else seconds


def _microseconds(parts: pd.DataFrame) -> np.ndarray | int:
    if "f" not in parts:
        return 0
    return parts["f"].str[:6].str.pad(6, side="right", fillchar="0").astype("int64").to_numpy()
