"""Who the leads are, what they did and what became of them: the one place that knows dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from leadtools.attributes import EventAttribute, Lookup
from leadtools.attributes.change_events import ChangeEvents
from leadtools.attributes.checks import CHANGE_COLUMNS, OWN_COLUMNS
from leadtools.config import Journey
from leadtools.errors import DataError, MomentError, did_you_mean
from leadtools.history.calendar import refuse_no_period, starts
from leadtools.history.declaring import Declaring
from leadtools.history.fates import Fates, set_apart
from leadtools.history.known import known
from leadtools.history.moments import day, read_days, read_moment
from leadtools.history.roles import Reading, Roles, check_dates, check_leads, outcome_table
from leadtools.personas import Persona
from leadtools.snapshot import Snapshot


class History(Declaring):
    """Leads, their events and their outcomes, with dates.

    Parameters
    ----------
    leads : DataFrame
        One row a lead. Columns that play a role are named by `roles`; every other is an attribute.
        Dates are ``datetime64`` without zone.
    events : DataFrame, optional
        What leads did: ``lead_id``, ``event``, ``at`` and any detail.
    changes : DataFrame, optional
        From when on columns of leads had which value: ``lead_id``, ``column``, ``value`` (a text, or
        missing where it was cleared), ``at``.
    known_until : date, optional
        Until when outcomes are known. Default: the latest moment at which a lead was created,
        acted or was decided.
    roles : Roles, optional
        Default: the columns that bear a role's own name.
    left_out : iterable of str
        Columns that stay in ``leads`` but are no attributes.
    reading : Reading, optional
        What became of the rows of the files.
    declared : sequence of EventAttribute
        Attributes over events; `with_attributes` holds them against the events first.
    journey : Journey, optional
        The stages that leads go through, told by the changes of one column.
    lookups : mapping of str to Lookup
        Other tables that attributes are looked up in, by name; `with_lookup` adds one.
    change_events : ChangeEvents, optional
        Which of the events were made of changes; `with_change_events` makes them.
    personas : sequence of Persona
        Ideal customers; `with_personas` holds them against the leads first.

    Raises
    ------
    DataError
        If the outcome is missing or named twice, ids repeat or are blank, or a column cannot play
        its part.

    Examples
    --------
    Horizon 90 days, outcomes known until 1 June: ``c`` was created too late to be judged.

    >>> history = History(pd.DataFrame({
    ...     "lead_id": ["a", "b", "c"], "title": ["CEO", "Clerk", "CEO"],
    ...     "created_at": pd.to_datetime(["2025-01-01", "2025-01-02", "2025-05-01"]),
    ...     "converted_at": pd.to_datetime(["2025-02-01", None, None]),
    ... }), known_until="2025-06-01")
    >>> snapshot = history.snapshot(horizon_days=90)
    >>> snapshot.y.to_dict(), snapshot.apart.to_dict()
    ({'a': 1, 'b': 0}, {'c': 'too young'})
    """

    def __init__(
        self,
        leads: pd.DataFrame,
        events: pd.DataFrame | None = None,
        *,
        changes: pd.DataFrame | None = None,
        known_until=None,
        roles: Roles | None = None,
        left_out: Iterable[str] = (),
        reading: Reading | None = None,
        declared: Sequence[EventAttribute] = (),
        journey: Journey | None = None,
        lookups: Mapping[str, Lookup] | None = None,
        personas: Sequence[Persona] = (),
        change_events: ChangeEvents | None = None,
    ):
        self.roles = Roles.of(leads.columns) if roles is None else roles
        check_leads(leads, self.roles)
        _check_dated(events, OWN_COLUMNS, "events")
        _check_dated(changes, CHANGE_COLUMNS, "changes")
        self.leads = leads.sort_values(self.roles.lead_id, kind="stable").reset_index(drop=True)
        self.events, self.changes = events, changes
        self.left_out, self.reading = tuple(left_out), reading
        self.declared, self.journey, self.personas = tuple(declared), journey, tuple(personas)
        self.lookups, self.change_events = dict(lookups or {}), change_events
        self._outcome = outcome_table(self.leads, self.roles)
        self.known_until = self._latest_moment() if known_until is None else read_moment(known_until, "known_until")

    def __repr__(self) -> str:
        events = 0 if self.events is None else len(self.events)
        return f"History({len(self.leads)} leads, {events} events, known until {self.known_until})"

    @property
    def lead_ids(self) -> pd.Index:
        """Ids of all leads, sorted."""
        return pd.Index(self.leads[self.roles.lead_id], name="lead_id")

    @property
    def created_at(self) -> pd.Series | None:
        """Creation dates by ``lead_id``, or None."""
        return self._role("created_at")

    @property
    def outcomes(self) -> pd.DataFrame:
        """By ``lead_id``: ``converted`` (true, false, or missing while undecided), ``decided_at``, ``open``."""
        return self._outcome.set_axis(self.lead_ids)

    def until(self, moment) -> History:
        """Return what was known at `moment`: later leads, events and outcomes are not in it.

        A lead created or decided at `moment` itself is in it; an event at `moment` is not.

        Raises
        ------
        MomentError
            If nothing in the leads says when they were created or decided.
        """
        moment = read_moment(moment, "the moment")
        created = self._dated("look back to", moment)
        if moment < self.known_until:
            self._decision_dated("look back to", moment)
        leads = self.leads[_by(created, moment)].copy()
        if self.roles.decision:
            _undo(leads, leads[self.roles.decision] > moment, self.roles)
        events, changes = (
            None if table is None else table[table["at"] < moment] for table in (self.events, self.changes)
        )
        lookups = {
            name: Lookup(lookup.rows[lookup.rows["at"] < moment], lookup.by) for name, lookup in self.lookups.items()
        }
        until = min(moment, self.known_until)
        return self.replaced(leads=leads, events=events, changes=changes, lookups=lookups, known_until=until)

    def snapshot(self, as_of=None, *, after_days: float | None = None, horizon_days: float | None = 90) -> Snapshot:
        """Return the attributes known at a moment and the outcome within the horizon after it.

        Parameters
        ----------
        as_of : date, optional
            One calendar moment for all leads that were open then.
        after_days : float, optional
            Days after its creation at which each lead is looked at; 0 where neither is given.
        horizon_days : float, optional
            Days after that moment in which a conversion counts, ``[moment, moment + horizon)``.
            None: no outcome, the open leads as of `as_of` (default ``known_until``). A flag without
            a date says only that a lead converted, not when: then the horizon decides only which
            leads are too young. With a status and no `as_of`, all decided leads are judged and the
            horizon decides nothing.

        Raises
        ------
        MomentError
            If the horizon ends after outcomes are known, or dates needed are not there.
        DataError
            If no lead can be judged.
        """
        if as_of is not None and after_days is not None:
            raise MomentError(f"as_of={as_of} and after_days={after_days} name two moments. Give one of them.")
        if horizon_days is None:
            return self._open(as_of if as_of is None else read_moment(as_of, "as_of"))
        if not horizon_days > 0:
            raise MomentError(f"horizon_days is {horizon_days}; allowed is a number of days above 0, such as 90.")
        horizon = read_days(horizon_days, "horizon_days")
        if as_of is not None:
            return self._at_date(read_moment(as_of, "as_of"), horizon)
        age = read_days(after_days or 0, "after_days")
        converted, apart = self._fates.at_age(age, horizon)
        order = self._role("created_at" if self.roles.created_at else "order")
        return self._snapshot(converted, None, apart, order, age=age)

    def snapshots(self, every: str = "month", *, horizon_days: float | None = 90) -> Iterator[Snapshot]:
        """Yield the snapshot at the start of each calendar period: the open leads of that moment, point in time.

        Parameters
        ----------
        every : {"month", "week", "quarter", "year"}
            The first is the first period that begins after the first lead was created, the last one
            whose horizon ends by the time until when outcomes are known. A period at whose start no
            lead was open is passed over.
        horizon_days : float, optional
            As for `snapshot`; None for snapshots without an outcome.

        Raises
        ------
        MomentError
            If dates needed are not there, or the history is too short for one such period.
        """
        created = self.created_at
        if created is None or created.isna().all() or self.roles.decision is None:
            raise MomentError(
                f"Standing at the start of each {every} needs the date on which each lead was created and the date of "
                "its outcome. Name both, or take one snapshot without a moment."
            )
        first, horizon = created.min(), read_days(horizon_days or 0, "horizon_days")
        moments = starts(first, self.known_until - horizon, every)
        if not moments:
            refuse_no_period(first, self.known_until, every, horizon_days)
        decided = self.outcomes["decided_at"]
        there = (moment for moment in moments if ((created <= moment) & ~(decided < moment)).any())
        return (self.snapshot(moment, horizon_days=horizon_days) for moment in there)

    def _at_date(self, as_of: pd.Timestamp, horizon: pd.Timedelta) -> Snapshot:
        created = self._dated("stand at", as_of)
        self._decision_dated("stand at", as_of)
        converted, apart = self._fates.at_date(as_of, horizon)
        return self._snapshot(converted, as_of, apart, created)

    def _open(self, as_of: pd.Timestamp | None) -> Snapshot:
        moment, open_then = self.known_until if as_of is None else as_of, self.outcomes["open"].to_numpy()
        apart = self._fates.nobody
        if as_of is not None or (self.created_at is not None and moment is not None):
            here, then = _by(self._dated("stand at", moment), moment), self.until(moment)
            apart = set_apart(apart, ~here, "not yet created")
            open_then = np.zeros(len(here), dtype=bool)
            open_then[here] = then.outcomes["open"]
        return self._snapshot(None, moment, set_apart(apart, ~open_then, "decided before"), None)

    def _snapshot(self, converted, as_of, apart: pd.Series, moments, age: pd.Timedelta | None = None) -> Snapshot:
        inside = (apart == "").to_numpy()
        X = known(self, inside, as_of, age)
        y = None if converted is None else converted[inside].astype("int8").rename("converted")
        return Snapshot(X, y, as_of, apart[~inside].rename("reason"), None if moments is None else moments[inside])

    @property
    def _fates(self) -> Fates:
        dated = self.roles.decision is not None
        return Fates(self.roles.outcome, dated, self.created_at, self.outcomes, self.known_until)

    def _role(self, role: str) -> pd.Series | None:
        column = getattr(self.roles, role)
        return None if column is None else self.leads[column].set_axis(self.lead_ids).rename(role)

    def _dated(self, doing: str, moment: pd.Timestamp) -> pd.Series:
        if self.created_at is None or self.known_until is None:
            raise MomentError(
                f"Cannot {doing} {day(moment)}: the leads have no creation date. Name it (`created:`), or leave out "
                "the moment."
            )
        return self.created_at

    def _decision_dated(self, doing: str, moment: pd.Timestamp) -> None:
        if self.roles.decision is None:
            raise MomentError(
                f"Cannot {doing} {day(moment)}: the outcome has no date, so what was known then cannot be told. Name "
                f"the date of the outcome, or choose a moment on or after {day(self.known_until)}."
            )

    def _latest_moment(self) -> pd.Timestamp | None:
        latest = [self.leads[column].max() for column in (self.roles.created_at, self.roles.decision) if column]
        latest += [table["at"].max() for table in (self.events, self.changes) if table is not None]
        return max((moment for moment in latest if pd.notna(moment)), default=None)

    def replaced(self, **parts) -> History:
        """Return the history with other parts, named as the parameters of `History`; all others stay."""
        names = ("leads", "events", "changes", "known_until", "roles", "left_out", "reading", "declared", "journey",
                 "lookups", "personas", "change_events")  # fmt: skip
        return History(**{name: getattr(self, name) for name in names} | parts)


def _check_dated(table: pd.DataFrame | None, columns: Sequence[str], what: str) -> None:
    if table is None:
        return
    for column in columns:
        if column not in table.columns:
            raise DataError(f"`{column}` is not a column of the {what}{did_you_mean(column, table.columns)}")
    check_dates(table["at"])


def _by(created: pd.Series, moment: pd.Timestamp) -> np.ndarray:
    """Return for each lead whether it was there by that moment; one without a date may have been."""
    return (created <= moment).to_numpy() | created.isna().to_numpy()


def _undo(leads: pd.DataFrame, later: pd.Series, roles: Roles) -> None:
    """Make decisions of the future undecided, in place."""
    leads.loc[later, roles.decision] = pd.NaT
    if roles.status:
        leads.loc[later, roles.status] = None
    if roles.converted:
        leads.loc[later, roles.converted] = False
