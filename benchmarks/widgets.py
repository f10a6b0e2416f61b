"""How long a step of the threshold explorer takes, from the key to the new picture, in a real browser.

Run: python -m benchmarks.widgets
"""

import os
import shutil
import statistics
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page, sync_playwright

from tests.browser import lab as jupyter
from tests.browser.conftest import CHROMIUMS, QUIET, WIDE

LEADS, STEPS = 50_000, 40
CODE = f"""import numpy as np, pandas as pd
from benchmarks.scoring import learned, make_leads
from leadtools.widgets import ThresholdExplorer
X, open_leads = make_leads({LEADS}), make_leads({LEADS}).sample(frac=1, random_state=1)
card = learned(X)
y = pd.Series((np.random.default_rng(2).random(len(X)) < (X["text_0"] == "alpha") * 0.2 + 0.1).astype(int))
ThresholdExplorer(card, X, y, open_leads=open_leads)"""
# The clock starts when the key goes down and stops when the new picture can be shown.
WATCH = """() => {
    const picture = document.querySelector('.widget-vbox img');
    window.steps = [];
    document.addEventListener('keydown', () => { window.began = performance.now(); }, true);
    new MutationObserver(async () => { await picture.decode(); window.steps.push(performance.now() - window.began); })
        .observe(picture, {attributes: true, attributeFilter: ['src']});
}"""


def steps_of(page: Page) -> list[float]:
    """Press an arrow key again and again, and return the milliseconds until each new picture."""
    page.locator(".widget-vbox img").first.scroll_into_view_if_needed()
    page.evaluate(WATCH)
    page.get_by_role("slider").first.focus()
    for step in range(STEPS):
        page.keyboard.press("ArrowRight" if step % 20 < 10 else "ArrowLeft")
        page.wait_for_function(f"() => window.steps.length > {step}")
        page.wait_for_function(jupyter.READY)
    return page.evaluate("() => window.steps")


def main() -> None:
    path = next(filter(None, map(shutil.which, CHROMIUMS)))
    with tempfile.TemporaryDirectory() as home, jupyter.running(Path(home)) as lab, sync_playwright() as playwright:
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(new_notebook(cells=[new_code_cell(CODE)], metadata=kernel), lab.folder / "steps.ipynb")
        page = playwright.chromium.launch(executable_path=path, args=QUIET).new_page(viewport=WIDE)
        lab.start(page)
        assert jupyter.failures(lab.run(page, "steps.ipynb")) == []
        took = sorted(steps_of(page))
    assert len(took) == STEPS, f"{STEPS} keys were pressed, {len(took)} pictures came"
    print(f"load of the machine over a minute: {os.getloadavg()[0]:.1f}")
    print(f"| a step with {LEADS:,} judged and {LEADS:,} open leads | milliseconds |\n|---|---|")
    print(f"| median of {len(took)} | {statistics.median(took):.0f} |")
    print(f"| nine in ten are quicker than | {took[round(0.9 * len(took)) - 1]:.0f} |")


if __name__ == "__main__":
    main()
