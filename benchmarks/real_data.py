"""Our three methods beside scikit-learn's on real exports: same rows, same columns, same later leads.

Run: python -m benchmarks.real_data, with the exports in ../shared/data beside this checkout
"""

import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from leadtools.evaluation.ceiling import gradient_boosting
from leadtools.evaluation.ranking import auc_difference, auc_intervals
from leadtools.levels import find_levels
from leadtools.methods.boosted import fit_boosted
from leadtools.methods.close_rates import fit_close_rates
from leadtools.methods.finer import finer_levels
from leadtools.methods.logistic import fit_logistic
from leadtools.runs import open_run

ROOT = Path(__file__).resolve().parents[1]
CREDITS = ROOT.parent / "shared" / "data" / "german_credit" / "germancredit.csv"
REGRESSION, BOOSTING = "scikit-learn, logistic regression", "scikit-learn, gradient boosting"
AGAINST = {"close rates": REGRESSION, "logistic": REGRESSION, "boosted": BOOSTING}


def configured(name: str) -> tuple:
    """Return leads to learn from, later leads and levels, by a configuration of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        run = open_run(ROOT / "tests" / "configs" / f"{name}.yml", folder)
        train, test = run.split.train, run.split.test
        return train.X, train.y, test.X, test.y, run.levels, run.config.cuts


def german_credit() -> tuple:
    """Return credits without dates: 300 of 1,000 drawn with seed 0 are judged; good is the outcome."""
    table = pd.read_csv(CREDITS, keep_default_na=False)
    X, y = table.drop(columns="creditability"), (table["creditability"] == "good").astype(int)
    judged = np.random.default_rng(0).permutation(len(X)) < 300
    return X[~judged], y[~judged], X[judged], y[judged], find_levels(X[~judged]), ()


DATA = {
    "x_education": lambda: configured("x_education"),
    "bank_marketing": lambda: configured("bank_marketing"),
    "german_credit": german_credit,
    "olist_funnel": lambda: configured("olist_funnel"),
    "maven_crm": lambda: configured("maven_crm"),
}


def plain_regression(X: pd.DataFrame, y: pd.Series, later: pd.DataFrame) -> pd.Series:
    """Return probabilities by scikit-learn with its own options: medians for blanks, a column for each value."""
    numbers = [name for name in X if pd.api.types.is_numeric_dtype(X[name])]
    texts = [name for name in X if name not in numbers]
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore"), texts),
    )
    plain, judged = (
        table.assign(**{name: table[name].astype(object).fillna("") for name in texts}) for table in (X, later)
    )
    machine = make_pipeline(columns, LogisticRegression(max_iter=5000)).fit(plain, y)
    return pd.Series(machine.predict_proba(judged)[:, 1], index=later.index)


def judged(data: tuple) -> tuple[dict[str, pd.Series], dict[str, dict], pd.Series, dict[str, float]]:
    """Return each method's scores of the later leads, the cards' facts, their outcomes and the seconds it took."""
    X, y, later, outcome, levels, cuts = data
    fits = {
        "close rates": lambda: fit_close_rates(X, y, levels=levels),
        "logistic": lambda: fit_logistic(X, y, levels=levels),
        "boosted": lambda: fit_boosted(X, y, levels=finer_levels(X, levels, keep=cuts)),
    }
    scores, facts, seconds = {}, {}, {}
    for name, fit in fits.items():
        begun = time.perf_counter()
        card = fit()
        seconds[name], scores[name], facts[name] = time.perf_counter() - begun, card.score(later), card.facts
    scores |= {REGRESSION: plain_regression(X, y, later), BOOSTING: gradient_boosting(X, y, later)}
    return scores, facts, outcome, seconds


def main() -> None:
    print("| data | method | AUC (95 %) | difference to scikit-learn's of its kind (95 %) | rounding costs AUC |")
    print("|---|---|---|---|---|")
    for name, read in DATA.items():
        scores, facts, outcome, _ = judged(read())
        for method, row in auc_intervals(outcome, scores).iterrows():
            beside = rounding = "–"
            if method in AGAINST:
                gap, low, high = auc_difference(outcome, scores[method], scores[AGAINST[method]])
                beside = f"{gap:+.3f} ({low:+.3f} to {high:+.3f})"
            if "rounding_cost_auc" in facts.get(method, {}):
                rounding = f"{facts[method]['rounding_cost_auc']:.4f}"
            auc = f"{row['auc']:.3f} ({row['auc_low']:.3f} to {row['auc_high']:.3f})"
            print(f"| {name} | {method} | {auc} | {beside} | {rounding} |", flush=True)


if __name__ == "__main__":
    main()
