"""The lead explainer: one lead, its points, what it did, leads like it, and what would lift it a tier."""

from __future__ import annotations

import ipywidgets
import pandas as pd

from leadtools.actions import call_list, next_tier, similar_leads
from leadtools.actions.at_age import Chance
from leadtools.errors import DataError, did_you_mean
from leadtools.history import History
from leadtools.plots.lead import plot_events, plot_explanation
from leadtools.scorecard import Scorecard
from leadtools.widgets.controls import Message, Picture, Words, named, when_changed

MOST_SIMILAR = 8
_NO_PROMISE = (
    "What leads with another level earned, and the tier this lead would have with it. Points say how such leads "
    "closed, not that a lead which is brought there will buy."
)
_NO_LEVEL = "No other level of one attribute would lift this lead into a higher tier."
_WON = "has become a customer"
_OPEN = "is open, but not among those that the score still speaks for"
_NOT_WON = "did not become a customer, or not in time"


class LeadExplainer(ipywidgets.VBox):
    """Pick a lead and see why it has its score.

    Parameters
    ----------
    card : Scorecard
        Calibrated.
    X : DataFrame (n_past, n_attributes)
        Past leads whose outcome is known.
    y : Series (n_past,)
        1 for a lead that converted, 0 for one that did not.
    open_leads : DataFrame (n_open, n_attributes)
        Leads to pick from, indexed by ``lead_id``, in the order in which they are to be called.
    chance : Callable, optional
        Makes of the probabilities of the open leads, by ``lead_id``, the chance they have at their age:
        `Run.chance_now`. Default: they are as good as new.
    history : History, optional
        Where events and dates of creation stand; no time line without it.
    as_of : Timestamp, optional
        Events at this moment or later are not shown.

    Attributes
    ----------
    place, lead_id : widgets
        The place in the list, and the id.
    points, doings, words, message : widgets
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
        history: History | None = None,
        as_of: pd.Timestamp | None = None,
    ):
        self.message, self.words, self.more = Message(), Words(), Words()
        self.points, self.doings = Picture(5.2), Picture(3.2)
        super().__init__([self.message])
        self._card, self._past, self._history, self._as_of, self._chance = card, (X, y), history, as_of, chance
        with self.message.here():
            self._list(open_leads)
            self._lay_out()
            self._show()

    def _list(self, open_leads: pd.DataFrame) -> None:
        if open_leads.empty:
            raise DataError("There are no open leads to explain. Look from an earlier moment, or bring newer leads.")
        self._open = open_leads.set_axis(open_leads.index.astype(str))
        self._calls = call_list(self._card, self._open).set_index("lead_id").loc[self._open.index].reset_index()
        self._places = pd.Series(range(1, len(self._calls) + 1), index=self._calls["lead_id"])

    def _lay_out(self) -> None:
        self.place = named(
            ipywidgets.BoundedIntText, f"Place in the list (1 to {len(self._calls):,})", min=1, max=len(self._calls)
        )
        self.lead_id = named(ipywidgets.Text, "Lead id, then Enter", continuous_update=False)
        when_changed(self.place, self._show)
        when_changed(self.lead_id, self._find)
        silent = self._history is None or self._history.events is None
        pictures = [self.points] if silent else [self.points, self.doings]
        self.children = [self.place, self.lead_id, self.message, self.words, *pictures, self.more]

    def _find(self) -> None:
        with self.message.here():
            wanted = self.lead_id.value.strip()
            if not wanted:
                raise DataError("The lead id is empty; write one of the open leads, or use the place in the list.")
            if wanted not in self._places.index:
                raise DataError(f"`{wanted}` is none of the leads on this list{self._otherwise(wanted)}")
            self.place.value = int(self._places[wanted])

    def _otherwise(self, wanted: str) -> str:
        """Return what a lead is that is not on the list, or which ids on it are like that."""
        past = self._past[1].rename("converted").to_frame().assign(open=False)
        known = past if self._history is None else self._history.outcomes
        known = known.set_axis(known.index.astype(str))
        if wanted not in known.index:
            return did_you_mean(wanted, self._places.index, most=3)
        lead = known.loc[[wanted]].fillna({"converted": False}).iloc[0]
        return f": it {_WON if lead['converted'] else _OPEN if lead['open'] else _NOT_WON}."

    def _show(self) -> None:
        row = self._calls.iloc[self.place.value - 1]
        self.lead_id.value = row["lead_id"]
        lead = self._open.loc[[row["lead_id"]]]
        self.points.draw(lambda ax: plot_explanation(self._card.explain(lead), self._card.tiers, ax=ax))
        if self.doings in self.children:
            events, created_at = self._events(row["lead_id"])
            self.doings.draw(lambda ax: plot_events(events, created_at=created_at, as_of=self._as_of, ax=ax))
        similar = similar_leads(self._card, lead, *self._past)
        said = f"{row['lead_id']} scores {row['score']} ({row['tier']}), a probability of {row['probability']:.0%}"
        self.words.show(f"{said}{self._at_its_age(row)}.".replace("%", " %"), similar.words)
        lifts = next_tier(self._card, lead)
        lifts = (_NO_PROMISE, lifts) if len(lifts) else (_NO_LEVEL,)
        self.more.show(*lifts, "The past leads most like it:", similar.leads.head(MOST_SIMILAR))

    def _at_its_age(self, row: pd.Series) -> str:
        """Return the chance that is left of the probability, where ages are known."""
        if self._chance is None:
            return ""
        now = self._chance(pd.Series([row["probability"]], index=[row["lead_id"]])).iloc[0]
        said, left = f"{row['probability']:.0%}", f"{now:.0%}"
        return f"; {left} now, for it has been open for a while" if left != said else ""

    def _events(self, lead_id: str) -> tuple[pd.DataFrame, pd.Timestamp | None]:
        """Return what the lead did before the moment, and when it came in."""
        events, created = self._history.events, self._history.created_at
        own = events[events["lead_id"].astype(str) == lead_id]
        own = own if self._as_of is None else own[own["at"] < self._as_of]
        return own, None if created is None else created.set_axis(created.index.astype(str)).get(lead_id)
