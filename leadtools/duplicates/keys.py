"""Contact details as they are compared: capitals, accents, legal forms and dialling codes put aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pandas as pd

LEGAL_FORMS = re.compile(
    r"ab|ag|aps|as|bv|co|company|corp|corporation|gmbh|inc|incorporated|kg|limited|llc|llp|ltd|nv|oy|plc|sa|sarl|sas|sl"
    r"|spa|srl|the|ug"
)
DIGITS_OF_A_NUMBER = 9
FEWEST_DIGITS = 7


def each(values: pd.Series, make: Callable[[str], str]) -> pd.Series:
    """Return what `make` makes of each text, worked out once for each different one; ``""`` where missing."""
    texts = values.astype("str").where(values.notna(), "")
    return texts.map({text: make(text) if text else "" for text in texts.unique()}).astype(object)


def email_key(text: str) -> str:
    """Return an address without capitals and without what stands behind a plus.

    Examples
    --------
    >>> email_key(" Ann+news@Example.com "), email_key("none")
    ('ann@example.com', '')
    """
    local, at, domain = text.strip().casefold().partition("@")
    return f"{local.partition('+')[0]}@{domain}" if at and "." in domain and local else ""


def phone_key(text: str) -> str:
    """Return the last nine digits of a number, which are the same with and without a dialling code.

    Examples
    --------
    >>> phone_key("+49 (0)30 555-01234"), phone_key("030 55501234"), phone_key("12")
    ('055501234', '055501234', '')
    """
    digits = re.sub(r"\D", "", text)
    few = len(digits) < FEWEST_DIGITS or len(set(digits[2:])) < 3
    return "" if few else digits[-DIGITS_OF_A_NUMBER:]


def name_key(text: str) -> str:
    """Return the words of a name in small plain letters, in order of the alphabet.

    Examples
    --------
    >>> name_key("Müller, Jörg"), name_key("jorg muller")
    ('jorg muller', 'jorg muller')
    """
    return " ".join(sorted(_words(text)))


def company_key(text: str) -> str:
    """Return the words of a company's name without its legal form.

    Examples
    --------
    >>> company_key("Acme, Inc."), company_key("ACME")
    ('acme', 'acme')
    """
    words = _words(text)
    return " ".join([word for word in words if not LEGAL_FORMS.fullmatch(word)] or words)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"[^\W_]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
