"""Words typed without meaning: walks along the keys, repeats, odd capitals.

Only what the keyboard explains is flagged. How a word sounds is no evidence: names of many languages
have clusters that look odd to others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby, product

_TOP, _HOME, _BOTTOM, _DIGITS = "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_ROWS = (_TOP, _HOME, _BOTTOM, _DIGITS, "qwertzuiop", "yxcvbnm", _ALPHABET)
_COLUMNS = tuple(map("".join, zip(_DIGITS, _TOP, _HOME + ";", _BOTTOM + ",./", strict=True)))
_SLANTS = ("zse4", "xdr5", "cft6", "vgy7", "bhu8", "nji9", "mko0")
# French keyboards: four of their top row are the name Azer, so five are asked for.
_FRENCH = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_LINES = tuple(line[::way] for line, way in product((*_ROWS, *_COLUMNS, *_SLANTS, *_FRENCH), (1, -1)))
_VOWELS = set("aeiouy")
_WITHOUT_MARKS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "ı": "i"})
_SHORT_FORMS = frozenset({"gmbh", "mbh", "phd", "msc", "bsc", "llc"})


def words_of(text: str) -> list[str]:
    """Return the words of a text without marks on their letters, in lower case.

    Examples
    --------
    >>> words_of("Þórður Guðmunds-son 2nd")
    ['thordur', 'gudmunds', 'son', '2nd']
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_WITHOUT_MARKS))
    return re.findall(r"[^\W_]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def is_walk(word: str) -> bool:
    """Return whether a word follows the keys of a keyboard, or beats about on one row of it.

    Five keys in a row are a walk; four are one if they hold no vowel or begin or end at the edge of
    the keyboard (so Doherty and Hertz are none); shorter ones if nothing else is in the word. Five
    letters or more without a vowel from one row are one as well.

    Examples
    --------
    >>> [is_walk(word) for word in ("qwertz", "sdfgh", "asdasd", "kjhgkj", "doherty", "hertz", "wojcik")]
    [True, True, True, True, False, False, False]
    """
    keys = "".join(key for key, _ in groupby(word))
    runs = list(_runs(keys))
    if any(_telling(run) for run in runs):
        return True
    long = [run for run in runs if len(run) >= 3]
    if sum(map(len, long)) >= 6 and sum(map(len, long)) >= len(keys) - 1:
        return True
    return len(word) >= 5 and any(set(word) <= set(row) - _VOWELS for row in (_HOME, _BOTTOM))


def _runs(keys: str) -> Iterator[str]:
    """Yield the longest stretches of a word that go along one line of keys in one direction."""
    start = 0
    while start < len(keys):
        end = start + 1
        while end < len(keys) and any(keys[start : end + 1] in line for line in _LINES):
            end += 1
        yield keys[start:end]
        start = end


def _telling(run: str) -> bool:
    if len(run) != 4:
        return len(run) > 4
    if not _VOWELS & set(run):
        return True
    edges = (_TOP, _HOME, _BOTTOM, _ALPHABET)
    return any(run in (way[:4], way[-4:]) for line in edges for way in (line, line[::-1]))


def is_repeat(word: str) -> bool:
    """Return whether a word is one letter, or one syllable, again and again.

    Examples
    --------
    >>> [is_repeat(word) for word in ("aaa", "xxxx", "hahaha", "iii", "anna", "zsazsa")]
    [True, True, True, False, False, False]
    """
    if word in ("iii", "viii", "xiii"):  # the third, the eighth, the thirteenth
        return False
    one_letter = len(word) >= 3 and len(set(word)) == 1
    return one_letter or bool(re.search(r"([^\W\d])\1{3}", word)) or bool(re.fullmatch(r"(.{2,3})\1{2,}.?", word))


def has_odd_capitals(text: str) -> bool:
    """Return whether capitals stand where no language puts them; all capitals and none are not odd.

    Examples
    --------
    >>> [has_odd_capitals(name) for name in ("jOHN", "JoHnAtHan", "petR", "McDonald", "DE VITO", "anna")]
    [True, True, True, False, False, False]
    """
    return any(_odd(word) for word in re.findall(r"[^\W\d_]+", text) if word.casefold() not in _SHORT_FORMS)


def _odd(word: str) -> bool:
    case = "".join("U" if letter.isupper() else "l" for letter in word)
    if len(word) < 3 or "lU" not in case:
        return False
    return case.count("lU") > 1 or case == "l" + "U" * (len(word) - 1) or case.endswith("lU")
