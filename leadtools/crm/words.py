"""Names of columns that many exports use, and words that say what became of a lead, in several languages."""

from __future__ import annotations

import re
from typing import Literal


def plain(name: object) -> str:
    """Return a name in small letters, its words parted by one blank.

    Examples
    --------
    >>> [plain(name) for name in ("IsConverted", "MEMBER_RATING", "Company / Account", "Lead Owner.id")]
    ['is converted', 'member rating', 'company account', 'lead owner id']
    """
    parted = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Ý])", " ", str(name))
    return " ".join(re.findall(r"[^\W_]+", parted.casefold()))


def names_in(line: str) -> tuple[str, ...]:
    """Return the names of a line, parted by commas."""
    return tuple(name.strip() for name in line.split(",") if name.strip())


def by_role(**lines: str) -> dict[str, tuple[str, ...]]:
    """Return the names of each line."""
    return {role: names_in(line) for role, line in lines.items()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GENERAL = by_role(
    id="lead id, id, record id, contact id, prospect id, mql id, opportunity id, deal id, customer id, uuid, guid, "
       "leadid, lead nr, kontakt id, identifiant, identificador",
    created="created at, created, created date, create date, creation date, created on, created time, date created, "
            "lead created at, lead created date, lead date, date added, first contact date, first contact, first seen, "
            "engage date, signup date, sign up date, registered at, registration date, inquiry date, enquiry date, "
            "received at, date entered, entry date, erstellt am, erstellt, erstelldatum, erstellungsdatum, "
            "anlagedatum, angelegt am, date de création, créé le, fecha de creación, creado el, data di creazione, "
            "creato il, data de criação, criado em, aanmaakdatum, aangemaakt op, data utworzenia, 作成日, 创建时间",
    owner="owner, lead owner, sales agent, sales rep, salesperson, sales person, account executive, account manager, "
          "assigned to, owner rep id, rep id, owner id, agent, sdr, sdr id, besitzer, inhaber, verantwortlich, "
          "zuständig, propriétaire, commercial, propietario, responsable, proprietario, responsabile, eigenaar, 担当者",
    account="account id, account, account name, company, company name, organization, organisation, organization name, "
            "firma, firmenname, unternehmen, société, entreprise, empresa, azienda, bedrijf, 会社名",
    value="deal value, deal amount, amount, value, opportunity amount, contract value, expected revenue, acv, "
          "estimated acv, estimated value, auftragswert, betrag, montant, importe, valor, importo, 金額",
    email="email, e mail, email address, e mail address, mail, work email, e mail adresse, courriel, adresse e mail, "
          "correo electrónico, correo, メール",
    phone="phone, phone number, telephone, mobile, mobile phone, business phone, telefon, telefonnummer, handy, mobil, "
          "téléphone, portable, teléfono, móvil, telefono, cellulare, telefone, telefoon, 電話番号",
    contact="first name, last name, firstname, lastname, surname, given name, family name, full name, fullname, "
            "contact name, contact person, contact, lead name, name, vorname, nachname, ansprechpartner, prénom, nom, "
            "nombre, apellido, apellidos, nome, cognome, sobrenome, voornaam, achternaam, naam, 氏名",
)  # fmt: skip
"""Names that many exports use, by role, the best first."""

EVENTS = by_role(
    event="event, event name, event type, activity, activity type, activity name, touch type, session type, action, "
          "action type, interaction type, engagement type, type, kind, touchpoint, ereignis, ereignistyp, aktivität, "
          "aktivitätstyp, aktion, typ, art, événement, type d événement, activité, evento, tipo de evento, actividad, "
          "tipo, attività, activiteit, イベント, 活动",
    at="at, timestamp, event timestamp, event time, event date, occurred at, occurred on, happened at, happened on, "
       "activity date, activity timestamp, activity time, touch timestamp, session timestamp, date time, datetime, "
       "time, date, ts, created at, created on, created date, create date, zeitpunkt, zeit, datum, ereignisdatum, "
       "horodatage, date événement, fecha, fecha y hora, momento, data, data ora, tijdstip, 日時, 时间",
    detail="page, url, page url, path, landing page, asset, content, document, file, title, product, seite, dokument, "
           "contenu, página, documento, pagina",
)  # fmt: skip
"""Names in files of what leads did: of its kind, its moment, and what it was about; the best first."""

WON_DATES = names_in(
    "won date, won at, won on, won time, date won, closed won date, converted at, converted on, converted date, "
    "conversion date, date converted, became customer, became a customer date, customer since, customer date, "
    "purchase date, purchased at, date of purchase, sale date, sold at, signed at, signed on, contract date, "
    "gewonnen am, kunde seit, client depuis, cliente desde, ganado el"
)
"""Names of dates that only customers have."""

DECISION_DATES = names_in(
    "close date, closed date, closed at, closed on, decided at, decision date, closing date, date closed, end date, "
    "actual close date, abschlussdatum, geschlossen am, date de clôture, fecha de cierre, data di chiusura"
)
"""Names of dates on which a lead was won or lost."""

OUTCOME_WORDS = _words(
    """converted convert conversion won customer purchased purchase bought buyer subscribed sold sale success target
    outcome y gewonnen kunde gekauft verkauft abgeschlossen converti gagné client acheté convertido ganado cliente
    comprado vinto acquistato convertito ganho comprou klant gekocht"""
)
"""Words in the names of yes/no columns that say whether a lead converted."""

STATUS_WORDS = _words(
    """status stage state lifecycle phase result resultat ergebnis outcome disposition statut étape résultat estado
    etapa resultado stato fase esito etap wynik 状态 阶段 ステージ"""
)
"""Words in the names of columns that say how far a lead has come."""

WON = _words(
    """won win customer converted closedwon gewonnen kunde konvertiert gagné gagnée gagne client converti ganado ganada
    cliente convertido convertida vinto vinta convertito ganho ganha fechado wygrana wygrane wygrany klient vunnet
    vundet vunnen kund voitettu klant выиграна выиграно 成約 受注 赢单 成交"""
)
LOST = _words(
    """lost loss closedlost disqualified unqualified rejected dead junk verloren abgelehnt abgesagt disqualifiziert
    perdu perdue perdido perdida perso persa descartado descartada przegrana przegrane stracona förlorad tapt tabt
    hävitty проиграна проиграно 失注 输单"""
)
NOT = _words("not no non nicht kein keine nie ikke inte nao não niet")
DIRECTIONS = _words("direction richtung sens dirección direzione direção richting kierunek")
"""Words in the names of columns that say whether a mail or a call came in or went out."""
INBOUND = _words(
    """in inbound incoming received eingehend eingang empfangen entrant entrante reçu recibido recibida entrata ricevuto
    ricevuta recebido recebida inkomend ontvangen przychodzące"""
)
"""Words for what came from the lead."""
OUTBOUND = _words(
    """out outbound outgoing sent ausgehend ausgang gesendet sortant envoyé envoyée saliente enviado enviada uscita
    inviato inviata saída uitgaand verzonden wychodzące"""
)
"""Words for what went out to the lead."""
OURS = OUTBOUND - {"out"} | _words("delivered bounced queued versandt zugestellt")
"""Words in the names of events that the company does, and not the lead."""
TOUCHES = _words(
    """call calls called email emails mail mails message messages sms whatsapp voicemail letter anruf anrufe nachricht
    brief appel appels courriel llamada llamadas correo mensaje chiamata chiamate messaggio"""
)
"""Words in the names of events that go out as often as they come in."""
AGAINST = _words(
    """career careers job jobs unsubscribe unsubscribed unsubscription optout complaint spam support cancelled canceled
    karriere stellen abmeldung abgemeldet beschwerde emploi désabonnement plainte empleo baja queja carriera reclamo"""
)
"""Words in the names of events that say that a lead looks for a job, is served already, or wants to hear no more."""
INTEREST = _words(
    """demo trial pricing price prices quote offer cart checkout basket contact reply replied meeting callback form
    consultation preise preis angebot warenkorb kontakt antwort termin testzugang formular prix devis panier essai
    réponse precio precios cotización carrito prueba contacto reunión prezzo prezzi preventivo carrello prijs offerte"""
)
"""Words in the names of events by which a lead shows that it may want to buy."""
YES = _words("yes y true 1 ja j oui o si sí sì sim s tak t да はい 是")
NO = _words("no n false 0 nein non não nao nie nee нет いいえ 否")


def meaning(status: object) -> Literal["won", "lost", ""]:
    """Return what a value of a status says: won, lost, or neither.

    Examples
    --------
    >>> [meaning(value) for value in ("Closed Won", "closed_lost", "Gewonnen", "not converted", "Qualified")]
    ['won', 'lost', 'won', 'lost', '']
    """
    words = set(plain(status).split())
    if words & LOST or any(sign in str(status) for sign in LOST if not sign.isascii() and len(sign) < 3):
        return "lost"
    if words & WON or any(sign in str(status) for sign in WON if not sign.isascii() and len(sign) < 3):
        return "lost" if words & NOT else "won"
    return ""
