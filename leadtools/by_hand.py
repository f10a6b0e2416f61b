"""What people wrote by hand for a run, read at its beginning: a fault stops the run before anything is learned."""

from __future__ import annotations

from leadtools.actions import read_overrides
from leadtools.evaluation.beliefs import read_beliefs
from leadtools.runs import Run

LEARNED_TIERS = ("hot", "warm")


def read_by_hand(run: Run) -> dict[str, object]:
    """Read the rubric, the beliefs and the overrides that the configuration names.

    Returns
    -------
    dict
        ``rubric``, how many levels it has, ``beliefs`` and ``overrides``, how many there are.

    Raises
    ------
    LeadToolsError
        If one of them is at fault: a column, a level or a tier that does not exist, or a value that is not allowed.
    """
    said, ids = run.config, run.whole.lead_ids.astype(str)
    rules = 0 if run.rubric is None else len(run.rubric.table)
    beliefs = 0 if said.beliefs is None else len(read_beliefs(said.beliefs, run.levels))
    tiers, by_score = _tiers(run)
    overrides = (
        () if said.overrides is None else read_overrides(said.overrides, known=ids, tiers=tiers, by_score=by_score)
    )
    return {"rubric": rules, "beliefs": beliefs, "overrides": len(overrides)}


def _tiers(run: Run) -> tuple[tuple[str, ...], bool]:
    """Return the tiers leads are going to have, and whether the score says which."""
    said, matrix = run.config, run.config.matrix
    if run.rubric is not None and said.score_with == run.rubric.name:
        return run.rubric.tier_names, not run.rubric.tiers_by_matrix
    if matrix is not None and matrix.tiers:
        return tuple(matrix.tiers), False
    return tuple(said.tiers or LEARNED_TIERS), True
