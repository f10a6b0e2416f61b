"""leadtools.yml: which column is what; every fault reported at once, each with its line."""

from leadtools.config.attributes import attribute_faults
from leadtools.config.reading import ColumnOptions, Config, Events, Outcome, Rubric, Source, read_config

__all__ = ["ColumnOptions", "Config", "Events", "Outcome", "Rubric", "Source", "attribute_faults", "read_config"]
