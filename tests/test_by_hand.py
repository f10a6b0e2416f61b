"""What people wrote by hand is read before anything is learned."""

import json

import pandas as pd
import pytest

from leadtools.by_hand import read_by_hand
from leadtools.errors import LeadToolsError
from leadtools.runs import open_run

DAYS = pd.date_range("2025-01-01", periods=200)
LEADS = pd.DataFrame({
    "key": [f"L{i:03d}" for i in range(200)], "came": DAYS.strftime("%Y-%m-%d"), "source": ["web", "fair"] * 100,
    "won": [day.strftime("%Y-%m-%d") if i % 5 == 0 else "" for i, day in enumerate(DAYS)],
})  # fmt: skip
SAID = {
    "leads": "leads.csv", "id": "key", "created": "came", "outcome": {"date": "won"}, "horizon_days": 30,
    "rubric": "ours.yml", "beliefs": "beliefs.csv", "overrides": "overrides.csv",
}  # fmt: skip
OURS = """
name: ours
scale: {start: 0, lowest: null, highest: null, pdo: null}
tiers: {call: 9}
attributes:
  - name: source
    kind: text
    levels:
      - {level: web, is: [web], points: 5}
      - {level: fair, is: [fair], points: 9}
"""
BELIEFS = "who,attribute,level,effect\nsales,source,web,better\nmarketing,source,fair,worse\n"
OVERRIDES = "lead_id,tier,reason,by,until\nL199,hot,asked for a call,Ann,2026-01-31\n"


@pytest.fixture
def run(tmp_path):
    def opened(*, ours=OURS, beliefs=BELIEFS, overrides=OVERRIDES, **more):
        LEADS.to_csv(tmp_path / "leads.csv", index=False)
        for name, text in (("ours.yml", ours), ("beliefs.csv", beliefs), ("overrides.csv", overrides)):
            (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / "leadtools.yml").write_text(json.dumps(SAID | more), encoding="utf-8")
        return open_run(tmp_path / "leadtools.yml", tmp_path / "out")

    return opened


def test_what_is_there_is_counted(run):
    # web, fair, missing and any other value
    assert read_by_hand(run()) == {"rubric": 4, "beliefs": 2, "overrides": 1}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"ours": OURS.replace("source", "sauce")}, "the rubric needs `sauce`.*did you mean `source`?"),
        (
            {"beliefs": BELIEFS.replace("worse", "wurse")},
            "beliefs.csv line 3: `effect` is `wurse`; did you mean `worse`?",
        ),
        (
            {"overrides": OVERRIDES.replace("hot", "hto")},
            'overrides.csv line 2: "hto" is no tier .*did you mean `hot`?',
        ),
        ({"score_with": "rubric"}, 'overrides.csv line 2: "hot" is no tier of the card'),
        ({"tiers": {"best": 60}}, 'overrides.csv line 2: "hot" is no tier of the card'),
    ],
)
def test_a_fault_in_it_is_told_at_once(run, wrong, told):
    with pytest.raises(LeadToolsError, match=told.replace("?", r"\?")):
        read_by_hand(run(**wrong))
