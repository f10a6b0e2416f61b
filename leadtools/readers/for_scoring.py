"""A file of leads to be scored: each column typed as the scorecard's attribute is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from leadtools.conditions import Missing
from leadtools.config import Source
from leadtools.engine import kind_of
from leadtools.errors import DataError, did_you_mean
from leadtools.levels import Attribute
from leadtools.readers.cells import as_attribute, as_text
from leadtools.readers.layout import BELOW, TOTALS
from leadtools.readers.leads import read_ids
from leadtools.readers.numbers import numbers_as_written
from leadtools.readers.placeholders import is_placeholder_word
from leadtools.readers.rows import Rows
from leadtools.readers.several import holds
from leadtools.readers.tables import read_rows

_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_leads_to_score(
    path: str | Path, attributes: Sequence[Attribute], *, id_column: str | None = None, known_id: str | None = None
) -> pd.DataFrame:
    """Read leads and type their columns as the attributes of a scorecard are.

    Parameters
    ----------
    path : path
        CSV, Excel or Parquet.
    attributes : sequence of Attribute
        Columns to read.
    id_column : str, optional
        Column of the ids. Default: `known_id` or ``lead_id`` where there is one, else the number of the row.
    known_id : str, optional
        Column of the ids in the leads the card was learned from.

    Returns
    -------
    DataFrame (n_leads, n_attributes)
        Indexed by ``lead_id``.

    Raises
    ------
    DataError
        If a column is not there, a row does not fit the header, an id is blank or repeats, or a
        cell is not of the attribute's kind.
    """
    rows = read_rows(Source(Path(path), None, Path(path).name))
    _refuse_misfits(rows)
    _add_made(rows, attributes)
    if id_column is None:
        id_column = next((name for name in (known_id, "lead_id") if name in rows.frame.columns), None)
    for name in [*(a.name for a in attributes), *([id_column] if id_column else [])]:
        if name not in rows.frame.columns:
            raise DataError(
                f"`{name}` is not a column of {rows.name}{did_you_mean(name, rows.frame.columns)} What the card counts "
                "from events or joins from other tables no file of leads has: score with `leadtools report`, or with "
                "`full_query` where the tables are."
            )
    columns = [_typed(rows.frame[a.name], a, rows) for a in attributes]
    frame = pd.concat(columns, axis=1, keys=range(len(columns))) if columns else rows.frame[[]]
    return frame.set_axis([a.name for a in attributes], axis=1).set_axis(
        pd.Index(read_ids(rows, id_column), name="lead_id")
    )


def _refuse_misfits(rows: Rows) -> None:
    aside = rows.aside[~rows.aside["reason"].isin([BELOW, TOTALS])]
    if len(aside):
        first = aside.iloc[0]
        raise DataError(
            f"{len(aside)} of {rows.n_read} rows of {rows.name} cannot be read (row {first['row']}: "
            f"{first['reason']}). Mend or delete them, so that every row gets its score."
        )


def _add_made(rows: Rows, attributes: Sequence[Attribute]) -> None:
    """Add the yes/no columns that stand for one value of a column whose cells hold several."""
    made = {}
    for attribute in attributes:
        column, _, value = attribute.name.partition(": ")
        known = value and attribute.name not in rows.frame.columns and column in rows.frame.columns
        if known and attribute.kind == "yes/no":
            made[attribute.name] = holds(as_text(rows.frame[column]), value)
    if made:
        rows.frame = pd.concat([rows.frame, pd.DataFrame(made)], axis=1)


def _typed(values: pd.Series, attribute: Attribute, rows: Rows) -> pd.Series:
    if not values.notna().any() or kind_of(values) == attribute.kind:
        return values
    if attribute.kind == "text":
        return as_text(values)
    typed = _as_truth(values) if attribute.kind == "yes/no" else _as_number(values, attribute)
    if kind_of(typed) != attribute.kind:
        _refuse_cell(values, attribute, rows)
    return typed


def _codes(attribute: Attribute) -> list[str]:
    missing = [level.condition for level in attribute.levels if isinstance(level.condition, Missing)]
    return [str(value) for condition in missing for value in condition.values]


def _as_number(values: pd.Series, attribute: Attribute) -> pd.Series:
    codes = _codes(attribute)
    words = [*codes, *(text for text in values.dropna().unique() if is_placeholder_word(text))]
    plain = as_attribute(values, words)
    if plain.dtype != "str":
        return plain
    written = numbers_as_written(values.mask(values.str.strip().isin(set(words) - set(codes))))
    return values if written is None else written.numbers


def _as_truth(values: pd.Series) -> pd.Series:
    truths = as_text(values).str.lower().map(_TRUTHS)
    return truths.astype("boolean") if truths.notna().equals(values.notna()) else values


def _refuse_cell(values: pd.Series, attribute: Attribute, rows: Rows) -> None:
    held = as_text(values.dropna())
    odd = held[
        pd.to_numeric(held, errors="coerce").isna() if attribute.kind == "number" else ~held.str.lower().isin(_TRUTHS)
    ]
    example = f'"{odd.iloc[0]}" in row {odd.index[0]}' if len(odd) else f'"{held.iloc[0]}" in row {held.index[0]}'
    raise DataError(
        f"`{attribute.name}` of {rows.name} must hold {attribute.kind} values, as the card does, but has {example} "
        f"({len(odd)} such cells). Mend these cells, or leave them blank."
    )
