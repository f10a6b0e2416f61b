"""Run the notebooks on a company's leads and render one self-contained report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from leadtools.config import read_config
from leadtools.report.failure import NotebookError
from leadtools.report.parameters import check_parameters, read_moment, read_parameters
from leadtools.report.staging import report_folder

__all__ = ["NotebookError", "parameters_from_text", "run_report"]


def run_report(
    config: str | Path,
    out: str | Path,
    *,
    as_of: str | date | None = None,
    notebooks: str | Path | None = None,
    **parameters: object,
) -> Path:
    """Run the notebooks of a report and put everything they find into one folder.

    Parameters
    ----------
    config : path
        ``leadtools.yml``.
    out : path
        Folder of the report. A previous report there is replaced once the new one is complete, and
        stays whole if it never is; files you laid beside it stay.
    as_of : str or date, optional
        The moment the report looks from. Default: the latest moment in the data.
    notebooks : path, optional
        Folder of numbered notebooks to run. Default: those that come with leadtools.
    **parameters
        Values for parameters of the notebooks; each notebook gets those it declares.

    Returns
    -------
    Path
        `out`. Open ``index.html`` in it.

    Raises
    ------
    LeadToolsError
        If the configuration, the data, a parameter or the folder cannot be used.
    NotebookError
        If a notebook stopped for another reason; the message says where, and where it was kept.

    Notes
    -----
    The same input gives the same bytes: nothing in the folder speaks of the clock or the machine.
    """
    settings, target = read_config(config), report_folder(out)
    given = parameters if as_of is None else {**parameters, "as_of": read_moment(as_of)}
    # Only now: these imports take two seconds, and a faulty configuration should not have to wait for them.
    from leadtools.report.notebooks import find_notebooks
    from leadtools.report.run import make_report

    found = find_notebooks(notebooks)
    check_parameters(given, [parameter for notebook in found for parameter in notebook.parameters])
    make_report(settings.path.absolute(), target, found, given)
    return Path(out)


def parameters_from_text(texts: Mapping[str, str], *, notebooks: str | Path | None = None) -> dict[str, object]:
    """Return parameters written as text, as on a command line, as the types the notebooks declare.

    Raises
    ------
    ParameterError
        If no notebook has such a parameter or the text is no value of its type.
    """
    from leadtools.report.notebooks import find_notebooks

    found = find_notebooks(notebooks)
    return read_parameters(texts, [parameter for notebook in found for parameter in notebook.parameters])
