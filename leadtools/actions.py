"""From scores to who is called: tiers, reasons, the list, and the threshold that capacity allows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from leadtools.documents import write_text
from leadtools.errors import OutputError, ParameterError
from leadtools.readers import read_leads_to_score
from leadtools.scorecard import Scorecard

COLDEST = "cold"
MOST_REASONS = 3


def assign_tiers(score: pd.Series, cuts: Mapping[str, float]) -> pd.Series:
    """Return the tier of each score.

    Parameters
    ----------
    score : Series (n_leads,)
    cuts : mapping of str to float
        Lowest score of each tier, from the highest down; what lies below the last is ``cold``.

    Raises
    ------
    ParameterError
        If the cuts do not fall.

    Examples
    --------
    >>> assign_tiers(pd.Series([70, 60, 59, 10]), {"hot": 60, "warm": 50}).tolist()
    ['hot', 'hot', 'warm', 'cold']
    """
    edges = list(cuts.values())
    if any(later >= earlier for earlier, later in zip(edges, edges[1:], strict=False)):
        raise ParameterError(f"The tiers are {dict(cuts)}; each must begin lower than the one before it.")
    chosen = np.select([score >= edge for edge in edges], list(cuts), COLDEST) if edges else COLDEST
    return pd.Series(chosen, index=score.index, name="tier", dtype=object)


def choose_threshold(score: pd.Series, *, capacity: int) -> float:
    """Return the lowest score at which no more than `capacity` leads are called.

    Leads that share a score are called together or not at all; where even the hottest are too many,
    no lead is, and the threshold is infinite.

    Raises
    ------
    ParameterError
        If `capacity` is below 1.

    Examples
    --------
    Three leads score 60 or more; with room for two only the first can be called.

    >>> choose_threshold(pd.Series([80, 60, 60, 40]), capacity=2)
    80.0
    """
    if capacity < 1:
        raise ParameterError(f"capacity is {capacity}; allowed is a number of leads, 1 or more.")
    called = score.value_counts().sort_index(ascending=False).cumsum()
    within = called[called <= capacity]
    return float(within.index[-1]) if len(within) else float("inf")


def reasons(card: Scorecard, X: pd.DataFrame, *, most: int = MOST_REASONS) -> pd.Series:
    """Return for each lead the attributes that moved its score most, with level and points.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> card = Scorecard.of("by hand", {title: [20, -5, 0, 0]})
    >>> reasons(card, pd.DataFrame({"title": ["CEO", "Clerk", None]})).tolist()
    ['title: CEO (+20)', 'title: Clerk (−5)', 'nothing stands out']
    """
    rows = card.explain(X.reset_index(drop=True))
    rows = rows[(rows["points"] != 0) & ~rows["attribute"].isin(["(start)", "(clip)"])]
    size = -rows["points"].abs()
    rows = (
        rows.assign(lead=rows.index, size=size).sort_values(["lead", "size"], kind="stable").groupby("lead").head(most)
    )
    words = rows["attribute"] + ": " + rows["level"] + " (" + rows["points"].map(_signed).astype(str) + ")"
    found = words.groupby(level=0).agg("; ".join).reindex(range(len(X)), fill_value="nothing stands out")
    return found.set_axis(X.index).rename("reasons")


def _signed(points: int) -> str:
    return f"{points:+d}".replace("-", "−")


def call_list(card: Scorecard, X: pd.DataFrame) -> pd.DataFrame:
    """Return the leads, hottest first, ties by id.

    Parameters
    ----------
    card : Scorecard
        Calibrated.
    X : DataFrame (n_leads, n_attributes)
        Indexed by ``lead_id``.

    Returns
    -------
    DataFrame (n_leads, 5 + n_groups)
        ``lead_id, score, probability`` (0 to 1, four digits), ``tier, reasons`` and, where the card
        has groups, ``GROUP_points``.
    """
    score = card.score(X)
    table = pd.DataFrame({
        "lead_id": X.index.astype(str), "score": score, "probability": card.predict(X).round(4),
        "tier": assign_tiers(score, card.tiers), "reasons": reasons(card, X),
    })  # fmt: skip
    groups = card.group_scores(X).add_suffix("_points")
    table = pd.concat([table, groups], axis=1).reset_index(drop=True)
    return table.sort_values(["score", "lead_id"], ascending=[False, True], kind="stable", ignore_index=True)


def neutralised(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with an apostrophe before texts that a spreadsheet would run as a formula."""
    safe = table.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(_neutral)
    return safe.rename(columns=_neutral)


def _neutral(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def write_csv(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table as CSV for people and programs: whole or not at all, formulas neutralised."""
    write_text(path, neutralised(table).to_csv(index=False, lineterminator="\n"))


def score_file(card_path: str | Path, leads: str | Path, out: str | Path, *, id_column: str | None = None) -> int:
    """Score a file of leads with a saved card; write ``lead_id, score, probability, tier, reasons``.

    Parameters
    ----------
    card_path : path
        A saved scorecard.
    leads : path
        CSV, Excel or Parquet with the columns on the card.
    out : path
        CSV to write.
    id_column : str, optional
        Column of the ids. Default: the one the card was learned with, or ``lead_id``, where there is
        one; else the row number.

    Returns
    -------
    int
        Number of leads scored.

    Raises
    ------
    CardError, DataError, OutputError
        If the card, the leads or the output cannot be used.
    """
    _refuse_same(Path(out), Path(leads), Path(card_path))
    card = Scorecard.load(card_path)
    X = read_leads_to_score(leads, card.attributes, id_column=id_column, known_id=card.facts.get("lead_id"))
    write_csv(call_list(card, X), out)
    return len(X)


def _refuse_same(out: Path, *read: Path) -> None:
    for path in read:
        if out.resolve() == path.resolve():
            raise OutputError(f"`{out}` is read from and would be replaced by the scores. Name another file to write.")
