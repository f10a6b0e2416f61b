"""The lessons: every exercise is passed by its solution, and meets every other answer with something to go on with."""

import re
import runpy
import shutil
import subprocess
from itertools import combinations
from pathlib import Path

import nbformat
import numpy as np
import openpyxl
import pandas as pd
import pytest

from leadtools import Scorecard, Snapshot, fit_logistic, lessons
from leadtools.errors import CardError, ParameterError
from leadtools.lessons import Exercise, Wrong, check
from leadtools.lessons.building import build_lessons, lesson_from
from leadtools.lessons.checking import find
from leadtools.lessons.exercise import MAKERS
from leadtools.lessons.judging import judge
from leadtools.lessons.pictures import plot_bands, plot_fading, plot_luck, plot_probability
from leadtools.lessons.regression import LINE
from leadtools.lessons.review import by_half_year
from leadtools.lessons.spreadsheet import probability_formula, score_formula
from leadtools.lessons.tables import BANDS, CROSSED, FADING, one_row_a_lead, with_rates
from leadtools.levels import Attribute, category_levels
from tests.conftest import ROOT

FOLDER = ROOT / "notebooks" / "learn"
SOLUTIONS = sorted((FOLDER / "solutions").glob("*.ipynb"))


def run(notebook: Path, folder: Path, monkeypatch) -> list[tuple]:
    """Run the code of a notebook in this process; return what it asked to be checked, and what was said."""
    asked = []

    def recorded(name, answer, *data):
        asked.append((name, answer, data, check(name, answer, *data)))
        return asked[-1][-1]

    monkeypatch.setattr(lessons, "check", recorded)
    cells = [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    code = "\n".join(cells)
    for up in ("../../../", "../../"):
        code = code.replace(f'"{up}reports', f'"{folder}').replace(f'"{up}', f'"{ROOT}/')
    script = folder / f"{notebook.stem}.py"
    script.write_text(code, encoding="utf-8")
    runpy.run_path(str(script))
    return asked


@pytest.fixture(scope="module")
def solved(tmp_path_factory) -> dict[str, tuple]:
    """Every lesson with its solutions, run from top to bottom: exercise → answer, data, verdict."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp("lessons")
        asked = [each for path in SOLUTIONS for each in run(path, folder, monkeypatch)]
    assert len({name for name, *_ in asked}) == len(asked)  # no exercise stands in two lessons
    return {name: rest for name, *rest in asked}


def test_every_exercise_stands_in_a_lesson_and_is_passed_by_its_solution(solved):
    assert [name for name, (_, _, verdict) in solved.items() if not verdict.passed] == []
    assert set(solved) == set(MAKERS)


def test_every_exercise_unanswered_says_what_to_do(solved):
    for name, (_, data, _) in solved.items():
        verdict, exercise = check(name, ..., *data), find(name, *data)
        assert not verdict.passed
        assert "in the place of the three dots" in verdict.words
        assert exercise.hint in verdict.words


def test_every_typical_wrong_answer_meets_the_words_meant_for_it(solved):
    for name, (_, data, _) in solved.items():
        exercise = find(name, *data)
        for wrong in exercise.wrong:
            verdict = check(name, given(exercise, wrong), *data)
            assert (name, verdict.passed, verdict.words) == (name, False, wrong.says)


def given(exercise: Exercise, wrong: Wrong) -> object:
    """Return the answer of somebody who makes just this mistake."""
    if isinstance(exercise.right, frozenset):
        return sorted(exercise.right ^ {wrong.answer})
    return wrong.answer if isinstance(wrong.answer, str) else float(wrong.answer)


def test_answers_that_nobody_foresaw_meet_a_hint_and_raise_nothing(solved):
    strange = [None, True, float("nan"), "", "0,25", (0, 25), [], {}, object(), 12345.6, "seven", np.array([1, 2])]
    for name, (_, data, _) in solved.items():
        for answer in strange:
            verdict = check(name, answer, *data)
            assert not verdict.passed
            assert len(verdict.words) > 20


def test_a_mistake_never_leads_to_the_right_answer_or_to_another_mistake(solved):
    for name, (_, data, _) in solved.items():
        exercise = find(name, *data)
        answers = [exercise.right, *(wrong.answer for wrong in exercise.wrong)]
        if isinstance(exercise.right, float | int):
            apart = [abs(one - other) > 2 * exercise.within for one, other in combinations(answers, 2)]
            assert all(apart), (name, answers)
        else:
            assert len(set(answers)) == len(answers), name


def test_every_lesson_has_at_least_four_exercises_and_most_have_wrong_answers_with_reasons(solved):
    for path in SOLUTIONS:
        tags = [cell.metadata.get("tags", []) for cell in nbformat.read(path, as_version=4).cells]
        assert sum("solution" in each for each in tags) >= 4
    assert sum(bool(find(name, *data).wrong) for name, (_, data, _) in solved.items()) == len(solved)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_lesson_is_what_the_builder_makes_of_its_solution(path):
    made = nbformat.writes(lesson_from(nbformat.read(path, as_version=4))) + "\n"
    assert (FOLDER / path.name).read_text(encoding="utf-8") == made, "run `make lessons`"


def test_there_are_eight_lessons_and_no_lesson_without_a_solution():
    assert [path.name for path in sorted(FOLDER.glob("*.ipynb"))] == [path.name for path in SOLUTIONS]
    assert [path.stem[:2] for path in SOLUTIONS] == [f"{number:02}" for number in range(1, 9)]


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_lesson_answered_wrongly_throughout_runs_to_its_end_and_meets_every_mistake(
    path, solved, tmp_path, monkeypatch
):
    notebook, meant = nbformat.read(path, as_version=4), {}
    for cell in notebook.cells:
        if "solution" in cell.metadata.get("tags", []):
            name = re.search(r'check\("(\w+)"', cell.source).group(1)
            exercise = find(name, *solved[name][1])
            meant[name] = exercise.wrong[0].says
            mistake = given(exercise, exercise.wrong[0])
            cell.source = f"answer = {mistake!r}\n{last_line(cell.source)}"
    nbformat.write(notebook, tmp_path / path.name)
    asked = run(tmp_path / path.name, tmp_path, monkeypatch)
    assert {name: verdict.words for name, _, _, verdict in asked} == meant
    assert not any(verdict.passed for *_, verdict in asked)


def last_line(source: str) -> str:
    return source.splitlines()[-1]


def solution(source: str, **metadata) -> nbformat.NotebookNode:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source, metadata=metadata)]
    return notebook


def test_the_builder_cuts_the_answer_and_keeps_what_it_asks_for():
    made = lesson_from(solution('answer = 2 / 4  # close rate\ncheck("x", answer)', tags=["solution"]))
    assert made.cells[0].source == 'answer = ...  # close rate\ncheck("x", answer)'
    assert made.cells[0].metadata["tags"] == ["exercise"]


def test_the_builder_leads_paths_from_the_folder_of_the_lesson_and_leaves_the_rest_alone():
    made = lesson_from(solution('config: str = "../../../data/leadtools.yml"  # file\nanswer = 1'))
    assert made.cells[0].source == 'config: str = "../../data/leadtools.yml"  # file\nanswer = 1'


def test_the_builder_does_not_touch_the_solution():
    source = solution('answer = 1\ncheck("x", answer)', tags=["solution"])
    lesson_from(source)
    assert source.cells[0].source.startswith("answer = 1")
    assert source.cells[0].metadata["tags"] == ["solution"]


@pytest.mark.parametrize("source", ["1 + 1", "answer = 1", 'answer = 1\nanswer = 2\ncheck("x", answer)'])
def test_a_solution_without_one_answer_and_its_check_is_refused(source):
    with pytest.raises(ParameterError, match="Cell 1 is tagged `solution`; it needs one line"):
        lesson_from(solution(source, tags=["solution"]))


def test_make_lessons_writes_every_lesson_of_a_folder(tmp_path):
    (tmp_path / "solutions").mkdir()
    nbformat.write(solution('answer = 1\ncheck("x", answer)', tags=["solution"]), tmp_path / "solutions" / "01_a.ipynb")
    assert build_lessons(tmp_path) == [tmp_path / "01_a.ipynb"]
    assert nbformat.read(tmp_path / "01_a.ipynb", as_version=4).cells[0].source.startswith("answer = ...")


def test_an_exercise_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(ParameterError, match="did you mean `base_rate`"):
        check("base_rat", 1)


HALF = Exercise(0.5, why="Two of four.", hint="Divide.")


@pytest.mark.parametrize("answer", [0.5, 2 / 4, np.float64(0.5), 0.504])
def test_rounding_is_no_mistake(answer):
    assert judge(HALF, answer).passed


def test_a_rate_in_per_cent_is_told_how_to_write_it():
    assert "Write 0.5." in judge(HALF, 50).words


@pytest.mark.parametrize("answer", ["0.5", "0,5", (0, 5)])
def test_a_number_in_quotes_or_with_a_comma_is_told_how_to_write_it(answer):
    assert "without quotes and with a point" in judge(HALF, answer).words


def test_names_may_come_in_any_order_and_in_any_case():
    names = Exercise(frozenset({"a", "b"}), why="Both.", hint="Two.", choices=("a", "b", "c"))
    assert judge(names, ["B", "a"]).passed
    assert "`d` is not among them" in judge(names, ["d"]).words


def test_a_verdict_shows_as_words_and_escapes_what_it_quotes():
    shown = judge(Exercise("a", why="<b>", hint="", choices=("a",)), "a")._repr_html_()
    assert "&lt;b&gt;" in shown
    assert "✓ Right." in shown


def test_the_two_formulas_of_lesson_6_say_in_a_real_spreadsheet_what_the_card_says(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed here")
    X, y = one_row_a_lead(CROSSED)
    card = fit_logistic(X, y)
    leads = pd.DataFrame({"title": ["director", "other", None, "clerk"], "source": ["fair", "web", "fair", None]})
    book = openpyxl.Workbook()
    for row, (title, source) in enumerate(leads.itertuples(index=False), 2):
        cells = {"title": f"A{row}", "source": f"B{row}"}
        formulas = [score_formula(card, cells), probability_formula(card.line, f"C{row}")]
        for column, value in enumerate([title, source, *formulas], 1):
            book.active.cell(row, column, None if pd.isna(value) else value)
    book.save(tmp_path / "card.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    order = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "csv",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "card.xlsx"),
    ]
    subprocess.run(order, check=True, capture_output=True, timeout=120)
    shown = pd.read_csv(tmp_path / "card.csv", header=None, skiprows=1)
    assert shown[2].tolist() == card.score(leads).tolist()
    assert np.allclose(shown[3], card.predict(leads), atol=1e-6)


def test_a_level_that_is_no_name_is_refused_by_the_formula_of_a_lesson():
    card = fit_logistic(pd.DataFrame({"size": range(200)}), pd.Series([0, 1] * 100))
    with pytest.raises(CardError, match="`size` has no cell, or levels that are no names"):
        score_formula(card, {"size": "A2"})


def test_quotes_in_the_name_of_a_level_do_not_end_the_text_of_the_formula():
    inn = Attribute("inn", "text", category_levels([['The "Crown"']]))
    assert 'A2="The ""Crown"""' in score_formula(Scorecard.of("by hand", {inn: [5, 0, 0]}), {"inn": "A2"})


def test_half_years_add_up_to_all_leads_of_the_level():
    moments = pd.Series(pd.to_datetime(["2024-06-30", "2024-07-01", "2024-12-31", "2025-01-01"]), index=list("abcd"))
    X = pd.DataFrame({"source": ["fair", "fair", "web", "fair"]}, index=list("abcd"))
    judged = Snapshot(X, pd.Series([1, 0, 1, 1], index=list("abcd")), None, pd.Series(dtype=str), moments)
    table = by_half_year(judged, "source", "fair")
    assert table["period"].tolist() == ["2024, first half", "2024, second half", "2025, first half"]
    assert table["leads"].tolist() == [1, 1, 1]
    assert table["base_rate"].tolist() == [1.0, 0.5, 1.0]  # of fair and web together


def test_pictures_of_lessons_state_what_they_find():
    assert plot_luck(np.array([0, 1, 3]), 10, 0.1).get_title(loc="left").endswith("from 0 to 3 wins")
    assert plot_probability(LINE).get_title(loc="left").startswith("Every 10 points double the odds")
    bands = with_rates(BANDS).assign(sales=[0.4, 0.2, 0.1, 0.9], marketing=0.9)
    # 40 %, 20 % and 10 % lie within their intervals, 90 % within none.
    assert plot_bands(bands).get_title(loc="left") == "What the data allow: sales 3, marketing 0 of 4 beliefs"
    fading = with_rates(FADING).assign(base_rate=0.1)
    assert plot_fading(fading).get_title(loc="left") == "From 3.0 to 1.0 times the base rate"
