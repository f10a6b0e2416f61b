"""Leads and personas: what matches, what strays, and which persona is nearest."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from leadtools.engine import kind_of, placeholder, select
from leadtools.personas.persona import Persona
from leadtools.personas.query import best, counts


def match_personas(X: pd.DataFrame, personas: Sequence[Persona]) -> pd.DataFrame:
    """Return for each lead in how many categories it matches each persona and strays from it, and the nearest.

    Parameters
    ----------
    X : DataFrame (n_leads, n_attributes)
        With the columns that the personas look at.
    personas : sequence of Persona

    Returns
    -------
    DataFrame (n_leads, 2 n_personas + 1)
        ``matches NAME`` and ``strays from NAME`` (numbers of categories), then ``best persona``: of
        those of which at least half of all categories match, and more match than stray, the one with
        the largest share that matches; among equals the one from which the lead strays less; several
        parted by " or " where these are equal too; ``(none)`` where there is none.

    Raises
    ------
    DataError
        If a column is not there.

    Notes
    -----
    What is not known neither matches nor strays.

    Examples
    --------
    >>> from leadtools.personas import declare_personas
    >>> X = pd.DataFrame({"title": ["CEO", "CEO", None], "employees": [10, 900, 900]}, index=["a", "b", "c"])
    >>> match_personas(X, declare_personas({"founder": {"title": {"is": "CEO"}, "employees": {"below": 50}}}))
       matches founder  strays from founder best persona
    a                2                    0      founder
    b                1                    1       (none)
    c                0                    1       (none)
    """
    if not personas:
        return pd.DataFrame(index=X.index)
    columns = list(dict.fromkeys(column for persona in personas for column in persona.columns))
    kinds = {column: kind_of(X[column]) if column in X else "text" for column in columns}
    blank = dict.fromkeys(columns, ("",))
    personas = [persona.typed(kinds, blank, {}) for persona in personas]
    counted = select(X, kinds, counts(personas, {column: placeholder(i) for i, column in enumerate(columns)}))
    places = {name: placeholder(i) for i, name in enumerate(counted)}
    nearest = select(counted, dict.fromkeys(counted, "number"), best(personas, lambda name: places[name].copy()))
    return pd.concat([counted, nearest.astype("str")], axis=1)
