"""What the README says of queries is run as it stands there."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from leadtools.methods.close_rates import fit_close_rates
from leadtools.runs import open_run

ROOT = Path(__file__).resolve().parents[1]
CONFIG = """
leads: leads.csv
id: lead_id
created: created_at
outcome: {date: converted_at}
leave_out: [call_outcome]
events: {file: events.csv, id: lead_id, event: event, at: at, before_created: keep}
after_days: 7
attributes:
  pricing_30d: {count: pricing_page, window_days: 30}
  engagement: {decayed: {product_page: 14, webinar_attended: 30}}
"""


@pytest.fixture
def lines() -> str:
    """The block of the README that scores from raw tables."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (block,) = [block for block in blocks if "full_query(" in block]
    return block.replace("database.sql(query)", "scored = database.sql(query)")


def test_the_query_of_the_readme_gives_every_open_lead_the_score_of_the_card(lines, tmp_path, monkeypatch):
    for name in ("leads.csv", "events.csv"):
        shutil.copy(ROOT / "data" / name, tmp_path / name)
    (tmp_path / "leadtools.yml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run = open_run("leadtools.yml", "reports/mine")
    card = fit_close_rates(run.split.train.X, run.split.train.y, levels=run.levels)
    run.save(replace(card, name="logistic"))
    said = {"run": run}
    exec(lines, said)  # noqa: S102 - our own README
    scored = said["scored"].set_index("lead_id")["score"]
    ours = card.score(run.open_leads)
    assert {"pricing_30d", "engagement", "newsletter_opt_in"} <= {attribute.name for attribute in card.attributes}
    assert len(ours) > 3000
    assert scored.loc[ours.index].tolist() == ours.tolist()
