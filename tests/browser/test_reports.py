"""A report as people open it: from disk, on a wide and on a narrow screen."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from leadtools.report import run_report
from tests.browser.conftest import NARROW, WIDE
from tests.conftest import ROOT

N_LEADS = 700


@pytest.fixture(scope="session")
def report(tmp_path_factory) -> Path:
    """Return the report of the first leads of the sample."""
    home = tmp_path_factory.mktemp("report")
    shutil.copytree(ROOT / "data", home, dirs_exist_ok=True)
    head = (home / "leads.csv").read_text(encoding="utf-8").splitlines(keepends=True)[: N_LEADS + 1]
    (home / "leads.csv").write_text("".join(head), encoding="utf-8")
    return run_report(home / "leadtools.yml", home / "report")


def noise_of(page: Page, path: Path) -> list[str]:
    """Open a page from disk and return what it asks for elsewhere, complains of, or does not show as it should."""
    noise = []
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or noise.append(request.url))
    page.on("console", lambda said: said.type in ("error", "warning") and noise.append(said.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    wider = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    noise += [f"it is {wider} pixels wider than the screen"] if wider > 0 else []
    return noise + ["a picture is broken" for loaded in page.evaluate(LOADED) if not loaded]


LOADED = "() => [...document.images].map(image => image.complete && image.naturalWidth > 0)"


@pytest.mark.parametrize("screen", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_of_a_report_opens_from_disk_quietly_and_alone(chromium, report, screen):
    pages = sorted(report.glob("*.html"))
    assert len(pages) > 5
    for path in pages:
        with chromium.new_context(viewport=screen) as context:
            assert (path.name, noise_of(context.new_page(), path)) == (path.name, [])


@pytest.mark.parametrize(
    ("body", "noise"),
    [
        ("<img src='https://example.test/a.png' width=9>", "https://example.test/a.png"),
        ("<script>console.error('broken')</script>", "broken"),
        ("<script>nobody()</script>", "nobody is not defined"),
        ("<div style='width: 3000px'>wide</div>", "pixels wider"),
        ("<img src='data:image/png;base64,AAAA'>", "a picture is broken"),
    ],
)
def test_a_page_that_is_not_quiet_is_caught(chromium, tmp_path, body, noise):
    (tmp_path / "page.html").write_text(f"<!doctype html><title>A page</title>{body}", encoding="utf-8")
    with chromium.new_context(viewport=WIDE) as context:
        assert noise in " ".join(noise_of(context.new_page(), tmp_path / "page.html"))


@pytest.mark.parametrize("screen", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_table_of_the_first_page_is_cut_off_at_the_edge(chromium, report, screen):
    with chromium.new_context(viewport=screen) as context:
        page = context.new_page()
        page.goto((report / "index.html").as_uri())
        assert page.evaluate(CUT) == []


@pytest.mark.parametrize("screen", [{"width": 1280, "height": 900}, NARROW], ids=["laptop", "narrow"])
def test_long_levels_and_long_names_of_columns_wrap_instead_of_being_cut_off(chromium, report, screen):
    with chromium.new_context(viewport=screen) as context:
        page = context.new_page()
        page.goto((report / "index.html").as_uri())
        assert page.evaluate(LENGTHEN) > 10
        assert page.evaluate(CUT) == []


LENGTHEN = """() => {
  document.querySelectorAll('details').forEach(each => each.open = true);
  const long = [...document.querySelectorAll('.pair tbody td:nth-child(2), #left-out ~ details tbody th')];
  long.forEach(each => each.textContent = '40dec9f3d5259a3d2dbcdab2114fae47');
  return long.length;
}"""
CUT = """() => [...document.querySelectorAll('.scroll')]
  .filter(box => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)
  .map(box => box.getAttribute('aria-label'))"""


def test_the_pages_of_a_report_lead_to_each_other_from_disk(chromium, report):
    with chromium.new_context(viewport=WIDE) as context:
        page = context.new_page()
        page.goto((report / "index.html").as_uri())
        page.get_by_role("link", name="Whom to call first, and why?").first.click()
        page.wait_for_load_state()
        assert page.title() == "Whom to call first, and why?"
