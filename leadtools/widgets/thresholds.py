"""The threshold explorer: slide the threshold, or say for how many calls there is room, and see what it means."""

from __future__ import annotations

import math
from dataclasses import replace

import ipywidgets
import pandas as pd

from leadtools.actions import (
    at_threshold,
    choose_threshold,
    swap_sets,
    threshold_in_words,
    threshold_table,
    without_forecast,
)
from leadtools.actions.at_age import Chance
from leadtools.errors import ParameterError
from leadtools.plots.thresholds import plot_called, plot_thresholds
from leadtools.scorecard import Scorecard
from leadtools.widgets.controls import Message, Picture, Words, named, when_changed, whole

_BESIDE = {"style": {"description_width": "initial"}, "layout": {"width": "18em"}}


class ThresholdExplorer(ipywidgets.VBox):
    """Move the threshold and see who is called, how leads above and below it closed, and who is swapped.

    Parameters
    ----------
    card : Scorecard
    X : DataFrame (n_judged, n_attributes)
        Leads whose outcome is known; best those the card has not learned from.
    y : Series (n_judged,)
        1 for a lead that converted, 0 for one that did not.
    open_leads : DataFrame (n_open, n_attributes)
        Leads that may be called now; those the card disqualifies are left out, also of those judged.
    chance : Callable, optional
        Makes of the probabilities of the open leads, by ``lead_id``, the chance they have at their age:
        `Run.chance_now`. Default: they are as good as new.
    threshold : float, optional
        The one in use, against which leads are swapped; default: the card's lowest tier.
    caution : str
        What must be known of the chances, as `cautions.caution` says it; wins are then compared and not promised.

    Attributes
    ----------
    threshold, typed, capacity : widgets
        The slider, the field for the same as a number, and that for the number of calls there is room for.
    picture, words, message : widgets
        What they show.
    """

    def __init__(
        self,
        card: Scorecard,
        X: pd.DataFrame,
        y: pd.Series,
        *,
        open_leads: pd.DataFrame,
        chance: Chance | None = None,
        threshold: float | None = None,
        caution: str = "",
    ):
        self._caution = [caution] if caution else []
        self.message, self.words, self.picture = Message(), Words(), Picture(3.6, 2.4, steady=True)
        super().__init__([self.message])
        with self.message.here():
            self._judge(card, X, y, open_leads, chance)
            self._in_use = self._start(card, threshold)
            self._lay_out()
            self._show()

    def _judge(
        self, card: Scorecard, X: pd.DataFrame, y: pd.Series, open_leads: pd.DataFrame, chance: Chance | None
    ) -> None:
        met, to_call = card.disqualified(X).isna(), open_leads[card.disqualified(open_leads).isna()]
        self._score = card.score(to_call)
        table = threshold_table(card.score(X[met]), y[met], open_score=self._score, chance=chance)
        self._table = without_forecast(table, " ".join(self._caution))
        self._swap = swap_sets(card, card, to_call, judged=(X[met], y[met]), chance=chance)

    def _lay_out(self) -> None:
        self.threshold = named(
            ipywidgets.IntSlider, "Threshold (score)", value=self._in_use, readout=False, **self._ends()
        )
        self.typed = ipywidgets.Text(description="Threshold as a number", continuous_update=False, **_BESIDE)
        self.capacity = named(ipywidgets.Text, "Capacity (leads)", placeholder="how many you can call, such as 40")
        when_changed(self.threshold, self._show)
        when_changed(self.typed, self._read_threshold)
        when_changed(self.capacity, self._fit_capacity)
        both = ipywidgets.HBox([self.threshold, self.typed], layout={"flex_flow": "row wrap"})
        self.children = [both, self.capacity, self.message, self.picture, self.words]

    def _start(self, card: Scorecard, threshold: float | None) -> int:
        lowest = min(card.tiers.values(), default=self._table["threshold"].median())
        return math.ceil(lowest if threshold is None else threshold)

    def _ends(self) -> dict[str, int]:
        """Return the ends of the slider; at its upper one nobody is called."""
        scores = self._table["threshold"]
        return {"min": min(int(scores.min()), self._in_use), "max": max(int(scores.max()) + 1, self._in_use)}

    def _read_threshold(self) -> None:
        with self.message.here():
            number, ends = whole(self.typed.value, "The threshold"), self._ends()
            if not ends["min"] <= number <= ends["max"]:
                raise ParameterError(
                    f"The threshold is {number:,}; allowed is a score from {ends['min']} to {ends['max']}. At "
                    f"{ends['max']} nobody is called."
                )
            self.threshold.value = number

    def _fit_capacity(self) -> None:
        with self.message.here():
            room = whole(self.capacity.value, "The capacity", lowest=1)
            fitting = choose_threshold(self._score, capacity=room)
            if math.isinf(fitting):
                raise ParameterError(
                    f"The hottest score is shared by more leads than there is room for ({room:,}), and leads of one "
                    "score are called together. Make room for more."
                )
            self.threshold.value = int(fitting)

    def _show(self) -> None:
        threshold = self.threshold.value
        self.typed.value = str(threshold)
        self.picture.draw(
            lambda ax: plot_thresholds(self._table, threshold=threshold, ax=ax),
            lambda ax: plot_called(self._score, threshold, before=self._in_use, ax=ax),
        )
        swap = replace(self._swap(self._in_use, threshold), with_totals=not self._caution)
        against = f"Against {self._in_use}, the threshold in use: "
        said = threshold_in_words(self._table, threshold)
        self.words.show(said, *self._caution, against + swap.words, _rounded(swap.groups))
        with self.message.here():
            self._refuse_too_many(at_threshold(self._table, threshold)["open_leads"])

    def _refuse_too_many(self, called: int) -> None:
        try:
            room = whole(self.capacity.value, "The capacity", lowest=1)
        except ParameterError:  # told when it was typed; the threshold has been moved since
            return
        if called > room:
            raise ParameterError(f"{called:,} open leads score so high; there is room for {room:,}.")


def _rounded(groups: pd.DataFrame) -> pd.DataFrame:
    """Return the groups with expected wins to one decimal, as they are said."""
    return groups.assign(expected_wins=groups["expected_wins"].map("{:.1f}".format))
