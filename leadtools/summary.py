"""What a run found, as facts for ``summary.json``."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from leadtools.actions import COLDEST, choose_threshold, tier_table
from leadtools.errors import ConfigError
from leadtools.evaluation import Comparison
from leadtools.runs import Run
from leadtools.scorecard import DISQUALIFIED, Scorecard

DIGITS = 6
MADE_BY = {"close_rates": "30_close_rates", "logistic": "40_logistic", "boosted": "50_boosted", "rubric": "60_compare"}
"""Which notebook makes which card."""


def data_facts(run: Run) -> dict[str, object]:
    """Return what went in: rows, outcome, split and what was left out."""
    judged, split = run.judged, run.split
    apart = judged.apart.value_counts()
    return {
        "name": run.config.leads.path.stem,
        "as_of": _iso(run.as_of),
        "known_until": _iso(run.whole.known_until),
        "seed": run.seed,
        "horizon_days": run.config.horizon_days if run.whole.created_at is not None else None,
        **_looked_at_later(run),
        "outcome_kind": run.whole.roles.outcome,
        "findings": run.audit.findings["severity"].value_counts().to_dict(),
        "rows": dict(run.whole.reading.rows),
        "set_aside_elsewhere": len(run.whole.reading.set_aside) - run.whole.reading.rows["set_aside"],
        "outcome": {
            "leads": len(judged.y),
            "conversions": int(judged.y.sum()),
            "close_rate": _round(judged.y.mean()),
            "too_young": int(apart.get("too young", 0)),
            "undecided": int(apart.get("undecided", 0)),
        },
        "split": {
            "kind": split.kind,
            **({"by": run.config.order} if split.kind == "order" else {}),
            "train": len(split.train.X),
            "test": len(split.test.X),
            "boundary": _iso(split.boundary),
        },
        "excluded": run.excluded.to_dict("records"),
    }


def _looked_at_later(run: Run) -> dict[str, object]:
    """Return the age at which leads are looked at, and whether the days from then on are assumed."""
    said = run.config
    if not said.after_days:
        return {}
    return {"after_days": said.after_days, "horizon_assumed": ("horizon_days",) not in said.lines}


def method_facts(comparison: Comparison) -> dict[str, object]:
    """Return how good each method was, whether there is a signal, and the verdict."""
    rows = comparison.table.drop(columns="base_log_loss").to_dict("index")
    methods = {name: {key: _round(value) for key, value in row.items()} for name, row in rows.items()}
    return {"methods": methods, "signal": comparison.signal, "verdict": comparison.verdict}


def lift_facts(table: pd.DataFrame) -> list[dict[str, object]]:
    """Return a lift table as records."""
    columns = ["part", "leads", "conversions", "close_rate", "low", "high", "lift", "capture"]
    return [{key: _round(value) for key, value in row.items()} for row in table[columns].to_dict("records")]


def action_facts(
    run: Run, card: Scorecard, calls: pd.DataFrame, to_call: pd.DataFrame | None = None
) -> dict[str, object]:
    """Return which card scored the open leads, its tiers, how many leads each holds, and whom there is room to call."""
    spoken_for = run.spoken_for(calls) if to_call is None else to_call
    cells = card.matrix.tiers if card.tiers_by_matrix else {}
    tiers = {tier: list(own) for tier, own in cells.items()} or dict(card.tiers)
    named = [*tiers, COLDEST, *([DISQUALIFIED] if card.knock_outs else [])]
    held, called = ({name: int((rows["tier"] == name).sum()) for name in named} for rows in (calls, spoken_for))
    facts = {"scored_with": card.name, "tiers": tiers, "open_leads": held, "to_call": len(spoken_for)}
    facts["to_call_by_tier"] = called
    facts["judged_tiers"] = judged_tiers(run, card)
    if run.config.capacity and len(spoken_for):
        facts["capacity"] = run.config.capacity
    if "capacity" in facts and not card.tiers_by_matrix and "chance_now" not in spoken_for:  # the list goes by score
        facts["threshold"] = _round(choose_threshold(spoken_for["score"], capacity=run.config.capacity))
    silent = run.ages.unspoken_for(calls, besides=spoken_for["lead_id"].tolist())
    cold = ~run.spoken_for(calls)["lead_id"].isin(spoken_for["lead_id"])
    return facts | {"cold_not_called": int(cold.sum())} | _past_the_horizon(run, int(silent.sum()))


def judged_tiers(run: Run, card: Scorecard) -> list[dict[str, object]]:
    """Return how the leads of each tier closed, of those that no card of this run has learned from."""
    test = run.split.test
    table = tier_table(card, test.X, test.y, open_leads=test.X.head(0)).drop(columns="open_leads")
    return [{key: _round(value) for key, value in row.items()} for row in table.to_dict("records")]


def _past_the_horizon(run: Run, n_open: int) -> dict[str, object]:
    """Return how many open leads have passed the horizon, and how many leads like that ever converted."""
    if run.whole.roles.outcome != "date" or run.whole.created_at is None:
        return {}
    limit = pd.Timedelta(days=run.config.after_days + run.config.horizon_days)
    decided, created = run.whole.outcomes["decided_at"], run.whole.created_at
    old_enough = created + limit <= run.whole.known_until
    unconverted = old_enough & ~(decided < created + limit)
    later = unconverted & decided.notna()
    return {"past_horizon": {"open": n_open, "leads": int(unconverted.sum()), "converted_later": int(later.sum())}}


def _round(value: object) -> object:
    """Return a number with six decimals, None for one that is not finite."""
    if isinstance(value, float | np.floating):
        return round(float(value), DIGITS) if math.isfinite(value) else None
    return value


def _iso(moment: object) -> object:
    return moment.isoformat() if isinstance(moment, pd.Timestamp) else moment


def scored_with(run: Run, cards: Mapping[str, Scorecard]) -> Scorecard:
    """Return the card that the configuration says scores go by.

    Raises
    ------
    ConfigError
        If the notebook that makes it has not run yet.
    """
    name = run.config.score_with
    if name in cards:
        return cards[name]
    raise ConfigError(
        f"`score_with` is {name!r}, but this run has made no such card yet. Run {MADE_BY[name]} first, with the same "
        "`out`."
    )
