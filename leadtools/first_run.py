"""From a company's own file to a run in one step: guess which column is what, ask, and take the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from leadtools.cautions import cautioned
from leadtools.config import Config, read_config
from leadtools.config.attributes import schema
from leadtools.documents import dump, make_folder, read_document, write_text
from leadtools.documents.faults import schema_faults
from leadtools.errors import ConfigError, DataError, LeadToolsError, ParameterError
from leadtools.first_list import how_to_read, to_call, why_nobody
from leadtools.guess import Guess, guess
from leadtools.guess.picks import Outcome
from leadtools.guess.writing import KEYS, as_yaml
from leadtools.runs import Run, open_run
from leadtools.slips import explain_slips

__all__ = [
    "FirstRun",
    "cautioned",
    "explain_slips",
    "first_run",
    "how_to_read",
    "to_call",
    "why_nobody",
    "with_answers",
]

_ANSWERS = "\n# Answered in the notebook: "
ANSWERED = "`leadtools.yml` says so"


@dataclass(frozen=True)
class FirstRun:
    """What was guessed about a file of leads, and the ``leadtools.yml`` that says so.

    Attributes
    ----------
    written : Path
        The ``leadtools.yml`` of this file of leads: as guessed, or as somebody has answered since.
    made : Guess
        What was guessed.
    question : str
        What must be answered before the leads can be read, or ``""``.
    """

    written: Path
    made: Guess
    question: str

    @property
    def parts(self) -> pd.DataFrame:
        """``part, column, why``: what each column is taken for, in the order of ``leadtools.yml``."""
        said = None if self.question else read_config(self.written)
        rows = [*_roles(self.made, said), *_outcome(self.made, said), *_left_out(self.made, said)]
        return pd.DataFrame(rows, columns=["part", "column", "why"])

    def open(self) -> Run:
        """Read the leads.

        Raises
        ------
        ConfigError
            If a question is open; the message says how to answer it.
        LeadToolsError
            If the leads cannot be read.
        """
        if self.question:
            raise ConfigError(self.question)
        return open_run(self.written, self.written.parent)


def first_run(
    leads: str | Path,
    out: str | Path,
    *,
    outcome_file: str | Path | None = None,
    answers: Mapping[str, object] | None = None,
) -> FirstRun:
    """Write a ``leadtools.yml`` for a file of leads, unless there is one, and put answers into it.

    Parameters
    ----------
    leads : path
        CSV, Excel or Parquet.
    out : path
        A folder; the run gets a folder of its own in it, called as the file of leads is.
    outcome_file : path, optional
        A second file that says what became of the leads.
    answers : mapping, optional
        Lines of ``leadtools.yml`` that take the place of what was guessed, such as
        ``{"outcome": {"flag": "Converted"}}``.

    Raises
    ------
    DataError
        If a file is not there or cannot be read.
    ParameterError
        If the folder holds the ``leadtools.yml`` of another file of leads, or `answers` has a key or a value that
        a ``leadtools.yml`` cannot have.
    """
    _refuse_faulty(answers)
    if not isinstance(leads, str | Path):
        raise ParameterError(f'`leads` is {leads!r}; allowed is the name of a file, in quotes, such as "export.csv".')
    for file in (leads, *filter(None, [outcome_file])):
        _refuse_absent(Path(file))
    written = Path(out) / Path(leads).name.split(".")[0] / "leadtools.yml"
    said = {"outcome_file": str(outcome_file or ""), "answers": dict(answers or {})}
    made, text = _guessed(leads, written, said)
    if not written.exists() or _only_guessed(written, leads):
        make_folder(written.parent, instead="another `out`")
        write_text(written, text)
    _refuse_other_leads(written, Path(leads))
    edited = written.read_text(encoding="utf-8")
    if answers and not edited.endswith(_record(said)):
        known = read_document(written, {}).data.get("leave_out", {})
        write_text(written, with_answers(edited, _beside(answers, known)))
    return FirstRun(written, made, _question(written, made))


def with_answers(text: str, answers: Mapping[str, object]) -> str:
    r"""Return a ``leadtools.yml`` in which the lines of each key say what is answered.

    Examples
    --------
    >>> print(with_answers("leads: a.csv\noutcome: ask\n", {"outcome": {"flag": "Won"}}), end="")
    leads: a.csv
    outcome:
      flag: Won
    """
    for key, value in answers.items():
        lines, block = dump({key: value}), re.compile(rf"^{re.escape(key)}:.*\n?(?:[ \t]+.*\n?)*", re.MULTILINE)
        found = block.search(text)
        text = text[: found.start()] + lines + text[found.end() :] if found else f"{text.rstrip()}\n\n{lines}"
    return text


def _refuse_faulty(answers: object) -> None:
    """Refuse answers that are no lines of a configuration, before they are written into one."""
    if not isinstance(answers, Mapping | None):
        raise ParameterError(
            f'`answers` is {answers!r}; allowed is {{"outcome": {{"flag": "Converted"}}}} or the like.'
        )
    whole = schema()
    wrong = schema_faults({key: whole[key] for key in ("properties", "additionalProperties", "$defs")}, answers or {})
    if wrong:
        words = "\n  ".join(["`answers` cannot be written into leadtools.yml:", *(words for _, words in wrong)])
        raise ParameterError(f"{words}\nNothing has been written. Mend it in the cell with the parameters.")


def _refuse_absent(file: Path) -> None:
    if not file.is_file():
        folder = file if file.is_dir() else file.parent if file.parent.is_dir() else Path()
        near = sorted(each.name for each in folder.iterdir() if each.suffix.lower() in {".csv", ".xlsx", ".gz"})
        there = f" There are: {', '.join(near[:8])}." if near else ""
        folder_said = f"`{file}` is a folder and no file" if file.is_dir() else f"There is no file `{file}`"
        said = folder_said if file != Path() else "`leads` is blank"
        raise DataError(
            f"{said}. Drag your file into the list on the left, beside this notebook, and write its "
            f"name with its ending, such as `export.csv`.{there}"
        )


def _stated(said: object) -> Outcome | None:
    """Return the outcome that is answered; None for none, one in another file, or one that is at fault."""
    kinds = [kind for kind in ("date", "flag", "status") if kind in said] if isinstance(said, Mapping) else []
    if len(kinds) != 1 or "file" in said:
        return None
    listed = {name: tuple(map(str, said[name])) for name in ("yes", "no", "won", "lost") if _is_list(said.get(name))}
    return Outcome(kinds[0], ANSWERED, str(said[kinds[0]]), decided=str(said.get("decided", "")), **listed)


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _guessed(leads: str | Path, written: Path, said: Mapping[str, object]) -> tuple[Guess, str]:
    """Return what is guessed of the leads, and the text of a file that says so and holds what was answered.

    Its last line keeps what was answered in the notebook: so the next run can tell that nobody has edited the
    file, and take an answer back.
    """
    answers = said["answers"]
    made = guess(leads, outcome=said["outcome_file"] or None, said=_stated(answers.get("outcome")))
    known = {column: left.reason for column, left in made.leave_out.items()}
    text = with_answers(as_yaml(made, written), _beside(answers, known))
    return made, text + _record(said)


def _record(said: Mapping[str, object]) -> str:
    return f"{_ANSWERS}{json.dumps(said, ensure_ascii=False, default=str)}\n" if any(said.values()) else ""


def _beside(answers: Mapping[str, object], known: object) -> dict[str, object]:
    """Return the answers with what is left out beside them: columns that were left out would earn points."""
    if "leave_out" not in answers:
        return dict(answers)
    named = [each if isinstance(each, Mapping) else dict.fromkeys(each) for each in (known, answers["leave_out"])]
    return {**answers, "leave_out": {column: why or ANSWERED for each in named for column, why in each.items()}}


def _only_guessed(written: Path, leads: str | Path) -> bool:
    """Return whether the file holds what was guessed, and answered in the notebook, and nobody has edited it."""
    text = written.read_text(encoding="utf-8")
    _, mark, record = text.rpartition(_ANSWERS)
    try:
        said = json.loads(record) if mark else {"outcome_file": "", "answers": {}}
        return _guessed(leads, written, said)[1] == text
    except (ValueError, TypeError, KeyError, LeadToolsError):  # somebody has edited the record itself, or moved a file
        return False


def _refuse_other_leads(written: Path, leads: Path) -> None:
    """Refuse the file of another export of the same name, rather than score the wrong leads."""
    said = read_document(written, {}).data
    file = said.get("leads") if isinstance(said, dict) else None
    file = file.get("file") if isinstance(file, dict) else file
    if isinstance(file, str) and (written.parent / file).resolve() != leads.resolve():
        raise ParameterError(
            f"`{written}` belongs to other leads (`{file}`). Choose another folder for `out`, or delete that file."
        )


def _question(written: Path, made: Guess) -> str:
    """Return what has to be answered before the leads can be read, and how."""
    try:
        read_config(written)
    except ConfigError as fault:
        return (
            f"{fault}\nTwo ways to answer: open `{written}` from the list on the left, mend that line or delete it, "
            "save (Ctrl+S) and run this notebook again; or set `answers` under *Your own file*, such as "
            '{"outcome": {"flag": "Converted"}}. If a second file says who became a customer, name it there in '
            "`outcome_file`."
        )
    return ""


def _roles(made: Guess, said: Config | None) -> list[tuple[str, str, str]]:
    rows = []
    for key in KEYS:
        guessed = made.roles[key].columns if key in made.roles else ()
        stated = guessed if said is None else _columns(getattr(said, key))
        if stated:
            rows.append((key, ", ".join(stated), made.roles[key].reason if stated == guessed else ANSWERED))
    return rows


def _columns(value: object) -> tuple[str, ...]:
    return () if not value else (value,) if isinstance(value, str) else tuple(value)


def _outcome(made: Guess, said: Config | None) -> list[tuple[str, str, str]]:
    guessed = made.outcome
    stated = guessed if said is None else said.outcome
    if stated.kind == "ask":
        return [("outcome", "?", guessed.question)]
    same = (stated.kind, stated.column) == (guessed.kind, guessed.column)
    return [("outcome", f"{stated.column} ({stated.kind})", guessed.reason if same else ANSWERED)]


def _left_out(made: Guess, said: Config | None) -> list[tuple[str, str, str]]:
    if said is None:
        return [("left out", column, left.reason) for column, left in made.leave_out.items()]
    return [("left out", column, str(reason or ANSWERED)) for column, reason in said.leave_out.items()]
