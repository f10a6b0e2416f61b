"""Pictures of what the data hold, before anything is learned."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from leadtools.audit.over_time import lowest_and_highest
from leadtools.plots.style import FAINT, GOOD, PLAIN, describe, new_axes, percent, shorten, slant

EARLIEST_FIRST = "tenths of the leads in the order taken for time, earliest first"


def plot_leads_per_month(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the leads of each month, judged and not; `table` from `leads_per_month`."""
    ax = new_axes(ax, 3.2)
    months = table["month"].dt.strftime("%Y-%m")
    ax.bar(months, table["judged"], color=GOOD, label="can be judged")
    ax.bar(months, table["apart"], bottom=table["judged"], color=FAINT, label="apart: too young or undecided")
    slant(ax)
    ax.margins(x=0.02)
    ax.set_ylim(0, 1.06 * table["leads"].max())
    ax.figure.legend(frameon=False, loc="outside lower center", ncols=2)
    title = f"{table['leads'].sum():,} leads came, {table['judged'].sum():,} of them can be judged"
    alt = f"Bars for {len(table)} months; the most leads came in {months[table['leads'].idxmax()]}."
    return describe(ax, title=title, x="month of creation", y="leads", alt=alt)


def plot_over_time(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the close rate of each period with its interval; `table` from `close_rate_over_time`."""
    ax = new_axes(ax, 3.2)
    base_rate = table["conversions"].sum() / table["leads"].sum()
    bars = [table["close_rate"] - table["low"], table["high"] - table["close_rate"]]
    ax.errorbar(table["period"], table["close_rate"], yerr=bars, fmt="o", color=GOOD, ecolor=FAINT, elinewidth=3)
    ax.axhline(base_rate, color=PLAIN, linestyle="--", linewidth=1)
    percent(ax.yaxis)
    ax.set_ylim(bottom=0)
    slant(ax)
    first, last = table["close_rate"].iloc[[0, -1]]
    periods = table["period"].iloc[[0, -1]].tolist()
    moved = f"From {first:.1%} in {periods[0]} to {last:.1%} in {periods[1]}"
    alt = f"{moved if len(table) > 1 else f'{first:.1%} in {periods[0]}'}, with 95 % intervals."
    title = f"{base_rate:.1%} of the judged leads converted: {lowest_and_highest(table)}"
    x = f"{EARLIEST_FIRST if periods[0].startswith('tenth') else 'when the lead was created'}; dashed: all"
    return describe(ax, title=title, x=x, y="close rate, with 95 % interval", alt=alt)


def plot_completeness(table: pd.DataFrame, *, ax: Axes | None = None, most: int = 30) -> Axes:
    """Draw the share of leads for which each column with gaps is filled in; `table` from `completeness`."""
    gaps = table[table["filled_share"] < 1]
    shown = gaps.head(most) if len(gaps) else table.tail(1)
    ax = new_axes(ax, 1.1 + 0.24 * len(shown))
    ax.barh([shorten(name) for name in shown["column"]], shown["filled_share"], color=GOOD)
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    percent(ax.xaxis)
    half = int((table["filled_share"] < 0.5).sum())
    title = f"{half} of {len(table)} columns are filled in for less than half of the leads"
    title = title if half else "Every column is filled in for at least half of the leads"
    alt = f"Bars from the emptiest column, {shown['column'].iloc[0]} ({shown['filled_share'].iloc[0]:.0%})."
    full = len(table) - len(gaps)
    x = f"share of leads with a value; {full} {'column' if full == 1 else 'columns'} without a gap not shown"
    return describe(ax, title=title, x=x if full and len(gaps) else "share of leads with a value", y="", alt=alt)
