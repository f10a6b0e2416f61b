"""Other tables beside the leads: joined by domain, address, account or a column, known as of a moment."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.errors import CardError, ConfigError, DataError
from leadtools.history import History, Roles
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.readers import read_history
from leadtools.runs import open_run
from leadtools.scorecard import Joined, Scorecard, Tables, full_query

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2025-01-01")
LEADS = pd.DataFrame({
    "lead_id": list("abcd"), "created_at": START, "converted": [True, False, False, True],
    "mail": ["Ann <a@Acme.example>", "b@bolt.example", "c@gmail.com", None], "account": ["Acme", "bolt ", None, "x"],
    "zip": [10115.0, 20095.0, None, 1.0],
})  # fmt: skip
ROLES = Roles(created_at="created_at", converted="converted", email=("mail",), account="account")


def table(*rows: tuple) -> pd.DataFrame:
    """Return rows (key, day, employees, sector) of another table."""
    key, day, employees, sector = zip(*rows, strict=True) if rows else ((),) * 4
    return pd.DataFrame({
        "key": pd.Series(key, dtype="str"), "at": pd.Series([START + d * DAY for d in day], dtype="datetime64[us]"),
        "employees": pd.Series(employees, dtype=float), "sector": pd.Series(sector, dtype="str"),
    })  # fmt: skip


def history(rows: pd.DataFrame, by: str = "email domain", leads: pd.DataFrame = LEADS) -> History:
    return History(leads, roles=ROLES, known_until="2025-12-31").with_lookup("firm", rows, by=by)


def known(rows: pd.DataFrame, day: float, by: str = "email domain") -> list:
    """Return what is known of each lead on a day: its employees and its sector, None for nothing."""
    X = history(rows, by).snapshot(after_days=day).X[["firm employees", "firm sector"]]
    return [[None if pd.isna(value) else value for value in row] for row in X.to_numpy().tolist()]


FIRMS = table(
    ("acme.example", 1, 10, "Trade"), ("acme.example", 5, None, "Building"),
    ("https://www.bolt.example/en", -30, 7, "Law"), ("gmail.com", 0, 180000, "Search"),
)  # fmt: skip
NOTHING = [None, None]


class TestAsOfAMoment:
    @pytest.mark.parametrize(
        ("day", "acme"), [(1, NOTHING), (1.5, [10, "Trade"]), (5, [10, "Trade"]), (5.5, [None, "Building"])]
    )
    def test_the_newest_row_before_the_moment_counts_as_a_whole(self, day, acme):
        assert known(FIRMS, day)[:2] == [acme, [7, "Law"]]

    def test_a_free_mail_domain_tells_no_company_and_no_address_none(self):
        assert known(FIRMS, 9)[2:] == [NOTHING, NOTHING]

    @pytest.mark.parametrize(
        ("by", "keys"),
        [
            ("email", ["A@acme.example", "b@bolt.example"]),
            ("account", [" ACME", "Bolt"]),
            ("zip", ["10115", "20095"]),
        ],
    )
    def test_leads_are_joined_by_address_account_or_any_column_whatever_the_case(self, by, keys):
        rows = table((keys[0], 0, 1, "x"), (keys[1], 0, 2, "y"), ("c@gmail.com", 3, 3, "z"))
        assert known(rows, 2, by)[:2] == [[1, "x"], [2, "y"]]
        assert known(rows, 9, by)[2] == ([3, "z"] if by == "email" else NOTHING)

    @pytest.mark.parametrize("keys", [[10115.0, None, 1.0], [10115, 2, 1], ["10115", "", "1"]])
    @pytest.mark.parametrize("zips", [[10115.0, 20095.0, None, 1.0], [10115, 20095, 7, 1], ["10115", "20095", "", "1"]])
    def test_a_whole_number_is_the_same_key_however_it_is_held(self, keys, zips):
        rows = table(("", 0, 1, "x"), ("", 0, 2, "y"), ("", 0, 3, "z")).assign(key=keys)
        X = history(rows, "zip", LEADS.assign(zip=zips)).snapshot(after_days=2).X
        assert X["firm employees"].dropna().to_dict() == {"a": 1, "d": 3}

    rows = st.tuples(
        st.sampled_from(["acme.example", "bolt.example", "gmail.com"]), st.integers(0, 20).map(lambda n: n / 2),
        st.sampled_from([1.0, 2.0, None]), st.sampled_from(["x", "y", None]),
    )  # fmt: skip
    some = st.lists(rows, max_size=10, unique_by=lambda row: row[:2])

    @settings(max_examples=30)
    @given(some, st.integers(0, 22).map(lambda n: n / 2))
    def test_adding_later_rows_or_shuffling_changes_nothing_and_a_second_implementation_agrees(self, drawn, day):
        before = [row for row in drawn if row[1] < day]
        newest = {row[0]: list(row[2:]) for row in sorted(before, key=lambda row: row[1])}
        expected = [newest.get(f"{firm}.example", NOTHING) for firm in ("acme", "bolt")]
        assert known(table(*drawn), day) == known(table(*reversed(before)), day) == [*expected, NOTHING, NOTHING]

    def test_what_was_known_earlier_is_the_same_as_of_then_and_no_date_of_theirs_moves_the_end(self):
        leads = LEADS.assign(won=pd.Series([START + 60 * DAY, None, None, None], dtype="datetime64[us]"))
        roles = Roles(created_at="created_at", converted_at="won", email=("mail",))
        rows = pd.concat([FIRMS, table(("bolt.example", 9999, 1, "x"))])
        whole = History(leads.drop(columns="converted"), roles=roles).with_lookup("firm", rows, by="email domain")
        assert whole.known_until == START + 60 * DAY
        later = whole.snapshot("2025-01-04", horizon_days=None).X
        pd.testing.assert_frame_equal(whole.until("2025-01-04").snapshot(horizon_days=None).X, later)

    def test_the_column_that_leads_are_joined_by_may_earn_no_points_and_still_joins(self):
        rows = table(("10115", 0, 5, "x"))
        X = history(rows, "zip").without(["zip"]).snapshot(after_days=2).X
        assert list(X) == ["firm employees", "firm sector"]
        assert X["firm employees"].tolist()[0] == 5

    def test_the_query_over_raw_tables_scores_the_same(self):
        card = Scorecard.of("by hand", {
            Attribute("firm employees", "number", number_levels([8])): [1, 2, 0, 0],
            Attribute("firm sector", "text", category_levels([["Trade"], ["Law"]])): [10, 20, 0, 40],
        })  # fmt: skip
        dated = history(FIRMS)
        connection = duckdb.connect()
        connection.register("leads", LEADS.assign(domain=["acme.example", "bolt.example", None, None]))
        connection.register("firms", dated.lookups["firm"].rows)
        named = Tables(lookups={"firm": Joined("firms", key="key", at="at", lead_key="domain")})
        for days in (3, 9):
            query = full_query(card, dated.declared, tables=named, after_days=days)
            found = connection.sql(query).df().set_index("lead_id")["score"]
            X = dated.snapshot(after_days=days).X
            # a: on day 3 ten in trade, on day 9 nobody knows how many in building; b: seven in law.
            assert found[X.index].tolist() == card.score(X).tolist() == [12 if days == 3 else 40, 21, 0, 0]
        with pytest.raises(CardError, match="The card looks up `employees` in `firm`. Say what that table is called"):
            full_query(card, dated.declared)

    def test_two_runs_give_the_same_bytes(self):
        rng = np.random.default_rng(0)
        rows = [(f"f{i % 50}.example", day, rng.normal(), "x") for i, day in enumerate(rng.permutation(2000) / 8)]
        leads = pd.DataFrame({"lead_id": range(500), "created_at": START, "converted": [True, False] * 250})
        leads = leads.assign(mail=[f"x@f{i % 60}.example" for i in range(500)], account=None)
        one, two = (history(table(*drawn), leads=leads).snapshot(after_days=200).X for drawn in (rows, rows[::-1]))
        assert one["firm employees"].to_numpy().tobytes() == two["firm employees"].to_numpy().tobytes()

    @pytest.mark.parametrize(
        ("rows", "by", "words"),
        [
            (table(("a.example", 1, 1, "x"), ("A.example", 1, 2, "y")), "email domain", "1 rows of a key and a date"),
            (table().drop(columns="at"), "account", "`at` is not a column of `firm`"),
            (table().assign(at="2025"), "account", "`at` holds str; needed are dates without zone"),
            (table(), "zap", r"`zap` is not a column of the leads; did you mean `zip`\?"),
            (table().assign(founded=START), "account", "`founded` holds datetime64"),
            (table()[["key", "at"]], "account", "`firm` has no column beside its key and its date"),
        ],
    )
    def test_a_table_that_cannot_be_used_is_refused_in_words(self, rows, by, words):
        with pytest.raises(DataError, match=words):
            history(rows, by)


CONFIG = """leads: leads.csv
id: id
created: created
email: mail
outcome: {flag: won}
known_until: 2025-12-31
after_days: 7
enrich:
  firm: {file: firms.csv, by: email domain, key: domain, at: since}
"""
FIRMS_CSV = "domain,since,employees,Sector\nf0.example,2024-01-01,10,law\nf0.example,2025-03-01,99,law\n"


@pytest.fixture
def written(tmp_path):
    """Return a function that writes 200 leads of ten firms, and a table of firms, and returns the configuration."""

    def write(more: str = "", *, config: str = CONFIG, firms: str = FIRMS_CSV):
        n = np.arange(200)
        leads = pd.DataFrame({
            "id": n, "created": "2025-01-01", "mail": [f"x{i}@f{i % 10}.example" for i in n], "site": n % 10,
            "won": np.where(n % 3 == 0, "yes", "no"),
        })  # fmt: skip
        leads.loc[9::10, "mail"] = "free@gmail.com"
        leads.to_csv(tmp_path / "leads.csv", index=False)
        (tmp_path / "firms.csv").write_text(firms, encoding="utf-8")
        (tmp_path / "leadtools.yml").write_text(config + more, encoding="utf-8")
        return tmp_path / "leadtools.yml"

    return write


class TestInTheConfiguration:
    def test_columns_become_attributes_of_their_kind_as_of_the_moment(self, written):
        read = read_history(written())
        X = read.snapshot(after_days=7).X
        assert read.attributes == ["site", "firm employees", "firm Sector"]
        assert X.loc["0"].tolist() == [0, 10.0, "law"]
        assert X["firm employees"].notna().sum() == 20

    def test_columns_can_be_chosen_and_named(self, written):
        config = CONFIG.replace("at: since", "at: since, columns: {employees: headcount}")
        assert read_history(written(config=config)).attributes == ["site", "headcount"]

    def test_rows_that_cannot_be_used_are_set_aside_and_counted(self, written):
        odd = ",2024-01-01,1,x\nnodomain,2024-01-01,1,x\ngmail.com,2024-01-01,1,x\nelsewhere.example,2024-01-01,1,x\n"
        odd += "f1.example,,1,x\nf1.example,soon,1,x\nF0.example,2024-01-01,11,law\n"
        more = "".join(f"f2.example,2024-02-{day:02},1,law\n" for day in range(1, 29))
        read = read_history(written(firms=FIRMS_CSV + odd + more))
        assert read.reading.set_aside.set_index("row")["reason"].to_dict() == {
            1: "a later row has the same key and date", 3: "`domain` is blank", 4: "`domain` holds no email domain",
            5: "anybody gets an address at this domain, so it tells no company",
            6: "no lead in use has this email domain", 7: "`since` is blank", 8: 'since: cannot read "soon" as a date',
        }  # fmt: skip
        assert read.reading.files["firms.csv"] == {"read": 37, "used": 30, "set_aside": 7}
        assert read.snapshot(after_days=7).X.loc["0", "firm employees"] == 11
        (said,) = read.reading.rules.query("rule.str.startswith('leads that have no row')").itertuples()
        assert (said.file, said.rows) == ("firms.csv", 160)  # 20 of f0 and 20 of f2 have one

    def test_a_table_without_a_date_must_be_said_to_be_undated_and_says_so(self, written):
        bare = CONFIG.replace(", at: since", "")
        with pytest.raises(ConfigError, match="line 9: nothing says since when a row of `firm` was known"):
            read_history(written(config=bare))
        read = read_history(written(config=bare.replace("domain}", "domain, undated: true, columns: [Sector]}")))
        assert read.snapshot().X.loc[["0", "1"], "firm Sector"].tolist()[0] == "law"
        assert "joined without a date: what it says today counts for every moment" in set(read.reading.rules["rule"])

    def test_a_table_of_customers_only_is_left_out_as_a_leak_with_and_without_a_date(self, written, tmp_path):
        ids = [str(i) for i in range(0, 200, 3)]
        firms = "id,since,plan\n" + "".join(f"{i},2024-01-01,gold\n" for i in ids)
        customers = CONFIG.replace("by: email domain, key: domain", "by: id, key: id")
        for config in (customers, customers.replace("at: since", "undated: true, columns: [plan]")):
            run = open_run(written(config=config, firms=firms), tmp_path / "out")
            kinds = run.excluded.set_index("column")["kind"]
            assert kinds["firm plan"] == "leak"
            assert "firm plan" not in run.snapshot.X
            assert "firm plan" in set(run.audit.findings["column"])

    def test_what_is_looked_up_can_be_grouped_left_out_and_matched_by_personas(self, written, tmp_path):
        more = "groups: {fit: [firm employees]}\nleave_out: [firm Sector]\n"
        run = open_run(written(more + "personas: {small: {firm employees: {below: 50}}}\n"), tmp_path / "out")
        assert list(run.snapshot.X) == ["site", "firm employees", "matches small", "strays from small", "best persona"]
        assert run.open_leads.columns.tolist() == run.snapshot.X.columns.tolist()
        assert run.snapshot.X["matches small"].sum() == 20

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            ("key: domain", "key: domian", r"line 9: `domian` is not a column of firms.csv; did you mean `domain`\?"),
            ("at: since", "at: since, columns: [staff]", "line 9: `staff` is not a column of firms.csv"),
            ("at: since", "at: since, columns: {employees: SITE}", "line 9: `site` is already a column of the leads"),
            ("at: since", "at: since, columns: {employees: x, Sector: X}", "differ only in case"),
            ("at: since", "at: since, columns: [domain]", "`domain` is the key or the date of `firm`"),
            ("at: since", "at: since, undated: true", "has a date .*and is said to be undated"),
            ("by: email domain", "by: stie", r"line 9: `stie` is not a column of the leads; did you mean `site`\?"),
            ("by: email domain", "by: account", r"`firm` is joined by account; name the column .* \(`account:`\)"),
            ("created: created\n", "", r"looked up as of a moment of each lead; name its creation date \(`created:`\)"),
            ("firms.csv", "leads.csv", "`leads.csv` is already the file of the `leads`"),
            ("firms.csv", "frms.csv", "there is no file `frms.csv`; did you mean `firms.csv`"),
            ("by: email domain, ", "", "`by` is missing in `enrich.firm`; give email domain, email, account or"),
        ],
    )  # fmt: skip
    def test_faults_are_told_in_words(self, written, old, new, words):
        with pytest.raises(ConfigError, match=words):
            read_history(written(config=CONFIG.replace(old, new)))

    def test_a_table_of_which_no_row_fits_is_refused_with_the_reasons(self, written):
        with pytest.raises(
            DataError, match=r"None of the 1 rows of firms.csv can be used: no lead in use has this email"
        ):
            read_history(written(firms="domain,since,size\nz.example,2024-01-01,3\n"))
