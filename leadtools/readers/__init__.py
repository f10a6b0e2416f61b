"""Files become a History; rows that cannot be used are set aside, each with its reason."""

from leadtools.readers.histories import read_history

__all__ = ["read_history"]
