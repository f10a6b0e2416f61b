"""Files become a History; rows that cannot be used are set aside, each with its reason."""

from leadtools.readers.for_scoring import read_leads_to_score
from leadtools.readers.histories import read_history
from leadtools.readers.last_day import refuse_lone_last_day

__all__ = ["read_history", "read_leads_to_score", "refuse_lone_last_day"]
