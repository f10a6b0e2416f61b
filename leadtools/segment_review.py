"""Does a card for each segment rank better than one for all, and which card does a lead belong to?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from leadtools.actions import call_list
from leadtools.cautions import cautioned
from leadtools.errors import DataError, did_you_mean
from leadtools.evaluation import compare
from leadtools.methods.segments import fit_by_segment
from leadtools.runs import Run
from leadtools.scorecard import Scorecard, SegmentCards

FOLDER = "by_segment"
DIGITS = 6
NO_SEGMENTS = (
    "One card for all leads, for the configuration names no segments. To see whether a card for each product line, "
    "market or persona would rank better, write `segments: COLUMN` into it."
)


@dataclass(frozen=True)
class SegmentReview:
    """A card for each segment beside the one that scores, both judged by the later leads.

    Attributes
    ----------
    cards : SegmentCards or None
    differences : DataFrame or None
        Of the two cards, measure by measure, as `compare` gives them.
    words : str
        Which ranks better; or why there are no cards by segment.
    """

    cards: SegmentCards | None
    differences: pd.DataFrame | None
    words: str

    @classmethod
    def of(cls, run: Run, card: Scorecard) -> SegmentReview:
        """Learn a card for each segment from the earlier leads and hold it against `card` on the later ones.

        Raises
        ------
        ConfigError
            If ``segments:`` names a column that may not earn points.
        """
        by, train, test = run.config.segments, run.split.train, run.split.test
        if by is None:
            return cls(None, None, NO_SEGMENTS)
        if by not in train.X:
            words = f"`{by}` is not a column that may earn points{did_you_mean(by, train.X.columns)}"
            run.config.refuse([(("segments",), words)])
        try:
            cards = fit_by_segment(train.X, train.y, by=by, levels=run.levels)
        except DataError as fault:
            return cls(None, None, str(fault))
        cards = cards.each(run.with_facts).each(lambda own: replace(own, tiers=run.config.tiers or own.tiers))
        found = compare([card, cards], test.X, test.y, seed=run.seed)
        return cls(cards, found.differences, found.verdict)

    def keep(self, run: Run) -> pd.DataFrame:
        """Keep the cards and the open leads, each with the card that scores it, in ``by_segment``; return these."""
        self.cards.save(run.folder / FOLDER)
        listed = cautioned(run.ages.told(call_list(self.cards, run.open_leads)), run)
        run.write(f"{FOLDER}/scores.csv", listed)
        return listed

    def facts(self) -> dict[str, object]:
        """Return the same as facts for ``summary.json``."""
        if self.cards is None:
            return {"segments": None}
        rows = self.cards.table.round(DIGITS).astype(object).where(self.cards.table.notna(), None)
        return {"segments": {"by": self.cards.by.name, "words": self.words, "cards": rows.to_dict("records")}}
