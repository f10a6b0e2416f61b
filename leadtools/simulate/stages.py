"""The stages that people move leads through: they follow who a lead is and its interest, and cause nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leadtools.simulate.decisions import Decisions
from leadtools.simulate.draws import words
from leadtools.simulate.people import People
from leadtools.simulate.tables import dates
from leadtools.simulate.truth import DAY, OUT_DAYS, OUT_SHARE, STAGE_DAYS, STAGE_LOG_ODDS, STAGE_OUT, STAGES


def make_stages(
    rng: np.random.Generator, people: People, decisions: Decisions, lead_ids: pd.Series, until: int
) -> pd.DataFrame:
    """Return ``lead_id, stage, changed_at`` up to a moment, in order of time.

    A lead moves on from a stage, if at all, after a time of chance, and only before it has made up its
    mind; of those that said no some are written off later.
    """
    keen = 0.6 * (decisions.fit - decisions.fit.mean()) + 0.5 * people.interest
    at, there = people.created, np.ones(len(people), dtype=bool)
    came = [at]
    for days, log_odds in zip(STAGE_DAYS, STAGE_LOG_ODDS, strict=True):
        at = at + np.rint(DAY * rng.exponential(days, len(people))).astype(np.int64)
        there = there & (rng.random(len(people)) < 1 / (1 + np.exp(-log_odds - keen))) & (at < decisions.at)
        came.append(np.where(there, at, -1))
    off = decisions.at + np.rint(DAY * rng.exponential(OUT_DAYS, len(people))).astype(np.int64)
    came.append(np.where(~decisions.customer & (rng.random(len(people)) < OUT_SHARE), off, -1))
    lead = np.tile(np.arange(len(people)), len(came))
    stage, moment = np.repeat(np.arange(len(came)), len(people)), np.concatenate(came)
    shown = np.flatnonzero((moment >= 0) & (moment <= until))
    shown = shown[np.lexsort((stage[shown], lead[shown], moment[shown]))]
    columns = {
        "lead_id": words(lead_ids, lead[shown]),
        "stage": words([*STAGES, STAGE_OUT], stage[shown]),
        "changed_at": dates(moment[shown]),
    }
    return pd.DataFrame(columns)
