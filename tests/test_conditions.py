"""One condition says the same in SQL, in words and in a file."""

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from leadtools.conditions import Between, Is, Missing, Other, from_data, to_data, to_sql, to_words

ROWS = pd.DataFrame(
    {"number": [None, 9.0, 10.0, 49.9, 50.0, 999.0], "text": [None, "", "Google", "google", "Select", "x"]}
)


def holds(condition, column: str) -> list[bool]:
    """Return for each row whether the condition holds there, as DuckDB sees it."""
    test = to_sql(condition, exp.column(column, quoted=True)).sql("duckdb")
    connection = duckdb.connect()
    connection.register("leads", ROWS)
    return [bool(row[0]) for row in connection.execute(f"SELECT {test} FROM leads").fetchall()]


def test_an_interval_holds_its_lower_edge_and_not_its_upper():
    assert holds(Between(10, 50), "number") == [False, False, True, True, False, False]


def test_missing_is_blank_or_a_value_that_stands_for_blank():
    assert holds(Missing((999,)), "number") == [True, False, False, False, False, True]
    assert holds(Missing(("", "Select")), "text") == [True, True, False, False, True, False]


def test_is_minds_the_spelling():
    assert holds(Is(("Google",)), "text") == [False, False, True, False, False, False]


def test_other_is_no_test_of_its_own():
    with pytest.raises(TypeError, match="ELSE"):
        to_sql(Other(), exp.column("text"))


values = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)


@given(st.lists(values, min_size=1, max_size=4))
def test_no_value_can_leave_its_quotes(spellings):
    query = exp.select(to_sql(Is(tuple(spellings)), exp.convert(spellings[0]))).sql("duckdb")
    assert duckdb.execute(query).fetchall() == [(True,)]


@pytest.mark.parametrize(
    "condition",
    [
        Is(("a", "b")),
        Is((1, 2)),
        Between(1, 2),
        Between(None, 2),
        Between(1),
        Between(),
        Missing(),
        Missing(("",)),
        Other(),
    ],
)
def test_a_condition_comes_back_from_its_file(condition):
    assert from_data(to_data(condition)) == condition


def test_words_are_what_a_reader_says():
    assert [to_words(c) for c in (Is(("CEO",)), Between(None, 10), Between(200), Missing(("Select",)), Other())] == [
        "is CEO", "below 10", "200 or more", "blank or Select", "anything else",
    ]  # fmt: skip
