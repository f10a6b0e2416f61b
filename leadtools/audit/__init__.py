"""Is this history fit to learn from?"""

from leadtools.audit.cells import COUNT_EARLIER, totals_in_words, until_export
from leadtools.audit.columns import blanked, completeness, excluded_columns, judge_leaks, leak_evidence
from leadtools.audit.findings import Audit, audit
from leadtools.audit.over_time import close_rate_over_time, leads_per_month

__all__ = [
    "COUNT_EARLIER",
    "Audit",
    "audit",
    "blanked",
    "close_rate_over_time",
    "completeness",
    "excluded_columns",
    "judge_leaks",
    "leads_per_month",
    "leak_evidence",
    "totals_in_words",
    "until_export",
]
