"""Attributes over events, as of one moment a lead or many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pyarrow as pa

from leadtools.attributes.account import OfAccount
from leadtools.attributes.checks import CHANGE_COLUMNS, OWN_COLUMNS, column_faults, no_members
from leadtools.attributes.declare import declare
from leadtools.attributes.kinds import EventAttribute
from leadtools.attributes.lookup import columns_of
from leadtools.attributes.query import column, detail_columns, values_query
from leadtools.attributes.titles import standing, standing_columns
from leadtools.engine import ARROW_TYPES, arrow_of, kind_of, run
from leadtools.errors import DataError, did_you_mean


def attributes_as_of(
    events: pd.DataFrame | None,
    moments: pd.Series,
    declared: Mapping[str, Mapping] | Sequence[EventAttribute],
    *,
    changes: pd.DataFrame | None = None,
    members: pd.DataFrame | None = None,
    lookups: Mapping[str, tuple[pd.DataFrame, pd.Series]] | None = None,
    leads: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return every declared attribute of every lead, as known just before its moment.

    Parameters
    ----------
    events : DataFrame or None
        ``lead_id, event, at`` and details. An event without one of the three belongs to nobody.
    moments : Series of datetime64 (n,)
        The moment at which each lead is looked at, indexed by ``lead_id``. A lead may stand there
        with several moments. A lead without a moment has done nothing.
    declared : mapping or sequence of EventAttribute
        As for `declare`.
    changes : DataFrame, optional
        ``lead_id, column, value, at``: from when on a column of a lead had a value (a text, or
        missing where it was cleared).
    members : DataFrame, optional
        ``lead_id, account, created_at``: the company of each lead, and since when the lead is known.
    lookups : mapping of str to (DataFrame, Series), optional
        By name: the rows of another table as in `Lookup`, and the key of each lead by ``lead_id``.
    leads : DataFrame, optional
        ``lead_id`` and the columns of titles that have no history among the changes.

    Returns
    -------
    DataFrame (n, n_attributes)
        In the order and with the index of `moments`; counts are 0 and recency is missing where
        nothing happened.

    Raises
    ------
    DataError
        If the events or changes lack a column or a detail that an attribute looks at, or times are
        not dates without zone.

    Notes
    -----
    One SQL query, run by DuckDB. Times count in whole microseconds, without zone. Neither the order
    of the events nor the number of threads changes a byte of the result.

    Examples
    --------
    Two visits in the 30 days before 31 March; the one on 31 March itself lies ahead.

    >>> events = pd.DataFrame({"lead_id": "a", "event": "visit", "at": pd.to_datetime(
    ...     ["2025-02-01", "2025-03-01", "2025-03-21", "2025-03-31"])})
    >>> moments = pd.Series(pd.to_datetime(["2025-03-31", "2025-03-31"]), index=["a", "b"])
    >>> attributes_as_of(events, moments, {
    ...     "visits": {"count": "visit", "window_days": 30}, "days_since": {"recency": "visit"}})
       visits  days_since
    a       2        10.0
    b       0         NaN
    """
    declared = declare(declared)
    if not declared:
        return pd.DataFrame(index=moments.index)
    events = _no_events(declared, moments) if events is None else events
    changes = _with_standing(_no_changes(moments) if changes is None else changes, leads, declared)
    _refuse_no_times(events, moments, OWN_COLUMNS, "events")
    _refuse_no_times(changes, moments, CHANGE_COLUMNS, "changes")
    faults = [words for attribute in declared for words in column_faults(attribute, events)]
    of_colleagues = [attribute.name for attribute in declared if isinstance(attribute, OfAccount)]
    faults += [no_members(*of_colleagues)] if of_colleagues and members is None else []
    if faults:
        raise DataError(" ".join(faults))
    tables = {
        "moments": _moments(moments),
        "happened": _happened(events, moments, detail_columns(declared)),
        "changed": _changed(changes, moments),
    }
    if members is not None:
        tables["members"] = _members(members)
    for k, (name, columns) in enumerate(columns_of(declared).items()):
        rows, keys = lookups[name]
        tables |= {f"keys{k}": _keys(keys), f"rows{k}": _rows(rows, columns)}
    found = run(values_query(declared).order_by(column("row", "moments")), tables).drop(columns="row")
    return found.set_axis([attribute.name for attribute in declared], axis=1).set_axis(moments.index)


def _with_standing(
    changes: pd.DataFrame, leads: pd.DataFrame | None, declared: Sequence[EventAttribute]
) -> pd.DataFrame:
    """Return the changes, and columns of the leads that have no history as known ever since."""
    columns = standing_columns(declared)
    if not columns:
        return changes
    for name in ("lead_id", *columns):
        if leads is None or name not in leads.columns:
            near = "" if leads is None else did_you_mean(name, leads.columns)
            raise DataError(f"`{name}` is not a column of the leads{near or '; give `leads`.'}")
    for name in columns:
        _refuse_other_kind(leads[name], "text", "titles", "leads")
    return (
        pd.concat([changes, standing(leads, columns)], ignore_index=True) if len(changes) else standing(leads, columns)
    )


def _refuse_no_times(table: pd.DataFrame, moments: pd.Series, columns: Sequence[str], what: str) -> None:
    for name in (name for name in columns if name not in table.columns):
        raise DataError(f"`{name}` is not a column of the {what}{did_you_mean(name, table.columns)}")
    for values, words in ((table["at"], f"`at` of the {what} holds"), (moments, "The moments are")):
        if not pd.api.types.is_datetime64_dtype(values):
            raise DataError(
                f"{words} {values.dtype}; needed are dates without zone. Convert them with pandas.to_datetime."
            )


def _no_events(declared: Sequence[EventAttribute], moments: pd.Series) -> pd.DataFrame:
    ids, texts = moments.index[:0].to_series(index=range(0)), pd.Series([], dtype="str")
    nothing = {"lead_id": ids, "event": texts, "at": pd.Series([], dtype="datetime64[us]")}
    return pd.DataFrame(nothing | {name: pd.Series([], dtype="float64") for name in detail_columns(declared)})


def _no_changes(moments: pd.Series) -> pd.DataFrame:
    ids, texts = moments.index[:0].to_series(index=range(0)), pd.Series([], dtype="str")
    return pd.DataFrame({"lead_id": ids, "column": texts, "value": texts, "at": pd.Series([], dtype="datetime64[us]")})


def _moments(moments: pd.Series) -> pa.Table:
    lead = moments.index.to_series(index=range(len(moments)))
    return pa.table({"row": range(len(moments)), "lead": arrow_of(lead), "moment": _microseconds(moments)})


def _happened(events: pd.DataFrame, moments: pd.Series, details: list[str]) -> pa.Table:
    leads = moments.index.to_series(index=range(len(moments)))
    _refuse_other_kind(events["lead_id"], kind_of(leads) if len(leads) else None, "the ids of the leads", "events")
    _refuse_other_kind(events["event"], "text", "the names of events", "events")
    columns = {
        "lead": arrow_of(events["lead_id"]),
        "event": arrow_of(events["event"]),
        "at": _microseconds(events["at"]),
    }
    return pa.table(columns | {f"d{i}": arrow_of(events[name]) for i, name in enumerate(details)})


def _changed(changes: pd.DataFrame, moments: pd.Series) -> pa.Table:
    leads = moments.index.to_series(index=range(len(moments)))
    _refuse_other_kind(changes["lead_id"], kind_of(leads) if len(leads) else None, "the ids of the leads", "changes")
    for name in ("column", "value"):
        _refuse_other_kind(changes[name], "text", "columns and their values", "changes")
    texts = {name: arrow_of(changes[name]) for name in ("column", "value")}
    return pa.table({"lead": arrow_of(changes["lead_id"]), **texts, "at": _microseconds(changes["at"])})


def _members(members: pd.DataFrame) -> pa.Table:
    texts = {"lead": arrow_of(members["lead_id"]), "account": arrow_of(members["account"])}
    return pa.table({**texts, "created": _microseconds(members["created_at"])})


def _keys(keys: pd.Series) -> pa.Table:
    lead = keys.index.to_series(index=range(len(keys)))
    return pa.table({"lead": arrow_of(lead), "key": arrow_of(keys.reset_index(drop=True))})


def _rows(rows: pd.DataFrame, columns: list[str]) -> pa.Table:
    """Return rows of another table; numbers are floating ones, for a lead without a row has none."""
    values = {}
    for i, name in enumerate(columns):
        kind = kind_of(rows[name])
        values[f"d{i}"] = arrow_of(rows[name], kind).cast(ARROW_TYPES[kind])
    return pa.table({"key": arrow_of(rows["key"]), "at": _microseconds(rows["at"]), **values})


def _refuse_other_kind(values: pd.Series, kind: str | None, what: str, table: str) -> None:
    if kind is not None and values.notna().any() and kind_of(values) != kind:
        raise DataError(
            f"`{values.name}` of the {table} holds {kind_of(values)} values, but {what} are {kind}. "
            "Convert one of them."
        )


def _microseconds(dates: pd.Series) -> pa.Array:
    """Return whole microseconds; finer parts are cut off, which never brings the future nearer."""
    plain = dates.reset_index(drop=True).astype("datetime64[us]")
    return pa.array(plain, type=pa.timestamp("us"), from_pandas=True).cast(pa.int64())
