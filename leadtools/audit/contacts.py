"""Findings about contact details: what to check by hand; nothing is dropped for it."""

from __future__ import annotations

from collections.abc import Iterator

from leadtools.audit.finding import Finding
from leadtools.contacts import CHECKS, contact_quality
from leadtools.history import History

_ADVICE = (
    "Look at them by hand before you call; no lead is dropped for it. `contact_quality: true` makes it an attribute."
)


def contact_details(history: History) -> Iterator[Finding]:
    """Yield a finding for each flag that is up for some lead; no value of a cell is in it."""
    roles = history.roles
    if not (roles.email or roles.phone or roles.contact):
        return
    quality = contact_quality(history.leads, email=roles.email, name=roles.contact, phone=roles.phone)
    columns = {"name": roles.contact, "email": roles.email, "phone": roles.phone}
    for flag in (flag for flag in CHECKS if flag in quality):
        leads = int(quality[flag].sum())
        if leads:
            column = ", ".join(columns[flag.partition("_")[0]])
            yield Finding("low", column, f"check: {CHECKS[flag]}", leads, _ADVICE)
