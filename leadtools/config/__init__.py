"""leadtools.yml: which column is what; every fault reported at once, each with its line."""

from leadtools.config.attributes import attribute_faults
from leadtools.config.buying_roles import default_buying_roles
from leadtools.config.declared import ColumnOptions, Config, Events, Outcome, Rubric
from leadtools.config.enrich import Enrichment
from leadtools.config.files import Source
from leadtools.config.journey import Journey
from leadtools.config.people import RULES, Person, people_faults
from leadtools.config.personas import persona_faults
from leadtools.config.reading import read_config

__all__ = [
    "RULES",
    "ColumnOptions",
    "Config",
    "Enrichment",
    "Events",
    "Journey",
    "Outcome",
    "Person",
    "Rubric",
    "Source",
    "attribute_faults",
    "default_buying_roles",
    "people_faults",
    "persona_faults",
    "read_config",
]
