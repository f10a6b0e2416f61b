"""Buying roles: what job titles say of leads, and how many roles are covered within a company."""

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.attributes import attributes_as_of, declare, roles_of
from leadtools.attributes.titles import placed
from leadtools.config import default_buying_roles
from leadtools.config.buying_roles import table_faults
from leadtools.errors import ConfigError, DataError, ParameterError
from leadtools.history import History
from leadtools.levels import Attribute, category_levels, find_levels, number_levels
from leadtools.readers import read_history
from leadtools.runs import open_run
from leadtools.scorecard import Scorecard, full_query

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2025-01-01")
BUYER, CHAMPION, USER, OTHER = "economic buyer", "champion", "user", "(other)"
TECHNICAL = "technical buyer"
SAID = {
    "role": {"buying_role": "title"},
    "covered": {"roles_covered": "title"},
    "both": {"roles_covered": "title", "of": [BUYER, USER]},
}


class TestTheTableThatComesAlong:
    TITLES = {
        BUYER: ["CEO", "Chief Financial Officer", "VP, Sales & Marketing", "Owner / Finance", "Head of Sales",
                "Geschäftsführerin", "GESCHAEFTSFUEHRER", "Leiterin Einkauf", "Vertriebsleiter (m/w/d)",
                "Directeur général", "Due\u006e\u0303a", "CEO & CTO", "Vice President"],
        TECHNICAL: ["CTO", "CIO", "head of IT", "Chief Information Officer", "Chief IT Officer", "Director of IT",
                    "VP, Engineering", "IT-Leiter", "Leiterin IT", "Technische Leitung"],
        CHAMPION: ["Product Owner", "IT-Manager", "IT-Teamleiter", "Projektleiter", "Responsable de ventas"],
        USER: ["Account Executive", "Sachbearbeiterin", "Software-Entwickler", "Sr. Finance Specialist"],
        OTHER: ["Intern to the CEO", "Assistentin der Geschäftsleitung", "Werkstudentin IT", "Poet", "Headhunter",
                "???"],
    }  # fmt: skip

    def test_titles_of_several_languages_are_understood(self):
        role_of = {title: role for role, titles in self.TITLES.items() for title in titles}
        found = roles_of(pd.Series(list(role_of)))
        assert found.set_index("title")["role"].to_dict() == role_of

    def test_it_has_no_faults_itself(self):
        assert list(table_faults(default_buying_roles())) == []


class TestATableOfOnesOwn:
    def test_the_first_words_win_and_the_others_are_named(self):
        found = roles_of(pd.Series(["Vice President", "President", "Vice President", None]), {
            "vice president": "champion", "president": "economic buyer"})  # fmt: skip
        assert found.to_numpy().tolist() == [
            ["Vice President", 2, "champion", "vice president", "president (economic buyer)"],
            ["President", 1, "economic buyer", "president", ""],
        ]

    @pytest.mark.parametrize(
        ("table", "words"),
        [
            ({"CEO": "buyer", "ceo": "user"}, r"`ceo` stands there a second time \(buyer, then user\); keep one"),
            (
                {"ceo": "buyer", "assistant to the ceo": "user"},
                r"`assistant to the ceo` never decides: .* `ceo` \(buyer\)",
            ),
            ({"chief *": "buyer", "chief * officer": "user"}, r"`chief \* officer` never decides"),
            ({"ceo": ""}, r"`ceo` has no role; write one, or \(other\)"),
            ({" *": "buyer"}, "there are no words to look for"),
        ],
    )
    def test_faults_of_the_table_come_in_words(self, table, words):
        with pytest.raises(ParameterError, match=words):
            roles_of(pd.Series(["CEO"]), table)
        with pytest.raises(ParameterError, match=words):
            History(LEADS).with_attributes({"role": {"buying_role": "title", "roles": table}})


LEADS = pd.DataFrame({
    "lead_id": ["a", "b", "c", "d"], "created_at": [START, START, START + 6 * DAY, START],
    "converted_at": [START + 60 * DAY, pd.NaT, pd.NaT, pd.NaT], "account": ["acme", "acme", "acme", None],
    "title": ["CEO", "Manager", "Analyst", None],
})  # fmt: skip


def changed(*rows: tuple) -> pd.DataFrame:
    """Return changes of the title from rows (lead, value, day)."""
    lead, value, at = zip(*rows, strict=True) if rows else ((), (), ())
    table = pd.DataFrame({"lead_id": pd.Series(lead, dtype="str"), "value": pd.Series(value, dtype="str")})
    return table.assign(
        column=pd.Series("title", table.index, dtype="str"), at=[START + day * DAY for day in at]
    ).astype({"at": "datetime64[us]"})


FEW_WORDS = {"roles": {"ceo": BUYER, "manager": CHAMPION, "analyst": USER}}
DECLARED = placed(declare({name: parts | FEW_WORDS for name, parts in SAID.items()}), changed(("a", "CEO", 0)))


class TestAsOfAMoment:
    def test_the_lead_itself_and_colleagues_who_are_there_cover_roles(self):
        told = History(LEADS, known_until=START + 200 * DAY).with_attributes(SAID)
        X = told.snapshot(after_days=6, horizon_days=90).X
        # On day 6 of a and b, c has only just come and does not count; on day 12 of c, all three do. d has no title.
        assert X["role"].tolist()[:3] == [BUYER, CHAMPION, USER]
        assert pd.isna(X["role"].iloc[3])
        assert X["covered"].tolist() == [2, 2, 3, 0]
        assert X["both"].tolist() == [1, 1, 2, 0]

    def test_a_title_with_a_dated_history_is_the_one_known_then(self):
        changes = changed(("a", "Analyst", 0), ("a", "CEO", 5), ("b", "Manager", 1))
        told = History(LEADS.drop(columns="title"), changes=changes, known_until=START + 200 * DAY).with_attributes(
            SAID
        )
        X = told.snapshot(after_days=3, horizon_days=90).X
        assert X.loc["a"].tolist() == [USER, 2, 1]
        assert told.snapshot(after_days=6, horizon_days=90).X.loc["a"].tolist() == [BUYER, 2, 1]

    rows = st.tuples(
        st.sampled_from("abc"), st.sampled_from(["CEO", "Manager", "Analyst", "Poet", None]),
        st.integers(0, 40).map(lambda n: n / 4),
    )  # fmt: skip

    def known(self, changes: pd.DataFrame, day: float, members: pd.DataFrame) -> list:
        moments = pd.Series(START + day * DAY, index=["a"], dtype="datetime64[us]")
        found = attributes_as_of(None, moments, DECLARED, changes=changes, members=members).iloc[0].tolist()
        return [None if pd.isna(value) else value for value in found]

    @settings(max_examples=15)
    @given(st.lists(rows, max_size=10), st.lists(rows, max_size=6), st.integers(0, 44).map(lambda n: n / 4))
    def test_adding_the_future_or_shuffling_changes_nothing(self, drawn, more, day):
        later = [row for row in more if row[2] >= day]
        there = pd.DataFrame({"lead_id": ["a", "b"], "account": "acme", "created_at": START})
        newcomer = pd.DataFrame({"lead_id": ["c"], "account": "acme", "created_at": [START + day * DAY]})
        drawn = [row for row in drawn if row[0] != "c"]
        now = self.known(changed(*drawn), day, there)
        assert now == self.known(changed(*later, *reversed(drawn)), day, pd.concat([there, newcomer]))

    @settings(max_examples=15)
    @given(st.lists(rows, max_size=10, unique_by=lambda row: (row[0], row[2])), st.integers(0, 44).map(lambda n: n / 4))
    def test_a_second_implementation_agrees(self, drawn, day):
        roles = {"CEO": BUYER, "Manager": CHAMPION, "Analyst": USER, "Poet": OTHER, None: None}
        newest = {who: roles[title] for who, title, at in sorted(drawn, key=lambda row: row[2]) if at < day}
        seen = {
            role for who, role in newest.items() if who == "a" or (who == "b" and day > 0) or (who == "c" and day > 3)
        }
        seen -= {OTHER, None}
        members = pd.DataFrame(
            {"lead_id": list("abc"), "account": "acme", "created_at": [START, START, START + 3 * DAY]}
        )
        own = newest.get("a")
        assert self.known(changed(*drawn), day, members) == [own, len(seen), len(seen & {BUYER, USER})]

    @pytest.mark.parametrize("dated", [False, True])
    def test_one_query_over_raw_tables_gives_the_same_scores(self, dated):
        changes = changed(("a", "Analyst", 0), ("a", "CEO", 5), ("b", "Manager", 1))
        leads = LEADS.drop(columns="title") if dated else LEADS
        told = History(leads, changes=changes if dated else None, known_until=START + 200 * DAY).with_attributes(SAID)
        X = told.snapshot(after_days=6, horizon_days=90).X
        card = Scorecard.of("by hand", {
            Attribute("role", "text", category_levels([[BUYER], [CHAMPION], [USER]])): [1, 2, 3, 5, 7],
            Attribute("covered", "number", number_levels([1, 2, 3])): [0, 10, 20, 30, 0, 0],
            Attribute("both", "number", number_levels([1, 2])): [0, 100, 200, 0, 0],
        })  # fmt: skip
        connection = duckdb.connect()
        connection.register("leads", LEADS)
        connection.register("changes", changes)
        found = connection.sql(full_query(card, told.declared, after_days=6)).df().set_index("lead_id")["score"]
        assert found[X.index].tolist() == card.score(X).tolist()
        assert card.score(X).nunique() > 2
        pd.testing.assert_frame_equal(X, told.snapshot(after_days=6, horizon_days=90).X)


class TestFaults:
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            (
                {"buying_role": "titel"},
                "`titel` is neither a column of the leads nor of their changes; did you mean `title`",
            ),
            ({"roles_covered": "title", "of": ["usr"]}, "`usr` is no role of the table; did you mean `user`"),
            ({"buying_role": "created_at"}, "`created_at` holds datetime64"),
        ],
    )
    def test_what_is_not_there_is_named(self, said, words):
        with pytest.raises(DataError, match=words):
            History(LEADS, known_until=START + 200 * DAY).with_attributes({"role": said}).snapshot(horizon_days=90)

    def test_without_companies_no_roles_are_covered(self):
        told = History(LEADS.drop(columns="account"), known_until=START + 200 * DAY).with_attributes(SAID)
        with pytest.raises(
            DataError, match="`covered`, `both` are about colleagues, and nothing says which leads are of"
        ):
            told.snapshot(horizon_days=90)

    def test_a_cell_that_says_other_belongs_to_the_level_of_that_name(self):
        (found,) = find_levels(pd.DataFrame({"role": [OTHER] * 20 + [USER] * 20}))
        assert [level.label for level in found.levels] == [USER, "(missing)", OTHER]


CONFIG = """leads: leads.csv
id: id
created: created
outcome: {date: won}
account: firm
known_until: "2025-12-31"
attributes: {role: {buying_role: job}, covered: {roles_covered: job, of: [boss, doer]}}
"""
ROLES = "words;role\nboss*;boss\nclerk;doer\nbig boss;boss\nqueen;boss\n"


@pytest.fixture
def read(tmp_path):
    """Return a function that writes the files and reads the history they tell."""

    def write_and_read(more: str = "", *, roles: str = ROLES) -> History:
        rows = ("a,2025-01-01,2025-03-01,Boss,x", "b,2025-01-01,,Clerk of the boss,x", "c,2025-01-01,,Poet,")
        leads = "\n".join(("id,created,won,job,firm", *rows, ""))
        for name, text in {"leads.csv": leads, "roles.csv": roles, "leadtools.yml": CONFIG + more}.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return read_history(tmp_path / "leadtools.yml")

    return write_and_read


class TestInTheConfiguration:
    def test_a_table_of_ones_own_replaces_the_one_that_comes_along(self, read):
        X = read("buying_roles: roles.csv\n").snapshot("2025-02-01", horizon_days=None).X
        assert X[["role", "covered"]].to_numpy().tolist() == [["boss", 1], ["boss", 1], [OTHER, 0]]
        X = read("buying_roles: {clerk: doer, boss: boss}\n").snapshot("2025-02-01", horizon_days=None).X
        assert X["covered"].tolist() == [2, 2, 0]

    def test_titles_it_does_not_know_or_knows_twice_are_stated_and_words_it_never_needs(self, read):
        said = read("buying_roles: roles.csv\n").reading.rules.query("column == 'job'")
        assert said[["rule", "rows", "example"]].to_numpy().tolist() == [
            ["no words of the table of buying roles are in it", 1, "Poet"],
            ["words of several buying roles are in it; the first in the table decided", 1, "Clerk of the boss"],
            ["3 of the 4 words of the table of buying roles decided nothing", 3, "clerk"],
        ]

    def test_a_title_that_says_nothing_is_known_is_missing(self, read):
        X = read("missing: [Poet]\nbuying_roles: roles.csv\n").snapshot("2025-02-01", horizon_days=None).X
        assert X["role"].isna().tolist() == [False, False, True]

    def test_a_title_left_out_for_its_many_spellings_still_tells_the_role(self, read):
        history = read("leave_out: [job]\nbuying_roles: roles.csv\n")
        assert history.attributes == ["role", "covered"]
        X = history.without(["covered"]).snapshot("2025-02-01", horizon_days=None).X
        assert X["role"].tolist() == ["boss", "boss", OTHER]
        left = read("buying_roles: roles.csv\n").without(["job"])
        assert left.attributes == ["role", "covered"]
        assert left.snapshot("2025-02-01", horizon_days=None).X["role"].tolist() == ["boss", "boss", OTHER]

    def test_a_title_that_only_customers_have_is_a_leak_and_so_is_its_role(self, tmp_path):
        rows = [f"{i},2025-01-01,{'2025-03-01' if i % 3 == 0 else ''},{'CEO' if i % 3 == 0 else ''}" for i in range(90)]
        config = CONFIG.replace("account: firm\n", "").replace(", covered: {roles_covered: job, of: [boss, doer]}", "")
        for name, text in {"leads.csv": "\n".join(["id,created,won,job", *rows, ""]), "leadtools.yml": config}.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError, match="`role` is read from `job`, which is left out as a leak"):
            _ = open_run(tmp_path / "leadtools.yml", tmp_path / "out").history

    @pytest.mark.parametrize(
        ("roles", "words"),
        [
            ("words,role\nboss,boss\nboss,doer\n", r"line 8: roles.csv line 3: `boss` stands there a second time"),
            ("words,role\nboss,boss\nbig boss,doer\n", "roles.csv line 3: `big boss` never decides"),
            ("words,part\nboss,boss\n", "roles.csv has no column 'role'; the columns are words and role"),
            ("words,role\n", "roles.csv has no rows"),
        ],
    )
    def test_faults_of_the_file_come_with_their_line(self, read, roles, words):
        with pytest.raises(ConfigError, match=words):
            read("buying_roles: roles.csv\n", roles=roles)

    def test_a_file_that_is_not_there_is_named(self, read):
        with pytest.raises(ConfigError, match="there is no file `rolls.csv`; did you mean `roles.csv`"):
            read("buying_roles: rolls.csv\n")
