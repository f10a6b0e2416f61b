"""The outcome: a date, a flag or a status, in the leads file or in one of its own."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from leadtools.config import Config, Outcome
from leadtools.errors import DataError
from leadtools.readers.cells import among, as_text, commonest
from leadtools.readers.dates import read_dates
from leadtools.readers.placeholders import is_placeholder_word
from leadtools.readers.rows import Reasons, Rows

_YES = ("yes", "y", "true", "t", "1", "ja", "j", "wahr", "oui", "o", "vrai", "si", "sí", "sì", "sim", "x", "✓", "✔")
_NO = ("no", "n", "false", "f", "0", "nein", "falsch", "non", "faux", "não", "nao", "nee")

MOST_WORDS = 2
"""Words beside yes and no that a flag may be asked about; a column with more of them is hardly one."""


@dataclass(frozen=True)
class Found:
    """The outcome, row by row.

    ``value`` holds dates, flags or statuses; ``decided`` the dates of flags and statuses, if there
    are any; ``reasons`` why a row cannot be used, or ``""``.
    """

    value: pd.Series
    decided: pd.Series | None
    reasons: pd.Series

    def at(self, rows: pd.Series) -> Found:
        """Return the outcome at these rows, a missing row giving a missing outcome, by their index."""
        value, decided, reasons = (
            None if part is None else part.reindex(rows).set_axis(rows.index)
            for part in (self.value, self.decided, self.reasons)
        )
        return Found(value, decided, reasons.fillna(""))


def read_outcome(config: Config, leads: Rows, own: Rows | None) -> Found:
    """Return the outcome of each row of the leads; `own` is the file of outcomes, if it has one."""
    if own is None:
        return _blank_flags(_found(config, leads), config.outcome, "")
    own.ids = as_text(own.frame[config.outcome.id])
    _set_strangers_aside(own, leads)
    found = _found(config, own)
    rows = _one_row_each(config, own, found).reindex(leads.ids).set_axis(leads.frame.index)
    return _blank_flags(found.at(rows), config.outcome, own.name, rows.isna())


def _found(config: Config, rows: Rows) -> Found:
    outcome, reasons = config.outcome, Reasons(rows.frame.index)
    decided = None
    if outcome.kind == "date":
        value, unread = read_dates(rows, outcome.column, config)
        reasons.add(unread != "", unread)
    else:
        texts = as_text(rows.frame[outcome.column])
        value = texts if outcome.kind == "status" else _flag(texts, config, rows)
    if outcome.decided:
        decided, unread = read_dates(rows, outcome.decided, config)
        reasons.add(unread != "", unread)
    return Found(value, decided, reasons.texts)


def _flag(texts: pd.Series, config: Config, rows: Rows) -> pd.Series:
    """Return true, false or missing for the words of a flag."""
    outcome = config.outcome
    words = texts.str.casefold().str.replace(r"\.0+$", "", regex=True)
    yes, no = (
        {word.casefold() for word in (given or usual)} for given, usual in ((outcome.yes, _YES), (outcome.no, _NO))
    )
    no -= yes if outcome.yes and not outcome.no else set()
    yes -= no if outcome.no and not outcome.yes else set()
    flag = pd.Series(pd.NA, index=texts.index, dtype="boolean")
    flag[words.isin(yes)] = True
    flag[words.isin(no)] = False
    odd = texts[texts.notna() & flag.isna() & ~texts.isin(config.missing)]
    odd = odd[~odd.map(is_placeholder_word).astype(bool)]
    if len(odd):
        _refuse_word(odd, outcome, rows.name)
    _state_flag(rows, texts, flag)
    return flag


def _state_flag(rows: Rows, texts: pd.Series, flag: pd.Series) -> None:
    for meant, words in (("yes", texts[flag.fillna(False)]), ("no", texts[~flag.fillna(True)])):
        spelled = sorted(words.unique())
        if set(spelled) - {meant}:
            rows.state(f"taken as {meant}", len(words), column=texts.name, example=", ".join(spelled[:5]))


def _refuse_word(odd: pd.Series, outcome: Outcome, file: str) -> None:
    counts = commonest(odd)
    listed = ", ".join(f'"{word}" ({n})' for word, n in counts.items())
    rows = "row" if len(odd) == 1 else "rows"
    if odd.nunique() > MOST_WORDS:
        advice = (
            f"With so many values ({odd.nunique():,}) it may not be what tells who became a customer: name the column "
            f"that does. If these are stages, write `outcome: {{status: {outcome.column}, won: [...], lost: [...]}}`."
        )
    else:
        advice = f"Say under `outcome` what it means: `yes: [{counts.index[0]}]` or `no: [{counts.index[0]}]`."
    raise DataError(f"`{outcome.column}` of {file} is neither yes nor no in {len(odd)} {rows}: {listed}. {advice}")


def _blank_flags(found: Found, outcome: Outcome, file: str, no_row: pd.Series | None = None) -> Found:
    if outcome.kind == "flag":
        reasons = Reasons(found.value.index)
        reasons.texts = found.reasons.astype(object).copy()
        if no_row is not None:
            reasons.add(no_row, f"has no row in {file}")
        reasons.add(found.value.isna(), f"`{outcome.column}` is blank")
        return Found(found.value, found.decided, reasons.texts)
    return found


def _set_strangers_aside(own: Rows, leads: Rows) -> None:
    reasons = Reasons(own.frame.index)
    reasons.add(own.ids.isna(), "the id is blank")
    reasons.add(~among(own.ids, leads.ids), f"no lead of {leads.name} has this id")
    own.ids = own.ids.fillna("")
    own.set_aside(reasons.texts)


def _one_row_each(config: Config, own: Rows, found: Found) -> pd.Series:
    """Return the row of each id: of several dates the earliest, and one that cannot be read before all."""
    again = own.ids.duplicated(keep=False)
    if config.outcome.kind != "date":
        if again.any():
            _refuse_repeated(own, again)
        return pd.Series(own.frame.index, own.ids)
    order = pd.DataFrame({"sound": found.reasons == "", "date": found.value}).sort_values(
        ["sound", "date"], kind="stable", na_position="last"
    )
    ids = own.ids.loc[order.index]
    rows = pd.Series(ids.index, ids)[~ids.duplicated().to_numpy()]
    reasons = Reasons(own.frame.index)
    reasons.add(~own.frame.index.isin(rows), "a second row of this lead; the earliest date counts")
    own.set_aside(reasons.texts)
    return rows


def _refuse_repeated(own: Rows, again: pd.Series) -> None:
    first = own.ids[again].iloc[0]
    rows = own.ids.index[own.ids == first]
    raise DataError(
        f'{own.name} has several rows for {own.ids[again].nunique()} leads, such as "{first}" in rows '
        f"{rows[0]} and {rows[1]}, so their outcome is not clear. Keep one row a lead."
    )
