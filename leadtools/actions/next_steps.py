"""What to do next with a lead, in words: by its tier, its strongest reason and how long it has been quiet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd

from leadtools.actions.calls import NOTHING
from leadtools.conditions import Missing, Other
from leadtools.scorecard import COLDEST, DISQUALIFIED, Scorecard

QUIET_DAYS = 30
QUIET = "quiet"
REASON = "{reason}"

_FOR = re.compile(r" \(\+\d+\)$")
_POINTS = re.compile(r" \([+−]\d+\)$")

FIRST = "Call within a day; open with what speaks for them: {reason}"
MIDDLE = "Send something that helps, and call when they answer; what speaks for them: {reason}"
LAST = "Leave with the newsletter; no call"
OUT = "Do not call: {reason}"
SILENT = {FIRST: "Call within a day", MIDDLE: "Send something that helps, and call when they answer"}
"""The same where nothing speaks for the lead that one could speak of."""
STILL = (
    "Ask first whether it is still current, for the last that is known of it, coming in and your own mails and calls "
    "included, was {days} days ago. {step}"
)


def next_steps(
    card: Scorecard,
    calls: pd.DataFrame,
    *,
    quiet_days: pd.Series | None = None,
    texts: Mapping[str, str] | None = None,
    spoken_of: Collection[str] | None = None,
) -> pd.Series:
    """Return what to do next with each lead of a call list.

    Parameters
    ----------
    card : Scorecard
        The one that scored them; its tiers say which is the hottest.
    calls : DataFrame (n_leads, …)
        From `call_list`.
    quiet_days : Series, optional
        Days since each lead last did something, or came in, by ``lead_id``; from 30 on, a lead to be called is
        first asked whether it is still current.
    texts : mapping of str to str, optional
        Your own words by tier, and for ``quiet``. ``{reason}`` stands for the strongest reason, in
        ``quiet`` also ``{days}`` for the days and ``{step}`` for the step of the tier.
    spoken_of : collection of str, optional
        Attributes with which a talk can be opened, such as what a lead has asked for; our own words
        name no others. Default: all.

    Returns
    -------
    Series of str (n_leads,)
        Indexed as `calls`.

    Examples
    --------
    >>> from leadtools.levels import Attribute, category_levels
    >>> title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    >>> card = Scorecard.of("by hand", {title: [20, -5, 0, 0]}, tiers={"hot": 10})
    >>> calls = pd.DataFrame({"lead_id": ["a", "b"], "tier": ["hot", "cold"],
    ...                       "reasons": ["title: CEO (+20)", "title: Clerk (−5)"]})
    >>> next_steps(card, calls).tolist()
    ['Call within a day; open with what speaks for them: title: CEO', 'Leave with the newsletter; no call']
    """
    said = {**texts_by_tier(card.tier_names), QUIET: STILL} | dict(texts or {})
    step = calls["tier"].map({tier: text for tier, text in said.items() if tier != QUIET}).fillna(LAST)
    unknown = _unknown(card)
    opens = [_opening(said, spoken_of, unknown) for said in calls["reasons"]]
    step = [text if can else SILENT.get(text, text) for text, can in zip(step, opens, strict=True)]
    reason = [_strongest(said, tier, unknown) for said, tier in zip(calls["reasons"], calls["tier"], strict=True)]
    named = [can if text in SILENT else why for text, can, why in zip(step, opens, reason, strict=True)]
    steps = pd.Series([s.replace(REASON, why) for s, why in zip(step, named, strict=True)], calls.index, dtype=object)
    if quiet_days is None:
        return steps.rename("next_step")
    quiet = quiet_days.set_axis(quiet_days.index.astype(str)).reindex(calls["lead_id"].astype(str)).to_numpy(float)
    called = ~calls["tier"].isin([COLDEST, DISQUALIFIED]).to_numpy()
    still = called & (np.nan_to_num(quiet) >= QUIET_DAYS)
    asked = [
        said[QUIET].replace("{days}", f"{days:.0f}").replace(REASON, why).replace("{step}", one) if ask else one
        for one, days, why, ask in zip(steps, np.floor(quiet), reason, still, strict=True)
    ]
    return pd.Series(asked, calls.index, name="next_step", dtype=object)


def texts_by_tier(tiers: Iterable[str]) -> dict[str, str]:
    """Return our words for each tier: the hottest is called, the middle nurtured, the rest left alone."""
    names = list(tiers)
    middle = dict.fromkeys(names[1:], MIDDLE)
    return {**dict.fromkeys(names[:1], FIRST), **middle, COLDEST: LAST, DISQUALIFIED: OUT}


def _unknown(card: Scorecard) -> set[str]:
    """Return the reasons, without points, that name nothing one could say: a value that is missing or any other."""
    blank = ((a, level) for a in card.attributes for level in a.levels if isinstance(level.condition, Missing | Other))
    return {f"{attribute.name}: {level.label}" for attribute, level in blank}


def _speaking(reasons: str, unknown: Collection[str]) -> list[str]:
    """Return the reasons that speak for the lead and name something."""
    return [each for each in reasons.split("; ") if _FOR.search(each) and _POINTS.sub("", each) not in unknown]


def _opening(reasons: str, spoken_of: Collection[str] | None, unknown: Collection[str]) -> str:
    """Return the first reason that speaks for the lead and that one can speak of, or ``""``."""
    speak = _speaking(reasons, unknown)
    can = (each for each in speak if spoken_of is None or any(each.startswith(f"{name}: ") for name in spoken_of))
    return _POINTS.sub("", next(can, ""))


def _strongest(reasons: str, tier: str, unknown: Collection[str]) -> str:
    """Return the first reason that speaks for the lead, without its points; else the first that names something."""
    named = [each for each in reasons.split("; ") if _POINTS.sub("", each) not in unknown] or [NOTHING]
    first = named[0] if tier == DISQUALIFIED else next(iter(_speaking(reasons, unknown)), named[0])
    return _POINTS.sub("", first)
