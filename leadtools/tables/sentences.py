"""A text that a cell ends in, as a sentence and not in the quotes of Python."""

from __future__ import annotations

from IPython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

from leadtools.run_all import end_at_errors
from leadtools.tables.words import AS_IT_STANDS, ticked

SENTENCE = f'<p class="result {AS_IT_STANDS}">'
"""How the HTML of a sentence begins, by which the pages of a report tell it from a table."""


def show_sentences(shell: InteractiveShell | None = None) -> None:
    """Let a notebook show a text of one line as a sentence, names between backticks as names, and end at errors.

    Parameters
    ----------
    shell : InteractiveShell, optional
        The notebook's own where not given; where there is none nothing happens.
    """
    shell = shell or get_ipython()
    if shell is not None:
        shell.display_formatter.formatters["text/html"].for_type(str, as_sentence)
        end_at_errors(shell)


def as_sentence(text: str) -> str | None:
    """Return a text of one line as HTML; nothing for a longer one, whose lines HTML would join.

    Examples
    --------
    >>> as_sentence("Name the `events` <here>.")
    '<p class="result mathjax_ignore">Name the <code>events</code> &lt;here&gt;.</p>'
    """
    return None if "\n" in text else f"{SENTENCE}{ticked(text)}</p>"
