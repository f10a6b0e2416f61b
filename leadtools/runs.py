"""What the notebooks of one run share: the history, the split, and the folder they write into."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from leadtools.actions import in_call_order, matrix_by_thirds, read_overrides, write_csv
from leadtools.attributes.titles import standing_columns
from leadtools.audit import Audit, audit, blanked, excluded_columns, judge_leaks
from leadtools.config import Config, read_config
from leadtools.documents import why_not, write_text
from leadtools.duplicates import contact_columns, find_duplicates, merge_duplicates
from leadtools.engine import AS_WRITTEN, kind_of
from leadtools.errors import CardError, OutputError, did_you_mean
from leadtools.evaluation.remaining import Remaining
from leadtools.history import History, Reading
from leadtools.levels import Attribute, find_levels
from leadtools.lineage import is_kept_version, learned, learned_until
from leadtools.matrix import Matrix
from leadtools.methods.calibration import calibrate
from leadtools.readers import read_history
from leadtools.rubrics import load_rubric, map_signals, signal_faults
from leadtools.scorecard import DISQUALIFIED, Scorecard, refuse_removing_all
from leadtools.snapshot import Snapshot, Split


@dataclass(frozen=True)
class Run:
    """One company's history as known at a moment, and the folder of the run.

    Attributes
    ----------
    config : Config
        What ``leadtools.yml`` says.
    folder : Path
        Where cards, scores and the summary go.
    whole : History
        Everything known at the moment, before columns are left out.
    as_of : Timestamp or None
        The moment of the run; None where leads have no dates.
    seed : int
        Of every random draw.
    """

    config: Config
    folder: Path
    whole: History
    as_of: pd.Timestamp | None
    seed: int

    @cached_property
    def judged(self) -> Snapshot:
        """The leads whose outcome is known, with all columns that play no role."""
        return self.whole.snapshot(after_days=self.config.after_days, horizon_days=self.config.horizon_days)

    @cached_property
    def audit(self) -> Audit:
        """What is wrong with the history, and which columns are left out."""
        said = self.config
        return audit(
            self.laid_out,
            snapshot=self.judged,
            judged_after_days=said.after_days + said.horizon_days,
            leave_out=said.leave_out,
            keep=said.keep,
            missing=said.missing,
            missing_in=self.missing_in,
            leaks=self.leaks,
            duplicates=self.duplicates,
        )

    @cached_property
    def laid_out(self) -> History:
        """The whole history, with what is looked up in other tables as columns, for the leak rules look at columns."""
        return self.whole.laid_out(self.config.after_days)

    @cached_property
    def cleared(self) -> History:
        """The whole history with blanks for every cell that says nothing is known."""
        return blanked(self.laid_out, missing=self.config.missing, missing_in=self.missing_in)

    @cached_property
    def leaks(self) -> pd.DataFrame:
        """The columns that give the outcome away, or may."""
        return judge_leaks(self.cleared)

    @cached_property
    def excluded(self) -> pd.DataFrame:
        """The columns that earn no points, each with its reason."""
        said = self.config
        return excluded_columns(self.cleared, leave_out=said.leave_out, keep=said.keep, leaks=self.leaks)

    @cached_property
    def duplicates(self) -> pd.DataFrame:
        """Pairs of leads that seem to be one person."""
        return find_duplicates(self.whole.leads, lead_id=self.whole.roles.lead_id, **contact_columns(self.whole))

    @cached_property
    def history(self) -> History:
        """The history without the columns that cannot or must not earn points."""
        gone = self.excluded.loc[self.excluded["kind"] != "role", "column"]
        self.config.refuse([*self._personas_on_leaks(), *self._roles_on_leaks()])
        return self.whole.without(gone[gone.isin(self.laid_out.leads.columns)])

    @property
    def _why_leaks(self) -> pd.Series:
        return self.excluded[self.excluded["kind"] == "leak"].set_index("column")["reason"]

    def _roles_on_leaks(self) -> Iterator[tuple[tuple, str]]:
        leaks = self._why_leaks
        for made in (made for made in self.whole.declared if set(standing_columns([made])) & set(leaks.index)):
            words = f"`{made.name}` is read from `{made.column}`, which is left out as a leak: {leaks[made.column]}"
            yield ("attributes", made.name), f"{words}. Delete the line, or overrule it: `keep: [{made.column}]`."

    def _personas_on_leaks(self) -> Iterator[tuple[tuple, str]]:
        leaks = self._why_leaks
        for persona in self.whole.personas:
            for column in (column for column in persona.columns if column in leaks.index):
                words = f"`{persona.name}` looks at `{column}`, which is left out as a leak: {leaks[column]}"
                yield (
                    ("personas", persona.name, column),
                    f"{words}. Delete the line, or overrule it: `keep: [{column}]`.",
                )

    @cached_property
    def snapshot(self) -> Snapshot:
        """The judged leads with the attributes that may earn points."""
        return replace(self.judged, X=self.judged.X[self.history.attributes])

    @cached_property
    def split(self) -> Split:
        """Earlier leads to learn from (``train``) and later ones to judge by (``test``)."""
        return self.snapshot.split(test_share=self.config.test_share, seed=self.seed)

    @cached_property
    def levels(self) -> tuple[Attribute, ...]:
        """Levels of every attribute, found on the leads learned from."""
        return find_levels(
            self.split.train.X,
            missing=("", *self.config.missing),
            missing_in=self.missing_in,
            spellings=self.reading.spellings,
            cuts=self.config.cuts,
            groups={name: self._with_made(columns) for name, columns in self.config.groups.items()},
        )

    @property
    def reading(self) -> Reading:
        """What was done to the files on the way in."""
        return self.whole.reading or Reading({}, {}, pd.DataFrame())

    @property
    def missing_in(self) -> dict[str, tuple]:
        """Values that mean missing in one column: those the configuration names, otherwise those guessed."""
        return {**self.reading.missing_in, **self.config.missing_in}

    def _with_made(self, columns: Iterable[str]) -> list[str]:
        """Return columns with those that were made from them."""
        listed = list(columns)
        return listed + [made for made, origin in self.reading.made_from.items() if origin in listed]

    @cached_property
    def open_leads(self) -> pd.DataFrame:
        """Attributes of the leads that are neither won nor lost as of the moment."""
        return self.history.snapshot(self.as_of, horizon_days=None).X

    @cached_property
    def age_days(self) -> pd.Series | None:
        """Days since each lead was created, as of the moment; None where leads have no creation date."""
        if self.whole.created_at is None:
            return None
        return ((self.as_of - self.whole.created_at) / pd.Timedelta(days=1)).rename("age_days")

    @cached_property
    def quiet_days(self) -> pd.Series | None:
        """Days since each lead last did something, or was created; None where leads have no creation date."""
        if self.age_days is None:
            return None
        events = self.whole.events
        if events is None or not len(events):
            return self.age_days.rename("quiet_days")
        acted = events.groupby("lead_id")["at"].max().reindex(self.age_days.index)
        days = (self.as_of - acted) / pd.Timedelta(days=1)
        return days.clip(lower=0).combine(self.age_days, np.fmin).rename("quiet_days")

    @cached_property
    def remaining(self) -> Remaining | None:
        """What is left of a chance at each age; None where nothing dates it, or a status says which leads are open."""
        roles, said = self.whole.roles, self.config
        if self.age_days is None or roles.decision is None or roles.outcome == "status":
            return None
        return Remaining.of(self.whole, self.judged, after_days=said.after_days, horizon_days=said.horizon_days)

    def chance_now(self, probability: pd.Series) -> pd.Series:
        """Return the chance, by ``lead_id``, that leads still open at their age convert before their horizon is over.

        Missing where it is over; the probability itself where ages say nothing.
        """
        if self.remaining is None:
            return probability
        chance = self.remaining.chance(probability.to_numpy(), self._ages_of(probability.index))
        return pd.Series(chance, probability.index, name="chance_now")

    def _ages_of(self, lead_ids: pd.Index | pd.Series) -> np.ndarray:
        """Return the age in days of each of these leads, missing where it is not known."""
        ages = self.age_days.set_axis(self.age_days.index.astype(str))
        return ages.reindex(lead_ids.astype(str)).to_numpy()

    def aged(self, calls: pd.DataFrame) -> pd.DataFrame:
        """Return a call list with what the age of the leads says: ``chance_now`` (0 to 1) and ``age_days``."""
        if self.age_days is None or "age_days" in calls:
            return calls
        aged = calls.assign(age_days=pd.array(np.floor(self._ages_of(calls["lead_id"])), dtype="Int64"))
        if self.remaining is not None and "probability" in aged:
            now = self.chance_now(calls.set_index("lead_id")["probability"]).round(4).to_numpy()
            aged.insert(aged.columns.get_loc("probability") + 1, "chance_now", now)
        return aged

    def spoken_for(self, calls: pd.DataFrame, *, besides: Collection[str] = ()) -> pd.DataFrame:
        """Return the leads of a call list whose horizon has not passed, `aged` and `in_call_order`.

        `besides` are leads that stay whatever their age and stand first in their tier, for a person has decided
        on them.

        Disqualified leads are left out: nobody is to call them.
        A card learns who converts within the horizon. Of a lead that has passed it without
        converting, the card says nothing. With a status, or without dates, no lead is left out.
        """
        aged = self.aged(calls[calls["tier"] != DISQUALIFIED].reset_index(drop=True))
        return in_call_order(aged[~self.past_horizon(aged) | aged["lead_id"].isin(besides)], first=besides)

    def past_horizon(self, calls: pd.DataFrame) -> pd.Series:
        """Return whether each lead of a call list has passed its horizon, so that the score says nothing of it."""
        if self.age_days is None or self.whole.roles.outcome == "status":
            return pd.Series(False, calls.index)
        age = self._ages_of(calls["lead_id"])
        return pd.Series(~(age < self.config.after_days + self.config.horizon_days), calls.index)

    def save(self, card: Scorecard) -> Path:
        """Keep a card in the run's ``scorecards`` folder, with what it learned from and the configuration's tiers."""
        return self._keep(self.with_tiers(card))

    def with_tiers(self, card: Scorecard) -> Scorecard:
        """Return the card with the tiers of the configuration, from the matrix if scores go by this card.

        Raises
        ------
        CardError, DataError
            If the card has not both groups of the matrix, or one of them parts no leads.
        """
        return self._with_matrix(replace(card, tiers=self.config.tiers or card.tiers))

    def _with_matrix(self, card: Scorecard) -> Scorecard:
        said, own = self.config.matrix, card.matrix
        if said is None or card.name != self.config.score_with:
            return card
        if own is not None:  # what the configuration leaves open stays as the card has it
            axes = {name: own.axes[name] for name, axis in said.axes.items() if axis == Matrix().axes[name]}
            said = replace(said, **axes, tiers=said.tiers or own.tiers)
        matrix = matrix_by_thirds(card, train := self.split.train.X, matrix=said)
        parted = " and ".join(name for name, axis in said.axes.items() if not axis.lowest)
        made = {"bands": f"{parted}: thirds of the {len(train):,} leads learned from"} if parted else {}
        tiers = {} if matrix.tiers else card.tiers
        return replace(card, matrix=matrix, tiers=tiers, facts={**card.facts, **made})

    def with_facts(self, card: Scorecard) -> Scorecard:
        """Return the card with what it says of this run: the column of ids, the outcome, what it learned from."""
        named = {"lead_id": self.config.id} if self.config.id else {}
        return replace(
            card, facts={**card.facts, **named, "outcome": _in_words(self.config), **learned(self.split.train)}
        )

    def _keep(self, card: Scorecard) -> Path:
        card = self.with_facts(card)
        folder = self.folder / "scorecards"
        _make(folder)
        return card.save(folder / f"{card.name}.yml")

    @cached_property
    def rubric(self) -> Scorecard | None:
        """The card written by hand that the configuration names, on the company's own columns; None for none.

        Its facts name as ``unmapped`` the signals and levels of it that no column stands for.
        """
        said = self.config.rubric
        if said is None:
            return None
        if said.file is None:
            return self.as_rubric(load_rubric(said.load, maximum=said.maximum), said.signals)
        card = Scorecard.load(said.file)
        return self.as_rubric(card, said.signals) if said.signals else self._on_columns(card)

    def as_rubric(self, card: Scorecard, signals: Mapping[str, Mapping[str, object]]) -> Scorecard:
        """Return a card written by hand on the company's own columns, with `signals` mapped to them."""
        faults = [*signal_faults(card, signals), *_no_columns(signals, self.snapshot.X.columns)]
        self.config.refuse((("rubric", "signals", *path), words) for path, words in faults)
        return self._on_columns(map_signals(card, signals, columns=self.snapshot.X.columns))

    def _on_columns(self, card: Scorecard) -> Scorecard:
        self.config.refuse((("rubric",), words) for words in _unlike(card, self.snapshot.X))
        own = card.tiers if card.tier_names else self.config.tiers
        return self._with_matrix(replace(card, name="rubric", tiers=own))

    def keep_rubric(self) -> None:
        """Keep the rubric; the leads learned from give its probabilities.

        It keeps tiers of its own, which its authors have agreed on its own scale, unless the configuration
        makes tiers from its matrix.
        """
        if self.rubric is not None:
            _refuse_learned_later(self.rubric, self.split)
            refuse_removing_all(self.rubric, self.split.train.X)
            self._keep(calibrate(self.rubric, self.split.train.X, self.split.train.y))
            self.record(rubric_unmapped=self.rubric.facts.get("unmapped", []))

    def cards(self) -> dict[str, Scorecard]:
        """Return the cards in use, by name; versions kept beside them are left out.

        Raises
        ------
        CardError
            If there is none yet.
        """
        paths = sorted((self.folder / "scorecards").glob("*.yml"))
        found = {path.stem: Scorecard.load(path) for path in paths if not is_kept_version(path)}
        if not found:
            raise CardError(
                "No scorecard has been kept yet. Run 30_close_rates or 40_logistic first, with the same `out`."
            )
        return found

    def write(self, name: str, table: pd.DataFrame) -> None:
        """Write a table as CSV into the run's folder."""
        write_csv(table, self.folder / name)

    @property
    def summary(self) -> dict[str, object]:
        """The facts that have been recorded so far."""
        path = self.folder / "summary.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def record(self, **facts: object) -> dict[str, object]:
        """Add facts to the run's ``summary.json`` and return all of it."""
        path, summary = self.folder / "summary.json", self.summary | facts
        write_text(path, json.dumps(summary, indent=2, ensure_ascii=False, default=_plain, allow_nan=False) + "\n")
        return summary


def open_run(config: str | Path, out: str | Path, *, as_of: str = "", seed: int | None = None) -> Run:
    """Read the configuration and the history it names, as known at a moment.

    Parameters
    ----------
    config : path
        ``leadtools.yml``.
    out : path
        Folder of the run; made where it is not there.
    as_of : str
        The moment, an ISO date; blank for the latest moment at which a lead was created, acted or
        was decided.
    seed : int, optional
        Of every random draw; default: the configuration's.

    Raises
    ------
    LeadToolsError
        If the configuration, the data, the moment or the folder cannot be used.
    """
    settings = read_config(config)
    history = read_history(settings)
    moment = history.known_until
    if as_of:
        moment = pd.Timestamp(as_of)
        history = history.until(moment)
    if settings.duplicates == "merge":
        history = merge_duplicates(history)
    if settings.overrides is not None:  # said at once, not when all the rest is done
        read_overrides(settings.overrides, known=history.lead_ids, tiers=None)
    _make(Path(out))
    return Run(settings, Path(out), history, moment, settings.seed if seed is None else seed)


def _no_columns(signals: Mapping[str, Mapping], columns: Iterable[str]) -> Iterator[tuple[tuple, str]]:
    """Yield the columns of a rubric's signals that are not there, or may not earn points."""
    for signal, said in signals.items():
        if "column" in said and said["column"] not in columns:
            words = f"`{said['column']}` is not a column that may earn points{did_you_mean(said['column'], columns)}"
            yield (signal, "column"), words


def _unlike(card: Scorecard, X: pd.DataFrame) -> Iterator[str]:
    """Yield the attributes of a card written by hand that no lead has, or of another kind."""
    for name, kind in ((attribute.name, attribute.kind) for attribute in card.attributes):
        if name not in X.columns:
            words = f"the rubric needs `{name}`, which is no column that may earn points{did_you_mean(name, X.columns)}"
            yield f"{words} What is counted from events is declared under `attributes:`."
        elif X[name].notna().any() and kind_of(X[name]) != kind:
            words = f"the rubric gives points for {kind} values of `{name}`, which holds {kind_of(X[name])} values"
            yield f"{words}; in the rubric, write {AS_WRITTEN[kind_of(X[name])]}."


def _refuse_learned_later(card: Scorecard, split: Split) -> None:
    """Refuse a card that has seen the leads it is to be judged by; it would look better than it is."""
    until = None if split.boundary is None else learned_until(card, split.test.moments)
    if until is not None and until >= split.boundary:
        raise CardError(
            f"The card under `rubric:` was learned from leads until {until}, so it knows leads by which it would be "
            "judged. Name a card written by hand, or hold a newer one against it with `leadtools refit`."
        )


def _in_words(config: Config) -> str:
    """Return what the cards of this configuration predict."""
    within = f" within {config.horizon_days:g} days" if config.outcome.kind == "date" else ""
    return f"{config.outcome.column}{within}"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputError(f"The folder {folder} cannot be made: {why_not(fault)}. Choose another.") from None


def _plain(value: object) -> object:
    """Return what JSON can hold: plain numbers, dates as ISO text."""
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item()
