"""Which of our people calls which lead: by territory, product, persona and load."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from leadtools.actions.balance import Eligible, balanced
from leadtools.config import RULES, Person, people_faults
from leadtools.errors import ParameterError, did_you_mean

FULL = "everybody who may take it has as many leads as they can take"
NOBODY = "nobody"


def route(
    calls: pd.DataFrame,
    people: Sequence[Person],
    *,
    by: Mapping[str, pd.Series] | None = None,
    owner: pd.Series | None = None,
    tiers: Sequence[str] = (),
    first: Collection[str] = (),
) -> pd.DataFrame:
    """Return who calls each lead: everybody within the rules, and all as evenly loaded as the rules allow.

    Parameters
    ----------
    calls : DataFrame (n_leads, …)
        ``lead_id`` and, where hot leads are to be spread and to have room first, ``tier``, ``chance_now`` and
        ``score``. The order of its rows does not matter.
    people : sequence of Person
    by : mapping of str to Series, optional
        Rule (``territory``, ``product``, ``persona``) to the value of each lead, by ``lead_id``.
    owner : Series, optional
        Whose lead it is already, by ``lead_id``; a lead stays with an owner who is among the people;
        `strange_owners` names the others.
    tiers : sequence of str
        Names of the tiers, hottest first; a lead of a hotter tier goes before one with a higher chance or score.
    first : collection of str
        Leads that go before others of their tier whatever their score, for a person has decided on them.

    Returns
    -------
    DataFrame (n_leads, 3)
        ``lead_id, person, reason``: the person is blank where nobody may take the lead or all who may
        are full, and the reason says which.

    Raises
    ------
    ParameterError
        If there are no people, a rule is unknown, two people share a name, or a person takes nothing
        by one of the rules.

    Examples
    --------
    Bob takes Germany and France. Ann takes Germany too, so she gets both German leads.

    >>> calls = pd.DataFrame({"lead_id": ["a", "b", "c", "d"]})
    >>> country = pd.Series(["Germany", "France", "Germany", "Spain"], index=["a", "b", "c", "d"])
    >>> people = [Person("Ann", ("Germany",)), Person("Bob", ("Germany", "France"))]
    >>> route(calls, people, by={"territory": country})[["lead_id", "person"]].to_numpy().tolist()
    [['a', 'Ann'], ['b', 'Bob'], ['c', 'Ann'], ['d', '']]
    """
    by = by or {}
    _refuse(people, by)
    given, calls = calls.index, _hottest_first(calls, tiers, first)
    named = _by_name(people)
    values = pd.DataFrame({rule: _texts(calls, column) for rule, column in by.items()}, index=calls.index)
    kept = _texts(calls, owner).where(lambda name: name.isin(named), "") if owner is not None else ""
    values = values.assign(owner=kept)
    said = list(values.itertuples(index=False, name=None))
    kinds = {key: _eligible(dict(zip(values.columns, key, strict=True)), named) for key in dict.fromkeys(said)}
    may_take = [kinds[key] for key in said]
    who = balanced([eligible for eligible, _ in may_take], {name: person.capacity for name, person in named.items()})
    reasons = [
        why if person else (FULL if eligible else why)
        for person, (eligible, why) in zip(who, may_take, strict=True)
    ]  # fmt: skip
    routed = pd.DataFrame({"lead_id": calls["lead_id"], "person": [p or "" for p in who], "reason": reasons})
    return routed.loc[given]


def loads(routed: pd.DataFrame, people: Sequence[Person]) -> pd.DataFrame:
    """Return how many leads each person has: ``person, leads, capacity``; last those nobody has, if any."""
    counts = routed["person"].value_counts()
    rows = [(person.name, int(counts.get(person.name, 0)), person.capacity) for person in _by_name(people).values()]
    rows += [(NOBODY, int(counts[""]), None)] if "" in counts else []
    return pd.DataFrame(rows, columns=["person", "leads", "capacity"]).astype({"capacity": "Int64"})


def strange_owners(calls: pd.DataFrame, people: Sequence[Person], owner: pd.Series) -> dict[str, int]:
    """Return the owners of leads who are not among the people, so that somebody else is to call; most leads first.

    Examples
    --------
    >>> calls = pd.DataFrame({"lead_id": ["a", "b", "c"]})
    >>> strange_owners(calls, [Person("Ann")], pd.Series(["Ann", "Zoe", None], index=["a", "b", "c"]))
    {'Zoe': 1}
    """
    names = _texts(calls, owner)
    counts = names[(names != "") & ~names.isin(list(_by_name(people)))].value_counts()
    return {name: int(leads) for name, leads in sorted(counts.items(), key=lambda each: (-each[1], each[0]))}


def _hottest_first(calls: pd.DataFrame, tiers: Sequence[str], first: Collection[str]) -> pd.DataFrame:
    rank = calls["tier"].map({tier: place for place, tier in enumerate(tiers)}).fillna(len(tiers)) if tiers else 0
    name = calls["lead_id"].astype(str)
    heat = {column: -calls[column] for column in ("chance_now", "score") if column in calls}
    keys = pd.DataFrame({"rank": rank, "later": ~name.isin(first), **heat, "name": name}, calls.index)
    return calls.loc[keys.sort_values(list(keys), kind="stable").index]


def _texts(calls: pd.DataFrame, column: pd.Series) -> pd.Series:
    found = column.set_axis(column.index.astype(str)).reindex(calls["lead_id"].astype(str))
    return found.astype(object).where(found.notna().to_numpy(), "").astype(str).set_axis(calls.index)


def _eligible(said: Mapping[str, str], people: Mapping[str, Person]) -> tuple[Eligible, str]:
    """Return who may take leads like this, and why they, or why nobody."""
    if said["owner"]:
        return frozenset({said["owner"]}), "owns it already"
    may = list(people.values())
    for rule in (rule for rule in RULES if rule in said):
        taking = [person for person in may if person.takes(rule, said[rule])]
        if not taking:
            return frozenset(), _nobody(rule, said, people)
        may = taking
    words = [f"{rule} {said[rule]}" for rule in RULES if said.get(rule)]
    return frozenset(person.name for person in may), ", ".join(words) or "least busy"


def _nobody(rule: str, said: Mapping[str, str], people: Mapping[str, Person]) -> str:
    if not said[rule]:
        return f"its {rule} is not known, and nobody takes {RULES[rule]} of every kind"
    if any(person.takes(rule, said[rule]) for person in people.values()):
        before = " and ".join(f"{other} {said[other]}" for other in RULES if other in said and other != rule)
        return f"nobody takes the {rule} {said[rule]} together with {before}"
    taken = sorted({value for person in people.values() for value in getattr(person, RULES[rule])})
    return f"nobody takes the {rule} {said[rule]}{did_you_mean(said[rule], taken)}"


def _refuse(people: Sequence[Person], by: Mapping[str, object]) -> None:
    if not people:
        raise ParameterError("There is nobody to route leads to; name at least one person.")
    names = [person.name for person in people]
    if again := sorted({name for name in names if names.count(name) > 1}):
        raise ParameterError(f"Two people are called `{again[0]}`; give each a name of their own.")
    if unknown := [rule for rule in by if rule not in RULES]:
        raise ParameterError(f"`{unknown[0]}` is no rule to route by{did_you_mean(unknown[0], RULES)}")
    if faults := people_faults(people, by):
        raise ParameterError("\n  ".join(["Leads cannot be routed:", *faults.values()]))


def _by_name(people: Sequence[Person]) -> Mapping[str, Person]:
    """Return the people by name, in the order of their names."""
    return {person.name: person for person in sorted(people, key=lambda person: person.name)}
