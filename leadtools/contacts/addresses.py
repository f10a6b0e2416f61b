"""What an e-mail address and a phone number say for themselves, without asking anybody."""

from __future__ import annotations

import re
from functools import cache

from leadtools.contacts.keys import words_of


def _each(text: str) -> frozenset[str]:
    return frozenset(text.split())


FREE = _each(
    """126.com 163.com aim.com aol.com att.net bk.ru bluewin.ch bol.com.br btinternet.com centrum.cz comcast.net
    daum.net email.cz fastmail.com free.fr freemail.hu freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net
    googlemail.com hanmail.net hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it icloud.com
    inbox.lv inbox.ru interia.pl laposte.net libero.it list.ru live.com live.de live.fr live.nl mac.com mail.com mail.de
    mail.ru
    me.com msn.com naver.com o2.pl onet.pl orange.fr outlook.com outlook.de outlook.es outlook.fr pm.me proton.me
    protonmail.com qq.com rambler.ru rediffmail.com rocketmail.com sapo.pt seznam.cz sfr.fr sina.com sky.com t-online.de
    telenet.be tiscali.it tutanota.com uol.com.br verizon.net virgilio.it wanadoo.fr web.de wp.pl ya.ru yahoo.ca
    yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br yahoo.de yahoo.es yahoo.fr yahoo.it yandex.com yandex.ru
    ymail.com ziggo.nl zoho.com"""
)
"""Where anybody gets an address for nothing."""

ROLES = _each(
    """abuse accounting accounts admin administrator bewerbung billing booking bookings buchhaltung business career
    careers ceo commercial compliance contact contacto contato contatti customerservice einkauf enquiries enquiry
    export finance hello help helpdesk hostmaster hr info infos information inquiries it jobs kontakt mail mailbox
    marketing newsletter noreply office orders personal postmaster post press presse privacy procurement purchasing
    reception recruiting root sales secretariat sekretariat service shop spam staff support team ventas verkauf vertrieb
    webmaster zentrale"""
)
"""What stands before the @ where an address belongs to a department."""

_ADDRESS = re.compile(r"[^\s@,;<>()\"]+@(?:[^\s@.,;<>()\"]+\.)+[^\s@.,;<>()\"\d]{2,}")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_LONGEST = 400


def first_address(cell: str) -> tuple[str, str] | None:
    """Return the first address of a cell as (before the @, domain) in lower case, or None if there is none.

    Examples
    --------
    >>> first_address("Ana <Ana.Ruiz@Example.com>; ar@example.org")
    ('ana.ruiz', 'example.com')
    """
    found = _ADDRESS.search(cell[:_LONGEST]) if "@" in cell else None
    if found is None or ".." in found.group() or found.group().startswith("."):
        return None
    local, _, domain = found.group().casefold().rpartition("@")
    return local, domain


def is_address(cell: str) -> bool:
    """Return whether a cell is an address and nothing else, and no formula of a spreadsheet.

    Examples
    --------
    >>> is_address("ar@example.org"), is_address("Ana <ar@example.org>"), is_address("=ar@example.org")
    (True, False, False)
    """
    return _ADDRESS.fullmatch(cell) is not None and first_address(cell) is not None and cell[0] not in "=+-"


def is_disposable(domain: str) -> bool:
    """Return whether a domain, or one above it, gives out addresses for a few minutes."""
    parts = domain.split(".")
    return any(".".join(parts[i:]) in _disposable() for i in range(len(parts) - 1))


@cache
def _disposable() -> frozenset[str]:
    from disposable_email_domains import blocklist

    return frozenset(blocklist)


def is_role(local: str) -> bool:
    """Return whether the part before the @ names a department instead of a person.

    Examples
    --------
    >>> is_role("info"), is_role("sales-emea"), is_role("no.reply"), is_role("salesman")
    (True, True, True, False)
    """
    words = [word for word in re.split(r"[^a-z]+", local.partition("+")[0]) if word]
    return bool(words) and (words[0] in ROLES or "".join(words) in ROLES)


def against_name(local: str, name: str) -> bool:
    """Return whether the part before the @ shares nothing with the name: no part of it, no initials.

    Examples
    --------
    >>> [against_name(local, "Ana María Ruiz") for local in ("aruiz", "amr", "maria78", "kevin.smith")]
    [False, False, False, True]
    """
    words = [word for word in words_of(name) if word.isascii() and word.isalpha()]
    letters = re.sub(r"[^a-z]", "", "".join(words_of(local)))
    if not words or len(letters) < 2:
        return False
    initials = {"".join(word[0] for word in words), words[0][0] + words[-1][0], words[-1][0] + words[0][0]}
    if letters in initials:
        return False
    # Umlauts are written with an e in addresses, and long names are cut.
    spellings = [*words, *words_of(_umlauts_written_out(name))]
    return not any(word[: max(3, min(5, len(word)))] in letters for word in spellings if len(word) > 1)


def _umlauts_written_out(name: str) -> str:
    return name.casefold().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}))


def is_impossible(phone: str) -> bool:
    """Return whether no telephone has that number: too few digits or too many, one digit only, or counted up.

    Examples
    --------
    >>> [is_impossible(phone) for phone in ("+49 30 901820 ext. 12", "12345", "000 000 0000", "1234567890")]
    [False, True, True, True]
    """
    number = re.split(r"(?i)\s*(?:ext|x|durchwahl|#|[,;|]|\s/\s)", phone.strip())[0]
    digits = re.sub(r"\D", "", number)
    if re.search(r"[^\W\d]", number) or not _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS:
        return True
    return bool(re.search(r"(\d)\1{6}", digits)) or any(digits in way for way in _COUNTED)


_COUNTED = ("01234567890123456789", "98765432109876543210")
