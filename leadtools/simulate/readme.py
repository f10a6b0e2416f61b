"""data/README.md: the data dictionary and the planted truth, written from the tables themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from leadtools.simulate import truth
from leadtools.simulate.dictionary import COLUMNS, FILES
from leadtools.simulate.events import AFTER_DECISION
from leadtools.simulate.tables import BUDGET_GAPS, REVENUE_GAPS

INTRO = """# The sample

A small company that never existed sells two programs to other companies, Ledger and Planner. These are its
leads of 2024 and 2025, what they did, and which of them bought. Everything is drawn by chance, names and
addresses included; addresses lie under domains reserved for examples. Nothing was taken from real people.

Because the data are made, the truth is known. It is written down below, so that you can see how much of it a
scorecard finds again.

Written by `python -m leadtools.simulate data`: the same bytes each time. Written by hand are only `leadtools.yml`,
`rubric.yml`, which judges a published table of points, and `beliefs.csv`: what sales, marketing and customers think
matters. Moments are local time without zone. To judge within 90 days, leave the leads of the last 90 days aside:
they are too young."""

STORY = """## What is true

Each lead makes up its mind once, between 1 and 180 days after it was created, mostly within 60, whoever it is.
At that moment its log-odds of becoming a customer are

> {intercept} + effects of its attributes + effects of its contact details + what it did before

so the chance is 1 ÷ (1 + exp(−log-odds)). A log-odds of 0.7 doubles the odds, −0.7 halves them. Decisions after
2025 are not in the data. What a lead does later has no part in it; having decided it does only {after:.0%} of
what it would have done, and customers ask in the support forum.

Behind what leads do stands their interest, which no column shows; leads of one account share some of it. It
acts on the decision only through the events."""

TRAPS = """## What to look out for

- **A leak.** `call_outcome` was written after the fact. It is filled in for every customer.
- **Overlap.** {no_effect}
  have no effect of their own. Some of them look good all the same: `buying_role` and `age_group` follow
  `seniority`; `annual_revenue` and `clients` follow `employees`; budgets grow with `employees` too, but do have
  an effect. `browser` is pure noise.
- **Fading and rising.** {changes}.
  The table above has the middle of the two years.
- **A season.** In {months} there are {volume} times as many leads a day, {share:.0%} of those who would have
  wanted something else want {product}, and {product} then has {season:+} log-odds.
- **Gaps.** `annual_revenue` is missing for {small:.0%} of companies below 50 employees and {large:.0%} of the others;
  `budget_range` for {cool:.0%} of the less interested half and {keen:.0%} of the other. The rest is missing by chance.
  Effects count the true value, also where it is not shown.
- **Spam.** {spam:.1%} of leads: keyboard walks for names, throw-away domains, invented phone numbers. They never buy.
  Names in small letters are a habit of real people too, and mean nothing.
- **Contact details** with an effect: {contact}."""


def readme(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the README of the sample whose files (by name) are given."""
    parts = [INTRO, _files(tables)]
    parts += [_dictionary(name, columns) for name, columns in COLUMNS.items()]
    parts += [STORY.format(intercept=truth.INTERCEPT, after=AFTER_DECISION), _effects()]
    parts += [_behaviour(), _patterns(), _stages(), _traps()]
    return "\n\n".join(parts) + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    lines = [list(head), ["---"] * len(list(head)), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _files(tables: Mapping[str, pd.DataFrame]) -> str:
    rows = ((f"`{name}`", FILES[name], f"{len(tables[name]):,}") for name in FILES)
    return "## Files\n\n" + table(("file", "what", "rows"), rows)


def _dictionary(name: str, columns: Mapping[str, str]) -> str:
    return f"## {name}\n\n" + table(("column", "meaning"), ((f"`{c}`", text) for c, text in columns.items()))


def _effects() -> str:
    rows = (
        (f"`{name}`", level, f"{log_odds:+}")
        for name, levels in truth.TRUE_EFFECTS.items()
        for level, log_odds in levels.items()
        if name not in truth.NO_EFFECT
    )
    return "### Attributes: log-odds of each level\n\n" + table(("attribute", "level", "log-odds"), rows)


def _behaviour() -> str:
    rows = (
        (f"`{event}`", f"{log_odds:+}", days if log_odds else "") for event, (log_odds, days) in truth.BEHAVIOUR.items()
    )
    words = (
        "### Events: log-odds of one event, halved for every half-life\n\nAn event `age` days before the decision "
        "counts log-odds × 2^(−age ÷ half-life). Several add up.\n\n"
    )
    return words + table(("event", "log-odds", "half-life, days"), rows)


def _patterns() -> str:
    both, order = truth.COMBINATION, truth.SEQUENCE
    return (
        "### Two patterns, on top of the single events\n\n"
        f"- **Combination:** {_names(both.events)}, in any order,\n  within the last {both.within_days} days "
        f"before the decision: {both.log_odds:+}.\n"
        f"- **Sequence:** {_names(order.events)}, in this order, whatever lies between,\n  within the last "
        f"{order.within_days} days before the decision: {order.log_odds:+}."
    )


def _stages() -> str:
    """Return how people move leads from stage to stage."""
    moves = ", ".join(
        f"{stage} {log_odds:+} after {days} days"
        for stage, log_odds, days in zip(truth.STAGES, truth.STAGE_LOG_ODDS, truth.STAGE_DAYS, strict=False)
    )
    return (
        "### The journey\n\nPeople move a lead on while it has not made up its mind, rather one that fits and is "
        f"interested. Log-odds\nof moving on at all for a lead like any other, and mean days until then: {moves}.\n"
        f"Of those that said no {truth.OUT_SHARE:.0%} are written off as `{truth.STAGE_OUT}`, on average "
        f"{truth.OUT_DAYS} days later. Stages have no effect of their own."
    )


def _traps() -> str:
    changes = (
        f"`{name}` {level} {'gains' if change > 0 else 'loses'} {abs(change)} log-odds from the first day to the last"
        for (name, level), change in truth.CHANGES.items()
    )
    months = [pd.Timestamp(2024, month, 1).strftime("%B") for month in truth.SEASON_MONTHS]
    return TRAPS.format(
        no_effect=_names(truth.NO_EFFECT),
        changes=";\n  ".join(changes),
        volume=truth.SEASON_VOLUME,
        months=f"{months[0]} to {months[-1]}",
        share=truth.SEASON_SHARE_DRAWN,
        product=truth.SEASON_PRODUCT,
        season=truth.SEASON_LOG_ODDS,
        small=REVENUE_GAPS[0],
        large=REVENUE_GAPS[1],
        cool=BUDGET_GAPS[0],
        keen=BUDGET_GAPS[1],
        spam=truth.SPAM_SHARE,
        contact=", ".join(f"{name} {log_odds:+}" for name, log_odds in truth.CONTACT_EFFECTS.items()),
    )


def _names(names: Iterable[str]) -> str:
    *first, last = (f"`{name}`" for name in names)
    return ", ".join(first) + " and " + last
