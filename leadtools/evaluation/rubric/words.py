"""What a check of a rubric found, in words: the gravest first, each with what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from leadtools.audit.finding import SEVERITIES, Finding

MOST_LEVELS = 3
MOST_RULES = 6
WORTH_SAYING = 2
"""Points by which paper and data must differ before it is said."""
CLUSTERED = 0.2
"""Share of the leads with one and the same score from which on the card leaves too many in one place."""
CLIPPED = 0.1
"""Share of the leads beyond a cap or an end of the scale from which on it is said whom that makes alike."""
CONVERSIONS_PER_RULE = 10
TWICE = 1 / 3
"""Share of an attribute's points that another takes, from which on the two are said to count the same."""


def table_of(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as a table, ``severity, attribute, finding, leads, advice``, the gravest first."""
    in_order = sorted(findings, key=lambda found: SEVERITIES.index(found.severity))
    rows = [(f.severity, f.column, f.finding, f.leads, f.advice) for f in in_order]
    return pd.DataFrame(rows, columns=["severity", "attribute", "finding", "leads", "advice"])


def ranking(auc: pd.Series, n_leads: int) -> Iterator[Finding]:
    """Yield that the score ranks no better than chance, where that is so."""
    if auc["auc_low"] > 0.5:
        return
    pairs = (
        f"of 100 pairs it puts the right lead first {100 * auc['auc']:.0f} times ({_span(auc, 'auc_low', 'auc_high')})"
    )
    worse = auc["auc_high"] < 0.5
    words = "The score ranks leads worse than chance" if worse else "The score ranks leads no better than chance could"
    advice = "Do not call by it before its rules are mended." if worse else "Do not rely on it; see the rules below."
    yield Finding("high", "", f"{words}: {pairs}.", n_leads, advice)


def contradicted(rules: pd.DataFrame) -> Iterator[Finding]:
    """Yield the attributes whose points the close rates turn round, the largest gap first."""
    wrong = _with_gap(rules[rules["verdict"] == "contradicted"])
    for name in wrong.groupby("attribute")["gap"].max().sort_values(ascending=False, kind="stable").index:
        rows = wrong[wrong["attribute"] == name]
        rows = rows[rows["points"] != 0] if (rows["points"] != 0).any() else rows
        peers = rules[rules["attribute"] == name].set_index("level")
        said = "; ".join(_against(row, peers) for row in rows.nlargest(MOST_LEVELS, "gap").itertuples())
        advice = "Give it the points it would earn, or take the rule out."
        yield Finding("high", name, f"`{name}` contradicts the data: {said}.", int(rows["leads"].sum()), advice)


def _with_gap(rules: pd.DataFrame) -> pd.DataFrame:
    """Return rules with how far paper and data lie apart, the more leads the heavier."""
    return rules.assign(gap=(rules["points"] - rules["earned"]).abs() * np.sqrt(rules["share"]))


def _against(row, peers: pd.DataFrame) -> str:
    """Return what a contradicted level gets and what became of its leads, beside the level that shows it."""
    if not row.better:
        return _paper_and_data(row)
    peer = peers.loc[row.better]
    return (
        f"`{row.level}` gets {_signed(row.points)}, more than `{row.better}` ({_signed(peer['points'])}), and closes "
        f"less: {_rate(row)} against {_rate(peer)}"
    )


def _paper_and_data(row) -> str:
    earned = f"would earn {_signed(row.earned)} ({_signed(row.earned_low)} to {_signed(row.earned_high)})"
    return f"`{row.level}` gets {_signed(row.points)} and {earned}: {_rate(row)} closed"


def explained(rules: pd.DataFrame) -> Iterator[Finding]:
    """Yield the rules that only look wrong for the company they keep."""
    for row in rules[(rules["verdict"] == "explained by others") & (rules["points"] != 0)].itertuples():
        words = (
            f"`{row.attribute}: {row.level}` gets {_signed(row.points)} though its close rate alone would earn "
            f"{_signed(row.earned)}: {_rate(row)} closed. Beside the other rules it earns {_signed(row.together)} "
            f"({_signed(row.together_low)} to {_signed(row.together_high)}): the rest is what else they are or do."
        )
        advice = "The close rate alone misleads here: keep the rule if you believe in it."
        yield Finding("low", row.attribute, words, int(row.leads), advice)


def twice(overlaps: pd.DataFrame, rules: pd.DataFrame, alike: pd.DataFrame) -> Iterator[Finding]:
    """Yield pairs of attributes that give points for the same thing, the largest share first."""
    sure = rules.loc[rules["differs"], "attribute"]
    pairs = overlaps.drop_duplicates("attribute").sort_values("with_share", ascending=False, kind="stable")
    seen: set[frozenset] = set()
    for row in pairs[(pairs["with_share"] >= TWICE) & pairs["attribute"].isin(sure)].itertuples():
        pair = frozenset((row.attribute, row.mostly_with))
        if pair not in seen and alike.loc[row.attribute, row.mostly_with] > 0:
            seen.add(pair)
            words = (
                f"`{row.attribute}` and `{row.mostly_with}` count the same thing twice: beside `{row.mostly_with}`, "
                f"{_share(min(1.0, row.with_share))} of what `{row.attribute}` earns alone is gone."
            )
            leads = int(rules.loc[rules["attribute"] == row.attribute, "leads"].sum())
            advice = "Keep the one you trust more, or put both into one group with a cap."
            yield Finding("medium", row.attribute, words, leads, advice)


def misspelt(slips: pd.DataFrame) -> Iterator[Finding]:
    """Yield the values that no lead has though leads have one that is spelled nearly so."""
    for row in slips.itertuples():
        words = f"`{row.attribute}` asks for `{row.value}`, which no lead has; did you mean `{row.near}`?"
        advice = f"Write `{row.near}`, which {row.leads:,} leads have, if that is meant."
        yield Finding("medium", row.attribute, words, int(row.leads), advice)


def silent(rules: pd.DataFrame) -> Iterator[Finding]:
    """Yield rules that never fire, and those that fire for everyone."""
    paid = rules[rules["points"] != 0]
    for name, rows in paid[paid["verdict"] == "never fires"].groupby("attribute", sort=False):
        words = f"`{name}` never fires at {_listed(rows['level'])}: no lead has it."
        elsewhere = ((paid["attribute"] == name) & (paid["leads"] > 0)).any()
        advice = "Check how the column spells it, or whether so many ever occur; or take the rule out."
        yield Finding("low" if elsewhere else "medium", name, words, 0, advice)
    for row in paid[paid["verdict"] == "fires for everyone"].itertuples():
        words = (
            f"`{row.attribute}: {row.level}` gives {_signed(row.points)} to {_share(row.share)} of the leads: it "
            "raises all scores and tells nobody apart."
        )
        yield Finding("medium", row.attribute, words, int(row.leads), "Take it out, or ask for more than that.")


def missed(lacks: pd.DataFrame) -> Iterator[Finding]:
    """Yield the attributes that would explain what the score misses."""
    for row in lacks[lacks["verdict"] == "would explain more"].itertuples():
        words = (
            f"The rubric knows nothing of `{row.attribute}`, which would explain what it misses: at `{row.level}` the "
            f"score expects {row.expected:.0f} of {row.leads:,} leads to close and {row.came:,} did."
        )
        yield Finding(
            "medium", row.attribute, words, int(row.leads), "Give it points, unless it is only known too late."
        )


def tiers(table: pd.DataFrame) -> Iterator[Finding]:
    """Yield tiers that nobody reaches, and those that close no better than the next."""
    for here, below in zip(table.itertuples(), [*list(table.itertuples())[1:], None], strict=True):
        if here.verdict == "nobody":
            words = f"No lead is `{here.tier}`" + (
                "." if np.isinf(here.begins) else f": none that may be called scores {here.begins:g} or more."
            )
            yield Finding("medium", "", words, 0, "Move the threshold to where leads are.")
        elif below is not None and here.verdict != "parts" and below.leads:
            how = "close worse than" if here.verdict == "the wrong way round" else "cannot be told from"
            words = f"`{here.tier}` leads {how} `{below.tier}` ones: {_rate(here)} against {_rate(below)}."
            severity = "high" if here.verdict == "the wrong way round" else "medium"
            yield Finding(severity, "", words, int(here.leads), "Move or drop the threshold between them.")


def knocked_out(found: pd.DataFrame, base_rate: float, n_leads: int) -> Iterator[Finding]:
    """Yield knock-outs that remove every lead, and those whose leads close as often as the rest."""
    if found["leads"].sum() == n_leads:
        words = f"The knock-outs disqualify all {n_leads:,} leads, so nobody is ever called."
        yield Finding("high", "", words, n_leads, "Check that the levels say what the columns hold.")
    for row in found[(found["high"] >= base_rate) & (found["conversions"] > 0)].itertuples():
        words = f"`{row.reason}` disqualifies leads of whom {_rate(row)} closed; of all, {_share(base_rate)} did."
        severity = "high" if row.low > base_rate else "low"
        yield Finding(severity, "", words, int(row.leads), "Ask whether they are really no customers of yours.")


def clustered(commonest: int, share: float, distinct: int, n_leads: int) -> Iterator[Finding]:
    """Yield that many leads share one score."""
    if share >= CLUSTERED:
        words = (
            f"{_share(share)} of the leads score exactly {commonest}; there are {distinct:,} different scores. Leads "
            "of one score cannot be put in order."
        )
        yield Finding("medium", "", words, round(share * n_leads), "Add rules that part them, or points for degrees.")


def clipped(bounds: pd.DataFrame) -> Iterator[Finding]:
    """Yield the caps and the ends of the scale that put many leads with different points at one score."""
    rows = bounds[(bounds["beyond"] >= CLIPPED * bounds["leads"] / bounds["share"]) & (bounds["sums"] > 1)]
    for row in rows.sort_values("share", ascending=False, kind="stable").itertuples():
        what = f"cap or weight of `{row.group}`" if row.group else "scale"
        side = "or more" if row.side == "highest" else "or less"
        words = (
            f"The {what} makes {row.leads:,} leads ({_share(row.share)}) alike: their points add up to {row.sums} "
            f"different sums of {row.bound} {side}, and all count as {row.bound}."
        )
        move = "Raise" if row.side == "highest" else "Lower"
        yield Finding(
            "medium", row.group, words, int(row.leads), f"{move} it, or give fewer points, to tell them apart."
        )


def unreached(bounds: pd.DataFrame, idle: Mapping[str, str], n_leads: int) -> Iterator[Finding]:
    """Yield the caps that could change a score and that no lead reaches."""
    most = bounds[bounds["group"] != ""].groupby("group", sort=False)["beyond"].sum()
    for group in most.index[most == 0].difference(list(idle), sort=False):
        words = f"The cap or weight of `{group}` changes no score of these {n_leads:,} leads: none goes beyond it."
        yield Finding("low", group, words, 0, "A weight multiplies nothing; give other points where it is to count.")


def idle(caps: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the caps and weights that change no score."""
    for group, words in caps.items():
        yield Finding("low", group, words, 0, "Give its attributes other points: a weight multiplies nothing.")


def too_many(rules: pd.DataFrame, conversions: int) -> Iterator[Finding]:
    """Yield that there are more rules than the conversions can vouch for."""
    n = int((rules["points"] != 0).sum())
    if conversions < CONVERSIONS_PER_RULE * n:
        words = (
            f"{n} rules rest on {conversions:,} conversions, {conversions / n:.1f} for each; by custom it takes "
            f"{CONVERSIONS_PER_RULE}, or nobody can tell which of them are right."
        )
        advice = f"Keep the {max(1, conversions // CONVERSIONS_PER_RULE)} that matter most."
        yield Finding("medium", "", words, int(rules["leads"].max()), advice)


def out_of_size(rules: pd.DataFrame) -> Iterator[Finding]:
    """Yield, in one finding each, the rules with too many and too few points, also beside the other rules."""
    apart = _with_gap(rules[((rules["points"] - rules["earned"]).abs() >= WORTH_SAYING) & ~_fits_together(rules)])
    for verdict, severity in (("too many points", "medium"), ("too few points", "low")):
        rows = apart[apart["verdict"] == verdict].sort_values("gap", ascending=False, kind="stable")
        if len(rows):
            said = "; ".join(_in_short(row) for row in rows.head(MOST_RULES).itertuples())
            more = f" (and {len(rows) - MOST_RULES} more)" if len(rows) > MOST_RULES else ""
            words = f"{verdict.capitalize()}: {said}{more}."
            yield Finding(severity, "", words, int(rows["leads"].max()), "Give them what they earn, or nearly so.")


def _fits_together(rules: pd.DataFrame) -> pd.Series:
    """Tell which rules look out of size alone, and beside the others do not, or the other way round."""
    many, few = rules["verdict"] == "too many points", rules["verdict"] == "too few points"
    enough, little = rules["points"] <= rules["together_high"], rules["points"] >= rules["together_low"]
    return (many & enough) | (few & little)


def unsure(rules: pd.DataFrame) -> Iterator[Finding]:
    """Yield the rules that cannot be told yet."""
    rows = rules[(rules["points"] != 0) & rules["verdict"].isin(["cannot be told", "not enough data"])]
    if len(rows):
        words = f"{len(rows)} rules can be neither confirmed nor contradicted yet: {_listed(_names(rows))}."
        yield Finding("low", "", words, int(rows["leads"].max()), "Keep them if you believe in them, and look again.")


def _in_short(row) -> str:
    earned = f"{_signed(row.earned)} ({_signed(row.earned_low)} to {_signed(row.earned_high)})"
    return f"`{row.attribute}: {row.level}` gets {_signed(row.points)} and would earn {earned}"


def _names(rules: pd.DataFrame) -> pd.Series:
    return rules["attribute"] + ": " + rules["level"]


def _listed(names: Iterable[str]) -> str:
    names = [f"`{name}`" for name in names]
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _rate(row) -> str:
    return f"{row.conversions:,.0f} of {row.leads:,.0f} ({_share(row.close_rate)})"


def _share(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.1f} %"


def _span(row: pd.Series, low: str, high: str) -> str:
    return f"95 % interval {100 * row[low]:.0f} to {100 * row[high]:.0f}; 50 is chance"


def _signed(points: float) -> str:
    """Return points with their sign, and a decimal only where they have one."""
    return f"{points:+.{0 if points == round(points) else 1}f}".replace("-", "−") if points else "0"
