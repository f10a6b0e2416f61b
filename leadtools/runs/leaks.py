"""What the configuration declares that would give the outcome away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from leadtools.attributes.titles import standing_columns
from leadtools.documents import Fault
from leadtools.history import History
from leadtools.leaks import PROOF, suspects
from leadtools.snapshot import Snapshot


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


def giving_away(judged: Snapshot, names: Iterable[str]) -> Iterator[Fault]:
    """Yield the declared attributes that give the outcome away as the leak rules prove it of a column.

    They count only what is dated before the moment; a date that was written later, such as that of the day on
    which an opportunity was opened beside the stage in which it ended, gets past that.

    Parameters
    ----------
    judged : Snapshot
        The leads whose outcome is known, with these attributes among their columns.
    names : iterable of str
        Of the attributes over events and changes to look at.
    """
    own = [name for name in names if name in judged.X]
    if not own or judged.y.nunique() < 2:
        return
    found = suspects(judged.X[own], judged.y)
    for name, reason in found.loc[found["rule"].isin(PROOF), ["column", "reason"]].itertuples(index=False):
        words = f"`{name}` gives the outcome away: {reason}, as things are dated before leads were looked at"
        yield (
            ("attributes", name),
            f"{words}. Its dates are likely to be older than what they stand beside. Delete the line, or, if you know "
            f"better, overrule it: `keep: [{name}]`.",
        )


def _refused(said: str, column: str, reason: str) -> str:
    words = f"{said}, which is left out as a leak: {reason}"
    return f"{words}. Delete the line, or overrule it: `keep: [{column}]`."
