"""What people believe beside what the data say."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.contingency_tables import Table2x2

from leadtools.config import read_config
from leadtools.errors import ConfigError
from leadtools.evaluation.beliefs import check_beliefs, read_beliefs
from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.plots import plot_beliefs, show
from leadtools.runs import open_run
from tests.conftest import ROOT

SOURCE = Attribute("source", "text", category_levels([["fair"], ["web"], ["list"]]))
SIZE = Attribute("size", "number", number_levels([50, 1000]))
HEADER = "who,attribute,level,effect,note\n"


def counted(**levels: tuple[int, int]) -> tuple[pd.DataFrame, pd.Series]:
    """Return leads with one source each: so many converted of so many."""
    rows = [(level, int(i < won)) for level, (won, n) in levels.items() for i in range(n)]
    return pd.DataFrame({"source": [level for level, _ in rows]}), pd.Series([won for _, won in rows])


def believed(*beliefs: tuple[str, str, str]) -> pd.DataFrame:
    """Return what people say of a source: (who, level, effect)."""
    rows = [(who, "source", level, effect) for who, level, effect in beliefs]
    return pd.DataFrame(rows, columns=["who", "attribute", "level", "effect"])


def verdict(effect: str, **levels: tuple[int, int]) -> str:
    X, y = counted(**levels)
    return check_beliefs(believed(("sales", "fair", effect)), X, y, levels=[SOURCE]).table["verdict"].item()


@pytest.mark.parametrize(
    ("effect", "fair", "web", "expected"),
    [
        ("better", (400, 1000), (200, 1000), "agreed"),
        ("better", (200, 1000), (400, 1000), "contradicted"),
        ("better", (2000, 10_000), (2000, 10_000), "contradicted"),  # no room for a quarter more
        ("better", (22, 100), (200, 1000), "cannot be told"),
        ("better", (0, 9), (200, 1000), "cannot be told"),
        ("much better", (400, 1000), (200, 1000), "agreed"),
        ("much better", (300, 1000), (200, 1000), "agreed, but less"),  # 1.3 to 1.7 times
        ("worse", (100, 1000), (200, 1000), "agreed"),
        ("much worse", (140, 1000), (200, 1000), "agreed, but less"),
        ("much worse", (20, 1000), (200, 1000), "agreed"),
        ("worse", (400, 1000), (200, 1000), "contradicted"),
        ("no difference", (2000, 10_000), (2000, 10_000), "agreed"),
        ("no difference", (400, 1000), (200, 1000), "contradicted"),
        ("no difference", (20, 100), (200, 1000), "cannot be told"),
    ],
)
def test_a_belief_is_agreed_contradicted_or_cannot_be_told(effect, fair, web, expected):
    assert verdict(effect, fair=fair, web=web) == expected


def test_a_level_is_compared_with_all_other_leads():
    X, y = counted(fair=(40, 100), web=(100, 500), list=(100, 500))
    row = check_beliefs(believed(("sales", "fair", "better")), X, y, levels=[SOURCE]).table.iloc[0]
    assert (row["close_rate"], row["rest_rate"], row["times"]) == (0.4, 0.2, 2.0)
    plain = Table2x2(np.array([[40, 60], [200, 800]])).riskratio_confint()
    assert (row["times_low"], row["times_high"]) == pytest.approx(plain, abs=0.03)


def test_what_cannot_be_told_says_how_many_leads_more_it_takes():
    X, y = counted(fair=(11, 100), web=(100, 1000))
    table = check_beliefs(believed(("sales", "fair", "better"), ("marketing", "fair", "much better")), X, y,
                          levels=[SOURCE]).table  # fmt: skip
    assert table["verdict"].tolist() == ["cannot be told"] * 2
    # Twice: 18.5 % against 9.25 %, arcsine effect 0.2712; (1.96 + 0.84)² ÷ 0.2712² ÷ (100 × 1000 ÷ 1100²) = 1,292.
    assert table["leads_missing"][1] == pytest.approx(1292 - 1100, abs=2)
    assert table["leads_missing"][0] > 5 * table["leads_missing"][1]


def test_the_questions_ask_first_where_people_differ_and_last_those_never_asked():
    X, y = counted(fair=(400, 1000), web=(200, 1000), list=(50, 1000))
    asked = check_beliefs(believed(("sales", "fair", "worse"), ("marketing", "fair", "better")), X, y, levels=[SOURCE])
    ask = asked.questions["ask"].tolist()
    assert ask[:2] == ["sales; marketing", "sales"]
    assert ask[-3:] == ["customer with a short cycle", "customer with a long cycle", "customer who left"]
    why = asked.questions["why"].tolist()
    assert why[0].startswith(
        "sales says worse, marketing says better; the data: 400 of 1,000 closed, 40.0 % (37 to 43)"
    )
    assert why[1] == "The data contradict it: 400 of 1,000 closed, 40.0 % (37 to 43); of all others 12.5 % did."
    assert "What is different at `source: list`?" in asked.questions["question"].tolist()
    assert asked.words == "Of 2 beliefs: 1 agreed, 1 contradicted, 0 cannot be told."


def test_beliefs_are_read_as_people_write_them(tmp_path):
    path = tmp_path / "beliefs.csv"
    path.write_text(HEADER + 'Sales,size,50-999,Much better,why not\nmarketing,size,"1,000 or more",−1,\n\n', "utf-8")
    table = read_beliefs(path, [SOURCE, SIZE])
    assert table.to_numpy().tolist() == [
        ["sales", "size", "50–999", "much better"],
        ["marketing", "size", "1,000 or more", "worse"],
    ]


def test_every_fault_is_named_with_its_line(tmp_path):
    path = tmp_path / "beliefs.csv"
    rows = ["salse,source,fair,better,", "sales,sorce,fair,better,", "sales,source,fare,better,",
            "sales,source,fair,great,", "sales,source,web,,", "sales,source,web,worse,"]  # fmt: skip
    path.write_text(HEADER + "\n".join(rows) + "\n", "utf-8")
    with pytest.raises(ConfigError, match=r"beliefs\.csv has 6 faults:") as refused:
        read_beliefs(path, [SOURCE])
    assert str(refused.value).split("\n  ") == [
        "beliefs.csv has 6 faults:",
        "line 2: `who` is `salse`; did you mean `sales`?",
        "line 3: `attribute` is `sorce`, which is no attribute of the leads; did you mean `source`?",
        "line 4: `level` is `fare`, which is no level of `source`; did you mean `fair`?",
        "line 5: `effect` is `great`; known: `much better`, `better`, `no difference`, `worse`, `much worse`.",
        "line 6: `effect` is blank; known: `much better`, `better`, `no difference`, `worse`, `much worse`.",
        "line 7: sales says something of `source: web` on line 6 already; keep one.",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who,attribut,level,effect\nsales,source,fair,better\n", "line 1: the column `attribute` is missing; did you"),
        (HEADER, "has a header and no rows"),
        (HEADER + "sales,source,fair,better,\nsales,source\nsales,source,web,worse,\n", "beliefs.csv line 3: "),
    ],
)
def test_a_table_that_is_none_is_refused_in_words(tmp_path, text, message):
    path = tmp_path / "beliefs.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=message):
        read_beliefs(path, [SOURCE])


def test_a_file_of_beliefs_that_is_not_there_is_refused_by_the_configuration(tmp_path):
    (tmp_path / "leads.csv").write_text("a,won\n1,yes\n", "utf-8")
    (tmp_path / "leadtools.yml").write_text("leads: leads.csv\noutcome: {flag: won}\nbeliefs: belief.csv\n", "utf-8")
    with pytest.raises(ConfigError, match=r"line 3: there is no file `belief\.csv`"):
        read_config(tmp_path / "leadtools.yml")


def test_the_beliefs_of_the_sample_are_judged_by_what_was_planted(tmp_path):
    run = open_run(ROOT / "data" / "leadtools.yml", tmp_path)
    beliefs = read_beliefs(run.config.beliefs, run.levels)
    found = check_beliefs(beliefs, run.snapshot.X, run.snapshot.y, levels=run.levels)
    said = found.table.set_index(["who", "attribute", "level"])["verdict"]
    assert said["marketing", "first_form", "ebook"] == "contradicted"  # planted: −0.5
    assert said["sales", "employees", "1,000 or more"] == "contradicted"  # −0.4
    assert said["sales", "lead_source", "purchased list"] == "contradicted"  # −1.1, not 0
    assert said["marketing", "first_form", "demo request"] == "agreed"  # +0.8
    image = show(plot_beliefs(found.table))
    assert image.alt.startswith("Of 14 beliefs the data bear out ")
