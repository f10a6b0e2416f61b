"""What a job title says: the buying role of a lead, and how many roles are known within its company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import ClassVar

import pandas as pd
from sqlglot import exp

from leadtools.attributes.account import OfAccount
from leadtools.attributes.kinds import EventAttribute, filtered
from leadtools.attributes.known import Changed, Known
from leadtools.config.buying_roles import NO_ROLE, regex_of

EVER = pd.Timestamp(1, 1, 1).as_unit("us")
"""Since when that is known of which nobody knows since when."""


@dataclass(frozen=True, kw_only=True)
class OfTitles(EventAttribute):
    """What all share: the ``column`` of titles and the table, (words, role) by (words, role), the first match wins.

    ``dated`` says that the column has a dated history; if not, what the leads say of it counts as
    known ever since. ``missing`` are titles that say that nothing is known.
    """

    column: str
    roles: tuple[tuple[str, str], ...]
    dated: bool = False
    missing: tuple[str, ...] = ()

    def role(self, title: exp.Expression) -> exp.Expression:
        """Return the role that a title means, NULL where there is none."""
        plain = plain_title(title)
        unknown = title.copy().is_(exp.null())
        if self.missing:
            unknown = exp.or_(unknown, title.copy().isin(*map(exp.convert, self.missing)))
        role = exp.Case().when(unknown, exp.null())
        for name, rows in groupby(self.roles, key=lambda row: row[1]):
            role = role.when(says(plain, [words for words, _ in rows]), exp.convert(name))
        return role.else_(exp.convert(NO_ROLE))


@dataclass(frozen=True, kw_only=True)
class BuyingRole(OfTitles, Known):
    """The buying role of the title a lead had last."""

    kind: ClassVar[str] = "text"

    def value(self, seen: Changed) -> exp.Expression:
        """Return the role of the newest title."""
        newest = exp.and_(self.of_column(seen), seen.newest.copy())
        return self.role(filtered(exp.Max(this=seen.value.copy()), newest))


@dataclass(frozen=True, kw_only=True)
class RolesCovered(OfTitles, OfAccount):
    """How many different buying roles the leads of a company have, the lead itself among them.

    ``of`` are the roles that count, any where it is empty.
    """

    of: tuple[str, ...] = ()

    def counted(self, title: exp.Expression) -> exp.Expression:
        """Return the role of a title, NULL where it does not count."""
        role = self.role(title)
        counts = (
            role.isin(*map(exp.convert, self.of)) if self.of else exp.NEQ(this=role, expression=exp.convert(NO_ROLE))
        )
        return exp.Case().when(counts, role.copy())


def placed(
    declared: Iterable[EventAttribute], changes: pd.DataFrame | None, missing_in: Mapping[str, Iterable] | None = None
) -> tuple[EventAttribute, ...]:
    """Return the attributes, those over titles told what stands where.

    That is, whether the changes know the history of their column, and which titles say that nothing is known.
    """
    dated = set() if changes is None else set(changes["column"].dropna())
    return tuple(
        replace(a, dated=a.column in dated, missing=tuple(map(str, (missing_in or {}).get(a.column, ()))))
        if isinstance(a, OfTitles)
        else a
        for a in declared
    )


def standing_columns(declared: Iterable[EventAttribute]) -> list[str]:
    """Return the columns of the leads that are read as they stand, without a history."""
    of_titles = (attribute for attribute in declared if isinstance(attribute, OfTitles))
    return list(dict.fromkeys(attribute.column for attribute in of_titles if not attribute.dated))


def standing(leads: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Return columns of the leads as changes: what stands there counts as known ever since."""
    parts = [
        pd.DataFrame({"lead_id": leads["lead_id"], "column": name, "value": leads[name].astype("str"), "at": EVER})
        for name in columns
    ]
    return pd.concat(parts, ignore_index=True)


def plain_title(title: exp.Expression) -> exp.Expression:
    """Return a title in small letters, without accents, its words parted by blanks and one at either end."""
    small = exp.Anonymous(this="STRIP_ACCENTS", expressions=[exp.Lower(this=title.copy())])
    words = exp.Anonymous(this="REGEXP_REPLACE", expressions=[small, *map(exp.convert, (r"[^\p{L}\p{N}]+", " ", "g"))])
    ended = exp.DPipe(
        this=exp.DPipe(this=exp.convert(" "), expression=exp.Trim(this=words)), expression=exp.convert(" ")
    )
    return exp.paren(ended)


def says(plain: exp.Expression, words: list[str]) -> exp.Expression:
    """Return whether a plain title has any of these words."""
    either = "|".join(map(regex_of, words))
    return exp.Anonymous(this="REGEXP_MATCHES", expressions=[plain.copy(), exp.convert(either)])
