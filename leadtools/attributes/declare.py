"""Declarations as they stand in leadtools.yml become attributes over events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadtools.attributes import account, kinds, known, titles
from leadtools.attributes.kinds import EventAttribute
from leadtools.config import attribute_faults, default_buying_roles
from leadtools.errors import ParameterError


def declare(said: Mapping[str, Mapping[str, object]] | Sequence[EventAttribute]) -> tuple[EventAttribute, ...]:
    """Return attributes over events, declared as under ``attributes:`` in ``leadtools.yml``.

    Parameters
    ----------
    said : mapping of str to mapping
        Name of the attribute to one of ``count``, ``distinct``, ``sum``, ``mean``, ``recency``, ``decayed``,
        ``sequence``, ``all_of``, ``any_of``, ``change``, ``season``, ``latest``, ``days_in``,
        ``furthest``, ``fell_back``, ``buying_role``, ``roles_covered``, ``colleagues`` or
        ``best_colleague``, and its options.
        What is declared already stays as it is.

    Raises
    ------
    ParameterError
        With every fault at once.

    Notes
    -----
    An event counts if it happened in ``[moment − window_days, moment)``; without ``window_days``,
    whenever it happened before the moment. A day is 86 400 seconds, not a midnight passed.

    Examples
    --------
    >>> visits, = declare({"visits_30d": {"count": "page view", "window_days": 30}})
    >>> visits.events, visits.window_days
    (('page view',), 30)
    """
    if not isinstance(said, Mapping):
        return tuple(said)
    words = [fault for _, fault in attribute_faults(said)]
    if words:
        several = [f"The attributes have {len(words)} faults:", *words]
        raise ParameterError("\n  ".join(several) if len(words) > 1 else words[0])
    return tuple(_declared(str(name), parts) for name, parts in said.items())


def _declared(name: str, said: Mapping[str, object]) -> EventAttribute:
    common = {key: said[key] for key in ("window_days", "cap", "within_days") if key in said}
    common |= {"name": name, "where": tuple((c, tuple(_list(values))) for c, values in said.get("where", {}).items())}
    kind = next(kind for kind in _MAKERS if kind in said)
    return _MAKERS[kind](said[kind], said, common)


def _list(value: object) -> list:
    return value if isinstance(value, list) else [value]


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in _list(value))


def _together(every: bool):
    def make(events, said, common) -> EventAttribute:
        least = events if isinstance(events, dict) else dict.fromkeys(events, 1)
        return kinds.Together(events=_names(list(least)), least=tuple(least.values()), all=every, **common)

    return make


def _of_column(made: type[EventAttribute]):
    return lambda column, said, common: made(column=column, events=_names(said.get("of", [])), **common)


def _of_stages(made: type[known.Staged]):
    return lambda column, said, common: made(column=column, stages=_names(said["stages"]), **common)


def _of_titles(made: type[titles.OfTitles]):
    def make(column, said, common) -> EventAttribute:
        if "of" in said:
            common |= {"of": _names(said["of"])}
        return made(column=column, roles=tuple(said.get("roles", default_buying_roles()).items()), **common)

    return make


def _of_events(made: type[EventAttribute]):
    return lambda events, said, common: made(events=_names(events), **common)


def _of_half_lives(made: type[EventAttribute]):
    return lambda lives, said, common: made(events=_names(list(lives)), half_lives=tuple(lives.values()), **common)


_MAKERS = {
    "count": _of_events(kinds.Count),
    "distinct": _of_column(kinds.Distinct),
    "sum": _of_column(kinds.Sum),
    "mean": _of_column(kinds.Mean),
    "recency": _of_events(kinds.Recency),
    "decayed": _of_half_lives(kinds.Decayed),
    "sequence": _of_events(kinds.Sequence),
    "all_of": _together(True),
    "any_of": _together(False),
    "change": _of_events(kinds.Change),
    "colleagues": _of_events(account.Colleagues),
    "best_colleague": _of_half_lives(account.BestColleague),
    "latest": lambda column, said, common: known.Latest(column=column, **common),
    "days_in": lambda column, said, common: known.DaysIn(column=column, **common),
    "furthest": _of_stages(known.Furthest),
    "fell_back": _of_stages(known.FellBack),
    "buying_role": _of_titles(titles.BuyingRole),
    "roles_covered": _of_titles(titles.RolesCovered),
    "season": lambda part, said, common: kinds.Season(part=part, **common),
}
