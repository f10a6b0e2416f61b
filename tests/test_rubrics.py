"""The published tables give exactly their points, and a company's own columns can stand in for their signals."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from leadtools.config import read_config
from leadtools.config.attributes import schema
from leadtools.errors import CardError, ConfigError, ParameterError
from leadtools.evaluation import compare
from leadtools.levels import Attribute, category_levels
from leadtools.rubrics import load_rubric, map_signals, rubric_names
from leadtools.runs import open_run
from leadtools.scorecard import KnockOut, Scorecard
from tests.conftest import ROOT

NOTHING = {
    "starter": {"website_visits": 0, "pricing_page": 0, "emails_opened": 0, "emails_clicked": 0, "ebook": 0,
                "contact_form": 0, "job_title": None, "company_size": None, "unsubscribed": 0, "careers_page": 0},
    "refined": {"pricing_page_7d": 0, "case_study_own_industry": 0, "unsubscribed": 0, "days_since_visit": 1,
                "job_title": None},
    "revops": {"pricing_page": 0, "webinar": 0, "free_report": 0, "landing_page": 0, "job_title": None,
               "emails_opened": 0, "emails_clicked": 0, "trial_or_demo": 0, "fake_contact": False, "unsubscribed": 0,
               "service_area": True, "careers_page": 0},
    "weighted": {"webinars": 0, "product_pages": 0, "emails_clicked": 0, "page_visits": 0, "size_fits": False,
                 "location_fits": False, "industry_fits": False, "demo_requests": 0, "free_trials": 0, "social": 0,
                 "budget_fits": False},
    "guideline": {"demo_requests": 0, "pricing_enquiries": 0, "website_visits": 0, "whitepapers": 0,
                  "unsubscribed": 0, "spam": False},
}  # fmt: skip


def score(name: str, **lead) -> int:
    """Return the score of a lead of which only this is known, from a published table."""
    name, _, maximum = name.partition(" on ")
    card = load_rubric(name, maximum=int(maximum) if maximum else None)
    return int(card.score(pd.DataFrame([NOTHING[name] | lead])).iloc[0])


@pytest.mark.parametrize(
    ("name", "lead", "points"),
    [
        # three visits 3 × 1, pricing 10, two opened 2 × 2, one click 5, ebook 15, form 20, director 15, 120 people 20
        ("starter", {"website_visits": 3, "pricing_page": 2, "emails_opened": 2, "emails_clicked": 1, "ebook": 1,
                     "contact_form": 1, "job_title": "director", "company_size": 120},
         3 + 10 + 4 + 5 + 15 + 20 + 15 + 20),
        # a manager 5, of 10 people 10, one visit 1, unsubscribed −10 and careers page −10, both ours
        ("starter", {"website_visits": 1, "job_title": "manager", "company_size": 10, "unsubscribed": 1,
                     "careers_page": 1}, 5 + 10 + 1 - 10 - 10),
        ("starter", {"company_size": 50}, 10), ("starter", {"company_size": 51}, 20),
        ("starter", {"company_size": 200}, 20), ("starter", {"company_size": 201}, 0),
        ("starter", {"website_visits": 99, "emails_opened": 99, "emails_clicked": 99}, 10 + 10 + 20),  # caps, ours
        # pricing page once in a week 15, a case study 20; three times is 25 instead, not 15 + 25
        ("refined", {"pricing_page_7d": 1, "case_study_own_industry": 1}, 15 + 20),
        ("refined", {"pricing_page_7d": 3, "case_study_own_industry": 1}, 25 + 20),
        # a student −20 who unsubscribed −10 and was last seen 90 days ago −15
        ("refined", {"job_title": "student", "unsubscribed": 1, "days_since_visit": 90}, -20 - 10 - 15),
        # pricing 10, webinar 20, report 10, landing page 7, title 3, three opened 5, a click 5, a demo 30
        ("revops", {"pricing_page": 1, "webinar": 1, "free_report": 1, "landing_page": 1, "job_title": "director",
                    "emails_opened": 3, "emails_clicked": 1, "trial_or_demo": 1}, 10 + 20 + 10 + 7 + 3 + 5 + 5 + 30),
        ("revops", {"emails_opened": 2}, 0),
        ("revops", {"pricing_page": 1, "service_area": False}, 0),  # 10 − 30 (ours), not below 0
        # engagement: webinar 10, three product pages 9, below its cap; size and location 20; a demo 15; budget 5
        ("weighted", {"webinars": 1, "product_pages": 3, "size_fits": True, "location_fits": True, "demo_requests": 1,
                      "budget_fits": True}, 10 + 9 + 20 + 15 + 5),
        # engagement 20 + 15 + 10 + 10 = 55, at most 40; triggers 15 + 15 = 30, at most 20
        ("weighted", {"webinars": 2, "product_pages": 5, "emails_clicked": 5, "page_visits": 10, "demo_requests": 1,
                      "free_trials": 1}, 40 + 20),
        ("weighted on 1000", {"webinars": 1, "product_pages": 3, "size_fits": True, "location_fits": True,
                              "demo_requests": 1, "budget_fits": True}, 590),
        ("weighted on 1000", {"webinars": 2, "product_pages": 5, "emails_clicked": 5, "page_visits": 10,
                              "demo_requests": 1, "free_trials": 1}, 400 + 200),
        # two demos 30, an enquiry 15, five visits 10, two whitepapers 10: 65, not yet above 70
        ("guideline", {"demo_requests": 2, "pricing_enquiries": 1, "website_visits": 5, "whitepapers": 2}, 65),
        ("guideline", {"unsubscribed": 1}, 1),  # −20 (ours), but the scale begins at 1
    ],
)  # fmt: skip
def test_a_published_table_gives_the_score_counted_by_hand(name, lead, points):
    assert score(name, **lead) == points


def test_a_lead_that_fills_every_category_scores_the_maximum():
    most = {"webinars": 9, "product_pages": 9, "emails_clicked": 9, "page_visits": 9, "size_fits": True,
            "location_fits": True, "industry_fits": True, "demo_requests": 9, "free_trials": 9, "social": 9,
            "budget_fits": True}  # fmt: skip
    assert (score("weighted", **most), score("weighted on 1000", **most)) == (100, 1000)


@pytest.mark.parametrize("name", rubric_names())
class TestEveryPublishedTable:
    def test_says_what_each_of_its_signals_is(self, name):
        card = load_rubric(name)
        assert list(card.facts["signals"]) == [attribute.name for attribute in card.attributes]

    def test_is_unchanged_by_saving_and_reading(self, name, tmp_path):
        first = load_rubric(name).save(tmp_path / "first.yml")
        assert Scorecard.load(first).save(tmp_path / "second.yml").read_bytes() == first.read_bytes()

    def test_marks_points_that_are_ours(self, name):
        assert load_rubric(name).table["note"].str.contains("ours").any()

    def test_can_be_named_in_a_configuration(self, name):
        said = schema()["properties"]["rubric"]["anyOf"][1]["properties"]["load"]["enum"]
        assert name in said
        assert said == rubric_names()


def test_unknown_tables_and_maxima_are_refused_in_words():
    with pytest.raises(ParameterError, match=r"`startr` is not a published rubric; did you mean `starter`\?"):
        load_rubric("startr")
    with pytest.raises(ParameterError, match="maximum is 250; allowed is a whole multiple of 100, such as 1000"):
        load_rubric("weighted", maximum=250)
    with pytest.raises(ParameterError, match="`starter` has no highest score, so there is no `maximum` to set"):
        load_rubric("starter", maximum=1000)


class TestMapping:
    SIGNALS = {"job_title": {"column": "seniority", "is": {"manager": ["Mgr"], "director or VP": ["Dir", "VP"]}},
               "company_size": {"column": "staff"}, "emails_opened": {"count": "open"}}  # fmt: skip

    def test_scores_a_companys_own_columns_in_its_own_words(self):
        card = map_signals(load_rubric("starter"), self.SIGNALS)
        X = pd.DataFrame({"seniority": ["Dir", "Mgr", "director"], "staff": [60, 10, 3], "emails_opened": [9, 1, 0]})
        # 15 + 20 + 10; 5 + 10 + 2; an unknown word is other.
        assert card.score(X).tolist() == [45, 17, 0]

    def test_names_what_nobody_maps(self):
        signals = self.SIGNALS | {"job_title": {"column": "seniority", "is": {"manager": ["Mgr"]}}}
        card = map_signals(load_rubric("starter"), signals, columns=["pricing_page", "something"])
        assert "pricing_page" in [attribute.name for attribute in card.attributes]
        assert card.facts["unmapped"] == [
            "website_visits", "emails_clicked", "ebook", "contact_form", "job_title: director or VP", "unsubscribed",
            "careers_page",
        ]  # fmt: skip

    def test_keeps_notes_caps_and_points_per_occurrence_where_they_belong(self, tmp_path):
        weighted = map_signals(
            load_rubric("weighted"), {"webinars": {"column": "seminars"}, "social": {"count": "like"}}
        )
        assert weighted.caps == {"engagement": (0, 40), "other": (0, 10)}
        assert weighted.each == {"seminars": (10, 20), "social": (1, 5)}
        text = weighted.save(tmp_path / "card.yml").read_text(encoding="utf-8")
        assert "    group: engagement\n    each: 10\n    up_to: 20\n    note: cap ours" in text

    def test_one_column_may_stand_for_several_signals_that_score_as_if_they_were_apart(self, tmp_path):
        by_form = {"ebook": {"column": "form", "is": {"yes": ["e-book", "guide"]}},
                   "contact_form": {"column": "form", "is": {"yes": ["contact"]}}}  # fmt: skip
        card = map_signals(load_rubric("starter"), self.SIGNALS | by_form)
        lead = {"seniority": "Dir", "staff": 60, "emails_opened": 0}
        X = pd.DataFrame([lead | {"form": form} for form in ("guide", "contact", "demo", None)])
        assert (card.score(X) - 35).tolist() == [15, 20, 0, 0]
        assert card.points_of("form").to_dict() == {"ebook": 15, "contact_form": 20, "(missing)": 0, "(other)": 0}
        assert card.facts["unmapped"] == [
            "website_visits", "pricing_page", "emails_clicked", "unsubscribed", "careers_page",
        ]  # fmt: skip
        assert Scorecard.load(card.save(tmp_path / "card.yml")).score(X).equals(card.score(X))

    def test_a_yes_is_called_after_its_signal_unless_the_column_says_yes_itself(self):
        form = {"contact_form": {"column": "form", "is": {"yes": ["contact", "call me"]}}}
        wrote = map_signals(load_rubric("starter"), form)
        assert wrote.points_of("form").to_dict() == {"contact_form": 20, "(missing)": 0, "(other)": 0}
        X = pd.DataFrame({"form": ["call me", "demo", None]})
        assert wrote.score(X).tolist() == [20, 0, 0]
        said = map_signals(load_rubric("starter"), {"contact_form": {"column": "wrote", "is": {"yes": ["yes"]}}})
        assert list(said.points_of("wrote").index) == ["yes", "(missing)", "(other)"]

    def test_points_for_all_others_and_for_blanks_add_up_where_a_column_is_shared(self):
        levels = {name: Attribute(name, "text", category_levels([["yes"]])) for name in ("fair", "web")}
        card = Scorecard.of("ours", {levels["fair"]: [10, -1, -3], levels["web"]: [5, -2, -4]},
                            knock_outs=(KnockOut("web", ("(other)",), "not from the web"),))  # fmt: skip
        apart = pd.DataFrame({"fair": ["yes", "no", "no", None], "web": ["no", "yes", "no", None]})
        joined = map_signals(card, {name: {"column": "source", "is": {"yes": [name]}} for name in levels})
        X = pd.DataFrame({"source": ["fair", "web", "mail", None]})
        assert joined.score(X).tolist() == card.score(apart).tolist() == [6, 2, -7, -3]
        assert joined.disqualified(X).tolist() == card.disqualified(apart).tolist()

    def test_a_shared_column_cannot_serve_two_groups_of_which_one_is_capped(self):
        card = replace(load_rubric("starter"), caps={"triggers": (0, 25)})
        signals = {name: {"column": "form", "is": {"yes": [name]}} for name in ("ebook", "contact_form")}
        with pytest.raises(CardError, match="`form` already stands for `ebook`, whose group `engagement` has a cap"):
            map_signals(card, signals)

    def test_takes_minimum_criteria_along(self):
        card = replace(load_rubric("starter"), knock_outs=(KnockOut("job_title", ("manager",), "too low"),))
        mapped = map_signals(card, self.SIGNALS)
        assert mapped.knock_outs == (KnockOut("seniority", ("manager",), "too low"),)
        assert map_signals(card, {"ebook": {"count": "ebook"}}).knock_outs == ()

    @pytest.mark.parametrize(
        ("signals", "message"),
        [
            ({"pricing_pag": {"column": "x"}}, r"`pricing_pag` is no signal of `starter`; did you mean `pricing_page`"),
            ({"job_title": {"column": "x", "is": {"managr": ["m"]}}}, "`managr` is no level of `job_title`; did you"),
            ({"job_title": {"column": "x", "is": {"(other)": ["m"]}}}, r"`\(other\)` is no level of `job_title`"),
            (
                {"job_title": {"column": "x", "is": {"manager": ["m"], "director or VP": ["m"]}}},
                "`m` stands for two levels of `job_title`",
            ),
            (
                {"job_title": {"column": "x", "is": {"manager": ["m", 3]}}},
                "the values of `job_title` are texts and oth",
            ),
            (
                {"ebook": {"column": "x"}, "contact_form": {"column": "x", "is": {"yes": ["form"]}}},
                "`x` stands for `ebook` and `contact_form`, so say with `is:` which of its values mean `ebook`",
            ),
            (
                {signal: {"column": "x", "is": {"yes": ["form"]}} for signal in ("ebook", "contact_form")},
                "`form` of `x` already means `ebook`; it can mean one signal",
            ),
            (
                {"ebook": {"column": "x", "is": {"yes": ["e"]}}, "contact_form": {"column": "x", "is": {"yes": [1]}}},
                "the values of `x` are texts and others",
            ),
            ({}, r"No signal of `starter` is mapped or a column; map at least one of `website_visits` \(number of"),
        ],
    )
    def test_that_cannot_be_is_refused_in_words(self, signals, message):
        with pytest.raises(CardError, match=message):
            map_signals(load_rubric("starter"), signals)


@pytest.fixture
def config(tmp_path):
    """Return a writer of a configuration with two hundred leads and their visits."""
    days = pd.date_range("2025-01-01", periods=200).strftime("%Y-%m-%d")
    ids = [f"L{i:03d}" for i in range(200)]
    leads = pd.DataFrame({"key": ids, "came": days, "rank": ["Mgr", "Dir", "Clerk", "Dir"] * 50})
    leads["won"] = [later if i % 5 == 0 else "" for i, later in enumerate([*days[5:], *["2025-08-01"] * 5])]
    leads.to_csv(tmp_path / "leads.csv", index=False)
    pd.DataFrame({"who": ids[::2], "what": "pricing", "when": days[::2]}).to_csv(tmp_path / "events.csv", index=False)

    def write(rubric, **more):
        said = {"leads": "leads.csv", "id": "key", "created": "came", "outcome": {"date": "won"}, "horizon_days": 30,
                "after_days": 1, "rubric": rubric,
                "events": {"file": "events.csv", "id": "who", "event": "what", "at": "when"}}  # fmt: skip
        (tmp_path / "leadtools.yml").write_text(json.dumps(said | more, indent=1), encoding="utf-8")
        return tmp_path / "leadtools.yml"

    return write


RANK = {"column": "rank", "is": {"manager": ["Mgr"], "director or VP": ["Dir"]}}


class TestInAConfiguration:
    def test_a_published_table_is_judged_on_the_companys_columns_and_events(self, config, tmp_path):
        path = config({"load": "starter", "signals": {"pricing_page": {"count": "pricing"}, "job_title": RANK}})
        run = open_run(path, tmp_path / "out")
        run.keep_rubric()
        card = run.cards()["rubric"]
        X = run.whole.snapshot(after_days=1, horizon_days=30).X
        # The first four leads: manager 5 and pricing 10; director 15; neither, pricing 10; director 15.
        assert card.score(X).head(4).tolist() == [15, 15, 10, 15]
        assert "ebook" in json.loads((tmp_path / "out" / "summary.json").read_text())["rubric_unmapped"]
        assert "ebook" in card.facts["unmapped"]

    def test_a_file_of_ones_own_may_be_mapped_too_or_named_as_before(self, config, tmp_path):
        load_rubric("starter").save(tmp_path / "ours.yml")
        mapped = open_run(config({"file": "ours.yml", "signals": {"job_title": RANK}}), tmp_path / "out").rubric
        assert [attribute.name for attribute in mapped.attributes] == ["rank"]
        mapped.save(tmp_path / "mapped.yml")
        plain = open_run(config("mapped.yml"), tmp_path / "out").rubric
        assert plain.attributes == mapped.attributes
        with pytest.raises(ConfigError, match=r"has 10 faults(.|\n)*the rubric needs `ebook`, which is no column"):
            _ = open_run(config("ours.yml"), tmp_path / "out").rubric

    @pytest.mark.parametrize(
        ("rubric", "message"),
        [
            ({"load": "startr"}, r"line \d+: `rubric.load` is \"startr\"; allowed is \"guideline\" or"),
            ({"signals": {"a": {"column": "b"}}}, r"line \d+: `rubric` needs either `file`.* or `load`"),
            ({"load": "starter", "file": "leads.csv"}, "`rubric` needs either `file`"),
            ({"file": "events.csv", "maximum": 10}, "`maximum` is for a published rubric"),
            ({"load": "starter", "signals": {"ebook": {"colum": "x"}}}, "unknown key `colum`.*did you mean `column`"),
            ({"load": "starter", "signals": {"ebook": {"is": {"yes": ["x"]}}}}, "but not of which column; add `col"),
            ({"load": "starter", "signals": {"ebook": {"column": "x", "count": "y"}}}, "`count` has no part in it"),
            ({"load": "starter", "signals": {"ebook": {"count": "x", "within_days": 3}}}, "does not belong to `count`"),
        ],
    )  # fmt: skip
    def test_that_cannot_be_is_answered_with_its_line(self, config, rubric, message):
        with pytest.raises(ConfigError, match=message):
            read_config(config(rubric))

    def test_a_signal_declared_twice_is_refused(self, config):
        signal = {"pricing_page": {"count": "pricing"}}
        with pytest.raises(ConfigError, match="`pricing_page` is declared under `attributes` too"):
            read_config(config({"load": "starter", "signals": signal}, attributes=signal))

    @pytest.mark.parametrize(
        ("signals", "message"),
        [
            ({"pricing_pge": {"column": "rank"}}, r"leadtools.yml line \d\d: `pricing_pge` is no signal of `starter`"),
            ({"job_title": {"column": "rnk"}}, r"line \d\d: `rnk` is not a column that may earn points; did you mean"),
            ({"pricing_page": {"count": "pricng"}}, r"line \d\d: the event `pricng` never occurs; did you mean `pric"),
        ],
    )
    def test_what_the_data_or_the_table_do_not_have_is_answered_with_its_line(self, config, tmp_path, signals, message):
        with pytest.raises(ConfigError, match=message):
            _ = open_run(config({"load": "starter", "signals": signals}), tmp_path / "out").rubric


def test_on_the_sample_the_starter_table_is_whole_and_ranks_later_leads_better_than_chance(tmp_path):
    run = open_run(ROOT / "data" / "rubric.yml", tmp_path)
    run.keep_rubric()
    assert json.loads((tmp_path / "summary.json").read_text())["rubric_unmapped"] == []
    judged = compare([run.cards()["rubric"]], run.split.test.X, run.split.test.y).table.loc["rubric"]
    assert judged["auc_low"] > 0.5
