"""An error ends *Run All*: no cell below it may run on what the file before has left."""

from __future__ import annotations

import time

from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

SENT_WITHIN_SECONDS = 1.0
"""How long JupyterLab may take to send the cells of *Run All*."""


def end_at_errors(shell: InteractiveShell) -> None:
    """Let a notebook take notice of an error only when all cells of *Run All* have come.

    JupyterLab sends them one after the other, and the kernel drops after an error those that have come by then. One
    that comes later would run on the variables of the last run, and show the leads of another file.
    """
    shell.events.register("post_run_cell", _wait_after_error)


def _wait_after_error(result: ExecutionResult) -> None:
    if not result.success:
        time.sleep(SENT_WITHIN_SECONDS)
