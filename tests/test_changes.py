"""Columns that change over time: known as of a moment from their dated history, never from today's value."""

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.attributes import attributes_as_of
from leadtools.errors import ConfigError, DataError
from leadtools.history import History
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.readers import read_history
from leadtools.scorecard import Scorecard, full_query

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2025-01-01")
SAID = {"stage": {"latest": "stage"}, "days": {"days_in": "stage"}}


def changed(*rows: tuple) -> pd.DataFrame:
    """Return changes from rows (lead, column, value, day); day 0 is 1 January 2025."""
    lead, column, value, at = zip(*rows, strict=True) if rows else ((), (), (), ())
    texts = {"lead_id": lead, "column": column, "value": value}
    table = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in texts.items()})
    return table.assign(at=pd.Series([START + day * DAY for day in at], dtype="datetime64[us]"))


def known(changes: pd.DataFrame, day: float, lead: str = "a") -> tuple:
    """Return the stage of a lead on a day, and the days it has been in it."""
    moments = pd.Series(START + day * DAY, index=[lead], dtype="datetime64[us]")
    found = attributes_as_of(None, moments, SAID, changes=changes).iloc[0]
    return tuple(None if pd.isna(value) else value for value in found)


class TestAsOfAMoment:
    STAGES = changed(("a", "stage", "lead", 1), ("a", "title", "CEO", 2), ("a", "stage", "MQL", 5))

    @pytest.mark.parametrize(
        ("day", "expected"),
        [(1, (None, None)), (1.5, ("lead", 0.5)), (5, ("lead", 4)), (5.25, ("MQL", 0.25)), (9, ("MQL", 4))],
    )
    def test_the_value_last_known_before_the_moment_counts(self, day, expected):
        assert known(self.STAGES, day) == expected

    def test_a_lead_without_changes_has_none(self):
        assert known(self.STAGES, 9, "b") == (None, None)

    def test_saying_a_value_again_starts_nothing_anew_but_coming_back_to_it_does(self):
        assert known(changed(("a", "stage", "lead", 1), ("a", "stage", "lead", 4)), 9) == ("lead", 8)
        back = changed(("a", "stage", "lead", 1), ("a", "stage", "MQL", 4), ("a", "stage", "lead", 7))
        assert known(back, 9) == ("lead", 2)

    def test_a_value_that_was_cleared_is_missing_from_then_on(self):
        assert known(changed(("a", "stage", "lead", 1), ("a", "stage", None, 4)), 9) == (None, 5)

    rows = st.tuples(
        st.sampled_from("ab"), st.sampled_from(["stage", "title"]), st.sampled_from(["x", "y", None]),
        st.integers(0, 40).map(lambda n: n / 4),
    )  # fmt: skip

    @settings(max_examples=40)
    @given(st.lists(rows, max_size=15), st.lists(rows, max_size=15), st.integers(0, 44).map(lambda n: n / 4))
    def test_adding_the_future_or_shuffling_changes_nothing(self, drawn, more, day):
        later = [row for row in more if row[3] >= day]
        assert known(changed(*drawn), day) == known(changed(*later, *reversed(drawn)), day)

    @settings(max_examples=40)
    @given(st.lists(rows, max_size=15, unique_by=lambda row: (row[0], row[1], row[3])), st.integers(0, 44))
    def test_a_second_implementation_agrees(self, drawn, quarter):
        day, value, since = quarter / 4, None, None
        for _, _, to, at in sorted((r for r in drawn if r[:2] == ("a", "stage") and r[3] < day), key=lambda r: r[3]):
            value, since = to, since if to == value else at
        assert known(changed(*drawn), day) == (value, None if since is None else day - since)

    def test_the_query_over_raw_tables_reads_the_history_and_not_todays_value(self):
        stage = Attribute("stage", "text", category_levels([["lead"], ["MQL"]]))
        card = Scorecard.of(
            "by hand", {stage: [1, 2, 0, 7], Attribute("days", "number", number_levels([3])): [0, 10, 0, 0]}
        )
        leads = pd.DataFrame({"lead_id": ["a", "b"], "stage": "customer", "created_at": [START, START]})
        connection = duckdb.connect()
        connection.register("leads", leads)
        connection.register("changes", self.STAGES)
        query = full_query(card, SAID, as_of=START + 9 * DAY)
        assert connection.sql(query).df().set_index("lead_id")["score"].to_dict() == {"a": 12, "b": 0}


LEADS = "id,created,won,stage,city\na,2025-01-01,2025-03-01,customer,Rome\nb,2025-01-01,,lost,Oslo\n"
CHANGES = "who,what,to,at\na,stage,lead,2025-01-02\na,stage,customer,2025-03-01\nb,stage,lead,2025-01-03\n"
CONFIG = """leads: leads.csv
id: id
created: created
outcome: {date: won}
known_until: "2025-12-31"
changes: {file: changes.csv, id: who, column: what, value: to, at: at}
"""


@pytest.fixture
def read(tmp_path):
    """Return a function that writes the three files and reads the history they tell."""

    def write_and_read(more: str = "", *, config: str = CONFIG, changes: str = CHANGES) -> History:
        files = {"leads.csv": LEADS, "changes.csv": changes, "leadtools.yml": config + more}
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return read_history(tmp_path / "leadtools.yml")

    return write_and_read


class TestInTheConfiguration:
    def test_a_column_with_a_dated_history_is_used_from_it(self, read):
        history = read("attributes: {days_in_stage: {days_in: stage}}\n")
        assert history.attributes == ["city", "stage", "days_in_stage"]
        X = history.snapshot(after_days=7, horizon_days=90).X
        # Day 7 is 8 January: a has been a lead for 6 days, b for 5.
        assert X[["stage", "days_in_stage"]].to_numpy().tolist() == [["lead", 6.0], ["lead", 5.0]]
        (said,) = history.reading.rules.query("column == 'stage'").itertuples()
        assert said.rule.startswith("used from its dated history")

    def test_one_that_is_left_out_stays_left_out(self, read):
        history = read("leave_out: [stage]\nattributes: {stage_then: {latest: stage}}\n")
        assert history.attributes == ["city", "stage_then"]

    def test_a_file_about_one_column_needs_no_column_of_names(self, read):
        config = CONFIG.replace("column: what, value: to", "value: stage")
        history = read(config=config, changes="who,stage,at\na,lead,2025-01-02\nb,MQL,2025-01-02\n")
        assert history.snapshot(after_days=7, horizon_days=90).X["stage"].tolist() == ["lead", "MQL"]

    def test_rows_that_cannot_be_placed_are_set_aside_and_counted(self, read):
        odd = ",stage,x,2025-01-01\nz,stage,x,2025-01-01\na,,x,2025-01-01\na,stage,x,\na,stage,x,2025-01-02\n"
        more = "".join(f"b,city,c,2025-02-{day:02}\n" for day in range(1, 29))
        history = read(changes=CHANGES + odd + more)
        reasons = history.reading.set_aside.set_index("row")["reason"].to_dict()
        assert reasons == {
            1: "a later row gives another value for the same moment", 4: "the id is blank",
            5: "no lead in use has this id", 6: "`what` is blank", 7: "`at` is blank",
        }  # fmt: skip
        assert history.reading.files["changes.csv"] == {"read": 36, "used": 31, "set_aside": 5}

    def test_what_was_known_earlier_is_the_same_as_of_then(self, read):
        history = read()
        later = history.snapshot("2025-02-01", horizon_days=None).X
        pd.testing.assert_frame_equal(history.until("2025-02-01").snapshot(horizon_days=None).X, later)

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ("attributes: {x: {latest: stge}}\n", "line 7: the changes know nothing of `stge`; did you mean `stage`"),
            ("attributes: {x: {days_in: stage, window_days: 3}}\n", "`window_days` does not belong to `days_in`"),
            ("attributes: {city: {latest: stage}}\n", "`city` is already a column of the leads"),
        ],
    )
    def test_faults_come_with_their_line(self, read, more, words):
        with pytest.raises(ConfigError, match=words):
            read(more)

    def test_an_unknown_column_of_the_file_is_told(self, read):
        with pytest.raises(ConfigError, match=r"`too` is not a column of changes.csv; did you mean `to`\?"):
            read(config=CONFIG.replace("value: to", "value: too"))


def test_without_changes_the_attribute_says_what_is_missing():
    leads = pd.DataFrame({"lead_id": ["a"], "created_at": [START], "converted": [True]})
    with pytest.raises(DataError, match="there are no changes. Name their file"):
        History(leads).with_attributes(SAID)
