"""Do 95 % intervals hold the truth 95 times in 100? 400 simulated histories whose truth is known.

The truth of a level's close rate, of a card's AUC and of its calibration slope is taken from 400,000 leads
drawn in the same way; each history has 2,000.

Run: python -m benchmarks.coverage
"""

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from leadtools.evaluation.maturity import maturity_by, time_to_close
from leadtools.evaluation.ranking import auc_intervals
from leadtools.evaluation.slope import calibration_slope
from leadtools.history import History
from leadtools.levels import Attribute, find_levels
from leadtools.methods.close_rates import close_rates
from leadtools.methods.logistic import fit_logistic
from leadtools.scorecard import Scorecard
from leadtools.simulate import make_history

LEADS, HISTORIES, POPULATION = 2000, 400, 400_000
ATTRIBUTES = ["seniority", "lead_source", "product_interest", "newsletter_opt_in", "employees", "budget_range"]
CUT, MONTH = "2025-08-01", "2025-07"

Rows = dict[str, tuple[float, float]]


def card_and_levels() -> tuple[Scorecard, list[Attribute]]:
    """Return a card learned elsewhere, so that it is fixed, and the levels all histories are counted by."""
    elsewhere = make_history(LEADS, seed=10_000).snapshot()
    levels = find_levels(elsewhere.X[ATTRIBUTES])
    return fit_logistic(elsewhere.X[ATTRIBUTES], elsewhere.y, levels=levels), list(levels)


def intervals(history: History, card: Scorecard, levels: list[Attribute]) -> Rows:
    """Return the intervals of one history by what they are about."""
    snapshot = history.snapshot()
    X, y = snapshot.X[ATTRIBUTES], snapshot.y
    table = close_rates(X, y, levels=levels)
    table = table[table["leads"] >= 30]
    found = {f"close rate|{row.attribute}|{row.level}": (row.low, row.high) for row in table.itertuples()}
    auc = auc_intervals(y, {"card": card.score(X)}).iloc[0]
    found["AUC"] = (auc["auc_low"], auc["auc_high"])
    found["calibration slope"] = calibration_slope(y, card.predict(X))[1:]
    by_day = time_to_close(history, days=[30, 90]).set_index("days")
    found |= {f"converted by day {day}": tuple(by_day.loc[day, ["low", "high"]]) for day in (30, 90)}
    newest = maturity_by(history.until(CUT), "created_at").set_index("segment").loc[MONTH]
    return found | {"newest month, corrected": (newest["low"], newest["high"])}


def truth(card: Scorecard, levels: list[Attribute]) -> dict[str, float]:
    """Return what the intervals should hold, from many more leads."""
    history = make_history(POPULATION, seed=20_000)
    snapshot = history.snapshot()
    X, y = snapshot.X[ATTRIBUTES], snapshot.y
    table = close_rates(X, y, levels=levels)
    known = {f"close rate|{row.attribute}|{row.level}": row.close_rate for row in table.itertuples()}
    known["AUC"] = roc_auc_score(y, card.score(X))
    known["calibration slope"] = calibration_slope(y, card.predict(X))[0]
    by_day = time_to_close(history, days=[30, 90]).set_index("days")["close_rate"]
    known |= {f"converted by day {day}": by_day[day] for day in (30, 90)}
    month = snapshot.moments.dt.strftime("%Y-%m") == MONTH
    return known | {"newest month, corrected": y[month].mean()}


def coverage(found: list[Rows], known: dict[str, float]) -> pd.DataFrame:
    """Return how often the intervals held the truth, with the standard error over histories."""
    rows = pd.DataFrame([{name: low <= known[name] <= high for name, (low, high) in one.items()} for one in found])
    names = pd.Series(rows.columns).str.split("|").str[:2].str.join(" by ").to_numpy()
    table = []
    for name in dict.fromkeys(names):
        held = rows.loc[:, names == name].astype(float)
        each = held.mean(axis=1)
        share, n = each.mean(), held.notna().to_numpy().sum()
        error = np.sqrt(0.95 * 0.05 / len(each)) if held.shape[1] == 1 else each.std(ddof=1) / np.sqrt(len(each))
        table.append((name, n, share, error, abs(share - 0.95) <= 2 * error))
    return pd.DataFrame(table, columns=["interval of", "intervals", "held", "error", "within"])


def main() -> None:
    card, levels = card_and_levels()
    known = truth(card, levels)
    found = [intervals(make_history(LEADS, seed=seed), card, levels) for seed in range(HISTORIES)]
    print("| interval of | intervals | hold the truth | standard error | within two of 95 % |\n|---|---|---|---|---|")
    for row in coverage(found, known).itertuples(index=False):
        print(f"| {row[0]} | {row.intervals:,} | {row.held:.1%} | {row.error:.1%} | {'yes' if row.within else 'no'} |")


if __name__ == "__main__":
    main()
