"""Slips that a newcomer makes in a cell, said in words where a traceback would stand."""

from __future__ import annotations

from types import TracebackType

from IPython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

from leadtools.errors import LeadToolsError


def explain_slips(shell: InteractiveShell | None = None) -> None:
    """Let a notebook say in words why a cell cannot be read, or has run too early.

    Parameters
    ----------
    shell : InteractiveShell, optional
        The notebook's own where not given; where there is none nothing happens.
    """
    shell = shell or get_ipython()
    if shell is not None:
        shell.set_custom_exc((NameError, SyntaxError), _say)


def in_words(slip: NameError | SyntaxError) -> str:
    r"""Return what to do about a name nobody knows, or a line that is no Python.

    Examples
    --------
    >>> in_words(SyntaxError("unterminated string literal", ("cell", 1, 14, 'leads: str = "export.csv')))[:77]
    'Line 1 of this cell cannot be read: `leads: str = "export.csv`. The name of a'
    >>> in_words(NameError("name 'export' is not defined", name="export"))[:62]
    '`export` is not known here. If it is the name of a file, put i'
    """
    if isinstance(slip, NameError):
        return (
            f"`{slip.name}` is not known here. If it is the name of a file, put it in quotes, with its ending: "
            '"export.csv". If not, a cell above has not run yet: choose Run → Run All Cells.'
        )
    line = f": `{slip.text.strip()}`" if slip.text else ""
    return (
        f"Line {slip.lineno} of this cell cannot be read{line}. The name of a file stands between two quotes, such as "
        '"export.csv", and a path has / and no \\ in it: "C:/leads/export.csv". The rest of the line stays as it was.'
    )


def _say(
    shell: InteractiveShell,
    kind: type,
    slip: NameError | SyntaxError,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> None:
    said = LeadToolsError(in_words(slip))
    shell.showtraceback((type(said), said, trace))
