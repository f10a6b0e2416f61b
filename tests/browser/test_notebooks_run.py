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
