"""The customer journey: the stage as of a moment, and who moves on from each stage."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.attributes import attributes_as_of
from leadtools.behaviour import stage_table
from leadtools.config import Journey
from leadtools.errors import ConfigError, DataError, ParameterError
from leadtools.history import History, Roles
from leadtools.levels import Attribute, category_levels
from leadtools.plots import plot_stages
from leadtools.readers import read_history
from leadtools.scorecard import Scorecard, full_query
from leadtools.tables import readable

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2025-01-01")
STAGES = ["lead", "MQL", "SQL"]
SAID = {name: {name: "stage", "stages": STAGES} for name in ("furthest", "fell_back")}


def changed(*rows: tuple) -> pd.DataFrame:
    """Return changes of the stage from rows (lead, value, day); day 0 is 1 January 2025."""
    lead, value, at = zip(*rows, strict=True) if rows else ((), (), ())
    texts = {"lead_id": lead, "column": ["stage"] * len(rows), "value": value}
    table = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in texts.items()})
    return table.assign(at=pd.Series([START + day * DAY for day in at], dtype="datetime64[us]"))


def known(changes: pd.DataFrame, day: float) -> tuple:
    """Return the furthest stage of a on a day, and whether it fell back."""
    moments = pd.Series(START + day * DAY, index=["a"], dtype="datetime64[us]")
    found = attributes_as_of(None, moments, SAID, changes=changes).iloc[0]
    return tuple(None if pd.isna(value) else value for value in found)


class TestAsOfAMoment:
    BACK = changed(("a", "lead", 1), ("a", "SQL", 3), ("a", "MQL", 5), ("a", "spam", 7), ("b", "SQL", 0))

    @pytest.mark.parametrize(
        ("day", "expected"),
        [(1, (None, None)), (2, ("lead", False)), (4, ("SQL", False)), (6, ("SQL", True)), (8, ("SQL", None))],
    )
    def test_the_furthest_stage_stays_and_a_lead_behind_it_fell_back(self, day, expected):
        assert known(self.BACK, day) == expected

    rows = st.tuples(st.just("a"), st.sampled_from([*STAGES, "spam", None]), st.integers(0, 40).map(lambda n: n / 4))

    @settings(max_examples=40)
    @given(st.lists(rows, max_size=10), st.lists(rows, max_size=10), st.integers(0, 44).map(lambda n: n / 4))
    def test_adding_the_future_or_shuffling_changes_nothing(self, drawn, more, day):
        later = [row for row in more if row[2] >= day]
        assert known(changed(*drawn), day) == known(changed(*later, *reversed(drawn)), day)

    @settings(max_examples=40)
    @given(st.lists(rows, max_size=10, unique_by=lambda row: row[2]), st.integers(0, 44).map(lambda n: n / 4))
    def test_a_second_implementation_agrees(self, drawn, day):
        past = [value for _, value, at in sorted(drawn, key=lambda row: row[2]) if at < day]
        places = [STAGES.index(value) for value in past if value in STAGES]
        back = STAGES.index(past[-1]) < max(places) if past and past[-1] in STAGES else None
        assert known(changed(*drawn), day) == (STAGES[max(places)] if places else None, back)

    def test_one_query_over_raw_tables_gives_the_same_scores(self):
        furthest = Attribute("furthest", "text", category_levels([["lead"], ["SQL"]]))
        back = Attribute("fell_back", "yes/no", category_levels([[True], [False]]))
        card = Scorecard.of("by hand", {furthest: [1, 2, 0, 0], back: [10, 20, 0, 0]})
        connection = duckdb.connect()
        connection.register("leads", pd.DataFrame({"lead_id": ["a", "b", "c"], "created_at": [START] * 3}))
        connection.register("changes", self.BACK)
        moments = pd.Series(START + 6 * DAY, index=["a", "b", "c"], dtype="datetime64[us]")
        step_by_step = card.score(attributes_as_of(None, moments, SAID, changes=self.BACK))
        query = full_query(card, SAID, as_of=START + 6 * DAY)
        found = connection.sql(query).df().set_index("lead_id")["score"].sort_index()
        assert found.to_dict() == step_by_step.to_dict() == {"a": 12, "b": 22, "c": 0}


def history(changes: pd.DataFrame, *, converted: dict[str, float] | None = None, until: float = 200, **more) -> History:
    """Return a history of the leads that changed; `converted` is the day by lead."""
    ids = sorted({*changes["lead_id"], *(converted or {})})
    days = pd.Series(ids).map(converted or {}).astype(float)
    leads = pd.DataFrame({"lead_id": ids, "converted_at": START + pd.to_timedelta(days, unit="D")})
    journey = Journey("stage", tuple(STAGES), out=("spam",))
    return History(leads, changes=changes, known_until=START + until * DAY, journey=journey, **more)


def row(table: pd.DataFrame, stage: str) -> dict:
    return table.set_index("stage").loc[stage].to_dict()


class TestTheTable:
    def test_leads_move_on_leave_or_wait_and_the_young_stand_apart(self):
        rows = [(lead, "lead", 0) for lead in "abcd"] + [("a", "MQL", 10), ("b", "spam", 20), ("c", "MQL", 95)]
        found = row(stage_table(history(changed(*rows, ("e", "lead", 150), ("e", "MQL", 151)))), "lead")
        # Of four old enough, a moved on; c did so too late to count within 90 days; e, ever so quick, is too young.
        counts = ["leads", "skipped", "too_young", "moved_on", "left", "waiting", "moved_on_rate"]
        assert [found[name] for name in counts] == [5, 0, 1, 1, 1, 2, 0.25]

    def test_a_stage_passed_over_is_named_and_conversion_is_the_last_step(self):
        rows = [("a", "lead", 0), ("a", "SQL", 5), ("b", "lead", 0)]
        table = stage_table(history(changed(*rows), converted={"a": 9}))
        assert table[["stage", "next"]].to_numpy().tolist() == [["lead", "MQL"], ["MQL", "SQL"], ["SQL", "conversion"]]
        assert (row(table, "lead")["moved_on"], row(table, "MQL")["skipped"], row(table, "MQL")["leads"]) == (1, 1, 0)
        assert (row(table, "SQL")["moved_on"], row(table, "SQL")["median_days"]) == (1, 4)

    def test_only_the_first_coming_counts_and_going_back_ends_nothing(self):
        rows = [
            ("a", "lead", 0),
            ("a", "SQL", 10),
            ("a", "MQL", 20),
            ("a", "SQL", 30),
            ("b", "SQL", 0),
            ("b", "lead", 5),
        ]
        table = stage_table(history(changed(*rows)))
        assert [row(table, stage)["leads"] for stage in STAGES] == [1, 0, 2]
        assert (row(table, "SQL")["waiting"], row(table, "SQL")["left"]) == (2, 0)

    def test_a_last_stage_that_only_customers_have_has_no_row(self):
        rows = [("a", "lead", 0), ("a", "MQL", 2), ("a", "SQL", 9), ("b", "lead", 0)]
        table = stage_table(history(changed(*rows), converted={"a": 9}))
        assert table["stage"].tolist() == ["lead", "MQL"]
        assert row(table, "MQL")["moved_on"] == 1

    def test_a_lost_lead_has_left(self):
        leads = pd.DataFrame({
            "lead_id": ["a", "b"], "status": ["lost", "open"], "decided_at": [START + 30 * DAY, pd.NaT],
        })  # fmt: skip
        roles = Roles(status="status", won=("won",), lost=("lost",), decided_at="decided_at")
        changes = changed(("a", "lead", 0), ("b", "lead", 0))
        told = History(
            leads,
            changes=changes,
            roles=roles,
            known_until=START + 200 * DAY,
            journey=Journey("stage", ("lead", "MQL")),
        )
        found = row(stage_table(told), "lead")
        assert (found["left"], found["waiting"], found["moved_on"]) == (1, 1, 0)

    @staticmethod
    def flagged(converted: list[bool], *more: tuple) -> History:
        """Return leads that came in on day 0, of which some are customers, nobody knows since when."""
        ids = [str(number) for number in range(len(converted))]
        changes = changed(*[(lead, "lead", 0) for lead in ids], *more)
        leads = pd.DataFrame({"lead_id": ids, "converted": converted})
        known = {"known_until": START + 200 * DAY, "journey": Journey("stage", ("lead", "MQL"))}
        return History(leads, changes=changes, **known)

    def test_conversions_without_a_date_never_count_as_waiting(self):
        table = stage_table(self.flagged([True, True, True, False]))
        found = row(table, "lead")
        assert [found[name] for name in ("leads", "undated", "moved_on", "waiting")] == [4, 3, 0, 1]
        assert table[["moved_on_rate", "low", "high", "median_days"]].iloc[0].isna().all()
        assert "nobody knows when" in plot_stages(table).get_title(loc="left")

    def test_few_without_a_date_stand_apart_and_a_dated_step_still_counts(self):
        # 0 and 1 are customers, undated: 1 has moved on to MQL on day 10, 0 stands apart. Of the other 39 one moved on.
        table = stage_table(self.flagged([True, True] + [False] * 38, ("1", "MQL", 10)))
        found = row(table, "lead")
        assert [found[name] for name in ("leads", "undated", "moved_on", "waiting")] == [40, 1, 1, 38]
        assert found["moved_on_rate"] == pytest.approx(1 / 39)

    def test_what_comes_after_the_end_of_the_data_is_not_looked_at(self):
        rows, later = [("a", "lead", 0), ("b", "lead", 3)], [("a", "MQL", 201), ("c", "lead", 201)]
        now = stage_table(history(changed(*rows), converted={"c": 500}))
        pd.testing.assert_frame_equal(stage_table(history(changed(*rows, *later), converted={"a": 300, "c": 500})), now)

    def test_waiting_leads_are_neither_lost_nor_quick(self):
        # All move on in the end, after 50 days on average: half of them by 50 ln 2 = 35 days, 45 % within 30. Those
        # that came late still wait, so the ones that have moved on already are the quick ones.
        rng = np.random.default_rng(4)
        took, came = rng.exponential(50, 2000), rng.uniform(0, 200, 2000)
        rows = [(f"{i}", "lead", day) for i, day in enumerate(came)]
        rows += [(f"{i}", "MQL", day + wait) for i, (day, wait) in enumerate(zip(came, took, strict=True))]
        found = row(stage_table(history(changed(*rows)), within_days=30), "lead")
        true_median, true_rate = 50 * np.log(2), 1 - np.exp(-30 / 50)
        assert found["median_low"] < true_median < found["median_high"]
        assert found["low"] < true_rate < found["high"]
        moved = (took[came + took < 200]).tolist()
        assert np.median(moved) < found["median_low"]

    def test_without_a_journey_or_with_an_impossible_length_the_answer_is_in_words(self):
        plain = History(pd.DataFrame({"lead_id": ["a"], "converted": [True]}))
        with pytest.raises(DataError, match="No stages are known. Declare them, `journey:"):
            stage_table(plain)
        with pytest.raises(ParameterError, match="within_days is -1; allowed is a number of days above 0"):
            stage_table(history(changed(("a", "lead", 0))), within_days=-1)

    def test_the_picture_says_where_fewest_move_on(self):
        rows = [(lead, "lead", 0) for lead in "abcd"] + [("a", "MQL", 10), ("b", "spam", 20), ("a", "SQL", 15)]
        label = plot_stages(stage_table(history(changed(*rows)))).figure.get_label()
        assert label.startswith("Fewest move on from SQL: 0 %.")
        assert "lead: 25.0 % moved on; MQL: 100.0 % moved on" in label

    def test_as_a_table_its_rates_are_shown_in_per_cent(self):
        html = readable(stage_table(history(changed(("a", "lead", 0), ("b", "lead", 0), ("a", "MQL", 4))))).to_html()
        assert "50.0 %" in html
        assert "0.500" not in html

    def test_a_picture_of_nothing_says_so(self):
        table = stage_table(history(changed(("a", "lead", 199))))
        said = "No rate can be told of any stage: of its leads, 1 came to their stage too lately. Nothing is drawn."
        assert plot_stages(table).figure.get_label() == said


CONFIG = """leads: leads.csv
id: id
created: created
outcome: {date: won}
known_until: "2025-12-31"
changes: {file: changes.csv, id: who, column: what, value: to, at: at}
"""
JOURNEY = "journey: {column: stage, stages: [lead, MQL, SQL], out: [spam]}\n"


@pytest.fixture
def read(tmp_path):
    """Return a function that writes the three files and reads the history they tell."""

    def write_and_read(more: str, *, config: str = CONFIG, changes: str = "") -> History:
        rows = "who,what,to,at\na,stage,lead,2025-01-02\na,stage,MQL,2025-02-01\nb,stage,lead,2025-01-03\n"
        leads = "id,created,won\na,2025-01-01,2025-03-01\nb,2025-01-01,\n"
        files = {"leads.csv": leads, "changes.csv": rows + changes, "leadtools.yml": config + more}
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return read_history(tmp_path / "leadtools.yml")

    return write_and_read


class TestInTheConfiguration:
    def test_attributes_know_the_stages_of_the_journey(self, read):
        told = read(JOURNEY + "attributes: {best: {furthest: stage}, back: {fell_back: stage}}\n")
        X = told.snapshot("2025-02-15", horizon_days=None).X
        assert X.to_numpy().tolist() == [["MQL", False], ["lead", False]]
        assert stage_table(told)[["stage", "leads"]].to_numpy().tolist() == [["lead", 2], ["MQL", 1]]

    def test_a_value_that_is_no_stage_is_set_aside_with_the_nearest_one(self, read):
        told = read(JOURNEY, changes="b,stage,mql,2025-02-01\nb,stage,,2025-02-02\nb,stage,spam,2025-02-03\n")
        (aside,) = told.reading.set_aside["reason"]
        assert aside == "`mql` is no stage of the journey; did you mean `MQL`?"
        (said,) = told.reading.rules.query("rule == 'set aside: no stage of the journey'").itertuples()
        assert (said.column, said.rows, said.example) == ("stage", 1, "mql")

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ("journey: {column: stage, stages: [lead]}\n", "line 7: .*allowed is a list of at least two stages"),
            ("journey: {column: stage, stages: [lead, MQL, Lead]}\n", "`Lead` stands a second time among the stages"),
            ("journey: {column: stage, stages: [lead, MQL], out: [MQL]}\n", "`MQL` stands a second time"),
            ("journey: {column: stge, stages: [lead, MQL]}\n", "changes know nothing of `stge`; did you mean `stage`"),
            ("journey: {column: stage, stages: [x, y]}\n", "`stage` never is one of the stages.* known: `lead`, `MQL`"),
            (
                "journey: {column: stage, stages: [lead, MQLs]}\n",
                "no lead was ever in the stage `MQLs`; did you mean `MQL`",
            ),
            ("journey: {column: stage, stagse: [x, y]}\n", "unknown key `stagse`.*did you mean `stages`"),
            ("attributes: {best: {furthest: stage}}\n", "`best` needs the stages of `stage` in their order"),
            (JOURNEY + "attributes: {best: {furthest: other}}\n", "`best` needs the stages of `other` in their order"),
            ("attributes: {best: {latest: stage, stages: [a, b]}}\n", "`stages` does not belong to `latest`"),
            ("attributes: {best: {furthest: stage, stages: [a, a]}}\n", "`a` stands a second time among the stages"),
        ],
    )
    def test_faults_come_in_words(self, read, more, words):
        with pytest.raises(ConfigError, match=words):
            read(more)

    def test_a_journey_without_dated_changes_is_refused(self, read):
        with pytest.raises(ConfigError, match="line 6: the stages of a `journey` are read from dated changes"):
            read(
                JOURNEY,
                config=CONFIG.replace("changes: {file: changes.csv, id: who, column: what, value: to, at: at}\n", ""),
            )
        with pytest.raises(ConfigError, match="all changes are of `to`; write that instead of `stage`"):
            read(JOURNEY, config=CONFIG.replace("column: what, ", ""))
