"""At which age leads are to be looked at, and whether what they did before they came in counts."""

from __future__ import annotations

import pandas as pd

from leadtools.guess.did import Did

_AGES = (1, 3, 7, 14, 30)
_EARLIER, _CONVERTED, _HAPPENED = 0.1, 0.1, 0.5
_FEWEST_CONVERSIONS = 20


def before_created(did: Did) -> tuple[bool, str]:
    """Return whether events from before a lead came in count, and why."""
    early = did.by(did.events["days"] < 0)
    words = f"{did.of(early)} did something before they came in"
    if early >= _EARLIER * did.n_leads:
        doubt = "If that cannot be, ids or time zones do not fit"
        return True, f"{words}, such as visits before sign-up, and that counts. {doubt}"
    return False, f"{words}, which is set aside: `before_created: keep` would let it count" if early else ""


def choose_moment(did: Did, days_to_convert: pd.Series | None, keep: bool) -> tuple[int, str]:
    """Return the age at which leads are looked at, and why.

    Later, leads have done more, but of those who have converted by then nothing is learned.
    """
    if days_to_convert is not None and len(days_to_convert) >= _FEWEST_CONVERSIONS:
        fitting = [age for age in _AGES if (days_to_convert < age).mean() <= _CONVERTED]
        age = max(fitting, default=0 if keep else _AGES[0])
        why = f"{(days_to_convert < age).mean():.0%} of those who convert have done so; of them nothing is learned"
    else:
        after = did.events["days"][did.events["days"] >= 0]
        age = next((age for age in _AGES if (after < age).mean() >= _HAPPENED), _AGES[-1])
        undated = "Nothing dates the conversions, so what leads did after an early one counts too: name its date"
        doubt = undated if days_to_convert is None else "Conversions are too few to go by"
        why = f"{(after < age).mean():.0%} of what leads did has happened. {doubt}"
    some = did.of(did.by(did.until(age, earlier=keep).events.index))
    return age, f"Each lead is looked at {age} days after it came in: by then {some} have done something, and {why}"
