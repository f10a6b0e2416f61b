"""Every notebook, run from top to bottom where people run it."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.browser.lab import failures
from tests.conftest import ROOT

# In order, for later notebooks read the cards that earlier ones wrote; test_widgets.py runs those with a widget.
FOUND = (path.relative_to(ROOT) for path in ROOT.glob("notebooks/**/*.ipynb"))
NOTEBOOKS = sorted(str(path) for path in FOUND if not {".ipynb_checkpoints", "explore", "solutions"} & {*path.parts})


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_runs_in_the_browser_without_an_error(lab, page, notebook):
    assert failures(lab.run(page, notebook)) == []


def test_below_a_file_name_that_is_mistyped_nothing_is_shown_of_the_file_before(lab, page):
    lab.run(page, "notebooks/00_start_here.ipynb")
    lab.write(page, "leads.csv", "leeds.csv")
    for _ in range(3):  # JupyterLab sends some cells after the error has come, but not each time
        outputs = lab.run_all(page)
        assert [each["cell"] for each in outputs] == [next(o["cell"] for o in outputs if o["output_type"] == "error")]
        assert "There is no file `../data/leeds.csv`" in outputs[0]["evalue"]


KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
MONEY = """from IPython.display import HTML, display
from leadtools.levels import Attribute, category_levels
from leadtools.scorecard import Scorecard
from leadtools.tables import readable
from leadtools.widgets.controls import Words, named
from ipywidgets import Text
card = Scorecard.of("money", {Attribute("revenue", "text", category_levels([["$1M-$5M"], ["$5M-$9M"]])): [1, 0, 0, 0]})
words = Words()
words.show("From $1M to $5M.", card.table)
display(readable(card.table), card, words, named(Text, "revenue: $1M-$5M"), HTML("<p id='formula'>$a$</p>"))"""


def test_money_is_shown_as_it_stands_and_not_as_a_formula(lab, page):
    """The last output is a formula, by which one sees that the browser has looked for some."""
    nbformat.write(new_notebook(cells=[new_code_cell(MONEY)], metadata=KERNEL), lab.folder / "money.ipynb")
    assert failures(lab.run(page, "money.ipynb")) == []
    page.locator("#formula mjx-container").wait_for()
    assert page.locator("mjx-container").count() == 1
