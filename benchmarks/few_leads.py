"""150 and 500 leads, 8 % of them conversions, 50 repetitions: does a card beat the base rate on leads it has not seen?

Run: python -m benchmarks.few_leads
"""

import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.metrics import log_loss

from leadtools.levels import find_levels, level_codes
from leadtools.methods.boosted import fit_boosted
from leadtools.methods.close_rates import fit_close_rates
from leadtools.methods.logistic import fit_logistic

SIZES, RATE, FRESH, REPETITIONS = (150, 500), 0.08, 20_000, 50
STRENGTHS = {"strong": 1.0, "half as strong": 0.5, "none": 0.0}


def population(n: int, strength: float, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """Return twelve attributes of three levels, half of which matter, and the odds they give."""
    X = pd.DataFrame({f"a{i}": rng.choice(["low", "middle", "high"], n) for i in range(12)})
    log_odds = sum(strength * X[f"a{i}"].map({"low": -1.0, "middle": 0.0, "high": 1.0}) for i in range(0, 12, 2))
    return X, 1 / (1 + np.exp(-(log_odds.to_numpy() - 2.44 - 1.4 * strength**2)))


def history(leads: int, strength: float, seed: int) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame, np.ndarray]:
    """Return leads of whom exactly 8 % converted, and fresh leads with outcomes of their own."""
    rng, conversions = np.random.default_rng(seed), round(RATE * leads)
    X, p = population(30 * leads, strength, rng)
    converted = rng.random(len(p)) < p
    rows = np.concatenate([np.flatnonzero(converted)[:conversions], np.flatnonzero(~converted)[: leads - conversions]])
    fresh, q = population(FRESH, strength, rng)
    # Fresh leads close at 8 % on average too, so that the base rate is right and only the ranking is at stake.
    odds = q / (1 - q)
    shift = _shift_to(odds, RATE)
    q = odds * shift / (1 + odds * shift)
    y = (rng.random(FRESH) < q).astype(int)
    return X.iloc[rows].reset_index(drop=True), pd.Series(converted[rows].astype(int)), fresh, y


def _shift_to(odds: np.ndarray, rate: float) -> float:
    low, high = 1e-6, 1e6
    for _ in range(60):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if np.mean(odds * middle / (1 + odds * middle)) < rate else (low, middle)
    return middle


def one_hot(X: pd.DataFrame, *tables: pd.DataFrame, reference: bool = False) -> list[np.ndarray]:
    """Return a column for each level that `X` has, without the first of each attribute where it is the reference."""
    levels = find_levels(X)
    seen = level_codes(X, levels)
    columns = [(i, k) for i in range(len(levels)) for k in np.unique(seen[:, i])[int(reference) :]]
    coded = [level_codes(table, levels) for table in tables]
    return [np.column_stack([codes[:, i] == k for i, k in columns]).astype(float) for codes in coded]


def plain_regression(X, y, fresh) -> np.ndarray:
    """Return probabilities by scikit-learn without a penalty, on the same levels."""
    learned, judged = one_hot(X, X, fresh)
    return LogisticRegression(C=1e6, max_iter=5000).fit(learned, y).predict_proba(judged)[:, 1]


def ridge(X, y, fresh) -> np.ndarray:
    """Return probabilities by scikit-learn with a penalty chosen in five folds by log loss."""
    learned, judged = one_hot(X, X, fresh)
    machine = LogisticRegressionCV(
        Cs=np.logspace(-3, 1, 9), cv=5, scoring="neg_log_loss", solver="newton-cholesky", l1_ratios=(0,),
        use_legacy_attributes=False,
    )  # fmt: skip
    return machine.fit(learned, y).predict_proba(judged)[:, 1]


def firth(X, y, fresh) -> np.ndarray:
    """Return probabilities by Firth's penalised likelihood, the intercept set so that they add up."""
    learned, judged = (np.column_stack([np.ones(len(t)), t]) for t in one_hot(X, X, fresh, reference=True))
    beta = np.zeros(learned.shape[1])
    for _ in range(200):
        p = expit(learned @ beta)
        weight = p * (1 - p)
        inverse = np.linalg.pinv((learned * weight[:, None]).T @ learned)
        hat = weight * np.einsum("ij,jk,ik->i", learned, inverse, learned)
        step = inverse @ (learned.T @ (y.to_numpy() - p + hat * (0.5 - p)))
        beta += step * min(1.0, 1.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < 1e-6:
            break
    odds = np.exp(learned @ beta)
    return expit(judged @ beta + np.log(_shift_to(odds, y.mean())))


METHODS = {
    "logistic card": lambda X, y, fresh: fit_logistic(X, y).predict(fresh),
    "manual close rates, log-odds": lambda X, y, fresh: fit_close_rates(X, y).predict(fresh),
    "manual close rates, ratio": lambda X, y, fresh: fit_close_rates(X, y, rule="ratio").predict(fresh),
    "boosted card": lambda X, y, fresh: fit_boosted(X, y).predict(fresh),
    "maximum likelihood": plain_regression,
    "Firth, intercept corrected": firth,
    "ridge by cross-validation": ridge,
}


def trial(leads: int, strength: float) -> pd.DataFrame:
    """Return the log loss of each method on fresh leads, a row for each repetition."""
    rows = []
    for seed in range(REPETITIONS):
        X, y, fresh, outcome = history(leads, strength, seed)
        row = {"base rate": log_loss(outcome, np.full(FRESH, RATE))}
        rows.append(row | {name: log_loss(outcome, method(X, y, fresh)) for name, method in METHODS.items()})
    return pd.DataFrame(rows)


def main() -> None:
    print("| leads | effects | method | mean log loss | repetitions worse than the base rate |\n|---|---|---|---|---|")
    for leads in SIZES:
        for name, strength in STRENGTHS.items():
            table = trial(leads, strength)
            for method in table:
                worse = (table[method] > table["base rate"]).mean()
                share = "–" if method == "base rate" else f"{worse:.0%}"
                print(f"| {leads} | {name} | {method} | {table[method].mean():.4f} | {share} |", flush=True)


if __name__ == "__main__":
    main()
