"""Parquet files: every column keeps its type."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from leadtools.errors import DataError
from leadtools.readers.cells import cell_text, text_array
from leadtools.readers.headers import names_of, state_header
from leadtools.readers.rows import Rows, frame_of


def read_parquet(path: Path, name: str) -> Rows:
    """Read a Parquet file."""
    try:
        # Opened as a file, for a path with an equals sign would be taken for a partition.
        with path.open("rb") as file:
            table = pq.ParquetFile(file).read()
    except (pa.ArrowException, OSError):
        raise DataError(f"{name} is a damaged Parquet file. Fetch or export it again.") from None
    if table.num_columns == 0:
        raise DataError(f"{name} is empty: it has no columns.")
    found = names_of(table.column_names, name)
    columns = [_column(column) for column in table.columns]
    rows = Rows(name, frame_of(found.names, columns, range(1, table.num_rows + 1)), typed=True)
    state_header(rows, found, 0)
    return rows


def _column(column: pa.ChunkedArray) -> pd.Series:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _column(column.cast(kind.value_type))
    if pa.types.is_boolean(kind):
        return column.to_pandas().astype("boolean" if column.null_count else "bool")
    if pa.types.is_integer(kind) and not column.null_count:
        return column.to_pandas().astype("int64" if kind != pa.uint64() else "uint64")
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pd.Series(pc.cast(column, pa.float64(), safe=False).to_numpy())
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return pd.Series(pc.cast(column, pa.timestamp("us"), safe=False).to_numpy())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return text_array(column.cast(pa.large_string())).to_pandas()
    return text_array([None if cell is None else cell_text(cell) for cell in column.to_pylist()]).to_pandas()
