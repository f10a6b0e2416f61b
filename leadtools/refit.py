"""Champion and challenger: learn a new card from the newest history and hold it against the card in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from leadtools.actions import reasons, tiers_of, write_csv
from leadtools.documents import write_text
from leadtools.errors import CardError, ParameterError, did_you_mean
from leadtools.evaluation.challenge import challenge
from leadtools.inherited import inherited, levels_for
from leadtools.levels import Attribute
from leadtools.lineage import fingerprint, is_kept_version, learned, learned_until, plain_stem, version
from leadtools.methods.boosted import fit_boosted
from leadtools.methods.close_rates import RULES, fit_close_rates
from leadtools.methods.finer import finer_levels
from leadtools.methods.logistic import fit_logistic
from leadtools.runs import Run, open_run
from leadtools.scorecard import Scorecard
from leadtools.snapshot import Snapshot


@dataclass(frozen=True)
class Refit:
    """A new card, how it compares with the one in use, and where it lies.

    Attributes
    ----------
    challenger : Scorecard
        The new card; its facts hold its version, its parent, what it learned from and the reasons.
    path : Path
        Its file, ``NAME.vN.yml``.
    recommendation : str
        ``replace``, ``keep`` or ``wait``.
    reasons : tuple of str
        Why, in sentences.
    changes : DataFrame
        Open leads whose tier would change: ``lead_id, score_now, tier_now, score_new, tier_new,
        reasons``; beside the card as ``NAME.vN.changes.csv``.
    open_leads : int
        Number of open leads.
    promoted : bool
        Whether the new card has taken the place of the one in use.
    """

    challenger: Scorecard
    path: Path
    recommendation: str
    reasons: tuple[str, ...]
    changes: pd.DataFrame
    open_leads: int
    promoted: bool

    @property
    def words(self) -> str:
        """The recommendation, the reasons and what would change, in lines."""
        done = "It is now the card in use." if self.promoted else "Nothing was replaced."
        moved = f"{len(self.changes):,} of {self.open_leads:,} open leads would change their tier."
        return "\n".join([f"Recommendation: {self.recommendation}.", *self.reasons, moved, f"{self.path}: {done}"])


def refit(
    config: str | Path, card: str | Path, *, out: str | Path | None = None, as_of: str = "", promote: bool = False
) -> Refit:
    """Learn a new card from the newest history and judge it against the card in use.

    Parameters
    ----------
    config : path
        ``leadtools.yml``.
    card : path
        The card in use.
    out : path, optional
        Folder for the new card and the list of changes. Default: that of the card in use.
    as_of : str
        As if it were this day, an ISO date; blank for the latest moment in the data.
    promote : bool
        Put the new card in the place of the one in use, whatever is recommended; the old one is
        kept beside it as ``NAME.vN.yml``.

    Raises
    ------
    LeadToolsError
        If the configuration, the data or the card cannot be used, or the card does not fit the data.

    Notes
    -----
    Both are judged by leads that neither has learned from: those of the latest `test_share` of the
    history that came after the last lead the card in use learned from (``learned_until`` among its
    facts). Where it does not say, it may have seen some of them, which favours it; the reasons say so.
    """
    path = Path(card)
    champion, text = Scorecard.load(path), path.read_text(encoding="utf-8-sig")
    if promote and is_kept_version(path):
        raise ParameterError(f"{path.name} is a kept version. Name the card in use: {plain_stem(path)}.yml.")
    run = open_run(config, path.parent if out is None else out, as_of=as_of)
    _refuse_misfit(champion, run.judged.X)
    train, test, unseen = _unseen(run, champion)
    kind, fit = _method(champion, run)
    new = fit(train.X, train.y, levels=run.levels)
    new = run.with_tiers(replace(new, name=champion.name))
    new, agreed = inherited(champion, new, train.X)
    found = challenge(champion, new, run.judged.X.loc[test.X.index], test.y)
    because = (unseen, *kind, *found.reasons, *agreed)
    parent = {"name": champion.name, "version": version(champion), "fingerprint": fingerprint(text)}
    lineage = {**learned(train), "parent": parent, "recommendation": found.recommendation, "reasons": list(because)}
    kept = _keep(replace(new, facts={**new.facts, **lineage}), run.folder, path, version(champion))
    changes, n_open = _changes(run, champion, Scorecard.load(kept))
    write_csv(changes, kept.with_suffix(".changes.csv"))
    if promote:
        _promote(kept, path, text, version(champion))
    return Refit(Scorecard.load(kept), kept, found.recommendation, because, changes, n_open, promote)


def _refuse_misfit(champion: Scorecard, X: pd.DataFrame) -> None:
    gone = [attribute.name for attribute in champion.attributes if attribute.name not in X.columns]
    if gone:
        more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
        raise CardError(
            f"The card in use, `{champion.name}`, gives points for `{gone[0]}`{more}, which the leads do not have"
            f"{did_you_mean(gone[0], X.columns)} Name the column as the card does, or start anew from the card of a "
            "report."
        )


def _unseen(run: Run, champion: Scorecard) -> tuple[Snapshot, Snapshot, str]:
    """Return the leads to learn from, those that neither card has seen, and how they were chosen."""
    snapshot, split = run.snapshot, run.split
    if split.kind == "random":
        return split.train, split.test, (
            f"The leads have no dates, so {len(split.test.X):,} to judge by were drawn at random; the card in use may "
            "have learned from some of them, which favours it."
        )  # fmt: skip
    until = learned_until(champion, snapshot.moments)
    if until is None:
        return split.train, split.test, (
            f"The card in use does not say until when it learned. Both are judged by the latest {len(split.test.X):,} "
            "leads with an outcome; it may have learned from some of them, which favours it."
        )  # fmt: skip
    later = snapshot.moments > until if until >= split.boundary else snapshot.moments >= split.boundary
    return snapshot.take(~later.to_numpy()), snapshot.take(later.to_numpy()), (
        f"Both are judged by {later.sum():,} leads with an outcome, later than all that either learned from."
    )  # fmt: skip


def _method(champion: Scorecard, run: Run) -> tuple[tuple[str, ...], Callable[..., Scorecard]]:
    """Return how the new card is learned, as the card in use was, with a word where that cannot be."""
    known = {f"manual close rates, {rule}": partial(fit_close_rates, rule=rule, seed=run.seed) for rule in RULES}
    known |= {"logistic regression": fit_logistic, "explainable boosting": partial(fit_boosted, seed=run.seed)}
    method = champion.facts.get("method")
    if method in known:
        return (), partial(_as_it_learned, champion, known[method])
    said = f"was made by {method!r}" if method else "does not say how it was made"
    return (f"The card in use {said}; the new one is learned by logistic regression.",), partial(
        _as_it_learned, champion, fit_logistic
    )


def _as_it_learned(
    champion: Scorecard, fit: Callable[..., Scorecard], X: pd.DataFrame, y: pd.Series, *, levels: Sequence[Attribute]
) -> Scorecard:
    finer = finer_levels(X, levels) if champion.facts.get("method") == "explainable boosting" else levels
    return fit(X, y, levels=levels_for(champion, finer))


def _keep(card: Scorecard, folder: Path, champion: Path, parent_version: int) -> Path:
    """Write the card as the next version that is free, or that holds the very same card already."""
    number = parent_version + 1
    while True:
        path = folder / f"{plain_stem(champion)}.v{number}.yml"
        text = _text(replace(card, facts={"version": number, **card.facts}))
        if not path.exists() or path.read_bytes() == text.encode("utf-8"):
            write_text(path, text)
            return path
        number += 1


def _text(card: Scorecard) -> str:
    with TemporaryDirectory() as folder:
        return card.save(Path(folder) / "card.yml").read_text(encoding="utf-8")


def _changes(run: Run, champion: Scorecard, new: Scorecard) -> tuple[pd.DataFrame, int]:
    """Return the open leads whose tier would change, hottest first, and how many are open."""
    X = run.whole.snapshot(run.as_of, horizon_days=None).X
    now, then = champion.score(X), new.score(X)
    table = pd.DataFrame({
        "lead_id": X.index.astype(str), "score_now": now, "tier_now": tiers_of(champion, X),
        "score_new": then, "tier_new": tiers_of(new, X), "reasons": reasons(new, X),
    })  # fmt: skip
    moved = table[table["tier_now"] != table["tier_new"]].reset_index(drop=True)
    in_order = moved.sort_values(["score_new", "lead_id"], ascending=[False, True], kind="stable", ignore_index=True)
    return in_order, len(X)


def _promote(kept: Path, card: Path, text: str, old_version: int) -> None:
    """Keep the card in use beside itself, then put the new one in its place."""
    old = card.with_name(f"{plain_stem(card)}.v{old_version}.yml")
    if old.exists() and old.read_text(encoding="utf-8-sig") != text:  # it was edited since
        old = old.with_name(f"{old.stem}-{fingerprint(text)}.yml")
    write_text(old, text)
    write_text(card, kept.read_text(encoding="utf-8"))
