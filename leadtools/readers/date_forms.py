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
_MONTH_WORDS = (
    "jan january januar janv janvier", "feb february februar fév févr février", "mar march mär märz mrz mars",
    "apr april avr avril", "may mai", "jun june juni juin", "jul july juli juil juillet", "aug august août",
    "sep sept september septembre", "oct october okt oktober octobre", "nov november novembre",
    "dec december dez dezember déc décembre",
)  # fmt: skip
_MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}


class Dates(NamedTuple):
    """Dates without zone, in UTC where they had one; ``zoned`` says where that was."""

    dates: pd.Series
    zoned: np.ndarray


class Numbered(NamedTuple):
    """Cells such as 03/04/2024, whose order has to be settled: where they are, their parts, their dates by order."""

    where: np.ndarray
    parts: pd.DataFrame
    by_order: Mapping[str, pd.Series]


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
    for form in (_YEAR_FIRST, *_WORDS, *_QUARTERS):
        left = np.flatnonzero(dates.isna().to_numpy() & texts.notna().to_numpy())
        parts = _parts(cells, form, left)
        if not len(parts):
            continue
        found = _assembled(_with_month(parts))
        dates.iloc[parts.index] = found.to_numpy()
        zoned[parts.index] = (_given(parts, "zone") & found.notna()).to_numpy()
    return Dates(dates, zoned)


def numbered(texts: pd.Series) -> Numbered:
    """Return the cells that are three numbers with the year last, or two digits for every part, read in each order."""
    cells = _arrow(texts)
    parts = _parts(cells, _NUMBERS, np.flatnonzero(texts.notna().to_numpy()))
    by_order = {}
    for order, letters in ORDERS.items():
        named = parts.rename(columns=dict(zip("abc", letters, strict=True)))
        by_order[order] = _assembled(named) if len(named) else pd.Series([], dtype="datetime64[us]")
    if len(parts) and (parts["c"].str.len() == 4).any():
        del by_order["year first"]
    return Numbered(parts.index.to_numpy(), parts, by_order)


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
    numbers = cells.parts["a"].astype(int)
    if (numbers > 31).any() or (dashed and first < last and (cells.parts["a"].str.len() == 2).all()):
        return ["year first"]
    return ["day first", "month first"]


def _arrow(texts: pd.Series) -> pa.Array:
    cells = pa.array(texts, pa.large_string(), from_pandas=True)
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


def _parts(cells: pa.Array, form: str, where: np.ndarray) -> pd.DataFrame:
    """Return the named parts of the cells that have a form, by their position."""
    names = [name for name in ("a", "sep", "b", "c", "y", "m", "d", "w", "q", "H", "M", "S", "f", "half", "zone")
             if f"(?P<{name}>" in form]  # fmt: skip
    found = pc.extract_regex(cells.take(pa.array(where)), form)
    fitting = found.is_valid().to_numpy(zero_copy_only=False)
    held = found.filter(pa.array(fitting))
    columns = {name: pd.Series(held.field(name).to_numpy(zero_copy_only=False), dtype="str") for name in names}
    return pd.DataFrame(columns).set_axis(where[fitting]) if fitting.any() else pd.DataFrame(columns=names, dtype="str")


def _given(parts: pd.DataFrame, name: str) -> pd.Series:
    return parts[name].fillna("") != "" if name in parts else pd.Series(False, parts.index)


def _with_month(parts: pd.DataFrame) -> pd.DataFrame:
    if "w" in parts:
        return parts.assign(m=parts["w"].str.casefold().map(_MONTHS))
    return parts.assign(m=parts["q"].astype(int) * 3 - 2, d=1) if "q" in parts else parts


def _assembled(parts: pd.DataFrame) -> pd.Series:
    """Return the dates of parts, NaT where there is no such day or time."""
    number = {name: _number(parts, name) for name in "ymdHMS"}
    year = number["y"].where(~_two_digits(parts), number["y"] + np.where(number["y"] < _CENTURY_TURN, 2000, 1900))
    hour = _hour_of_day(number["H"], parts)
    day = pd.to_datetime(pd.DataFrame({"year": year, "month": number["m"], "day": number["d"]}), errors="coerce")
    sound = (hour < 24) & (number["M"] < 60) & (number["S"] < 60)
    seconds = hour * 3600 + number["M"] * 60 + number["S"] - _zone_seconds(parts)
    micros = seconds.to_numpy() * 1_000_000 + _microseconds(parts)
    return (day.astype("datetime64[us]") + pd.to_timedelta(micros, unit="us")).where(sound)


def _number(parts: pd.DataFrame, name: str) -> pd.Series:
    if name not in parts:
        return pd.Series(0, parts.index, dtype="int64")
    held = pd.to_numeric(parts[name].replace("", "0") if parts[name].dtype == "str" else parts[name], errors="coerce")
    return held.fillna(0).astype("int64")


def _two_digits(parts: pd.DataFrame) -> pd.Series:
    return parts["y"].astype("str").str.len() == 2


def _hour_of_day(hour: pd.Series, parts: pd.DataFrame) -> pd.Series:
    if "half" not in parts:
        return hour
    half = parts["half"].fillna("").str.lower()
    twelve = hour.where(half == "", hour % 12 + np.where(half == "p", 12, 0))
    return twelve.where((half == "") | ((hour >= 1) & (hour <= 12)), 99)


def _zone_seconds(parts: pd.DataFrame) -> pd.Series:
    if "zone" not in parts:
        return pd.Series(0, parts.index)
    zone = parts["zone"].fillna("").str.replace(":", "")
    offset = zone.where(zone.str.match(r"[+-]"), "+0000").str.pad(5, side="right", fillchar="0")
    seconds = offset.str[1:3].astype(int) * 3600 + offset.str[3:5].astype(int) * 60
    return seconds * np.where(offset.str[0] == "-", -1, 1)


def _microseconds(parts: pd.DataFrame) -> np.ndarray:
    if "f" not in parts:
        return np.zeros(len(parts), dtype="int64")
    return parts["f"].fillna("").str[:6].str.pad(6, side="right", fillchar="0").astype("int64").to_numpy()
