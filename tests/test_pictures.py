"""Pictures carry what they show in words, and tables what strangers wrote as text."""

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

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
    plot_methods,
    plot_odds_ratios,
    plot_over_time,
    plot_points,
    plot_scores,
    show,
)
from leadtools.plots.style import BAD, GOOD
from leadtools.tables import listed, readable


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
        "lift": plot_lift(lift_table(y, card.score(X)), card=card.name),
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


def test_points_that_rest_on_too_few_leads_are_hollow_and_named():
    # About half of the leads convert. Of Malta's three all do: fewer than five conversions, seen or expected.
    X = pd.DataFrame({"country": ["Italy"] * 200 + ["Spain"] * 197 + ["Malta"] * 3})
    y = pd.Series([1] * 130 + [0] * 70 + [1] * 67 + [0] * 130 + [1] * 3)
    ax = plot_points(fit_logistic(X, y, levels=find_levels(X, min_leads=1)))
    hollow = [bar.get_facecolor()[:3] == (1, 1, 1) for bar in ax.patches]
    named = [label.get_text() for label in ax.get_yticklabels()]
    drawn = dict(zip(named, hollow, strict=True))
    assert drawn == {"country: Malta": True, "country: Italy": False, "country: Spain": False}
    assert "Hollow, for too few leads to be sure: country: Malta." in ax.figure.get_label()


def test_methods_stand_on_one_scale_and_what_is_worse_than_chance_is_orange():
    columns = ["auc", "auc_low", "auc_high"]
    cards = pd.DataFrame([[0.7, 0.6, 0.8]], ["ours"], columns)
    ax = plot_methods(cards, pd.DataFrame([[0.44, 0.4, 0.48]], ["newest first"], columns))
    ours, newest = ax.collections[1].get_edgecolor()
    assert [to_hex(ours), to_hex(newest)] == [GOOD, BAD]
    assert (
        show(ax).alt
        == "ours puts the better of two leads first 70 times of 100. ours: AUC 0.70; newest first: AUC 0.44."
    )


def test_differences_of_one_measure_are_drawn_on_one_scale():
    table = pd.DataFrame({
        "measure": ["auc", "wins"], "difference": [-0.1, -10.0], "difference_low": [-0.2, -20.0],
        "difference_high": [0.0, 0.0],
    })  # fmt: skip
    first, second = drawn(table, "difference_drawn")
    assert first == second


def test_true_catches_the_eye_whole_numbers_stay_whole_and_names_stand_out():
    html = readable(pd.DataFrame({"flips": [True, False], "missing": [604.0, np.nan], "do": ["`a<b>`", "b"]})).to_html()
    assert [text in html for text in (">yes<", ">604<", "<code>a&lt;b&gt;</code>", "False")] == [
        True,
        True,
        True,
        False,
    ]


def test_cells_and_headers_from_strangers_are_text_and_not_html():
    html = readable(pd.DataFrame({"<script>": ["<img src=x onerror=alert(1)>"]}), caption="a & b").to_html()
    assert "<script>" not in html
    assert "<img" not in html


def test_shares_are_percentages_and_nothing_is_a_dash():
    html = readable(pd.DataFrame({"close_rate": [0.125, np.nan], "leads": [1234, 5], "auc": [0.71234, 0.5]})).to_html()
    assert [text in html for text in ("12.5 %", "–", "1,234", "0.712")] == [True] * 4


def test_thousands_are_parted_in_counts_and_never_in_a_year_or_an_id():
    table = {"year": [2024], "lead_number": [660737], "leads_id": [77001], "created year": [2031.0], "visits": [4321]}
    html = readable(pd.DataFrame(table | {"open_leads": [9876.0]})).to_html()
    assert [text in html for text in (">2024<", ">660737<", ">77001<", ">2031<", ">4,321<", ">9,876<")] == [True] * 6
    html = listed({"leads": 1234, "year": 2024, "rows": {"kept": 5678}, "lead_number": 660737}).to_html()
    assert [text in html for text in (">1,234<", ">2024<", ">kept 5,678<", ">660737<")] == [True] * 4


def test_the_same_table_is_the_same_html():
    table = pd.DataFrame({"a": [1]})
    assert readable(table).to_html() == readable(table).to_html()


def test_tables_of_the_same_columns_and_length_have_each_their_own_bars():
    both = [readable(pd.DataFrame({"level": ["a"], "close_rate": [rate]})).uuid for rate in (0.1, 0.2)]
    assert len(set(both)) == 2


def drawn(table: pd.DataFrame, column: str) -> list[str]:
    """Return the style that the table gives each cell of a column."""
    styler = readable(table)
    place, html = list(styler.data.columns).index(column), styler.to_html()
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", html[: html.index("</style>")])
    return [
        " ".join(style for cells, style in rules if re.search(rf"_row{row}_col{place}\b", cells))
        for row in range(len(table))
    ]


def test_an_interval_is_drawn_beside_its_numbers_on_one_scale_from_zero():
    table = pd.DataFrame({"close_rate": [0.1, 0.2, np.nan], "low": [0.0, 0.1, np.nan], "high": [0.2, 0.5, np.nan]})
    first, second, unknown = drawn(table, "close_rate_drawn")
    # The scale ends at 0.5 and 6 % of it, 0.53. The first band is 0.2 / 0.53 = 37.7 % wide and begins at the left edge.
    assert "0.0% 50% / 37.7% .6em" in first
    # The second is 0.4 / 0.53 = 75.5 % wide and begins at 0.1 / 0.53 = 18.9 %, of the 24.5 % beside it: 76.9 %.
    assert "76.9% 50% / 75.5% .6em" in second
    assert "gradient" not in unknown


def test_an_auc_is_drawn_beside_the_line_of_chance():
    (style,) = drawn(pd.DataFrame({"auc": [0.7], "auc_low": [0.6], "auc_high": [0.8]}), "auc_drawn")
    # From 0.5 to 0.8 and 6 % of it, 0.018, to each side: chance stands at 0.018 / 0.336 = 5.4 %.
    assert "5.4% 50% / 1px 100%" in style


def test_points_are_bars_to_either_side_of_zero_and_a_column_of_nothing_has_none():
    up, down = drawn(pd.DataFrame({"points": [10, -5]}), "points")
    assert ["#0173b2" in up, "#de8f05" in down] == [True, True]
    assert "gradient" not in drawn(pd.DataFrame({"points": [0, 0]}), "points")[0]


def test_numbers_under_a_familiar_name_that_are_texts_are_shown_and_not_drawn():
    html = readable(pd.DataFrame({"close_rate": ["a"], "low": ["b"], "high": ["c"], "points": ["d"]})).to_html()
    assert "gradient" not in html


def test_the_title_counts_the_levels_that_leads_have():
    """Web closes 40 of 80 and fair 10 of 80; nobody has `missing` or `other`, which make two levels more."""
    X = pd.DataFrame({"source": ["web"] * 80 + ["fair"] * 80})
    y = pd.Series([1] * 40 + [0] * 40 + [1] * 10 + [0] * 70)
    table = close_rates(X, y)
    assert len(table) == 4
    assert "2 of 2 levels differ" in plot_close_rates(table).figure.get_label()


def test_no_formula_is_seen_in_what_stands_between_two_signs_of_a_dollar():
    """JupyterLab would show `$1M-$5M` as 1M− in italics, followed by 5M; it looks for none in this class."""
    html = readable(pd.DataFrame({"revenue": ["$1M-$5M"]})).to_html()
    assert re.search('<table id="[^"]*" class="mathjax_ignore">', html)


def test_pictures_write_per_cent_as_tables_do(leads):
    X, y = leads
    base_rate = f"{100 * y.mean():.1f} %"
    assert f"the base rate of {base_rate}" in plot_close_rates(close_rates(X, y)).figure.get_label()


def test_short_cells_stay_on_one_line_and_long_ones_may_break():
    short, long = pd.DataFrame({"a": ["not enough data"]}), pd.DataFrame({"a": ["wait for more outcomes"]})
    assert ["nowrap" in drawn(table, "a")[0] for table in (short, long)] == [True, False]


def test_days_show_as_days_and_moments_as_moments():
    html = readable(pd.DataFrame({"day": pd.to_datetime(["2025-01-10", None])})).to_html()
    assert "2025-01-10<" in html
    assert "–" in html
    assert "09:30" in readable(pd.DataFrame({"at": pd.to_datetime(["2025-01-10 09:30"])})).to_html()
