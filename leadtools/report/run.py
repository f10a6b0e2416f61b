"""A report: notebooks run in order with parameters, rendered, and put in place whole."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from leadtools.report.clean import clean_notebook
from leadtools.report.definition import write_definition
from leadtools.report.failure import NotebookError
from leadtools.report.index import render_index
from leadtools.report.kernel import run_notebook, stop_kernels
from leadtools.report.notebooks import Notebook
from leadtools.report.pages import render_page
from leadtools.report.silent import why_silent
from leadtools.report.staging import cards_of, files_of, staged
from leadtools.scorecard import Scorecard

AT_ONCE = 2
"""Notebooks that run at the same time where they do not need each other."""


def make_report(config: Path, target: Path, notebooks: list[Notebook], given: Mapping[str, object]) -> None:
    """Run `notebooks` and put what they write, and its pages, into the folder `target`."""
    failed = target.with_name(f"{target.name}-failed.ipynb")
    with staged(target) as folder:
        try:
            executed = _run_all(notebooks, {**given, "config": str(config), "out": str(folder)})
        except NotebookError as error:
            raise _kept(error, failed) from None
        _write_pages(notebooks, executed, folder, config, given)
        _write_index(notebooks, executed, folder, config)
    failed.unlink(missing_ok=True)


def _run_all(notebooks: list[Notebook], values: Mapping[str, object]) -> dict[str, NotebookNode]:
    """Run every notebook once those it comes after are done; return them executed, by name."""
    by_name, done = {notebook.name: notebook for notebook in notebooks}, {}
    order = TopologicalSorter({notebook.name: notebook.after for notebook in notebooks})
    order.prepare()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running: dict[Future, str] = {}
        try:
            while order.is_active():
                running |= {pool.submit(_run_one, by_name[name], values): name for name in sorted(order.get_ready())}
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    name = running.pop(future)
                    done[name] = future.result()
                    order.done(name)
        except BaseException:
            _abandon(pool, running)
            raise
    return done


def _run_one(notebook: Notebook, values: Mapping[str, object]) -> NotebookNode:
    began = time.perf_counter()
    names = {parameter.name for parameter in notebook.parameters}
    own = {name: value for name, value in values.items() if name in names}
    try:
        executed = run_notebook(notebook.node, own)
    except NotebookError as error:
        raise NotebookError(f"{notebook.name}.ipynb {error}", error.notebook) from None
    sys.stderr.write(f"{notebook.name}  {notebook.question}  {time.perf_counter() - began:.1f} s\n")
    sys.stderr.flush()
    return executed


def _abandon(pool: ThreadPoolExecutor, running: Mapping[Future, str]) -> None:
    """End what still runs; a kernel that is only just starting is met in the next round."""
    pool.shutdown(wait=False, cancel_futures=True)
    begun = [future for future in running if not future.cancelled()]  # for a cancelled one one would wait for ever
    while wait(begun, timeout=0.1).not_done:
        stop_kernels()


def _kept(error: NotebookError, failed: Path) -> NotebookError:
    if error.notebook is None:
        return error
    nbformat.write(error.notebook, failed)
    return NotebookError(f"{error}\nThe notebook as far as it came: {failed}", error.notebook)


def _write_pages(
    notebooks: list[Notebook], executed: Mapping[str, NotebookNode], folder: Path, config: Path, given: Mapping
) -> None:
    pages = [{"name": notebook.name, "question": notebook.question} for notebook in notebooks]
    for place, notebook in enumerate(notebooks):
        own = {p.name: given[p.name] for p in notebook.parameters if p.name in given}
        clean = clean_notebook(executed[notebook.name], own, folder, config)
        nbformat.write(clean, folder / f"{notebook.name}.ipynb")
        page = render_page(
            clean,
            title=notebook.question,
            previous=pages[place - 1] if place else None,
            following=pages[place + 1] if place + 1 < len(pages) else None,
            file=f"{notebook.name}.ipynb",
        )
        (folder / f"{notebook.name}.html").write_text(page, encoding="utf-8")


def _listed(notebook: Notebook, executed: NotebookNode) -> dict[str, object]:
    why, empty = why_silent(executed.cells)
    return {"name": notebook.name, "question": notebook.question, "why": why, "empty": empty}


def _write_index(notebooks: list[Notebook], executed: Mapping[str, NotebookNode], folder: Path, config: Path) -> None:
    """Write ``index.html``, the definition of a good lead, and into ``summary.json`` which files are the run's own."""
    pages = [_listed(notebook, executed[notebook.name]) for notebook in notebooks]
    path = folder / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    used = folder / "scorecards" / f"{summary.get('scored_with')}.yml"
    if used.is_file():
        write_definition(Scorecard.load(used), folder, summary)
    (folder / "index.html").write_text(render_index(folder, pages, config.name), encoding="utf-8")
    written = {"files": sorted({*files_of(folder), path.name}), "cards": cards_of(folder)}
    path.write_text(json.dumps(summary | written, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
