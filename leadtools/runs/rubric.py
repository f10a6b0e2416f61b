"""The card written by hand that a configuration names, on the company's own columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from leadtools.config import Config, Rubric
from leadtools.documents import Fault
from leadtools.engine import AS_WRITTEN, kind_of
from leadtools.errors import CardError, did_you_mean
from leadtools.lineage import learned_until
from leadtools.rubrics import load_rubric, map_signals, signal_faults
from leadtools.scorecard import Scorecard
from leadtools.snapshot import Split


def rubric_of(said: Rubric, config: Config, X: pd.DataFrame) -> Scorecard:
    """Return the rubric that a configuration names, on the columns of leads.

    Its facts name as ``unmapped`` the signals and levels of it that no column stands for.
    """
    if said.file is None:
        return on_signals(load_rubric(said.load, maximum=said.maximum), said.signals, config, X)
    card = Scorecard.load(said.file)
    return on_signals(card, said.signals, config, X) if said.signals else _on_columns(card, config, X)


def on_signals(
    card: Scorecard, signals: Mapping[str, Mapping[str, object]], config: Config, X: pd.DataFrame
) -> Scorecard:
    """Return a card written by hand on the columns of leads, with `signals` mapped to them."""
    faults = [*signal_faults(card, signals), *_no_columns(signals, X.columns)]
    config.refuse((("rubric", "signals", *path), words) for path, words in faults)
    return _on_columns(map_signals(card, signals, columns=X.columns), config, X)


def _on_columns(card: Scorecard, config: Config, X: pd.DataFrame) -> Scorecard:
    """Return the card as the rubric of a run; it keeps tiers of its own, which its authors have agreed on."""
    config.refuse((("rubric",), words) for words in _unlike(card, X))
    return replace(card, name="rubric", tiers=card.tiers if card.tier_names else config.tiers)


def _no_columns(signals: Mapping[str, Mapping], columns: Iterable[str]) -> Iterator[Fault]:
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


def refuse_learned_later(card: Scorecard, split: Split) -> None:
    """Refuse a card that has seen the leads it is to be judged by; it would look better than it is."""
    until = None if split.boundary is None else learned_until(card, split.test.moments)
    if until is not None and until >= split.boundary:
        raise CardError(
            f"The card under `rubric:` was learned from leads until {until}, so it knows leads by which it would be "
            "judged. Name a card written by hand, or hold a newer one against it with `leadtools refit`."
        )
