"""What `import leadtools` gives and costs, and what a wheel of it holds."""

import subprocess
import sys
import zipfile
from importlib import import_module

import pytest

import leadtools
from leadtools import _HOME
from tests.conftest import ROOT


def python(code: str) -> str:
    """Run `code` in a fresh interpreter and return what it printed."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_import_leadtools_loads_nothing_heavy():
    loaded = python("import sys, leadtools; print(*sorted(m.partition('.')[0] for m in sys.modules))").split()
    assert "leadtools" in loaded
    assert not {"pandas", "numpy", "matplotlib", "duckdb", "sqlglot", "sklearn", "scipy"} & set(loaded)


@pytest.mark.parametrize("name", leadtools.__all__)
def test_every_public_name_is_found_in_its_own_module(name):
    assert getattr(leadtools, name) is getattr(import_module(f"leadtools.{_HOME[name]}"), name)


def test_every_public_name_is_offered_by_completion():
    assert set(leadtools.__all__) <= set(dir(leadtools))


def test_a_star_import_brings_the_public_names_and_no_others():
    names = "from leadtools import *; print(*(n for n in dir() if not n.startswith('__')))"
    assert python(names).split() == leadtools.__all__


def test_an_unknown_name_is_refused_by_name():
    with pytest.raises(AttributeError, match="`leadtools` has no attribute `Histroy`"):
        leadtools.Histroy  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'Histroy'"):
        from leadtools import Histroy  # noqa: F401


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("from leadtools import audit", "import leadtools.audit"),
        ("import leadtools.audit", "from leadtools import audit"),
    ],
)
def test_the_function_audit_wins_over_its_module_whichever_is_imported_first(first, then):
    assert python(f"{first}; {then}; print(callable(audit), leadtools.audit is audit)") == "True True"


def test_a_wheel_holds_the_package_and_the_notebooks_of_a_report(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("leadtools_scorecards-*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    notebooks = {f"leadtools/notebooks/score/{path.name}" for path in (ROOT / "notebooks" / "score").glob("*.ipynb")}
    assert notebooks
    assert notebooks <= held
    assert {name.split("/")[0] for name in held} == {"leadtools"}


def test_the_readme_expects_wins_only_of_leads_that_the_card_speaks_for_and_by_their_age():
    (way,) = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if "open_score=" in line]
    assert "score = run.spoken_for(call_list(card, run.open_leads))" in way
    assert "open_score=score, chance=run.chance_now)" in way
