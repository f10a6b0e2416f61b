"""Fit against engagement: how the leads of each cell closed, and where the bands part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from leadtools.errors import CardError, DataError
from leadtools.intervals import wilson
from leadtools.matrix import BANDS, CELLS, Axis, Matrix, matrix_data, matrix_faults
from leadtools.methods.counts import verdicts
from leadtools.outcome import read_outcome
from leadtools.scorecard import DISQUALIFIED, Scorecard


def matrix_by_thirds(card: Scorecard, X: pd.DataFrame, *, matrix: Matrix | None = None) -> Matrix:
    """Return a matrix whose bands hold a third of the leads each, as near as equal points allow.

    Parameters
    ----------
    card : Scorecard
        With the groups of the matrix, by default ``fit`` and ``engagement``.
    X : DataFrame (n_leads, n_attributes)
        The leads learned from: later ones must not move the bands by which they are judged.
    matrix : Matrix, optional
        Whose bands are kept where it states them, and whose groups and tiers are.

    Raises
    ------
    CardError
        If the card lacks a group of the matrix.
    DataError
        If all leads have the same points on an axis, so that nothing parts them.

    Notes
    -----
    Leads with equal points stay together. Of all edges between different points, those two are taken
    at which the shares at or above them are nearest to one third and two thirds. Where there are only
    two different sums of points there is no middle band.

    Examples
    --------
    A third of six leads have 20 fit points, half have 10; only two sums of engagement points.

    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]), "fit")
    >>> demo = Attribute("demo", "text", category_levels([["yes"], ["no"]]), "engagement")
    >>> card = Scorecard.of("by hand", {title: [20, 10, 0, 0], demo: [15, 0, 0, 0]})
    >>> X = pd.DataFrame({"title": ["CEO"] * 2 + ["Clerk"] * 3 + ["Poet"], "demo": ["yes"] * 3 + ["no"] * 3})
    >>> print(matrix_by_thirds(card, X).words)
    Fit: A from 20 points, B from 10, C below. Engagement: 1 from 15 points, 3 below.
    """
    wanted = Matrix() if matrix is None else matrix
    said = {"matrix": matrix_data(wanted), "tiers": {tier: list(cells) for tier, cells in wanted.tiers.items()}}
    faults = [words for _, words in matrix_faults(said, card.groups, where=f"the card `{card.name}`", edges=False)]
    if faults:
        raise CardError(" ".join(f"{words[0].upper()}{words[1:]}" for words in faults))
    points = wanted.points(card.group_scores(X))
    parted = {name: axis if axis.lowest else _by_thirds(name, axis, points[name]) for name, axis in wanted.axes.items()}
    return replace(wanted, **parted)


def _by_thirds(name: str, axis: Axis, points: pd.Series) -> Axis:
    best, middle, _ = BANDS[name]
    share = points.value_counts(normalize=True).sort_index(ascending=False).cumsum().iloc[:-1]  # at or above
    if share.empty:
        raise DataError(
            f"All {len(points):,} leads have the same {name} points, so nothing parts them. Give points to more levels "
            f"of the group {' and '.join(axis.groups)}."
        )
    if len(share) == 1:
        return replace(axis, lowest={best: int(share.index[0])})
    far = np.abs(share.to_numpy()[:, None] - [1 / 3, 2 / 3])
    together = np.where(np.tri(len(share), dtype=bool), np.inf, far[:, :1] + far[:, 1])
    upper, lower = np.unravel_index(np.argmin(together.round(12)), together.shape)
    return replace(axis, lowest={best: int(share.index[upper]), middle: int(share.index[lower])})


def fit_engagement_matrix(
    card: Scorecard,
    X: pd.DataFrame,
    y: pd.Series,
    *,
    matrix: Matrix | None = None,
    open_leads: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say how the leads of each cell of fit and engagement closed.

    Parameters
    ----------
    card : Scorecard
        With the groups ``fit`` and ``engagement``, or those that its matrix names.
    X : DataFrame (n_leads, n_attributes)
        Leads whose outcome is known, best later ones than the card has learned from.
    y : Series (n_leads,)
        1 for a lead that converted, 0 for one that did not.
    matrix : Matrix, optional
        Where the bands part. Default: the card's own; where it has none, thirds of these leads.
    open_leads : DataFrame (n_open, n_attributes), optional

    Returns
    -------
    DataFrame (9, 9)
        ``cell`` (A1 … C3), ``fit, engagement`` (its bands), ``leads, conversions, close_rate`` with its
        95 % Wilson interval ``low, high``, and ``verdict`` beside all these leads together: ``above the
        average``, ``below the average``, ``cannot be told``, ``not enough data`` or ``no leads``. Every
        lead is in one row; a card with knock-outs has a tenth, ``disqualified``, for leads in no cell.
        With open leads ``open_leads`` as well.

    Raises
    ------
    CardError, DataError
        As `matrix_by_thirds`.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]), "fit")
    >>> demo = Attribute("demo", "text", category_levels([["yes"], ["no"]]), "engagement")
    >>> card = Scorecard.of("by hand", {title: [20, 0, 0, 0], demo: [15, 0, 0, 0]})
    >>> X = pd.DataFrame({"title": ["CEO", "Clerk"] * 50, "demo": ["yes"] * 50 + ["no"] * 50})
    >>> y = pd.Series([1, 0] * 25 + [0] * 50)
    >>> table = fit_engagement_matrix(card, X, y)
    >>> table.loc[table["leads"] > 0, ["cell", "leads", "conversions", "close_rate", "verdict"]]
      cell  leads  conversions  close_rate            verdict
    0   A1     25           25         1.0  above the average
    2   A3     25            0         0.0  below the average
    6   C1     25            0         0.0  below the average
    8   C3     25            0         0.0  below the average
    """
    outcome = read_outcome(X, y)
    matrix = matrix or card.matrix or matrix_by_thirds(card, X)
    judged = _cells(card, X, matrix)
    rows = [*CELLS, *([DISQUALIFIED] if card.knock_outs else [])]
    table = pd.DataFrame({
        "cell": rows, "fit": [cell[0] if cell in CELLS else "" for cell in rows],
        "engagement": [cell[1] if cell in CELLS else "" for cell in rows],
        "leads": _counted(judged, rows), "conversions": _counted(judged[outcome == 1], rows),
    })  # fmt: skip
    table["close_rate"] = table["conversions"] / table["leads"].where(table["leads"] > 0)
    table["low"], table["high"] = wilson(table["conversions"], table["leads"])
    table["verdict"] = _verdicts(table, outcome.mean())
    return table if open_leads is None else table.assign(open_leads=_counted(_cells(card, open_leads, matrix), rows))


def _cells(card: Scorecard, X: pd.DataFrame, matrix: Matrix) -> pd.Series:
    return matrix.cells(card.group_scores(X)).mask(card.disqualified(X).notna(), DISQUALIFIED)


def _counted(cells: pd.Series, rows: list[str]) -> np.ndarray:
    return cells.value_counts().reindex(rows, fill_value=0).to_numpy()


def _verdicts(table: pd.DataFrame, base_rate: float) -> np.ndarray:
    """Return how each cell closes beside all leads together, where there is enough to say so."""
    told = verdicts(table, base_rate)
    side = np.where(table["close_rate"] > base_rate, "above the average", "below the average")
    words = np.select([told == "not enough data", told == "weak"], ["not enough data", "cannot be told"], side)
    return np.where(table["leads"] == 0, "no leads", words)
