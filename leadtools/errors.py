"""What can be wrong with what we are given, in families a caller can catch."""

import difflib
from collections.abc import Iterable


class LeadToolsError(ValueError):
    """Any fault of the input; the message says what is wrong, what is allowed and what to do."""

    def _render_traceback_(self) -> list[str]:
        """Show a notebook the message alone, without the lines of code on the way to it."""
        return [f"{type(self).__name__}: {self}"]


class ConfigError(LeadToolsError):
    """``leadtools.yml`` cannot be used as it stands."""


class DataError(LeadToolsError):
    """A table of leads, events or outcomes cannot be used as it stands."""


class MomentError(LeadToolsError):
    """The data cannot answer for that moment or that horizon."""


class CardError(LeadToolsError):
    """A scorecard cannot be used as it stands, or does not fit the data."""


class ParameterError(LeadToolsError):
    """An option or a notebook parameter has a name or a value that is not allowed."""


class OutputError(LeadToolsError):
    """A result cannot be written where it was asked to go."""


def did_you_mean(name: object, known: Iterable[object], *, most: int = 1) -> str:
    """Return ``"; did you mean `X`?"`` for the nearest known names, at most so many, or the short list of names.

    Examples
    --------
    >>> did_you_mean("Job Titel", ["Job Title", "City"])
    '; did you mean `Job Title`?'
    """
    names = [str(item) for item in known]
    if near := _nearest(name, names, most):
        return f"; did you mean {' or '.join(f'`{item}`' for item in near)}?"
    shown = ", ".join(f"`{item}`" for item in names[:12]) + (", …" if len(names) > 12 else "")
    return f"; known: {shown}." if names else "."


def nearest(name: object, known: Iterable[object]) -> str:
    """Return the nearest known name, ``""`` where none is near.

    Examples
    --------
    >>> nearest("pionts", ["points", "values"]), nearest("colour", ["points", "values"])
    ('points', '')
    """
    return next(iter(_nearest(name, known, 1)), "")


def _nearest(name: object, known: Iterable[object], most: int) -> list[str]:
    folded = {str(item).casefold(): str(item) for item in reversed([*known])}
    return [folded[near] for near in difflib.get_close_matches(str(name).casefold(), folded, n=most, cutoff=0.65)]
