"""100,000 leads with twelve attributes: how long do our three methods take together?

Run: python -m benchmarks.large_data
"""

import time

import numpy as np
import pandas as pd

from benchmarks.scoring import make_leads
from leadtools.levels import find_levels
from leadtools.methods.boosted import fit_boosted
from leadtools.methods.close_rates import fit_close_rates
from leadtools.methods.finer import finer_levels
from leadtools.methods.logistic import fit_logistic

LEADS = 100_000


def main() -> None:
    X = make_leads(LEADS)
    effect = (X["text_0"] == "alpha") + (X["number_0"] > 60) + 0.5 * (X["text_1"] == "beta") - 2.5
    y = pd.Series((np.random.default_rng(1).random(LEADS) < 1 / (1 + np.exp(-effect))).astype(int))
    levels, total = find_levels(X), 0.0
    fits = {
        "close rates": lambda: fit_close_rates(X, y, levels=levels),
        "logistic": lambda: fit_logistic(X, y, levels=levels),
        "boosted": lambda: fit_boosted(X, y, levels=finer_levels(X, levels)),
    }
    print(f"| {LEADS:,} leads, twelve attributes | seconds |\n|---|---|")
    for name, fit in fits.items():
        begun = time.perf_counter()
        fit()
        seconds = time.perf_counter() - begun
        total += seconds
        print(f"| {name} | {seconds:.1f} |", flush=True)
    print(f"| together (aim: under 90) | {total:.1f} |")


if __name__ == "__main__":
    main()
