"""Score a million leads with twelve attributes: a card against a query written by hand, in one run.

Run: python -m benchmarks.scoring
"""

import statistics
import time

import duckdb
import numpy as np
import pandas as pd

from leadtools.levels import find_levels
from leadtools.methods.logistic import fit_logistic
from leadtools.scorecard import Scorecard

LEADS, LEARNED_FROM, RUNS = 1_000_000, 5_000, 9


def make_leads(n: int) -> pd.DataFrame:
    """Return six texts and six numbers, each with some blanks."""
    rng = np.random.default_rng(0)
    texts = {
        f"text_{i}": rng.choice(["alpha", "beta", "gamma", "delta", None], n, p=[0.4, 0.3, 0.15, 0.1, 0.05])
        for i in range(6)
    }
    numbers = {f"number_{i}": np.where(rng.random(n) < 0.05, np.nan, rng.normal(50, 20, n).round(1)) for i in range(6)}
    return pd.DataFrame(texts | numbers).astype(dict.fromkeys(texts, "str"))


def learned(X: pd.DataFrame) -> Scorecard:
    """Return a card learned from the first leads."""
    few = X.head(LEARNED_FROM)
    effect = (few["text_0"] == "alpha") + (few["number_0"] > 60) - 2.0
    y = pd.Series((np.random.default_rng(1).random(len(few)) < 1 / (1 + np.exp(-effect))).astype(int))
    return fit_logistic(few, y, levels=find_levels(few))


def by_hand(card: Scorecard) -> str:
    """Return the query a person would write for this card, kept free of everything of ours."""
    cases = []
    for attribute in card.attributes:
        points, branches = card.points_of(attribute.name), []
        for level in attribute.levels:
            worth, condition = points[level.label], level.condition
            if level.label == "(missing)":
                branches.insert(0, f"WHEN {attribute.name} IS NULL THEN {worth}")
            elif attribute.kind == "text" and level.label != "(other)":
                branches.append(f"WHEN {attribute.name} = '{level.label}' THEN {worth}")
            elif attribute.kind == "number" and getattr(condition, "below", None) is not None:
                branches.append(f"WHEN {attribute.name} < {condition.below} THEN {worth}")
        last = points.iloc[-3] if attribute.kind == "number" else points["(other)"]
        cases.append(f"CASE {' '.join(branches)} ELSE {last} END")
    return f"SELECT least(greatest({card.start} + {' + '.join(cases)}, 0), 100) AS score FROM X"


def seconds(work) -> float:
    """Return how long one call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    X = make_leads(LEADS)
    card = learned(X)
    query = by_hand(card)
    connection = duckdb.connect()
    connection.register("X", X)
    assert connection.sql(query).df()["score"].tolist() == card.score(X).tolist()
    pairs = [(seconds(lambda: card.score(X)), seconds(lambda: connection.sql(query).df())) for _ in range(RUNS)]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print("| one million leads, twelve attributes | seconds (median of 9) |\n|---|---|")
    print(f"| `card.score(X)` | {ours:.3f} |\n| DuckDB query written by hand, same DataFrame | {theirs:.3f} |")
    print(f"| ratio, pair by pair (aim: at most 1.5) | {ratio:.2f} |")


if __name__ == "__main__":
    main()
