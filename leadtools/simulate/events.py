"""What the leads do: visits, e-mails, downloads, forms. The more interested, the more they do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadtools.simulate.draws import draw
from leadtools.simulate.people import People
from leadtools.simulate.truth import DAY, EVENTS, SPAN, START

INTEREST = 0.6  # log of how many times as much a lead does per standard deviation of interest
FADING_DAYS = 45  # mean days from creation to what a lead does of its own accord
SPAM_ACTIVITY = 0.1
AFTER_DECISION = 0.35  # share of what a lead would have done that it still does once it has decided

VISITS = 4.6  # a lead, over its life
BEFORE_SIGNUP = 0.25  # share of visits in the two weeks before the lead became known
PAGES_MORE = 1.3  # pages of a visit beyond the first
PAGE_SHARES = {
    "home_page": 0.25,
    "product_page": 0.28,
    "pricing_page": 0.15,
    "cart": 0.05,
    "blog": 0.17,
    "careers_page": 0.04,
    "support_forum": 0.06,
}
SHOPPING_TRIPS = 0.35  # visits that go from product page to pricing page to cart, a lead
TRIP = ("product_page", "pricing_page", "cart")
PRICE_CHECKS = 0.35  # case studies with a look at the prices near them, a lead
PRICE_CHECK_DAYS = 7  # the longest time between the two, whichever comes first
MAILS, MAILS_OPTED_IN, MAILING_DAYS = 4.0, 6.0, 150
OPENED, CLICKED, REPLIED, UNSUBSCRIBED = 0.33, 0.28, 0.07, 0.04  # of sent; of opened
ACTIONS = {  # a lead
    "ebook_download": 0.25,
    "whitepaper_download": 0.22,
    "case_study_download": 0.30,
    "webinar_attended": 0.20,
    "demo_request": 0.16,
    "trial_started": 0.12,
    "contact_form": 0.12,
    "social_like": 0.25,
    "social_share": 0.06,
    "social_follow": 0.10,
}
ASSETS_PER_EVENT = 3
CUSTOMER_QUESTIONS = 2.0  # support forum visits in the first 120 days of a customer


@dataclass(frozen=True)
class Events:
    """Events by position: the lead's position, seconds after the start, the kind's position.

    ``detail`` numbers the asset of a download or webinar and the month of a mailing; else it is -1.
    """

    lead: np.ndarray
    at: np.ndarray
    kind: np.ndarray
    detail: np.ndarray

    def __len__(self) -> int:
        return len(self.lead)

    def where(self, chosen: np.ndarray) -> Events:
        """Return the events where `chosen` is true."""
        return Events(self.lead[chosen], self.at[chosen], self.kind[chosen], self.detail[chosen])

    def and_also(self, *others: Events) -> Events:
        """Return these events and `others`, by lead and then in order of time."""
        parts = (self, *others)
        lead, at, kind, detail = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("lead", "at", "kind", "detail")
        )
        order = np.argsort(lead * (2 * SPAN) + at, kind="stable")
        return Events(lead[order], at[order], kind[order], detail[order])


def make_events(rng: np.random.Generator, people: People) -> Events:
    """Return all that the leads would do if nobody ever decided, up to the last day."""
    activity = np.exp(INTEREST * people.interest - INTEREST**2 / 2)
    activity *= np.where(people.spam, SPAM_ACTIVITY, 1)
    events = visits(rng, people, activity).and_also(
        shopping_trips(rng, people, activity),
        mails(rng, people),
        actions(rng, people, activity),
        price_checks(rng, people, activity),
    )
    return events.where((events.at >= 0) & (events.at < SPAN))


def after_decision(rng: np.random.Generator, events: Events, decision: np.ndarray, customer: np.ndarray) -> Events:
    """Return what was really done: less after the decision, and customers ask in the support forum."""
    later = events.at >= decision[events.lead]
    mailed = events.kind == EVENTS.index("email_sent")
    kept = events.where(~later | mailed | (rng.random(len(events)) < AFTER_DECISION))
    asked = repeat(rng, CUSTOMER_QUESTIONS * customer)
    at = decision[asked] + 1 + rng.integers(0, 120 * DAY, len(asked))
    questions = plain(asked, at, EVENTS.index("support_forum"))
    return kept.and_also(questions.where(questions.at < SPAN))


def visits(rng: np.random.Generator, people: People, activity: np.ndarray) -> Events:
    """Visits of one to a few pages, some of them before the lead became known."""
    lead = repeat(rng, VISITS * activity)
    start = people.created[lead] + own_time(rng, len(lead))
    before = rng.random(len(lead)) < BEFORE_SIGNUP
    start = np.where(before, people.created[lead] - rng.integers(1800, 14 * DAY, len(lead)), start)
    page = np.repeat(np.arange(len(lead)), 1 + rng.poisson(PAGES_MORE, len(lead)))
    kinds = np.array([EVENTS.index(name) for name in PAGE_SHARES])
    kind = kinds[draw(rng, list(PAGE_SHARES.values()), len(page))]
    return plain(lead[page], start[page] + rng.integers(0, 1500, len(page)), kind)


def shopping_trips(rng: np.random.Generator, people: People, activity: np.ndarray) -> Events:
    """Visits in the order of the planted sequence: without them it would be too rare to be found."""
    lead = repeat(rng, SHOPPING_TRIPS * activity)
    step = np.cumsum(rng.integers(30, 600, (len(lead), len(TRIP))), axis=1)
    at = (people.created[lead] + own_time(rng, len(lead)))[:, None] + step
    kind = np.broadcast_to([EVENTS.index(name) for name in TRIP], at.shape)
    return plain(np.repeat(lead, len(TRIP)), at.ravel(), kind.ravel())


def mails(rng: np.random.Generator, people: People) -> Events:
    """Mailings until the lead unsubscribes; the more interested open more of them."""
    lead = repeat(rng, np.where(people.codes["newsletter_opt_in"] == 0, MAILS_OPTED_IN, MAILS))
    sent = people.created[lead] + rng.integers(3600, MAILING_DAYS * DAY, len(lead))
    mailing = (START + sent).astype("datetime64[M]").astype(np.int16)
    log_odds = np.log(OPENED / (1 - OPENED)) + INTEREST * people.interest[lead]
    opened = (rng.random(len(lead)) < 1 / (1 + np.exp(-log_odds))) & ~people.spam[lead]
    parts, at = [mail("email_sent", lead, sent, mailing)], sent + waited(rng, len(lead), hours=9)
    parts.append(mail("email_opened", lead[opened], at[opened], mailing[opened]))
    for name, share in (("email_clicked", CLICKED), ("email_replied", REPLIED), ("email_unsubscribed", UNSUBSCRIBED)):
        done = opened & (rng.random(len(lead)) < share)
        parts.append(mail(name, lead[done], at[done] + waited(rng, done.sum(), hours=0.2), mailing[done]))
    return until_unsubscribed(parts[0].and_also(*parts[1:]), len(people))


def until_unsubscribed(sent: Events, n_leads: int) -> Events:
    """Nobody is mailed, and nothing in a mail is opened or clicked, once they have unsubscribed."""
    gone = sent.where(sent.kind == EVENTS.index("email_unsubscribed"))
    first = np.full(n_leads, 2 * SPAN)
    np.minimum.at(first, gone.lead, gone.at)
    return sent.where(sent.at <= first[sent.lead])


def actions(rng: np.random.Generator, people: People, activity: np.ndarray) -> Events:
    """Downloads, webinars, forms and what they do on social networks."""
    lead, kind = [], []
    for name, rate in ACTIONS.items():
        lead.append(repeat(rng, rate * activity))
        kind.append(np.full(len(lead[-1]), EVENTS.index(name), dtype=np.int8))
    lead, kind = np.concatenate(lead), np.concatenate(kind)
    detail = rng.integers(0, ASSETS_PER_EVENT, len(lead)).astype(np.int16)
    return Events(lead, people.created[lead] + own_time(rng, len(lead)), kind, detail)


def price_checks(rng: np.random.Generator, people: People, activity: np.ndarray) -> Events:
    """Case studies with a look at the prices near them: without them the planted combination would be too rare."""
    lead = repeat(rng, PRICE_CHECKS * activity)
    read = people.created[lead] + own_time(rng, len(lead))
    looked = read + rng.integers(-PRICE_CHECK_DAYS * DAY, PRICE_CHECK_DAYS * DAY, len(lead))
    asset = rng.integers(0, ASSETS_PER_EVENT, len(lead)).astype(np.int16)
    study = np.full(len(lead), EVENTS.index("case_study_download"), dtype=np.int8)
    return Events(lead, read, study, asset).and_also(plain(lead, looked, EVENTS.index("pricing_page")))


def repeat(rng: np.random.Generator, rate: np.ndarray) -> np.ndarray:
    """Return each position as many times as a Poisson draw of its rate says."""
    return np.repeat(np.arange(len(rate)), rng.poisson(rate))


def own_time(rng: np.random.Generator, n: int) -> np.ndarray:
    """Seconds after creation: often soon, seldom months later."""
    return 600 + (rng.exponential(FADING_DAYS, n) * DAY).astype(np.int64)


def waited(rng: np.random.Generator, n: int, *, hours: float) -> np.ndarray:
    """Seconds until somebody looks, `hours` on average."""
    return 20 + (rng.exponential(hours * 3600, n)).astype(np.int64)


def plain(lead: np.ndarray, at: np.ndarray, kind: np.ndarray | int) -> Events:
    """Return events without detail."""
    kinds = np.broadcast_to(kind, len(lead)).astype(np.int8)
    return Events(lead, at, kinds, np.full(len(lead), -1, dtype=np.int16))


def mail(name: str, lead: np.ndarray, at: np.ndarray, mailing: np.ndarray) -> Events:
    """Return events of one kind about a mailing."""
    return Events(lead, at, np.full(len(lead), EVENTS.index(name), dtype=np.int8), mailing)
