"""Every notebook, run from top to bottom where people run it."""

import pytest

from tests.conftest import ROOT

# Later notebooks read the cards that earlier ones wrote, so those of a folder stand in their order.
FOUND = (path.relative_to(ROOT) for path in ROOT.glob("notebooks/**/*.ipynb"))
NOTEBOOKS = sorted(str(path) for path in FOUND if ".ipynb_checkpoints" not in path.parts)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_runs_in_the_browser_without_an_error(lab, page, notebook):
    outputs = lab.run(page, notebook)
    failed = [f"cell {o['cell']}: {o['ename']}: {o['evalue']}" for o in outputs if o["output_type"] == "error"]
    said = [f"cell {o['cell']}: {o['text']}" for o in outputs if o.get("name") == "stderr"]
    assert failed + said == []
