"""Pictures of one lead: how its points add up, and what it did."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from leadtools.plots.style import BAD, FAINT, GOOD, PLAIN, describe, new_axes, shorten, shorten_level
from leadtools.scorecard import COLDEST

MOST_PARTS = 12
MOST_EVENTS = 9
_START = "(start)"


def plot_explanation(rows: pd.DataFrame, tiers: Mapping[str, float] | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw how the points of one lead add up to its score.

    Parameters
    ----------
    rows : DataFrame
        ``attribute, level, points`` of one lead, from `Scorecard.explain`.
    tiers : mapping of str to float, optional
        Lowest score of each tier, to be marked.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    parts = _parts(rows)
    ax = new_axes(ax, 1.4 + 0.28 * (len(parts) + 1))
    ends = parts["points"].cumsum()
    signed = zip(parts["name"], parts["points"], strict=True)
    colours = [PLAIN if name == _START else GOOD if points > 0 else BAD for name, points in signed]
    places, score = np.arange(len(parts)), int(ends.iloc[-1])
    bars = ax.barh(places, parts["points"], left=ends - parts["points"], color=colours)
    ax.bar_label(bars, [f"{points:+d}".replace("-", "−") for points in parts["points"]], padding=3)
    ax.barh([len(parts)], [score], color=FAINT)
    ax.set_yticks(range(len(parts) + 1), [*parts["label"], f"score: {score}"])
    ax.invert_yaxis()
    ax.use_sticky_edges = False  # room for the labels on both sides
    ax.margins(x=0.1, y=0.02)
    _mark(ax, tiers or {})
    grown = parts[(parts["points"] > 0) & (parts["name"] != _START)]
    most = f"Most: {grown.loc[grown['points'].idxmax(), 'name']}." if len(grown) else "Nothing adds to it."
    tier = next((name for name, lowest in (tiers or {}).items() if score >= lowest), COLDEST)
    title = f"{parts['points'].iloc[0]:d} points to start with become {score}{f': {tier}' if tiers else ''}"
    return describe(ax, title=title, x="points, added up from top to bottom; dashed: tiers", y="", alt=most)


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``name, points, label``: the start, what moves the score most, and the sum of the rest."""
    names = rows["attribute"] + np.where(rows["level"] == "", "", ": " + rows["level"])
    of_level = zip(rows["attribute"], rows["level"], strict=True)
    labels = [shorten_level(name, level) if level else shorten(name, 46) for name, level in of_level]
    table = pd.DataFrame({"name": names.to_numpy(), "points": rows["points"].to_numpy(dtype=int), "label": labels})
    start, rest = table[table["name"] == _START], table[(table["name"] != _START) & (table["points"] != 0)]
    shown = rest.loc[rest["points"].abs().sort_values(ascending=False, kind="stable").index]
    more = shown.iloc[MOST_PARTS:]
    rest = {"name": [f"{len(more)} more"], "points": [more["points"].sum()], "label": [f"{len(more)} more"]}
    gathered = pd.DataFrame(rest)[: len(more)]
    return pd.concat([start, shown.iloc[:MOST_PARTS], gathered], ignore_index=True)


def _mark(ax: Axes, tiers: Mapping[str, float]) -> None:
    for place, (name, lowest) in enumerate(tiers.items()):
        ax.axvline(lowest, color=PLAIN, linestyle="--", linewidth=1)
        ax.annotate(f" {name}", (lowest, 0.01 + 0.03 * place), xycoords=("data", "axes fraction"), fontsize=9)


def plot_events(
    events: pd.DataFrame,
    *,
    created_at: pd.Timestamp | None = None,
    as_of: pd.Timestamp | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw what one lead did and when.

    Parameters
    ----------
    events : DataFrame
        ``event, at`` of one lead, before `as_of`.
    created_at, as_of : Timestamp, optional
        When the lead came in, and the moment of the look.
    ax : Axes, optional
        Where to draw; a new picture where not given.
    """
    kinds = events["event"].value_counts()
    names = list(kinds.index[:MOST_EVENTS])
    shown = events["event"].where(events["event"].isin(names), "others")
    rows = [*names, *(["others"] if len(kinds) > len(names) else [])]
    ax = new_axes(ax, 1.6 + 0.26 * max(2, len(rows)))
    ax.scatter(events["at"], shown.map({name: i for i, name in enumerate(rows)}), color=GOOD, s=26, alpha=0.6)
    ax.set_yticks(range(len(rows)), [shorten(name, 30) for name in rows])
    ax.set_ylim(max(0.5, len(rows) - 0.5), -0.5)
    for moment, style in ((created_at, "--"), (as_of, "-")):
        if moment is not None and pd.notna(moment):
            ax.axvline(moment, color=PLAIN, linestyle=style, linewidth=1)
    seen = pd.Series([*events["at"], created_at, as_of], dtype="datetime64[us]").dropna()
    if len(seen):
        beside = max(0.04 * (seen.max() - seen.min()), pd.Timedelta(hours=1))
        ax.set_xlim(seen.min() - beside, seen.max() + beside)
    ax.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=7))
    ax.xaxis.set_major_formatter(ConciseDateFormatter(ax.xaxis.get_major_locator()))
    title, alt = _happened(events, kinds)
    return describe(ax, title=title, x="date; dashed: came in, line: now", y="", alt=alt)


def _happened(events: pd.DataFrame, kinds: pd.Series) -> tuple[str, str]:
    if events.empty:
        return "Nothing is known of what it did", "No event is recorded."
    alt = ", ".join(f"{name} {n} times" for name, n in kinds.head(MOST_EVENTS).items())
    known = "1 event is" if len(events) == 1 else f"{len(events):,} events are"
    return f"{known} known of it, the last on {events['at'].max():%Y-%m-%d}", alt + "."
