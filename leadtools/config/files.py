"""The files that a configuration names, and why a table beside it cannot be read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leadtools.documents import UNREAD, Fault, why_not
from leadtools.errors import did_you_mean

UNREADABLE = (OSError, UnicodeDecodeError, csv.Error)
"""What reading a table as CSV may raise."""


@dataclass(frozen=True)
class Source:
    """A file to read, a sheet of it if it is a workbook, and the name it goes by in messages."""

    path: Path
    sheet: str | None = None
    name: str = ""


def sources(folder: Path, *parts: dict | None) -> list[Source | None]:
    """Return the files named; one goes by its bare name unless another has the same."""
    written = [part["file"] if part and "file" in part else None for part in parts]
    names = [Path(file).name if file else None for file in written]
    names = [file if names.count(name) > 1 else name for name, file in zip(names, written, strict=True)]
    return [
        Source(folder / file, part.get("sheet"), f"{name}, sheet {part['sheet']}" if "sheet" in part else name)
        if file
        else None
        for part, file, name in zip(parts, written, names, strict=True)
    ]


def file_rules(said: dict, folder: Path) -> Iterator[Fault]:
    """Yield the files that are not there, and those that are named twice."""
    keys = ("leads", "outcome", "events", "changes", "rubric", "beliefs", "overrides", "people", "buying_roles")
    kinds = {"outcome": dict, "people": str, "buying_roles": str}  # the rest names a file either way
    parts = {(key,): said[key] for key in keys if isinstance(said.get(key), kinds.get(key, str | dict))}
    tables = said.get("enrich", {})
    parts |= {("enrich", name): part for name, part in ({} if tables is UNREAD else tables).items()}
    seen: dict[tuple, str] = {}
    for key, part in parts.items():
        path, part = (key, {"file": part}) if isinstance(part, str) else ((*key, "file"), part)
        if part is UNREAD or part.get("file", UNREAD) is UNREAD:
            continue
        if not (folder / part["file"]).is_file():
            yield path, f"there is no file `{part['file']}`{_beside(folder / part['file'])}"
        same = seen.setdefault((part["file"], part.get("sheet")), key[-1])
        if same != key[-1]:
            yield path, f"`{part['file']}` is already the file of the `{same}`; name another file or sheet."


def _beside(file: Path) -> str:
    if not file.parent.is_dir():
        return "; its folder is not there either. Paths are relative to this file."
    names = sorted(entry.name for entry in file.parent.iterdir() if entry.is_file() and not entry.name.startswith("."))
    return did_you_mean(file.name, names) if names else "; its folder holds no files."


def unreadable(path: Path, fault: OSError | UnicodeDecodeError | csv.Error) -> Iterator[str]:
    """Yield why a table cannot be read; nothing of one that is not there, which is told with all other files."""
    if not isinstance(fault, OSError):
        yield "cannot be read; save it as CSV UTF-8."
    elif path.exists():
        yield f"cannot be read: {why_not(fault)}."
