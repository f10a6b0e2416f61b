"""A real JupyterLab over a copy of the notebooks, and what a person does in it."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.conftest import ROOT

STARTS_WITHIN_SECONDS = 60
RUNS_WITHIN_MS = 180_000

OPEN = """async path => {
    const app = window.jupyterapp;
    for (const open of [...app.shell.widgets('main')]) {
        await open.sessionContext?.shutdown();
        open.dispose();
    }
    await app.commands.execute('docmanager:open', {path});
}"""
READY = """() => {
    const shown = window.jupyterapp?.shell.currentWidget;
    const session = shown?.sessionContext;
    return session?.isReady && session.session?.kernel?.status === 'idle' && shown.content?.model?.cells.length > 0;
}"""
OUTPUTS = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].flatMap((cell, number) =>
    (cell.toJSON().outputs ?? []).map(output => ({...output, cell: number + 1})))"""
WRITE = """([old, new_]) => [...window.jupyterapp.shell.currentWidget.content.model.cells]
    .map(cell => cell.sharedModel).filter(cell => cell.getSource().includes(old))
    .forEach(cell => cell.setSource(cell.getSource().replace(old, new_)))"""
COUNTS = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
    .filter(cell => cell.type === 'code' && cell.sharedModel.getSource().trim()).map(cell => cell.executionCount)"""


@dataclass(frozen=True)
class Lab:
    """A server that runs: where it is, what opens it, and the folder it shows."""

    url: str
    token: str
    folder: Path

    def start(self, page: Page) -> None:
        """Load JupyterLab, with nothing open."""
        page.goto(f"{self.url}/lab?token={self.token}&reset")
        page.wait_for_function("() => window.jupyterapp?.shell.currentWidget")

    def open(self, page: Page, notebook: str) -> None:
        """Open a notebook, such as ``notebooks/score/10_audit.ipynb``, alone, and wait for its kernel."""
        page.evaluate(OPEN, notebook)
        page.wait_for_function(READY, timeout=60_000)

    def run(self, page: Page, notebook: str) -> list[dict]:
        """Open a notebook, run it from top to bottom and return its outputs."""
        self.open(page, notebook)
        outputs = self.run_all(page)
        assert None not in page.evaluate(COUNTS), f"{notebook} was not run to its end"
        return outputs

    def run_all(self, page: Page) -> list[dict]:
        """Run the notebook that is open from its top, and return its outputs."""
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        page.wait_for_function(READY, timeout=RUNS_WITHIN_MS)
        return self.outputs(page)

    def write(self, page: Page, old: str, new: str) -> None:
        """Put `new` in the place of `old` in the cell of the open notebook that has it."""
        page.evaluate(WRITE, [old, new])

    def outputs(self, page: Page) -> list[dict]:
        """Return what stands below the cells of the notebook that is open, each with the number of its ``cell``."""
        return page.evaluate(OUTPUTS)


def failures(outputs: list[dict]) -> list[str]:
    """Return what outputs tell of errors, and what was written to standard error."""
    failed = [f"cell {o['cell']}: {o['ename']}: {o['evalue']}" for o in outputs if o["output_type"] == "error"]
    return failed + [f"cell {o['cell']}: {o['text']}" for o in outputs if o.get("name") == "stderr"]


@contextmanager
def running(home: Path) -> Iterator[Lab]:
    """Copy notebooks and data into `home`, and run JupyterLab there until it is no longer needed."""
    folder = home / "checkout"
    for name in ("notebooks", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    _ask_nothing(home)
    lab = Lab(f"http://127.0.0.1:{_free_port()}", secrets.token_hex(16), folder)
    command = [sys.executable, "-m", "jupyterlab", *_options(lab)]
    with (home / "lab.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, env=_environment(home), stdout=log, stderr=log, cwd=folder)
        try:
            _wait(lab, process, home / "lab.log")
            yield lab
        finally:
            process.terminate()
            process.wait(timeout=30)


def _options(lab: Lab) -> list[str]:
    return [
        "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={lab.url.rpartition(':')[2]}",
        "--ServerApp.port_retries=0", f"--ServerApp.root_dir={lab.folder}", f"--IdentityProvider.token={lab.token}",
        "--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip


def _ask_nothing(home: Path) -> None:
    """Answer the question whether to fetch news, which would cover what is shown."""
    answer = (
        home / "jupyterlab_settings_dir" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    )
    answer.parent.mkdir(parents=True)
    answer.write_text('{"fetchNews": "false"}', encoding="utf-8")


def _environment(home: Path) -> dict[str, str]:
    """Return an environment in which no setting of the user takes part."""
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR",
               "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")  # fmt: skip
    return {**os.environ, **{name: str(home / name.lower()) for name in folders}, "PYTHONPATH": str(ROOT)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(lab: Lab, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{lab.url}/api", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")
