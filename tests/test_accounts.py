"""Attributes over the company of a lead: what colleagues had done by the moment, and who was there by then."""

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.attributes import attributes_as_of
from leadtools.errors import DataError
from leadtools.history import History, Roles
from leadtools.levels import Attribute, number_levels
from leadtools.scorecard import Scorecard, full_query

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2025-01-01")
SAID = {"active": {"colleagues": "visit", "window_days": 10}, "best": {"best_colleague": {"visit": 5}}}


def day(number: float) -> pd.Timestamp:
    return START + number * DAY


def did(*rows: tuple) -> pd.DataFrame:
    """Return visits from rows (lead, day)."""
    table = pd.DataFrame(rows, columns=["lead_id", "at"]).astype({"lead_id": "str", "at": float})
    return table.assign(event=pd.Series("visit", table.index, dtype="str"), at=START + table["at"] * DAY)


def there(**companies: list[tuple]) -> pd.DataFrame:
    """Return members from lists of (lead, day of creation) by company."""
    rows = [(lead, account, day(created)) for account, leads in companies.items() for lead, created in leads]
    return pd.DataFrame(rows, columns=["lead_id", "account", "created_at"])


def known(events: pd.DataFrame, members: pd.DataFrame, number: float, lead: str = "a") -> list:
    moments = pd.Series(day(number), index=[lead], dtype="datetime64[us]")
    return attributes_as_of(events, moments, SAID, members=members).iloc[0].tolist()


ACME = there(acme=[("a", 0), ("b", 0), ("c", 6)], other=[("x", 0)])


class TestAsOfAMoment:
    def test_colleagues_count_and_the_lead_itself_and_other_companies_do_not(self):
        # On day 10 b's visit of day 5 is one half-life old: worth a half.
        assert known(did(("a", 9), ("b", 5), ("x", 9)), ACME, 10) == [1, 0.5]

    def test_the_best_is_that_of_one_colleague_not_the_sum_of_all(self):
        # b: two visits one half-life ago, 1; c: one visit on day 10, seen on day 10: nothing yet.
        assert known(did(("b", 5), ("b", 5), ("c", 10)), ACME, 10) == [1, 1.0]
        assert known(did(("b", 5), ("c", 5)), ACME, 10) == [2, 0.5]

    def test_a_colleague_counts_only_once_it_is_there(self):
        # c visited on day 1 and was created on day 6: on day 6 itself it is not known yet.
        events = did(("c", 1))
        assert known(events, ACME, 6) == [0, 0]
        assert known(events, ACME, 6.5)[0] == 1

    def test_without_colleagues_there_is_nothing(self):
        assert known(did(("x", 5)), ACME, 10, "x") == [0, 0]
        assert known(did(("b", 5)), ACME, 10, "nobody") == [0, 0]

    leads = st.tuples(st.sampled_from("abcd"), st.integers(0, 40).map(lambda n: n / 4))

    @settings(max_examples=40)
    @given(st.lists(leads, max_size=12), st.lists(leads, max_size=12), st.integers(0, 44).map(lambda n: n / 4))
    def test_adding_the_future_changes_nothing(self, drawn, more, number):
        members = there(acme=[("a", 0), ("b", 0), ("c", 3)])
        later = [row for row in more if row[1] >= number]
        newcomer = pd.concat([members, there(acme=[("d", number)])])
        assert known(did(*drawn), members, number) == known(did(*drawn, *later), newcomer, number)

    @settings(max_examples=40)
    @given(st.lists(leads, max_size=12), st.integers(0, 44).map(lambda n: n / 4))
    def test_a_second_implementation_agrees(self, drawn, number):
        created = {"b": 0, "c": 3, "d": 5}
        ages = {
            who: [number - at for lead, at in drawn if lead == who and at < number]
            for who, since in created.items() if since < number
        }  # fmt: skip
        active = sum(any(age <= 10 for age in past) for past in ages.values())
        best = max((sum(0.5 ** (age / 5) for age in past) for past in ages.values()), default=0)
        members = there(acme=[("a", 0), *created.items()])
        assert known(did(*drawn), members, number) == pytest.approx([active, best], abs=1e-5)


LEADS = pd.DataFrame({
    "lead_id": ["a", "b", "c", "d"], "created_at": [day(0)] * 4, "converted_at": [day(60), pd.NaT, pd.NaT, pd.NaT],
    "mail": ["a@acme.example", "b@ACME.example", "c@gmail.com", "d@gmail.com"],
})  # fmt: skip


class TestInAHistory:
    def test_without_an_account_the_domain_tells_the_company_and_free_mail_tells_none(self):
        roles = Roles(created_at="created_at", converted_at="converted_at", email=("mail",))
        history = History(LEADS, did(("b", 1), ("d", 1)), roles=roles, known_until=day(200)).with_attributes(SAID)
        X = history.snapshot(after_days=6, horizon_days=90).X
        assert X["active"].to_dict() == {"a": 1, "b": 0, "c": 0, "d": 0}

    def test_an_account_of_customers_only_is_refused(self):
        leads = LEADS.assign(account=["acme", None, None, None]).drop(columns="mail")
        history = History(leads, did(("b", 1)), known_until=day(200)).with_attributes(SAID)
        with pytest.raises(DataError, match=r"`account` is filled in for 100% of the leads that converted and for 0%"):
            history.snapshot(after_days=6, horizon_days=90)

    def test_without_anything_that_tells_the_company_the_answer_is_in_words(self):
        history = History(LEADS.drop(columns="mail"), did(("b", 1)), known_until=day(200)).with_attributes(SAID)
        with pytest.raises(DataError, match="`active`, `best` are about colleagues, and nothing says which leads are"):
            history.snapshot(after_days=6, horizon_days=90)

    def test_the_query_over_raw_tables_scores_the_same(self):
        leads = LEADS.assign(account=["acme", "acme", "x", "x"]).drop(columns="mail")
        history = History(leads, did(("b", 1), ("d", 1)), known_until=day(200)).with_attributes(SAID)
        X = history.snapshot(after_days=6, horizon_days=90).X
        names = {
            Attribute(name, "number", number_levels([cut])): [0, 9, 0, 0]
            for name, cut in (("active", 1), ("best", 0.4))
        }
        card = Scorecard.of("by hand", names)
        connection = duckdb.connect()
        connection.register("leads", leads)
        connection.register("events", history.events)
        found = connection.sql(full_query(card, history.declared, after_days=6)).df().set_index("lead_id")["score"]
        assert found[X.index].tolist() == card.score(X).tolist() == [18, 0, 18, 0]
