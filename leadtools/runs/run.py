"""One company's history as known at a moment, and everything that is made of it once and shared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from leadtools.actions import write_csv
from leadtools.audit import Audit, audit, blanked, excluded_columns, judge_leaks
from leadtools.config import Config
from leadtools.duplicates import contact_columns, find_duplicates
from leadtools.evaluation.remaining import Remaining
from leadtools.history import History, Reading
from leadtools.levels import Attribute, find_levels
from leadtools.methods.calibration import calibrate
from leadtools.runs.ages import Ages, age_days
from leadtools.runs.cards import with_facts, with_matrix
from leadtools.runs.folder import cards_in_use, keep_card, record, summary_of
from leadtools.runs.leaks import giving_away, read_from_leaks
from leadtools.runs.rubric import on_signals, refuse_learned_later, rubric_of
from leadtools.scorecard import Scorecard, refuse_removing_all
from leadtools.snapshot import Snapshot, Split


@dataclass(frozen=True)
class Run:
    """One company's history as known at a moment, and the folder of the run.

    Attributes
    ----------
    config : Config
        What ``leadtools.yml`` says.
    folder : Path
        Where cards, scores and the summary go.
    whole : History
        Everything known at the moment, before columns are left out.
    as_of : Timestamp or None
        The moment of the run; None where leads have no dates.
    seed : int
        Of every random draw.
    """

    config: Config
    folder: Path
    whole: History
    as_of: pd.Timestamp | None
    seed: int

    @cached_property
    def judged(self) -> Snapshot:
        """The leads whose outcome is known, with all columns that play no role."""
        return self.whole.snapshot(after_days=self.config.after_days, horizon_days=self.config.horizon_days)

    @cached_property
    def audit(self) -> Audit:
        """What is wrong with the history, and which columns are left out."""
        said = self.config
        return audit(
            self.laid_out,
            snapshot=self.judged,
            judged_after_days=said.after_days + said.horizon_days,
            leave_out=said.leave_out,
            keep=said.keep,
            missing=said.missing,
            missing_in=self.missing_in,
            leaks=self.leaks,
            duplicates=self.duplicates,
        )

    @cached_property
    def laid_out(self) -> History:
        """The whole history, with what is looked up in other tables as columns, for the leak rules look at columns."""
        return self.whole.laid_out(self.config.after_days)

    @cached_property
    def cleared(self) -> History:
        """The whole history with blanks for every cell that says nothing is known."""
        return blanked(self.laid_out, missing=self.config.missing, missing_in=self.missing_in)

    @cached_property
    def leaks(self) -> pd.DataFrame:
        """The columns that give the outcome away, or may."""
        return judge_leaks(self.cleared)

    @cached_property
    def excluded(self) -> pd.DataFrame:
        """The columns that earn no points, each with its reason."""
        said = self.config
        return excluded_columns(self.cleared, leave_out=said.leave_out, keep=said.keep, leaks=self.leaks)

    @cached_property
    def duplicates(self) -> pd.DataFrame:
        """Pairs of leads that seem to be one person."""
        return find_duplicates(self.whole.leads, lead_id=self.whole.roles.lead_id, **contact_columns(self.whole))

    @cached_property
    def history(self) -> History:
        """The history without the columns that cannot or must not earn points."""
        gone = self.excluded.loc[self.excluded["kind"] != "role", "column"]
        known = {*self.config.keep, *self.laid_out.leads.columns}  # what is looked up has been judged as a column
        over_events = [made.name for made in self.whole.declared if made.name not in known]
        self.config.refuse([*read_from_leaks(self.whole, self.excluded), *giving_away(self.judged, over_events)])
        return self.whole.without(gone[gone.isin(self.laid_out.leads.columns)])

    @cached_property
    def snapshot(self) -> Snapshot:
        """The judged leads with the attributes that may earn points."""
        return replace(self.judged, X=self.judged.X[self.history.attributes])

    @cached_property
    def split(self) -> Split:
        """Earlier leads to learn from (``train``) and later ones to judge by (``test``)."""
        return self.snapshot.split(test_share=self.config.test_share, seed=self.seed)

    @cached_property
    def levels(self) -> tuple[Attribute, ...]:
        """Levels of every attribute, found on the leads learned from."""
        return find_levels(
            self.split.train.X,
            missing=("", *self.config.missing),
            missing_in=self.missing_in,
            spellings=self.reading.spellings,
            cuts=self.config.cuts,
            groups={name: self.reading.with_made(columns) for name, columns in self.config.groups.items()},
        )

    @property
    def reading(self) -> Reading:
        """What was done to the files on the way in."""
        return self.whole.reading or Reading()

    @property
    def missing_in(self) -> dict[str, tuple]:
        """Values that mean missing in one column: those the configuration names, otherwise those guessed."""
        return {**self.reading.missing_in, **self.config.missing_in}

    @cached_property
    def open_leads(self) -> pd.DataFrame:
        """Attributes of the leads that are neither won nor lost as of the moment."""
        return self.history.snapshot(self.as_of, horizon_days=None).X

    @cached_property
    def ages(self) -> Ages:
        """How old the leads are, and what that leaves of their chance."""
        said, roles, days = self.config, self.whole.roles, age_days(self.whole, self.as_of)
        if days is None or roles.outcome == "status":
            return Ages(days)
        return Ages(days, said.after_days + said.horizon_days, self._remaining if roles.decision else None)

    @property
    def _remaining(self) -> Remaining:
        said = self.config
        return Remaining.of(self.whole, self.judged, after_days=said.after_days, horizon_days=said.horizon_days)

    def chance_now(self, probability: pd.Series) -> pd.Series:
        """Return the chance, by ``lead_id``, that leads still open at their age convert before their horizon is over.

        Missing where it is over; the probability itself where ages say nothing.
        """
        return self.ages.chance_now(probability)

    def spoken_for(self, calls: pd.DataFrame, *, besides: Collection[str] = ()) -> pd.DataFrame:
        """Return the leads of a call list whose horizon has not passed, hottest first, with ``age_days``.

        `besides` are leads that stay whatever their age and stand first in their tier, for a person has decided
        on them. Disqualified leads are left out: nobody is to call them. With a status, or without dates, no
        lead is left out for its age.
        """
        return self.ages.spoken_for(calls, besides=besides)

    def with_tiers(self, card: Scorecard) -> Scorecard:
        """Return the card with the tiers of the configuration, from the matrix if scores go by this card."""
        return self._with_matrix(replace(card, tiers=self.config.tiers or card.tiers))

    def _with_matrix(self, card: Scorecard) -> Scorecard:
        said = self.config.matrix
        if said is None or card.name != self.config.score_with:
            return card
        return with_matrix(card, said, self.split.train.X)

    def with_facts(self, card: Scorecard) -> Scorecard:
        """Return the card with what it says of this run: the column of ids, the outcome, what it learned from."""
        return with_facts(card, self.config, self.split.train)

    @cached_property
    def rubric(self) -> Scorecard | None:
        """The card written by hand that the configuration names, on the company's own columns; None for none."""
        said = self.config.rubric
        return None if said is None else self._with_matrix(rubric_of(said, self.config, self.snapshot.X))

    def as_rubric(self, card: Scorecard, signals: Mapping[str, Mapping[str, object]]) -> Scorecard:
        """Return a card written by hand on the company's own columns, with `signals` mapped to them."""
        return self._with_matrix(on_signals(card, signals, self.config, self.snapshot.X))

    def save(self, card: Scorecard) -> Path:
        """Keep a card in the run's ``scorecards`` folder, with what it learned from and the configuration's tiers."""
        return keep_card(self.with_facts(self.with_tiers(card)), self.folder)

    def keep_rubric(self) -> None:
        """Keep the rubric; the leads learned from give its probabilities.

        It keeps tiers of its own, which its authors have agreed on its own scale, unless the configuration
        makes tiers from its matrix.
        """
        if self.rubric is not None:
            refuse_learned_later(self.rubric, self.split)
            refuse_removing_all(self.rubric, self.split.train.X)
            card = calibrate(self.rubric, self.split.train.X, self.split.train.y)
            keep_card(self.with_facts(card), self.folder)
            self.record(rubric_unmapped=self.rubric.facts.get("unmapped", []))

    def cards(self) -> dict[str, Scorecard]:
        """Return the cards in use, by name; refused if there is none yet."""
        return cards_in_use(self.folder)

    def write(self, name: str, table: pd.DataFrame) -> None:
        """Write a table as CSV into the run's folder."""
        write_csv(table, self.folder / name)

    @property
    def summary(self) -> dict[str, object]:
        """The facts that have been recorded so far."""
        return summary_of(self.folder)

    def record(self, **facts: object) -> dict[str, object]:
        """Add facts to the run's ``summary.json`` and return all of it."""
        return record(self.folder, facts)
