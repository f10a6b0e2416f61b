"""A card as a run keeps it: the bands of its matrix, the outcome it predicts, and what it learned from."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from leadtools.actions import matrix_by_thirds
from leadtools.config import Config
from leadtools.lineage import learned
from leadtools.matrix import Matrix
from leadtools.scorecard import Scorecard
from leadtools.snapshot import Snapshot


def with_matrix(card: Scorecard, said: Matrix, X: pd.DataFrame) -> Scorecard:
    """Return a card with the matrix of the configuration, whose open bands are thirds of the leads learned from.

    What the configuration leaves open stays as the card has it.

    Raises
    ------
    CardError, DataError
        If the card has not both groups of the matrix, or one of them parts no leads.
    """
    wanted = said if card.matrix is None else _filled(said, card.matrix)
    matrix = matrix_by_thirds(card, X, matrix=wanted)
    parted = " and ".join(name for name, axis in wanted.axes.items() if not axis.lowest)
    made = {"bands": f"{parted}: thirds of the {len(X):,} leads learned from"} if parted else {}
    return replace(card, matrix=matrix, tiers={} if matrix.tiers else card.tiers, facts={**card.facts, **made})


def _filled(said: Matrix, own: Matrix) -> Matrix:
    axes = {name: own.axes[name] for name, axis in said.axes.items() if axis == Matrix().axes[name]}
    return replace(said, **axes, tiers=said.tiers or own.tiers)


def with_facts(card: Scorecard, config: Config, train: Snapshot) -> Scorecard:
    """Return a card with what it says of its run: the column of ids, the outcome, what it learned from."""
    named = {"lead_id": config.id} if config.id else {}
    return replace(card, facts={**card.facts, **named, "outcome": _outcome(config), **learned(train)})


def _outcome(config: Config) -> str:
    """Return in words what the cards of this configuration predict."""
    within = f" within {config.horizon_days:g} days" if config.outcome.kind == "date" else ""
    return f"{config.outcome.column}{within}"
