"""One column becomes an attribute: numbers, what stands for nothing, spelling twins, cells with several values.

Cells keep their spelling wherever they stay texts: a level lists the spellings it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from leadtools.config import ColumnOptions, Config
from leadtools.errors import DataError
from leadtools.readers.cells import as_attribute, tally
from leadtools.readers.numbers import Written, numbers_as_written
from leadtools.readers.placeholders import Placeholders, codes_for_nothing, words_for_nothing
from leadtools.readers.rows import Rows
from leadtools.readers.several import SEPARATOR, holds, name_of, values_of
from leadtools.readers.stated import example_of
from leadtools.readers.twins import twins_of

_GROUPED = r"\s*-?[1-9]\d{0,2}\.\d{3}\s*"
_DOUBT = "read with a decimal point, though every point stands before three digits"
_DIGIT = re.compile(r"\d")
_FIRST_LOOK = 20
_MOST_SHOWN = 5
_TWINS = "spellings that mean the same gathered into one level"
_TRUTHS = {"true": True, "false": False}
_PHONE = re.compile(r"phone|mobile|mobil|fax|(?<![a-z])tel(?:efon)?(?![a-z])", re.IGNORECASE)


def read_attribute(config: Config, rows: Rows, column: str) -> pd.Series:
    """Return a column as an attribute; what was taken as missing or as one is kept and stated with its rows.

    Raises
    ------
    DataError
        If the configuration says that it holds numbers and it does not.
    """
    values, options = rows.frame[column], config.columns.get(column, ColumnOptions())
    counts = tally(values) if values.dtype == "str" else {}
    guesses = words_for_nothing(counts) if options.missing is None else []
    missing = [*(word for guess in guesses for word in guess.values), *config.missing]
    missing += map(str, config.missing_in.get(column, ()))
    if counts and _may_be_numbers(counts, missing, rows, options):
        values = _numbers(rows, values, missing, options)
    elif options.kind is None and counts and _are_truths(counts):
        values = _truths(rows, values)
    if options.missing is None:
        guesses += codes_for_nothing(values)
    for guess in guesses:
        _note_missing(rows, column, guess)
    if values.dtype == "str":
        _gather_twins(rows, str(column), counts, missing, options)
    return values


def _may_be_numbers(counts: Mapping[str, int], missing: Collection[str], rows: Rows, options: ColumnOptions) -> bool:
    """Return whether a column of texts is to be looked at as numbers: each of the first cells holds a digit."""
    if options.kind or options.decimal:
        return options.kind in (None, "number")
    first = (text for text in islice(counts, _FIRST_LOOK) if text.strip() not in missing)
    return not rows.typed and all(_DIGIT.search(text) for text in first)


def _are_truths(counts: Mapping[str, int]) -> bool:
    """Return whether true and false are all that occurs, in any letters: a database reads such cells as yes and no."""
    return all(text.strip().lower() in _TRUTHS for text in counts)


def _truths(rows: Rows, values: pd.Series) -> pd.Series:
    advice = f"If they are words, write `columns: {{{values.name}: {{kind: text}}}}`."
    rows.state("true and false read as yes and no", int(values.count()), column=str(values.name), advice=advice)
    return values.str.strip().str.lower().map(_TRUTHS).astype("boolean")


def _numbers(rows: Rows, values: pd.Series, missing: list[str], options: ColumnOptions) -> pd.Series:
    """Return a column of texts as numbers if all of it is, otherwise as it is."""
    plain = as_attribute(values, missing) if options.decimal is None else values
    if plain.dtype != "str":
        _state_doubt(rows, values, plain)
        return plain
    texts = values.mask(values.str.strip().isin(missing)) if missing else values
    codes, distinct = pd.factorize(texts)
    phone = options.kind is None and bool(_PHONE.search(str(values.name)))
    written = None if phone else numbers_as_written(pd.Series(distinct, dtype="str"), options.decimal)
    if written is None:
        if options.kind == "number" or options.decimal:
            _refuse_text(rows, texts, options)
        return values
    numbers = pd.Series(_at(written.numbers, codes), values.index, name=values.name)
    _state_numbers(rows, texts, written._replace(numbers=numbers))
    return numbers


def _state_doubt(rows: Rows, values: pd.Series, plain: pd.Series) -> None:
    """Say where points may mark thousands: each stands before exactly three digits, as in 1.200 and 12.500."""
    if plain.dtype != "float64":
        return
    pointed = values[values.str.contains(".", regex=False, na=False)]
    if len(pointed) > 2 and pointed.str.fullmatch(_GROUPED).all():
        advice = f"If they mark thousands, write `columns: {{{values.name}: {{decimal: comma}}}}`."
        example = f"{pointed.iloc[0].strip()} → {plain[pointed.index[0]]:.12g}"
        rows.state(_DOUBT, len(pointed), column=str(values.name), example=example, advice=advice)


def _at(numbers: pd.Series, codes: np.ndarray) -> np.ndarray:
    """Return the number of each cell; where a cell is blank, none."""
    if (codes >= 0).all():
        return numbers.to_numpy()[codes]
    return np.where(codes >= 0, numbers.to_numpy(dtype=float)[codes], np.nan)


def _state_numbers(rows: Rows, texts: pd.Series, written: Written) -> None:
    signs = texts.dropna()[texts.dropna().str.contains(r"[^\d.\s-]", regex=True)]
    read = [f"decimal {written.decimal}"]
    read += ["thousands signs left away"] if written.thousands else []
    read += ["K and M multiplied out"] if written.scaled else []
    read += [f"{written.unit} left away"] if written.unit else []
    other = "comma" if written.decimal == "point" else "point"
    advice = f"`columns: {{{texts.name}: {{decimal: {other}}}}}` or `{{kind: text}}` if this is wrong."
    cell = signs.iloc[0] if len(signs) else texts.dropna().iloc[0]
    meant = written.numbers[texts.index[texts == cell][0]]
    example = f"{cell.strip()} → {meant:.12g}"
    rule = f"read as numbers: {', '.join(read)}"
    rows.state(rule, max(1, len(signs)), column=texts.name, example=example, advice=advice)


def _refuse_text(rows: Rows, texts: pd.Series, options: ColumnOptions) -> None:
    held = texts.dropna()
    odd = [row for row in held.index[:2000] if numbers_as_written(held.loc[[row]], options.decimal) is None]
    where = f', such as row {odd[0]}: "{held[odd[0]][:40]}"' if odd else ": its cells are not in one style and unit"
    raise DataError(
        f"`{texts.name}` of {rows.name} is to be numbers, but not all of it can be read as such{where}. Mend the "
        f"cells, list them under `columns: {{{texts.name}: {{missing: […]}}}}`, or leave out `kind:` and `decimal:`."
    )


def _note_missing(rows: Rows, column: str, guess: Placeholders) -> None:
    values = ", ".join(map(str, guess.values))
    if guess.kept:
        rule = f"not taken as missing, for it may be an amount: {guess.reason}"
        advice = f"If it means missing, write `columns: {{{column}: {{missing: [{values}]}}}}`."
    else:
        rows.missing_in[column] = (*rows.missing_in.get(column, ()), *guess.values)
        rule = f"taken as missing: {guess.reason}"
        advice = f"If it is a value of its own, write `columns: {{{column}: {{missing: []}}}}`."
    rows.state(rule, guess.rows, column=column, example=example_of("", guess.values[0]), advice=advice)


def _gather_twins(
    rows: Rows, column: str, counts: Mapping[str, int], missing: Collection[str], options: ColumnOptions
) -> None:
    """Keep which spellings are one level: those the configuration lists, or those found."""
    if options.kind == "text" and options.spellings is None:
        return
    twins = list(options.spellings) if options.spellings is not None else twins_of(counts, missing)
    if not twins:
        return
    rows.spellings[column] = tuple(twins)
    touched = sum(counts.get(spelling, 0) for spellings in twins for spelling in spellings[1:])
    shown = [example_of(column, f"{', '.join(spellings[1:])} → {spellings[0]}") for spellings in twins[:_MOST_SHOWN]]
    more = [f"and {len(twins) - _MOST_SHOWN} more"] if len(twins) > _MOST_SHOWN and all(shown) else []
    advice = f"If they differ, write `columns: {{{column}: {{spellings: []}}}}`."
    rows.state(_TWINS, touched, column=column, example="; ".join(filter(None, shown + more)), advice=advice)


def _has_separator(values: pd.Series) -> bool:
    return pc.any(pc.match_substring(pa.array(values, pa.large_string(), from_pandas=True), SEPARATOR)).as_py() or False


def several_values(config: Config, rows: Rows, column: str, taken: set[str]) -> dict[str, pd.Series]:
    """Return a yes/no attribute for each frequent value of a column whose cells hold several, if they do."""
    values, kind = rows.frame[column], config.columns.get(column, ColumnOptions()).kind
    if values.dtype != "str" or kind not in (None, "several") or column in config.leave_out:
        return {}
    if kind is None and not _has_separator(values):
        return {}
    found = values_of(tally(values), len(values), asked=kind == "several")
    made = {name_of(column, value): holds(values, value) for value in found if name_of(column, value) not in taken}
    if made:
        cells = values.dropna()
        many = cells[cells.str.contains(SEPARATOR, regex=False)]
        rows.made_from |= dict.fromkeys(made, column)
        rows.state(
            f"cells with several values turned into {len(made)} yes/no attributes, one for each frequent value",
            len(cells), column=column, example=example_of(column, many.iloc[0]) if len(many) else "",
            advice=f"`columns: {{{column}: {{kind: text}}}}` keeps it as one attribute.",
        )  # fmt: skip
    return made
