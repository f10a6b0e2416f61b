"""YAML and text files: what people write is read with the line of every value, what we write is written whole."""

from leadtools.documents.faults import Fault
from leadtools.documents.files import make_folder, why_not, write_bytes, write_text
from leadtools.documents.reading import Document, parse_document, read_document
from leadtools.documents.unread import UNREAD, Unread, holds_unread, marked, read_parts
from leadtools.documents.yaml_text import dump, dump_line

__all__ = [
    "UNREAD",
    "Document",
    "Fault",
    "Unread",
    "dump",
    "dump_line",
    "holds_unread",
    "make_folder",
    "marked",
    "parse_document",
    "read_document",
    "read_parts",
    "why_not",
    "write_bytes",
    "write_text",
]
