"""What to say above the first list of leads to call, or in its place."""

from __future__ import annotations

from leadtools.evaluation import Comparison
from leadtools.runs import Run


def how_to_read(comparison: Comparison) -> str:
    """Return what to write above a list to call, after what later leads have said about its score."""
    if comparison.signal == "yes":
        return "Hottest first. The score has held for later leads."
    if comparison.signal == "no":
        return "Do not call by this list: the score says nothing about later leads."
    return "Do not rely on this list yet: there are too few later leads to tell whether the score holds."


def why_nobody(run: Run) -> str:
    """Return why a run has nobody to call, where its list is empty."""
    n_open, days = len(run.open_leads), run.config.after_days + run.config.horizon_days
    if not n_open:
        return "There is nobody to call: every lead of the file is won or lost."
    return (
        f"There is nobody to call. {n_open:,} leads are open, but all of them came in {days:g} days or more before "
        f"{run.as_of:%Y-%m-%d}, the last day the file knows of, and the score says nothing about leads that old. "
        "Bring a newer export; or, if deals take longer than that, write a larger `horizon_days` into `leadtools.yml`."
    )
