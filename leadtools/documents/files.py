"""Files are written whole or not at all; what the system refuses is said in words."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from leadtools.errors import OutputError


def write_text(path: str | Path, text: str) -> None:
    r"""Write a file whole or not at all, as UTF-8 with ``\n`` at the end of lines.

    Raises
    ------
    OutputError
        If the file cannot be written there.
    """
    path = Path(path)
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError as fault:
        odd = fault.object[fault.start]
        raise OutputError(f"{path.name} cannot be written: {odd!r} is half a character; mend the text.") from None
    write_bytes(path, content)


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written there.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as fault:
        with suppress(OSError):
            temporary.unlink()
        raise OutputError(f"{path} cannot be written: {why_not(fault)}. Choose a folder you can write to.") from None


def make_folder(folder: Path, *, instead: str = "another") -> None:
    """Make a folder and those it lies in, where they are not there yet; `instead` is what to choose if that fails.

    Raises
    ------
    OutputError
        If the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputError(f"The folder {folder} cannot be made: {why_not(fault)}. Choose {instead}.") from None


def why_not(fault: OSError) -> str:
    """Return in words why the system refuses a file."""
    known = {
        FileNotFoundError: "there is no such file or folder",
        IsADirectoryError: "it is a folder",
        NotADirectoryError: "a part of its path is not a folder",
        PermissionError: "you are not allowed to",
    }
    return known.get(type(fault)) or (fault.strerror or "the system refuses").lower()
