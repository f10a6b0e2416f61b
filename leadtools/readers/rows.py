"""Rows of one file, of which some are set aside on the way, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from leadtools.errors import DataError
from leadtools.readers.cells import among
from leadtools.readers.layout import BELOW, below_the_table
from leadtools.readers.stated import Stated

TOO_MANY = 0.5
"""Share of rows with a wrong number of cells above which the file itself is at fault."""


class Rows:
    """The rows of a file that are still in use, and those set aside.

    Parameters
    ----------
    name : str
        What messages call the file.
    frame : DataFrame
        The rows that fit the header, indexed by row number from 1. Texts are as they stand in the
        file; blank cells are missing.
    set_aside : iterable of (int, str)
        The rows that do not fit, as (row, reason).
    typed : bool
        Whether a text in this file is meant as a text even if it looks like a number.

    Attributes
    ----------
    rules : list of Stated
        What was done to its cells.
    missing_in : dict of str to tuple
        Values that were taken as missing, by column.
    spellings : dict of str to tuple of tuples
        Spellings that mean the same, by column.
    made_from : dict of str to str
        Columns made by the reader, and the column each comes from.
    """

    def __init__(
        self, name: str, frame: pd.DataFrame, set_aside: Iterable[tuple[int, str]] = (), *, typed: bool = False
    ):
        misfits = pd.DataFrame(list(set_aside), columns=["row", "reason"])
        self.name, self.frame, self.typed = name, frame, typed
        self.n_read = len(frame) + len(misfits)
        self.ids = pd.Series("", index=frame.index, dtype="str")
        self.rules: list[Stated] = []
        self.missing_in: dict[str, tuple] = {}
        self.spellings: dict[str, tuple[tuple[str, ...], ...]] = {}
        self.made_from: dict[str, str] = {}
        self._aside = [misfits.assign(lead_id="")]
        self._refuse_no_rows(misfits[misfits["reason"] != BELOW])
        self.set_aside(below_the_table(frame))
        self.set_aside(pd.Series(np.where(self.frame.isna().all(axis=1), "the row is blank", ""), self.frame.index))

    def state(self, rule: str, rows: int, *, column: str = "", example: str = "", advice: str = "") -> None:
        """Note what was done to how many rows; nothing where it touched none."""
        if rows:
            self.rules.append(Stated(column, rule, int(rows), example, advice))

    def _refuse_no_rows(self, misfits: pd.DataFrame) -> None:
        if self.n_read == 0 or self.frame.empty and misfits.empty:
            raise DataError(f"{self.name} has a header and no rows. Export it again, with its rows.")
        if len(misfits) > TOO_MANY * self.n_read:
            row, reason = misfits[["row", "reason"]].iloc[0]
            raise DataError(
                f"{self.name}: {len(misfits)} of {self.n_read} rows do not fit its header (row {row}: {reason}). "
                "Check that the first line names the columns and that one separator is used throughout."
            )

    def set_aside(self, reasons: pd.Series) -> None:
        """Set rows aside whose reason, indexed by row, is not blank."""
        chosen = (reasons != "").to_numpy()
        if chosen.any():
            gone = self.frame.index[chosen]
            self._aside.append(pd.DataFrame({"row": gone, "reason": reasons[chosen], "lead_id": self.ids[chosen]}))
            self.frame, self.ids = self.frame[~chosen], self.ids[~chosen]

    def refuse_nothing_left(self) -> None:
        """Raise a DataError that says why, if every row has been set aside."""
        if self.frame.empty:
            counts = self.aside["reason"].value_counts().iloc[:3]
            listed = "; ".join(f"{reason} ({n})" for reason, n in counts.items())
            raise DataError(f"None of the {self.n_read} rows of {self.name} can be used: {listed}. Mend the file.")

    @property
    def counts(self) -> dict[str, int]:
        """Rows ``read``, ``used`` and ``set_aside``."""
        return {"read": self.n_read, "used": len(self.frame), "set_aside": self.n_read - len(self.frame)}

    @property
    def aside(self) -> pd.DataFrame:
        """Rows set aside: ``file, row, lead_id, reason``."""
        table = pd.concat(self._aside, ignore_index=True).assign(file=self.name)
        types = {"file": "str", "row": "int64", "lead_id": "str", "reason": "str"}
        return table[list(types)].astype(types)


def frame_of(names: Sequence[str], columns: Sequence[pd.Series], rows: Sequence[int]) -> pd.DataFrame:
    """Return columns, all alike numbered, under their names, which may differ in case only."""
    columns = columns or [pd.Series([], dtype="str")] * len(names)
    frame = pd.concat(columns, axis=1, keys=range(len(names)))
    return frame.set_axis(list(names), axis=1).set_axis(pd.Index(rows, dtype="int64"))


class Reasons:
    """For each row the first reason, if any, why it cannot be used."""

    def __init__(self, index: pd.Index):
        self.texts = pd.Series("", index=index, dtype=object)

    def add(self, chosen: pd.Series | np.ndarray, reason: str | pd.Series) -> None:
        """Note a reason, one for all or one for each row, for the chosen rows that have none yet."""
        chosen = np.asarray(chosen, dtype=bool) & (self.texts == "").to_numpy()
        if chosen.any():
            self.texts[chosen] = reason if isinstance(reason, str) else reason[chosen].to_numpy()


def refuse_strangers(rows: Rows, leads: Rows, column: str) -> None:
    """Refuse a file none of whose rows has the id of a lead: it was joined by the wrong column.

    Raises
    ------
    DataError
        With an id of either file.
    """
    named = rows.ids.dropna()
    if len(named) and len(leads.ids) and not among(named, leads.ids).any():
        raise DataError(
            f"None of the {len(named):,} rows of {rows.name} is of a lead in use: its `{column}` holds values such as "
            f"`{named.iloc[0]}`, {leads.name} has ids such as `{leads.ids.iloc[0]}`. Name the column that holds the "
            "ids of the leads, or mend how they are written."
        )
