"""Pictures of what leads do before they convert."""

from __future__ import annotations

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from leadtools.behaviour import Season
from leadtools.behaviour.half_lives import NO_EFFECT
from leadtools.plots.style import BAD, FAINT, GOOD, LINES, PLAIN, describe, new_axes, percent, shorten

RATES_BY = {
    "recency": "since the last event",
    "count": "events in the last 30 days",
    "breadth": "colleagues active in the last 30 days",
    "best": "events of the most engaged colleague, decayed",
}
"""What the levels of each kind count."""
MARKS = "osD^vPX*"
FEWEST_NAMED = 5
"""Conversions of a level that a title names; one lead more or less would change the finding of fewer."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def plot_time_lines(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the events of a few leads, one line a lead; `table` from `time_lines`."""
    leads = table.drop_duplicates("lead")
    ax = new_axes(ax, 1.8 + 0.32 * max(3, len(leads)))
    common = list(table["event"].value_counts().index[: len(MARKS) - 1])
    named = table["event"].where(table["event"].isin(common), "anything else")
    for mark, event in zip(MARKS, [*common, "anything else"], strict=False):
        some = table[named == event]
        colours = np.where(some["converted"], GOOD, PLAIN)
        ax.scatter(some["day"], some["lead"], c=colours, marker=mark, s=26, alpha=0.8, label=shorten(event, 24))
    won = leads[leads["converted"].astype(bool)]
    ax.scatter(won["converted_day"], won["lead"], marker="|", s=260, color=BAD, linewidths=3, label="converted")
    words = np.where(leads["converted"], "converted", "not converted")
    ax.set_yticks(leads["lead"], [f"{word}, lead {number}" for word, number in zip(words, leads["lead"], strict=True)])
    ax.invert_yaxis()
    ax.figure.legend(frameon=False, loc="outside lower center", ncols=4, fontsize=8)
    n_won = int(leads["converted"].sum())
    title = f"What {n_won} leads did before they converted, and what {len(leads) - n_won} others did"
    return describe(ax, title=title, x="days since creation", y="", alt=f"{len(table)} events of {len(leads)} leads.")


def plot_rates_by(table: pd.DataFrame, by: str, *, ax: Axes | None = None) -> Axes:
    """Draw close rates with intervals; `table` from `close_rates_by_event` or `close_rates_by_colleagues`."""
    shown = table[table["by"] == by]
    ax = new_axes(ax, 3.0)
    bars = [shown["close_rate"] - shown["low"], shown["high"] - shown["close_rate"]]
    ax.errorbar(shown["level"], shown["close_rate"], yerr=bars, fmt="o", color=GOOD, ecolor=FAINT, elinewidth=4)
    base_rate = shown["conversions"].sum() / shown["leads"].sum()
    ax.axhline(base_rate, color=PLAIN, linestyle="--", linewidth=1)
    percent(ax.yaxis)
    ax.set_ylim(bottom=0)
    words = RATES_BY[by]
    above = shown[(shown["low"] > base_rate) & (shown["conversions"] >= FEWEST_NAMED)]
    best = shown.loc[(shown if above.empty else above)["close_rate"].idxmax()]
    title = f"Highest close rate: {best['level']} {words}, {best['close_rate']:.1%}"
    if above.empty:
        title = f"{words.capitalize()}: nothing lies clearly above the {base_rate:.1%} of all leads"
    alt = "; ".join(f"{row.level}: {row.close_rate:.1%} of {row.leads}" for row in shown.itertuples())
    return describe(ax, title=title, x=f"{words}; dashed: all", y="close rate, with 95 % interval", alt=alt)


def plot_half_lives(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the half-lives that can be told, with their intervals, and name the events of clear effect whose cannot.

    `table` is that of `half_lives`.
    """
    told = table[table["verdict"] == "told"].sort_values("half_life_days")
    untold = table[~table["verdict"].isin(["told", NO_EFFECT])]
    ax = new_axes(ax, 1.4 + 0.3 * max(2, len(told) + len(untold)))
    places = np.arange(len(told))
    ax.hlines(places, told["low_days"], told["high_days"], color=FAINT, linewidth=5)
    ax.scatter(told["half_life_days"], places, color=np.where(told["times"] >= 1, GOOD, BAD), zorder=3)
    ax.set_xscale("log", base=2)
    ax.set_xlim(1.8, 200)
    for place, verdict in enumerate(untold["verdict"], len(told)):
        ax.text(2, place, verdict, va="center", fontsize=8, color=PLAIN, backgroundcolor=ax.get_facecolor())
    ax.set_ylim(-0.6, max(1, len(told) + len(untold)) - 0.4)
    ax.set_yticks(range(len(told) + len(untold)), [shorten(event) for event in (*told["event"], *untold["event"])])
    ax.xaxis.set_major_formatter(lambda days, _: f"{days:g}")
    title = f"The half-life of {len(told)} of {len(table)} kinds of events can be told"
    alt = "; ".join(f"{row.event}: {row.half_life_days:g} days, {row.low_days:g} to {row.high_days:g}"
                    for row in told.itertuples())  # fmt: skip
    alt = "; ".join(filter(None, [alt, *(untold["event"] + " " + untold["verdict"])])) or "None."
    fewer = "; orange: fewer convert" if (told["times"] < 1).any() else ""
    return describe(ax, title=title, x=f"half-life in days, with 95 % interval{fewer}", y="", alt=alt)


def plot_profiles(profiles: pd.DataFrame, events: list[str], *, ax: Axes | None = None) -> Axes:
    """Draw how much worse each half-life fits than the best; `profiles` from `half_lives`, for some events."""
    ax = new_axes(ax, 3.4)
    ax.set_prop_cycle(color=LINES)
    for mark, event in zip(MARKS * len(events), events, strict=False):
        curve = profiles[profiles["event"] == event]
        ax.plot(curve["half_life_days"], curve["drop"], marker=mark, markersize=4, label=shorten(event, 28))
        ax.axhline(curve["limit"].iloc[0], color=PLAIN, linestyle="--", linewidth=1)
    ax.set_xscale("log", base=2)
    ax.set_ylim(0, 16)
    ax.xaxis.set_major_formatter(lambda days, _: f"{days:g}")
    if events:
        ax.legend(frameon=False, fontsize=8)
    title = "Half-lives below the dashed line fit the data"
    alt = f"Profiles of {', '.join(events) or 'no event'}."
    return describe(ax, title=title, x="half-life in days", y="how much worse it fits (0: best)", alt=alt)


def plot_patterns(found: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how many times as often leads with a pattern convert as its events explain; from `find_patterns`."""
    ax = new_axes(ax, 1.6 + 0.5 * max(2, len(found)))
    places = np.arange(len(found))
    ax.hlines(places, found["times_low"], found["times_high"], color=FAINT, linewidth=5)
    ax.scatter(found["times"], places, color=np.where(found["verdict"] == "confirmed", GOOD, BAD), zorder=3)
    ax.set_yticks(places, [fill(shorten(pattern, 90), 30) for pattern in found["pattern"]])
    ax.set_ylim(max(1, len(found)) - 0.4, -0.6)
    ax.axvline(1, color=PLAIN, linestyle="--", linewidth=1)
    sure = int((found["verdict"] == "confirmed").sum())
    title = f"{sure} of {len(found)} patterns are confirmed by later leads"
    alt = "; ".join(f"{row.pattern}: {row.times:.1f} times, {row.verdict}" for row in found.itertuples()) or "None."
    return describe(ax, title=title, x="times as often as its events explain, with 95 % interval", y="", alt=alt)


def plot_season(
    found: Season, measure: str = "close rate", whose: str = "all leads", *, ax: Axes | None = None
) -> Axes:
    """Draw one measure of a `season` by month of the year: ``close rate``, ``leads per day``, ``events per lead``."""
    verdict = found.verdict(measure, whose)
    shown = found.table[(found.table["measure"] == measure) & (found.table["whose"] == whose)]
    ax = new_axes(ax, 3.2)
    bars = [shown["value"] - shown["low"], shown["high"] - shown["value"]]
    ax.errorbar(shown["month"], shown["value"], yerr=bars, fmt="o", color=GOOD, ecolor=FAINT, elinewidth=4)
    ax.axhline(shown["count"].sum() / shown["out_of"].sum(), color=PLAIN, linestyle="--", linewidth=1)
    ax.set_xticks(range(1, 13), MONTHS)
    ax.set_ylim(bottom=0)
    if measure == "close rate":
        percent(ax.yaxis)
    said = [f"{value:.1%}" if measure == "close rate" else f"{value:.1f}" for value in shown["value"]]
    best = int(shown["value"].to_numpy().argmax())
    names = [MONTHS[month - 1] for month in shown["month"]]
    title = f"{measure.capitalize()} of {shorten(whose)}, highest in {names[best]} with {said[best]}: "
    alt = "; ".join(f"{name}: {value}" for name, value in zip(names, said, strict=True))
    return describe(ax, title=title + verdict, x="month of creation; dashed: all months",
                    y=f"{measure}, with 95 % interval", alt=alt)  # fmt: skip
