"""Cells of one column: raw texts, numbers, and what is blank."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

# Up to 15 digits before the point: longer ones are account numbers, and a float would change them.
_WHOLE = r"-?(?:0|[1-9][0-9]{0,14})"
_NUMBER = rf"(?:{_WHOLE}(?:\.[0-9]+)?|-?\.[0-9]+)(?:[eE][+-]?[0-9]{{1,2}})?"
_FIRST_LOOK = 500


def text_array(cells: Sequence[str | None] | pa.ChunkedArray) -> pa.Array:
    """Return texts as they stand, with blank ones missing."""
    texts = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else pa.array(cells, pa.large_string())
    blank = pc.equal(pc.utf8_trim_whitespace(texts), "")
    return pc.if_else(blank, pa.scalar(None, texts.type), texts)


def as_text(values: pd.Series) -> pd.Series:
    """Return values of any type as texts without blanks around them; 12.0 becomes ``"12"``.

    Examples
    --------
    >>> as_text(pd.Series([12.0, 12.5, None])).tolist()
    ['12', '12.5', nan]
    """
    if values.dtype == "str":
        texts = values.str.strip()
    else:
        texts = pd.Series([None if pd.isna(value) else cell_text(value) for value in values], values.index, dtype="str")
    return texts.rename(values.name)


def cell_text(value: object) -> str:
    """Return one value of a typed file as a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def among(ids: pd.Series, known: pd.Series) -> np.ndarray:
    """Return for each id whether it is among the known ones."""
    return pc.is_in(pa.array(ids, pa.large_string()), pa.array(known, pa.large_string())).to_numpy(zero_copy_only=False)


def commonest(texts: pd.Series) -> pd.Series:
    """Return how often the eight commonest values occur; ties in the order of the alphabet."""
    return texts.value_counts().sort_index().sort_values(ascending=False, kind="stable").iloc[:8]


def tally(texts: pd.Series) -> dict[str, int]:
    """Return how often each text occurs, in the order of the alphabet.

    Examples
    --------
    >>> tally(pd.Series(["b", "a", None, "b"]))
    {'a': 1, 'b': 2}
    """
    cells = pa.array(texts, pa.large_string(), from_pandas=True)
    counts = pc.value_counts(cells)
    pairs = zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True)
    return dict(sorted((text, n) for text, n in pairs if text is not None))


def as_attribute(values: pd.Series, missing: Collection[str]) -> pd.Series:
    """Return a column of texts as numbers if all of it is plain numbers, otherwise as it is.

    Words among the spellings that mean missing do not count, and are missing in a column of numbers;
    codes such as 999 stay, for a level names them.

    Examples
    --------
    >>> as_attribute(pd.Series(["3", "unknown", "999"]), ["unknown", "999"]).tolist()
    [3.0, nan, 999.0]
    >>> as_attribute(pd.Series(["007", "12"]), []).tolist()
    ['007', '12']
    """
    if values.dtype != "str":
        return values
    words = pa.array([word for word in missing if not re.fullmatch(_NUMBER, word)], pa.large_string())
    if not (_all_numbers(values.iloc[:_FIRST_LOOK], words) and _all_numbers(values, words)):
        return values
    cells = _numbers_only(values, words)
    if cells.null_count == len(cells):
        return values
    whole = cells.null_count == 0 and pc.all(pc.match_substring_regex(cells, f"^{_WHOLE}$")).as_py()
    numbers = pc.cast(cells, pa.int64() if whole else pa.float64()).to_numpy(zero_copy_only=False)
    return pd.Series(numbers, values.index, name=values.name)


def _numbers_only(values: pd.Series, words: pa.Array) -> pa.Array:
    cells = pc.utf8_trim_whitespace(pa.array(values, pa.large_string()))
    cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    return pc.if_else(pc.is_in(cells, words), pa.scalar(None, cells.type), cells)


def _all_numbers(values: pd.Series, words: pa.Array) -> bool:
    return pc.all(pc.match_substring_regex(_numbers_only(values, words), f"^{_NUMBER}$"), min_count=0).as_py()
