"""Fit against engagement: A1 … C3, what files say of it, and tiers made from it."""

from leadtools.matrix.matrix import BANDS, CELLS, Axis, Matrix
from leadtools.matrix.said import (
    SCHEMA,
    TAKEN,
    USUAL_TIERS,
    by_score,
    cells_by_tier,
    matrix_data,
    matrix_faults,
    read_matrix,
    tiers_schema,
)

__all__ = [
    "BANDS",
    "CELLS",
    "SCHEMA",
    "TAKEN",
    "USUAL_TIERS",
    "Axis",
    "Matrix",
    "by_score",
    "cells_by_tier",
    "matrix_data",
    "matrix_faults",
    "read_matrix",
    "tiers_schema",
]
