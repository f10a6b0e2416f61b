"""A report appears whole or not at all: written beside its place, then swapped in."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leadtools.documents import why_not
from leadtools.errors import OutputError

GROWING = ("score_history.csv",)
"""Files that each report adds to, so that a new one begins with what the previous one kept."""


def report_folder(out: str | Path) -> Path:
    """Return the folder a report is to go to, links followed.

    Raises
    ------
    OutputError
        If a file stands there, or a folder that holds something other than a report.
    """
    target = Path(out).expanduser().resolve()
    nearest = next(path for path in (target, *target.parents) if path.exists())
    if not nearest.is_dir():
        raise OutputError(f"`{nearest}` is a file, and the report is a folder. Name another place.")
    if target.is_dir() and any(target.iterdir()) and not (target / "summary.json").is_file():
        raise OutputError(
            f"`{out}` holds files that are no report, and a report would replace them. Name another folder."
        )
    return target


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Give a folder to write into that takes the place of `target` once the block has ended well.

    Files that somebody laid into the previous report stay there.

    Raises
    ------
    OutputError
        If nothing can be written beside `target`.
    """
    folder = _beside(target, "partial")
    with _in_words(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(target)
        folder.mkdir()
        for name in GROWING:
            if (target / name).is_file():
                _copy(target / name, folder / name)
    try:
        yield folder
        with _in_words(target):
            _swap(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def files_of(folder: Path) -> list[str]:
    """Return the files under `folder`, as paths relative to it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def cards_of(folder: Path) -> dict[str, str]:
    """Return a fingerprint of each scorecard under `folder`, by which an edit shows later."""
    cards = (name for name in files_of(folder) if name.startswith("scorecards/"))
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in cards}


def _beside(target: Path, kind: str) -> Path:
    return target.with_name(f".{target.name}.{kind}-{os.getpid()}")


def _swap(folder: Path, target: Path) -> None:
    previous = _beside(target, "previous")
    if target.is_dir():
        _carry_over(target, folder)
        target.rename(previous)
    try:
        folder.rename(target)
    except OSError:
        if previous.is_dir():
            previous.rename(target)
        raise
    shutil.rmtree(previous, ignore_errors=True)


def _carry_over(target: Path, folder: Path) -> None:
    """Copy what the previous report did not write itself, and cards that somebody edited, into ``edited``."""
    summary = _summary(target)
    written, cards = summary.get("files", []), summary.get("cards", {})
    for name in files_of(target) if written else []:
        if name not in written and not (folder / name).exists():
            _copy(target / name, folder / name)
    for name, fingerprint in cards_of(target).items():
        if cards.get(name, fingerprint) != fingerprint:
            _copy(target / name, folder / "edited" / Path(name).name)


def _copy(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, place)


def _summary(target: Path) -> dict:
    try:
        summary = json.loads((target / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return summary if isinstance(summary, dict) else {}


def _clear_leftovers(target: Path) -> None:
    """Remove what runs left behind that were killed, and put back a report they had moved away."""
    pattern = re.compile(rf"\.{re.escape(target.name)}\.(partial|previous)-(\d+)")
    for path in sorted(target.parent.iterdir()):
        found = pattern.fullmatch(path.name)
        if not found or _alive(int(found[2])):
            continue
        if found[1] == "previous" and not target.exists():
            path.rename(target)
        else:
            shutil.rmtree(path)


def _alive(pid: int) -> bool:
    """Tell whether another process has this number; our own has only begun, so what bears it is old."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def _in_words(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"The report cannot be written to `{target}`: {why_not(error)}. Name another folder."
        ) from None
