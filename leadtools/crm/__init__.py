"""How each CRM's export names things: by its header a file is recognised, by its names its columns are."""

from leadtools.crm.products import Crm, Tells, recognise
from leadtools.crm.words import (
    AGAINST,
    DECISION_DATES,
    DIRECTIONS,
    EVENTS,
    GENERAL,
    INBOUND,
    INTEREST,
    NO,
    OURS,
    OUTBOUND,
    OUTCOME_WORDS,
    STATUS_WORDS,
    WON_DATES,
    YES,
    meaning,
    plain,
)

__all__ = [
    "AGAINST",
    "DECISION_DATES",
    "DIRECTIONS",
    "EVENTS",
    "GENERAL",
    "INBOUND",
    "INTEREST",
    "NO",
    "OURS",
    "OUTBOUND",
    "OUTCOME_WORDS",
    "STATUS_WORDS",
    "WON_DATES",
    "YES",
    "Crm",
    "Tells",
    "meaning",
    "plain",
    "recognise",
]
