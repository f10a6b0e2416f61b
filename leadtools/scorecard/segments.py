"""A scorecard for each segment, all on one scale: a lead is scored by the card it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
from sqlglot import exp

from leadtools.errors import CardError, did_you_mean
from leadtools.levels import Attribute, level_codes
from leadtools.scorecard import segments_file, sql
from leadtools.scorecard.card import Scorecard
from leadtools.scorecard.line import Line
from leadtools.scorecard.table import as_html


@dataclass(frozen=True)
class SegmentCards:
    """One scorecard for each level of one attribute.

    Attributes
    ----------
    name : str
    by : Attribute
        The column that tells the segments apart; each of its levels is a segment, so that every
        lead belongs to one.
    cards : tuple of Scorecard
        One for each level of `by`; several may share a card. All have one line from score to
        probability, so that scores of different segments can be held against each other.
    table : DataFrame (n_segments, …)
        ``segment, card`` (its name), then what the cards rest on: ``leads, conversions, close_rate,
        low, high, share_borrowed`` (0 to 1) and ``verdict``.

    Raises
    ------
    CardError
        If there is not one card for each level, or the cards are on different scales.
    """

    name: str
    by: Attribute
    cards: tuple[Scorecard, ...]
    table: pd.DataFrame = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.cards) != len(self.by.levels) or list(self.table["segment"]) != self.segments:
            raise CardError(f"`{self.name}` needs one card and one row for each level of `{self.by.name}`, in order.")
        for card in self.cards:
            if card.line != self.cards[0].line:
                raise CardError(
                    f"The cards `{self.cards[0].name}` and `{card.name}` have different lines from score to "
                    "probability, so their scores cannot be compared. Calibrate all of them on one line."
                )

    def __repr__(self) -> str:
        return f"SegmentCards({self.name!r}: {len(set(self.table['card']))} cards by `{self.by.name}`)"

    def _repr_html_(self) -> str:
        return as_html(self.table)

    @property
    def segments(self) -> list[str]:
        """The names of the segments."""
        return [level.label for level in self.by.levels]

    def card_for(self, segment: str) -> Scorecard:
        """Return the card of one segment.

        Raises
        ------
        CardError
            If there is no such segment.
        """
        if segment not in self.segments:
            raise CardError(f"`{segment}` is not a segment of `{self.by.name}`{did_you_mean(segment, self.segments)}")
        return self.cards[self.segments.index(segment)]

    @property
    def facts(self) -> dict[str, object]:
        """What all cards together learned from: ``leads`` and ``conversions``."""
        known = self.table.columns.intersection(["leads", "conversions"])
        return {name: int(self.table[name].sum()) for name in known}

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """The columns of the leads that choose a card or earn points on any, each once."""
        named = {a.name: a for card in self.cards for a in card.attributes}
        return tuple({self.by.name: self.by, **named}.values())

    def parts(self, X: pd.DataFrame) -> list[tuple[np.ndarray, Scorecard]]:
        """Return the rows of the leads of each segment, by their place, with the card they belong to."""
        codes = self._codes(X)
        places = [(np.flatnonzero(codes == i), card) for i, card in enumerate(self.cards)]
        return [(place, card) for place, card in places if len(place)] or [(np.arange(0), self.cards[0])]

    def card_names(self, X: pd.DataFrame) -> pd.Series:
        """Return the name of the card that scores each lead (n_leads,)."""
        names = np.array([card.name for card in self.cards], dtype=object)
        return pd.Series(names[self._codes(X)], X.index, dtype="str", name="card")

    def each(self, change: Callable[[Scorecard], Scorecard]) -> SegmentCards:
        """Return the cards, each as `change` makes it; what segments share they go on sharing."""
        changed = {id(card): change(card) for card in self.cards}
        return replace(self, cards=tuple(changed[id(card)] for card in self.cards))

    def with_line(self, line: Line | None) -> SegmentCards:
        """Return the cards with one line from score to probability for all of them."""
        return self.each(lambda card: replace(card, line=line))

    def segment(self, X: pd.DataFrame) -> pd.Series:
        """Return the segment to which each lead belongs (n_leads,)."""
        return pd.Series(np.array(self.segments, dtype=object)[self._codes(X)], X.index, dtype="str", name="segment")

    def score(self, X: pd.DataFrame) -> pd.Series:
        """Return the score of each lead by the card of its segment, whole points (n_leads,)."""
        scores = np.zeros(len(X), dtype=np.int64)
        for place, card in self.parts(X):
            scores[place] = card.score(X.iloc[place]).to_numpy()
        return pd.Series(scores, X.index, name="score")

    def predict(self, X: pd.DataFrame) -> pd.Series:
        """Return the probability (0 to 1) that each lead converts, from its score alone (n_leads,).

        Raises
        ------
        CardError
            If the cards have not been calibrated.
        """
        if self.cards[0].line is None:
            raise CardError(
                f"`{self.name}` gives points but no probabilities yet. Calibrate it first: calibrate(cards, X, y)."
            )
        score = self.score(X)
        return pd.Series(self.cards[0].line.probability(score.to_numpy()), score.index, name="probability")

    def explain(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return rows that add up to each lead's score: ``card, attribute, level, points``, indexed by lead."""
        parts = []
        for place, card in self.parts(X):
            rows = card.explain(X.iloc[place].set_axis(place, axis=0))
            rows.insert(0, "card", card.name)
            parts.append(rows)
        rows = pd.concat(parts).sort_index(kind="stable")
        return rows.set_axis(X.index[rows.index])

    def disqualified(self, X: pd.DataFrame) -> pd.Series:
        """Return why each lead fails the minimum criteria of its card (n_leads,); missing where it meets them."""
        found = pd.Series(pd.NA, index=range(len(X)), name="disqualified", dtype="str")
        for place, card in self.parts(X):
            found.iloc[place] = card.disqualified(X.iloc[place]).to_numpy()
        return found.set_axis(X.index)

    def to_sql(self, *, dialect: str = "duckdb", table: str = "leads") -> str:
        """Return one query that scores every row of `table`: its columns, ``card``, ``score``, ``probability``.

        As `Scorecard.to_sql`; the card, by its name, and the score are chosen by one CASE over the segments.
        """
        columns = sql.columns_of([self.by, *(a for card in self.cards for a in card.attributes)])
        score = self.by.case(columns[self.by.name], [sql.score(card, columns) for card in self.cards])
        names = self.by.case(columns[self.by.name], [exp.convert(card.name) for card in self.cards])
        added = {"card": names, "score": score}
        if any(card.knock_outs for card in self.cards):
            reasons = [sql.reason(card, columns) if card.knock_outs else exp.null() for card in self.cards]
            added["disqualified"] = self.by.case(columns[self.by.name], reasons)
        return sql.adding(added, self.cards[0], dialect, table)

    def save(self, folder: str | Path) -> Path:
        """Write ``segments.yml``, which says which card a lead belongs to, and a file a card; return the folder."""
        return segments_file.save(self, Path(folder))

    @classmethod
    def load(cls, folder: str | Path) -> SegmentCards:
        """Read cards that were saved, perhaps edited since.

        Raises
        ------
        CardError
            Naming every fault of a file with its line.
        """
        name, by, files, table = segments_file.load(Path(folder))
        cards = {file: Scorecard.load(Path(folder) / file) for file in dict.fromkeys(files)}
        chosen = tuple(cards[file] for file in files)
        table.insert(1, "card", [card.name for card in chosen])
        return cls(name, by, chosen, table)

    def _codes(self, X: pd.DataFrame) -> np.ndarray:
        return level_codes(X, (self.by,))[:, 0]
