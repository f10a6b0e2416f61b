"""What the configuration wants to read from columns that are left out as leaks."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from leadtools.attributes.titles import standing_columns
from leadtools.documents import Fault
from leadtools.history import History


def read_from_leaks(history: History, excluded: pd.DataFrame) -> Iterator[Fault]:
    """Yield the personas and the buying roles that look at a leak, each with the reason why it is held for one.

    Parameters
    ----------
    history : History
        Before columns are left out.
    excluded : DataFrame
        ``column, kind, reason`` of the columns that earn no points.
    """
    leaks = excluded[excluded["kind"] == "leak"].set_index("column")["reason"]
    for persona in history.personas:
        for column in (column for column in persona.columns if column in leaks.index):
            said = f"`{persona.name}` looks at `{column}`"
            yield ("personas", persona.name, column), _refused(said, column, leaks[column])
    for made in (made for made in history.declared if set(standing_columns([made])) & set(leaks.index)):
        said = f"`{made.name}` is read from `{made.column}`"
        yield ("attributes", made.name), _refused(said, made.column, leaks[made.column])


def _refused(said: str, column: str, reason: str) -> str:
    words = f"{said}, which is left out as a leak: {reason}"
    return f"{words}. Delete the line, or overrule it: `keep: [{column}]`."
