"""What a run adds to the definition of a good lead: the outcome meant, how each band closed, the room there is."""

from __future__ import annotations

from collections.abc import Mapping

from leadtools.scorecard import Scorecard

_SIGNAL = {
    "no": "On leads it had not seen, this card was no better than drawing lots: do not agree to call by it.",
    "unclear": "Too few leads could be judged to tell whether this card works.",
}


def proven(card: Scorecard, summary: Mapping[str, object]) -> dict[str, object]:
    """Return ``outcome, judged, closed, room, warning``, in words; blank for what the run does not say.

    Parameters
    ----------
    card : Scorecard
    summary : mapping
        The facts of the run; ``{}`` for a card without one.

    Examples
    --------
    >>> rates = {"tier": "hot", "judged": 40, "conversions": 20, "close_rate": 0.5, "low": 0.352, "high": 0.648}
    >>> card = Scorecard.of("by hand", {}, tiers={"hot": 30})
    >>> proven(card, {"judged_tiers": [rates]})["closed"]
    {'hot': '20 of 40: 50 % (35 to 65)'}
    """
    rows = summary.get("judged_tiers") or []
    return {
        "outcome": _outcome(card, summary),
        "judged": _judged(summary, sum(row["judged"] for row in rows)) if rows else "",
        "closed": {row["tier"]: _closed(row) for row in rows},
        "room": _room(summary),
        "warning": _SIGNAL.get(str(summary.get("signal")), ""),
    }


def _outcome(card: Scorecard, summary: Mapping) -> str:
    """Return what a good lead is good for; a card without a history may say so in its facts."""
    column = card.facts.get("outcome")
    if not column:
        return ""
    days, after = (summary.get(key) for key in ("horizon_days", "after_days"))
    if summary.get("outcome_kind") != "date" or days is None:
        return f"Good is a lead that becomes a customer ({column})."
    began = f"being looked at, {after:g} days after it came in" if after else "coming in"
    within = f"within {days:g} days"
    return f"Good is a lead that becomes a customer {within} of {began} ({str(column).removesuffix(within).strip()})."


def _judged(summary: Mapping, leads: int) -> str:
    known = f", as known on {_day(summary['as_of'])}" if summary.get("as_of") else ""
    which = _which(summary.get("split") or {})
    return f"Closed counts {leads:,} leads{which}{known}. Nothing was learned from them. In brackets: 95 % interval."


def _which(split: Mapping) -> str:
    """Return which of the leads were kept apart to judge the card by."""
    if split.get("kind") == "time" and split.get("boundary"):
        return f" that came in from {_day(split['boundary'])} on"
    later = f" that are later by {split.get('by') or 'their order'}"
    return {"order": later, "random": " drawn at random"}.get(str(split.get("kind")), "")


def _closed(row: Mapping) -> str:
    if not row["judged"]:
        return "nobody yet"
    share = f"{_percent(row['close_rate'])} % ({_percent(row['low'])} to {_percent(row['high'])})"
    return f"{row['conversions']:,} of {row['judged']:,}: {share}"


def _room(summary: Mapping) -> str:
    if not summary.get("capacity"):
        return ""
    room = f"Sales have room for {summary['capacity']:,} calls"
    if "threshold" not in summary:
        return f"{room}: the leads at the top of the list."
    if summary["threshold"] is None:
        return f"{room}, but more open leads share the highest score: it alone cannot choose among them."
    known = f" on {_day(summary['as_of'])}" if summary.get("as_of") else ""
    return f"{room}: of the open leads{known}, those who score {summary['threshold']:g} or more."


def _percent(share: float) -> str:
    return f"{100 * share:.0f}" if share >= 0.1 or not share else f"{100 * share:.1f}"


def _day(moment: object) -> str:
    """Return the day of a moment, or a number that stands for time as it is."""
    return moment[:10] if isinstance(moment, str) else f"{moment:g}"
