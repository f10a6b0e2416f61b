"""Column roles: what was guessed about each column of an export, to be corrected and saved as leadtools.yml."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import Path

import ipywidgets

from leadtools.config import read_config
from leadtools.documents import write_text
from leadtools.errors import LeadToolsError, OutputError
from leadtools.guess import Guess, guess
from leadtools.guess.columns import OUTCOME, ROLES, column_roles, corrected, outcome_of, samples
from leadtools.guess.table import read_table
from leadtools.guess.writing import as_yaml
from leadtools.readers import read_history
from leadtools.widgets.controls import Message, button, named, when_changed
from leadtools.widgets.rows import Rows

BY_HAND = "said by hand"
_ROLE = {"options": list(ROLES), "style": {"description_width": "13em"}}
_COLUMNS = "minmax(0, 24em) minmax(40%, 1fr)"


class ColumnRoles(ipywidgets.VBox):
    """See what each column of an export is taken for, correct it, and save ``leadtools.yml``.

    Parameters
    ----------
    export : path
        The leads: CSV, Excel or Parquet.
    outcome : path, optional
        A second file with what became of them.
    out : path, optional
        Default: ``leadtools.yml`` beside the export.
    sheet : str, optional
        Of a workbook with several.

    Attributes
    ----------
    roles : dict of str to widget
        What each column is taken for.
    kind, won, lost : widgets
        What the column of the outcome holds.
    outcome_file : widget
        The second file, beside the leads.
    personal, over : widgets
        Whether values of people are shown, and whether a file that is there is written over.
    message : widget
        What went wrong, or was done.
    """

    def __init__(
        self,
        export: str | Path,
        *,
        outcome: str | Path | None = None,
        out: str | Path | None = None,
        sheet: str | None = None,
    ):
        self._out = Path(export).parent / "leadtools.yml" if out is None else Path(out)
        self._export, self._sheet, self.roles, self._seen = Path(export), sheet, {}, {}
        self.message = Message()
        self.personal = named(ipywidgets.Checkbox, "Show values of people as they are", indent=False)
        self.over = named(ipywidgets.Checkbox, f"Write over {self._out.name} if it is there", indent=False)
        when_changed(self.personal, self._show_samples)
        self.outcome_file = self._field_of_outcomes(outcome)
        super().__init__([self.message])
        with self.message.here():
            self._made = guess(export, outcome=self._named_file(), sheet=sheet)
            self._table = read_table(export, sheet=sheet)
            self._lay_out()

    def _field_of_outcomes(self, outcome: str | Path | None) -> ipywidgets.Text:
        said = "" if outcome is None else str(Path(outcome).resolve())
        field = named(
            ipywidgets.Text, "File of outcomes, then Enter", value=said, placeholder="if a second file beside the "
            "leads says what became of them", continuous_update=False,
        )  # fmt: skip
        when_changed(field, self._read_outcomes)
        return field

    def _named_file(self) -> Path | None:
        typed = self.outcome_file.value.strip()
        return self._export.parent / typed if typed else None

    def _read_outcomes(self) -> None:
        with self.message.here():
            self._guess_anew()
            self.message.show(_found(self._made))

    def _guess_anew(self) -> None:
        """Guess with the second file that is named, or with none; what was said by hand stays."""
        self._made = guess(self._export, outcome=self._named_file(), sheet=self._sheet)
        by_hand = {column: field.value for column, field in self.roles.items() if self._seen[column][1] == BY_HAND}
        self._lay_out()
        for column, role in by_hand.items():
            self.roles[column].value = role

    def _lay_out(self) -> None:
        said = self._made.outcome
        self.kind = named(
            ipywidgets.Dropdown, "The outcome is", options=["date", "flag", "status"], value=_known_kind(said.kind)
        )
        self.won = named(ipywidgets.SelectMultiple, "Values that mean won", rows=4)
        self.lost = named(ipywidgets.SelectMultiple, "Values that mean lost", rows=4)
        table = Rows(ipywidgets.Dropdown, columns=_COLUMNS, max_height="30em", **_ROLE)
        self._fill(table)
        when_changed(self.kind, self._show_values)
        self._show_values()
        about = [self.kind, self.won, self.lost] if said.file is None else []
        save = button(f"Save as {self._out.name}", self.save)
        self.children = [self.personal, table, self.outcome_file, *about, self.over, save, self.message]

    def _fill(self, table: Rows) -> None:
        """Make a field for the role of every column, its samples beside it."""
        guessed = column_roles(self._made, self._table)
        shown = table.show((column, self._sample(column, role, why), role) for column, (role, why) in guessed.items())
        for (column, (_, why)), (role, seen) in zip(guessed.items(), shown, strict=True):
            self.roles[column], self._seen[column] = role, (seen, why)
            when_changed(role, partial(self._changed, column))

    def _changed(self, column: str) -> None:
        seen, _ = self._seen[column]
        self._seen[column] = (seen, BY_HAND)
        self._show_sample(column)
        self._show_values()

    def _show_samples(self) -> None:
        for column in self.roles:
            self._show_sample(column)

    def _show_sample(self, column: str) -> None:
        seen, why = self._seen[column]
        seen.value = self._sample(column, self.roles[column].value, why)

    def _sample(self, column: str, role: str, why: str) -> str:
        some = samples(self._table, column, role, personal=self.personal.value)
        return (
            f'<div style="line-height: 1.3; color: var(--jp-ui-font-color1)"><b>{escape(some) or "blank"}</b><br>'
            f'<span style="color: var(--jp-ui-font-color2)">{escape(why)}</span></div>'
        )

    def _show_values(self) -> None:
        """Offer the values of the outcome's column where it is a status, those guessed chosen."""
        column, said = self._outcome_column(), self._made.outcome
        is_status = self.kind.value == "status" and column is not None
        values = self._table.values(column) if is_status else []
        for field, guessed in ((self.won, said.won), (self.lost, said.lost)):
            if tuple(field.options) != tuple(values):
                field.options = values
                field.value = [value for value in guessed if value in values] if column == said.column else []
            field.layout.display = None if is_status else "none"

    def _outcome_column(self) -> str | None:
        return next((column for column, field in self.roles.items() if field.value == OUTCOME), None)

    def save(self) -> None:
        """Write ``leadtools.yml`` as it is said here, and read the leads with it."""
        with self.message.here():
            if self._named_file() != self._made.outcome.file:
                self._guess_anew()  # it could not be read when it was typed
            roles = {column: field.value for column, field in self.roles.items()}
            outcome = self._made.outcome
            if column := self._outcome_column():
                outcome = outcome_of(self._made, column, self.kind.value, won=self.won.value, lost=self.lost.value)
            made = corrected(self._made, roles, outcome=outcome)
            if self._out.exists() and not self.over.value:
                raise OutputError(f"{self._out.name} is there already. Tick the box to write over it.")
            write_text(self._out, as_yaml(made, self._out, sheet=self._sheet))
            self._try()

    def _try(self) -> None:
        """Say what reading the leads with the file gives."""
        try:
            history = read_history(read_config(self._out))
            history.snapshot()
        except LeadToolsError as fault:
            self.message.show(f"Saved as {self._out.name}, but the leads cannot be used yet: {fault}", "alert")
        else:
            n, known = len(history.leads), int(history.outcomes["converted"].fillna(False).sum())
            self.message.show(f"Saved as {self._out.name}: {n:,} leads, {known:,} of them converted.")


def _found(made: Guess) -> str:
    """Return where the outcome is now taken from."""
    said = made.outcome
    if said.kind == "ask":
        return said.question
    if said.file is None:
        return f"The outcome is the {said.kind} `{said.column}` of the leads: {said.reason}."
    return f"The outcome is the {said.kind} `{said.column}` of {said.file.name}, joined by `{said.id}`: {said.reason}."


def _known_kind(kind: str) -> str:
    return "flag" if kind == "ask" else kind
