"""The noun of the package: levels, whole points and the evidence for them."""

from leadtools.scorecard.card import Scorecard
from leadtools.scorecard.from_events import Joined, Tables, full_query
from leadtools.scorecard.knock_outs import COLDEST, DISQUALIFIED, KnockOut, call_order, refuse_removing_all
from leadtools.scorecard.line import Line
from leadtools.scorecard.reach import idle_caps, out_of_reach
from leadtools.scorecard.scoring_once import ScoringOnce
from leadtools.scorecard.segments import SegmentCards

__all__ = [
    "COLDEST",
    "DISQUALIFIED",
    "Joined",
    "KnockOut",
    "Line",
    "Scorecard",
    "ScoringOnce",
    "SegmentCards",
    "Tables",
    "call_order",
    "full_query",
    "idle_caps",
    "out_of_reach",
    "refuse_removing_all",
]
