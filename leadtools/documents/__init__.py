"""YAML and text files: what people write is read with the line of every value, what we write is written whole."""

from leadtools.documents.faults import Fault
from leadtools.documents.files import why_not, write_bytes, write_text
from leadtools.documents.reading import Document, parse_document, read_document, sound
from leadtools.documents.yaml_text import dump, dump_line

__all__ = [
    "Document",
    "Fault",
    "dump",
    "dump_line",
    "parse_document",
    "read_document",
    "sound",
    "why_not",
    "write_bytes",
    "write_text",
]
