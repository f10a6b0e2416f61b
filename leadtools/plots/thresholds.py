"""Pictures of what a threshold would mean."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from leadtools.actions import at_threshold
from leadtools.plots.style import BAD, FAINT, GOOD, PLAIN, describe, new_axes, percent

FEWEST = 20
"""Leads on one side of a threshold, below which its close rate jumps with each of them and is not drawn."""


def plot_thresholds(table: pd.DataFrame, *, threshold: float | None = None, ax: Axes | None = None) -> Axes:
    """Draw how the leads at or above each threshold close, and those below it.

    A side is not drawn where it has fewer than 20 leads, or than a tenth of all if that is less.

    Parameters
    ----------
    table : DataFrame
        From `threshold_table`.
    threshold : float, optional
        The one to mark.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    ax = new_axes(ax, 3.8)
    sides = (("at or above", "", GOOD, "-"), ("below", "_below", BAD, "--"))
    fewest = max(1, min(FEWEST, int(table["leads"].max()) // 10))
    for label, where, colour, style in sides:
        seen = table[table[f"leads{where}"] >= fewest]
        x = seen["threshold"].astype(float)
        ax.fill_between(x, seen[f"low{where}"], seen[f"high{where}"], color=colour, alpha=0.15, linewidth=0)
        ax.plot(x, seen[f"close_rate{where}"], style, color=colour, label=label)
    ax.set_ylim(bottom=0)
    ax.legend(loc="upper left", framealpha=1, edgecolor="none", title="leads")
    percent(ax.yaxis)
    if threshold is not None and math.isfinite(threshold):
        ax.axvline(threshold, color=PLAIN, linewidth=1)
    title, alt = _in_words(table, threshold)
    x = "threshold (score)" if fewest == 1 else f"threshold (score); drawn where a side has {fewest} leads or more"
    return describe(ax, title=title, x=x, y="close rate, with 95 % interval", alt=alt)


def _in_words(table: pd.DataFrame, threshold: float | None) -> tuple[str, str]:
    everybody = table.iloc[-1]
    base = f"All {everybody['leads']:,.0f} judged leads together: {everybody['close_rate']:.1%}."
    if threshold is None:
        seen = table[table["leads"] > 0]
        top = seen[seen["share"] <= max(0.1, seen["share"].iloc[0])].iloc[-1]
        rates = f"{everybody['close_rate']:.1%} of all leads convert"
        return f"{rates}, {top['close_rate']:.1%} of those that score {top['threshold']:g} or more", base
    row = at_threshold(table, threshold)
    if not row["leads"]:
        return f"No judged lead scores {threshold:g} or more", base
    base = f"Below it: {row['close_rate_below']:.1%}. {base}" if row["leads_below"] else base
    rate, interval = f"{row['close_rate']:.1%}", f"({row['low']:.0%} to {row['high']:.0%})"
    if "open_leads" not in row:
        return f"From {threshold:g} up: {row['share']:.0%} of the leads, close rate {rate} {interval}", base
    title = f"From {threshold:g} up: {_counted(row['open_leads'])}; judged: {rate} closed {interval}"
    if "expected_wins" not in row:
        return title, base
    expected = f" Expected wins: {row['expected_wins']:.1f}, {row['wins_low']} to {row['wins_high']}."
    return title, base + expected


def _counted(n: int) -> str:
    return "1 open lead" if n == 1 else f"{n:,} open leads"


def plot_called(score: pd.Series, threshold: float, *, before: float | None = None, ax: Axes | None = None) -> Axes:
    """Draw how many open leads have each score: those that are called, and those that join or leave the list.

    Parameters
    ----------
    score : Series (n_open,)
    threshold : float
        Lowest score that is called.
    before : float, optional
        The threshold in use until now; default: the same.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    ax = new_axes(ax, 2.6)
    before = threshold if before is None else before
    leads = score.value_counts().sort_index()
    was, is_now = leads.index >= before, leads.index >= threshold
    groups = (
        ("called as before", was & is_now, GOOD, None),
        ("joins the list", is_now & ~was, GOOD, "////"),
        ("leaves the list", was & ~is_now, BAD, "...."),
        ("not called", ~(was | is_now), FAINT, None),
    )
    for label, chosen, colour, hatch in groups:
        n = int(leads[chosen].sum())
        if n:
            shown = {"color": colour} if hatch is None else {"facecolor": "white", "edgecolor": colour, "hatch": hatch}
            ax.bar(leads.index[chosen], leads[chosen], width=0.8, label=f"{label}: {n:,}", **shown)
    ax.axvline(threshold - 0.5, color=PLAIN, linewidth=1)
    ax.margins(x=0.01)
    ax.legend(frameon=False, loc="upper left")
    title = f"{int(leads[is_now].sum()):,} of {len(score):,} open leads are called"
    joins, leaves = int(leads[is_now & ~was].sum()), int(leads[was & ~is_now].sum())
    alt = f"{joins:,} join the list and {leaves:,} leave it."
    return describe(ax, title=title, x="score", y="open leads", alt=alt)
