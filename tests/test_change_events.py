"""A job change as an event: made of the dated history of titles and companies, and used like any other event."""

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.attributes.change_events import ChangeEvents, with_change_events
from leadtools.errors import ConfigError, DataError
from leadtools.history import History
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.readers import read_history
from leadtools.scorecard import Scorecard, full_query

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2025-01-01")
JOB_CHANGE = {"job_change": ["title", "company"]}


def changed(*rows: tuple) -> pd.DataFrame:
    """Return changes from rows (lead, column, value, day); day 0 is 1 January 2025."""
    lead, column, value, at = zip(*rows, strict=True) if rows else ((), (), (), ())
    texts = {"lead_id": lead, "column": column, "value": value}
    table = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in texts.items()})
    return table.assign(at=pd.Series([START + day * DAY for day in at], dtype="datetime64[us]"))


def days(*rows: tuple, missing: tuple[str, ...] = ()) -> list[tuple]:
    """Return lead and day of the job changes that such changes make."""
    made = with_change_events(None, changed(*rows), ChangeEvents({"job_change": ("title", "company")}, missing))
    return [(lead, (at - START) / DAY) for lead, at in zip(made["lead_id"], made["at"], strict=True)]


class TestWhatIsAChange:
    def test_another_title_or_company_is_one_and_the_first_is_not(self):
        assert days(("a", "title", "Clerk", 0), ("a", "title", "Chief", 5), ("a", "company", "Acme", 7),
                    ("a", "company", "Bolt", 9), ("b", "title", "Chief", 9), ("a", "city", "Rome", 10),
                    ("a", "city", "Oslo", 11)) == [("a", 5), ("a", 9)]  # fmt: skip

    def test_both_at_one_moment_are_one(self):
        rows = [(name, old, 0) for name, old in (("title", "Clerk"), ("company", "Acme"))]
        rows += [("title", "Chief", 4), ("company", "Bolt", 4)]
        assert days(*(("a", *row) for row in rows)) == [("a", 4)]

    def test_another_spelling_a_gap_or_an_unknown_value_is_none(self):
        titles = ["Sr. Clerk", "SR CLERK", None, "Sr-Clerk", "unknown", "sr clerk"]
        assert days(*(("a", "title", title, day) for day, title in enumerate(titles)), missing=("unknown",)) == []
        assert days(("a", "title", "Clerk", 0), ("a", "title", None, 2), ("a", "title", "Chief", 4)) == [("a", 4)]

    rows = st.tuples(
        st.sampled_from("ab"), st.sampled_from(["title", "company"]), st.sampled_from(["x", "X", "y", None]),
        st.integers(0, 20),
    )  # fmt: skip

    @settings(max_examples=20)
    @given(st.lists(rows, max_size=12, unique_by=lambda row: (row[:2], row[3])), st.integers(0, 20))
    def test_the_future_changes_nothing_and_a_second_implementation_agrees(self, drawn, day):
        found = set()
        for lead, column in {row[:2] for row in drawn}:
            steps = sorted((at, value.lower()) for *who, value, at in drawn if who == [lead, column] and value)
            found |= {(lead, at) for (_, old), (at, new) in zip(steps, steps[1:], strict=False) if old != new}
        assert set(days(*drawn)) == found
        assert days(*(row for row in drawn if row[3] < day)) == [made for made in days(*drawn) if made[1] < day]


LEADS = pd.DataFrame({"lead_id": ["a", "b"], "created_at": START, "converted_at": [START + 60 * DAY, pd.NaT]})
CHANGES = changed(
    ("a", "title", "Clerk", 0), ("a", "title", "Chief", 5), ("b", "title", "Chief", 1), ("a", "title", "CEO", 9)
)
VISITS = pd.DataFrame({"lead_id": ["a", "b"], "event": "visit", "at": [START + 7 * DAY] * 2, "page": ["/", "/"]})
SAID = {
    "moved": {"count": "job_change"},
    "since": {"recency": "job_change"},
    "then_visit": {"sequence": ["job_change", "visit"]},
    "pages": {"distinct": "page"},
}


class TestInAHistory:
    def test_it_is_counted_dated_and_put_in_order_like_any_event(self):
        told = History(LEADS, VISITS, changes=CHANGES, known_until=START + 200 * DAY).with_change_events(
            JOB_CHANGE_ONLY
        )
        X = told.with_attributes(SAID).snapshot(after_days=8, horizon_days=90).X
        # On day 8: a changed on day 5 and visited on day 7; the change of day 9 lies ahead.
        assert X.loc["a"].tolist() == [1, 3.0, True, 1]
        assert X.loc["b"].fillna(-1).tolist() == [0, -1, False, 1]

    @pytest.mark.parametrize("names", [["moved", "since"], list(SAID)])
    def test_one_query_over_raw_tables_gives_the_same_scores(self, names):
        told = History(LEADS, VISITS, changes=CHANGES, known_until=START + 200 * DAY).with_change_events(
            JOB_CHANGE_ONLY
        )
        told = told.with_attributes({name: SAID[name] for name in names})
        X = told.snapshot(after_days=8, horizon_days=90).X
        levels = {"moved": number_levels([1]), "since": number_levels([2]), "pages": number_levels([1]),
                  "then_visit": category_levels([[True], [False]])}  # fmt: skip
        kinds = dict.fromkeys(SAID, "number") | {"then_visit": "yes/no"}
        points = {Attribute(name, kinds[name], levels[name]): [10**i, 2 * 10**i, 0, 0] for i, name in enumerate(names)}
        card = Scorecard.of("by hand", points)
        connection = duckdb.connect()
        connection.register("leads", LEADS)
        connection.register("changes", CHANGES)
        if "pages" in names:  # otherwise the query needs no events but those that changes make
            connection.register("events", VISITS)
        query = full_query(card, told.declared, change_events=told.change_events, after_days=8)
        found = connection.sql(query).df().set_index("lead_id")["score"]
        assert found[X.index].tolist() == card.score(X).tolist()
        assert card.score(X).nunique() == 2

    def test_what_is_not_there_or_taken_is_named(self):
        told = History(LEADS, VISITS, changes=CHANGES)
        with pytest.raises(DataError, match="the changes know nothing of `titel`; did you mean `title`"):
            told.with_change_events({"job_change": ["titel"]})
        with pytest.raises(DataError, match="`visit` is already the name of an event"):
            told.with_change_events({"visit": ["title"]})
        with pytest.raises(DataError, match="there are events of changes already; name all of them at once"):
            told.with_change_events(JOB_CHANGE_ONLY).with_change_events({"other": ["title"]})


JOB_CHANGE_ONLY = {"job_change": ["title"]}
CONFIG = """leads: leads.csv
id: id
created: created
outcome: {date: won}
known_until: "2025-12-31"
changes: {file: changes.csv, id: who, column: what, value: to, at: at, as_events: {job_change: title}}
"""


@pytest.fixture
def read(tmp_path):
    """Return a function that writes the files and reads the history they tell."""

    def write_and_read(more: str = "", *, config: str = CONFIG) -> History:
        rows = "who,what,to,at\na,title,Clerk,2025-01-01\na,title,?,2025-01-04\na,title,Chief,2025-01-06\n"
        leads = "id,created,won\na,2025-01-01,2025-03-01\nb,2025-01-01,\n"
        for name, text in {"leads.csv": leads, "changes.csv": rows, "leadtools.yml": config + more}.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return read_history(tmp_path / "leadtools.yml")

    return write_and_read


class TestInTheConfiguration:
    def test_it_needs_no_file_of_events(self, read):
        told = read('missing: ["?"]\nattributes: {moved: {count: job_change}}\n')
        assert told.snapshot("2025-02-01", horizon_days=None).X["moved"].tolist() == [1, 0]
        earlier = told.until("2025-01-05")
        assert earlier.snapshot(horizon_days=None).X["moved"].tolist() == [0, 0]

    def test_faults_come_with_their_line(self, read):
        with pytest.raises(ConfigError, match="line 6: the changes know nothing of `titel`; did you mean `title`"):
            read(config=CONFIG.replace("job_change: title", "job_change: titel"))
        with pytest.raises(ConfigError, match="the event `job_chnge` never occurs; did you mean `job_change`"):
            read("attributes: {moved: {count: job_chnge}}\n")
