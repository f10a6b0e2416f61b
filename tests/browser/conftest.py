"""One JupyterLab and one Chromium for all tests of this folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import lab as jupyter

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
WIDE = {"width": 1400, "height": 1000}
NARROW = {"width": 390, "height": 844}
SAID: list[str] = []
"""What the browser has written to its console."""
expect.set_options(timeout=30_000)  # milliseconds; a machine with much other work draws slowly, not wrongly


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a browser; where there is none the test is skipped, but fails where `CI` is set."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        no_browser = f"no browser: none of {', '.join(CHROMIUMS)} is installed"
        pytest.fail(no_browser) if os.environ.get("CI") else pytest.skip(no_browser)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[jupyter.Lab]:
    """Return a JupyterLab that shows a copy of the notebooks and the data."""
    with jupyter.running(tmp_path_factory.mktemp("lab")) as started:
        yield started


@pytest.fixture(scope="session")
def page(chromium: Browser, lab: jupyter.Lab) -> Iterator[Page]:
    """Return JupyterLab on a screen as wide as a desktop; loaded once, for that takes longer than most notebooks."""
    with chromium.new_context(viewport=WIDE) as context:
        page = context.new_page()
        page.on("console", lambda message: SAID.append(f"{message.type}: {message.text}"))
        lab.start(page)
        yield page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Tell with a failure what the browser said last and what the notebook showed: some come but once in many runs."""
    report = yield
    if report.failed and "page" in getattr(item, "funcargs", {}):
        shown = item.funcargs["page"].locator(".jp-OutputArea-output")
        report.sections += [("the browser said", "\n".join(SAID[-20:])), ("shown", "\n".join(shown.all_inner_texts()))]
    return report
