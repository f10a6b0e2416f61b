"""Is what is found about behaviour true? Patterns and half-lives on simulated companies whose truth is known.

Run: python -m benchmarks.patterns [leads …]   (default: 2000 4000 8000 16000 32000)

Twenty companies of each size, seeds 201 to 220; limits and ways were chosen on seeds 101 to 120. A pattern offered is
true if it is the planted one, in part true if all its events belong to one planted pattern, and false otherwise. A
half-life told is true if the planted one lies within its interval, and false also where the event has no effect. By
chance: the delays until conversion are dealt out anew among the leads, so that all that is found is false.
"""

import sys
import time
from statistics import mean

import pandas as pd
import yaml

from leadtools.behaviour import find_patterns, half_lives
from leadtools.history import History
from leadtools.simulate import COMBINATION, HALF_LIFE_DAYS, SEQUENCE, make_history

SEEDS = range(201, 221)
PLANTED = {"sequence": SEQUENCE.events, "combination": COMBINATION.events}
EXACT = {"sequence": ("sequence", list(SEQUENCE.events)), "combination": ("all_of", sorted(COMBINATION.events))}


def by_chance(history: History, seed: int) -> History:
    """Return a history whose outcome has nothing to do with what leads did."""
    delay = (history.leads["converted_at"] - history.leads["created_at"]).sample(frac=1, random_state=seed)
    converted = (history.leads["created_at"] + delay.to_numpy()).where(lambda at: at <= history.known_until)
    leads = history.leads.assign(converted_at=converted)
    return History(leads, history.events, roles=history.roles, known_until=history.known_until)


def judged(line: str, planted: dict[str, tuple[str, ...]]) -> str:
    """Return what a line offered for the configuration is: a planted pattern, part of one, or false."""
    (declared,) = yaml.safe_load(line).values()
    kind = "sequence" if "sequence" in declared else "all_of"
    events = declared[kind] if kind == "sequence" else sorted(declared[kind])
    for name, steps in planted.items():
        if (kind, events) == EXACT[name]:
            return name
        if set(events) <= set(steps):
            return f"part of the {name}"
    return "false"


def patterns(histories, planted: dict[str, tuple[str, ...]] = PLANTED) -> list[object]:
    """Return how many patterns are offered and false, and of how many companies each planted one is offered."""
    begun, offered = time.process_time(), []
    for history in histories:
        found = find_patterns(history)
        offered.append([judged(line, planted) for line in found.loc[found["verdict"] == "confirmed", "line"]])
    every, seconds = sum(offered, []), (time.process_time() - begun) / len(SEEDS)
    cells = [len(every), every.count("false")]
    for name in PLANTED:
        whole = sum(name in one for one in offered)
        cells += [whole, sum(f"part of the {name}" in one and name not in one for one in offered)]
    return [*cells, f"{seconds:.0f}"]


def lives(n_leads: int) -> list[object]:
    """Return how many conversions there are and as how many they count, and what half-lives are told and true."""
    found = [half_lives(make_history(n_leads, seed=seed)) for seed in SEEDS]
    told = pd.concat([one.table[one.table["verdict"] == "told"] for one in found])
    true = told["event"].map(HALF_LIFE_DAYS)
    inside = int(((told["low_days"] <= true) & (true <= told["high_days"])).sum())
    counts = [round(mean([one.conversions for one in found])), round(mean([one.trusted for one in found]))]
    return [*counts, len(told), inside, int(true.isna().sum())]


def row(*cells: object) -> str:
    """Return a row of a table."""
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [2000, 4000, 8000, 16_000, 32_000]
    print(row("leads", "offered", "false", *[f"{name} {how}" for name in PLANTED for how in ("found", "in part")],
              "processor seconds each"))  # fmt: skip
    print("|---" * 8 + "|")
    for n in sizes:
        print(row(f"{n:,}", *patterns(make_history(n, seed=seed) for seed in SEEDS)), flush=True)
        chance = (by_chance(make_history(n, seed=seed), seed) for seed in SEEDS)
        print(row(f"{n:,}, by chance", *patterns(chance, planted={})), flush=True)
    print("\n" + row("leads", "conversions", "counted as", "told", "true", "of events without effect"))
    print("|---" * 6 + "|")
    for n in sizes:
        print(row(f"{n:,}", *lives(n)), flush=True)


if __name__ == "__main__":
    main()
