"""What became of the leads: by the CRM's own column, by telling names, by words for won and lost; or a question."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from leadtools.crm import DECISION_DATES, NO, OUTCOME_WORDS, STATUS_WORDS, WON_DATES, YES, Crm, Tells, meaning, plain
from leadtools.errors import DataError
from leadtools.guess.picks import Outcome
from leadtools.guess.table import Table

_AGREE = 0.99
_DATED = 0.9
_MOST_SHOWN = 6


def find_outcome(table: Table, crm: Crm | None, taken: set[str], *, dated: bool) -> Outcome:
    """Return the outcome, or the question to ask; `dated` says whether the leads have creation dates."""
    found = list(_by_crm(table, crm, dated)) if crm else []
    found += list(_by_names_and_words(table, taken, dated, crm is None))
    found = _flag_first_where_they_disagree(table, found) or list(_only_pair(table, taken))
    if not found:
        return Outcome("ask", "no column says so", question=_question(table, taken))
    best, others = found[0], [outcome for outcome in found[1:] if outcome.column != found[0].column]
    return _with(best, runner_up=others[0].column) if others else best


def _with(outcome: Outcome, **changes: object) -> Outcome:
    return Outcome(**{**outcome.__dict__, **changes})


def _by_crm(table: Table, crm: Crm, dated: bool) -> Iterator[Outcome]:
    for tells in crm.outcome:
        for column in table.named((tells.column,)):
            outcome = _made(table, tells, column, dated, f"so {crm.name} says it")
            if outcome is not None:
                yield outcome


def _made(table: Table, tells: Tells, column: str, dated: bool, reason: str) -> Outcome | None:
    if tells.kind == "date":
        return _date(table, column, reason) if dated else None
    decided = next(iter(table.named((tells.decided,))), "")
    if tells.kind == "flag":
        return _flag(table, column, reason, decided) if table.is_yes_no(column) else None
    return _status(table, column, reason, decided)


def _by_names_and_words(table: Table, taken: set[str], dated: bool, unknown_crm: bool) -> Iterator[Outcome]:
    free = [column for column in table.looked_at if column not in taken]
    flags = [column for column in free if table.is_yes_no(column)]
    telling = [column for column in flags if set(plain(column).split()) & OUTCOME_WORDS]
    if dated and unknown_crm:
        dates = [column for column in table.named(WON_DATES) if column in free]
        yield from filter(None, (_date(table, column, "its name says so; the others have none") for column in dates))
    decided = next((column for column in table.named(DECISION_DATES) if table.is_date(column)), "")
    yield from (_flag(table, column, "its name says so, and it holds yes and no", decided) for column in telling)
    statuses = [column for column in free if column not in flags and any(map(meaning, table.values(column)))]
    named = [column for column in statuses if set(plain(column).split()) & STATUS_WORDS]
    both = [column for column in named + statuses if {"won", "lost"} <= set(map(meaning, table.values(column)))]
    why = "it holds values for won and for lost"
    yield from filter(None, (_status(table, column, why, decided) for column in dict.fromkeys(both)))
    yield from filter(None, (_status(table, c, "it holds a value for won", decided) for c in named if c not in both))


def _only_pair(table: Table, taken: set[str]) -> Iterator[Outcome]:
    """Yield the column of yes and no of a file in which no other column has two values."""
    pairs = [column for column in table.looked_at if column not in taken and len(table.values(column)) == 2]
    if len(pairs) == 1 and table.is_yes_no(pairs[0]):
        yield _flag(table, pairs[0], "it is the only column of yes and no, or of two values at all", "")


def _date(table: Table, column: str, reason: str) -> Outcome | None:
    filled = table.filled(column)
    if not 0 < filled < 1 or not table.is_date(column):
        return None
    return Outcome("date", f"{reason}; {filled:.1%} of the rows have one", column)


def _flag(table: Table, column: str, reason: str, decided: str) -> Outcome:
    words = table.values(column)
    yes = [word for word in words if word.casefold() in YES]
    no = [word for word in words if word.casefold() in NO]
    converted = table.texts(column).isin(yes)
    decided = decided if _dates_them(table, decided, converted) else ""
    return Outcome("flag", f"{reason}; {converted.mean():.1%} of the rows say yes", column, tuple(yes), tuple(no),
                   decided=decided)  # fmt: skip


def _status(table: Table, column: str, reason: str, decided: str) -> Outcome | None:
    values = table.values(column)
    won, lost = ([value for value in values if meaning(value) == what] for what in ("won", "lost"))
    texts = table.texts(column)
    if not won or len(values) < 2:
        return None
    known = texts.isin([*won, *lost])
    decided = decided if _dates_them(table, decided, known) else ""
    share = f"{texts.isin(won).sum() / max(1, known.sum()):.1%} of the decided rows are won"
    if lost:
        return Outcome("status", f"{reason}; {share}", column, won=tuple(won), lost=tuple(lost), decided=decided)
    others = tuple(sorted(value for value in values if value not in won))
    words = f"{reason}; no value of it says lost, so every other counts as not converted"
    return Outcome("flag", words, column, yes=tuple(won), no=others, decided=decided)


def _dates_them(table: Table, column: str, known: pd.Series) -> bool:
    """Return whether a column dates the decisions: it is there for nearly all of them."""
    if not column or not known.any():
        return False
    try:
        dates = table.dates(column)
    except DataError:
        return False
    return dates is not None and float(dates[known].notna().mean()) >= _DATED


def _flag_first_where_they_disagree(table: Table, found: list[Outcome]) -> list[Outcome]:
    """Put a flag before a date that others have as well."""
    flags = [outcome for outcome in found if outcome.kind == "flag" and table.is_yes_no(outcome.column)]
    if not flags or found[0].kind != "date" or _agree(table, found[0].column, flags[0]):
        return found
    words = f"{flags[0].reason}; `{found[0].column}` does not stand on the same rows"
    return [_with(flags[0], reason=words), *(outcome for outcome in found if outcome is not flags[0])]


def _agree(table: Table, date: str, flag: Outcome) -> bool:
    """Return whether a date is there exactly where a flag says yes."""
    return float((table.texts(date).notna() == table.texts(flag.column).isin(flag.yes)).mean()) >= _AGREE


def _question(table: Table, taken: set[str]) -> str:
    candidates = [column for column in table.looked_at if column not in taken and _candidate(table, column)]
    listed = "; ".join(f"`{column}` ({_held(table, column)})" for column in candidates[:_MOST_SHOWN])
    asked = "Which column says that a lead became a customer?"
    if not listed:
        return f"{asked} No column looks like it; it may stand in another file."
    return f"{asked} Candidates: {listed}."


def _candidate(table: Table, column: str) -> bool:
    words = set(plain(column).split())
    n_values = len(table.values(column))
    return n_values == 2 or bool(words & (STATUS_WORDS | OUTCOME_WORDS) and n_values > 1)


def _held(table: Table, column: str) -> str:
    values = [value[:30] for value in table.values(column)]
    return ", ".join(values[:_MOST_SHOWN]) + (", …" if len(values) > _MOST_SHOWN else "")
