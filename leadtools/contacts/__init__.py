"""Whether the contact details of a lead look real: yes/no attributes, and flags to check; never a rejection."""

from leadtools.contacts.quality import CHECKS, QUALITY, contact_checks, contact_quality

__all__ = ["CHECKS", "QUALITY", "contact_checks", "contact_quality"]
