"""The page for people who will not read code: what the run found, read from the files it wrote."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path

from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from markupsafe import Markup

from leadtools.audit.cells import UNTIL_EXPORT
from leadtools.audit.rows import TAKEN_FOR_TIME
from leadtools.report.pages import TEMPLATES, house_style
from leadtools.scorecard import Scorecard
from leadtools.tables import ticked

TABLES = (
    "calls.csv", "alerts.csv", "nurture.csv", "scores.csv", "score_history.csv", "set_aside.csv", "findings.csv",
    "duplicates.csv",
)  # fmt: skip
HOTTEST = 20
EXTREMES = 8

_EARNS, _COSTS = re.compile(r" \(\+\d+\)$"), re.compile(r" \(−\d+\)$")
_TOLD = ("close rate moved", TAKEN_FOR_TIME, UNTIL_EXPORT)

_KINDS = {
    "leak": "It gives the outcome away: it is filled in because a lead became a customer.",
    "ask": "It looks like something sales or the CRM write down along the way. Keep it only if you know it is "
    "there on the first day.",
    "user": "The configuration leaves it out.",
    "identifier": "A different value for nearly every lead.",
    "text": "Free text.",
    "constant": "The same value for every lead.",
    "role": "It says who, when or what became of the lead.",
}


def render_index(folder: Path, notebooks: Sequence[dict], config: str) -> str:
    """Return the page; a section whose facts are not there is left out.

    Parameters
    ----------
    folder : Path
        What the run wrote: ``summary.json``, ``scores.csv``, ``scorecards/NAME.yml``.
    notebooks : sequence of dict
        ``name`` and ``question`` of each, in order; ``why`` it leaves something out, or ``""``, and
        whether it is ``empty``.
    config : str
        Name of the configuration's file.
    """
    summary = _json(folder / "summary.json")
    cards = sorted(path.stem for path in folder.glob("scorecards/*.yml"))
    return _environment().get_template("index.html.j2").render(
        summary=summary,
        notebooks=notebooks,
        config=config,
        cards=cards,
        tables=[name for name in TABLES if (folder / name).is_file()],
        hottest=_hottest(folder / ("calls.csv" if (folder / "calls.csv").is_file() else "scores.csv")),
        alerts=_hottest(folder / "alerts.csv"),
        definition=(folder / "definition.html").is_file(),
        findings=_gravest(folder / "findings.csv"),
        extremes=_extremes(folder / "scorecards" / f"{summary.get('scored_with')}.yml"),
        excluded=_by_kind(summary.get("excluded") or []),
        longest=max((part.get("high") or part.get("close_rate") or 0 for part in summary.get("lift") or []), default=0),
        style=Markup(house_style()),
    )  # fmt: skip


def _json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _hottest(path: Path) -> list[dict]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [row for row, _ in zip(csv.DictReader(lines), range(HOTTEST), strict=False)]


def _gravest(path: Path) -> list[dict]:
    """Return the findings that a reader of the page must know: grave ones, and those that bear on the score."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    told = [row for row in rows if row["severity"] == "high" or any(words in row["finding"] for words in _TOLD)]
    return told[:EXTREMES]


def _extremes(path: Path) -> dict[str, list[dict]]:
    """Return the levels of a card that earn most points and those that cost most."""
    if not path.is_file():
        return {}
    table = Scorecard.load(path).table
    unknown = dict.fromkeys(("close_rate", "leads", "verdict"))  # a card written by hand has no evidence
    levels = [unknown | level for level in table[table["points"] != 0].to_dict("records")]
    by_points = sorted(levels, key=lambda level: -level["points"])
    most = [level for level in by_points[:EXTREMES] if level["points"] > 0]
    fewest = [level for level in reversed(by_points[-EXTREMES:]) if level["points"] < 0]
    largest = max((abs(level["points"]) for level in most + fewest), default=0)
    return {"most": most, "fewest": fewest, "largest": largest}


def _by_kind(excluded: list[dict]) -> list[dict]:
    """Return what was left out, gathered by kind; what somebody should look at comes first."""
    kinds = list(dict.fromkeys([*_KINDS, *(row["kind"] for row in excluded)]))
    groups = [{"kind": kind, "why": _KINDS.get(kind, kind), "rows": []} for kind in kinds]
    for row in excluded:
        groups[kinds.index(row["kind"])]["rows"].append(row)
    return [group for group in groups if group["rows"]]


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": _percent,
        "whole": _whole,
        "width": _width,
        "decimals": _decimals,
        "signed": _signed,
    }
    environment.filters |= {
        "for_first": _for_first,
        "day": _day,
        "ticked": ticked,
        "counted": _counted,
        "sentences": _sentences,
    }
    return environment


def _percent(share: object) -> str:
    if not _is_number(share):
        return "–"
    percent = 100 * float(share)
    return f"{percent:.0f}\u00a0%" if percent >= 10 or percent == 0 else f"{percent:.1f}\u00a0%"


def _whole(number: object) -> str:
    return f"{round(float(number)):,}" if _is_number(number) else "–"


def _counted(number: int, noun: str) -> str:
    return f"{_whole(number)} {noun}{'' if number == 1 else 's'}"


def _sentences(words: object) -> list[str]:
    return re.split(r"(?<=[.!?]) (?=[A-Z`])", str(words or ""))


def _for_first(reasons: str) -> str:
    """Return the reasons of a lead, by size, with those that earn points first; as they are where others stand there.

    Examples
    --------
    >>> _for_first("first_form: newsletter (−8); seniority: executive (+6); country: Austria (+5)")
    'seniority: executive (+6); country: Austria (+5); but first_form: newsletter (−8)'
    >>> _for_first("by hand: hot; source: web (−2)")
    'by hand: hot; source: web (−2)'
    """
    said = reasons.split("; ")
    earning, costing = ([each for each in said if sign.search(each)] for sign in (_EARNS, _COSTS))
    if not earning or not costing or len(earning) + len(costing) < len(said):
        return reasons
    return "; but ".join(["; ".join(earning), "; ".join(costing)])


def _width(share: object, longest: float) -> float:
    """Return how long a bar is, in per cent of the longest."""
    return round(max(0.0, 100 * float(share) / longest), 1) if _is_number(share) and longest else 0.0


def _decimals(number: object, digits: int = 2) -> str:
    return f"{float(number):.{digits}f}" if _is_number(number) else "–"


def _signed(points: object) -> str:
    return f"{int(points):+d}".replace("-", "−") if _is_number(points) else "–"


def _day(moment: object) -> str:
    """Return the day of a moment, or a number that stands for time as it is."""
    return moment[:10] if isinstance(moment, str) else f"{moment:g}" if _is_number(moment) else "–"


def _is_number(value: object) -> bool:
    try:
        return value is not None and abs(float(value)) < float("inf")
    except (TypeError, ValueError):
        return False
