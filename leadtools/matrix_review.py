"""What a run can say of fit against engagement: the cells of its card, held against later leads."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from leadtools.actions import fit_engagement_matrix, matrix_by_thirds
from leadtools.errors import CardError, DataError
from leadtools.matrix import Matrix
from leadtools.runs import Run
from leadtools.scorecard import Scorecard

DIGITS = 6
_JUDGED = {
    "time": "leads that came later than those learned from",
    "order": "leads that stand later in the order than those learned from",
    "random": "leads drawn at random and not learned from, for the leads have no dates",
}


@dataclass(frozen=True)
class MatrixReview:
    """Fit against engagement on the leads that the card has not seen.

    Attributes
    ----------
    matrix : Matrix or None
        Where the bands part: as the card says, or thirds of the leads learned from.
    table : DataFrame or None
        From `fit_engagement_matrix`, with the open leads.
    words : str
        Where the bands part and by which leads the cells are judged; or why there is no matrix.
    """

    matrix: Matrix | None
    table: pd.DataFrame | None
    words: str

    @classmethod
    def of(cls, run: Run, card: Scorecard) -> MatrixReview:
        """Hold the cells of a card against the later leads of a run."""
        test = run.split.test
        try:
            matrix = card.matrix or matrix_by_thirds(card, run.split.train.X)
        except (CardError, DataError) as fault:
            return cls(None, None, f"There is no matrix of fit and engagement. {fault}")
        table = fit_engagement_matrix(card, test.X, test.y, matrix=matrix, open_leads=run.open_leads)
        parted = f"thirds of the {len(run.split.train.X):,} leads learned from"
        if card.matrix:
            parted = "as the card says" + (f" ({card.facts['bands']})" if "bands" in card.facts else "")
        words = f"{matrix.words} The bands are {parted}. Judged by {len(test.X):,} {_JUDGED[run.split.kind]}."
        return cls(matrix, table, words)

    def facts(self) -> dict[str, object]:
        """Return the same as facts for ``summary.json``."""
        if self.table is None:
            return {"matrix": None}
        rows = self.table.round(DIGITS).astype(object).where(self.table.notna(), None)
        return {"matrix": {"words": self.words, "cells": rows.to_dict("records")}}
