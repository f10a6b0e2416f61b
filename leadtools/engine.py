"""Where SQL runs: DuckDB, inside this process, on the columns of a DataFrame."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import duckdb
import pandas as pd
import pyarrow as pa
from sqlglot import exp

from leadtools.errors import DataError, did_you_mean

ARROW_TYPES = {"number": pa.float64(), "text": pa.string(), "yes/no": pa.bool_()}
AS_WRITTEN = {"number": "a number", "text": "a text", "yes/no": "true or false"}
"""How a value of a kind is written in a file."""


def kind_of(values: pd.Series) -> str:
    """Return ``"number"``, ``"text"`` or ``"yes/no"``.

    Raises
    ------
    DataError
        For any other type, such as a date.
    """
    if values.dtype == object:
        return _kind_of_objects(values)
    if pd.api.types.is_bool_dtype(values.dtype):
        return "yes/no"
    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_complex_dtype(values.dtype):
        return "number"
    if pd.api.types.is_string_dtype(values.dtype) or isinstance(values.dtype, pd.CategoricalDtype):
        return "text"
    raise DataError(f"`{values.name}` holds {values.dtype}; an attribute is a number, a text or a yes/no.")


def _kind_of_objects(values: pd.Series) -> str:
    held = pd.api.types.infer_dtype(values, skipna=True)
    if held in ("string", "empty"):
        return "text"
    if held == "boolean":
        return "yes/no"
    raise DataError(f"`{values.name}` holds {held} cells; an attribute is a number, a text or a yes/no throughout.")


def placeholder(position: int) -> exp.Column:
    """Return the name under which a query finds the attribute at that position.

    DuckDB takes `City` and `city` for one name, so inside a query columns go by position.
    """
    return exp.column(f"c{position}", quoted=True)


def select(X: pd.DataFrame, columns: Mapping[str, str], expressions: Mapping[str, exp.Expression]) -> pd.DataFrame:
    """Evaluate SQL expressions over some columns of a DataFrame.

    Parameters
    ----------
    X : DataFrame (n_leads, …)
    columns : mapping of str to str
        Column name to the kind it must have; the i-th is ``placeholder(i)`` in the expressions.
    expressions : mapping of str to Expression
        Result name to expression.

    Returns
    -------
    DataFrame (n_leads, n_expressions)
        In the order and with the index of `X`.

    Raises
    ------
    DataError
        If a column is not there, stands there twice or is of another kind.
    """
    table = pa.table(
        {f"c{i}": _typed(X, name, kind) for i, (name, kind) in enumerate(columns.items())} or {"c0": _nothing(X)}
    )
    query = exp.select(*(exp.alias_(e, f"r{i}", quoted=True) for i, e in enumerate(expressions.values()))).from_(
        "leads"
    )
    return run(query, {"leads": table}).set_axis(list(expressions), axis=1).set_axis(X.index)


def run(query: exp.Expression, tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """Run a query over tables in memory, each known to it by its name."""
    cursor = _connection().cursor()
    for name, table in tables.items():
        cursor.register(name, table)
    try:
        return cursor.sql(query.sql("duckdb")).df()
    finally:
        cursor.close()


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """Return one database in memory that reads no files: cells come from strangers."""
    return duckdb.connect(config={"enable_external_access": "false"})


def _nothing(X: pd.DataFrame) -> pa.Array:
    return pa.nulls(len(X))


def _typed(X: pd.DataFrame, name: str, kind: str) -> pa.Array:
    if name not in X.columns:
        raise DataError(f"`{name}` is not a column of the leads{did_you_mean(name, X.columns)}")
    values = X[name]
    if isinstance(values, pd.DataFrame):
        raise DataError(f"`{name}` stands {values.shape[1]} times among the columns; names must differ.")
    found = kind_of(values)
    if found == kind:
        return arrow_of(values, kind)
    if values.notna().any():
        raise DataError(
            f"`{name}` holds {found} values, but {kind} is needed. Convert the column, for example with "
            f"{'pandas.to_numeric' if kind == 'number' else 'astype(str)'}."
        )
    return pa.nulls(len(values), ARROW_TYPES[kind])


def arrow_of(values: pd.Series, kind: str | None = None) -> pa.Array | pa.ChunkedArray:
    """Return a column as the engine reads it; ``kind`` says what a column without a value is."""
    plain = values.astype(object) if isinstance(values.dtype, pd.CategoricalDtype) else values
    array = pa.array(plain, from_pandas=True)
    return array.cast(ARROW_TYPES[kind or "text"]) if pa.types.is_null(array.type) else array
