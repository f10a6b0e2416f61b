"""Every notebook, run from top to bottom where people run it."""

import pytest

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
