"""Ideal customers: what matches, what strays, which is nearest; as attributes, as SQL, on a card, in the file."""

from fractions import Fraction
from itertools import product

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.audit import audit
from leadtools.errors import ConfigError, DataError, ParameterError
from leadtools.history import History
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.methods.logistic import fit_logistic
from leadtools.methods.segments import fit_by_segment
from leadtools.personas import declare_personas, match_personas
from leadtools.readers import read_history
from leadtools.runs import open_run
from leadtools.scorecard import Scorecard, full_query

SAID = {
    "founder": {"title": {"is": ["CEO", "Founder"]}, "employees": {"below": 50}, "visits": {"from": 2}},
    "operations": {"title": {"is": "COO"}, "employees": [{"from": 100, "below": 500}, {"from": 900}]},
}


def nearness(rows: list[tuple], said: dict = SAID) -> pd.DataFrame:
    """Return what personas say of leads (title, employees, visits)."""
    title, employees, visits = zip(*rows, strict=True)
    X = pd.DataFrame({"title": pd.Series(title, dtype="str"), "employees": pd.Series(employees, dtype=float)})
    return match_personas(X.assign(visits=pd.Series(visits, dtype=float)), declare_personas(said))


class TestALead:
    @pytest.mark.parametrize(
        ("lead", "expected"),
        [
            (("CEO", 10, 2), [3, 0, 0, 2, "founder"]),
            (("COO", 499, 0), [0, 3, 2, 0, "operations"]),
            (("COO", 500, 0), [0, 3, 1, 1, "(none)"]),  # one of two categories is half, but the other is contradicted
            (("COO", 10, 3), [2, 1, 1, 1, "founder"]),  # two of three against one of two
            (("Clerk", 60, 0), [0, 3, 0, 2, "(none)"]),
        ],
    )
    def test_each_category_matches_or_strays_and_the_largest_share_is_nearest(self, lead, expected):
        assert nearness([lead]).iloc[0].tolist() == expected

    @pytest.mark.parametrize(
        ("lead", "expected"),
        [
            ((None, None, None), [0, 0, 0, 0, "(none)"]),
            (("COO", None, 3), [1, 1, 1, 0, "operations"]),
            (("", 10, 2), [2, 0, 0, 1, "founder"]),
        ],
    )
    def test_what_is_not_known_neither_matches_nor_strays(self, lead, expected):
        assert nearness([lead]).iloc[0].tolist() == expected

    def test_of_equal_shares_the_one_with_less_straying_is_nearest_and_a_tie_is_stated(self):
        said = {
            "a": {"title": {"is": "CEO"}, "visits": {"from": 1}},
            "b": {"title": {"is": "CEO"}, "employees": {"from": 9}},
        }
        assert nearness([("CEO", None, 0), ("CEO", 10, 1), ("CEO", 1, None)], said)["best persona"].tolist() == [
            "b", "a or b", "a",
        ]  # fmt: skip

    def test_a_second_implementation_agrees_on_every_combination(self):
        leads = list(product(
            ["CEO", "Founder", "COO", "Clerk", "", None],
            [None, 10.0, 49.9, 50.0, 100.0, 499.0, 500.0, 900.0],
            [None, 0.0, 1.0, 2.0, 7.0],
        ))  # fmt: skip

        def verdicts(title, employees, visits):
            title = title or None
            yield (
                "founder",
                [
                    None if title is None else title in ("CEO", "Founder"),
                    None if employees is None else employees < 50,
                    None if visits is None else visits >= 2,
                ],
            )
            inside = None if employees is None else 100 <= employees < 500 or employees >= 900
            yield "operations", [None if title is None else title == "COO", inside]

        for lead, found in zip(leads, nearness(leads).to_numpy().tolist(), strict=True):
            ranks, expected = {}, []
            for name, answers in verdicts(*lead):
                counts = [answers.count(True), answers.count(False)]
                expected += counts
                shares = [Fraction(count, len(answers)) for count in counts]
                near = shares[0] >= Fraction(1, 2) and counts[0] > counts[1]
                ranks |= {name: (shares[0], -shares[1])} if near else {}
            nearest = [name for name, rank in ranks.items() if rank == max(ranks.values())]
            assert found == [*expected, " or ".join(nearest) or "(none)"]

    @given(
        st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True),
        st.lists(st.lists(st.sampled_from([1.0, 0.0, None]), min_size=5, max_size=5), min_size=1, max_size=8),
    )
    @settings(max_examples=40)
    def test_a_named_persona_matches_in_half_of_all_and_in_more_than_it_strays(self, sizes, leads):
        columns = list("vwxyz")
        X = pd.DataFrame(leads, columns=columns, dtype=float)
        said = {f"p{size}": {column: {"is": 1} for column in columns[:size]} for size in sizes}
        found = match_personas(X, declare_personas(said))
        for lead, best in zip(leads, found["best persona"], strict=True):
            near = {}
            for size in sizes:
                matches, strays = lead[:size].count(1.0), lead[:size].count(0.0)
                if 2 * matches >= size and matches > strays:
                    near[f"p{size}"] = (Fraction(matches, size), -Fraction(strays, size))
            assert best == (" or ".join(n for n in near if near[n] == max(near.values())) or "(none)")


LEADS = pd.DataFrame({
    "lead_id": list("abcd"), "created_at": pd.Timestamp("2025-01-01"), "converted": [True, False, True, False],
    "title": ["CEO", "COO", "CEO", None], "employees": [10, 300, 900, 20], "Stage": list("xyxy"),
})  # fmt: skip
VISITS = pd.DataFrame({"lead_id": list("aacb"), "event": "visit", "at": pd.Timestamp("2025-01-03")})


def history(said: dict = SAID, **more) -> History:
    dated = History(LEADS, VISITS, known_until="2025-12-31", **more)
    return dated.with_attributes({"visits": {"count": "visit", "window_days": 30}}).with_personas(said)


CARD = Scorecard.of("by hand", {
    Attribute("matches founder", "number", number_levels([2, 3])): [0, 10, 20, 0, 0],
    Attribute("strays from founder", "number", number_levels([1])): [0, -5, 0, 0],
    Attribute("best persona", "text", category_levels([["founder"], ["operations"], ["(none)"]])): [3, 2, 1, 0, 0],
})  # fmt: skip


class TestInAHistory:
    def test_personas_look_at_columns_and_at_what_leads_did_before_the_moment(self):
        before, after = (history().snapshot(after_days=days).X["matches founder"].tolist() for days in (2, 7))
        assert (before, after) == ([2, 0, 1, 1], [3, 0, 1, 1])  # a has visited twice by day 7, c once

    def test_a_column_that_is_left_out_of_the_points_is_still_there_for_its_personas(self):
        whole = history()
        less = whole.without(["title", "visits", "strays from operations"]).snapshot(after_days=7).X
        assert list(less) == [
            "employees", "Stage", "matches founder", "strays from founder", "matches operations", "best persona",
        ]  # fmt: skip
        pd.testing.assert_frame_equal(less, whole.snapshot(after_days=7).X[list(less)])

    def test_the_query_over_raw_tables_scores_the_same(self):
        dated = history()
        connection = duckdb.connect()
        connection.register("leads", LEADS)
        connection.register("events", VISITS)
        query = full_query(CARD, dated.declared, personas=dated.personas, after_days=7)
        found = connection.sql(query).df().set_index("lead_id")["score"]
        X = dated.snapshot(after_days=7).X
        # a: 20 + 3; b strays: −5 + 2; c strays, and from operations as often as it matches: −5 + 1; d strays: −5 + 1.
        assert found[X.index].tolist() == CARD.score(X).tolist() == [23, -3, -4, -4]

    def test_an_audit_names_personas_that_tell_no_leads_apart(self):
        said = {
            "any": {"employees": {"from": 1}},
            "large": {"employees": {"from": 5000}, "Stage": {"is": "x"}, "title": {"is": "COO"}},
        }
        found = audit(history(said)).findings
        named = found[found["column"].str.startswith("matches")].set_index("column")["finding"].to_dict()
        assert named == {
            "matches any": "every lead matches `any` throughout",
            "matches large": "no lead comes nearest to `large`; at most 1 of its 3 categories match",
        }

    def test_an_audit_names_values_that_no_lead_has(self):
        found = audit(history({"p": {"title": {"is": ["CEO", "COOO"]}, "employees": {"is": [10, 11]}}})).findings
        never = found[found["finding"].str.contains("is never")].set_index("column")["finding"].to_dict()
        assert never["title"] == "it is never `COOO`, which the persona `p` asks for; did you mean `COO`?"
        assert never["employees"].startswith("it is never `11`, which the persona `p` asks for; ")

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"titel": {"is": "CEO"}}, r"`titel` is not a column of the leads; did you mean `title`\?"),
            ({"converted": {"is": True}}, r"`converted` plays a part \(converted\) and is no attribute"),
            ({"created_at": {"from": 1}}, r"`created_at` plays a part"),
            ({"title": {"from": 1}}, "`title` holds text values, and `p` asks for a range"),
            ({"employees": {"is": "many"}}, "`employees` holds number values, and `p` asks for 'many'"),
            ({"employees": {"is": True}}, "`employees` holds number values, and `p` asks for True; write a number"),
            ({"title": {"is": ["CEOO", "Chief"]}}, r"`title` is never what `p` asks for, such as `CEOO`; did you mean"),
            ({"Stage": {"is": "x"}}, "`Stage` stands under `leave_out`, so no persona may look at it"),
        ],
    )
    def test_what_the_leads_cannot_answer_is_refused_in_words(self, said, words):
        with pytest.raises(DataError, match=words):
            history({"p": said}, left_out=["Stage"])

    def test_a_word_for_a_column_of_yes_and_no_is_refused_with_what_to_write(self):
        tried = History(LEADS.assign(trial=True), known_until="2025-12-31")
        with pytest.raises(DataError, match="`trial` holds yes/no values, and `p` asks for 'yes'; write true or false"):
            tried.with_personas({"p": {"trial": {"is": "yes"}}})

    def test_a_name_that_is_taken_is_refused(self):
        with pytest.raises(DataError, match="`matches founder` is already an attribute, and the personas make one"):
            history().with_personas({"founder": {"title": {"is": "CEO"}}})


class TestWhatAProfileMaySay:
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"p": {}}, r"`personas.p` is empty; allowed is at least one condition"),
            ({"p": {"title": {"was": 1}}}, "unknown key `was` in `personas.p.title`"),
            ({"p": {"title": {"missing": []}}}, "unknown key `missing`"),
            ({"p": {"size": {"is": 1, "below": 5}}}, "`p` gives `is` and a range for `size` at once"),
            ({"p": {"size": {"from": 5, "below": 5}}}, "`p` wants `size` from 5 to below 5, which no number is"),
            (
                {"p": {"size": [{"below": 5}, {"from": 4}]}},
                r"conditions for `size` that overlap \(below 5, 4 or more\)",
            ),
            ({"p": {"size": [{"is": [3, 9]}, {"from": 4}]}}, r"overlap \(is 3 or 9, 4 or more\)"),
            ({"p": {"size": [{"is": "a"}, {"is": ["b", "a"]}]}}, "overlap"),
            ({"p": {"a": {"is": [1, 2]}}, "q": {"a": {"is": [2, 1]}}}, "`q` has the same conditions as `p`"),
            ({"p": {"a": {"is": 1}}, "P": {"a": {"is": 2}}}, "`P` and `p` differ only in case"),
            ({"a or b": {"a": {"is": 1}}}, "`a or b` cannot be the name of a persona"),
        ],
    )
    def test_faults_are_told_in_words(self, said, words):
        with pytest.raises(ParameterError, match=words):
            declare_personas(said)

    def test_ranges_that_touch_do_not_overlap(self):
        assert len(declare_personas({"p": {"size": [{"from": 1, "below": 5}, {"from": 5}]}})) == 1


CONFIG = """leads: leads.csv
outcome: {flag: won}
missing: [unknown]
personas:
  builder:
    sector: {is: [Construction]}
    zip: {is: [10115]}
"""


@pytest.fixture
def written(tmp_path):
    """Return a function that writes 400 leads and a configuration, and returns its path."""

    def write(more: str = "", **columns) -> str:
        n = np.arange(400)
        leads = pd.DataFrame({
            "sector": np.array(["Construction", "construction", "unknown", "Trade"])[n % 4],
            "zip": np.where(n % 2 == 0, "10115", "0815"), "won": (n % 10 < 3) | (n % 4 < 2) & (n % 3 == 0),
        })  # fmt: skip
        leads.assign(**columns).to_csv(tmp_path / "leads.csv", index=False)
        (tmp_path / "leadtools.yml").write_text(CONFIG + more, encoding="utf-8")
        return tmp_path / "leadtools.yml"

    return write


class TestInTheConfiguration:
    def test_spelling_twins_match_alike_and_words_for_missing_do_not_stray(self, written):
        X = read_history(written()).snapshot().X.loc[["1", "2", "3", "4"]]
        assert X["sector"].tolist() == ["Construction", "construction", "unknown", "Trade"]
        assert X["matches builder"].tolist() == [2, 1, 1, 0]
        assert X["strays from builder"].tolist() == [0, 1, 0, 2]

    def test_faults_come_with_their_line(self, written):
        with pytest.raises(ConfigError, match=r"line 8: `sektor` is not a column of the leads; did you mean `sector`"):
            read_history(written("    sektor: {is: x}\n"))
        with pytest.raises(ConfigError, match="line 8: `twin` has the same conditions as `builder`"):
            read_history(written("  twin: {sector: {is: Construction}, zip: {is: 10115}}\n"))
        with pytest.raises(ConfigError, match="line 6: `sector` stands under `leave_out`"):
            read_history(written("leave_out: [sector]\n"))

    def test_a_condition_on_a_leak_is_refused_when_the_leak_is_found(self, written, tmp_path):
        path = written("    paid: {from: 1}\n", paid=np.where((np.arange(400) % 10 < 3), 100, 0))
        run = open_run(path, tmp_path / "out")
        with pytest.raises(ConfigError, match=r"line 8: `builder` looks at `paid`, which is left out as a leak: it is"):
            _ = run.history

    def test_their_attributes_can_be_left_out_and_grouped_like_others(self, written, tmp_path):
        path = written("leave_out: {best persona: one persona only}\ngroups: {fit: [matches builder]}\n")
        run = open_run(path, tmp_path / "out")
        assert "best persona" not in run.snapshot.X
        assert {a.name: a.group for a in run.levels}["matches builder"] == "fit"


class TestOnACard:
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"title": rng.choice(["CEO", "COO", "Clerk"], 3000), "employees": rng.integers(1, 1000, 3000)})
    near = match_personas(X.assign(visits=0.0), declare_personas(SAID))
    y = pd.Series(rng.random(3000) < 0.1 + 0.2 * near["matches operations"]).astype(int)

    def test_a_learned_card_gives_points_for_matching_and_takes_them_for_straying(self):
        one = self.near[["matches operations", "strays from operations"]]
        matches, strays = (fit_logistic(one[[name]], self.y).points_of(name).tolist()[:3] for name in one)
        assert matches[0] < 0 < matches[-1]
        assert strays[0] > 0 > strays[-1]

    def test_each_persona_can_have_a_card_of_its_own(self):
        cards = fit_by_segment(self.X.assign(persona=self.near["best persona"]), self.y, by="persona")
        assert set(cards.segments) >= {"founder", "operations", "(none)"}
        assert (
            cards.table.set_index("segment").loc["operations", "leads"]
            == (self.near["best persona"] == "operations").sum()
        )
