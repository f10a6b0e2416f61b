"""The guesses as a leadtools.yml that explains itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from leadtools.audit import COUNT_EARLIER, totals_in_words
from leadtools.documents import write_text
from leadtools.errors import OutputError
from leadtools.guess.event_lines import event_lines
from leadtools.guess.guessing import guess
from leadtools.guess.lines import comment, in_list, line, one_line, relative
from leadtools.guess.picks import Guess, Pick

KEYS = ("id", "created", "order", "owner", "account", "value", "email", "phone", "contact")
_JUDGED_DAYS = 90
_NOBODY = {
    "id": "no column has a value of its own in every row, so the rows are numbered",
    "created": "no column of dates says when the leads came in",
    "order": "nothing shows how the leads stand in time, so those to judge by are drawn at random; "
    "write `order: rows` if the rows stand in order of time",
}


def init(
    export: str | Path,
    *,
    outcome: str | Path | None = None,
    events: str | Path | None = None,
    out: str | Path | None = None,
    sheet: str | None = None,
    force: bool = False,
) -> tuple[Path, Guess]:
    """Write a commented ``leadtools.yml`` for an export, and return where it is and what was guessed.

    Parameters
    ----------
    export : path
        The leads: CSV, Excel or Parquet.
    outcome : path, optional
        A second file with what became of them.
    events : path, optional
        A file of what they did.
    out : path, optional
        Default: ``leadtools.yml`` beside the export.
    sheet : str, optional
        Of a workbook with several.
    force : bool
        Whether a file that is there already is written over.

    Raises
    ------
    OutputError
        If the file is there already, or cannot be written.
    DataError
        If an export cannot be read.
    """
    export = Path(export)
    out = export.parent / "leadtools.yml" if out is None else Path(out)
    made = guess(export, outcome=outcome, events=events, sheet=sheet)
    if out.exists() and not force:
        raise OutputError(f"{out} is there already. Look at it first; --force writes over it.")
    write_text(out, as_yaml(made, out, sheet=sheet))
    return out, made


def as_yaml(made: Guess, out: Path, *, sheet: str | None = None) -> str:
    """Return the text of ``leadtools.yml``; paths in it are relative to `out`."""
    parts = (_head(made, out, sheet), _roles(made), _outcome(made, out), _horizon(made),
             event_lines(made.events, out), _totals(made), _leave_out(made))  # fmt: skip
    return "\n".join([*chain.from_iterable(parts), ""])


def _head(made: Guess, out: Path, sheet: str | None) -> Iterator[str]:
    yield from comment(
        "Written by `leadtools init`. Every line is a guess, with its reason above it: correct what is wrong, "
        "take out what you know better."
    )
    if made.trouble:
        yield from ("", *comment(f"To be mended before a report can run: {made.trouble}"))
    known = f", in the manner of {made.crm}" if made.crm else ""
    yield from ("", *comment(f"{made.rows:,} rows{known}"))
    file = relative(made.export, out)
    yield line("leads", {"file": file, "sheet": sheet} if sheet else file)


def _roles(made: Guess) -> Iterator[str]:
    for key in KEYS:
        if key in made.roles:
            yield from ("", *comment(_why(made.roles[key])), line(key, _written(key, made.roles[key])))
        elif key in _NOBODY and not (
            key == "order" and "created" in made.roles or key == "created" and "order" in made.roles
        ):
            yield from ("", *comment(f"{key}: {_NOBODY[key]}"))
    if {"email", "phone", "contact"} & made.roles.keys():
        yield from comment(
            "`contact_quality: true` makes yes/no attributes of them: a throwaway address, a keyboard walk."
        )


def _written(key: str, pick: Pick) -> str | list[str]:
    return pick.column if len(pick.columns) == 1 else list(pick.columns)


def _why(pick: Pick) -> str:
    return pick.reason + (f". Runner-up: {pick.runner_up}" if pick.runner_up else "")


def _outcome(made: Guess, out: Path) -> Iterator[str]:
    said = made.outcome
    yield ""
    if said.kind == "ask":
        yield from comment("This could not be told from the file. Put one of these in the place of the next line:")
        yield from ("#   outcome: {date: Won Date}", "#   outcome: {flag: Converted}",
                    "#   outcome: {status: Stage, won: [Won], lost: [Lost]}")  # fmt: skip
        yield from comment("If another file says it: leadtools init EXPORT --outcome FILE")
        yield line("outcome", one_line(f"ask: {said.question}"))
        return
    yield from comment(_why(Pick((said.column,), said.reason, said.runner_up)))
    yield from ("outcome:", f"  {line(said.kind, said.column)}")
    for name in ("yes", "no", "won", "lost"):
        if values := getattr(said, name):
            yield f"  {name}: [{', '.join(map(in_list, values))}]"
    if said.decided:
        yield f"  {line('decided', said.decided)}"
    if said.file is not None:
        yield from (f"  {line('file', relative(said.file, out))}", f"  {line('id', said.id)}")


def _horizon(made: Guess) -> Iterator[str]:
    if made.horizon_days is not None and made.known_until is not None:
        later = f", {after} of which have passed when a lead is looked at" if (after := _after_days(made)) else ""
        words = f"`{made.outcome.column}` tells {made.horizon_days + after} days, which are known of every lead{later}"
        yield from ("", *comment(words), line("horizon_days", made.horizon_days))
        yield line("known_until", f"{made.known_until:%Y-%m-%d}")
    elif _after_days(made):
        words = (
            f"A lead that is looked at {_after_days(made)} days after it came in is judged by the {_JUDGED_DAYS} days "
            "that follow. The number is ours: write more where deals take longer"
        )
        yield from ("", *comment(words), line("horizon_days", _JUDGED_DAYS))


def _after_days(made: Guess) -> int:
    return made.events.after_days if made.events else 0


def _totals(made: Guess) -> Iterator[str]:
    if totals := [column for column in made.totals if column not in made.leave_out]:
        yield from ("", *comment(f"Still earning points: {totals_in_words(totals)}. {COUNT_EARLIER}"))


def _leave_out(made: Guess) -> Iterator[str]:
    if not made.leave_out:
        return
    yield from ("", *comment(
        "These earn no points. A leak gives the outcome away; about `ask`: does it stand there before sales speak with "
        "the lead? If it does, delete the line; of a leak, name the column under `keep:` as well, or it stays out."
    ))  # fmt: skip
    yield "leave_out:"
    for column, left in made.leave_out.items():
        yield f"  {line(column, one_line(left.reason))}  # {left.kind}"
