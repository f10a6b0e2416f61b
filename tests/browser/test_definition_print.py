"""The definition of a good lead as it comes out of a printer."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from leadtools.levels import Attribute, category_levels
from leadtools.report.definition import write_definition
from leadtools.rubrics import load_rubric
from leadtools.scorecard import Scorecard

PUBLISHED = ("starter", "refined", "revops", "weighted", "guideline")


def long_card(n_attributes: int, n_levels: int) -> Scorecard:
    levels = category_levels([[f"some level {i}"] for i in range(n_levels)])
    names = [Attribute(f"attribute_{i}", "text", levels) for i in range(n_attributes)]
    return Scorecard.of("long", {name: [*range(1, n_levels + 1), 0, 0] for name in names}, tiers={"hot": 20})


@pytest.mark.parametrize(
    "card",
    [*map(load_rubric, PUBLISHED), long_card(20, 8), long_card(30, 8), long_card(40, 8), long_card(45, 6)],
    ids=[*PUBLISHED, "20 of 8", "30 of 8", "40 of 8", "45 of 6"],
)
def test_the_definition_is_one_page_of_a4(card: Scorecard, chromium: Browser, tmp_path: Path):
    write_definition(card, tmp_path)
    page = chromium.new_page()
    page.goto((tmp_path / "definition.html").as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
