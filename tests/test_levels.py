"""Levels exclude each other, cover everything and read well."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.errors import DataError, ParameterError
from leadtools.levels import category_levels, find_levels, level_codes, number_levels
from leadtools.round_numbers import round_edges


def labels(attribute) -> list[str]:
    return [level.label for level in attribute.levels]


def test_levels_of_a_number_have_round_edges():
    (employees,) = find_levels(pd.DataFrame({"employees": np.arange(1, 1201)}))
    # Sixths of 1 … 1,200 begin at 201, 401, 601, 801 and 1,001.
    assert labels(employees) == [
        "below 200", "200–399", "400–599", "600–799", "800–999", "1,000 or more", "(missing)", "(other)",
    ]  # fmt: skip


def test_the_users_own_edges_are_taken_as_they_are():
    (employees,) = find_levels(pd.DataFrame({"employees": range(300)}), cuts={"employees": [10, 51, 201]})
    assert labels(employees)[:4] == ["below 10", "10–50", "51–200", "201 or more"]


def test_numbers_with_decimals_are_not_named_as_whole_ones():
    assert [level.label for level in number_levels([0.5, 2], whole=False)][:3] == [
        "below 0.5",
        "0.5 to below 2",
        "2 or more",
    ]


def test_rare_categories_are_gathered():
    # 100 leads: a level of its own needs 10 of them.
    X = pd.DataFrame({"source": ["web"] * 60 + ["fair"] * 31 + ["fax"] * 9})
    assert labels(find_levels(X)[0]) == ["web", "fair", "(missing)", "(other)"]


def test_missing_and_other_are_there_even_where_no_lead_has_them():
    X = pd.DataFrame({"source": ["web"] * 20})
    assert labels(find_levels(X)[0])[-2:] == ["(missing)", "(other)"]


def test_a_code_for_missing_is_missing_and_not_a_number():
    X = pd.DataFrame({"pdays": [1, 2, 3, 4] * 25 + [999] * 300})
    (pdays,) = find_levels(X, missing_in={"pdays": [999]})
    assert (level_codes(X, [pdays])[100:, 0] == labels(pdays).index("(missing)")).all()


def test_a_column_without_any_value_is_all_missing():
    X = pd.DataFrame({"empty": [None] * 12, "blank": [np.nan] * 12})
    codes = level_codes(X, find_levels(X))
    assert [labels(a)[k] for a, k in zip(find_levels(X), codes[0], strict=True)] == ["(missing)", "(missing)"]


def test_columns_that_differ_only_in_case_stay_apart():
    X = pd.DataFrame([["Rome", "x"]] * 10 + [["Oslo", "y"]] * 10, columns=["City", "city"])
    attributes = find_levels(X)
    codes = level_codes(X, attributes)
    assert [labels(attributes[1])[k] for k in codes[:, 1]] == ["x"] * 10 + ["y"] * 10


def test_a_true_or_false_column_has_a_level_for_each():
    X = pd.DataFrame({"opted_in": [True, False] * 20})
    assert sorted(labels(find_levels(X)[0])) == ["(missing)", "(other)", "no", "yes"]


def test_a_date_is_no_attribute():
    with pytest.raises(
        DataError, match=r"`seen` holds datetime64\[\w+\]; an attribute is a number, a text or a yes/no"
    ):
        find_levels(pd.DataFrame({"seen": pd.to_datetime(["2025-01-01"])}))


def test_cuts_must_rise():
    with pytest.raises(ParameterError, match=r"cuts are \[50, 10\]; allowed are numbers that rise"):
        number_levels([50, 10])


def test_only_numbers_can_be_cut():
    with pytest.raises(ParameterError, match="cuts are given for `source`, which holds text values"):
        find_levels(pd.DataFrame({"source": ["web"]}), cuts={"source": [1]})


def test_a_level_lists_every_spelling_it_stands_for():
    (google, *_) = category_levels([["Google", "google"]])
    assert (google.label, google.condition.values) == ("Google", ("Google", "google"))


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=200), st.integers(2, 8), st.integers(1, 20))
def test_every_level_between_round_edges_holds_enough_numbers(numbers, most, fewest):
    edges = round_edges(np.sort(numbers), most, fewest)
    held = np.histogram(numbers, [-np.inf, *edges, np.inf])[0]
    assert edges == sorted(set(edges))
    assert len(held) <= most
    assert len(edges) == 0 or held.min() >= fewest


@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=False)), min_size=1, max_size=60))
@settings(max_examples=50)
def test_every_number_has_exactly_one_level(numbers):
    X = pd.DataFrame({"x": pd.Series(numbers, dtype=float)})
    (attribute,) = find_levels(X, cuts={"x": [0, 10]})
    expected = [3 if np.isnan(x) else (0 if x < 0 else 1 if x < 10 else 2) for x in X["x"]]
    assert level_codes(X, [attribute])[:, 0].tolist() == expected


def test_spellings_that_mean_the_same_are_one_level_that_lists_them():
    X = pd.DataFrame({"source": ["Google"] * 8 + ["google"] * 7 + ["fair"] * 12 + ["Select"] * 3})
    (source,) = find_levels(X, missing=["Select"], spellings={"source": [["Google", "google", "GOOGLE"]]})
    # 8 + 7 leads are more than the 10 a level needs; neither spelling is for itself.
    assert labels(source) == ["Google", "fair", "(missing)", "(other)"]
    assert source.levels[0].condition.values == ("Google", "google", "GOOGLE")
    assert (level_codes(X, [source])[:15, 0] == 0).all()


def test_a_spelling_that_means_missing_is_not_gathered_with_others():
    X = pd.DataFrame({"source": ["NA"] * 12 + ["na"] * 12 + ["web"] * 12})
    (source,) = find_levels(X, missing_in={"source": ["na"]}, spellings={"source": [["NA", "na"]]})
    assert source.levels[0].condition.values == ("NA",)
