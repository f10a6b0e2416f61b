"""Data as YAML that every reader of YAML, old or new, reads back as it was."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import yaml


def dump(data: Any) -> str:
    """Return `data` as YAML: keys in the order given, one entry a line, doubtful texts in quotes.

    Examples
    --------
    >>> print(dump({"is": ["yes", "007", "Google"], "points": 12}), end="")
    is:
      - 'yes'
      - '007'
      - Google
    points: 12
    """
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=math.inf)


def dump_line(data: Any) -> str:
    """Return `data` as YAML on one line.

    Examples
    --------
    >>> dump_line(["Google", "a, b", 7]), dump_line("yes")
    ("[Google, 'a, b', 7]", "'yes'")
    """
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=math.inf, default_flow_style=True)
    return text.removesuffix("\n").removesuffix("\n...")


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


# Texts that some reader would take for a number, a date, a truth or nothing.
_DOUBTFUL = re.compile(
    r"[-+.]*[0-9].*|[-+]?\.(inf|nan)|y|n|yes|no|on|off|true|false|null|~|", re.IGNORECASE | re.DOTALL
)
# Line ends that only some readers know; in double quotes they are written as escapes.
_LINE_ENDS = re.compile("[\r\x85\u2028\u2029\ufeff]")


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = '"' if _LINE_ENDS.search(text) else "'" if _DOUBTFUL.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_multi_representer(np.generic, lambda dumper, value: dumper.represent_data(value.item()))
