"""What a card learned from, and which card it comes from."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd

from leadtools.errors import CardError
from leadtools.scorecard import Scorecard
from leadtools.snapshot import Snapshot

_KEPT = re.compile(r"(?P<name>.+)\.v\d+(-[0-9a-f]+)?")


def learned(train: Snapshot) -> dict[str, object]:
    """Return as facts between which moments the leads learned from came; nothing where nothing says so.

    Examples
    --------
    >>> moments = pd.Series(pd.to_datetime(["2025-03-01", "2025-01-01"]))
    >>> learned(Snapshot(pd.DataFrame(index=[0, 1]), None, None, pd.Series(), moments))
    {'learned_since': '2025-01-01T00:00:00', 'learned_until': '2025-03-01T00:00:00'}
    """
    if train.moments is None or not len(train.moments):
        return {}
    return {"learned_since": _plain(train.moments.min()), "learned_until": _plain(train.moments.max())}


def learned_until(card: Scorecard, moments: pd.Series) -> pd.Timestamp | float | None:
    """Return the moment of the latest lead a card learned from, as `moments` are measured; None if it does not say.

    Raises
    ------
    CardError
        If what the card says is no such moment.
    """
    said = card.facts.get("learned_until")
    if said is None:
        return None
    dated = pd.api.types.is_datetime64_any_dtype(moments)
    try:
        return pd.Timestamp(str(said)) if dated else float(said)
    except (TypeError, ValueError):
        raise CardError(
            f"`learned_until` of the card `{card.name}` is {said!r}, but the leads are put in time by "
            f"{'dates' if dated else 'a number'}. Mend it, or take it out of the card's facts."
        ) from None


def version(card: Scorecard) -> int:
    """Return the version of a card, 1 where it does not say."""
    said = card.facts.get("version", 1)
    if not isinstance(said, int) or isinstance(said, bool) or said < 1:
        raise CardError(f"`version` of the card `{card.name}` is {said!r}; allowed is a whole number from 1.")
    return said


def fingerprint(text: str) -> str:
    """Return twelve letters and digits that tell one text from any other."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def is_kept_version(path: Path) -> bool:
    """Tell whether a file is a version kept beside the card in use, such as ``logistic.v2.yml``.

    Examples
    --------
    >>> is_kept_version(Path("logistic.v2.yml")), is_kept_version(Path("logistic.yml"))
    (True, False)
    """
    return _KEPT.fullmatch(path.stem) is not None


def plain_stem(path: Path) -> str:
    """Return the name of a card's file without its version."""
    kept = _KEPT.fullmatch(path.stem)
    return kept["name"] if kept else path.stem


def _plain(moment: object) -> object:
    return moment.isoformat() if isinstance(moment, pd.Timestamp) else float(moment)
