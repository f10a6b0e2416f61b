"""150 leads, 12 conversions, 50 repetitions: does a card beat the base rate on leads it has not seen?

Run: python -m benchmarks.few_leads
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from leadtools.levels import find_levels, level_codes
from leadtools.methods.close_rates import fit_close_rates
from leadtools.methods.logistic import fit_logistic

LEADS, CONVERSIONS, FRESH, REPETITIONS = 150, 12, 20_000, 50
STRENGTHS = {"strong": 1.0, "half as strong": 0.5, "none": 0.0}


def population(n: int, strength: float, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """Return twelve attributes of three levels, half of which matter, and the odds they give."""
    X = pd.DataFrame({f"a{i}": rng.choice(["low", "middle", "high"], n) for i in range(12)})
    log_odds = sum(strength * X[f"a{i}"].map({"low": -1.0, "middle": 0.0, "high": 1.0}) for i in range(0, 12, 2))
    return X, 1 / (1 + np.exp(-(log_odds.to_numpy() - 2.44 - 1.4 * strength**2)))


def history(strength: float, seed: int) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame, np.ndarray]:
    """Return 150 leads of whom exactly 12 converted, and fresh leads with outcomes of their own."""
    rng = np.random.default_rng(seed)
    X, p = population(30 * LEADS, strength, rng)
    converted = rng.random(len(p)) < p
    rows = np.concatenate([np.flatnonzero(converted)[:CONVERSIONS], np.flatnonzero(~converted)[: LEADS - CONVERSIONS]])
    fresh, q = population(FRESH, strength, rng)
    # Fresh leads close at 8 % on average too, so that the base rate is right and only the ranking is at stake.
    odds = q / (1 - q)
    shift = _shift_to(odds, CONVERSIONS / LEADS)
    q = odds * shift / (1 + odds * shift)
    y = (rng.random(FRESH) < q).astype(int)
    return X.iloc[rows].reset_index(drop=True), pd.Series(converted[rows].astype(int)), fresh, y


def _shift_to(odds: np.ndarray, rate: float) -> float:
    low, high = 1e-6, 1e6
    for _ in range(60):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if np.mean(odds * middle / (1 + odds * middle)) < rate else (low, middle)
    return middle


def plain_regression(X, y, fresh) -> np.ndarray:
    """Return probabilities by scikit-learn without a penalty, on the same levels."""
    levels = find_levels(X)

    def one_hot(table):
        codes = level_codes(table, levels)
        return np.column_stack([codes[:, i] == k for i, a in enumerate(levels) for k in range(len(a.levels))]).astype(
            float
        )

    return LogisticRegression(C=1e6, max_iter=5000).fit(one_hot(X), y).predict_proba(one_hot(fresh))[:, 1]


METHODS = {
    "logistic card": lambda X, y, fresh: fit_logistic(X, y).predict(fresh),
    "manual close rates, log-odds": lambda X, y, fresh: fit_close_rates(X, y).predict(fresh),
    "manual close rates, ratio": lambda X, y, fresh: fit_close_rates(X, y, rule="ratio").predict(fresh),
    "regression without prior": plain_regression,
}


def trial(strength: float) -> pd.DataFrame:
    """Return the log loss of each method on fresh leads, a row for each repetition."""
    rows = []
    for seed in range(REPETITIONS):
        X, y, fresh, outcome = history(strength, seed)
        row = {"base rate": log_loss(outcome, np.full(FRESH, CONVERSIONS / LEADS))}
        rows.append(row | {name: log_loss(outcome, method(X, y, fresh)) for name, method in METHODS.items()})
    return pd.DataFrame(rows)


def main() -> None:
    print("| effects | method | mean log loss | repetitions worse than the base rate |\n|---|---|---|---|")
    for name, strength in STRENGTHS.items():
        table = trial(strength)
        for method in table:
            worse = (table[method] > table["base rate"]).mean()
            share = "–" if method == "base rate" else f"{worse:.0%}"
            print(f"| {name} | {method} | {table[method].mean():.4f} | {share} |")


if __name__ == "__main__":
    main()
