"""Spelling twins: Google and google, GTXPro and GTX Pro, technolgy and technology are one level each."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

MOST_DISTINCT = 2_000
"""Number of different texts above which a column is no list of categories."""

_SHORTEST_TYPO = 8
_LONGEST = 60
_RARER = 0.5
_WELL_KNOWN = 10
_JOINT = re.compile(r"(?<=\w)[\s_.,'’–-]+(?=\w)")


def twins_of(counts: Mapping[str, int], missing: Iterable[str] = ()) -> list[tuple[str, ...]]:
    """Return the spellings that mean the same, commonest first, from how often each text of a column occurs.

    Capitals, and blanks, hyphens and points inside, do not count; in words of at least eight letters neither does
    one letter left out, added or swapped with the next, if the other spelling occurs ten times or more
    and this one half as often or less.

    Examples
    --------
    >>> twins_of({"Google": 3, "google": 1, "GTX Pro": 2, "GTXPro": 1, "1-10": 1, "110": 1})
    [('GTX Pro', 'GTXPro'), ('Google', 'google')]
    >>> twins_of({"technology": 14, "technolgy": 3})
    [('technology', 'technolgy')]
    """
    if not 1 < len(counts) <= MOST_DISTINCT:
        return []
    gone = set(missing)
    counts = {text: n for text, n in counts.items() if text not in gone}
    by_key: dict[str, list[str]] = defaultdict(list)
    for text in sorted(counts, key=lambda text: (-counts[text], text)):
        by_key[_key(text)].append(text)
    total = {key: sum(counts[text] for text in spellings) for key, spellings in by_key.items()}
    merged: dict[str, str] = {}
    for rare, common in _typos(total).items():
        if common not in merged and rare not in merged.values():
            merged[rare] = common
    for rare, common in merged.items():
        by_key[common] += by_key.pop(rare)
    return sorted(tuple(spellings) for spellings in by_key.values() if len(spellings) > 1)


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    return _JOINT.sub(_joint, folded)


def _joint(found: re.Match) -> str:
    """Return what stands between two parts of a key: between digits a sign has a meaning, 1-10 is not 110."""
    between = found.string[found.start() - 1].isdigit() and found.string[found.end()].isdigit()
    return (re.sub(r"\s", "", found.group()) or " ") if between else ""


def _typos(total: Mapping[str, int]) -> dict[str, str]:
    """Return the key each misspelt key stands for: one letter less or more, or two neighbours swapped."""
    words = [key for key in total if _SHORTEST_TYPO <= len(key) <= _LONGEST and key.isalpha()]
    shorter: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for i in range(1, len(word) - 1):
            shorter[word[:i] + word[i + 1 :]].add(word)
    found: dict[str, str] = {}
    for left, family in shorter.items():
        for common in sorted(family | ({left} & total.keys()), key=lambda key: (-total[key], key)):
            for rare in family | ({left} & total.keys()):
                if rare not in found and _rarer(total[rare], total[common]) and _misspelt(rare, common):
                    found[rare] = common
    return found


def _rarer(rare: int, common: int) -> bool:
    """Return whether a spelling is seldom enough to be a slip of a well-known one."""
    return common >= _WELL_KNOWN and rare <= _RARER * common


def _misspelt(rare: str, common: str) -> bool:
    if min(len(rare), len(common)) < _SHORTEST_TYPO or rare == common:
        return False
    if len(rare) != len(common):
        return abs(len(rare) - len(common)) == 1
    odd = [i for i, (one, other) in enumerate(zip(rare, common, strict=True)) if one != other]
    return len(odd) == 2 and odd[1] == odd[0] + 1 and rare[odd[0]] == common[odd[1]] and rare[odd[1]] == common[odd[0]]
