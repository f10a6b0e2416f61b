"""Lines of leadtools.yml, and comments between them; what stands in cells of strangers cannot break them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from leadtools.documents import dump


def line(key: str, value: object) -> str:
    """Return ``key: value`` as YAML."""
    return dump({key: value}).rstrip("\n")


def in_list(value: str) -> str:
    """Return a text as it stands in a list on one line, in quotes where it might be taken for something else."""
    bare = re.fullmatch(r"[^\W_][\w ]*", value)
    return dump({"is": value})[4:].rstrip("\n") if bare else json.dumps(value, ensure_ascii=False)


def comment(text: str, *, indent: str = "") -> Iterator[str]:
    """Yield comment lines of at most 110 characters."""
    written = f"{indent}#"
    for word in one_line(text).split(" "):
        if len(written) + len(word) > 110 and not written.endswith("#"):
            yield written
            written = f"{indent}#"
        written += f" {word}"
    yield written


def one_line(text: str) -> str:
    """Return a text without line ends and signs that cannot be printed: cells of strangers stand in it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def relative(file: Path, out: Path) -> str:
    """Return a path as it is written in the file `out`."""
    try:
        return Path(os.path.relpath(file.resolve(), out.parent.resolve())).as_posix()
    except ValueError:  # another drive
        return file.resolve().as_posix()
