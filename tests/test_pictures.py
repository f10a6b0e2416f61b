"""Pictures carry what they show in words, and tables what strangers wrote as text."""

import numpy as np
import pandas as pd
import pytest

from leadtools.evaluation import calibration_table, lift_table
from leadtools.levels import find_levels
from leadtools.methods.close_rates import close_rates, fit_close_rates
from leadtools.methods.logistic import fit_logistic
from leadtools.plots import (
    plot_calibration,
    plot_capture,
    plot_close_rates,
    plot_completeness,
    plot_leads_per_month,
    plot_lift,
    plot_odds_ratios,
    plot_over_time,
    plot_points,
    plot_scores,
    show,
)
from leadtools.tables import readable


@pytest.fixture(scope="module")
def leads() -> tuple[pd.DataFrame, pd.Series]:
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"source $x^2$ <b>": rng.choice(["fair", "web"], 500), "visits": rng.integers(0, 50, 500)})
    return X, pd.Series((rng.random(500) < np.where(X["visits"] > 25, 0.5, 0.1)).astype(int))


def pictures(X: pd.DataFrame, y: pd.Series) -> dict[str, object]:
    card = fit_logistic(X, y)
    months = pd.DataFrame(
        {"month": pd.to_datetime(["2025-01-01", "2025-02-01"]), "leads": [5, 6], "judged": [5, 2], "apart": [0, 4]}
    )
    periods = pd.DataFrame({
        "period": ["2025-01", "2025-02"], "leads": [5, 6], "conversions": [1, 2],
        "close_rate": [0.2, 1 / 3], "low": [0.1, 0.1], "high": [0.6, 0.7],
    })  # fmt: skip
    filled = pd.DataFrame({"column": ["city"], "filled": [1], "filled_share": [0.25], "distinct": [1]})
    return {
        "close rates": plot_close_rates(close_rates(X, y)),
        "points": plot_points(card),
        "points by hand": plot_points(fit_close_rates(X, y)),
        "odds ratios": plot_odds_ratios(card),
        "lift": plot_lift(lift_table(y, card.score(X))),
        "capture": plot_capture({"logistic": lift_table(y, card.score(X))}),
        "calibration": plot_calibration(calibration_table(y, card.predict(X))),
        "scores": plot_scores(card.score(X), card.tiers),
        "months": plot_leads_per_month(months),
        "over time": plot_over_time(periods),
        "completeness": plot_completeness(filled),
    }


def test_every_picture_has_axes_with_names_a_title_and_words_for_those_who_cannot_see_it(leads):
    for name, ax in pictures(*leads).items():
        image = show(ax)
        assert ax.get_title(loc="left"), name
        assert ax.get_xlabel(), name
        assert len(image.alt) > len(ax.get_title(loc="left")) + 10, name
        assert image.data.startswith(b"\x89PNG"), name


def test_the_same_picture_is_the_same_bytes(leads):
    first, second = (show(plot_points(fit_close_rates(*leads))).data for _ in range(2))
    assert first == second


def test_pictures_of_cards_that_say_nothing_can_be_drawn():
    X = pd.DataFrame({"a": ["x", "y"] * 30})
    y = pd.Series([1, 1, 0, 0] * 15)
    assert "No level" in show(plot_close_rates(close_rates(X, y))).alt
    assert "No level" in show(plot_points(fit_close_rates(X, y, levels=find_levels(X)))).alt


def test_a_picture_can_be_drawn_on_axes_of_ones_own(leads):
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    assert plot_points(fit_close_rates(*leads), ax=ax) is ax


def test_cells_and_headers_from_strangers_are_text_and_not_html():
    html = readable(pd.DataFrame({"<script>": ["<img src=x onerror=alert(1)>"]}), caption="a & b").to_html()
    assert "<script>" not in html
    assert "<img" not in html


def test_shares_are_percentages_and_nothing_is_a_dash():
    html = readable(pd.DataFrame({"close_rate": [0.125, np.nan], "leads": [1234, 5], "auc": [0.71234, 0.5]})).to_html()
    assert [text in html for text in ("12.5 %", "–", "1,234", "0.712")] == [True] * 4


def test_the_same_table_is_the_same_html():
    table = pd.DataFrame({"a": [1]})
    assert readable(table).to_html() == readable(table).to_html()
