"""Which column of the leads plays which part, and what the columns of the outcome say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

import numpy as np
import pandas as pd

from leadtools.errors import DataError, did_you_mean


@dataclass(frozen=True)
class Roles:
    """Which column of the leads table plays which part; None where no column does.

    Exactly one of ``converted_at`` (a date), ``converted`` (true or false) and ``status`` (with its
    ``won`` and ``lost`` values) holds the outcome. ``decided_at`` dates a flag or a status; ``order``
    is a number that rises with time where there is no ``created_at``. ``email``, ``phone`` and
    ``contact`` (the parts of a name) may be several columns.
    """

    lead_id: str = "lead_id"
    created_at: str | None = None
    order: str | None = None
    converted_at: str | None = None
    converted: str | None = None
    status: str | None = None
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    decided_at: str | None = None
    owner: str | None = None
    account: str | None = None
    value: str | None = None
    email: tuple[str, ...] = ()
    phone: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()

    @classmethod
    def of(cls, columns: Iterable[str]) -> Roles:
        """Return the roles of the columns that bear a role's own name."""
        own = {"lead_id", "created_at", "order", "converted_at", "converted", "decided_at", "owner", "account", "value"}
        return cls(**{name: name for name in columns if name in own})

    @property
    def columns(self) -> dict[str, str]:
        """Role by column, for the columns that play one."""
        held = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("won", "lost")}
        listed = {role: (held_by,) if isinstance(held_by, str) else held_by or () for role, held_by in held.items()}
        return {column: role for role, columns in listed.items() for column in columns}

    @property
    def outcome(self) -> str:
        """``"date"``, ``"flag"`` or ``"status"``."""
        columns = {"date": self.converted_at, "flag": self.converted, "status": self.status}
        given = [kind for kind, column in columns.items() if column]
        if len(given) != 1:
            raise DataError(
                "The outcome is needed once: a column `converted_at` (a date), `converted` (true or false), or a "
                f"status with its won and lost values; found {', '.join(given) or 'none'}."
            )
        return given[0]

    @property
    def decision(self) -> str | None:
        """The column that dates the outcome, if there is one."""
        return self.converted_at or self.decided_at


def _no_rules() -> pd.DataFrame:
    return pd.DataFrame(columns=["file", "column", "rule", "rows", "example", "advice"])


@dataclass(frozen=True)
class Reading:
    """What became of every row of the files a history was read from.

    Attributes
    ----------
    rows : mapping of str to int
        ``read``, ``used`` and ``set_aside`` of the leads file.
    files : mapping of str to mapping
        The same for each file, by its name.
    set_aside : DataFrame
        ``file, row, lead_id, reason``; ``row`` counts from 1 for the first row of data.
    outcome_columns_left : tuple of str
        Columns of an outcome file that were left there: they exist only for decided leads.
    rules : DataFrame
        ``file, column, rule, rows, example, advice``: everything that was done to cells on the way
        in, with the rows it touched; no example shows who a person is.
    missing_in : mapping of str to tuple
        Values that were taken as missing, by column of the leads.
    spellings : mapping of str to tuple of tuples
        Spellings that mean the same, by column of the leads, commonest first.
    made_from : mapping of str to str
        Columns that were made from a column whose cells hold several values, and that column.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    set_aside: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    outcome_columns_left: tuple[str, ...] = ()
    rules: pd.DataFrame = field(default_factory=_no_rules, repr=False)
    missing_in: Mapping[str, tuple] = field(default_factory=dict)
    spellings: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    made_from: Mapping[str, str] = field(default_factory=dict)

    def with_made(self, columns: Iterable[str]) -> list[str]:
        """Return columns with those that were made from them.

        Examples
        --------
        >>> Reading(made_from={"Interests: web": "Interests"}).with_made(["Interests", "Country"])
        ['Interests', 'Country', 'Interests: web']
        """
        listed = list(columns)
        return listed + [made for made, origin in self.made_from.items() if origin in listed]


def check_leads(leads: pd.DataFrame, roles: Roles) -> None:
    """Raise a DataError if the columns cannot play the parts they are given."""
    if not leads.columns.is_unique:
        again = leads.columns[leads.columns.duplicated()][0]
        raise DataError(f"`{again}` is the name of several columns of the leads; every column needs its own name.")
    for column, role in roles.columns.items():
        if column not in leads.columns:
            raise DataError(f"`{column}` ({role}) is not a column of the leads{did_you_mean(column, leads.columns)}")
    _check_ids(leads[roles.lead_id])
    for column in (roles.created_at, roles.converted_at, roles.decided_at):
        if column:
            check_dates(leads[column])
    if roles.order and not _all_finite(leads[roles.order]):
        raise DataError(f"`{roles.order}` cannot order the leads: it needs a number for every lead.")


def _check_ids(ids: pd.Series) -> None:
    if ids.isna().any() or (ids.astype("str").str.strip() == "").any():
        raise DataError(f"`{ids.name}` is blank for some leads; every lead needs its own id.")
    if ids.duplicated().any():
        again = ids[ids.duplicated()]
        raise DataError(
            f"`{ids.name}` repeats: {again.iloc[0]!r} and {again.nunique() - 1} more ids stand on several rows. "
            "Every lead needs its own id; keep one row a lead, or leave out the id to use row numbers."
        )


def check_dates(values: pd.Series) -> None:
    """Raise a DataError unless a column holds dates without zone."""
    if not pd.api.types.is_datetime64_dtype(values):
        raise DataError(
            f"`{values.name}` holds {values.dtype}; needed are dates without zone. Convert it with pandas.to_datetime."
        )


def _all_finite(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and bool(np.isfinite(values.to_numpy(float, na_value=np.nan)).all())


def outcome_table(leads: pd.DataFrame, roles: Roles) -> pd.DataFrame:
    """Return ``converted`` (true, false or missing), ``decided_at`` and ``open`` for every lead."""
    kind = roles.outcome
    if kind == "date":
        dates = leads[roles.converted_at]
        return pd.DataFrame({"converted": dates.notna().astype("boolean"), "decided_at": dates, "open": dates.isna()})
    undated = pd.Series(pd.NaT, index=leads.index, dtype="datetime64[us]")
    decided_at = leads[roles.decided_at] if roles.decided_at else undated
    if kind == "flag":
        converted = _flag(leads[roles.converted])
        return pd.DataFrame({"converted": converted, "decided_at": decided_at, "open": ~converted.astype(bool)})
    status = leads[roles.status]
    converted = pd.Series(pd.NA, index=leads.index, dtype="boolean")
    converted[status.isin(roles.won)] = True
    converted[status.isin(roles.lost)] = False
    return pd.DataFrame({"converted": converted, "decided_at": decided_at, "open": converted.isna()})


def _flag(values: pd.Series) -> pd.Series:
    if values.isna().any():
        raise DataError(
            f"`{values.name}` is blank for {int(values.isna().sum())} leads; allowed is true or false for every lead."
        )
    odd = [value for value in values.unique() if value not in (True, False)]
    if odd:
        raise DataError(f"`{values.name}` has the value {odd[0]!r}; allowed is true or false for every lead.")
    return values.astype("boolean")
