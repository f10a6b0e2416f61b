"""What all tests share: real exports, where somebody has laid them beside the checkout, and laws without a clock."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", settings(), deadline=None)  # a busy machine is no counterexample
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Return the path of a real export, ``shared_data("x_education/Leads.csv")``, or skip the test."""

    def find(name: str) -> Path:
        path = ROOT.parent / "shared" / "data" / name
        if not path.exists():
            pytest.skip(f"real data: {name} is not in ../shared/data beside this checkout")
        return path

    return find
