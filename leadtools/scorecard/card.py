"""A scorecard: for each attribute, levels with whole points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from sqlglot import exp

from leadtools.engine import placeholder, select
from leadtools.errors import CardError, did_you_mean
from leadtools.levels import Attribute
from leadtools.matrix import Matrix
from leadtools.scorecard import edits, explain, file, sql
from leadtools.scorecard.checks import check_card
from leadtools.scorecard.knock_outs import KnockOut
from leadtools.scorecard.line import Line
from leadtools.scorecard.table import as_html, table_of


@dataclass(frozen=True)
class Scorecard:
    """Points for every level of every attribute, and what their sum means.

    Attributes
    ----------
    name : str
        What the card goes by, such as ``logistic``.
    attributes : tuple of Attribute
        Columns of the leads, their levels and their groups.
    table : DataFrame (n_levels, …)
        ``attribute, group, level, condition`` (in words), ``points`` (whole), then the evidence:
        ``leads, conversions, close_rate, low, high, verdict`` and what the method adds.
    start : int
        Points every lead begins with.
    lowest, highest : int or None
        Bounds to which the sum is clipped; None for none.
    line : Line or None
        From score to probability; None for a card that has not been calibrated.
    pdo : int or None
        Points that double the odds, as the points were made; None where they were not made so.
    tiers : mapping of str to int
        Lowest score of each tier, from the highest down; scores below the last are cold.
    facts : mapping
        Where the card comes from: method, leads learned from, the cost of rounding and the like.
    caps : mapping of str to (int or None, int or None)
        Group to the lowest and the highest that its points can sum up to; None for no bound.
    knock_outs : tuple of KnockOut
        Minimum criteria; the first that a lead fails is the reason that disqualifies it. Its score
        stays the sum of its points.
    each : mapping of str to (int, int)
        Numbers that earn points per occurrence: the points of one, and the most they add up to. The
        levels say the same at length; the file says it in short.
    definitions : mapping of str to str
        Tier to what both teams have agreed that it means, and who does what.
    matrix : Matrix or None
        Bands of fit and of engagement points, and tiers from both where tiers do not go by the score.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> card = Scorecard.of("by hand", {title: [20, -5, 0, 3]}, start=10)
    >>> X = pd.DataFrame({"title": ["CEO", "Clerk", None, "ceo"]}, index=["a", "b", "c", "d"])
    >>> card.score(X).to_dict()
    {'a': 30, 'b': 5, 'c': 10, 'd': 13}
    """

    name: str
    attributes: tuple[Attribute, ...]
    table: pd.DataFrame
    start: int = 0
    lowest: int | None = None
    highest: int | None = None
    line: Line | None = None
    pdo: int | None = None
    tiers: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    caps: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    knock_outs: tuple[KnockOut, ...] = ()
    each: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    matrix: Matrix | None = None

    def __post_init__(self) -> None:
        check_card(self)

    @classmethod
    def of(
        cls, name: str, points: Mapping[Attribute, list[int]], *, evidence: pd.DataFrame | None = None, **options
    ) -> Scorecard:
        """Return the card that gives each attribute's levels these whole points, in their order."""
        return cls(name, tuple(points), table_of(points, evidence), **options)

    def __repr__(self) -> str:
        return f"Scorecard({self.name!r}: {len(self.attributes)} attributes, {len(self.table)} levels)"

    def _repr_html_(self) -> str:
        return as_html(self.table)

    @property
    def base_score(self) -> float | None:
        """The score at which the odds are `base_odds`."""
        return None if self.line is None else self.line.score

    @property
    def base_odds(self) -> float | None:
        """Odds (converted : not) at `base_score`."""
        return None if self.line is None else self.line.odds

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the attributes, in the order of the card."""
        return tuple(dict.fromkeys(a.group for a in self.attributes if a.group))

    @property
    def tier_names(self) -> tuple[str, ...]:
        """The tiers, hottest first, by the score or from the matrix; what lies in none of them is cold."""
        return tuple(self.matrix.tiers if self.tiers_by_matrix else self.tiers)

    @property
    def tiers_by_matrix(self) -> bool:
        """Whether tiers are made of cells of the matrix, so that the score alone does not say a lead's tier."""
        return self.matrix is not None and bool(self.matrix.tiers)

    def points_of(self, attribute: str) -> pd.Series:
        """Return the points of each level of one attribute."""
        rows = self.table[self.table["attribute"] == attribute]
        if rows.empty:
            raise CardError(f"`{attribute}` is not on the card `{self.name}`{did_you_mean(attribute, self._names)}")
        return rows.set_index("level")["points"]

    def points(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the points of each lead for each attribute, (n_leads, n_attributes).

        Raises
        ------
        DataError
            If `X` lacks an attribute or holds another kind of values than the card knows.
        """
        return self._select(X, sql.points(self, self._columns))

    def score(self, X: pd.DataFrame) -> pd.Series:
        """Return the score of each lead, whole points (n_leads,)."""
        return self._select(X, {"score": sql.score(self, self._columns)})["score"]

    def group_scores(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the points of each lead within each group, capped where the card caps it, (n_leads, n_groups)."""
        return self._select(X, sql.groups(self, self._columns))

    def cells(self, X: pd.DataFrame) -> pd.Series:
        """Return the cell of the matrix in which each lead lies, A1 … C3 (n_leads,).

        Raises
        ------
        CardError
            If the card has no matrix.
        """
        if self.matrix is None:
            raise CardError(
                f"`{self.name}` has no matrix of fit and engagement. Give it one: "
                "replace(card, matrix=matrix_by_thirds(card, X))."
            )
        return self.matrix.cells(self.group_scores(X))

    def disqualified(self, X: pd.DataFrame) -> pd.Series:
        """Return why each lead fails the minimum criteria (n_leads,); missing where it meets them."""
        if not self.knock_outs:
            return pd.Series(pd.NA, index=X.index, name="disqualified", dtype="str")
        return self._selected(X, {"disqualified": sql.reason(self, self._columns)})["disqualified"].astype("str")

    def with_points(self, points: Mapping[tuple[str, str], int], *, note: str = "") -> Scorecard:
        """Return the card with other points for some levels.

        Probabilities rested on the points as they were, so a card whose points change has none until
        it is calibrated again.

        Parameters
        ----------
        points : mapping of (attribute, level) to int
        note : str
            Why; added to the ``notes`` among the facts.

        Raises
        ------
        CardError
            If an attribute or a level is not on the card, or points are not whole.
        """
        return edits.with_points(self, points, note)

    def times(self, factor: int) -> Scorecard:
        """Return the card on a scale so many times as long: all points, bounds and tiers times `factor`.

        Raises
        ------
        CardError
            If the factor is not a whole number of at least 1.
        """
        return edits.times(self, factor)

    def predict(self, X: pd.DataFrame) -> pd.Series:
        """Return the probability (0 to 1) that each lead converts, from its score alone (n_leads,).

        Raises
        ------
        CardError
            If the card has not been calibrated.
        """
        if self.line is None:
            raise CardError(
                f"`{self.name}` gives points but no probabilities yet. Calibrate it first: calibrate(card, X, y)."
            )
        score = self.score(X)
        return pd.Series(self.line.probability(score.to_numpy()), index=score.index, name="probability")

    def explain(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return rows that add up to each lead's score.

        Returns
        -------
        DataFrame
            Indexed by lead; ``attribute, level, points``: first ``(start)``, then a row for each
            attribute, then ``(cap GROUP)`` where the sum of a group left its cap, last ``(clip)`` where
            the sum left the bounds of the scale.
        """
        return explain.explain(self, X)

    def to_sql(self, *, dialect: str = "duckdb", table: str = "leads") -> str:
        """Return one query that scores every row of `table`: its columns, ``score`` and ``probability``.

        A card with knock-outs adds ``disqualified``, the reason, NULL where there is none.
        Columns must be typed as the card says; a NULL is missing.

        Raises
        ------
        CardError
            If two attributes differ only in case, which SQL takes for one column, or if the
            dialect is not one the tests run (``duckdb``).
        """
        return sql.query(self, dialect, table)

    def save(self, path: str | Path) -> Path:
        """Write the card as YAML that a person can read and edit; return the path.

        The file says everything; one written by hand may say less, see `leadtools.scorecard.by_hand`.
        """
        return file.save(self, Path(path))

    @classmethod
    def load(cls, path: str | Path) -> Scorecard:
        """Read a card that was saved, perhaps edited since.

        Raises
        ------
        CardError
            Naming every fault with its line.
        """
        name, points, options = file.load(Path(path))
        return cls.of(name, points, **options)

    @property
    def _columns(self) -> dict[str, exp.Expression]:
        return {a.name: placeholder(i) for i, a in enumerate(self.attributes)}

    @property
    def _names(self) -> list[str]:
        return [a.name for a in self.attributes]

    def _select(self, X: pd.DataFrame, expressions: Mapping[str, exp.Expression]) -> pd.DataFrame:
        if not expressions:
            return pd.DataFrame(index=X.index)
        return self._selected(X, expressions).astype("int64")

    def _selected(self, X: pd.DataFrame, expressions: Mapping[str, exp.Expression]) -> pd.DataFrame:
        return select(X, {a.name: a.kind for a in self.attributes}, expressions)
