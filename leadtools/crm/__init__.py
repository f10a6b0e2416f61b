"""How each CRM's export names things: by its header a file is recognised, by its names its columns are."""

from leadtools.crm.products import Crm, Tells, recognise
from leadtools.crm.words import (
    DECISION_DATES,
    GENERAL,
    NO,
    OUTCOME_WORDS,
    STATUS_WORDS,
    WON_DATES,
    YES,
    meaning,
    plain,
)

__all__ = [
    "DECISION_DATES",
    "GENERAL",
    "NO",
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
