"""What happens after scoring: the next step, what would lift a lead, what people override, what changed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadtools.actions import (
    alerts,
    apply_overrides,
    call_list,
    keep_scores,
    next_steps,
    nurture,
    nurture_segments,
    read_overrides,
    read_score_history,
    scores_at,
    write_csv,
)
from leadtools.errors import DataError
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.scorecard import KnockOut, Line, Scorecard

TITLE = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]), "fit")
VISITS = Attribute("visits", "number", number_levels([1, 10]), "engagement")
CARD = Scorecard.of(
    "by hand", {TITLE: [20, -5, 0, 0], VISITS: [-10, 0, 30, 0, 0]},
    start=10, line=Line(10, 0.25, 10), tiers={"hot": 40, "warm": 10},
)  # fmt: skip
LEADS = pd.DataFrame(  # a: 10 + 20 + 30 = 60; b: 10 − 5 = 5; c: 10 + 20 = 30; d: 10 + 0 + 0 = 10
    {"title": ["CEO", "Clerk", "CEO", None], "visits": [12, 3, 4, None]}, index=pd.Index(list("abcd"), name="lead_id")
)
CALLS = call_list(CARD, LEADS)
JUNE, JULY = pd.Timestamp("2025-06-01"), pd.Timestamp("2025-07-01")


class TestNextSteps:
    def test_the_step_goes_by_tier_and_names_what_speaks_for_the_lead(self):
        assert dict(zip(CALLS["lead_id"], next_steps(CARD, CALLS), strict=True)) == {
            "a": "Call within a day; open with what speaks for them: visits: 10 or more",
            "c": "Send something that helps, and call when they answer; what speaks for them: title: CEO",
            "d": "Send something that helps, and call when they answer",  # nothing stands out
            "b": "Leave with the newsletter; no call",
        }

    def test_a_talk_is_opened_only_with_what_can_be_spoken_of(self):
        steps = dict(zip(CALLS["lead_id"], next_steps(CARD, CALLS, spoken_of=["visits"]), strict=True))
        assert steps["a"] == "Call within a day; open with what speaks for them: visits: 10 or more"
        assert steps["c"] == "Send something that helps, and call when they answer"  # only who they are speaks for them
        ours = next_steps(CARD, CALLS, spoken_of=[], texts={"hot": "Ring now ({reason})"})
        assert ours[0] == "Ring now (visits: 10 or more)"  # whoever writes {reason} gets the strongest

    def test_what_speaks_against_a_lead_never_opens_a_talk(self):
        calls = pd.DataFrame({"lead_id": ["e"], "tier": ["hot"], "reasons": ["title: Clerk (−5)"]})
        assert next_steps(CARD, calls).tolist() == ["Call within a day"]

    @pytest.mark.parametrize("level", ["(missing)", "(other)"])
    def test_a_talk_is_never_opened_with_what_is_not_known(self, level):
        calls = pd.DataFrame({"lead_id": ["e"], "tier": ["hot"], "reasons": [f"title: {level} (+9); visits: 1–9 (+5)"]})
        assert next_steps(CARD, calls)[0] == "Call within a day; open with what speaks for them: visits: 1–9"
        alone = calls.assign(reasons=f"title: {level} (+9)")
        assert next_steps(CARD, alone).tolist() == ["Call within a day"]
        assert next_steps(CARD, alone, texts={"hot": "Ring: {reason}"}).tolist() == ["Ring: nothing stands out"]

    def test_a_lead_that_has_gone_quiet_is_first_asked_whether_it_is_still_current(self):
        quiet = pd.Series([45.9, 400, 29.9], index=["a", "b", "c"])
        steps = next_steps(CARD, CALLS, quiet_days=quiet)
        starts = [step.split()[0] for step in steps]
        assert starts == ["Ask", "Send", "Send", "Leave"]  # b is not called at all; of d nothing is known
        asked = "the last that is known of it, coming in and your own mails and calls included, was 45 days ago."
        assert asked in steps[0]

    def test_words_of_your_own_take_the_place_of_ours(self):
        texts = {"hot": "Ring now ({reason})", "quiet": "{days} days: {step}"}
        steps = next_steps(CARD, CALLS, quiet_days=pd.Series({"a": 31}), texts=texts)
        assert steps[0] == "31 days: Ring now (visits: 10 or more)"

    def test_a_disqualified_lead_is_not_called_for_the_reason_that_disqualifies_it(self):
        out = Scorecard.of("out", {TITLE: [20, -5, 0, 0]}, line=Line(0, 1, 10), tiers={"hot": 10},
                           knock_outs=(KnockOut("title", ("CEO",), "no executives (for now)"),))  # fmt: skip
        calls = call_list(out, LEADS)
        assert next_steps(out, calls[calls["lead_id"] == "a"]).tolist() == ["Do not call: no executives (for now)"]


class TestNurture:
    def test_the_middle_is_told_what_would_lift_it_and_what_it_lacks(self):
        table = nurture(CARD, LEADS, CALLS, movable=["visits"])
        assert table.drop(columns="tier").to_numpy().tolist() == [
            ["c", 30, "visits", "visits: 10 or more (+30)", 30, "hot", ""],  # 30 + 30 = 60
            ["d", 10, "visits", "visits: 10 or more (+30)", 30, "hot", "visits, title"],  # 30 at stake, then 20
        ]

    def test_only_what_is_movable_is_offered(self):
        table = nurture(CARD, LEADS, CALLS, movable=["title"]).set_index("lead_id")
        assert table.loc["c", ["segment", "lift", "gain"]].tolist() == ["nothing we could move", "", 0]
        assert table.loc["d", ["segment", "gain"]].tolist() == ["title", 20]

    def test_segments_are_counted_with_those_who_would_reach_the_top(self):
        segments = nurture_segments(nurture(CARD, LEADS, CALLS, movable=["visits"]), hottest="hot")
        assert segments.to_numpy().tolist() == [["visits", "visits: 10 or more (+30)", 2, 30.0, 2]]

    def test_with_nobody_in_the_middle_there_are_no_segments(self):
        table = nurture(CARD, LEADS, CALLS[CALLS["lead_id"] == "a"], movable=["visits"])
        assert len(table) == len(nurture_segments(table, hottest="hot")) == 0

    def test_being_unknown_is_never_what_would_lift_a_lead(self):
        odd = Scorecard.of("odd", {TITLE: [5, 0, 50, 50]}, line=Line(0, 1, 10), tiers={"hot": 40, "warm": 0})
        table = nurture(odd, LEADS, call_list(odd, LEADS), movable=["title"]).set_index("lead_id")
        assert table.loc["b", "lift"] == "title: CEO (+5)"


def overrides_in(folder, *lines: str):
    path = folder / "overrides.csv"
    path.write_text("\n".join(["lead_id,tier,score,reason,by,until", *lines]) + "\n", encoding="utf-8")
    return path


class TestOverrides:
    def read(self, folder, *lines):
        return read_overrides(overrides_in(folder, *lines), known=LEADS.index, tiers=CARD.tiers)

    def test_a_tier_by_hand_survives_scoring_and_shows_in_the_reasons(self, tmp_path):
        overrides = self.read(tmp_path, "b,hot,,knows the buyer,Ann,2025-06-30")
        calls, became = apply_overrides(CALLS, overrides, CARD, JUNE)
        assert calls["lead_id"].tolist() == ["a", "b", "c", "d"]
        assert calls.loc[1, ["score", "tier"]].tolist() == [5, "hot"]
        assert calls.loc[1, "reasons"] == (
            "set by hand until 2025-06-30: hot, by the card cold, knows the buyer (Ann); title: Clerk (−5)"
        )
        assert became["state"].tolist() == ["in force"]
        assert CALLS.loc[3, "tier"] == "cold"  # what was given stays as it was

    def test_a_score_by_hand_gives_its_tier_and_leaves_the_probability_to_the_card(self, tmp_path):
        calls, _ = apply_overrides(CALLS, self.read(tmp_path, "b,,41,met at the fair,,2025-06-30"), CARD, JUNE)
        row = calls[calls["lead_id"] == "b"].iloc[0]
        assert [row["score"], row["tier"]] == [41, "hot"]
        assert row["probability"] == CALLS.set_index("lead_id").loc["b", "probability"]
        assert row["reasons"].startswith("set by hand until 2025-06-30: score 41, by the card 5, met at the fair;")

    @pytest.mark.parametrize(("as_of", "state"), [("2025-06-30 23:59", "in force"), ("2025-07-01", "expired")])
    def test_an_override_holds_through_its_last_day_and_is_listed_afterwards(self, tmp_path, as_of, state):
        overrides = self.read(tmp_path, "b,hot,,knows the buyer,Ann,2025-06-30")
        calls, became = apply_overrides(CALLS, overrides, CARD, pd.Timestamp(as_of))
        assert became["state"].tolist() == [state]
        assert (calls.set_index("lead_id").loc["b", "tier"] == "hot") == (state == "in force")

    def test_an_override_for_a_lead_that_is_no_longer_open_is_listed(self, tmp_path):
        _, became = apply_overrides(CALLS.iloc[:2], self.read(tmp_path, "b,hot,,r,Ann,2025-06-30"), CARD, JUNE)
        assert became["state"].tolist() == ["no longer open"]

    def test_every_fault_is_answered_in_words_with_its_line(self, tmp_path):
        lines = ["x,hot,,r,,2025-06-30", "a,hot,,,Ann,2025-06-30", "b,hot,,r,,30.6.2025", "c,hto,,r,,",
                 "d,hot,40,r,,2025-06-30", '"a",,forty,"two\nlines",,2025-06-30', ",hot,,r,,2025-06-30"]  # fmt: skip
        with pytest.raises(DataError, match=r"overrides.csv has 9 faults") as caught:
            self.read(tmp_path, *lines)
        message = str(caught.value)
        for words in (
            'line 2: there is no lead "x"',
            'line 3: the override of "a" has no reason',
            'line 4: `until` is "30.6.2025"; give the last day on which it holds, such as 2026-03-31.',
            'line 5: "hto" is no tier of the card; did you mean `hot`?\n',
            'line 5: the override of "c" has no `until`',
            'line 6: the override of "d" needs either a tier or a score, not both',
            'line 8: the score "forty" is no whole number',
            "line 8: `a` stands already on line 3; keep one",
            "line 9: it names no lead",
        ):
            assert words in message

    def test_a_file_without_its_columns_or_that_is_not_there_is_refused(self, tmp_path):
        (tmp_path / "o.csv").write_text("lead_id,tier,until\n")
        with pytest.raises(DataError, match=r"o.csv has no column `reason`; the columns are lead_id, tier"):
            read_overrides(tmp_path / "o.csv", known=[], tiers=[])
        with pytest.raises(DataError, match=r"none.csv cannot be read: there is no such file"):
            read_overrides(tmp_path / "none.csv", known=[], tiers=[])


class TestScoreHistory:
    @pytest.fixture
    def kept(self, tmp_path):
        path = tmp_path / "score_history.csv"
        write_csv(keep_scores(read_score_history(path), CALLS, as_of=JUNE, card="by hand"), path)
        return read_score_history(path)

    def found(self, kept, calls, as_of=JULY, card="by hand"):
        return alerts(kept, calls, as_of=as_of, card=card, hottest="hot")

    def test_a_run_keeps_date_card_score_and_tier_of_every_lead(self, kept):
        assert kept.iloc[0].tolist() == ["2025-06-01T00:00:00", "by hand", "a", 60, "hot"]
        assert len(kept) == 4

    @pytest.mark.parametrize("as_of", [JUNE, JULY])
    def test_two_runs_on_the_same_data_give_no_alerts(self, kept, as_of):
        assert self.found(kept, CALLS, as_of).empty

    @pytest.mark.parametrize("as_of", [JUNE, JULY])
    def test_moving_one_lead_over_the_threshold_gives_exactly_one_alert(self, kept, as_of):
        moved = call_list(CARD, LEADS.assign(visits=[12, 3, 15, None]))  # c: 30 + 30 = 60
        table = self.found(kept, moved, as_of)
        assert table.loc[:, :"card_changed"].to_numpy().tolist() == [
            ["c", "crossed", 30, 60, "warm", "hot", "2025-06-01T00:00:00", "no"]
        ]

    def test_a_lead_that_fell_is_told_too_and_another_card_is_said(self, kept):
        fallen = call_list(CARD, LEADS.assign(visits=[0, 3, 4, None]))  # a: 10 + 20 − 10 = 20
        table = self.found(kept, fallen, card="logistic")
        assert table[["lead_id", "change", "card_changed"]].to_numpy().tolist() == [["a", "fell", "yes"]]

    def test_alerts_of_leads_whose_horizon_is_over_stand_last(self, kept):
        both = call_list(CARD, LEADS.assign(visits=[12, 30, 15, None])).assign(tier="hot")
        aged = both.assign(chance_now=both["lead_id"].map({"a": 0.3, "b": 0.2, "c": None, "d": 0.1}))
        table = self.found(kept, aged)
        assert table["lead_id"].tolist() == ["b", "d", "c"]
        assert table["score"].tolist() == [both.set_index("lead_id")["score"][lead] for lead in "bdc"]

    def test_a_new_run_as_of_the_same_moment_takes_the_place_of_the_old(self, kept):
        again = keep_scores(kept, CALLS, as_of=JUNE, card="by hand")
        pd.testing.assert_frame_equal(again, kept, check_dtype=False)

    def test_runs_stand_in_the_order_of_time_whenever_they_were_made(self, kept):
        earlier = call_list(CARD, LEADS.assign(visits=[12, 3, 15, None]))  # c: 60 in May, 30 in June
        may = keep_scores(kept, earlier, as_of=pd.Timestamp("2025-05-01"), card="by hand")
        assert may["as_of"].is_monotonic_increasing
        assert len(may) == 5
        assert scores_at(may, JUNE).set_index("lead_id")["score"].to_dict() == {"a": 60, "b": 5, "c": 30, "d": 10}

    def test_a_run_that_changes_nothing_adds_one_row_without_a_lead(self, kept):
        again = keep_scores(kept, CALLS, as_of=JULY, card="by hand")
        assert again["lead_id"].tolist() == ["a", "c", "d", "b", ""]
        moved = call_list(CARD, LEADS.assign(visits=[12, 3, 15, None]))
        assert self.found(again, moved, pd.Timestamp("2025-08-01"))["since"].tolist() == ["2025-07-01T00:00:00"]
        assert len(keep_scores(kept, CALLS, as_of=JULY, card="logistic")) == 8

    def test_a_lead_that_was_not_open_in_the_last_run_gives_no_alert(self, kept):
        without_a = keep_scores(kept, CALLS[CALLS["lead_id"] != "a"], as_of=JULY, card="by hand")
        assert without_a.iloc[-1].tolist()[2:] == ["a", pd.NA, ""]
        cold = CALLS.assign(tier="cold")
        assert self.found(without_a, cold, pd.Timestamp("2025-08-01")).empty
        assert self.found(kept, cold, pd.Timestamp("2025-08-01"))["lead_id"].tolist() == ["a"]

    @settings(max_examples=40)
    @given(st.lists(st.tuples(st.integers(1, 6), st.lists(st.sampled_from([None, 10, 20]), min_size=3, max_size=3))))
    def test_the_changes_say_the_same_as_every_score_of_every_run(self, runs):
        kept, whole = read_score_history("nowhere.csv"), {}
        for month, scores in runs:  # in any order of moments, some made again
            said = {lead: score for lead, score in zip("abc", scores, strict=True) if score is not None}
            calls = pd.DataFrame({"lead_id": list(said), "score": list(said.values()), "tier": "warm"})
            calls = calls.astype({"lead_id": object, "score": "int64"})
            whole[month] = said
            kept = keep_scores(kept, calls, as_of=pd.Timestamp(2025, month, 1), card="by hand")
        for month, said in whole.items():
            at = scores_at(kept, pd.Timestamp(2025, month, 1))
            assert dict(zip(at["lead_id"], at["score"], strict=True)) == said
        assert kept["as_of"].is_monotonic_increasing

    def test_without_dates_the_last_run_is_what_counts(self, tmp_path):
        kept = keep_scores(read_score_history(tmp_path / "none.csv"), CALLS, as_of=None, card="by hand")
        moved = call_list(CARD, LEADS.assign(visits=[12, 3, 15, None]))
        assert self.found(kept, CALLS, None).empty
        assert self.found(kept, moved, None)["lead_id"].tolist() == ["c"]
        assert len(keep_scores(kept, moved, as_of=None, card="by hand")) == 4

    def test_ids_that_look_like_formulas_are_known_again(self, tmp_path):
        calls = CALLS.assign(lead_id=["=a", "-b", "c", "d"])
        path = tmp_path / "score_history.csv"
        write_csv(keep_scores(read_score_history(path), calls, as_of=JUNE, card="by hand"), path)
        assert self.found(read_score_history(path), calls.assign(tier="cold"))["lead_id"].tolist() == ["=a"]

    @pytest.mark.parametrize("text", ["lead,score\na,1\n", "as_of,card,lead_id,score,tier\n,x,a,many,hot\n", "\0", '"'])
    def test_a_history_that_somebody_broke_is_answered_in_words(self, tmp_path, text):
        (tmp_path / "score_history.csv").write_text(text)
        with pytest.raises(DataError, match="score_history.csv is not as a run has left it"):
            read_score_history(tmp_path / "score_history.csv")
