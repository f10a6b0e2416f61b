"""Other tables that say more of the leads: what they are joined by, and since when each row is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from leadtools.config.files import Source
from leadtools.documents import Fault

EMAIL_DOMAIN, EMAIL, ACCOUNT = "email domain", "email", "account"
"""What a table can be joined by beside a column of the leads."""


@dataclass(frozen=True)
class Enrichment:
    """A file joined to the leads by its column ``key``, and ``by`` what of a lead.

    ``at`` is the column that says since when a row is known, None where the file is said to be undated;
    ``columns`` maps those that are looked up to the names of attributes, None for all others of the file.
    """

    name: str
    source: Source
    by: str
    key: str
    at: str | None = None
    columns: Mapping[str, str] | None = None

    def names(self, header: Iterable[str]) -> dict[str, str]:
        """Return the name of the attribute that each column becomes.

        Examples
        --------
        >>> Enrichment("firm", None, "email domain", "domain", "at").names(["domain", "at", "employees"])
        {'employees': 'firm employees'}
        """
        if self.columns is not None:
            return dict(self.columns)
        return {column: f"{self.name} {column}" for column in header if column not in (self.key, self.at)}


def read_enrichments(said: Mapping[str, Mapping], sources: Iterable[Source]) -> tuple[Enrichment, ...]:
    """Return the tables under ``enrich:``, each with its file."""
    return tuple(
        Enrichment(name, source, parts["by"], parts["key"], parts.get("at"), _columns(name, parts.get("columns")))
        for (name, parts), source in zip(said.items(), sources, strict=True)
    )


def _columns(name: str, said: list[str] | Mapping[str, str] | None) -> dict[str, str] | None:
    return {column: f"{name} {column}" for column in said} if isinstance(said, list) else said


def enrich_rules(said: Mapping[str, object]) -> Iterator[Fault]:
    """Yield what a schema cannot say about the tables under ``enrich``."""
    for name, parts in said.get("enrich", {}).items():
        path = ("enrich", name)
        if "at" not in parts and not parts.get("undated"):
            yield (
                path,
                (
                    f"nothing says since when a row of `{name}` was known, so it could tell what came after the leads. "
                    "Name the column of dates (`at:`), or write `undated: true` if its rows never change."
                ),
            )
        if "at" in parts and parts.get("undated"):
            yield (*path, "undated"), f"`{name}` has a date (`at`) and is said to be undated; keep one of them."
        if "at" in parts and "created" not in said:
            yield (
                (*path, "at"),
                f"`{name}` is looked up as of a moment of each lead; name its creation date (`created:`).",
            )
        role = {EMAIL_DOMAIN: "email", EMAIL: "email", ACCOUNT: "account"}.get(parts["by"])
        if role and role not in said:
            yield (*path, "by"), f"`{name}` is joined by {parts['by']}; name the column of the leads (`{role}:`)."
        for column in (column for column in parts.get("columns", ()) if column in (parts["key"], parts.get("at"))):
            yield (
                (*path, "columns"),
                f"`{column}` is the key or the date of `{name}` and is no attribute; leave it out.",
            )
