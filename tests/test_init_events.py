"""leadtools init --events: a few sensible attributes of what leads did, each with who did it, or what is missing."""

import pandas as pd
import pytest

from leadtools.cli import main
from leadtools.config import read_config
from leadtools.errors import DataError
from leadtools.guess import guess, init, read_table, told
from leadtools.guess.direction import find_direction
from leadtools.readers import read_history
from leadtools.runs import open_run

DAY = pd.Timedelta(days=1)
CREATED = pd.Timestamp("2025-01-06 09:00") + pd.RangeIndex(200) * DAY


def leads() -> pd.DataFrame:
    """Two hundred leads, one a day; every fourth buys sixty days after it came in."""
    won = pd.Series(CREATED + 60 * DAY).where([i % 4 == 0 for i in range(200)])
    return pd.DataFrame({"lead_id": [f"k{i}" for i in range(200)], "created_at": CREATED, "won_at": won,
                         "city": ["Bonn", "Graz"] * 100})  # fmt: skip


def did(event: str, every: int, day: float, **details) -> pd.DataFrame:
    """Every `every`-th lead does something `day` days after it came in."""
    who = range(0, 200, every)
    return pd.DataFrame({"lead_id": [f"k{i}" for i in who], "event": event, "at": CREATED[list(who)] + day * DAY,
                         **details})  # fmt: skip


def events() -> pd.DataFrame:
    pages = [did("page view", 1, day, page=f"/{day}") for day in (1, 2, 3, 40)]
    orders = did("order sample", 4, 5, amount=[10, 20] * 25)
    return pd.concat([*pages, did("demo request", 5, 4), did("newsletter sent", 1, 6), orders, did("won deal", 4, 20),
                      did("rare thing", 20, 2)])  # fmt: skip


@pytest.fixture
def files(tmp_path):
    leads().to_csv(tmp_path / "leads.csv", index=False)
    events().to_csv(tmp_path / "events.csv", index=False)
    return tmp_path / "leads.csv", tmp_path / "events.csv"


def proposed(files) -> dict[str, dict]:
    return {one.name: one.said for one in guess(files[0], events=files[1]).events.attributes}


def test_the_columns_of_the_events_are_found_and_written(files):
    said = read_config(init(files[0], events=files[1])[0])
    assert (said.events.id, said.events.event, said.events.at) == ("lead_id", "event", "at")
    assert said.events.source.path.resolve() == files[1].resolve()


def test_frequent_kinds_signs_of_interest_details_and_values_become_a_few_attributes(files):
    # Looked at on day 30: nobody has bought yet. Ten leads did the rare thing, below the twenty it takes.
    of = ["page view", "order sample", "demo request"]
    assert proposed(files) == {
        "days_since_last_event": {"recency": of},
        "engagement": {"decayed": {"page view": 14, "order sample": 14, "demo request": 14}},
        "demo_request_30d": {"count": "demo request", "window_days": 30},
        "page_view_30d": {"count": "page view", "window_days": 30},
        "page_distinct_30d": {"distinct": "page", "of": ["page view"], "window_days": 30},
        "amount_sum": {"sum": "amount", "of": ["order sample"]},
    }


def test_every_attribute_says_how_many_leads_did_it_before_the_moment(files):
    text = init(files[0], events=files[1])[0].read_text(encoding="utf-8")
    assert "  # 40 of 200 leads (20%) had done it\n  demo_request_30d: {count: demo request, window_days: 30}\n" in text
    assert "# Each lead is looked at 30 days after it came in: by then 200 of 200 leads (100%)" in text
    assert "\nafter_days: 30\n" in text
    assert "is judged by the 90 days that follow. The number is ours" in text.replace("\n# ", " ")
    assert "\nhorizon_days: 90\n" in text


def test_what_the_company_does_and_what_names_the_outcome_make_no_attribute(files):
    text = init(files[0], events=files[1])[0].read_text(encoding="utf-8")
    assert "# left out: `newsletter sent`: the company does it, not the lead\n" in text
    assert "# left out: `won deal`: its name says what became of the lead\n" in text


def mails(**directions: float) -> pd.DataFrame:
    """Every second lead has one mail of each direction, on the day given."""
    return pd.concat([did("mail", 2, day, direction=said) for said, day in directions.items()])


def test_what_a_column_of_directions_calls_the_companys_doing_is_no_engagement(files):
    # Every second of 200 leads wrote on day 2 and was written to on day 3; nothing else happened.
    mails(inbound=2, outbound=3).to_csv(files[1], index=False)
    text = init(files[0], events=files[1])[0].read_text(encoding="utf-8")
    assert proposed(files) == {
        "days_since_last_event": {"recency": ["mail"], "where": {"direction": "inbound"}},
        "engagement": {"decayed": {"mail": 14}, "where": {"direction": "inbound"}},
        "mail_30d": {"count": "mail", "window_days": 30, "where": {"direction": "inbound"}},
    }
    assert "# left out by `direction`: `outbound` (100 events) is what your own people did" in text
    assert "# 100 of 200 leads (50%) had done it\n" in text
    X = read_history(files[0].with_name("leadtools.yml")).snapshot(after_days=7).X
    assert X.loc["k0", ["mail_30d", "days_since_last_event"]].tolist() == [1, 5]


def test_events_without_a_direction_count_beside_those_that_have_one(files):
    pd.concat([did("page view", 1, 1), mails(received=2, sent=3)]).to_csv(files[1], index=False)
    found = proposed(files)
    assert found["days_since_last_event"] == {"recency": ["page view"]}
    assert found["days_since_last_event_received"] == {"recency": ["mail"], "where": {"direction": "received"}}


def test_calls_that_own_people_have_logged_are_no_engagement_and_meetings_are(files):
    # Every second lead was called on day 2 and met on day 3, both logged by one of the reps; all saw a page.
    pages = did("page view", 1, 1)
    pd.concat([pages, did("call", 2, 2, rep_id="r1"), did("meeting", 2, 3, rep_id="r2")]).to_csv(files[1], index=False)
    assert proposed(files)["days_since_last_event"] == {"recency": ["page view", "meeting"]}
    text = init(files[0], events=files[1])[0].read_text(encoding="utf-8").replace("\n# ", " ")
    assert "left out: `call` (100 events): `rep_id` says which of your people it was, and nothing that the" in text


def test_calls_with_a_direction_go_by_it_whoever_logged_them(files):
    mails(inbound=2, outbound=3).assign(rep_id="r1").to_csv(files[1], index=False)
    assert proposed(files)["mail_30d"] == {"count": "mail", "window_days": 30, "where": {"direction": "inbound"}}


def test_a_lead_who_was_only_written_to_has_done_nothing(files):
    mails(OUTGOING=3).to_csv(files[1], index=False)
    made = guess(files[0], events=files[1]).events
    assert (made.attributes, made.ours.column) == ((), "direction")
    assert made.none.startswith("no kind of event was done by 20 leads")


@pytest.mark.parametrize(
    ("column", "values", "inbound"),
    [
        ("Email direction", ("INCOMING_EMAIL", "EMAIL"), ("INCOMING_EMAIL",)),
        ("Richtung", ("eingehend", "ausgehend"), ("eingehend",)),
        ("verso", ("in entrata", "in uscita"), ("in entrata",)),
        ("way", ("in", "out"), ("in",)),
        ("channel", ("inbound_marketing", "sdr_outbound"), None),
        ("place", ("in", "at"), None),
        ("way", ("in", "in"), None),
    ],
)
def test_a_column_of_directions_is_told_by_its_name_or_by_values_that_say_nothing_else(files, column, values, inbound):
    table = pd.concat([did("mail", 2, 2), did("mail", 2, 3)])
    table.assign(**{column: [values[0]] * 100 + [values[1]] * 100}).to_csv(files[1], index=False)
    found = find_direction(read_table(files[1]), {"lead_id", "event", "at"})
    assert (found and found.inbound) == inbound


def test_columns_that_may_count_until_the_export_are_named_and_still_earn_points(files):
    # One to three visits, but of every second buyer always three.
    visits = [3 if i % 8 == 0 else 1 + i % 3 for i in range(200)]
    leads().assign(visits=visits, seats=range(200)).to_csv(files[0], index=False)
    written, made = init(files[0], events=files[1])
    assert (made.totals, "visits" in made.leave_out) == (("visits",), False)
    text = written.read_text(encoding="utf-8")
    assert "# Still earning points: `visits` is counted, and the name does not say until when" in text
    assert "until when?" in told(made, written)


def test_where_one_count_tells_all_counts_are_named_for_the_question_is_the_same(files):
    # Visits tell, as above; touches go from one to two whoever buys, and the first days of a lead end by themselves.
    visits = [3 if i % 8 == 0 else 1 + i % 3 for i in range(200)]
    late = leads().assign(visits=visits, touches_last_7_days=[1, 2] * 100, days_since_first_touch=range(200))
    late.assign(touches_days_0_7=[1, 2] * 100).to_csv(files[0], index=False)
    assert guess(files[0]).totals == ("visits", "touches_last_7_days", "days_since_first_touch")


def test_what_is_written_is_learned_from_as_it_stands(files, tmp_path):
    run = open_run(init(files[0], events=files[1])[0], tmp_path / "out")
    assert run.config.after_days == 30
    # Lead k0 saw three pages by day 30, ordered for 10 on day 5 and asked for a demo on day 4.
    one = run.snapshot.X.loc["k0"]
    assert (one["page_view_30d"], one["amount_sum"], one["demo_request_30d"]) == (3, 10, 1)
    assert one["days_since_last_event"] == 25


def test_the_attributes_do_not_depend_on_who_converted(files):
    first = proposed(files)
    other = leads()
    other["won_at"] = other["won_at"].shift(1)
    other.to_csv(files[0], index=False)
    assert proposed(files) == first


def test_leads_are_looked_at_before_more_than_a_tenth_of_the_conversions(files):
    # A tenth of the buyers buy on day 9, so day 7 is the latest at which no more than a tenth have.
    early = leads()
    early.loc[early["won_at"].notna().to_numpy().nonzero()[0][:6], "won_at"] = early["created_at"] + 9 * DAY
    early.to_csv(files[0], index=False)
    assert guess(files[0], events=files[1]).events.after_days == 7


def test_visits_before_sign_up_count_and_leads_may_be_looked_at_at_once(files):
    pd.concat([did("page view", 2, -3), did("page view", 3, -1)]).to_csv(files[1], index=False)
    quick = leads().assign(won_at=lambda table: table["won_at"] - 59.9 * DAY)
    quick.to_csv(files[0], index=False)
    written, made = init(files[0], events=files[1])
    assert (made.events.before_created, made.events.after_days) == ("keep", 0)
    # 100 leads of every second and 67 of every third, less 34 in both: 133 had been there.
    assert "133 of 200 leads (66%) did something before they came in" in written.read_text(encoding="utf-8").replace(
        "\n# ", " "
    )
    assert read_history(written).snapshot(after_days=0).X["page_view_30d"].sum() > 0


def test_a_horizon_from_the_creation_is_shortened_by_the_days_that_have_passed(files):
    table = leads().assign(converted_within_90_days=lambda t: t["won_at"].notna().astype(int)).drop(columns="won_at")
    table.to_csv(files[0], index=False)
    made = guess(files[0], events=files[1])
    # Half of the events of the first days have happened by day 7; 90 days from the creation leave 83.
    assert (made.events.after_days, made.horizon_days) == (7, 83)
    assert "Nothing dates the conversions" in made.events.moment
    assert made.trouble == ""


def test_the_id_of_the_lead_is_told_from_a_running_number(files):
    whole = leads().assign(lead_id=range(1, 201))
    whole.to_csv(files[0], index=False)
    seen = events()
    seen["contact id"] = seen["lead_id"].str[1:].astype(int) + 1
    seen.drop(columns="lead_id").reset_index(names="n").assign(n=range(len(seen))).to_csv(files[1], index=False)
    assert guess(files[0], events=files[1]).events.roles["id"].column == "contact id"


def test_a_hundred_kinds_give_no_more_attributes_and_say_how_many_are_left_out(files):
    kinds = [did(f"kind {i}", 2, 1 + i / 100) for i in range(130)]
    pd.concat(kinds).to_csv(files[1], index=False)
    written, made = init(files[0], events=files[1])
    assert len(made.events.attributes) <= 8
    assert all(len(one.said.get("recency", ())) <= 12 for one in made.events.attributes)
    assert "# left out: 118 kinds that fewer leads did than the 12 commonest\n" in written.read_text(encoding="utf-8")


def test_a_name_that_the_leads_have_already_is_not_taken_twice(files):
    leads().assign(Engagement=1).to_csv(files[0], index=False)
    assert "engagement_2" in proposed(files)


def test_names_of_strangers_cannot_break_the_file(files):
    evil = 'x"\nattributes: {a: b} # \t{}'
    pd.concat([did(evil, 1, 1), did("- y: [", 2, 2)]).to_csv(files[1], index=False)
    said = read_config(init(files[0], events=files[1])[0])
    assert evil in said.attributes["engagement"]["decayed"]
    assert "- y: [" in said.attributes["engagement"]["decayed"]


def test_a_few_unreadable_dates_do_not_hide_the_others(files):
    dirty = events().astype({"at": str})
    dirty.iloc[::50, dirty.columns.get_loc("at")] = "yesterday"
    dirty.to_csv(files[1], index=False)
    written, made = init(files[0], events=files[1])
    assert made.events.roles["at"].column == "at"
    aside = read_history(written).reading.set_aside
    assert (aside["reason"] == 'at: cannot read "yesterday" as a date').sum() == len(dirty.iloc[::50])


def test_where_day_and_month_cannot_be_told_apart_the_line_to_write_is_shown(files):
    events().assign(at="05/06/2025").to_csv(files[1], index=False)
    written, made = init(files[0], events=files[1])
    assert "`columns: {at: {dates: day first}}`" in made.trouble
    assert "# No attribute is proposed: their moments cannot be read yet" in written.read_text(encoding="utf-8")


def test_too_few_events_give_no_attributes_and_do_not_move_the_moment(files):
    did("visit", 20, 1).to_csv(files[1], index=False)
    written, _ = init(files[0], events=files[1])
    assert "# No attribute is proposed: no kind of event was done by 20 leads before day 30." in written.read_text(
        encoding="utf-8"
    )
    assert read_config(written).after_days == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"lead_id": "nobody"}, r"holds the ids of leads.csv \(`lead_id`, such as k0\), so nobody knows whose"),
        ({"lead_id": None, "mail": "a@b.example"}, "`mail` holds e-mail addresses; events are joined by id"),
        ({"at": "some day"}, '1 of 1 values cannot be read as a date|cannot be read as a date, such as "some day"'),
        ({"at": None}, "No column of events.csv holds dates, so nobody knows when"),
        ({"event": None, "stage": "won", "page": None}, "`stage` says how far a deal has come, perhaps only later"),
    ],
)
def test_what_a_file_of_events_lacks_is_said_in_words(files, changed, words):
    gone = [column for column, value in changed.items() if value is None]
    table = events().assign(**changed).drop(columns=gone)
    table.to_csv(files[1], index=False)
    with pytest.raises(DataError, match=words):
        init(files[0], events=files[1])


def test_leads_without_a_date_of_creation_cannot_be_looked_at_at_an_age(files):
    leads().drop(columns="created_at").rename(columns={"won_at": "city2"}).drop(columns="city2").assign(
        converted=[i % 4 == 0 for i in range(200)]
    ).to_csv(files[0], index=False)
    with pytest.raises(DataError, match="no column of leads.csv says when each lead came in.*or leave out --events"):
        init(files[0], events=files[1])


def test_one_file_cannot_play_two_parts(files, capsys):
    assert main(["init", str(files[0]), "--events", str(files[0])]) == 2
    assert "leads.csv is given twice. The leads, what became of them (--outcome)" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(files, capsys):
    assert main(["init", str(files[0]), "--events", str(files[1].with_name("nowhere.csv"))]) == 2
    assert "nowhere.csv cannot be read" in capsys.readouterr().err


def test_what_is_proposed_is_told_in_the_terminal(files, capsys):
    assert main(["init", str(files[0]), "--events", str(files[1])]) == 0
    told = capsys.readouterr().out
    assert "\nevents: id     lead_id" in told
    assert "\nattribute      page_view_30d" in told
