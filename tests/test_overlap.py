"""What is counted twice: twins share, strangers do not, and a hidden wrong sign is found."""

import numpy as np
import pandas as pd
import pytest

from leadtools.errors import DataError
from leadtools.methods.overlap import overlap
from leadtools.plots import plot_overlap


def leads_with(n: int = 6000, *, seed: int = 0) -> tuple[pd.DataFrame, pd.Series]:
    """Return leads whose title earns, whose fair badge comes with directors but costs, and whose colour is idle."""
    rng = np.random.default_rng(seed)
    director = rng.random(n) < 0.4
    badge = rng.random(n) < np.where(director, 0.9, 0.1)
    X = pd.DataFrame({
        "title": np.where(director, "Director", "Clerk"), "badge": np.where(badge, "badge", "none"),
        "colour": rng.choice(["red", "blue"], n),
    })  # fmt: skip
    log_odds = -2.0 + 2.5 * director - 0.8 * badge
    return X, pd.Series((rng.random(n) < 1 / (1 + np.exp(-log_odds))).astype(int))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return overlap(*leads_with())


def row(table: pd.DataFrame, attribute: str, level: str) -> pd.Series:
    return table[(table["attribute"] == attribute) & (table["level"] == level)].iloc[0]


def test_a_level_that_costs_but_looks_good_alone_is_named(table):
    badge = row(table, "badge", "badge")
    assert badge["points_alone"] > 0 > badge["points_together"]
    assert badge["flips"]
    # The sign turns, so more than all of it was borrowed, and from the title.
    assert badge["counted_twice"] > 1
    assert badge["mostly_with"] == "title"


def test_an_attribute_that_others_hide_has_less_than_nothing_counted_twice(table):
    # Directors carry a badge that costs, so their title earns more once the badge is known.
    assert row(table, "title", "Director")["counted_twice"] < 0
    assert not row(table, "title", "Director")["flips"]


def test_twins_share_their_points_half_and_half():
    X, y = leads_with()
    shared = overlap(X[["title"]].assign(twin=X["title"]), y)
    assert shared["counted_twice"].round(2).unique().tolist() == [0.5]
    assert shared["with_share"].round(2).unique().tolist() == [0.5]
    assert (shared["points_alone"] - 2 * shared["points_together"]).abs().max() <= 1


def test_strangers_share_nothing():
    rng = np.random.default_rng(1)
    X = pd.DataFrame({"a": rng.choice(["x", "y"], 8000), "b": rng.choice(["u", "v"], 8000)})
    rate = 0.05 + 0.05 * (X["a"] == "x") + 0.05 * (X["b"] == "u")
    y = pd.Series((rng.random(8000) < rate).astype(int))
    assert overlap(X, y)["counted_twice"].abs().max() < 0.1


def test_one_attribute_alone_has_nobody_to_share_with():
    X, y = leads_with(1000)
    table = overlap(X[["title"]], y)
    assert table["points_alone"].equals(table["points_together"].rename("points_alone"))
    assert table["mostly_with"].tolist() == ["", ""]


def test_the_order_of_rows_does_not_matter_and_inputs_are_left_alone(table):
    X, y = leads_with()
    order = np.random.default_rng(2).permutation(len(X))
    before = X.copy()
    pd.testing.assert_frame_equal(overlap(X.iloc[order], y.iloc[order]), table)
    pd.testing.assert_frame_equal(X, before)


def test_labels_that_are_words_are_refused():
    X, y = leads_with(100)
    with pytest.raises(DataError, match=r"allowed is 1 \(converted\) or 0"):
        overlap(X, y.map({1: "Won", 0: "Lost"}))


def test_the_picture_says_how_many_levels_turn_round(table):
    ax = plot_overlap(table)
    assert f"{int(table['flips'].sum())} turn round" in ax.get_title(loc="left") + ax.get_title()
