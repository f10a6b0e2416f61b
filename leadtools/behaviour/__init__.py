"""What leads do before they convert: patterns, half-lives and the season, found in the data; never what came after."""

from leadtools.behaviour.by_account import close_rates_by_colleagues
from leadtools.behaviour.by_event import close_rates_by_event
from leadtools.behaviour.half_lives import HalfLives, half_lives
from leadtools.behaviour.look import Look
from leadtools.behaviour.patterns import find_patterns, offered
from leadtools.behaviour.risk_sets import risk_sets
from leadtools.behaviour.season import Season, season
from leadtools.behaviour.stages import no_rates, stage_table
from leadtools.behaviour.time_lines import time_lines

__all__ = ["HalfLives", "Look", "Season", "close_rates_by_colleagues", "close_rates_by_event", "find_patterns",
           "half_lives", "no_rates", "offered", "risk_sets", "season", "stage_table", "time_lines"]  # fmt: skip
