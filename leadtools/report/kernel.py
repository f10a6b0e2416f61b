"""One notebook, run by papermill in a kernel of its own that is this very Python."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from weakref import WeakSet

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill import PapermillExecutionError, execute_notebook
from traitlets.config import Config

from leadtools.errors import LeadToolsError
from leadtools.report.failure import NotebookError

CELL_SECONDS = 3600

# A fault of the input arrives from the kernel as these two lines instead of a traceback: its name alone would not
# tell our DataError from another library's.
_MARK_OUR_ERRORS = (
    "import leadtools.errors; "
    "leadtools.errors.LeadToolsError._render_traceback_ = lambda self: ['LeadToolsError', str(self)]; del leadtools"
)
_started: WeakSet[ThisPython] = WeakSet()


class ThisPython(AsyncKernelManager):
    """A kernel that is this interpreter, whatever kernels are installed, reached through files, not through ports."""

    def __init__(self, **options: object):
        super().__init__(**options)
        _started.add(self)

    @property
    def kernel_spec(self) -> KernelSpec:
        """How to start it; jupyter_client would look for a kernel called python3, which may be another Python."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=50"]
        argv += ["--HistoryManager.enabled=False", f"--IPKernelApp.exec_lines={_MARK_OUR_ERRORS}"]
        return KernelSpec(
            argv=argv, env=_environment(Path(self.connection_file).parent), display_name="Python 3", language="python"
        )


def run_notebook(notebook: NotebookNode, parameters: dict, *, timeout_seconds: int = CELL_SECONDS) -> NotebookNode:
    """Return `notebook` as it looks after a run with `parameters`.

    Raises
    ------
    LeadToolsError
        If a cell found the input at fault.
    NotebookError
        If a cell failed for any other reason or took longer than `timeout_seconds`, or its kernel died.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    scratch = tempfile.TemporaryDirectory(prefix="leadtools-", ignore_cleanup_errors=True)
    with closing(ensure_event_loop()), scratch as name:
        saved = Path(name) / "saved.ipynb"
        try:
            return _execute(notebook, parameters, saved, timeout_seconds)
        except PapermillExecutionError as error:
            raise _in_words(error, saved) from None
        except DeadKernelError:
            raise _cut_short(saved, "The Python that ran it was ended, most often for want of memory.") from None
        except CellTimeoutError:
            raise _cut_short(saved, f"It was stopped after {timeout_seconds} seconds.") from None
        except RuntimeError as error:  # the kernel did not even start
            raise NotebookError(f"stopped before its first cell\n{_first_line(str(error))}") from None


def stop_kernels() -> None:
    """End every kernel that runs a notebook; what waits for it sees a kernel that died."""
    for manager in list(_started):
        pid = getattr(manager.provisioner, "pid", None)
        with suppress(ProcessLookupError):
            if pid:
                os.kill(pid, signal.SIGKILL)


def _execute(notebook: NotebookNode, parameters: dict, saved: Path, seconds: int) -> NotebookNode:
    folder = saved.parent
    (folder / "work").mkdir()
    files = {"transport": "ipc", "connection_file": str(folder / "kernel.json"), "ip": str(folder / "socket")}
    return execute_notebook(
        notebook,
        str(saved).replace("{", "{{").replace("}", "}}"),  # papermill fills braces in
        parameters,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        kernel_manager_class=ThisPython,
        config=Config({"ThisPython": files}),
        shutdown_kernel="immediate",
        execution_timeout=seconds,
        resources={"metadata": {"path": str(folder / "work")}},
        record_timing=False,
    )


def _in_words(error: PapermillExecutionError, saved: Path) -> Exception:
    if error.traceback[:1] == ["LeadToolsError"]:
        return LeadToolsError(error.evalue)
    reason = f"{error.ename}: {_first_line(error.evalue)}" if error.evalue else error.ename
    return NotebookError(f"stopped in the cell `{_first_line(error.source)}`\n{reason}", _read(saved))


def _cut_short(saved: Path, reason: str) -> NotebookError:
    notebook = _read(saved)
    begun = [cell for cell in notebook.cells if cell.metadata.papermill.get("start_time")]
    where = f"in the cell `{_first_line(begun[-1].source)}`" if begun else "before its first cell"
    return NotebookError(f"stopped {where}\n{reason}", notebook)


def _read(saved: Path) -> NotebookNode:
    return nbformat.read(saved, as_version=4)


def _first_line(source: str) -> str:
    return (source.strip().splitlines() or [""])[0]


def _environment(folder: Path) -> dict[str, str]:
    """Return what has to be the same around every kernel for the same input to give the same bytes."""
    own = {
        "IPYTHONDIR": str(folder / "ipython"),  # no start-up files of the user
        "PYTHONSTARTUP": "",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # another one would draw no pictures
        "OPENBLAS_NUM_THREADS": "1",  # the last digits of a sum depend on it, and pages run side by side
        "MKL_NUM_THREADS": "1",
    }
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").exists():  # the package beside this file, installed or not
        own["PYTHONPATH"] = os.pathsep.join(filter(None, [str(checkout), os.environ.get("PYTHONPATH")]))
    return own
