"""What was known of leads: their columns, what they did, what other tables say, and the personas they match."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leadtools.attributes import EventAttribute, LookedUp, attributes_as_of
from leadtools.attributes.account import OfAccount
from leadtools.attributes.titles import standing_columns
from leadtools.errors import MomentError
from leadtools.history.accounts import members
from leadtools.history.keys import keys_of
from leadtools.personas import match_personas

if TYPE_CHECKING:
    from leadtools.history.history import History


def known(history: History, inside: np.ndarray, as_of: pd.Timestamp | None, age: pd.Timedelta | None) -> pd.DataFrame:
    """Return the attributes of some leads, as known at a date or else at an age of each."""
    wanted = {*history.attributes, *history.for_personas}
    X = history.leads[[name for name in history.leads if name in wanted]].set_axis(history.lead_ids)[inside]
    declared = [attribute for attribute in history.declared if attribute.name in wanted]
    if declared:
        moments = pd.Series(as_of, index=X.index, dtype="datetime64[us]")
        if as_of is None:
            moments = _moments_at(history, age)[inside]
        X = pd.concat([X, _built(history, moments, declared)], axis=1)
    return pd.concat([X, match_personas(X, history.personas)], axis=1)[history.attributes] if history.personas else X


def laid_out(history: History, age: pd.Timedelta) -> History:
    """Return the history in which what is looked up stands in columns of the leads, as of an age of each."""
    made = [attribute for attribute in history.declared if isinstance(attribute, LookedUp)]
    if not made:
        return history
    columns = _built(history, _moments_at(history, age), made).set_axis(history.leads.index)
    rest = [attribute for attribute in history.declared if attribute not in made]
    return history.replaced(leads=pd.concat([history.leads, columns], axis=1), declared=rest, lookups={})


def _built(history: History, moments: pd.Series, declared: Sequence[EventAttribute]) -> pd.DataFrame:
    about = any(isinstance(attribute, OfAccount) for attribute in declared)
    whose = members(history.leads, history.roles, history.outcomes["converted"]) if about else None
    beside = dict.fromkeys(attribute.table for attribute in declared if isinstance(attribute, LookedUp))
    lookups = {
        name: (history.lookups[name].rows, keys_of(history.leads, history.roles, history.lookups[name].by))
        for name in beside
    }
    titles = history.leads[standing_columns(declared)].assign(lead_id=history.leads[history.roles.lead_id])
    tables = {"changes": history.changes, "members": whose, "lookups": lookups, "leads": titles}
    return attributes_as_of(history.events, moments, declared, **tables)


def _moments_at(history: History, age: pd.Timedelta | None) -> pd.Series:
    if history.created_at is None or age is None:
        raise MomentError(
            "What leads did before a moment cannot be told: the leads have no creation date. Name it "
            "(`created:`), or declare no attributes over events."
        )
    return history.created_at + age
