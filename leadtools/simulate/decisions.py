"""How leads make up their minds: each once, from who it is and what it has done until then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadtools.simulate.events import Events
from leadtools.simulate.people import People, in_season
from leadtools.simulate.truth import (
    BEHAVIOUR,
    BUDGETS,
    CHANGES,
    COMBINATION,
    CONTACT_EFFECTS,
    DAY,
    EMPLOYEES,
    EVENTS,
    INTERCEPT,
    LEVELS,
    SEASON_LOG_ODDS,
    SEASON_PRODUCT,
    SEQUENCE,
    SPAN,
    TRUE_EFFECTS,
)


@dataclass(frozen=True)
class Decisions:
    """When each lead decides (seconds after the start), its log-odds of yes then, and what it says.

    ``customer`` is true for a yes, also where the decision falls after the last day.
    """

    at: np.ndarray
    fit: np.ndarray
    behaviour: np.ndarray
    customer: np.ndarray

    @property
    def log_odds(self) -> np.ndarray:
        """Everything added up."""
        return INTERCEPT + self.fit + self.behaviour


def decide(rng: np.random.Generator, people: People, events: Events, contact: dict[str, np.ndarray]) -> Decisions:
    """Draw the day of the decision, then yes or no; spam always says no."""
    at = people.created + decision_delays(rng, len(people))
    fit = fit_log_odds(people) + contact_log_odds(contact)
    behaviour = behaviour_log_odds(events, at)
    chance = 1 / (1 + np.exp(-(INTERCEPT + fit + behaviour)))
    return Decisions(at, fit, behaviour, (rng.random(len(people)) < chance) & ~people.spam)


def decision_delays(rng: np.random.Generator, n: int) -> np.ndarray:
    """Seconds from creation to decision: 1 to 180 days, most within 60, whoever the lead is."""
    return ((1 + 179 * rng.beta(1.4, 5, n)) * DAY).astype(np.int64)


def fit_log_odds(people: People) -> np.ndarray:
    """Add up the effects of the attributes, of what changed over the two years, and of the season."""
    total = np.zeros(len(people))
    for name, effects in TRUE_EFFECTS.items():
        total += np.array(list(effects.values()))[people.codes[name]]
    for (name, level), change in CHANGES.items():
        total += change * (people.created / SPAN - 0.5) * has_level(people, name, level)
    busy = has_level(people, "product_interest", SEASON_PRODUCT) & in_season(people.created)
    return total + SEASON_LOG_ODDS * busy


def contact_log_odds(contact: dict[str, np.ndarray]) -> np.ndarray:
    """Add up the effects of a missing phone number, a private e-mail address and a shared one."""
    return sum(CONTACT_EFFECTS[name] * true for name, true in contact.items())


def has_level(people: People, name: str, level: str) -> np.ndarray:
    """Say which leads have the level."""
    levels = {"employees": EMPLOYEES, "budget_range": BUDGETS}.get(name) or LEVELS[name]
    return people.codes[name] == list(levels).index(level)


def behaviour_log_odds(events: Events, decision: np.ndarray) -> np.ndarray:
    """Add up the events before each lead's decision, halved for every half-life, and the two patterns.

    `events` must be by lead and in order of time. Later events count for nothing.
    """
    before = events.where(events.at < decision[events.lead])
    age_days = (decision[before.lead] - before.at) / DAY
    weight, half_life = (np.array(column) for column in zip(*BEHAVIOUR.values(), strict=True))
    halved = weight[before.kind] * np.exp2(-age_days / half_life[before.kind])
    total = np.bincount(before.lead, weights=halved, minlength=len(decision))
    recent = before.where(age_days <= COMBINATION.within_days)
    total = total + COMBINATION.log_odds * did_all(recent, COMBINATION.events, len(decision))
    recent = before.where(age_days <= SEQUENCE.within_days)
    return total + SEQUENCE.log_odds * did_in_order(recent, SEQUENCE.events, len(decision))


def did_all(events: Events, kinds: tuple[str, ...], n_leads: int) -> np.ndarray:
    """Say which leads did each of the kinds at least once."""
    did = np.ones(n_leads, dtype=bool)
    for kind in kinds:
        did &= np.bincount(events.lead[events.kind == EVENTS.index(kind)], minlength=n_leads) > 0
    return did


def did_in_order(events: Events, kinds: tuple[str, ...], n_leads: int) -> np.ndarray:
    """Say which leads did the kinds in this order, one later than the other, whatever lies between."""
    reached = np.full(n_leads, -1)
    for kind in kinds:
        step = events.where((events.kind == EVENTS.index(kind)) & (events.at > reached[events.lead]))
        reached = np.full(n_leads, 2 * SPAN)
        np.minimum.at(reached, step.lead, step.at)
    return reached < 2 * SPAN
