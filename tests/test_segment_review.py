"""A card for each segment in a run: judged by later leads, kept, and every open lead with the card that scores it."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from leadtools.errors import ConfigError
from leadtools.methods.logistic import fit_logistic
from leadtools.report.index import render_index
from leadtools.runs import Run, open_run
from leadtools.scorecard import SegmentCards
from leadtools.segment_review import NO_SEGMENTS, SegmentReview

# 1,500 leads, two a day. At the fair half of those who want a Planner close and a tenth of the others; on the web it is
# the other way round, so that one card for all cannot tell them apart.
N = 1_500
RNG = np.random.default_rng(0)
PRODUCT, SOURCE = RNG.choice(["Planner", "Tracker"], N), RNG.choice(["fair", "web"], N)
CAME = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(N) / 2, unit="D")
CLOSES = RNG.random(N) < np.where((PRODUCT == "Planner") == (SOURCE == "fair"), 0.5, 0.1)
LEADS = pd.DataFrame({
    "lead_id": [f"L{i:04d}" for i in range(N)], "came": CAME.strftime("%Y-%m-%d"), "product": PRODUCT, "source": SOURCE,
    "won": np.where(CLOSES, (CAME + pd.Timedelta(days=5)).strftime("%Y-%m-%d"), ""),
})  # fmt: skip
SAID = {"leads": "leads.csv", "id": "lead_id", "created": "came", "outcome": {"date": "won"}, "horizon_days": 30}


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    LEADS.to_csv(folder / "leads.csv", index=False)

    def run_with(**more) -> Run:
        (folder / "leadtools.yml").write_text(json.dumps(SAID | more), encoding="utf-8")
        return open_run(folder / "leadtools.yml", folder / "out")

    return run_with


def reviewed(run: Run) -> SegmentReview:
    return SegmentReview.of(run, fit_logistic(run.split.train.X, run.split.train.y, levels=run.levels))


@pytest.fixture(scope="module")
def run(opened) -> Run:
    return opened(segments="product", tiers={"first": 60, "second": 50})


@pytest.fixture(scope="module")
def review(run) -> SegmentReview:
    return reviewed(run)


class TestWhereSegmentsDiffer:
    def test_their_cards_rank_the_later_leads_better_and_the_verdict_says_so(self, review):
        auc = review.differences.set_index(["method", "measure"]).loc[("logistic", "auc")]
        assert auc["difference_low"] < auc["difference_high"] < 0
        assert "`by segment` is better than `logistic`" in review.words

    def test_every_open_lead_stands_there_with_the_card_that_scores_it(self, run, review):
        review.keep(run)
        found = pd.read_csv(run.folder / "by_segment" / "scores.csv").set_index("lead_id")
        assert set(found.index) == set(run.open_leads.index)
        product = LEADS.set_index("lead_id")["product"].reindex(found.index)
        assert found["card"].tolist() == ("by segment: " + product).tolist()
        again = SegmentCards.load(run.folder / "by_segment")
        assert {card.facts["lead_id"] for card in again.cards} == {"lead_id"}
        assert {tuple(card.tiers) for card in again.cards} == {("first", "second")}
        assert again.score(run.open_leads)[found.index].tolist() == found["score"].tolist()

    def test_their_list_says_how_old_the_leads_are_and_that_nobody_is_to_call_by_it(self, run, review, tmp_path):
        lots = replace(run, folder=tmp_path)
        lots.record(signal="no")
        (tmp_path / "by_segment").mkdir()
        listed = review.keep(lots)
        assert {"age_days", "chance_now"} <= set(listed)
        assert listed["caution"].str.startswith("Do not call by this score").all()

    def test_the_page_of_the_report_shows_them(self, run, review):
        run.record(**review.facts())
        page = render_index(run.folder, [], "leadtools.yml")
        assert "A card for each product?" in page
        assert "by segment: Planner" in page


def test_without_segments_it_says_how_to_name_them(opened):
    review = reviewed(opened())
    assert (review.cards, review.words, review.facts()) == (None, NO_SEGMENTS, {"segments": None})


def test_a_column_that_is_not_there_is_named_with_its_line_before_anything_is_learned(opened):
    with pytest.raises(ConfigError, match=r"line 1: `produkt` is not a column of leads.csv; did you mean `product`"):
        opened(segments="produkt")


def test_a_column_that_may_not_earn_points_is_named_with_its_line(opened):
    with pytest.raises(ConfigError, match=r"line 1: `won` is not a column that may earn points"):
        reviewed(opened(segments="won"))


def test_segments_may_be_told_apart_by_what_is_made_of_other_columns(opened):
    planner = {"planner": {"product": {"is": ["Planner"]}, "source": {"is": ["fair"]}}}
    assert opened(segments="best persona", personas=planner).config.segments == "best persona"


def test_too_few_conversions_are_told_in_words(opened):
    run = opened(segments="product", outcome={"date": "won"}, known_until="2024-02-20", test_share=0.5)
    review = reviewed(run)
    assert review.cards is None
    assert review.words.startswith("Not enough data for a card by `product`")
