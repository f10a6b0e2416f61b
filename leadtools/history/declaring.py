"""What is declared beside the tables of a history: attributes over events, other tables, personas, what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from leadtools.attributes import EventAttribute, declare, faults_in_data
from leadtools.attributes.change_events import ChangeEvents, change_event_faults, with_change_events
from leadtools.attributes.titles import placed, standing_columns
from leadtools.engine import kind_of
from leadtools.errors import DataError, did_you_mean
from leadtools.history.keys import column_by, keys_of
from leadtools.history.known import laid_out
from leadtools.history.lookups import looked_up
from leadtools.history.moments import read_days
from leadtools.history.roles import Reading
from leadtools.personas import Persona, attribute_names, declare_personas, faults_in_leads

if TYPE_CHECKING:
    from leadtools.history.history import History


class Declaring:
    """The verbs of a `History` that say which attributes there are; each returns a new history."""

    @property
    def attributes(self) -> list[str]:
        """Columns of leads that play no role, then attributes over events and of personas; none that is left out."""
        names = [*self.leads.columns, *(a.name for a in self.declared), *attribute_names(self.personas)]
        return [c for c in names if c not in self.roles.columns and c not in self.left_out]

    def with_attributes(self, declared: Mapping[str, Mapping] | Sequence[EventAttribute]) -> History:
        """Return the history with further attributes, made of what each lead did before its moment.

        Parameters
        ----------
        declared : mapping or sequence of EventAttribute
            As under ``attributes:`` in ``leadtools.yml``; see `leadtools.declare`.

        Raises
        ------
        ParameterError
            If a declaration has faults.
        DataError
            If it speaks of an event, a detail or a value that the events do not have, or bears the
            name of a column of the leads.

        Examples
        --------
        >>> from leadtools import History
        >>> history = History(
        ...     pd.DataFrame({"lead_id": ["a", "b"], "created_at": pd.to_datetime("2025-01-01"),
        ...                   "converted_at": pd.to_datetime(["2025-02-01", None])}),
        ...     pd.DataFrame({"lead_id": ["a"], "event": ["visit"], "at": pd.to_datetime(["2025-01-05"])}),
        ...     known_until="2025-06-01").with_attributes({"visits": {"count": "visit", "window_days": 30}})
        >>> history.snapshot(after_days=7, horizon_days=90).X["visits"].to_dict()
        {'a': 1, 'b': 0}
        """
        added = placed(declare(declared), self.changes, self.reading.missing_in if self.reading else None)
        taken = [*self.leads.columns, *(attribute.name for attribute in self.declared)]
        faults = faults_in_data(added, self.events, taken, self.changes)
        if faults:
            raise DataError("\n  ".join(words for _, words in faults))
        return self.replaced(declared=(*self.declared, *added))

    def with_change_events(self, of: Mapping[str, Sequence[str]], *, missing: Iterable[str] = ()) -> History:
        """Return the history in which changes of columns are events too, to be counted like any other.

        Parameters
        ----------
        of : mapping of str to sequence of str
            Name of the event to the columns of the changes that make it.
        missing : iterable of str
            Values that say that nothing is known.

        Raises
        ------
        DataError
            If the changes know nothing of a column, or the name is that of an event.

        Notes
        -----
        From one known value to another; the first is no change, nor is another spelling of the same
        (case, accents, signs). Columns that change at one moment make one event.

        Examples
        --------
        >>> from leadtools import History
        >>> changes = pd.DataFrame({"lead_id": "a", "column": "title", "value": ["Clerk", "clerk", "Chief"],
        ...     "at": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"])})
        >>> history = History(pd.DataFrame({"lead_id": ["a"], "converted": [True]}), changes=changes)
        >>> history.with_change_events({"job_change": ["title"]}).events["at"].astype(str).tolist()
        ['2025-03-01']
        """
        faults = change_event_faults(of, self.events, self.changes)
        if self.change_events:
            faults.append(((), "there are events of changes already; name all of them at once."))
        if faults:
            raise DataError("\n  ".join(words for _, words in faults))
        made = ChangeEvents({event: tuple(columns) for event, columns in of.items()}, tuple(missing))
        events = with_change_events(self.events, self.changes, made)
        return self.replaced(events=events, change_events=made)

    def with_lookup(
        self, name: str, rows: pd.DataFrame, *, by: str, columns: Mapping[str, str] | None = None
    ) -> History:
        """Return the history with what another table says of the leads, as attributes.

        Parameters
        ----------
        name : str
            What the table goes by.
        rows : DataFrame
            ``key``, ``at`` (since when the row is known, a date without zone) and columns of numbers,
            texts or yes/no. The newest row with ``at`` before the moment counts.
        by : str
            What of a lead is held against the key: ``email domain`` (free ones never), ``email``,
            ``account`` or a column of the leads. Case does not matter.
        columns : mapping of str to str, optional
            Columns to the names of attributes. Default: all, named after the table: ``NAME COLUMN``.

        Raises
        ------
        DataError
            If a column is not there or can be no attribute, two rows have the same key and date, the
            leads have nothing to be joined by, or a name is taken.

        Examples
        --------
        On day 7 the firm is known to have 10 employees; the 90 of February lie ahead.

        >>> from leadtools import History
        >>> leads = pd.DataFrame({"lead_id": ["a", "b"], "account": ["Acme", "Bolt"],
        ...     "created_at": pd.to_datetime("2025-01-01"), "converted_at": pd.to_datetime(["2025-02-01", None])})
        >>> firms = pd.DataFrame({"key": ["acme", "acme"], "at": pd.to_datetime(["2024-05-01", "2025-02-01"]),
        ...     "employees": [10, 90]})
        >>> history = History(leads, known_until="2025-12-31").with_lookup("firm", firms, by="account")
        >>> history.snapshot(after_days=7).X["firm employees"].to_dict()
        {'a': 10.0, 'b': nan}
        """
        lookup, added = looked_up(name, rows, by, columns)
        keys_of(self.leads.head(0), self.roles, by)
        faults = faults_in_data(added, None, [*self.leads.columns, *(a.name for a in self.declared)])
        if faults:
            raise DataError("\n  ".join(words for _, words in faults))
        return self.replaced(lookups=self.lookups | {name: lookup}, declared=(*self.declared, *added))

    def laid_out(self, after_days: float) -> History:
        """Return the history in which what is looked up stands in columns of the leads, as of an age of each.

        The leak rules look at columns.
        """
        return laid_out(self, read_days(after_days, "after_days"))

    def with_personas(
        self,
        said: Mapping[str, Mapping],
        *,
        missing: Iterable[object] = (),
        missing_in: Mapping[str, Iterable[object]] | None = None,
    ) -> History:
        """Return the history with ideal customers: how far each lead matches them, as attributes.

        Parameters
        ----------
        said : mapping
            As under ``personas:`` in ``leadtools.yml``; see `leadtools.match_personas` for what becomes
            of them.
        missing : iterable
            Spellings that say nothing is known, in every column.
        missing_in : mapping of str to iterable, optional
            The same by column; those found at reading where a column is not named.

        Raises
        ------
        ParameterError
            If a persona has faults.
        DataError
            If it speaks of a column that is not there, plays a role or is left out, or of values that
            the column cannot hold.

        Examples
        --------
        >>> from leadtools import History
        >>> leads = pd.DataFrame({"lead_id": ["a", "b"], "title": ["CEO", "Clerk"], "converted": [True, False]})
        >>> history = History(leads)
        >>> history.with_personas({"founder": {"title": {"is": "CEO"}}}).snapshot().X["best persona"].tolist()
        ['founder', '(none)']
        """
        added = declare_personas(said)
        faults = self.persona_faults(added)
        if faults:
            raise DataError("\n  ".join(words for _, words in faults))
        reading = self.reading or Reading()
        nothing = {**reading.missing_in, **(missing_in or {})}
        columns = dict.fromkeys(column for persona in added for column in persona.columns)
        kinds = {column: self._kind_of(column) for column in columns}
        missing = {column: ("", *missing, *nothing.get(column, ())) for column in columns}
        added = (persona.typed(kinds, missing, reading.spellings) for persona in added)
        return self.replaced(personas=(*self.personas, *added))

    def persona_faults(self, personas: Sequence[Persona]) -> list[tuple[tuple, str]]:
        """Return what personas ask for and the leads do not have: (path as in ``leadtools.yml``, words)."""
        made = {a.name: a.kind for a in self.declared} | dict.fromkeys(attribute_names(self.personas), "number")
        return faults_in_leads(personas, self.leads, made, self.roles.columns, self.left_out)

    def _kind_of(self, column: str) -> str:
        made = {attribute.name: attribute.kind for attribute in self.declared}
        return made[column] if column in made else kind_of(self.leads[column])

    def without(self, columns: Iterable[str]) -> History:
        """Return the history with these attributes left out.

        What a persona looks at, a role is read from, or another table is joined by, is kept for it, and is no
        attribute any more.
        """
        gone = set(columns) - set(self.roles.columns)
        self._refuse_unknown(gone)
        joined_by = {column_by(self.roles, lookup.by) for lookup in self.lookups.values()}
        hidden = gone & {*self.for_personas, *attribute_names(self.personas), *joined_by}
        kept = [attribute for attribute in self.declared if attribute.name not in gone - hidden]
        hidden |= gone & set(standing_columns(kept))
        leads = self.leads.drop(columns=list(gone - hidden), errors="ignore")
        return self.replaced(leads=leads, declared=kept, left_out=(*self.left_out, *sorted(hidden)))

    @property
    def for_personas(self) -> list[str]:
        """Columns that personas look at."""
        return list(dict.fromkeys(column for persona in self.personas for column in persona.columns))

    def including(self, columns: Iterable[str]) -> History:
        """Return the history in which these columns, left out before, are attributes again."""
        back = set(columns)
        self._refuse_unknown(back)
        return self.replaced(left_out=[column for column in self.left_out if column not in back])

    def _refuse_unknown(self, columns: Iterable[str]) -> None:
        known = {*self.leads.columns, *(a.name for a in self.declared), *attribute_names(self.personas)}
        for name in sorted(set(columns) - known):
            raise DataError(f"`{name}` is not a column of the leads{did_you_mean(name, self.attributes)}")
