"""Overrides by hand: a person knows better than the card, says why, and until when."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from leadtools.actions.tiers import assign_tiers
from leadtools.documents import why_not
from leadtools.errors import DataError, did_you_mean
from leadtools.scorecard import COLDEST, DISQUALIFIED, Scorecard

COLUMNS = ("lead_id", "tier", "score", "reason", "by", "until")
IN_FORCE, EXPIRED, NOT_OPEN = "in force", "expired", "no longer open"


@dataclass(frozen=True)
class Override:
    """A tier or a score that somebody gives a lead, why, and the last day on which it holds."""

    lead_id: str
    tier: str
    score: int | None
    reason: str
    by: str
    until: date
    line: int


def read_overrides(
    path: str | Path, *, known: Collection[str], tiers: Iterable[str] | None, by_score: bool = True
) -> tuple[Override, ...]:
    """Read a CSV file of overrides: ``lead_id``, ``tier`` or ``score``, ``reason``, ``by``, ``until``.

    Parameters
    ----------
    path : path
    known : collection of str
        Ids of all leads there are.
    tiers : iterable of str
        The tiers of the card, hottest first; None where no card is at hand yet, so that any will do.
    by_score : bool
        Whether a score says the tier; if not, a score by hand is refused.

    Raises
    ------
    DataError
        Naming every fault with its line: a lead that does not exist, no reason, no date or none that
        can be read, a tier the card does not have, two overrides for one lead.
    """
    path, known = Path(path), {str(lead): None for lead in known}
    rows = list(_rows(path))
    faults, read = [], []
    seen: dict[str, int] = {}
    allowed = None if tiers is None else [*tiers, COLDEST, DISQUALIFIED]
    for line, row in rows:
        wrong = list(_faults(row, known, allowed, by_score))
        if row["lead_id"] in seen:
            wrong.append(f"`{row['lead_id']}` stands already on line {seen[row['lead_id']]}; keep one")
        seen.setdefault(row["lead_id"], line)
        faults += [f"line {line}: {words}{'' if words.endswith('?') else '.'}" for words in wrong]
        if not wrong:
            score = int(row["score"]) if row["score"] else None
            read.append(Override(row["lead_id"], row["tier"], score, row["reason"], row["by"],
                                 date.fromisoformat(row["until"]), line))  # fmt: skip
    if faults:
        raise DataError("\n  ".join([f"{path.name} has {len(faults)} faults:", *faults]) if len(faults) > 1
                        else f"{path.name} {faults[0]}")  # fmt: skip
    return tuple(read)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row that says something, with its line in the file."""
    try:
        reader = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig")), strict=True)
        header = [name.strip().casefold() for name in next(reader, [])]
        wrong = [name for name in COLUMNS if name not in header and name not in ("tier", "score")]
        if wrong or not {"tier", "score"} & set(header):
            lacks = wrong[0] if wrong else "tier` or `score"
            raise DataError(f"{path.name} has no column `{lacks}`; the columns are {', '.join(COLUMNS)}.")
        for cells in reader:
            if any(" ".join(cell.split()) for cell in cells):
                row = dict(zip(header, (" ".join(cell.split()) for cell in cells), strict=False))
                yield reader.line_num, {name: row.get(name, "") for name in COLUMNS}
    except OSError as fault:
        raise DataError(f"{path.name} cannot be read: {why_not(fault)}.") from None
    except UnicodeDecodeError:
        raise DataError(f"{path.name} is not UTF-8 text; save it as CSV UTF-8.") from None
    except csv.Error as fault:
        raise DataError(f"{path.name} cannot be read as CSV ({fault}); mend the quotes.") from None


def _faults(
    row: Mapping[str, str], known: Mapping[str, None], tiers: list[str] | None, by_score: bool
) -> Iterator[str]:
    lead = row["lead_id"]
    if not lead:
        yield "it names no lead; give a `lead_id`"
    elif lead not in known:
        yield f'there is no lead "{lead}"{_near(lead, known)}'
    if not row["reason"]:
        yield f'the override of "{lead}" has no reason; say why, for others will ask'
    if bool(row["tier"]) == bool(row["score"]):
        yield f'the override of "{lead}" needs either a tier or a score' + (", not both" if row["tier"] else "")
    if row["tier"] and tiers is not None and row["tier"] not in tiers:
        yield f'"{row["tier"]}" is no tier of the card{did_you_mean(row["tier"], tiers).rstrip(".")}'
    if row["score"] and not row["score"].removeprefix("-").isdecimal():
        yield f'the score "{row["score"]}" is no whole number'
    elif row["score"] and not by_score:
        yield f'the override of "{lead}" gives a score, but the tiers go by fit and engagement; give a tier instead'
    try:
        date.fromisoformat(row["until"])
    except ValueError:
        said = f'`until` is "{row["until"]}"' if row["until"] else f'the override of "{lead}" has no `until`'
        yield f"{said}; give the last day on which it holds, such as 2026-03-31"


def _near(lead: str, known: Mapping[str, None]) -> str:
    near = did_you_mean(lead, known) if len(known) <= 20_000 else ""
    return near.rstrip(".") if "mean" in near else "; take the line out or mend the id"


def apply_overrides(
    calls: pd.DataFrame, overrides: Iterable[Override], card: Scorecard, as_of: pd.Timestamp | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the call list with what people decided, and what became of each override.

    A score by hand also gives its tier. The probability stays what the card says of the lead, for
    nobody has counted how often people are right. Reasons begin with the override.

    Parameters
    ----------
    calls : DataFrame (n_leads, …)
        From `call_list`.
    overrides : iterable of Override
    card : Scorecard
    as_of : Timestamp or None
        An override holds on its last day. Without dates nothing expires.

    Returns
    -------
    calls : DataFrame
        Hottest tier first, then by score and id; disqualified last.
    became : DataFrame (n_overrides, 8)
        ``lead_id, state`` (``in force``, ``expired``, ``no longer open``), ``tier, score, reason, by,
        until, line``.
    """
    calls, place = calls.copy(), {lead: row for row, lead in enumerate(calls["lead_id"])}
    became = []
    for override in overrides:
        state = _state(override, place, as_of)
        became.append({"lead_id": override.lead_id, "state": state, "tier": override.tier, "score": override.score,
                       "reason": override.reason, "by": override.by, "until": override.until.isoformat(),
                       "line": override.line})  # fmt: skip
        if state == IN_FORCE:
            _apply(calls, calls.index[place[override.lead_id]], override, card)
    columns = ["lead_id", "state", "tier", "score", "reason", "by", "until", "line"]
    listed = pd.DataFrame(became, columns=columns).astype({"score": "Int64"})
    return (_in_order(calls, card) if IN_FORCE in listed["state"].tolist() else calls), listed


def _state(override: Override, place: Mapping[str, int], as_of: pd.Timestamp | None) -> str:
    if as_of is not None and as_of.date() > override.until:
        return EXPIRED
    return IN_FORCE if override.lead_id in place else NOT_OPEN


def _apply(calls: pd.DataFrame, row: object, override: Override, card: Scorecard) -> None:
    was, scored = calls.at[row, "tier"], calls.at[row, "score"]
    if override.score is None:
        calls.at[row, "tier"], what = override.tier, f"{override.tier}, by the card {was}"
    else:
        calls.at[row, "score"] = override.score
        calls.at[row, "tier"] = assign_tiers(pd.Series([override.score]), card.tiers).iloc[0]
        what = f"score {override.score}, by the card {scored}"
    who = f" ({override.by})" if override.by else ""
    words = f"set by hand until {override.until}: {what}, {override.reason}{who}"
    calls.at[row, "reasons"] = f"{words}; {calls.at[row, 'reasons']}"


def _in_order(calls: pd.DataFrame, card: Scorecard) -> pd.DataFrame:
    rank = {tier: place for place, tier in enumerate([*card.tier_names, COLDEST, DISQUALIFIED])}
    in_order = calls.assign(rank=calls["tier"].map(rank)).sort_values(
        ["rank", "score", "lead_id"], ascending=[True, False, True], kind="stable", ignore_index=True
    )
    return in_order.drop(columns="rank")
