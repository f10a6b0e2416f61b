"""One page that says what a good lead is, made from the card, for sales and marketing to sign."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from leadtools.conditions import Is
from leadtools.documents import write_text
from leadtools.evaluation.maturity import NOT_ENOUGH
from leadtools.levels import Level
from leadtools.report.pages import TEMPLATES, house_style
from leadtools.report.proven import proven
from leadtools.scorecard import COLDEST, KnockOut, Scorecard

FIRST = "Sales call these first."
MIDDLE = "Marketing keeps in touch; sales call when they answer."
LAST = "Marketing only; nobody calls."
"""What a tier means where the card does not define it: the hottest, those between, the coldest."""
FEW = " (too few leads to be sure)"
MOST_VALUES = 6
"""Values that are listed of a level which goes by another name."""
PRINT_PT = {8.5: 3500, 7.5: 5000, 6.5: 8000}
"""Sizes of print, and the signs of all factors up to which a page of A4 holds them; none smaller is read."""


def write_definition(card: Scorecard, folder: Path, summary: Mapping[str, object] | None = None) -> None:
    """Write ``definition.html`` and ``definition.md`` into a folder: every factor, every band, who does what.

    The words of the card are its authors' and their leads', so both files show them as text. The
    `summary` of a run adds what its history says: the outcome meant, how each band closed, the room.
    """
    facts = definition_facts(card) | proven(card, summary or {}) | {"report": summary is not None}
    for name, environment in (("definition.html", _html()), ("definition.md", _markdown())):
        write_text(folder / name, environment.get_template(f"{name}.j2").render(**facts))


def definition_facts(card: Scorecard) -> dict[str, object]:
    """Return what the page says: ``name, start, bounds, groups, matrix, bands, knock_outs, print_pt``.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> facts = definition_facts(Scorecard.of("by hand", {title: [20, -5, 0, 0]}, start=10, tiers={"hot": 30}))
    >>> facts["groups"][0]["factors"]
    [{'name': 'title', 'points': 'CEO +20, Clerk −5; anything else 0'}]
    >>> [(band["tier"], band["scores"], band["meaning"]) for band in facts["bands"]]
    [('hot', '30 or more', 'Sales call these first.'), ('cold', 'below 30', 'Marketing only; nobody calls.')]
    """
    return {
        "name": card.name.replace("_", " "),
        "start": card.start,
        "bounds": _bounds(card.lowest, card.highest),
        "groups": [_group(card, group) for group in dict.fromkeys(a.group for a in card.attributes)],
        "matrix": card.matrix.words if card.tiers_by_matrix else "",
        "bands": _bands(card),
        "knock_outs": [_knock_out(card, knock_out) for knock_out in card.knock_outs],
        "print_pt": _print_pt(sum(len(_in_words(card, a.name)) + len(a.name) for a in card.attributes)),
    }


def _knock_out(card: Scorecard, said: KnockOut) -> dict[str, object]:
    names = _at_length(card, said.attribute)
    return {"attribute": said.attribute, "levels": [names[level] for level in said.levels], "reason": said.reason}


def _print_pt(signs: int) -> float:
    """Return the size of print, in points, at which factors of so many signs fit on one page of A4."""
    return next((size for size, most in PRINT_PT.items() if signs <= most), min(PRINT_PT))


def _group(card: Scorecard, group: str) -> dict[str, object]:
    names = [a.name for a in card.attributes if a.group == group]
    factors = [{"name": name, "points": _in_words(card, name)} for name in names]
    idle = [factor["name"] for factor in factors if not factor["points"]]
    bounds = _bounds(*card.caps[group]) if group in card.caps else ""
    return {"name": group, "bounds": bounds, "factors": [f for f in factors if f["points"]], "idle": idle}


def _in_words(card: Scorecard, attribute: str) -> str:
    """Return the levels that earn or cost points, most first; nothing where all are worth the same nothing."""
    if attribute in card.each:
        each, most = card.each[attribute]
        return f"{_signed(each)} for each, up to {_signed(most)}"
    points, names = card.points_of(attribute), _at_length(card, attribute)
    told = points[points != 0].sort_values(ascending=False, kind="stable")
    rest = "; anything else 0" if 0 < len(told) < len(points) else ""
    unsure = _unsure(card, attribute)
    said = (f"{names[level]} {_signed(worth)}{FEW if level in unsure else ''}" for level, worth in told.items())
    return ", ".join(said) + rest


def _unsure(card: Scorecard, attribute: str) -> set[str]:
    """Return the levels whose evidence is too little for their points, as the pictures draw them hollow."""
    if "verdict" not in card.table:
        return set()
    own = card.table[card.table["attribute"] == attribute]
    return set(own.loc[own["verdict"] == NOT_ENOUGH, "level"])


def _at_length(card: Scorecard, name: str) -> dict[str, str]:
    """Return each level of an attribute with the values it stands for, where its own name is none of them."""
    (attribute,) = (a for a in card.attributes if a.name == name)
    return {level.label: level.label + _values(level) for level in attribute.levels}


def _values(level: Level) -> str:
    values = level.condition.values if isinstance(level.condition, Is) else ()
    texts = [value for value in values if isinstance(value, str)]
    if not texts or level.label.casefold() in map(str.casefold, texts):
        return ""
    more = f" and {len(texts) - MOST_VALUES} more" if len(texts) > MOST_VALUES else ""
    return f" ({', '.join(texts[:MOST_VALUES])}{more})"


def _signed(worth: int) -> str:
    return f"{worth:+d}".replace("-", "−")


def _bands(card: Scorecard) -> list[dict[str, str]]:
    tiers, scores = [*card.tier_names, COLDEST], _cells(card) if card.tiers_by_matrix else _scores(card)
    usual = [FIRST, *[MIDDLE] * (len(tiers) - 2)][: len(tiers) - 1] + [LAST]
    return [
        {"tier": tier, "scores": score, "meaning": card.definitions.get(tier, words)}
        for tier, score, words in zip(tiers, scores, usual, strict=True)
    ]


def _scores(card: Scorecard) -> list[str]:
    edges = list(card.tiers.values())
    scores = [f"{edge} or more" if i == 0 else f"{edge} to {edges[i - 1] - 1}" for i, edge in enumerate(edges)]
    return [*scores, f"below {edges[-1]}" if edges else "any"]


def _cells(card: Scorecard) -> list[str]:
    return [*(", ".join(cells) for cells in card.matrix.tiers.values()), "any other"]


def _bounds(lowest: int | None, highest: int | None) -> str:
    sides = [f"at least {lowest}"] if lowest is not None else []
    return " and ".join(sides + ([f"at most {highest}"] if highest is not None else []))


def _html() -> Environment:
    environment = _environment(autoescape=True)
    environment.globals["style"] = Markup(house_style())
    return environment


def _markdown() -> Environment:
    environment = _environment(autoescape=False)
    environment.finalize = _as_text
    return environment


def _environment(*, autoescape: bool) -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=autoescape, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip


def _as_text(value: object) -> object:
    """Return a text on one line in which nothing is Markdown or HTML."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", " ".join(value.split())) if isinstance(value, str) else value
