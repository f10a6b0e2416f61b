"""Champion and challenger: who is judged by what, what is written, and that nothing is replaced unasked."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from leadtools.cli import main
from leadtools.errors import CardError, ParameterError
from leadtools.evaluation.challenge import challenge
from leadtools.inherited import inherited
from leadtools.levels import Attribute, category_levels
from leadtools.matrix import Axis, Matrix
from leadtools.methods.close_rates import fit_close_rates
from leadtools.methods.logistic import fit_logistic
from leadtools.refit import refit
from leadtools.runs import open_run
from leadtools.scorecard import KnockOut, Line, Scorecard
from tests.conftest import ROOT

CONFIGS = ROOT / "tests" / "configs"


def export(folder: Path, n: int = 4000, *, dates: bool = True) -> Path:
    """Write leads of two years: 40 % from the fair close, 10 % of the rest; from May 2024 the other way round."""
    rng = np.random.default_rng(0)
    created = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.sort(rng.uniform(0, 730, n)), unit="D").floor("s")
    fair = rng.random(n) < 0.5
    wins = rng.random(n) < np.where(fair == (created < "2024-05-01"), 0.4, 0.1)
    won = (created + pd.to_timedelta(rng.uniform(1, 25, n), unit="D").floor("s")).where(wins)
    leads = pd.DataFrame({
        "lead_id": [f"L{i:05d}" for i in range(n)], "created": created, "won": won.where(won < "2026-01-01"),
        "source": np.where(fair, "fair", "web"), "size": rng.choice(["big", "small"], n),
    })  # fmt: skip
    config = "leads: leads.csv\nid: lead_id\nhorizon_days: 30\n"
    if dates:
        config += "created: created\noutcome: {date: won}\nknown_until: 2026-01-01\n"
    else:
        leads = leads.assign(won=leads["won"].notna()).drop(columns="created").sample(frac=1, random_state=0)
        config += "outcome: {flag: won}\n"
    folder.mkdir(exist_ok=True)
    leads.to_csv(folder / "leads.csv", index=False)
    (folder / "leadtools.yml").write_text(config, encoding="utf-8")
    return folder / "leadtools.yml"


def card_in_use(config: Path, folder: Path, *, as_of: str = "", fit=fit_logistic) -> Path:
    run = open_run(config, folder, as_of=as_of)
    return run.save(fit(run.split.train.X, run.split.train.y, levels=run.levels))


@pytest.fixture
def config(tmp_path) -> Path:
    return export(tmp_path / "data")


@pytest.fixture
def champion(config, tmp_path) -> Path:
    """A card learned in April 2024, before the market turned."""
    return card_in_use(config, tmp_path / "use", as_of="2024-04-30")


class TestRefit:
    def test_a_card_that_the_market_has_left_behind_is_to_be_replaced(self, config, champion):
        found = refit(config, champion, as_of="2025-12-31")
        assert found.recommendation == "replace"
        assert found.reasons[1].startswith("The new card ranks leads better: AUC 0.")
        assert found.words.startswith("Recommendation: replace.\nBoth are judged by 1,")

    def test_both_are_judged_by_leads_later_than_either_learned_from(self, config, champion):
        found = refit(config, champion)
        test = open_run(config, champion.parent).split.test
        assert found.reasons[0].startswith(f"Both are judged by {len(test.X):,} leads with an outcome, later than all")
        learned = [Scorecard.load(champion).facts["learned_until"], found.challenger.facts["learned_until"]]
        assert max(pd.to_datetime(learned)) < test.moments.min()

    def test_a_card_that_learned_lately_is_judged_by_later_leads_still(self, config, tmp_path):
        late = Scorecard.load(card_in_use(config, tmp_path / "use"))
        path = replace(late, facts={**late.facts, "learned_until": "2025-11-01"}).save(tmp_path / "late.yml")
        created = pd.read_csv(config.parent / "leads.csv", parse_dates=["created"])["created"]
        old_enough = created + pd.Timedelta(days=30) <= pd.Timestamp("2026-01-01")
        later = ((created > "2025-11-01") & old_enough).sum()
        assert refit(config, path).reasons[0].startswith(f"Both are judged by {later} leads with an outcome")

    def test_a_card_that_has_seen_all_leads_has_to_wait(self, config, tmp_path):
        late = Scorecard.load(card_in_use(config, tmp_path / "use"))
        path = replace(late, facts={**late.facts, "learned_until": "2025-12-31"}).save(tmp_path / "late.yml")
        found = refit(config, path)
        assert found.recommendation == "wait"
        assert "neither card has seen, 0 have an outcome" in found.reasons[1]

    def test_a_card_that_does_not_say_until_when_it_learned_is_told_how_leads_were_chosen(self, config, champion):
        card = Scorecard.load(champion)
        replace(card, facts={"method": card.facts["method"]}).save(champion)
        assert "does not say until when it learned" in refit(config, champion).reasons[0]

    def test_leads_without_dates_are_drawn_at_random_and_that_is_said(self, tmp_path):
        config = export(tmp_path / "undated", dates=False)
        found = refit(config, card_in_use(config, tmp_path / "use"))
        assert "have no dates, so 1,200 to judge by were drawn at random" in found.reasons[0]
        assert found.recommendation == "keep"

    def test_nothing_is_replaced_without_being_asked(self, config, champion):
        before = champion.read_bytes()
        found = refit(config, champion)
        assert champion.read_bytes() == before
        assert not found.promoted
        assert found.words.endswith("logistic.v2.yml: Nothing was replaced.")
        assert sorted(path.name for path in champion.parent.iterdir()) == [
            "logistic.v2.changes.csv", "logistic.v2.yml", "logistic.yml",
        ]  # fmt: skip

    def test_promoted_it_takes_the_place_of_the_old_one_which_is_kept(self, config, champion):
        before = champion.read_bytes()
        found = refit(config, champion, promote=True)
        assert champion.read_bytes() == found.path.read_bytes()
        assert champion.with_name("logistic.v1.yml").read_bytes() == before
        assert Scorecard.load(champion).facts["version"] == 2

    def test_a_card_edited_since_it_was_promoted_is_kept_beside_the_one_it_was(self, config, champion):
        refit(config, champion, promote=True)
        edited = champion.read_text(encoding="utf-8").replace("name: logistic\n", "name: by Ada\n", 1)
        champion.write_text(edited, encoding="utf-8")
        refit(config, champion, promote=True)
        kept = list(champion.parent.glob("logistic.v2-*.yml"))
        assert [path.read_text(encoding="utf-8") for path in kept] == [edited]

    def test_the_new_card_names_its_parent_and_its_version(self, config, champion):
        parent = refit(config, champion).challenger.facts["parent"]
        assert (parent["name"], parent["version"], len(parent["fingerprint"])) == ("logistic", 1, 12)
        refit(config, champion, promote=True)
        second = refit(config, champion)
        assert second.path.name == "logistic.v3.yml"
        assert second.challenger.facts["parent"]["version"] == 2

    def test_the_same_again_is_the_same_file_and_another_day_another_version(self, config, champion):
        one, again = refit(config, champion), refit(config, champion)
        assert one.path == again.path
        assert refit(config, champion, as_of="2025-10-01").path.name == "logistic.v3.yml"

    def test_the_new_card_learns_as_the_one_in_use_did(self, config, tmp_path):
        path = card_in_use(config, tmp_path / "use", fit=fit_close_rates)
        assert refit(config, path).challenger.facts["method"] == "manual close rates, log-odds"

    def test_a_card_by_hand_is_followed_by_a_regression_and_that_is_said(self, config, tmp_path):
        source = Attribute("source", "text", category_levels([["fair"], ["web"]]))
        path = Scorecard.of("rubric", {source: [10, 0, 0, 0]}, tiers={"hot": 10}).save(tmp_path / "rubric.yml")
        found = refit(config, path)
        assert "does not say how it was made; the new one is learned by logistic regression" in found.reasons[1]
        assert "has no probabilities, so only the order of the leads was judged" in found.reasons[-1]

    def test_what_was_agreed_by_hand_goes_over_to_the_new_card(self, config, tmp_path):
        # Two sources in one level: learned alone they would have two, and the knock-out none that it names.
        source = Attribute("source", "text", category_levels([["fair", "web"], ["mail"]]), "fit")
        size = Attribute("size", "text", category_levels([["big"], ["small"]]), "engagement")
        path = Scorecard.of(
            "rubric", {source: [10, 0, 0, 0], size: [5, 0, 0, 0]}, tiers={"hot": 10, "mild": 5},
            knock_outs=(KnockOut("size", ("small",), "buys too little"), KnockOut("source", ("mail",), "spam")),
            caps={"fit": (0, 10)}, definitions={"hot": "Sales calls.", "mild": "Later.", "disqualified": "Nobody."},
        ).save(tmp_path / "rubric.yml")  # fmt: skip
        found = refit(config, path)
        new = found.challenger
        assert [k.reason for k in new.knock_outs] == ["buys too little", "spam"]
        assert next(a for a in new.attributes if a.name == "source").levels[0].condition.values == ("fair", "web")
        assert new.definitions == {"hot": "Sales calls.", "disqualified": "Nobody."}
        assert found.reasons[-2:] == (
            "The caps of `fit` are lost, for they are on the scale of the old points.",
            "What `mild` means is lost, for the new card has no such tier.",
        )
        assert set(found.changes.loc[found.changes["tier_new"] == "disqualified", "tier_now"]) <= {"disqualified"}

    def test_a_knock_out_of_a_column_that_may_not_earn_points_any_more_is_lost_and_that_is_said(self):
        source = Attribute("source", "text", category_levels([["fair"], ["web"]]))
        size = Attribute("size", "text", category_levels([["big"], ["small"]]))
        old = Scorecard.of("old", {source: [1, 0, 0, 0], size: [1, 0, 0, 0]},
                           knock_outs=(KnockOut("size", ("small",), "buys too little"),))  # fmt: skip
        new, words = inherited(old, Scorecard.of("new", {source: [2, 0, 0, 0]}), pd.DataFrame())
        assert new.knock_outs == ()
        assert words == (
            "The knock-out of `size: small` (buys too little) is lost, for the new card does not know `size`; "
            "the leads it disqualified would be called.",
        )

    def test_a_matrix_goes_over_with_bands_of_its_own(self, config, tmp_path):
        config.write_text(config.read_text() + "groups: {fit: [source], engagement: [size]}\n")
        card = Scorecard.load(card_in_use(config, tmp_path / "use", as_of="2024-04-30"))
        bands = Matrix(Axis(("fit",), {"A": 90}), Axis(("engagement",), {"1": 90}), {"hot": ("A1", "A3")})
        path = replace(card, tiers={}, matrix=bands).save(tmp_path / "use" / "cells.yml")
        new = refit(config, path).challenger
        assert new.tier_names == ("hot",)
        assert new.matrix.fit.lowest["A"] < 90
        assert Scorecard.load(path).matrix == bands

    def test_the_leads_whose_tier_would_change_are_listed(self, config, champion):
        found = refit(config, champion)
        table = pd.read_csv(found.path.with_suffix(".changes.csv"), dtype=str)
        assert len(table) == len(found.changes) > 0
        assert (table["tier_now"] != table["tier_new"]).all()
        assert f"{len(table):,} of {found.open_leads:,} open leads would change their tier" in found.words

    def test_another_folder_leaves_that_of_the_card_alone(self, config, champion, tmp_path):
        found = refit(config, champion, out=tmp_path / "elsewhere")
        assert found.path == tmp_path / "elsewhere" / "logistic.v2.yml"
        assert [path.name for path in champion.parent.iterdir()] == ["logistic.yml"]

    def test_kept_versions_are_no_cards_of_a_report(self, config, champion, tmp_path):
        refit(config, champion, promote=True)
        assert list(open_run(config, tmp_path / "use").cards()) == ["logistic"]

    def test_a_card_whose_attributes_are_not_in_the_data_is_answered_in_words(self, config, tmp_path):
        title = Attribute("titel", "text", category_levels([["CEO"]]))
        path = Scorecard.of("foreign", {title: [10, 0, 0]}).save(tmp_path / "foreign.yml")
        with pytest.raises(CardError, match="`foreign`, gives points for `titel`, which the leads do not have"):
            refit(config, path)

    def test_a_kept_version_cannot_be_replaced(self, config, champion):
        kept = refit(config, champion).path
        with pytest.raises(ParameterError, match=r"logistic.v2.yml is a kept version. Name the card in use: logistic"):
            refit(config, kept, promote=True)

    @pytest.mark.parametrize("odd", ["spring", [1]])
    def test_a_moment_nobody_can_read_is_named(self, config, champion, odd):
        card = Scorecard.load(champion)
        replace(card, facts={**card.facts, "learned_until": odd}).save(champion)
        with pytest.raises(CardError, match="`learned_until` of the card `logistic` is .* by dates"):
            refit(config, champion)

    def test_a_version_that_is_no_number_is_named(self, config, champion):
        card = Scorecard.load(champion)
        replace(card, facts={**card.facts, "version": "two"}).save(champion)
        with pytest.raises(CardError, match="`version` of the card `logistic` is 'two'; allowed is a whole number"):
            refit(config, champion)

    def test_olist_is_refitted_from_its_real_dates(self, shared_data, tmp_path):
        shared_data("olist_funnel/olist_marketing_qualified_leads_dataset.csv")
        path = card_in_use(CONFIGS / "olist_funnel.yml", tmp_path, as_of="2018-08-01")
        found = refit(CONFIGS / "olist_funnel.yml", path)
        assert found.recommendation in {"keep", "replace", "wait"}
        assert "later than all that either learned from" in found.reasons[0]


class TestChallenge:
    title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))

    def card(self, ceo: int, clerk: int, *, odds: float = 0.25) -> Scorecard:
        return Scorecard.of("card", {self.title: [ceo, clerk, 0, 0]}, line=Line(0, odds, 10))

    def leads(self, n: int = 400, ceo_rate: float = 0.5) -> tuple[pd.DataFrame, pd.Series]:
        X = pd.DataFrame({"title": ["CEO"] * (n // 2) + ["Clerk"] * (n // 2)})
        of_ceos = (np.arange(n // 2) % 10 < 10 * ceo_rate).astype(int)
        return X, pd.Series([*of_ceos, *(np.arange(n // 2) % 10 < 1).astype(int)])

    def test_a_card_upside_down_is_to_be_replaced_and_never_replaces(self):
        right, wrong = self.card(20, -10), self.card(-10, 20)
        assert challenge(wrong, right, *self.leads()).recommendation == "replace"
        assert challenge(right, wrong, *self.leads()).recommendation == "keep"

    def test_the_same_card_again_is_no_reason_to_change(self):
        found = challenge(self.card(20, -10), self.card(20, -10), *self.leads())
        assert found.recommendation == "keep"
        assert found.reasons[0].startswith("They rank leads alike, as far as anybody would notice")

    def test_better_probabilities_of_the_same_order_are_a_reason_to_replace(self):
        # Half of the CEOs and a tenth of the clerks converted: odds 1 and 1/9. One card says 16 times as much.
        said = self.card(20, -12)
        found = challenge(self.card(20, -12, odds=4), said, *self.leads())
        assert found.recommendation == "replace"
        assert found.reasons[1].startswith("Its probabilities are better (log loss −")

    def test_few_leads_settle_nothing(self):
        found = challenge(self.card(0, 1), self.card(1, 0), *self.leads(40, ceo_rate=0.2))
        assert found.recommendation == "wait"
        assert "more leads with an outcome would settle it" in found.reasons[0]

    def test_fewer_than_five_conversions_are_not_judged_at_all(self):
        X, y = self.leads(40)
        found = challenge(self.card(20, -10), self.card(-10, 20), X, y * (y.cumsum() <= 4))
        assert (found.recommendation, found.table) == ("wait", None)
        assert "40 have an outcome and 4 of them converted; at least 5" in found.reasons[0]


def test_from_a_shell_it_recommends_and_says_what_was_left_alone(config, champion, capsys):
    assert main(["refit", str(config), "--card", str(champion)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Recommendation: ")
    assert printed.rstrip().endswith("Nothing was replaced.")


def test_from_a_shell_a_card_that_does_not_fit_is_the_input_at_fault(config, tmp_path, capsys):
    assert main(["refit", str(config), "--card", str(tmp_path / "none.yml")]) == 2
    assert "none.yml" in capsys.readouterr().err
