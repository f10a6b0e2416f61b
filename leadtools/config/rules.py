"""The rules of leadtools.yml that a schema cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import available_timezones

from leadtools.config.attributes import attribute_rules
from leadtools.config.buying_roles import buying_role_rules
from leadtools.config.enrich import enrich_rules
from leadtools.config.files import file_rules
from leadtools.config.journey import journey_rules
from leadtools.config.people import people_rules
from leadtools.config.personas import persona_rules
from leadtools.documents import UNREAD, Fault, holds_unread, read_parts
from leadtools.errors import did_you_mean
from leadtools.matrix import by_score, matrix_faults, read_matrix

_BY_NAME = ("columns", "attributes", "personas", "enrich", "groups", "people")
_ROLES = ("id", "created", "order", "owner", "account", "email", "phone", "contact")
_BELONGS_TO = {"yes": "flag", "no": "flag", "won": "status", "lost": "status"}


def rule_faults(said: dict, folder: Path) -> list[Fault]:
    """Return what is wrong with what is said, as far as it fits the schema; the rest is `UNREAD`.

    `folder` is where paths begin.
    """
    written, said = said, _as_far_as_read(said)
    rules = (
        _time, _zone, _sentiment, _outcome, _outcome_file, _same_words, _one_part_each, _contacts, _shown, _tiers,
        _matrix, _rubric, _groups, _cuts, _spellings, _left_out, _kept, attribute_rules, journey_rules, persona_rules,
        enrich_rules,
    )  # fmt: skip
    questions = list(_questions(said))
    said = {key: value for key, value in said.items() if (key,) not in [path for path, _ in questions]}
    found = [fault for rule in rules for fault in rule(said)]
    in_files = [fault for rule in (people_rules, buying_role_rules) for fault in rule(said, folder)]
    return questions + found + in_files + list(file_rules(written, folder))


def _as_far_as_read(said: dict) -> dict:
    """Return what the rules look at: of lists by name those entries that can be read, of other keys all or none.

    A column that is not read has a name of its own, so that nobody is told to name it.
    """
    read = {key: part for key, part in said.items() if not holds_unread(part)}
    read |= {key: _entries(said[key]) for key in _BY_NAME if isinstance(said.get(key), dict)}
    stands = {key: f"(the {key})" for key in _ROLES} | dict.fromkeys(("changes", "journey", "people", "rubric"), UNREAD)
    rubric = said.get("rubric", UNREAD)
    if rubric is not UNREAD and not any(holds_unread(rubric[key]) for key in ("file", "load") if key in rubric):
        read["rubric"] = rubric if isinstance(rubric, str) else _entries(rubric)
    read |= {key: stand for key, stand in stands.items() if key in said and key not in read}
    if said.get("groups") is UNREAD or any(holds_unread(said.get(key)) for key in ("tiers", "matrix")):
        read = {key: part for key, part in read.items() if key not in ("tiers", "matrix")}
    return read


def _entries(part: dict) -> dict:
    """Return the entries that can be read; of a list what can be read of it."""
    lists = {
        name: [one for one in entry if one is not UNREAD] for name, entry in part.items() if isinstance(entry, list)
    }
    return read_parts(part) | lists


def _questions(said: dict) -> Iterator[Fault]:
    """Yield what `leadtools init` could not tell and asked instead."""
    if isinstance(said.get("outcome"), str):
        asked = said["outcome"].removeprefix("ask").strip(" :") or "Which column says that a lead became a customer?"
        example = "outcome: {flag: Converted}"
        yield ("outcome",), f"this is still to be answered. {asked} Write the answer here, such as `{example}`."


def _time(said: dict) -> Iterator[Fault]:
    if "created" in said and "order" in said:
        yield ("order",), "`created` and `order` both put the leads in time; keep one, `created` if it is a date."
    if said.get("after_days") and "created" not in said:
        words = "`after_days` counts from the day a lead came in, and none is named; name its column (`created:`)."
        yield ("after_days",), words
    try:
        datetime.fromisoformat(said.get("known_until", "2000-01-01"))
    except ValueError:
        yield ("known_until",), f'`known_until` is "{said["known_until"]}"; allowed is a date such as 2025-12-31.'


def _zone(said: dict) -> Iterator[Fault]:
    if "time_zone" in said and (zone := said["time_zone"]) not in (known := available_timezones()):
        words = f'`time_zone` is "{zone}"; allowed is a name such as Europe/Berlin{did_you_mean(zone, sorted(known))}'
        yield ("time_zone",), words


def _sentiment(said: dict) -> Iterator[Fault]:
    events = said.get("events", {})
    for key in ("id", "event", "at"):
        if "sentiment" in events and events["sentiment"] == events[key]:
            words = f"`{events[key]}` is named as `{key}` and as `sentiment`; name the column of what was written."
            yield ("events", "sentiment"), words


def _outcome(said: dict) -> Iterator[Fault]:
    if "outcome" not in said:
        return
    outcome = said["outcome"]
    kinds = [kind for kind in ("date", "flag", "status") if kind in outcome]
    if len(kinds) != 1:
        named = " and ".join(f"`{kind}`" for kind in kinds) or "none of them"
        yield ("outcome",), f"`outcome` needs exactly one of `date`, `flag` and `status`; it has {named}."
        return
    if kinds == ["status"] and not {"won", "lost"} <= outcome.keys():
        yield ("outcome", "status"), "`status` needs the values that mean won and lost: `won: [Won]`, `lost: [Lost]`."
    for key, kind in _BELONGS_TO.items():
        if key in outcome and kinds != [kind]:
            yield ("outcome", key), f"`{key}` belongs to `{kind}`, but the outcome is a `{kinds[0]}`; leave it out."
    if "decided" in outcome and kinds == ["date"]:
        yield ("outcome", "decided"), "`decided` is not needed beside `date`, which is the date of the outcome."


def _outcome_file(said: dict) -> Iterator[Fault]:
    outcome = said.get("outcome", {})
    for key in ("id", "sheet"):
        if key in outcome and "file" not in outcome:
            yield ("outcome", key), f"`{key}` belongs to a `file` of outcomes, and none is named; leave it out."
    if "file" in outcome and "id" not in said:
        yield ("outcome", "file"), "outcomes in a file of their own are joined by id; name the column of ids (`id:`)."


def _same_words(said: dict) -> Iterator[Fault]:
    outcome = said.get("outcome", {})
    for one, other in (("yes", "no"), ("won", "lost")):
        both = [word for word in outcome.get(one, ()) if word in outcome.get(other, ())]
        if both:
            yield ("outcome", other), f"`{both[0]}` stands under `{one}` and under `{other}`; it can mean only one."


def _one_part_each(said: dict) -> Iterator[Fault]:
    parts = {(key,): said[key] for key in ("id", "created", "order", "owner", "account", "value") if key in said}
    for key in ("email", "phone", "contact"):
        named = said.get(key, [])
        parts |= {(key,): named} if isinstance(named, str) else {(key, i): name for i, name in enumerate(named)}
    outcome = said.get("outcome", {})
    if "file" not in outcome:
        parts |= {("outcome", key): outcome[key] for key in ("date", "flag", "status", "decided") if key in outcome}
    seen: dict[str, tuple] = {}
    for path, column in parts.items():
        first = seen.setdefault(column, path)
        if first != path and {first, path} != {("id",), ("order",)}:
            one, other = (next(part for part in reversed(where) if isinstance(part, str)) for where in (first, path))
            yield path, f"`{column}` is named as `{one}` and as `{other}`; a column plays one part."


def _contacts(said: dict) -> Iterator[Fault]:
    if said.get("contact_quality") and not {"email", "phone", "contact"} & said.keys():
        words = "`contact_quality` needs columns to look at; name at least one of `email:`, `phone:` and `contact:`."
        yield ("contact_quality",), words


def _shown(said: dict) -> Iterator[Fault]:
    named = {"email", "phone", "contact"} & said.keys()
    if said.get("show_contacts") and not named:
        yield ("show_contacts",), "`show_contacts` needs columns to show; name `contact:`, `email:` or `phone:`."
    if said.get("route_by", {}).get("keep_owner") and "owner" not in said:
        yield ("route_by", "keep_owner"), "`keep_owner` needs the column of owners; name it as `owner:`."


def _rubric(said: dict) -> Iterator[Fault]:
    if said.get("score_with") == "rubric" and "rubric" not in said:
        yield ("score_with",), "`score_with` is `rubric`, but none is named; write `rubric: your_card.yml` as well."
    rubric = said.get("rubric", "")
    if isinstance(rubric, dict):
        yield from _rubric_source(rubric)
        for signal, parts in rubric.get("signals", {}).items():
            yield from _signal(signal, parts, said.get("attributes", {}))


def _rubric_source(rubric: dict) -> Iterator[Fault]:
    if ("file" in rubric) == ("load" in rubric):
        yield ("rubric",), "`rubric` needs either `file`, a card of your own, or `load`, a published one."
    if "maximum" in rubric and "load" not in rubric:
        yield (
            ("rubric", "maximum"),
            "`maximum` is for a published rubric (`load`); a card of your own says its highest.",
        )


def _signal(signal: str, parts: dict, attributes: dict) -> Iterator[Fault]:
    path = ("rubric", "signals", signal)
    if "column" in parts:
        for key in (key for key in parts if key not in ("column", "is")):
            yield (*path, key), f"`{signal}` is read from a column, so `{key}` has no part in it; leave it out."
    elif "is" in parts:
        yield (*path, "is"), f"`{signal}` says what values mean, but not of which column; add `column:`."
    else:
        yield from (((*path, *where[2:]), words) for where, words in attribute_rules({"attributes": {signal: parts}}))
        if signal in attributes:
            yield path, f"`{signal}` is declared under `attributes` too; write `{signal}: {{column: {signal}}}` here."


def _tiers(said: dict) -> Iterator[Fault]:
    tiers = by_score(said.get("tiers", {}))
    for (hotter, score), (tier, lower) in pairwise(tiers.items()):
        if lower >= score:
            yield (
                ("tiers", tier),
                f"tier `{tier}` begins at {lower}, not below `{hotter}` at {score}; write the hottest first.",
            )
    if "cold" in tiers:
        yield ("tiers", "cold"), "`cold` is what lies below the last tier; give this tier another name or leave it out."


def _matrix(said: dict) -> Iterator[Fault]:
    matrix = read_matrix(said.get("matrix"), said.get("tiers"))
    by_rubric = matrix is not None and said.get("score_with") == "rubric"  # the card itself says its groups
    groups = matrix.groups if by_rubric else said.get("groups", {})
    yield from matrix_faults(said, groups, where="`groups:`", edges=False)


def _groups(said: dict) -> Iterator[Fault]:
    group_of: dict[str, str] = {}
    for group, columns in said.get("groups", {}).items():
        for i, column in enumerate(columns):
            if column in group_of:
                places = (
                    f"twice in `{group}`" if group_of[column] == group else f"in `{group_of[column]}` and in `{group}`"
                )
                yield ("groups", group, i), f"`{column}` stands {places}; a column belongs to one group."
            group_of.setdefault(column, group)


def _cuts(said: dict) -> Iterator[Fault]:
    for column, options in said.get("columns", {}).items():
        cuts = options.get("cuts", [])
        if any(later <= earlier for earlier, later in pairwise(cuts)):
            yield ("columns", column, "cuts"), f"the cuts of `{column}` are {cuts}; allowed are numbers that rise."


def _spellings(said: dict) -> Iterator[Fault]:
    for column, options in said.get("columns", {}).items():
        listed = [spelling for family in options.get("spellings", []) for spelling in family]
        again = [spelling for i, spelling in enumerate(listed) if spelling in listed[:i]]
        if again:
            words = f"`{again[0]}` stands twice among the spellings of `{column}`; it can mean only one."
            yield ("columns", column, "spellings"), words


def _left_out(said: dict) -> Iterator[Fault]:
    listed = said.get("leave_out", [])
    for i, column in enumerate(listed if isinstance(listed, list) else []):
        if column in listed[:i]:
            yield ("leave_out", i), f"`{column}` stands twice under `leave_out`; once is enough."


def _kept(said: dict) -> Iterator[Fault]:
    for i, column in enumerate(said.get("keep", [])):
        if column in said.get("leave_out", []):
            yield ("keep", i), f"`{column}` stands under `keep` and under `leave_out`; it can only be one of them."
