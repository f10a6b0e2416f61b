"""Draws from tables of shares, and codes into words."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd


def draw(rng: np.random.Generator, shares: Sequence[float], n: int) -> np.ndarray:
    """Return `n` positions drawn with these shares, which add up to 1."""
    return draw_given(rng, np.array([shares]), np.zeros(n, dtype=np.int8))


def draw_given(rng: np.random.Generator, shares: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Return a position for each row number in `given`, drawn with the shares of that row."""
    u = rng.random(len(given))
    position = np.zeros(len(given), dtype=np.int8)
    for upper in np.cumsum(shares, axis=1)[:, :-1].T:
        position += u >= upper[given]
    return position


def draw_levels(rng: np.random.Generator, levels: Mapping[str, tuple[float, float]], n: int) -> np.ndarray:
    """Return `n` positions of levels, drawn with the share each level has."""
    return draw(rng, [share for share, _ in levels.values()], n)


def words(levels: Sequence[str] | pd.Series, codes: np.ndarray) -> pd.Series:
    """Return the level each code stands for; a negative code is a missing value.

    Examples
    --------
    >>> words(["low", "high"], np.array([1, 0, -1])).tolist()
    ['high', 'low', nan]
    """
    array = pd.array(list(levels) if not isinstance(levels, pd.Series) else levels, dtype="str")
    return pd.Series(array.take(codes, allow_fill=True))


def numbered(prefix: str, count: int, digits: int) -> pd.Series:
    """Return `prefix` and 1 to `count`, with leading zeros to at least `digits`."""
    numbers = pd.Series(np.arange(1, count + 1)).astype("str")
    return prefix + numbers.str.zfill(max(digits, len(str(count))))
