"""leadtools init: the file it writes explains itself, is read as it stands, and asks what it cannot tell."""

import sys
from pathlib import Path

import openpyxl
import pytest

from leadtools.cli import main
from leadtools.config import read_config
from leadtools.errors import ConfigError, DataError, OutputError
from leadtools.guess import init
from leadtools.readers import read_history
from leadtools.runs import open_run

ROWS = [
    f"k{i}z,2025-{1 + i // 28:02d}-{1 + i % 28:02d},ana{i}@example.com,{'yes' if i % 3 else 'no'}" for i in range(300)
]
EXPORT = "lead_id,created_at,email,converted\n" + "\n".join(ROWS) + "\n"


@pytest.fixture
def export(tmp_path) -> Path:
    (tmp_path / "export.csv").write_text(EXPORT, encoding="utf-8")
    return tmp_path / "export.csv"


def test_every_guess_stands_there_with_its_reason(export):
    written, _ = init(export)
    assert written == export.parent / "leadtools.yml"
    assert written.read_text(encoding="utf-8") == (
        "# Written by `leadtools init`. Every line is a guess, with its reason above it: correct what is wrong, "
        "take out\n"
        "# what you know better.\n"
        "\n"
        "# 300 rows\n"
        "leads: export.csv\n"
        "\n"
        "# its name says which lead it is, and each of the 300 rows has one of its own\n"
        "id: lead_id\n"
        "\n"
        "# its name says when the lead came in, and 100% of the rows have a date in it\n"
        "created: created_at\n"
        "\n"
        "# its name says that it is an e-mail address\n"
        "email: email\n"
        "# `contact_quality: true` makes yes/no attributes of them: a throwaway address, a keyboard walk.\n"
        "\n"
        "# its name says so, and it holds yes and no; 66.7% of the rows say yes\n"
        "outcome:\n"
        "  flag: converted\n"
        "  yes: ['yes']\n"
        "  no: ['no']\n"
    )


def test_what_is_written_is_read_as_it_stands(export):
    history = read_history(init(export)[0])
    assert (history.roles.lead_id, history.roles.created_at, history.roles.email) == (
        "lead_id",
        "created_at",
        ("email",),
    )
    assert history.outcomes["converted"].sum() == 200


def test_a_second_run_of_the_same_writes_the_same_bytes(export):
    first = init(export)[0].read_bytes()
    assert init(export, force=True)[0].read_bytes() == first


def test_a_file_that_is_there_is_kept_unless_force_is_used(export):
    written, _ = init(export)
    written.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="leadtools.yml is there already. Look at it first; --force writes over it"):
        init(export)
    assert written.read_text(encoding="utf-8") == "mine"
    assert "leads: export.csv" in init(export, force=True)[0].read_text(encoding="utf-8")


def test_paths_are_relative_to_the_file_that_is_written(export, tmp_path):
    (tmp_path / "configs").mkdir()
    written, _ = init(export, out=tmp_path / "configs" / "mine.yml")
    assert "\nleads: ../export.csv\n" in written.read_text(encoding="utf-8")
    assert read_config(written).leads.path.is_file()


def test_a_second_file_is_written_with_its_ids(tmp_path):
    leads = "\n".join(["key,created", *(row.rsplit(",", 2)[0] for row in ROWS)])
    (tmp_path / "leads.csv").write_text(leads, encoding="utf-8")
    deals = "\n".join(["deal,lead,signed on", *(f"d{i},k{i}z,2026-01-02" for i in range(0, 300, 5))])
    (tmp_path / "deals.csv").write_text(deals, encoding="utf-8")
    written, _ = init(tmp_path / "leads.csv", outcome=tmp_path / "deals.csv")
    assert "outcome:\n  date: signed on\n  file: deals.csv\n  id: lead\n" in written.read_text(encoding="utf-8")
    assert read_history(written).outcomes["converted"].sum() == 60


def test_what_gives_the_outcome_away_is_left_out_with_its_kind(tmp_path):
    rows = [f"{i},{'ann' if i % 3 == 0 else ''},{'yes' if i % 3 == 0 else 'no'}" for i in range(90)]
    (tmp_path / "leads.csv").write_text("\n".join(["id,seller,converted", *rows]), encoding="utf-8")
    written, _ = init(tmp_path / "leads.csv")
    assert "\nleave_out:\n  seller: " in written.read_text(encoding="utf-8")
    assert written.read_text(encoding="utf-8").rstrip().endswith("  # leak")
    assert read_history(written).attributes == []


def test_what_cannot_be_told_is_asked_and_stops_every_reading(tmp_path):
    rows = "".join(f"{i},{'ja' if i % 2 else 'nein'},{'yes' if i % 3 else 'no'}\n" for i in range(40))
    (tmp_path / "leads.csv").write_text(f"id,newsletter,call\n{rows}", encoding="utf-8")
    written, _ = init(tmp_path / "leads.csv")
    question = "Which column says that a lead became a customer? Candidates: `newsletter` (ja, nein); `call` (yes, no)."
    assert f"\noutcome: 'ask: {question}'\n" in written.read_text(encoding="utf-8")
    for read in (read_config, read_history, lambda path: open_run(path, tmp_path / "out")):
        with pytest.raises(ConfigError, match=r"leadtools\.yml line \d+: this is still to be answered\. Which column"):
            read(written)


@pytest.mark.parametrize("word", ["ask", "ask: which one?"])
def test_a_question_may_be_written_by_hand(export, word):
    (export.parent / "mine.yml").write_text(f"leads: export.csv\noutcome: '{word}'\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 2: this is still to be answered. [Ww]hich .* Write the answer here"):
        read_config(export.parent / "mine.yml")


def test_another_word_in_the_place_of_the_outcome_is_no_question(export):
    (export.parent / "mine.yml").write_text("leads: export.csv\noutcome: converted\n", encoding="utf-8")
    with pytest.raises(ConfigError, match='`outcome` is "converted"; allowed is one of date:, flag: or status:'):
        read_config(export.parent / "mine.yml")


def test_strange_names_cannot_break_the_file(tmp_path):
    header = '"id","#: {x}","evil\nleads: other.csv","- converted"'
    rows = "".join(f'{i},"a: b","c","{"yes" if i % 3 else "no"}"\n' for i in range(40))
    (tmp_path / "leads.csv").write_text(f"{header}\n{rows}", encoding="utf-8")
    config = read_config(init(tmp_path / "leads.csv")[0])
    assert config.leads.path.name == "leads.csv"
    assert config.outcome.column == "- converted"


def test_the_sheet_of_a_workbook_is_written_down(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["a", "b"])
    book.active.append(["1", "2"])
    sheet = book.create_sheet("Leads")
    for row in EXPORT.splitlines():
        sheet.append(row.split(","))
    book.save(tmp_path / "leads.xlsx")
    written, _ = init(tmp_path / "leads.xlsx", sheet="Leads")
    assert read_config(written).leads.sheet == "Leads"
    assert len(read_history(written).leads) == 300


def test_the_command_shows_what_it_found_and_what_to_run_next(export, monkeypatch, capsys):
    monkeypatch.chdir(export.parent)
    assert main(["init", "export.csv"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "export.csv: 300 rows"
    assert [line.split()[:2] for line in said[2:6]] == [
        ["id", "lead_id"],
        ["created", "created_at"],
        ["email", "email"],
        ["outcome", "flag"],
    ]
    assert said[-2:] == ["leadtools.yml: look it over, then run", "leadtools report leadtools.yml --out report"]


def test_the_command_to_run_next_is_called_as_this_one_was(export, monkeypatch, capsys):
    monkeypatch.chdir(export.parent)
    monkeypatch.setattr(sys, "argv", [".venv/bin/leadtools", "init", "export.csv"])
    assert main(["init", "export.csv"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == ".venv/bin/leadtools report leadtools.yml --out report"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.csv"], "nowhere.csv cannot be read: there is no such file or folder"),
        (["export.csv", "--outcome", "other.csv"], "No column of other.csv holds the ids of export.csv"),
        (["export.csv", "--out", "export.csv"], "export.csv is there already"),
        (["export.csv", "--out", "nowhere/leadtools.yml"], "cannot be written"),
        (["empty.csv"], "empty.csv is empty"),
    ],
)
def test_a_fault_of_the_input_is_told_and_writes_nothing(export, monkeypatch, capsys, arguments, message):
    monkeypatch.chdir(export.parent)
    (export.parent / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (export.parent / "empty.csv").write_text("", encoding="utf-8")
    assert main(["init", *arguments]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said
    assert not (export.parent / "leadtools.yml").exists()


def test_an_open_question_is_said_on_the_screen(tmp_path, capsys):
    (tmp_path / "leads.csv").write_text("id,colour\n1,red\n2,green\n", encoding="utf-8")
    assert main(["init", str(tmp_path / "leads.csv")]) == 0
    assert "one question is open, at the line `outcome:`. Answer it, then run" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_stays_a_matter_of_the_reader(tmp_path):
    (tmp_path / "leads.csv").write_text("id,colour\n", encoding="utf-8")
    with pytest.raises(DataError, match="has a header and no rows"):
        init(tmp_path / "leads.csv")
