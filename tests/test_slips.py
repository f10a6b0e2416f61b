"""What a newcomer mistypes in a cell is answered in words."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from leadtools.slips import explain_slips
from leadtools.tables import show_sentences


@pytest.fixture
def shell() -> InteractiveShell:
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}), colors="nocolor")
    explain_slips(shell)
    return shell


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('leads: str = "export.csv', 'cannot be read: `leads: str = "export.csv`. The name of a file stands between'),
        ("leads: str = export.csv", '`export.csv` has to stand in quotes: "export.csv"'),
        ("readable(first.parts)", "`readable` is not known yet: a cell above has not run or has stopped. Choose Run"),
        ("answer = fair  # web or fair", '`fair` is not known here. Put quotes round a text: "fair".'),
        ('answer = ["web", fair]', 'Put quotes round a text: "fair".'),
        ("title: str = director  # of the lead", 'Put quotes round a text: "director".'),
        (
            "answer = 25%\nprint(answer)",
            "cannot be read: `answer = 25%`. A number has no % and no words: 0.25, or 5 / 20.",
        ),
        ("answer = 5 von 20  # close rate", "A number has no % and no words"),
        ("beliefs: list = [50%, 0.2]", "A number has no % and no words"),
        ('answer = "fair', 'Put quotes round a text: "fair".'),
        ('answer = 1\ncheck("fair", answer)  # fair', "`check` is not known yet: a cell above has not run"),
        (r'leads: str = "C:\Users\me\export.csv"', r"a path has / and no \ in it"),
    ],
)
def test_a_slip_is_said_in_words_without_a_traceback_and_still_stops_the_run(shell, cell, words, capsys):
    result = shell.run_cell(cell)
    said = capsys.readouterr().out
    assert not result.success
    assert words in said
    assert "Traceback" not in said


def test_other_faults_keep_their_traceback(shell, capsys):
    shell.run_cell("1 / 0")
    assert "Traceback" in capsys.readouterr().out


def test_a_text_is_shown_as_a_sentence_without_quotes_and_escaped_and_longer_ones_as_they_were(shell):
    show_sentences(shell)
    shown = [shell.display_formatter.format(text)[0] for text in ("Ask `<b>`.", "two\nlines")]
    assert shown == [
        {"text/plain": "'Ask `<b>`.'", "text/html": '<p class="result mathjax_ignore">Ask <code>&lt;b&gt;</code>.</p>'},
        {"text/plain": "'two\\nlines'"},
    ]
