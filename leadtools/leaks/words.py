"""Names that tell: what sales write down, and what a CRM works out, in a few languages."""

from __future__ import annotations

import re
from itertools import pairwise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SALES = _words(
    """
    tag tags status stage quality reason outcome result disposition won lost win loss closed close closing
    note notes comment comments remark remarks duration qualified signed contract invoice paid payment
    qualität phase stufe grund ergebnis notiz notizen bemerkung bemerkungen dauer gewonnen verloren abschluss
    vertrag statut étape étiquette étiquettes qualité motif raison résultat durée gagné perdu remarques
    contrat etapa etiqueta etiquetas calidad motivo resultado duración ganado perdido notas contrato stato
    fase etichetta qualità esito durata vinto perso qualidade duração ganho fechamento kwaliteit reden
    resultaat duur opmerking opmerkingen
    """
)
"""Words for what people write once they have spoken with a lead."""

COMPUTED = _words(
    """
    score scoring index profile rating grade probability forecast lifecycle last latest recent bewertung
    profil wahrscheinlichkeit prognose letzte letzter letztes dernier dernière probabilité note évaluation
    último última puntuación perfil probabilidad ultimo ultima punteggio probabilità pontuação laatste kans
    """
)
"""Words for what a CRM works out from all it knows, up to the day of the export."""

WHOLE_LIFE = {"all", "alltime", "lifetime", "ever", "gesamt", "insgesamt", "overall"}
"""Last words of counts that run over a lead's whole life, past any moment at which it is looked at."""

DONE = _words(
    """
    visit visits visited view views pageview pageviews session sessions spent click clicks clicked opens opened
    touch touches call calls called contacted chat chats activity activities submission submissions submitted download
    downloads downloaded meeting meetings login logins message messages sends sent delivered bounced completions
    besuche aufrufe sitzungen klicks öffnungen anrufe kontakte chats aktivitäten visites vues clics ouvertures appels
    messages visitas vistas aperturas llamadas mensajes clic visite aperture chiamate bezoeken klikken
    """
)
"""Words for what a lead does, or has done to it, again and again."""

OPPORTUNITY = _words(
    """
    opportunity opportunities opp opps deal deals verkaufschance verkaufschancen opportunité opportunités oportunidad
    oportunidades opportunità oportunidade
    """
)
"""Words for what sales open once a lead is worth their while."""

OF_ITS_LIFE = _words(
    """
    has have is open opened created converted number num count total associated estimated expected amount value revenue
    acv tcv size date offen erstellt anzahl wert betrag summe ouverte créée nombre montant valeur abierta creada número
    importe valor aperta creata numero importo valore
    """
)
"""Words that say that there is an opportunity, or what it is worth; "deal source" and "opportunity owner" do not."""

CONTRACT_VALUES = {"acv", "tcv"}

LAST = _words("last past recent letzte letzten letzter derniers dernières últimos últimas ultimi ultime laatste")
"""Words that, before a number of days, begin a window that ends at some moment: of an export, at its day."""

SPANS = _words(
    """
    day days hour hours minute minutes week weeks month months tage stunden wochen monate jours semaines mois días
    semanas meses giorni settimane mesi dagen
    """
)

SINCE = _words("since seit depuis desde dal sinds")

PERIODS = _words(
    """
    before vor avant antes prima voor first erste week weekly month monthly quarter yesterday today daily woche monat
    semaine mois semana mes settimana mese maand
    """
)
"""Words that end a count at some moment, or keep it within a window."""

BEFORE = {"previous", "prior", "past", "former", "earlier", "vorherige", "frühere", "précédent", "anterior"}
"""Words for what lies before this lead, and is known from the start."""

ONLINE = {"session", "sessions", "visit", "visits", "page", "pages", "web", "website", "site"}
"""Words that make a duration one of what leads do on a website, and not one of a call."""

TIMES = {"duration", "dauer", "durée", "duración", "durata", "duração", "duur"}

_PERSON = {"name", "nom", "nombre", "nome", "naam", "names"}


def telling_word(name: object, *, number: bool = False) -> str:
    """Return the word in a column's name that says it may be known only later, or ``""``.

    Parameters
    ----------
    name : str
        Of the column; words are parted at spaces, signs and inner capitals.
    number : bool
        Whether the column holds numbers: a number called ``…_all`` counts a whole life.

    Examples
    --------
    >>> telling_word("Lead Quality"), telling_word("dealStage"), telling_word("touches_all", number=True)
    ('quality', 'stage', 'all')
    >>> telling_word("has_open_opportunity"), telling_word("Deal - Source"), telling_word("opportunity_owner")
    ('opportunity', '', '')
    >>> telling_word("Last Name"), telling_word("previous_outcome"), telling_word("visits_last_30_days")
    ('', '', '')
    """
    words = split_words(name)
    if set(words) & BEFORE:
        return ""
    if number and len(words) > 1 and words[-1] in WHOLE_LIFE:
        return words[-1]
    if told := _of_opportunity(split_words(_without_table(name))):
        return told
    telling = (word for i, word in enumerate(words) if _tells(word, words[i + 1 : i + 2]))
    return next((word for word in telling if not (word in TIMES and set(words) & ONLINE)), "")


def running_total(name: object) -> bool:
    """Return whether the name of a number says that it counts what a lead did, or the time since, and not until when.

    The last days before what? In an export it is most often its own day.

    Examples
    --------
    >>> [running_total(name) for name in ("TotalVisits", "Total Time Spent on Website", "Number of Pageviews")]
    [True, True, True]
    >>> [running_total(name) for name in ("visits_before_signup", "visits_days_0_7", "Number of Employees")]
    [False, False, False]
    >>> [running_total(name) for name in ("visits_last_30_days", "days_since_first_visit", "customer_since")]
    [True, True, False]
    """
    words = split_words(name)
    if _pairs(words, SPANS, SINCE):
        return not set(words) & (BEFORE - LAST)
    return bool(set(words) & DONE) and (_last_days(words) or not _ended(words))


def in_words(word: str) -> str:
    """Return what a telling word says of a column."""
    if word in WHOLE_LIFE:
        return f'"{word}" in its name says that it counts a whole life, also what came after'
    if of_opportunity(word):
        return f'"{word}" in its name says that it is of an opportunity, which sales open once they speak with the lead'
    who = "sales write it down" if word in SALES else "a CRM works it out from all it knows on the day of the export"
    return f'"{word}" in its name says that {who}'


def of_opportunity(word: str) -> bool:
    """Return whether a telling word tells of an opportunity."""
    return word in OPPORTUNITY | CONTRACT_VALUES


def split_words(name: object) -> list[str]:
    """Return the words of a name in small letters."""
    parted = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Ý])", " ", str(name))
    return [word.casefold() for word in re.findall(r"[^\W\d_]+|\d+", parted)]


def _without_table(name: object) -> str:
    """Return a name without the table before it: every column of a deal in Pipedrive is called "Deal - …"."""
    return re.sub(r"^\w+ - ", "", str(name))


def _of_opportunity(words: list[str]) -> str:
    """Return the word that tells of an opportunity, or of its value; ``""`` for none."""
    told = next((word for word in words if word in OPPORTUNITY), "") if set(words) & OF_ITS_LIFE else ""
    return told or next((word for word in words if word in CONTRACT_VALUES), "")


def _ended(words: list[str]) -> bool:
    return bool(set(words) & (PERIODS | BEFORE)) or any(word[0].isdigit() for word in words)


def _last_days(words: list[str]) -> bool:
    """Return whether a name says "last 30" or "last week"."""
    return any(word in LAST and (after[0].isdigit() or after in SPANS) for word, after in pairwise(words))


def _pairs(words: list[str], first: frozenset[str], second: frozenset[str]) -> bool:
    return any(one in first and other in second for one, other in pairwise(words))


def _tells(word: str, after: list[str]) -> bool:
    """Return whether a word tells; "last name" and "last 30 (days)" do not."""
    if word in SALES:
        return True
    return word in COMPUTED and not (after and (after[0] in _PERSON or after[0].isdigit()))
