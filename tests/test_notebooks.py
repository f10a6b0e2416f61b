"""The contract of the notebooks: what a reader, papermill and nbval can rely on."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.conftest import ROOT

FOLDER = ROOT / "notebooks" / "score"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
EXPLORE = sorted((ROOT / "notebooks" / "explore").glob("*.ipynb"))
START_HERE = ROOT / "notebooks" / "00_start_here.ipynb"
LEARN = ROOT / "notebooks" / "learn"
LESSONS = sorted(LEARN.glob("*.ipynb")) + sorted((LEARN / "solutions").glob("*.ipynb"))
EXPECTED = {"10_audit", "20_behaviour", "30_close_rates", "40_logistic", "50_boosted", "55_rubric", "60_compare",
            "65_time_machine", "70_score"}  # fmt: skip
LONGEST_CELL_LINES = 6
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:home|Users|root|tmp|mnt|opt|var|work)/|\b[A-Za-z]:\\")


def cells(notebook: NotebookNode, kind: str) -> Iterator[tuple[int, NotebookNode]]:
    """Yield the cells of one kind with their number, counted from 1."""
    return ((number, cell) for number, cell in enumerate(notebook.cells, 1) if cell.cell_type == kind)


def parameters(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for _, cell in cells(notebook, "code") if "parameters" in cell.metadata.get("tags", [])]


def trees(notebook: NotebookNode) -> Iterator[tuple[int, ast.AST]]:
    """Yield every node of the syntax trees of the code, with the number of its cell."""
    for number, cell in cells(notebook, "code"):
        if _is_python(cell.source):
            yield from ((number, node) for node in ast.walk(ast.parse(cell.source)))


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def words(texts: Iterator[tuple[int, NotebookNode]]) -> int:
    return sum(len(re.findall(r"\w+", cell.source)) for _, cell in texts)


def lines_of_code(source: str) -> int:
    return sum(1 for line in source.splitlines() if line.strip() and not line.strip().startswith("#"))


# Every rule takes a notebook and its file name without the ending and yields what is wrong.


def named_by_number(notebook: NotebookNode, name: str) -> Iterator[str]:
    if not re.fullmatch(r"\d\d_[a-z]+(_[a-z]+)*", name):
        yield f"it is called `{name}`; names look like `30_close_rates`: two digits for the order, then the subject"


def asks_one_question(notebook: NotebookNode, name: str) -> Iterator[str]:
    first = notebook.cells[0] if notebook.cells else new_code_cell()
    title = first.source.splitlines()[0] if first.cell_type == "markdown" and first.source else ""
    if not re.fullmatch(r"# [^?]+\?", title.rstrip()):
        yield f"it opens with {title!r}; the first cell is text, and its first line one question: `# Who closes?`"
    titles = [line for _, cell in cells(notebook, "markdown") for line in cell.source.splitlines() if line[:2] == "# "]
    if len(titles) > 1:
        yield f"it has {len(titles)} titles, {titles[1]!r} among them; one notebook, one question. Use `##` below it"


def stored_without_results(notebook: NotebookNode, name: str) -> Iterator[str]:
    for number, cell in cells(notebook, "code"):
        if cell.outputs or cell.execution_count is not None:
            yield f"cell {number} is stored with results; run `.venv/bin/nbstripout {name}.ipynb`"
    for key in ("papermill", "widgets"):
        if key in notebook.metadata or any(key in cell.metadata for cell in notebook.cells):
            yield f"it keeps `{key}` metadata of a run; clear all outputs and remove it"


def runs_on_python3(notebook: NotebookNode, name: str) -> Iterator[str]:
    kernel = notebook.metadata.get("kernelspec", {}).get("name")
    if kernel != "python3":
        yield f"it names the kernel {kernel!r}; allowed is `python3`, which every environment has"


def has_typed_parameters(notebook: NotebookNode, name: str) -> Iterator[str]:
    tagged = parameters(notebook)
    if len(tagged) != 1:
        yield f"{len(tagged)} cells are tagged `parameters`; exactly one is needed"
    for cell in tagged:
        yield from _untyped(cell.source)


def _untyped(source: str) -> Iterator[str]:
    """Yield the statements that are no `name: type = value  # what it is, in which unit`."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    explained = {token.start[0] for token in tokens if token.type == tokenize.COMMENT and token.string.strip("# ")}
    for node in ast.parse(source).body:
        if not (isinstance(node, ast.AnnAssign) and _is_literal(node.value) and node.end_lineno in explained):
            line = ast.get_source_segment(source, node)
            yield f"the parameter `{line}` is not written `name: type = value  # what it is, with its unit`"


def _is_literal(value: ast.expr | None) -> bool:
    try:
        ast.literal_eval(value)
    except (TypeError, ValueError):
        return False
    return True


def is_plain_python(notebook: NotebookNode, name: str) -> Iterator[str]:
    for number, cell in cells(notebook, "code"):
        if not _is_python(cell.source):
            yield f"cell {number} is not plain Python; leave out magics (`%`) and shell lines (`!`)"


def has_short_cells(notebook: NotebookNode, name: str) -> Iterator[str]:
    for number, cell in cells(notebook, "code"):
        lines = lines_of_code(cell.source)
        if lines > LONGEST_CELL_LINES and cell not in parameters(notebook):
            yield f"cell {number} has {lines} lines of code, allowed are {LONGEST_CELL_LINES}; split it"


def says_more_than_it_codes(notebook: NotebookNode, name: str) -> Iterator[str]:
    text, code = words(cells(notebook, "markdown")), words(cells(notebook, "code"))
    if text <= code:
        yield f"it has {text} words of text and {code} of code; say more, or move code into leadtools"


def checks_itself(notebook: NotebookNode, name: str) -> Iterator[str]:
    if not any(isinstance(node, ast.Assert) for _, node in trees(notebook)):
        yield "nothing is asserted, so a run that goes wrong passes; add an `assert`"


def uses_public_names_only(notebook: NotebookNode, name: str) -> Iterator[str]:
    for number, node in trees(notebook):
        for private in filter(_is_private, _names(node)):
            yield f"cell {number} uses the private name `{private}`; use or add a public one"


def _names(node: ast.AST) -> list[str]:
    """Return the parts of names that are imported or reached through a dot."""
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.Import | ast.ImportFrom):
        origin = (getattr(node, "module", None) or "").split(".")
        return origin + [part for alias in node.names for part in alias.name.split(".")]
    return []


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def defines_nothing(notebook: NotebookNode, name: str) -> Iterator[str]:
    for number, node in trees(notebook):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield f"cell {number} defines `{node.name}`; what can go wrong belongs into leadtools, where it is tested"


def names_no_machine_path(notebook: NotebookNode, name: str) -> Iterator[str]:
    for number, cell in enumerate(notebook.cells, 1):
        for path in MACHINE_PATH.findall(cell.source):
            yield f"cell {number} holds a path of one machine ({path}); write it relative to the notebook"


def says_everything_once(notebook: NotebookNode, name: str) -> Iterator[str]:
    first: dict[str, int] = {}
    for number, cell in enumerate(notebook.cells, 1):
        if first.setdefault(cell.source, number) != number:
            yield f"cell {number} repeats cell {first[cell.source]}; keep one"


RULES: tuple[Callable[[NotebookNode, str], Iterator[str]], ...] = (
    named_by_number,
    asks_one_question,
    stored_without_results,
    runs_on_python3,
    has_typed_parameters,
    is_plain_python,
    has_short_cells,
    says_more_than_it_codes,
    checks_itself,
    uses_public_names_only,
    defines_nothing,
    names_no_machine_path,
    says_everything_once,
)


# What lessons keep besides.


def opens_with_its_plan(notebook: NotebookNode, name: str) -> Iterator[str]:
    first = notebook.cells[0].source
    minutes = re.search(r"^\*\*(\d+) minutes\.\*\*", first, re.MULTILINE)
    if not minutes or not 30 <= int(minutes.group(1)) <= 45:
        yield "it does not say how long it takes; write `**40 minutes.**`, from 30 to 45, below the title"
    if not first.startswith(f"# Lesson {int(name[:2])}: "):
        yield f"its title does not begin with `# Lesson {int(name[:2])}: `, the number of its file"
    for part in ("**Questions**", "**Objectives.**"):
        if part not in first:
            yield f"its first cell has no {part}; a learner wants to know before any code what it is for"


def ends_with_its_summary(notebook: NotebookNode, name: str) -> Iterator[str]:
    if not notebook.cells[-1].source.startswith("## Summary"):
        yield "its last cell is no `## Summary`"


LESSON_RULES = (opens_with_its_plan, ends_with_its_summary)


@pytest.mark.parametrize("rule", LESSON_RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_lesson_says_first_what_it_is_for_and_last_what_to_keep(path: Path, rule):
    faults = list(rule(nbformat.read(path, as_version=4), path.stem))
    assert not faults, f"{path.relative_to(ROOT)}: " + "; ".join(faults)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize(
    "path", [START_HERE, *NOTEBOOKS, *EXPLORE, *LESSONS], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_notebook_keeps_the_contract(path: Path, rule):
    faults = list(rule(nbformat.read(path, as_version=4), path.stem))
    assert not faults, f"{path.relative_to(ROOT)}: " + "; ".join(faults)


@pytest.mark.parametrize(
    "path", [START_HERE, *NOTEBOOKS, *EXPLORE, *LESSONS], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_the_first_code_has_slips_and_texts_said_in_words(path: Path):
    _, first = next(cells(nbformat.read(path, as_version=4), "code"))
    assert {"explain_slips()", "show_sentences()"} <= set(first.source.splitlines())


def test_the_notebooks_of_a_report_are_there():
    assert EXPECTED - {path.stem for path in NOTEBOOKS} == set()


def test_a_newcomer_needs_no_more_than_ten_cells():
    assert len(list(cells(nbformat.read(START_HERE, as_version=4), "code"))) <= 10


def test_no_two_notebooks_have_the_same_number():
    for folder in (NOTEBOOKS, EXPLORE):
        numbers = [path.stem[:2] for path in folder]
        assert sorted(set(numbers)) == numbers


# Does the contract bite? One notebook that keeps it, and one change for each way to break it.


def good_notebook() -> NotebookNode:
    notebook = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [
        new_markdown_cell("# Which titles close more often?\n\nA short look at who converted and who did not."),
        new_code_cell("horizon_days: int = 90  # days a lead has to convert", metadata={"tags": ["parameters"]}),
        new_markdown_cell("Two of four executives converted, and two of sixteen others: one half against an eighth."),
        new_code_cell("assert 2 / 4 > 2 / 16"),
    ]
    return notebook


def of_code(source: str, **extra) -> Callable[[NotebookNode], None]:
    return lambda notebook: notebook.cells.append(new_code_cell(source, **extra))


def of_text(source: str, cell: int) -> Callable[[NotebookNode], None]:
    return lambda notebook: notebook.cells[cell].update(source=source)


def with_parameters(source: str) -> Callable[[NotebookNode], None]:
    return of_text(source, 1)


BREACHES = [
    (
        asks_one_question,
        of_text("# Close rates by title, looked at closely for all who read", 0),
        "opens with '# Close",
    ),
    (asks_one_question, of_text("Which titles close? Let us look at who converted and who did not.", 0), "opens with"),
    (asks_one_question, of_text("# Which? And why? Both of these are asked here, one too many?", 0), "opens with"),
    (asks_one_question, lambda notebook: notebook.cells.pop(0), "opens with ''"),
    (asks_one_question, of_text("# And how much is lost by the ones who never hear from us at all?", 2), "2 titles"),
    (stored_without_results, of_code("1", execution_count=3), "cell 5 is stored with results"),
    (stored_without_results, of_code("1", outputs=[new_output("stream", text="1")]), "cell 5 is stored with results"),
    (stored_without_results, lambda notebook: notebook.metadata.update(widgets={}), "keeps `widgets` metadata"),
    (stored_without_results, lambda notebook: notebook.cells[0].metadata.update(papermill={}), "keeps `papermill`"),
    (runs_on_python3, lambda notebook: notebook.metadata.kernelspec.update(name="my-env"), "names the kernel 'my-env'"),
    (has_typed_parameters, lambda notebook: notebook.cells[1].metadata.clear(), "0 cells are tagged"),
    (has_typed_parameters, of_code("a: int = 1  # one", metadata={"tags": ["parameters"]}), "2 cells are tagged"),
    (has_typed_parameters, with_parameters("horizon_days = 90  # days"), "`horizon_days = 90` is not written"),
    (has_typed_parameters, with_parameters("horizon_days: int = 90"), "is not written `name: type = value  #"),
    (has_typed_parameters, with_parameters("horizon_days: int = 90  #"), "is not written `name: type = value  #"),
    (has_typed_parameters, with_parameters("horizon_days: int  # days"), "is not written `name: type = value  #"),
    (has_typed_parameters, with_parameters("config: str = name + '.yml'  # file"), "is not written `name: type"),
    (has_typed_parameters, with_parameters("sign: str = '#'"), "is not written `name: type = value  #"),
    (is_plain_python, of_code("%matplotlib inline"), "cell 5 is not plain Python"),
    (has_short_cells, of_code("\n".join("abcdefg")), "cell 5 has 7 lines of code, allowed are 6"),
    (says_more_than_it_codes, of_code(" + ".join(["lead"] * 40)), "words of text and 54 of code"),
    (checks_itself, lambda notebook: notebook.cells.pop(3), "nothing is asserted"),
    (uses_public_names_only, of_code("from leadtools.audit import _leaks"), "cell 5 uses the private name `_leaks`"),
    (uses_public_names_only, of_code("from leadtools._core import leaks"), "cell 5 uses the private name `_core`"),
    (uses_public_names_only, of_code("import leadtools._core"), "cell 5 uses the private name `_core`"),
    (uses_public_names_only, of_code("history._leads"), "cell 5 uses the private name `_leads`"),
    (defines_nothing, of_code("if True:\n    def rate(y):\n        return y"), "cell 5 defines `rate`"),
    (defines_nothing, of_code("class Lead: ..."), "cell 5 defines `Lead`"),
    (names_no_machine_path, of_code("'/home/ada/leads.csv'"), "cell 5 holds a path of one machine (/home/)"),
    (says_everything_once, lambda notebook: notebook.cells.append(notebook.cells[2]), "repeats cell 3; keep one"),
    (names_no_machine_path, of_code(r"r'C:\leads\leads.csv'"), "cell 5 holds a path of one machine"),
]


def test_a_good_notebook_keeps_every_rule():
    assert [fault for rule in RULES for fault in rule(good_notebook(), "10_titles")] == []


@pytest.mark.parametrize(("rule", "change", "message"), BREACHES)
def test_a_breach_is_named_by_its_rule_and_by_no_other(rule, change, message):
    notebook = good_notebook()
    change(notebook)
    faults = {each: list(each(notebook, "10_titles")) for each in RULES}
    assert [message in fault for fault in faults.pop(rule)] == [True]
    assert [fault for found in faults.values() for fault in found] == []


@pytest.mark.parametrize("name", ["audit", "1_audit", "10-audit", "10_Audit", "10_audit (copy)"])
def test_a_name_without_its_number_is_refused(name):
    (fault,) = named_by_number(good_notebook(), name)
    assert fault.startswith(f"it is called `{name}`")


def test_every_rule_is_shown_to_bite():
    assert {rule for rule, _, _ in BREACHES} == set(RULES) - {named_by_number}


# And the rules of lessons?


def good_lesson() -> NotebookNode:
    notebook = good_notebook()
    plan = "# Lesson 3: Who?\n\n**40 minutes.** In pairs.\n\n**Questions**\n\n- Who?\n\n**Objectives.** To know."
    notebook.cells[0].source = plan
    notebook.cells.append(new_markdown_cell("## Summary\n\n- It is so."))
    return notebook


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("", "", None),
        ("**40 minutes.**", "**90 minutes.**", "from 30 to 45"),
        ("**40 minutes.**", "Forty minutes.", "from 30 to 45"),
        ("Lesson 3", "Lesson 4", "does not begin with `# Lesson 3: `"),
        ("**Questions**", "Questions", "has no **Questions**"),
        ("**Objectives.**", "Objectives.", "has no **Objectives.**"),
        ("## Summary", "## The end", "no `## Summary`"),
    ],
)
def test_a_breach_of_a_rule_of_lessons_is_named(old, new, message):
    lesson = good_lesson()
    for cell in lesson.cells:
        cell.source = cell.source.replace(old, new)
    faults = [fault for rule in LESSON_RULES for fault in rule(lesson, "03_small_numbers")]
    assert [message in fault for fault in faults] == ([] if message is None else [True])
