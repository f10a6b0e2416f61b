"""Slips that a newcomer makes in a cell, said in words where a traceback would stand."""

from __future__ import annotations

import linecache
import re
from types import TracebackType

from IPython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

from leadtools.errors import LeadToolsError

_ENDINGS = "csv|tsv|txt|xlsx|xls|parquet|gz"
_FILLED_IN = r"\s*(?:answer|\w+\s*:[^=]+)\s*="  # the lines that wait for a value: answers, and parameters


def explain_slips(shell: InteractiveShell | None = None) -> None:
    """Let a notebook say in words why a cell cannot be read, has run too early or lacks quotes.

    Parameters
    ----------
    shell : InteractiveShell, optional
        The notebook's own where not given; where there is none nothing happens.
    """
    shell = shell or get_ipython()
    if shell is not None:
        shell.set_custom_exc((NameError, SyntaxError), _say)


def in_words(slip: NameError | SyntaxError, line: str = "") -> str:
    r"""Return what to do about a name nobody knows, or a line that is no Python.

    Examples
    --------
    >>> in_words(SyntaxError("unterminated string literal", ("cell", 1, 14, 'leads: str = "export.csv')))[:77]
    'Line 1 of this cell cannot be read: `leads: str = "export.csv`. The name of a'
    >>> in_words(NameError("name 'export' is not defined", name="export"), "leads: str = export.csv")
    '`export.csv` has to stand in quotes: "export.csv".'
    >>> in_words(NameError("name 'run' is not defined", name="run"))[:51]
    '`run` is not known yet: a cell above has not run or'
    """
    return _of_name(slip.name, line) if isinstance(slip, NameError) else _of_line(slip)


def _of_name(name: str, line: str) -> str:
    file = re.search(rf"\b{re.escape(name)}(\.\w+)*\.({_ENDINGS})\b", line)
    if file:
        return f'`{file[0]}` has to stand in quotes: "{file[0]}".'
    if re.match(rf"{_FILLED_IN}[^#]*\b{re.escape(name)}\b", line):
        return f'`{name}` is not known here. Put quotes round a text: "{name}". A number is written in digits: 0.25.'
    return (
        f"`{name}` is not known yet: a cell above has not run or has stopped. Choose Run → Run All Cells, and "
        "look for the first red words."
    )


def _of_line(slip: SyntaxError) -> str:
    text = slip.text or ""
    shown = f": `{text.strip()}`" if text else ""
    said = f"Line {slip.lineno} of this cell cannot be read{shown}. {_how_to_write(text)}"
    return f"{said} The rest of the line stays as it was."


def _how_to_write(line: str) -> str:
    """Return how the name of a file is written where the line seems to hold one, or else a number or a text."""
    if re.match(r"\s*answer\b", line) or not re.search(rf'["\\]|\.({_ENDINGS})\b', line):
        return 'A number has no % and no words: 0.25, or 5 / 20. Put quotes round a text: "fair".'
    return (
        'The name of a file stands between two quotes, such as "export.csv", and a path has / and no \\ in it: '
        '"C:/leads/export.csv".'
    )


def _say(
    shell: InteractiveShell,
    kind: type,
    slip: NameError | SyntaxError,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> None:
    said = LeadToolsError(in_words(slip, _line_of(trace)))
    shell.showtraceback((type(said), said, trace))


def _line_of(trace: TracebackType | None) -> str:
    """Return the line that stopped."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
