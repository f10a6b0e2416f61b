"""What a table of buying roles of one's own makes of the titles that were read: stated, so that it can be mended."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from leadtools.attributes import EventAttribute
from leadtools.attributes.roles_of import roles_of
from leadtools.attributes.titles import OfTitles
from leadtools.config import Config
from leadtools.config.buying_roles import NO_ROLE
from leadtools.readers.rows import Rows
from leadtools.readers.stated import example_of


def state_roles(
    config: Config, declared: Iterable[EventAttribute], frame: pd.DataFrame, leads: Rows, dated: pd.DataFrame | None
) -> None:
    """State which titles a table of one's own does not know or knows twice, and which of its words it never needs."""
    if config.buying_roles is None:
        return
    for column, in_changes in {a.column: a.dated for a in declared if isinstance(a, OfTitles)}.items():
        titles = dated.loc[dated["column"] == column, "value"] if in_changes else frame[column]
        _state(leads, column, roles_of(titles, config.buying_roles), list(config.buying_roles))


def _state(rows: Rows, column: str, found: pd.DataFrame, words: list[str]) -> None:
    unknown, twice = found[(found["role"] == NO_ROLE) & (found["words"] == "")], found[found["also"] != ""]
    idle = [each for each in words if each not in set(found["words"])]
    for some, rule, advice in (
        (unknown, "no words of the table of buying roles are in it", "Add words of it to the table, or let it be."),
        (twice, "words of several buying roles are in it; the first in the table decided", "Put first what shall win."),
    ):
        if len(some):
            rows.state(
                rule,
                some["leads"].sum(),
                column=column,
                example=example_of(column, some["title"].iloc[0]),
                advice=advice,
            )
    if idle:
        rule = f"{len(idle)} of the {len(words)} words of the table of buying roles decided nothing"
        rows.state(rule, found["leads"].sum(), column=column, example=idle[0], advice="Check how titles spell them.")
