"""What was done to the cells of a file on the way in: every rule, stated with the rows it touched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass

import pandas as pd

COLUMNS = ("file", "column", "rule", "rows", "example", "advice")
_MOST_SHOWN = 60
_PERSONAL_NAME = re.compile(
    r"e-?mail|phone|person|kontakt|mobile|fax|(?<![a-z])tel(?:efon)?(?![a-z])|address|street|salutation|signature|twitter|linkedin"
    r"|(?:first|last|full|middle|sur|contact|person|customer|lead|owner|user|agent|creat|modif|assign|sales)\w*[ _.-]*"
    r"(?:name|by|person|rep|owner)|^name$|owner|agent|nachname|vorname|prénom|(?<![a-z])nom(?![a-z])",
    re.IGNORECASE,
)
_PERSONAL_CELL = re.compile(r"@|(?:\d[\s()/.-]*){7,}|https?:|www\.")


@dataclass(frozen=True)
class Stated:
    """One rule: what was done to a column (blank: to the file), in how many rows, and how to overrule it."""

    column: str
    rule: str
    rows: int
    example: str = ""
    advice: str = ""


def example_of(column: object, cell: object) -> str:
    """Return a cell as an example, short and on one line; nothing where it may say who a person is.

    Examples
    --------
    >>> example_of("Source", "Google "), example_of("Contact", "ann@example.com"), example_of("First Name", "Ann")
    ('Google ', '', '')
    """
    text = re.sub(r"[\x00-\x1f]+", " ", str(cell))
    if _PERSONAL_NAME.search(str(column)) or _PERSONAL_CELL.search(text):
        return ""
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


def rules_table(stated: Iterable[tuple[str, Iterable[Stated]]]) -> pd.DataFrame:
    """Return the rules of all files as ``file, column, rule, rows, example, advice``."""
    rows = [(file, *astuple(rule)) for file, rules in stated for rule in rules]
    types = dict.fromkeys(COLUMNS, "str") | {"rows": "int64"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)
