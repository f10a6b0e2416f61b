"""The command line: what it prints, and its exit status."""

import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from leadtools.cli import main
from leadtools.levels import Attribute, category_levels
from leadtools.scorecard import Scorecard
from leadtools.scorecard.line import Line
from tests.conftest import ROOT

PARAMETERS = """config: str = "leadtools.yml"  # which column is what
out: str = "out"  # folder of this run
as_of: str = ""  # the moment, an ISO date
limit: int = 10  # leads at most"""
RECORD = "import pathlib; pathlib.Path(out, 'said.txt').write_text(f'{as_of} {limit}')"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A folder with a configuration and a folder of one notebook, and we stand in it."""
    (tmp_path / "leads.csv").write_text("lead_id,title,won\na,CEO,yes\nb,Clerk,no\n", encoding="utf-8")
    (tmp_path / "leadtools.yml").write_text("leads: leads.csv\noutcome: {flag: won}\n", encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    notebook_of(tmp_path, RECORD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def notebook_of(home: Path, code: str) -> None:
    """Make the one notebook of the report run `code`."""
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    cells = [new_markdown_cell("# Who came in?"), parameters, new_code_cell(code)]
    made = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    nbformat.write(made, home / "notebooks" / "10_in.ipynb")


def report(*options: str) -> int:
    return main(["report", "leadtools.yml", "--out", "out", "--notebooks", "notebooks", *options])


def test_a_report_tells_how_far_it_is_and_where_it_went(home, capsys):
    assert report("--as-of", "2025-06-30", "-p", "limit=3") == 0
    said = capsys.readouterr()
    assert re.fullmatch(r"10_in  Who came in\?  \d+\.\d s\n", said.err)
    assert said.out == f"{Path('out', 'index.html')}\n"
    assert (home / "out" / "said.txt").read_text(encoding="utf-8") == "2025-06-30 3"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--as-of", "yesterday"], "as_of is 'yesterday'; allowed is a date such as 2025-12-31"),
        (["-p", "limit"], "'limit' is not written NAME=VALUE, such as rule=ratio"),
        (["-p", "=3"], "'=3' is not written NAME=VALUE"),
        (["-p", "limit=3", "-p", "limit=4"], "`limit` is given twice"),
        (["-p", "limit=few"], "`limit` is 'few'; allowed is a whole number"),
        (["-p", "limits=3"], "`limits` is not a parameter of the notebooks; did you mean `limit`"),
        (["-p", "out=elsewhere"], "`out` cannot be set as a parameter"),
        (["-p", "notebooks=elsewhere"], "`notebooks` is not a parameter of the notebooks"),
        (["--out", "leads.csv"], "leads.csv` is a file, and the report is a folder"),
        (["--out", "notebooks"], "`notebooks` holds files that are no report"),
        (["--notebooks", "nowhere"], "`nowhere` is no folder. Name one that holds copies"),
        (["--tiers", "3"], "No such option"),
    ],
)
def test_a_fault_of_the_input_is_told_and_ends_with_2(home, capsys, options, message):
    assert report(*options) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said
    assert not (home / "out").exists()


@pytest.mark.parametrize(
    "arguments", [["report", "nowhere.yml", "--out", "out"], ["report", "leads.csv", "--out", "out"]]
)
def test_a_configuration_that_cannot_be_read_ends_with_2(home, capsys, arguments):
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert Path(arguments[1]).name in said
    assert "Traceback" not in said


def test_a_fault_found_by_a_notebook_ends_with_2_and_its_own_words(home, capsys):
    notebook_of(home, "from leadtools.errors import DataError\nraise DataError('`won` has the value 3.')")
    assert report() == 2
    assert capsys.readouterr().err == "Error: `won` has the value 3.\n"


def test_a_notebook_that_breaks_ends_with_1_and_three_lines(home, capsys):
    notebook_of(home, "{}['lead']")
    assert report() == 1
    assert capsys.readouterr().err.splitlines() == [
        "Error: 10_in.ipynb stopped in the cell `{}['lead']`",
        "KeyError: 'lead'",
        f"The notebook as far as it came: {home / 'out-failed.ipynb'}",
    ]


def test_stopping_by_hand_ends_with_130_keeps_what_was_there_and_leaves_nothing_running(home):
    (home / "out").mkdir()
    (home / "out" / "summary.json").write_text("{}", encoding="utf-8")
    pid = home / "pid.txt"
    notebook_of(
        home, f"import os, pathlib, time; pathlib.Path({str(pid)!r}).write_text(str(os.getpid())); time.sleep(60)"
    )
    # A shell starts what it puts in the background with Ctrl-C ignored, and these tests may be run there.
    heeds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{heeds}; import sys; from leadtools.cli import main; sys.exit(main())"]
    command += ["report", "leadtools.yml", "--out", "out", "--notebooks", "notebooks"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as running:
        until = time.monotonic() + 120
        while not (pid.exists() and pid.read_text(encoding="utf-8")) and time.monotonic() < until:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=40)
    assert (running.returncode, said.strip()) == (130, "Stopped. What was there before is unchanged.")
    assert sorted(path.name for path in home.iterdir() if "out" in path.name) == ["out"]
    assert [path.name for path in (home / "out").iterdir()] == ["summary.json"]
    with pytest.raises(ProcessLookupError, match="No such process"):
        os.kill(int(pid.read_text(encoding="utf-8")), 0)


def test_a_saved_card_scores_a_file(tmp_path, capsys):
    # Executives 10 points, clerks −10; odds 1 : 1 at 0, doubled every 10: 2 : 1 is two thirds, 1 : 2 one third.
    title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    card = Scorecard.of("by hand", {title: [10, -10, 0, 0]}, line=Line(0, 1.0, 10)).save(tmp_path / "card.yml")
    (tmp_path / "new.csv").write_text("key,title\nk1,Clerk\nk2,CEO\n", encoding="utf-8")
    status = main(["score", str(card), str(tmp_path / "new.csv"), "--out", str(tmp_path / "scores.csv"), "--id", "key"])
    said = capsys.readouterr()
    assert status == 0
    assert said.out == f"{tmp_path / 'scores.csv'}: 2 leads scored\n"
    scores = pd.read_csv(tmp_path / "scores.csv")[["lead_id", "score", "probability"]]
    assert scores.values.tolist() == [["k2", 10, 0.6667], ["k1", -10, 0.3333]]


@pytest.mark.parametrize(
    ("folder", "signal", "said"),
    [("scorecards", "no", "Do not call by this score"), ("scorecards", "unclear", "Too early to tell"),
     ("scorecards", "yes", ""), ("elsewhere", "no", "")],
)  # fmt: skip
def test_scores_repeat_the_caution_of_the_report_in_which_the_card_lies(tmp_path, capsys, folder, signal, said):
    (tmp_path / folder).mkdir()
    (tmp_path / "summary.json").write_text(f'{{"signal": "{signal}", "outcome_kind": "date"}}', encoding="utf-8")
    title = Attribute("title", "text", category_levels([["CEO"], ["Clerk"]]))
    card = Scorecard.of("by hand", {title: [10, -10, 0, 0]}, line=Line(0, 1.0, 10)).save(tmp_path / folder / "card.yml")
    (tmp_path / "new.csv").write_text("key,title\nk1,Clerk\n", encoding="utf-8")
    assert main(["score", str(card), str(tmp_path / "new.csv"), "--out", str(tmp_path / "scores.csv")]) == 0
    told, scores = capsys.readouterr().err, pd.read_csv(tmp_path / "scores.csv")
    assert told.startswith(f"Note: {said}") if said else told == ""
    assert ("caution" in scores) == bool(said)


def test_a_card_that_is_not_there_ends_with_2(tmp_path, capsys):
    assert main(["score", str(tmp_path / "card.yml"), "new.csv", "--out", str(tmp_path / "scores.csv")]) == 2
    said = capsys.readouterr().err
    assert "card.yml" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["init", "report", "score"])
def test_help_shows_an_example(command, capsys):
    assert main([command, "--help"]) == 0
    assert f"  Example:\n    leadtools {command} " in capsys.readouterr().out


def test_the_version_is_the_projects(capsys):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"leadtools, version {project['version']}\n"


def test_help_waits_for_no_library():
    code = "import sys, leadtools.cli; print(sorted({'pandas', 'duckdb', 'papermill', 'nbformat'} & set(sys.modules)))"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert told.stdout == "[]\n"


class TestRubric:
    def test_a_published_table_becomes_a_spreadsheet_and_a_card_again_unchanged(self, home, capsys):
        assert main(["rubric", "show", "weighted", "--maximum", "1000", "--out", "ours.yml"]) == 0
        assert main(["rubric", "to-sheet", "ours.yml", "--out", "ours.xlsx"]) == 0
        assert main(["rubric", "from-sheet", "ours.xlsx", "--out", "again.yml"]) == 0
        assert capsys.readouterr().out.split() == ["ours.yml", "ours.xlsx", "again.yml"]
        assert (home / "again.yml").read_bytes() == (home / "ours.yml").read_bytes()

    def test_shown_it_is_the_file_it_would_be(self, home, capsys):
        main(["rubric", "show", "starter", "--out", "ours.yml"])
        capsys.readouterr()
        assert main(["rubric", "show", "starter"]) == 0
        assert capsys.readouterr().out == (home / "ours.yml").read_text(encoding="utf-8")

    def test_of_a_file_it_says_how_to_edit_it(self, home, capsys):
        assert main(["rubric", "show", "ours.yml"]) == 2
        assert "leadtools rubric to-sheet ours.yml --out ours.xlsx" in capsys.readouterr().err

    @pytest.mark.parametrize("sheet", [False, True])
    def test_its_check_names_tiers_out_of_reach_and_weights_without_effect(self, home, capsys, sheet):
        # At most 5 points of 60 and 40; so nobody is hot, and neither weight ever takes a point.
        (home / "ours.yml").write_text(
            """name: ours
attributes:
  - {name: title, group: fit, levels: [{is: [CEO], points: 5}]}
  - {name: opened, group: engagement, levels: [{is: ["yes"], points: 0}]}
scale: {highest: 100}
weights: {fit: 60, engagement: 40}
tiers: {hot: 6, warm: 5}
""",
            encoding="utf-8",
        )
        if sheet:
            main(["rubric", "to-sheet", "ours.yml", "--out", "ours.xlsx"])
            capsys.readouterr()
        name = "ours.xlsx" if sheet else "ours.yml"
        assert main(["rubric", "check", name]) == 0
        told = capsys.readouterr()
        assert told.out == f"{name}: no faults in 2 attributes with 6 levels.\n"
        notes = told.err.splitlines()
        assert [note.partition(":")[2].split(":")[0] for note in notes] == [
            " No lead can be `hot`",
            " The cap or weight of `fit` (0 to 60) changes no score",
            " The cap or weight of `engagement` (0 to 40) changes no score",
        ]

    def test_with_a_configuration_its_points_are_held_against_the_leads(self, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        # 100 leads of the fair get 10 points and 20 converted; of 100 from the web 60 did.
        came = [("fair", i < 20) for i in range(100)] + [("web", i < 60) for i in range(100)]
        rows = [f"{i},{source},{'yes' if won else 'no'}" for i, (source, won) in enumerate(came)]
        Path("leads.csv").write_text("\n".join(["id,source,won", *rows]), encoding="utf-8")
        Path("leadtools.yml").write_text("leads: leads.csv\nid: id\noutcome: {flag: won}\n", encoding="utf-8")
        card = "name: ours\nattributes:\n"
        card += (
            "  - {name: source, levels: [{is: [fair], points: 10}]}\n  - {name: size, levels: [{is: [s], points: 1}]}\n"
        )
        Path("ours.yml").write_text(card, encoding="utf-8")
        assert main(["rubric", "check", "ours.yml", "--config", "leadtools.yml"]) == 0
        told = capsys.readouterr()
        assert "high: `source` contradicts the data: `fair` gets +10, more than `(other)` (0)" in told.out
        assert "20 of 100 (20 %) against 60 of 100 (60 %)" in told.out
        assert "no column stands for size" in told.err
        assert main(["rubric", "check", "ours.yml", "--config", "none.yml"]) == 2

    @pytest.mark.parametrize("name", ["ours.yml", "ours.xlsx"])
    def test_its_definition_is_a_page_of_its_own(self, home, capsys, name):
        main(["rubric", "show", "starter", "--out", "ours.yml"])
        main(["rubric", "to-sheet", "ours.yml", "--out", "ours.xlsx"])
        capsys.readouterr()
        assert main(["rubric", "define", name, "--out", "agreed/in_may"]) == 0
        assert capsys.readouterr().out == "agreed/in_may/definition.html\n"
        for page in (home / "agreed" / "in_may" / "definition.html", home / "agreed" / "in_may" / "definition.md"):
            assert "What is a good lead?" in page.read_text(encoding="utf-8")

    def test_it_scores_a_file_though_nobody_knows_its_probabilities(self, home):
        rows = "name: ours\nattributes:\n  - {name: title, levels: [{is: [CEO], points: 5}]}\ntiers: {hot: 5}\n"
        (home / "ours.yml").write_text(rows, encoding="utf-8")
        (home / "new.csv").write_text("lead_id,title\na,Clerk\nb,CEO\n", encoding="utf-8")
        assert main(["score", "ours.yml", "new.csv", "--out", "scores.csv"]) == 0
        lines = (home / "scores.csv").read_text(encoding="utf-8").splitlines()
        assert lines[0] == "lead_id,score,tier,reasons"
        assert [line.split(",")[:3] for line in lines[1:]] == [["b", "5", "hot"], ["a", "0", "cold"]]

    def test_where_a_file_stands_no_folder_for_its_definition_is_made(self, home, capsys):
        main(["rubric", "show", "starter", "--out", "ours.yml"])
        assert main(["rubric", "define", "ours.yml", "--out", "ours.yml"]) == 2
        assert "The folder ours.yml cannot be made" in capsys.readouterr().err

    def test_what_is_read_is_never_replaced(self, home, capsys):
        main(["rubric", "show", "starter", "--out", "ours.yml"])
        assert main(["rubric", "to-sheet", "ours.yml", "--out", "./ours.yml"]) == 2
        assert "is read from and would be replaced" in capsys.readouterr().err
