"""The bundled sample: the files in data/, the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from leadtools.errors import OutputError
from leadtools.simulate import simulate_company
from leadtools.simulate.readme import readme

SAMPLE_LEADS, SAMPLE_SEED = 4000, 1


def sample_files(n_leads: int = SAMPLE_LEADS, *, seed: int = SAMPLE_SEED) -> dict[str, bytes]:
    """Return the content of each file of the sample, by name."""
    company = simulate_company(n_leads, seed=seed)
    tables = {
        "leads.csv": company.leads,
        "events.csv": company.events,
        "campaigns.csv": company.campaigns,
        "upsells.csv": company.upsells,
        "stages.csv": company.stages,
    }
    files = {name: _csv(table) for name, table in tables.items()}
    return files | {"README.md": readme(tables).encode()}


def write_sample(directory: Path | str) -> list[Path]:
    """Write the sample into `directory` and return the files written.

    Raises
    ------
    OutputError
        If the directory cannot be made or written to.
    """
    directory = Path(directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return [_write(directory / name, content) for name, content in sample_files().items()]
    except OSError as error:
        raise OutputError(
            f"The sample cannot be written to {directory}: {error.strerror}. Name a directory you may write to."
        ) from error


def _csv(table: pd.DataFrame) -> bytes:
    # All numbers are whole; those with gaps are floats only because of the gaps.
    text = table.to_csv(index=False, lineterminator="\n", float_format="%.0f", date_format="%Y-%m-%d %H:%M:%S")
    return text.encode()


def _write(path: Path, content: bytes) -> Path:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    return part.replace(path)
