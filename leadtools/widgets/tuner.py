"""The rubric tuner: edit the points of a card in a table and see what that does before anybody is called by it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import NamedTuple

import ipywidgets
import pandas as pd

from leadtools.actions import swap_set, tier_moves, tier_table
from leadtools.actions.at_age import Chance
from leadtools.errors import OutputError, ParameterError
from leadtools.evaluation import lift_table
from leadtools.methods.calibration import calibrate
from leadtools.methods.counts import count, prepare, with_close_rates
from leadtools.plots.edits import plot_lift_change
from leadtools.scorecard import Scorecard, ScoringOnce
from leadtools.snapshot import Split
from leadtools.widgets.controls import Message, Picture, Words, button, named, when_changed, whole
from leadtools.widgets.rows import Rows

MOST_SHOWN = 10
Points = dict[tuple[str, str], int]


class RubricTuner(ipywidgets.VBox):
    """Edit points; see tiers, lift and the leads that move; take it back, or save it as a new card.

    Parameters
    ----------
    path : path
        Of the card's file, which is never written over.
    split : Split
        Leads learned from, which give a saved card its probabilities, and leads to judge by.
    open_leads : DataFrame (n_open, n_attributes)
        Leads that may be called now.
    chance : Callable, optional
        Makes of the probabilities of the open leads, by ``lead_id``, the chance they have at their age:
        `Run.chance_now`. Default: they are as good as new.

    Attributes
    ----------
    cells : dict of (attribute, level) to widget
        A field for each level's points.
    name, note : widgets
        What a new card is called, and why it was made.
    picture, words, message : widgets
        What they show.
    saved : widget
        What became of saving, beside its button.
    """

    def __init__(
        self,
        path: str | Path,
        split: Split,
        *,
        open_leads: pd.DataFrame,
        chance: Chance | None = None,
    ):
        self._path, self._split, self._open, self._chance = Path(path), split, open_leads, chance
        self.cells: dict[tuple[str, str], ipywidgets.Text] = {}
        self._steps: list[Points] = []
        self._writing = False
        self.name = named(ipywidgets.Text, "Name of the new card", continuous_update=False)
        self.note = named(ipywidgets.Text, "Note: why", continuous_update=False)
        self.message, self.saved, self.words, self.picture = Message(), Message(), Words(), Picture(3.4)
        self._grid = Rows(ipywidgets.Text, columns=_COLUMNS, max_height="22em", **_CELL)
        self._shown = ipywidgets.VBox([self._grid, self.picture, self.words])
        undo = button("Undo the last edit", self.undo)
        again = button("Begin again from the file", self.read)
        save = button("Save as a new card", self.save)
        bar = ipywidgets.HBox([undo, again], layout=_ROW)
        super().__init__([bar, self.message, self._shown, self.name, self.note, save, self.saved])
        self.read()

    def read(self) -> None:
        """Read the card's file, and forget every edit; fields stay, for somebody may be typing in one already."""
        with self.message.here():
            card = ScoringOnce(Scorecard.load(self._path))
            self._before = lift_table(self._split.test.y, card.score(self._split.test.X))
            fitting = bool(self.cells) and card.attributes == self._card.attributes
            self._card, self._points, self._steps = card, _points_of(card), []
            self._write() if fitting else self._fill()
            self._show()
        self._shown.layout.display = None if self.cells else "none"

    def undo(self) -> None:
        """Take back the last edit, or what was typed last and is no edit yet."""
        with self.message.here():
            if self._nothing_unfinished():
                if not self._steps:
                    raise OutputError("There is nothing to undo.")
                self._points = self._steps.pop()
            self._write()
            self._show()

    def _nothing_unfinished(self) -> bool:
        """Return whether the fields hold the points that are shown, rather than something that is no number."""
        try:
            return self._typed() == self._points
        except ParameterError:
            return False

    def save(self) -> None:
        """Write the card with its new points beside the one it came from."""
        with self.saved.here():
            typed, path = self._typed(), self._free_path()
            card = replace(self._card.with_points(typed, note=self.note.value.strip()), name=path.stem)
            calibrate(card, self._split.train.X, self._split.train.y).save(path)
            self.saved.show(f"Saved as {path.name}, beside {self._path.name}.")

    def _free_path(self) -> Path:
        name = self.name.value.strip()
        if not re.fullmatch(r"[\w-]+", name):
            raise OutputError(f"The new card cannot be called {name!r}; use letters, digits, - and _, no blanks.")
        path = self._path.with_name(f"{name}.yml")
        if path.exists():
            raise OutputError(f"{path.name} is there already; choose another name.")
        if not self.note.value.strip():
            raise OutputError("The note is empty; say in a few words why the points are as they are.")
        return path

    def _fill(self) -> None:
        """Make a field for every level of the card that was read, with its evidence beside it."""
        rows = {(row.attribute, row.level): row for row in _evidence(self._card, self._split).itertuples()}
        shown = self._grid.show((": ".join(key), _beside(row), str(self._points[key])) for key, row in rows.items())
        self.cells = {key: cell for key, (cell, _) in zip(rows, shown, strict=True)}
        for cell in self.cells.values():
            when_changed(cell, self._edit)

    def _write(self) -> None:
        """Put the points into the fields, without taking that for an edit."""
        self._writing = True
        for key, cell in self.cells.items():
            cell.value = str(self._points[key])
        self._writing = False

    def _typed(self) -> Points:
        """Return what stands in the fields."""
        return {key: self._points_in(key) for key in self.cells}

    def _points_in(self, key: tuple[str, str]) -> int:
        return whole(self.cells[key].value, f"`{key[0]}: {key[1]}`")

    def _edit(self) -> None:
        if self._writing:
            return
        self.saved.show("")
        with self.message.here():
            typed, faults = self._typed_so_far()
            if typed != self._points:
                self._steps.append(self._points)
                self._points = typed
                self._show()
            if faults:
                raise ParameterError("\n".join(faults))

    def _typed_so_far(self) -> tuple[Points, list[str]]:
        """Return the points in the fields, the last ones where a field holds no number, and what is wrong there."""
        typed, faults = dict(self._points), []
        for key in self.cells:
            try:
                typed[key] = self._points_in(key)
            except ParameterError as fault:
                faults.append(f"{fault} Until then it counts {typed[key]}.")
        return typed, faults

    def _show(self) -> None:
        card, test = ScoringOnce(self._card.with_points(self._points)), self._split.test
        after = lift_table(test.y, card.score(test.X))
        self.picture.draw(lambda ax: plot_lift_change(self._before, after, ax=ax))
        moves = tier_moves(self._card, card, self._open)
        self.words.show(
            "Each tier, with the close rate of the judged leads in it:",
            tier_table(card, test.X, test.y, open_leads=self._open),
            *self._swap(card),
            f"{len(moves):,} open leads change their tier" + (", the hottest of them:" if len(moves) else "."),
            *([moves.head(MOST_SHOWN)] if len(moves) else []),
        )

    def _swap(self, card: Scorecard) -> list[str]:
        """Return what the edit is worth at the lowest score that is called."""
        if not card.tiers:
            return []
        threshold, test = min(card.tiers.values()), self._split.test
        swap = swap_set(
            self._card, card, self._open, threshold_before=threshold, judged=(test.X, test.y), chance=self._chance
        )
        return [f"Calling from {threshold} up: {swap.words}"]


_CELL = {"continuous_update": False, "style": {"description_width": "calc(100% - 5em)"}}
_COLUMNS = "minmax(0, 30em) minmax(40%, 1fr)"
_ROW = {"flex_flow": "row wrap", "align_items": "center"}


def _points_of(card: Scorecard) -> Points:
    rows = zip(card.table["attribute"], card.table["level"], card.table["points"], strict=True)
    return {(attribute, level): int(points) for attribute, level, points in rows}


def _evidence(card: Scorecard, split: Split) -> pd.DataFrame:
    """Return how the leads learned from closed, level by level."""
    attributes, codes, outcome = prepare(split.train.X, split.train.y, card.attributes)
    return with_close_rates(count(attributes, codes, outcome), outcome.mean())


def _beside(row: NamedTuple) -> str:
    return f'<div style="line-height: 1.3">{escape(_in_words(row))}</div>'


def _in_words(row: NamedTuple) -> str:
    if not row.leads:
        return "no lead so far"
    rate = f"{100 * row.close_rate:.1f} % ({100 * row.low:.0f} to {100 * row.high:.0f})"
    return f"{row.conversions:,} of {row.leads:,} leads converted: {rate}"
