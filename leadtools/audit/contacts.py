"""Findings about contact details: what to check by hand; nothing is dropped for it."""

from __future__ import annotations

from collections.abc import Iterator

from leadtools.audit.finding import Finding
from leadtools.contacts import CHECKS, contact_quality
from leadtools.history import History

MOST_LOOKED_AT = 30_000

_ADVICE = (
    "Look at them by hand before you call; no lead is dropped for it. `contact_quality: true` makes it an attribute."
)


def contact_details(history: History) -> Iterator[Finding]:
    """Yield a finding for each flag that is up for some lead; no value of a cell is in it."""
    roles = history.roles
    if not (roles.email or roles.phone or roles.contact):
        return
    # Every cell is read letter by letter: of a long history every so-manieth lead says enough.
    step = max(1, -(-len(history.leads) // MOST_LOOKED_AT))
    looked_at = history.leads.iloc[::step]
    quality = contact_quality(looked_at, email=roles.email, name=roles.contact, phone=roles.phone)
    columns = {"name": roles.contact, "email": roles.email, "phone": roles.phone}
    for flag in (flag for flag in CHECKS if flag in quality):
        leads = int(quality[flag].sum())
        if leads:
            column = ", ".join(columns[flag.partition("_")[0]])
            of = "" if step == 1 else f" (among the {len(looked_at):,} leads looked at, one in {step})"
            yield Finding("low", column, f"check: {CHECKS[flag]}{of}", leads, _ADVICE)
