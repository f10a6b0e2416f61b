"""What a table of buying roles makes of job titles, so that people can see and mend it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
from sqlglot import exp

from leadtools.attributes.titles import plain_title, says
from leadtools.config import default_buying_roles
from leadtools.config.buying_roles import NO_ROLE, table_faults
from leadtools.engine import arrow_of, run
from leadtools.errors import ParameterError


def roles_of(titles: pd.Series, roles: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the buying role of each different title, and the words that decided.

    Parameters
    ----------
    titles : Series of str (n_leads,)
        Job titles as they stand; missing ones are passed over.
    roles : mapping of str to str, optional
        Role by words, as under ``buying_roles:`` in ``leadtools.yml``: the first words found in a title
        decide. Default: the table that comes along, which takes executives, owners, directors and
        heads for economic buyers, those of IT and technology for technical buyers, managers and leads
        for champions, and who works at the thing for users.

    Returns
    -------
    DataFrame
        ``title, leads, role, words`` (those that decided; blank where none are in it) and ``also``
        (the first words of every other role that are in it too), commonest title first.

    Raises
    ------
    ParameterError
        If the table has faults.

    Examples
    --------
    >>> roles_of(pd.Series(["CEO", "IT-Leiter", "Sales Manager", "VP & Manager", "Poet", "CEO"]))
               title  leads             role       words                      also
    0            CEO      2   economic buyer         ceo
    1      IT-Leiter      1  technical buyer  it *leiter  *leiter (economic buyer)
    2           Poet      1          (other)
    3  Sales Manager      1         champion    manager*
    4   VP & Manager      1   economic buyer          vp       manager* (champion)
    """
    roles = default_buying_roles() if roles is None else roles
    if faults := [words for _, words in table_faults(roles)]:
        raise ParameterError("\n  ".join(faults))
    counts = titles.dropna().astype("str").value_counts().rename_axis("title").reset_index(name="leads")
    counts = counts.sort_values(["leads", "title"], ascending=[False, True], kind="stable", ignore_index=True)
    words, found = list(roles), _first_of_each_role(counts["title"], roles)
    decided = [[words[int(place)] for place in sorted(row[row.notna()])] for _, row in found.iterrows()]
    parts = {
        "role": [roles[each[0]] if each else NO_ROLE for each in decided],
        "words": [each[0] if each else "" for each in decided],
        "also": [", ".join(f"{some} ({roles[some]})" for some in each[1:]) for each in decided],
    }
    return counts.assign(**{name: pd.Series(texts, dtype="str") for name, texts in parts.items()})


def _first_of_each_role(titles: pd.Series, roles: Mapping[str, str]) -> pd.DataFrame:
    """Return for every title and role the place in the table of its first words that are in the title."""
    places = {role: exp.Case() for role in roles.values()}
    for place, (words, role) in enumerate(roles.items()):
        places[role] = places[role].when(says(exp.column("plain", quoted=True), [words]), exp.convert(place))
    columns = [exp.alias_(case, f"r{i}", quoted=True) for i, case in enumerate(places.values())]
    row = exp.column("row", quoted=True)
    plain = exp.select(row, exp.alias_(plain_title(exp.column("title", quoted=True)), "plain", quoted=True)).from_(
        "titles"
    )
    query = exp.select(*columns).from_(plain.subquery("plain")).order_by(row)
    return run(query, {"titles": pa.table({"row": range(len(titles)), "title": arrow_of(titles)})}).astype("float64")
