"""What a run can say about beliefs: the points of its rubric, and what people say, held against its leads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from leadtools.actions import choose_threshold, threshold_table, tiers_of
from leadtools.errors import CardError, DataError
from leadtools.evaluation.beliefs import BeliefCheck, check_beliefs, read_beliefs
from leadtools.evaluation.rubric import Pilot, RubricCheck, check_rubric, pilot
from leadtools.rubrics import load_rubric
from leadtools.runs import Run, open_run
from leadtools.scorecard import Scorecard, call_order

DIGITS = 6
MOST_TOLD = 8
NO_RUBRIC = "There is no rubric to hold against the leads; how to begin stands above."
NO_BELIEFS = (
    "Nobody's beliefs are written down yet. Make a table with the columns `who, attribute, level, effect`, one row a "
    "belief, and name it under `beliefs:` in the configuration."
)


@dataclass(frozen=True)
class RubricReview:
    """The rubric and the beliefs of a run beside its leads.

    Attributes
    ----------
    run : Run
    card : Scorecard or None
    check : RubricCheck or None
        None where there is no rubric, or nothing it could be held against.
    reason : str
        Why there is no check, or ``""``.
    beliefs : BeliefCheck or None
    why_no_beliefs : str
        Why there is none, or ``""``.
    """

    run: Run
    card: Scorecard | None
    check: RubricCheck | None
    reason: str
    beliefs: BeliefCheck | None
    why_no_beliefs: str

    @classmethod
    def of(cls, run: Run) -> RubricReview:
        """Hold the rubric and the beliefs of a run against its judged leads.

        Raises
        ------
        ConfigError, CardError
            If the file of the rubric or of the beliefs is at fault.
        """
        card = run.rubric
        check, reason = (None, NO_RUBRIC) if card is None else _checked(run, card)
        if run.config.beliefs is None:
            return cls(run, card, check, reason, None, NO_BELIEFS)
        beliefs = read_beliefs(run.config.beliefs, run.levels)
        judged = run.snapshot
        return cls(run, card, check, reason, check_beliefs(beliefs, judged.X, judged.y, levels=run.levels), "")

    @property
    def words(self) -> str:
        """The verdict on the rubric, or why there is none and what to do."""
        if self.card is None:
            return how_to_begin()
        return self.check.verdict if self.check else self.reason

    @property
    def rules(self) -> pd.DataFrame:
        """The rules that fire, or should, without what only the words need."""
        rules = self.check.rules
        return rules[(rules["leads"] > 0) | (rules["points"] != 0)].drop(columns=["better", "differs", "low", "high"])

    def thresholds(self) -> pd.DataFrame:
        """Return what each threshold on the rubric's score would mean for the open leads."""
        X, y = _judged_by(self.run, self.card)
        met = self.card.disqualified(X).isna()  # as on the other side: who is disqualified is not called
        return threshold_table(self.card.score(X[met]), y[met], open_score=self._to_call(), chance=self.run.chance_now)

    def threshold(self) -> float | None:
        """Return the threshold there is room for, None where the configuration names no capacity."""
        capacity = self.run.config.capacity
        return choose_threshold(self._to_call(), capacity=capacity) if capacity else None

    def _to_call(self) -> pd.Series:
        """Return the scores of the open leads of which the score speaks and that are not disqualified."""
        X = self.run.open_leads
        listed = pd.DataFrame({"lead_id": X.index, "tier": tiers_of(self.card, X).to_numpy()})
        return self.card.score(X.loc[self.run.spoken_for(listed)["lead_id"]])

    def pilot(self) -> Pilot:
        """Return what the latest leads alone say of the rubric, as a pilot on one batch would."""
        test = self.run.split.test
        hottest = next(iter(self.card.tiers.values()), None)
        return pilot(call_order(self.card, test.X), test.y, threshold=hottest, seed=self.run.seed)

    def facts(self) -> dict[str, object]:
        """Return the same as facts for ``summary.json``."""
        facts: dict[str, object] = {"rubric_check": None, "beliefs": None}
        if self.check:
            told = self.check.findings[["severity", "finding", "advice"]].head(MOST_TOLD).to_dict("records")
            auc = {name: round(float(value), DIGITS) for name, value in self.check.auc.items()}
            facts["rubric_check"] = {
                "verdict": self.check.verdict, "leads": self.check.leads, "rules": self.check.counts, **auc,
                "findings": told,
            }  # fmt: skip
        if self.beliefs:
            facts["beliefs"] = {"words": self.beliefs.words, "questions": len(self.beliefs.questions)}
        return facts


def _checked(run: Run, card: Scorecard) -> tuple[RubricCheck | None, str]:
    try:
        return check_rubric(card, *_judged_by(run, card), levels=run.levels), ""
    except (CardError, DataError) as fault:
        return None, str(fault)


def hold_against(card: Scorecard, config: str | Path) -> tuple[RubricCheck, list[str]]:
    """Hold a card written by hand against the judged leads that a configuration describes.

    Signals that the configuration maps under ``rubric:`` and that the card has are mapped for it too.

    Returns
    -------
    check : RubricCheck
    unmapped : list of str
        Signals and levels of the card that no column stands for, so that no lead earns by them.

    Raises
    ------
    LeadToolsError
        If the configuration or its data are at fault, or nothing can be held against the card.
    """
    with TemporaryDirectory() as folder:
        run = open_run(config, folder)
        said, named = run.config.rubric, {attribute.name for attribute in card.attributes}
        signals = {name: how for name, how in (said.signals if said else {}).items() if name in named}
        rubric = run.as_rubric(card, signals)
        return check_rubric(rubric, *_judged_by(run, rubric), levels=run.levels), rubric.facts.get("unmapped", [])


def _judged_by(run: Run, card: Scorecard) -> tuple[pd.DataFrame, pd.Series]:
    """Return all judged leads; of a card that has learned from some, those it has not seen."""
    judged = run.split.test if "learned_until" in card.facts else run.snapshot
    return judged.X, judged.y


def how_to_begin() -> str:
    """Return how to begin with a published table where there is no rubric yet."""
    signals = load_rubric("starter").facts["signals"]
    listed = ", ".join(f"`{name}` ({what})" for name, what in signals.items())
    return (
        "The configuration names no rubric. To begin with a published table of points, write `rubric: {load: starter, "
        f"signals: {{…}}}}` into it and say which of your columns or events stand for its signals: {listed}."
    )
