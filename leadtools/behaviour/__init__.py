"""What leads do before they convert: patterns and half-lives, found in the data; always before, never after."""

from leadtools.behaviour.by_event import close_rates_by_event
from leadtools.behaviour.half_lives import HalfLives, half_lives
from leadtools.behaviour.look import Look
from leadtools.behaviour.patterns import find_patterns, offered
from leadtools.behaviour.risk_sets import risk_sets
from leadtools.behaviour.time_lines import time_lines

__all__ = ["HalfLives", "Look", "close_rates_by_event", "find_patterns", "half_lives", "offered", "risk_sets",
           "time_lines"]  # fmt: skip
