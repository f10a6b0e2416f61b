"""The first list of leads to call, and what to say above it, or in its place."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from leadtools.actions import call_list
from leadtools.evaluation import Comparison
from leadtools.follow_up import without_cold
from leadtools.runs import Run
from leadtools.scorecard import COLDEST, Scorecard


def how_to_read(comparison: Comparison, shift: Mapping[str, object]) -> str:
    """Return what to write above a list to call, after what later leads have said about its score.

    `shift` is what `base_rate_shift` says of its probabilities: the order may hold where they do not.
    """
    if comparison.signal == "yes":
        return f"Hottest first. The score has held for later leads.{_not_a_forecast(shift)}"
    if comparison.signal == "no":
        return "Do not call by this list: the score says nothing about later leads."
    return "Do not rely on this list yet: there are too few later leads to tell whether the score holds."


def _not_a_forecast(shift: Mapping[str, object]) -> str:
    moved = {"moved up": "more", "moved down": "less"}.get(shift["base_rate_has"])
    if moved is None:
        return ""
    rate, said = (f"{100 * shift[which]:.1f} %" for which in ("close_rate", "predicted"))
    return (
        f" They converted {moved} often than the card said ({rate}, not {said}): "
        "take the probabilities as an order, not as a forecast."
    )


def to_call(run: Run, card: Scorecard) -> pd.DataFrame:
    """Return the open leads that the card speaks for, in the order to call them, without those nobody calls."""
    return without_cold(run, card, run.spoken_for(call_list(card, run.open_leads)))


def why_nobody(run: Run, card: Scorecard) -> str:
    """Return why a run has nobody to call, where its list is empty."""
    n_open, days = len(run.open_leads), run.config.after_days + run.config.horizon_days
    if not n_open:
        return "There is nobody to call: every lead of the file is won or lost."
    if cold := len(run.spoken_for(call_list(card, run.open_leads))):
        return f"There is nobody to call: the tier of all {cold:,} leads that the card speaks for is `{COLDEST}`."
    return (
        f"There is nobody to call. {n_open:,} leads are open, but all of them came in {days:g} days or more before "
        f"{run.as_of:%Y-%m-%d}, until when outcomes are known, and the score says nothing about leads that old. "
        "Bring a newer export; or, if deals take longer than that, write a larger `horizon_days` into `leadtools.yml` "
        '(in `00_start_here` also into `answers`, such as {"horizon_days": 365}). The longer it is, the fewer leads '
        "can be judged."
    )
