"""leadtools.yml: what it may say, and every fault at once with its line."""

from pathlib import Path

import pandas as pd
import pytest

from leadtools.config import ColumnOptions, Events, Outcome, Person, Source, read_config
from leadtools.errors import ConfigError

SMALLEST = "leads: leads.csv\noutcome: {flag: Converted}\n"


@pytest.fixture
def folder(tmp_path):
    for name in ("leads.csv", "deals.csv", "events.csv", "leads.xlsx"):
        (tmp_path / name).write_text("")
    return tmp_path


def read(folder: Path, text: str):
    (folder / "leadtools.yml").write_text(text, encoding="utf-8")
    return read_config(folder / "leadtools.yml")


def faults(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError, match=r"leadtools\.yml") as caught:
        read(folder, text)
    return str(caught.value).removeprefix("leadtools.yml ")


def test_only_leads_and_outcome_are_needed(folder):
    config = read(folder, SMALLEST)
    assert config.leads == Source(folder / "leads.csv", None, "leads.csv")
    assert config.outcome == Outcome("flag", "Converted")
    assert (config.horizon_days, config.after_days, config.test_share, config.seed) == (90, 0, 0.3, 0)
    assert (config.tiers, config.capacity, config.score_with) == ({}, None, "logistic")


def test_everything_that_can_be_said_is_read(folder):
    config = read(
        folder,
        """
leads: {file: leads.xlsx, sheet: Leads}
id: lead_id
created: created_at
outcome:
  status: deal_stage
  won: [Won, 1]
  lost: [Lost, no]
  decided: close_date
  file: deals.csv
  id: mql_id
owner: owner
account: account_id
value: deal_value
events: {file: events.csv, id: lead_id, event: event, at: at}
known_until: 2025-12-31
missing: [Select, unknown, true]
columns:
  pdays: {missing: [999]}
  employees: {cuts: [10, 50, 200]}
leave_out: {Tags: written by sales, Notes: }
groups: {fit: [title, industry], engagement: [visits]}
horizon_days: 30
after_days: 7
test_share: 0.2
tiers: {A: 70, B: 60, C: 50}
capacity: 40
score_with: close_rates
seed: 3
""",
    )
    assert config.leads == Source(folder / "leads.xlsx", "Leads", "leads.xlsx, sheet Leads")
    deals = Source(folder / "deals.csv", None, "deals.csv")
    assert config.outcome == Outcome(
        "status", "deal_stage", won=("Won", "1"), lost=("Lost", "no"), decided="close_date", source=deals, id="mql_id"
    )
    assert config.events == Events(Source(folder / "events.csv", None, "events.csv"), "lead_id", "event", "at")
    assert (config.id, config.created, config.order) == ("lead_id", "created_at", None)
    assert (config.owner, config.account, config.value) == ("owner", "account_id", "deal_value")
    assert config.known_until == pd.Timestamp("2025-12-31")
    assert config.missing == ("Select", "unknown", "true")
    assert config.columns == {"pdays": ColumnOptions(missing=(999,)), "employees": ColumnOptions(cuts=(10, 50, 200))}
    assert config.missing_in == {"pdays": (999, "999")}
    assert config.cuts == {"employees": (10, 50, 200)}
    assert config.leave_out == {"Tags": "written by sales", "Notes": ""}
    assert config.groups == {"fit": ("title", "industry"), "engagement": ("visits",)}
    assert (config.horizon_days, config.after_days, config.test_share, config.seed) == (30, 7, 0.2, 3)
    assert (config.tiers, config.capacity, config.score_with) == ({"A": 70, "B": 60, "C": 50}, 40, "close_rates")


def test_the_id_of_the_outcome_file_is_that_of_the_leads_unless_it_has_its_own(folder):
    config = read(folder, "leads: leads.csv\nid: lead_id\noutcome: {date: won, file: deals.csv}\n")
    assert config.outcome.id == "lead_id"


def test_the_nearest_part_of_a_sheet_of_the_same_workbook_may_hold_the_outcome(folder):
    config = read(
        folder, "leads: {file: leads.xlsx, sheet: A}\nid: i\noutcome: {date: won, file: leads.xlsx, sheet: B}\n"
    )
    assert config.outcome.source.name == "leads.xlsx, sheet B"


def test_two_files_of_one_name_go_by_their_paths(folder):
    (folder / "won").mkdir()
    (folder / "won" / "leads.csv").write_text("")
    config = read(folder, "leads: leads.csv\nid: i\noutcome: {date: won, file: won/leads.csv}\n")
    assert (config.leads.name, config.outcome.source.name) == ("leads.csv", "won/leads.csv")


def test_a_zone_of_known_until_is_turned_into_utc(folder):
    config = read(folder, SMALLEST + "known_until: 2025-12-31T01:00:00+02:00")
    assert config.known_until == pd.Timestamp("2025-12-30 23:00")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("horizon_day: 9", 3, "unknown key `horizon_day`; did you mean `horizon_days`?"),
        ("horizon_days: 0", 3, "`horizon_days` is 0; allowed is a number above 0 and at most 36500."),
        ("after_days: -1", 3, "`after_days` is -1; allowed is a number at least 0 and at most 36500."),
        ("after_days: 7", 3, "`after_days` counts from the day a lead came in, and none is named; name its column"),
        ("test_share: 3", 3, "`test_share` is 3; allowed is a number above 0 and below 1."),
        ("capacity: 0", 3, "`capacity` is 0; allowed is a whole number of leads, at least 1."),
        ("score_with: tree", 3, '`score_with` is "tree"; allowed is "close_rates" or "logistic" or "boosted" or'),
        ("missing: Select", 3, '`missing` is "Select"; allowed is a list of values, such as [Select, unknown].'),
        ("missing: [~]", 3, "entry 1 of `missing` is empty; allowed is a text or a number."),
        ("known_until: 31.12.2025", 3, '`known_until` is "31.12.2025"; allowed is a date such as 2025-12-31.'),
        ("created: a\norder: b", 4,
         "`created` and `order` both put the leads in time; keep one, `created` if it is a date."),
        ("tiers: {hot: 50, warm: 60}", 3,
         "tier `warm` begins at 60, not below `hot` at 50; write the hottest first."),
        ("tiers: {hot: 50, warm: 50}", 3,
         "tier `warm` begins at 50, not below `hot` at 50; write the hottest first."),
        ("tiers: {hot: 50, cold: 10}", 3,
         "`cold` is what lies below the last tier; give this tier another name or leave it out."),
        ("groups:\n  fit: [a, b]\n  did: [b]", 5, "`b` stands in `fit` and in `did`; a column belongs to one group."),
        ("groups:\n  fit: [a, a]", 4, "`a` stands twice in `fit`; a column belongs to one group."),
        ("columns:\n  size: {cuts: [10, 10]}", 4, "the cuts of `size` are [10, 10]; allowed are numbers that rise."),
        ("columns: {size: {cut: [10]}}", 3, "unknown key `cut` in `columns.size`; did you mean `cuts`?"),
        ("leave_out:\n  - a\n  - a", 5, "`a` stands twice under `leave_out`; once is enough."),
        ("leave_out: a", 3, '`leave_out` is "a"; allowed is a list of columns, or lines of `column: reason`.'),
        ("id: a\ncreated: a", 4, "`a` is named as `id` and as `created`; a column plays one part."),
        ("id: a\nowner: a", 4, "`a` is named as `id` and as `owner`; a column plays one part."),
        ("value: Converted", 2, "`Converted` is named as `value` and as `flag`; a column plays one part."),
        ("events: {file: events.csv}\n", 3, "`id` is missing in `events`; it is needed."),
        ("events: {file: event.csv, id: i, event: e, at: t}", 3,
         "there is no file `event.csv`; did you mean `events.csv`?"),
        ("seed: 1\nseed: 2", 4, "`seed` stands here a second time (first on line 3); keep one."),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(folder, text, line, words):
    assert f"line {line}: {words}" in faults(folder, SMALLEST + text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("definitions: {hot: call}", "`definitions`; it belongs into a card written by hand, which `rubric: card.yml`"),
        ("won: [Won]", "`won`; it belongs into `outcome: {won: …}`."),
        ("cuts: {size: [10]}", "`cuts`; it belongs into `columns: {NAME: {cuts: …}}`."),
        ("visits: {count: page view}",
         "`visits`; it belongs into `attributes: {visits: …}` or `rubric: {signals: {visits: …}}`."),
        ("attributes: {size: {cuts: [10]}}", "`cuts` in `attributes.size`; it belongs into `columns: {NAME: {cuts"),
        ("events: {file: events.csv, id: i, event: e, at: t, points: {visit: 5}}",
         "`points` in `events`; points are learned from the leads; those given by hand belong into a card"),
        ("events: {file: events.csv, id: i, event: e, at: t, after_days: 7}",
         "`after_days` in `events`; it belongs at the top of the file, not indented."),
        ("Tiers: {hot: 70}", "`Tiers`; did you mean `tiers`?"),
        ("hot: 70", "`hot`; tiers are named with their lowest scores: `tiers: {hot: 70, warm: 40}`."),
        ("ignore: [a]", "`ignore`; columns that earn no points are listed under `leave_out:`."),
        ("half_life_days: 14", "`half_life_days`; a half-life stands beside its event: `attributes: {engagement:"),
        ("file: leads.csv", "`file`; known: `leads`, `id`, "),
    ],
)  # fmt: skip
def test_a_key_in_the_wrong_place_is_told_where_it_belongs(folder, text, words):
    assert f"line 3: unknown key {words}" in faults(folder, SMALLEST + text)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("{}", "`outcome` needs exactly one of `date`, `flag` and `status`; it has none of them."),
        ("{date: a, flag: b}", "`outcome` needs exactly one of `date`, `flag` and `status`; it has `date` and `flag`."),
        ("{status: a, won: [Won]}", "`status` needs the values that mean won and lost: `won: [Won]`, `lost: [Lost]`."),
        ("{flag: a, won: [x]}", "`won` belongs to `status`, but the outcome is a `flag`; leave it out."),
        ("{date: a, yes: [x]}", "`yes` belongs to `flag`, but the outcome is a `date`; leave it out."),
        ("{date: a, decided: b}", "`decided` is not needed beside `date`, which is the date of the outcome."),
        ("{date: a, id: b}", "`id` belongs to a `file` of outcomes, and none is named; leave it out."),
        ("{date: a, file: deals.csv}",
         "outcomes in a file of their own are joined by id; name the column of ids (`id:`)."),
        ("{status: a, won: [x], lost: [y, x]}", "`x` stands under `won` and under `lost`; it can mean only one."),
        ("{flag: a, yes: [1], no: [1]}", "`1` stands under `yes` and under `no`; it can mean only one."),
        ("{date: a, file: leads.csv}", "`leads.csv` is already the file of the `leads`; name another file or sheet."),
        ("{dat: a}", "unknown key `dat` in `outcome`; did you mean `date`?"),
        ("Converted", '`outcome` is "Converted"; allowed is one of date:, flag: or status:, with a column.'),
    ],
)  # fmt: skip
def test_a_fault_of_the_outcome_is_told(folder, outcome, words):
    assert f"line 2: {words}" in faults(folder, f"leads: leads.csv\noutcome: {outcome}\n")


def test_what_is_missing_is_told(folder):
    assert faults(folder, "seed: 1") == (
        "has 2 faults:\n"
        "  line 1: `leads` is missing; give the file of the leads, such as leads.csv, "
        "or {file: leads.xlsx, sheet: Leads}.\n"
        "  line 1: `outcome` is missing; give one of date:, flag: or status:, with a column."
    )


def test_files_that_are_not_there_are_told_with_their_neighbours_all_at_once(folder):
    assert faults(folder, "leads: lead.csv\nid: i\noutcome:\n  date: won\n  file: old/deals.csv\n") == (
        "has 2 faults:\n"
        "  line 1: there is no file `lead.csv`; did you mean `leads.csv`?\n"
        "  line 5: there is no file `old/deals.csv`; its folder is not there either. Paths are relative to this file."
    )


def test_a_folder_without_files_is_told(tmp_path):
    (tmp_path / "empty").mkdir()
    assert "there is no file `empty/leads.csv`; its folder holds no files." in faults(
        tmp_path, "leads: empty/leads.csv\noutcome: {flag: Converted}\n"
    )


def test_faults_of_the_schema_and_of_the_rules_come_at_once(folder):
    text = SMALLEST + "test_share: 3\ntiers: {hot: 1, warm: 2}\nhorizon_day: 3\ncreated: a\norder: b\n"
    assert [line.split(":")[0] for line in faults(folder, text).splitlines()[1:]] == [
        "  line 3", "  line 4", "  line 5", "  line 7",
    ]  # fmt: skip


class TestPeople:
    def test_people_and_what_leads_are_routed_by(self, tmp_path):
        config = written(tmp_path, "people: {Ann: {territories: [Germany, 49], capacity: 3, user: ann@x.org}}",
                         "route_by: {territory: country, keep_owner: true}", "owner: rep")  # fmt: skip
        assert config.people == (Person("Ann", ("Germany", "49"), capacity=3, user="ann@x.org"),)
        assert (config.route_by, config.keep_owner) == ({"territory": "country"}, True)

    def test_people_in_a_file_of_their_own(self, tmp_path):
        (tmp_path / "people.csv").write_text("person,territories,capacity\nAnn,Germany; France,3\n\nBob,all,\n")
        config = written(tmp_path, "people: people.csv", "route_by: {territory: country}")
        assert config.people == (Person("Ann", ("Germany", "France"), capacity=3), Person("Bob", ("all",)))

    def test_a_person_without_a_territory_is_named_with_the_line(self, tmp_path):
        lines = ["people:", "  Ann: {territories: [Germany]}", "  Bob: {products: [Planner]}",
                 "route_by: {territory: country}"]  # fmt: skip
        with pytest.raises(ConfigError, match=r"line 5: `Bob` has no territory, so no lead can go there; give `terr"):
            written(tmp_path, *lines)

    def test_a_broken_file_of_people_is_answered_line_by_line(self, tmp_path):
        (tmp_path / "people.csv").write_text("person,territories,capacity\nAnn,,3\nAnn,France,none\n,all,\n")
        with pytest.raises(ConfigError, match=r"people.csv line 2: `Ann` has no territory") as caught:
            written(tmp_path, "people: people.csv", "route_by: {territory: country}")
        for words in ("line 3: `Ann` stands there a second time", "line 3: the capacity 'none'", "line 4: no person"):
            assert f"people.csv {words}" in str(caught.value)

    @pytest.mark.parametrize(
        ("lines", "words"),
        [
            (["route_by: {territory: country}"], "there is nobody to route to; declare `people:`"),
            (["people: {Ann: {}}", "route_by: {keep_owner: true}"], "`keep_owner` needs the column of owners"),
            (["people: nobody.csv"], "there is no file `nobody.csv`"),
            (["overrides: none.csv"], "there is no file `none.csv`"),
            (["show_contacts: true"], "`show_contacts` needs columns to show"),
            (["handoff: [hubspt]"], "hubspt"),
            (["people: {Ann: {teritories: [x]}}"], "did you mean `territories`"),
        ],
    )
    def test_what_does_not_fit_is_answered_in_words(self, tmp_path, lines, words):
        with pytest.raises(ConfigError, match=words):
            written(tmp_path, *lines)


def written(folder, *lines):
    (folder / "leads.csv").write_text("lead_id,won\na,yes\n", encoding="utf-8")
    path = folder / "leadtools.yml"
    path.write_text("\n".join(["leads: leads.csv", "outcome: {flag: won}", *lines]) + "\n", encoding="utf-8")
    return read_config(path)


MANY = """leads: leeds.csv
id: [lead_id]
created: created_at
outcome: {date: converted_at, file: nowhere.csv, wonn: [x]}
events: {file: events.csv, id: lead_id, event: event}
journey: {column: stage, stages: [a, b, a]}
changes: {file: leads.csv, id: lead_id, value: stage, at: 7}
known_until: soon
columns:
  employees: {cuts: [10, 5]}
  revenue: {dates: soon}
groups: {fit: [seniority, 3], engagement: [seniority]}
attributes:
  visits: {count: page, within_days: 7}
  other: {count: page, window_days: "7"}
  stage: {furthest: stage}
tiers: {hot: 30, warm: 40}
owner: {a: b}
people:
  Ann: {territories: [x], capacity: 0}
  Bob: {products: [x]}
route_by: {territory: country, keep_owner: true}
rubric: {file: deals.csv, load: starter, maximum: "5"}
email: 5
contact_quality: true
"""
THERE = [
    (1, "there is no file `leeds.csv`; did you mean `leads.csv`?"),
    (2, "`id` is a list"),  # and nobody is told to name the column of ids
    (4, "there is no file `nowhere.csv`"),
    (4, "unknown key `wonn` in `outcome`; did you mean `won`?"),
    (5, "`at` is missing in `events`"),
    (6, "`a` stands a second time among the stages"),  # nor to name the file of changes
    (7, "`changes.at` is 7"),
    (8, '`known_until` is "soon"'),
    (10, "the cuts of `employees` are [10, 5]"),
    (11, '`columns.revenue.dates` is "soon"'),
    (12, "entry 2 of `groups.fit` is 3"),
    (12, "`seniority` stands in `engagement` and in `fit`"),
    (14, "`within_days` does not belong to `count`"),
    (15, '`attributes.other.window_days` is "7"'),
    (17, "tier `warm` begins at 40, not below `hot` at 30"),
    (18, "`owner` is `key: value` lines"),  # nor to name the column of owners
    (20, "`people.Ann.capacity` is 0"),
    (21, "`Bob` has no territory"),
    (23, "`rubric` needs either `file`, a card of your own, or `load`, a published one."),
    (23, '`rubric.maximum` is "5"'),
    (24, "`email` is 5"),  # nor to name a column of contacts
]


def test_an_entry_at_fault_hides_no_other_fault_and_makes_none(folder):
    told = faults(folder, MANY)
    assert told.startswith(f"has {len(THERE)} faults:")
    assert [f"line {line}: {words}" for line, words in THERE if f"line {line}: {words}" not in told] == []
