"""What the columns are worth that nobody but their owner can clear of being leaks."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from leadtools.evaluation import compare
from leadtools.methods.logistic import fit_logistic
from leadtools.runs import Run


def asked_columns(run: Run) -> list[str]:
    """Return the columns to ask about, left out by the configuration or not."""
    found = run.leaks
    return [column for column in found.loc[found["kind"] == "ask", "column"] if column not in run.config.keep]


def auc_with_asked(run: Run) -> pd.DataFrame | None:
    """Return how well the later leads are ranked without the columns to ask about, and with them.

    Returns
    -------
    DataFrame or None
        ``columns`` (in words), ``attributes`` (how many), ``auc, auc_low, auc_high`` of a regression
        judged on the later leads; None where there is nothing to ask about.
    """
    asked = asked_columns(run)
    if not asked:
        return None
    left_out = {column: why for column, why in run.config.leave_out.items() if column not in asked}
    back = [column for column in asked if column in run.whole.left_out]
    without = replace(run, config=replace(run.config, leave_out=left_out | dict.fromkeys(asked, "")))
    with_them = replace(run, config=replace(run.config, leave_out=left_out), whole=run.whole.including(back))
    rows = [("without the columns to ask about", *_judged(without)), ("with them", *_judged(with_them))]
    return pd.DataFrame(rows, columns=["columns", "attributes", "auc", "auc_low", "auc_high"])


def _judged(run: Run) -> tuple[int, float, float, float]:
    train, test = run.split.train, run.split.test
    card = fit_logistic(train.X, train.y, levels=run.levels)
    row = compare([card], test.X, test.y).table.iloc[0]
    return len(run.history.attributes), row["auc"], row["auc_low"], row["auc_high"]


def asked_facts(run: Run, table: pd.DataFrame | None) -> dict[str, object]:
    """Return the same as facts for ``summary.json``."""
    if table is None:
        return {"asked": {"columns": []}}
    without, with_them = (round(float(auc), 6) for auc in table["auc"])
    return {"asked": {"columns": asked_columns(run), "auc_without": without, "auc_with": with_them}}
