"""Words with names in them, as pages and tables show them."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

AS_IT_STANDS = "mathjax_ignore"
"""Class of HTML in which JupyterLab looks for no formulas: between two signs of a dollar it would find one."""


def ticked(words: object) -> Markup:
    """Return words, escaped, with what stands between backticks shown as a name and per cent kept on one line.

    Examples
    --------
    >>> print(ticked("`<b>` rose by 5%"))
    <code>&lt;b&gt;</code> rose by 5\N{NO-BREAK SPACE}%
    """
    text = re.sub(r"(?<=\d) ?(?=%)", "\u00a0", str(escape(words or "")))
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", text))
