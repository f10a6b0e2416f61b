"""A module imports only from modules above it: the order of the rooms, held by reading every import."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.conftest import ROOT

ROOMS = (
    "errors",
    "run_all",
    "round_numbers",
    "outcome",
    "intervals",
    "conditions",
    "engine",
    "contacts",
    "crm",
    "documents",
    "matrix",
    "config",
    "levels",
    "attributes",
    "personas",
    "snapshot",
    "history",
    "readers",
    "leaks",
    "duplicates",
    "simulate",
    "audit",
    "guess",
    "scorecard",
    "methods",
    "rubrics",
    "evaluation",
    "behaviour",
    "actions",
    "exports",
    "plots",
    "tables",
    "lineage",
    "runs",
    "asked",
    "inherited",
    "refit",
    "look_back",
    "rubric_review",
    "by_hand",
    "matrix_review",
    "cautions",
    "segment_review",
    "follow_up",
    "hand_over",
    "summary",
    "slips",
    "first_list",
    "first_run",
    "lessons",
    "widgets",
    "report",
    "cli",
)


def package() -> dict[str, str]:
    """Return the source of every module by its dotted name, `leadtools` itself left out."""
    sources = {}
    for path in sorted((ROOT / "leadtools").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        sources[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
    del sources["leadtools"]
    return sources


def imported(module: str, tree: ast.AST, known: set[str]) -> list[str]:
    """Return the modules of leadtools that `module` imports, wherever in the file it does."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node, known)
            names = [f"{origin}.{alias.name}" for alias in node.names]
            found += [name if name in known or origin == "leadtools" else origin for name in names]
    return [name for name in found if name.split(".")[0] == "leadtools"]


def _origin(module: str, node: ast.ImportFrom, known: set[str]) -> str:
    """Return where `from … import` reads from, dots at its front resolved."""
    if not node.level:
        return node.module
    is_package = any(name.startswith(f"{module}.") for name in known)
    parts = module.split(".")
    folder = parts[: len(parts) + is_package - node.level]
    return ".".join([*folder, node.module] if node.module else folder)


def room(module: str) -> str:
    return (module.split(".") + [""])[1]


def unplaced(modules: dict[str, str]) -> list[str]:
    """Return what to do about rooms that the order does not know."""
    return [
        f"`{name}` has no place in the order. Add it to ROOMS in tests/test_layers.py, below every module it imports "
        "and above every module that imports it."
        for name in sorted({room(module) for module in modules} - set(ROOMS))
    ]


def upward(modules: dict[str, str]) -> list[str]:
    """Return the imports that do not go to a room above."""
    faults = []
    for module, source in modules.items():
        here = room(module)
        for target in imported(module, ast.parse(source), set(modules)):
            there = room(target)
            if there not in ROOMS:
                faults.append(f"{module} imports {target}, which is not a module; import from the module itself.")
            elif there != here and here in ROOMS and ROOMS.index(there) > ROOMS.index(here):
                faults.append(f"{module} imports {target}, but `{there}` stands below `{here}` in the order.")
    return faults


class _WithoutTypes(ast.NodeTransformer):
    """Leaves out `if TYPE_CHECKING:`, which never runs."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        return node.orelse if ast.unparse(node.test).endswith("TYPE_CHECKING") else self.generic_visit(node)


def circles(modules: dict[str, str]) -> list[str]:
    """Return the modules that need each other in a circle to run, in one room or across."""
    graph = {}
    for name, source in modules.items():
        run = _WithoutTypes().visit(ast.parse(source))
        graph[name] = set(imported(name, run, set(modules))) - {name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" → ".join(reversed(error.args[1]))]
    return []


def test_every_module_has_a_place_in_the_order():
    assert unplaced(package()) == []


def test_every_import_goes_to_a_module_above():
    assert upward(package()) == []


def test_no_modules_import_each_other_in_a_circle():
    assert circles(package()) == []


def test_importing_the_package_imports_none_of_its_modules():
    init = (ROOT / "leadtools" / "__init__.py").read_text(encoding="utf-8")
    assert imported("leadtools", ast.parse(init), set(package())) == []


@pytest.mark.parametrize(
    "line",
    [
        "from leadtools.report import run_report",
        "from leadtools import report",
        "import leadtools.report",
        "from .report import run_report",
        "from . import report",
        "def later():\n    from leadtools.report import run_report",
    ],
)
def test_an_import_from_below_is_refused_however_it_is_written(line):
    made_up = {"leadtools.history": line, "leadtools.report": ""}
    assert upward(made_up) == [
        "leadtools.history imports leadtools.report, but `report` stands below `history` in the order."
    ]


def test_a_module_of_a_folder_is_held_by_the_place_of_its_folder():
    made_up = {"leadtools.methods": "", "leadtools.methods.logistic": "from ..report import x", "leadtools.report": ""}
    assert upward(made_up) == [
        "leadtools.methods.logistic imports leadtools.report, but `report` stands below `methods` in the order."
    ]


def test_an_import_from_above_or_beside_is_allowed():
    made_up = {
        "leadtools.errors": "import json",
        "leadtools.methods": "from .logistic import fit",
        "leadtools.methods.logistic": "from leadtools.errors import DataError\nfrom .newton import step",
        "leadtools.methods.newton": "",
    }
    assert upward(made_up) + circles(made_up) + unplaced(made_up) == []


def test_a_public_name_is_imported_from_its_module_not_from_the_package():
    assert upward({"leadtools.cli": "from leadtools import History"}) == [
        "leadtools.cli imports leadtools.History, which is not a module; import from the module itself."
    ]


def test_modules_of_a_folder_may_not_import_each_other_in_a_circle():
    made_up = {"leadtools.exports.a": "from .b import x", "leadtools.exports.b": "from .a import y"}
    (circle,) = circles(made_up)
    assert set(circle.split(" → ")) == {"leadtools.exports.a", "leadtools.exports.b"}


def test_an_import_for_types_only_makes_no_circle_but_keeps_the_order():
    for_types = "if TYPE_CHECKING:\n    from leadtools.{0} import x"
    beside = {"leadtools.exports.a": "from .b import x", "leadtools.exports.b": for_types.format("exports.a")}
    assert circles(beside) == []
    assert len(upward({"leadtools.history": for_types.format("report"), "leadtools.report": ""})) == 1


def test_an_import_inside_a_function_still_closes_a_circle():
    later = "def load():\n    from .a import x"
    assert len(circles({"leadtools.exports.a": "from .b import x", "leadtools.exports.b": later})) == 1


def test_a_module_without_a_place_is_told_where_to_go():
    (fault,) = unplaced({"leadtools.magic": "", "leadtools.errors": ""})
    assert fault.startswith("`magic` has no place in the order. Add it to ROOMS in tests/test_layers.py")
