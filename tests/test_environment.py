"""One set of dependencies, told three times: pyproject.toml, environment.yml, requirements.lock."""

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.conftest import ROOT

CONDA_NAMES = {
    "jupyter_client": "jupyter-client",
    "jupyter_core": "jupyter-core",
    "python-duckdb": "duckdb",
    "matplotlib-base": "matplotlib",
}
NOT_FOR_CONDA = {"uv"}  # writes requirements.lock, which conda users do not install from
PYTHONS = ["3.11.0", "3.12.0", "3.13.0"]


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wanted(project) -> dict[str, SpecifierSet]:
    extras = [line for lines in project["project"]["optional-dependencies"].values() for line in lines]
    lines = project["project"]["dependencies"] + extras + project["dependency-groups"]["dev"]
    return {r.name: r.specifier for r in map(Requirement, lines)}


@pytest.fixture(scope="module")
def lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def pins(lock: str) -> list[Requirement]:
    """Return the pinned requirements, `name==version ; marker`."""
    return [Requirement(line.rstrip("\\ ")) for line in lock.splitlines() if re.match(r"\w", line)]


def test_conda_asks_for_the_same_names_and_bounds(project, wanted):
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    by_pip = [line for part in listed if isinstance(part, dict) for line in part["pip"] if line != "-e ."]
    lines = [line for line in listed if isinstance(line, str)] + by_pip
    conda = {r.name: r.specifier for r in map(Requirement, lines)}
    assert conda.pop("python") == SpecifierSet(project["project"]["requires-python"])
    assert conda.pop("pip") == SpecifierSet()
    named_as_here = {CONDA_NAMES.get(name, name): bounds for name, bounds in conda.items()}
    assert named_as_here == {name: bounds for name, bounds in wanted.items() if name not in NOT_FOR_CONDA}


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_pins_every_dependency_once_within_its_bounds(lock, wanted, python):
    here = {"python_version": python[:4], "python_full_version": python, "sys_platform": "linux", "os_name": "posix"}
    pinned = [pin for pin in pins(lock) if pin.marker is None or pin.marker.evaluate(here)]
    versions = {pin.name: str(pin.specifier).removeprefix("==") for pin in pinned}
    assert len(versions) == len(pinned)
    missing = {name: str(bounds) for name, bounds in wanted.items() if versions.get(name) not in bounds}
    assert not missing, f"Not in requirements.lock within these bounds: {missing}. Run `make lock`."


def test_every_pin_has_a_hash(lock):
    blocks = re.split(r"\n(?=\w)", lock.strip())
    assert len(blocks) == len(pins(lock))
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_lock_says_nothing_about_where_packages_were_fetched(lock):
    assert re.findall(r".*(?:://|index-url|find-links|file:).*", lock) == []


def test_make_refuses_the_pythons_that_pyproject_refuses(project):
    major, minor = re.fullmatch(r">=(\d+)\.(\d+)", project["project"]["requires-python"]).groups()
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"sys.version_info < ({major}, {minor})" in makefile
    assert f"Python {major}.{minor} or later" in makefile


def test_the_changelog_opens_with_the_version_of_the_project(project):
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings[:2] == ["Unreleased", project["project"]["version"]]
