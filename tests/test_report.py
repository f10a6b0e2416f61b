"""The report: what a run leaves behind, what it refuses, and what happens when it is cut short."""

import ast
import csv
import json
import os
import re
import subprocess
import sys
import threading
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from leadtools.audit.cells import UNTIL_EXPORT
from leadtools.errors import ConfigError, LeadToolsError, OutputError, ParameterError
from leadtools.report import NotebookError, parameters_from_text, run_report
from leadtools.report.clean import clean_notebook
from leadtools.report.index import render_index
from leadtools.report.kernel import run_notebook
from leadtools.report.notebooks import find_notebooks
from leadtools.report.pages import render_page, safe_html
from leadtools.report.silent import why_silent
from leadtools.report.staging import cards_of, files_of, report_folder, staged
from leadtools.tables import SENTENCE

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # 1 by 1
PARAMETERS = """config: str = "leadtools.yml"  # which column is what
out: str = "out"  # folder of this run
as_of: str = ""  # the moment, an ISO date
rule: str = "plain"  # how a rate becomes points
share: float = 0.5  # 0 to 1
limit: int | None = None  # leads at most"""
SHOW = f"""import base64, sys, warnings
from IPython.display import HTML, Image, display
from tqdm.auto import tqdm
picture = base64.b64decode("{PIXEL}")
for _ in tqdm(range(2)): pass
warnings.warn("a warning with the time of day")
print(config, out, file=sys.stderr)
print("reads", config, "writes", out + "/scores.csv", object())"""
PICTURES = """display(Image(data=picture, alt='Dots "rise" & <fall>'))
display(Image(data=picture))
HTML('<table><tr><td onclick="x()">CEO<script>alert(1)</script><img src="https://evil.test/a.png"></td></tr></table>')"""
RECORD = """import json, pathlib
folder = pathlib.Path(out)
path = folder / "summary.json"
path.write_text(json.dumps({"rule": rule, "as_of": as_of, "share": share, "limit": limit}))"""


def notebook(title: str, *codes: str, parameters: str = PARAMETERS, after: list[str] | None = None):
    made = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "My own kernel, 3.12"}})
    made.metadata |= {} if after is None else {"leadtools": {"after": after}}
    made.cells = [new_markdown_cell(f"# {title}\n\nSome words."), new_code_cell(parameters)]
    made.cells[1].metadata["tags"] = ["parameters"]
    made.cells += [new_code_cell(code) for code in codes]
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    return made


def folder_of(path: Path, **notebooks) -> Path:
    """Keep notebooks in a folder; `n10_audit` is written to ``10_audit.ipynb``."""
    path.mkdir()
    for name, made in notebooks.items():
        nbformat.write(made, path / f"{name[1:]}.ipynb")
    return path


def config_in(folder: Path) -> Path:
    (folder / "leads.csv").write_text("lead_id,title,won\na,CEO,yes\nb,Clerk,no\n", encoding="utf-8")
    config = folder / "leadtools.yml"
    config.write_text("leads: leads.csv\nid: lead_id\noutcome: {flag: won}\n", encoding="utf-8")
    return config


@pytest.fixture
def config(tmp_path) -> Path:
    return config_in(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> tuple[Path, Path]:
    """The same notebooks run twice: in other folders, under other names."""
    made = []
    for name in ("first", "second"):
        home = tmp_path_factory.mktemp(f"home_of_{name}")
        show = new_markdown_cell("## The *rise* & fall", id="rise")
        first = notebook("What came in?", RECORD, SHOW, PICTURES)
        first.cells.insert(4, show)
        moving = new_code_cell("'only in JupyterLab'", id="moving", metadata={"tags": ["widget"]})
        second = notebook("Who is <hot>?", "1 + 1")
        second.cells.append(moving)
        notebooks = folder_of(home / "notebooks", n10_in=first, n20_hot=second)
        made.append(run_report(config_in(home), home / name, notebooks=notebooks, as_of="2025-06-30", rule="ratio"))
    return made[0], made[1]


class Page(HTMLParser):
    """What a browser would find in a page: tags with their attributes, and texts."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.tags[-1:] != [("style", {})]:
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All texts, words set apart as a reader sees them."""
        return re.sub(r" ([.,;:])", r"\1", " ".join(" ".join(self.texts).split()))

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


def page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


class TestWhatARunLeaves:
    def test_executed_notebooks_their_pages_an_index_and_what_the_notebooks_wrote(self, reports):
        assert sorted(contents(reports[0])) == [
            "10_in.html", "10_in.ipynb", "20_hot.html", "20_hot.ipynb", "index.html", "summary.json",
        ]  # fmt: skip
        assert [path.name for path in reports[0].parent.iterdir() if path.name.startswith(".")] == []

    def test_the_same_input_gives_the_same_bytes(self, reports):
        first, second = map(contents, reports)
        assert first == second

    def test_no_file_speaks_of_the_machine(self, reports):
        everything = b"".join(contents(reports[0]).values()).decode()
        for trace in (
            str(reports[0].parent),
            reports[0].name + ".partial",
            "/tmp",
            sys.prefix,
            " at 0x",
            "My own kernel",
        ):
            assert trace not in everything

    def test_results_name_files_as_the_reader_sees_them(self, reports):
        executed = nbformat.read(reports[0] / "10_in.ipynb", as_version=4)
        texts = [output.text for cell in executed.cells for output in cell.get("outputs", []) if "text" in output]
        assert texts == ["reads ./leadtools.yml writes ./scores.csv <object object>\n"]

    def test_the_parameters_of_the_run_stand_in_the_notebook(self, reports):
        executed = nbformat.read(reports[0] / "10_in.ipynb", as_version=4)
        (given,) = [cell for cell in executed.cells if "injected-parameters" in cell.metadata.get("tags", [])]
        said = {line.partition(" = ")[0]: line.partition(" = ")[2] for line in given.source.splitlines()[1:]}
        assert said == {"config": '"leadtools.yml"', "out": '"."', "as_of": '"2025-06-30"', "rule": '"ratio"'}

    def test_bars_warnings_and_widgets_are_gone(self, reports):
        executed = nbformat.read(reports[0] / "10_in.ipynb", as_version=4)
        outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
        assert [output.get("name") for output in outputs if output.output_type == "stream"] == ["stdout"]
        assert not [kind for output in outputs for kind in output.get("data", {}) if "widget" in kind]
        assert set(executed.metadata) == {"kernelspec", "language_info"}

    def test_a_cell_for_widgets_is_in_the_notebook_but_not_on_the_page(self, reports):
        assert "only in JupyterLab" in (reports[0] / "20_hot.ipynb").read_text(encoding="utf-8")
        assert "only in JupyterLab" not in page(reports[0] / "20_hot.html").text

    def test_the_summary_lists_the_files_of_the_run(self, reports):
        summary = json.loads((reports[0] / "summary.json").read_text(encoding="utf-8"))
        assert summary["files"] == sorted(contents(reports[0]))


class TestPages:
    @pytest.mark.parametrize("name", ["index.html", "10_in.html", "20_hot.html"])
    def test_a_page_runs_nothing_and_asks_the_network_for_nothing(self, reports, name):
        found = page(reports[0] / name)
        assert not {"script", "link", "iframe", "object", "embed", "base"} & {tag for tag, _ in found.tags}
        assert not [value for _, attributes in found.tags for key, value in attributes.items() if key.startswith("on")]
        assert {attributes["src"][:22] for attributes in found.all("img")} <= {"data:image/png;base64,"}
        html = (reports[0] / name).read_text(encoding="utf-8")
        assert not [sign for sign in ("url(", "@import") if sign in html]
        assert not [value for _, attributes in found.tags for value in attributes.values() if "://" in (value or "")]
        (policy,) = [m["content"] for m in found.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; img-src data:;")

    @pytest.mark.parametrize("name", ["index.html", "10_in.html", "20_hot.html"])
    def test_a_page_can_be_read_on_a_phone_and_aloud(self, reports, name):
        found = page(reports[0] / name)
        assert found.all("html") == [{"lang": "en"}]
        assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in found.all("meta")
        assert len(found.all("title")) == 1
        assert len(found.all("h1")) == 1

    @pytest.mark.parametrize("name", ["index.html", "10_in.html", "20_hot.html"])
    def test_every_link_leads_to_a_file_of_the_report(self, reports, name):
        links = [attributes["href"] for attributes in page(reports[0] / name).all("a")]
        assert links
        assert [link for link in links if not (reports[0] / link).is_file()] == []

    def test_pages_lead_to_their_neighbours_and_to_the_index(self, reports):
        links = [(link.get("rel"), link["href"]) for link in page(reports[0] / "20_hot.html").all("a")]
        assert links[:2] == [("prev", "10_in.html"), (None, "index.html")]
        assert "next" not in dict(links)

    def test_every_picture_has_words_its_own_or_the_heading_above(self, reports):
        alts = [attributes["alt"] for attributes in page(reports[0] / "10_in.html").all("img")]
        assert alts == ['Dots "rise" & <fall>', "Picture: The *rise* & fall"]

    def test_what_strangers_wrote_is_shown_and_never_run(self, reports):
        found = page(reports[0] / "10_in.html")
        assert "CEOalert(1)" in found.text
        assert [attributes for attributes in found.all("td") if attributes] == []

    def test_a_title_with_angles_is_text(self, reports):
        assert "Who is <hot>?" in page(reports[0] / "20_hot.html").text
        assert "Who is <hot>?" in page(reports[0] / "index.html").text

    def test_code_is_one_click_away(self, reports):
        html = (reports[0] / "20_hot.html").read_text(encoding="utf-8")
        # parameters, what the run gave, 1 + 1
        assert html.count('<details class="code"><summary>') == 3

    @pytest.mark.parametrize(
        "html",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            '<a href="javascript:alert(1)">x</a>',
            "<iframe src='https://evil.test'></iframe>",
            "<style>@import 'https://evil.test/a.css'</style>",
            '<style type="text/css">p{}</style><table id="T_1"><tr><td><style>*{background:url(//evil.test)}</style>',
            '<p style="background: url(https://evil.test)">x</p>',
            "<svg><script>alert(1)</script></svg>",
            "<form action='https://evil.test'><input name=a></form>",
        ],
    )
    def test_html_loses_what_acts_or_fetches(self, html):
        found = Page(safe_html(html))
        assert not {"script", "img", "iframe", "svg", "form", "input"} & {tag for tag, _ in found.tags}
        assert "evil" not in str(found.tags)
        assert "javascript" not in str(found.tags)
        assert "@import" not in safe_html(html)

    def test_the_look_of_a_styled_table_stays(self):
        look = '<style type="text/css">\n#T_ab td { text-align: right; }\n</style>\n'
        table = f'{look}<table id="T_ab"><tr><td>1</td></tr></table>'
        assert "#T_ab td { text-align: right; }" in safe_html(table)
        assert '<table id="T_ab">' in safe_html(table)

    def test_a_sentence_is_shown_without_the_quotes_of_python(self):
        made = new_notebook(cells=[new_code_cell("x")])
        results = ["'<b>Three</b> of four.'", "['a', 'b']", "a   b"]
        made.cells[0].outputs = [new_output("execute_result", data={"text/plain": text}) for text in results]
        html = render_page(made, title="T", previous=None, following=None, file="x.ipynb")
        assert '<p class="result">&lt;b&gt;Three&lt;/b&gt; of four.</p>' in html
        assert [text for text in Page(html).texts if text in results] == ["['a', 'b']", "a   b"]

    def test_a_sentence_that_the_notebook_shows_as_html_is_a_sentence_on_the_page_and_no_table(self):
        said = {"text/plain": "'No `events`.'", "text/html": f"{SENTENCE}No <code>events</code>.</p>"}
        told = [new_code_cell("x", outputs=[new_output("execute_result", data=said)]) for _ in range(2)]
        cells = [new_markdown_cell("## Day by day"), told[0], new_markdown_cell("## Enough?"), told[1]]
        html = render_page(new_notebook(cells=cells), title="T", previous=None, following=None, file="x.ipynb")
        assert html.count(f"{SENTENCE}No <code>events</code>.</p>") == 1
        assert 'aria-label="Table' not in html
        assert why_silent(cells) == ("No `events`.", True)

    def test_sections_that_only_say_again_why_there_is_nothing_are_left_out_and_named(self):
        reason = new_output("execute_result", data={"text/plain": "'There are no `events`. Name them.'"})
        table = new_output("execute_result", data={"text/html": "<table></table>", "text/plain": "'There'"})
        told = [("# Q?", None), ("## Begin", reason), ("## Day by day", reason), ("## Enough?", table)]
        cells = []
        for words, output in told:
            cells += [new_markdown_cell(words), new_code_cell("x", outputs=[output] if output else [])]
        html = render_page(new_notebook(cells=cells), title="Q?", previous=None, following=None, file="x.ipynb")
        assert html.count("There are no <code>events</code>. Name them.") == 1
        assert "Left out here, for these data cannot answer it: Day by day." in html
        assert "<h2>Day by day" not in html
        assert "<h2>Enough?" in html
        assert why_silent(cells) == ("There are no `events`.", False)
        assert why_silent(cells[:6]) == ("There are no `events`.", True)
        assert why_silent(cells[:2] + cells[6:]) == ("", False)

    def test_markdown_tables_scroll_in_a_box_of_their_own(self):
        made = new_notebook(cells=[new_markdown_cell("| a | b |\n|---|---|\n| 1 | 2 |")])
        html = render_page(made, title="T", previous=None, following=None, file="x.ipynb")
        assert [tag for tag, _ in Page(html).tags if tag in ("div", "table")] == ["div", "table"]


class TestCleaning:
    def test_only_whole_paths_are_shortened(self):
        made = new_notebook(cells=[new_code_cell("x")])
        text = "/srv/data/a.csv /srv/data /srv/database/b.csv /my/srv/data/c.csv '/srv/data/.out.partial-7/d.csv'"
        made.cells[0].outputs = [new_output("stream", name="stdout", text=text)]
        clean = clean_notebook(made, {}, Path("/srv/data/.out.partial-7"), Path("/srv/data/leadtools.yml"))
        assert clean.cells[0].outputs[0].text == "./a.csv . /srv/database/b.csv /my/srv/data/c.csv './d.csv'"

    def test_tables_that_pandas_names_at_random_are_named_by_their_place(self):
        made = new_notebook(cells=[new_code_cell("x")])
        html = '<style>#T_0a1b2_row0 {}</style><table id="T_0a1b2"><td id="T_0a1b2_row0">1</td></table>'
        made.cells[0].outputs = [new_output("display_data", data={"text/html": html})]
        clean = clean_notebook(made, {}, Path("/a"), Path("/b/c.yml"))
        assert clean.cells[0].outputs[0].data["text/html"] == html.replace("T_0a1b2", "T_0_0")

    def test_the_notebook_given_is_left_alone(self):
        made = new_notebook(
            cells=[new_code_cell("x", metadata={"papermill": {"duration": 1}})], metadata={"widgets": {}}
        )
        before = nbformat.writes(made)
        clean_notebook(made, {}, Path("/a"), Path("/b/c.yml"))
        assert nbformat.writes(made) == before


class TestParameters:
    @pytest.fixture
    def notebooks(self, tmp_path) -> Path:
        other = """config: str = "c"  # file
out: str = "o"  # folder
rule: str = "plain"  # how
fast: bool = False  # hurry"""
        return folder_of(
            tmp_path / "notebooks",
            n10_in=notebook("In?", RECORD),
            n20_out=notebook(
                "Out?", "import pathlib; pathlib.Path(out, 'fast.txt').write_text(f'{rule} {fast}')", parameters=other
            ),
        )

    def test_each_notebook_gets_those_it_declares(self, config, notebooks, tmp_path):
        out = run_report(config, tmp_path / "out", notebooks=notebooks, rule="ratio", limit=3, fast=True)
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
        assert (summary["rule"], summary["limit"], summary["share"], summary["as_of"]) == ("ratio", 3, 0.5, "")
        assert (out / "fast.txt").read_text(encoding="utf-8") == "ratio True"

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"rul": "ratio"}, "`rul` is not a parameter of the notebooks; did you mean `rule`"),
            (
                {"rul": "ratio"},
                r"They take:\n  as_of: str = ''  # the moment, an ISO date\n  rule: str = 'plain'  # how a",
            ),
            ({"rule": 3}, "`rule` is 3; allowed is text. The notebooks say: rule: str = 'plain'  # how a rate becomes"),
            ({"share": "half"}, "`share` is 'half'; allowed is a number"),
            ({"share": True}, "`share` is True; allowed is a number"),
            ({"limit": 2.5}, "`limit` is 2.5; allowed is a whole number or None"),
            ({"fast": 1}, "`fast` is 1; allowed is true or false"),
            ({"rule": None}, "`rule` is None; allowed is text"),
            ({"as_of": "30.06.2025"}, "as_of is '30.06.2025'; allowed is a date such as 2025-12-31"),
        ],
    )
    def test_a_value_no_notebook_takes_is_refused_before_anything_runs(
        self, config, notebooks, tmp_path, values, message
    ):
        with pytest.raises(ParameterError, match=message):
            run_report(config, tmp_path / "out", notebooks=notebooks, **values)
        assert not (tmp_path / "out").exists()

    def test_a_date_nobody_declares_is_refused_like_any_other_name(self, config, tmp_path):
        bare = 'config: str = "c"  # file\nout: str = "o"  # folder'
        notebooks = folder_of(tmp_path / "bare", n10_in=notebook("In?", "1", parameters=bare))
        with pytest.raises(
            ParameterError, match=r"`as_of` is not a parameter of the notebooks\.\nThey take:\n  nothing"
        ):
            run_report(config, tmp_path / "out", notebooks=notebooks, as_of="2025-06-30")

    def test_texts_are_read_as_the_types_declared(self, notebooks):
        texts = {"share": "1", "limit": "7", "fast": "yes", "rule": "12", "as_of": "2025-06-30"}
        assert parameters_from_text(texts, notebooks=notebooks) == {
            "share": 1.0, "limit": 7, "fast": True, "rule": "12", "as_of": "2025-06-30",
        }  # fmt: skip
        assert parameters_from_text({"limit": "None", "rule": "None"}, notebooks=notebooks) == {
            "limit": None,
            "rule": "None",
        }

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ({"limit": "many"}, "`limit` is 'many'; allowed is None or a whole number|a whole number or None"),
            ({"share": "1,5"}, "`share` is '1,5'; allowed is a number"),
            ({"fast": "maybe"}, "`fast` is 'maybe'; allowed is true or false"),
            ({"help": ""}, "`help` is not a parameter of the notebooks"),
            ({"out": "x"}, "`out` cannot be set as a parameter"),
        ],
    )
    def test_a_text_that_says_no_such_value_is_refused(self, notebooks, text, message):
        with pytest.raises(ParameterError, match=message):
            parameters_from_text(text, notebooks=notebooks)


class TestNotebooks:
    def test_the_notebooks_that_come_with_leadtools_are_found(self):
        names = [found.name for found in find_notebooks()]
        assert names[0] == "10_audit"
        assert names == sorted(names)

    def test_numbers_order_and_all_earlier_ones_come_first_unless_fewer_are_named(self, tmp_path):
        made = folder_of(
            tmp_path / "notebooks",
            n100_last=notebook("C?", after=["9_first"]),
            n9_first=notebook("A?"),
            n20_then=notebook("B?"),
            nUntitled=notebook("Not numbered?"),
        )
        found = {each.name: each.after for each in find_notebooks(made)}
        assert found == {"9_first": (), "20_then": ("9_first",), "100_last": ("9_first",)}
        assert list(found) == ["9_first", "20_then", "100_last"]

    def test_a_folder_without_numbered_notebooks_is_refused(self, tmp_path):
        with pytest.raises(ParameterError, match="holds no notebook with a number, such as 10_audit.ipynb"):
            find_notebooks(tmp_path)

    def test_a_file_that_is_no_notebook_is_refused(self, tmp_path):
        (tmp_path / "10_audit.ipynb").write_text("not JSON", encoding="utf-8")
        with pytest.raises(ParameterError, match="10_audit.ipynb cannot be read as a notebook"):
            find_notebooks(tmp_path)

    def test_one_that_follows_a_later_or_unknown_one_is_refused(self, tmp_path):
        made = folder_of(tmp_path / "notebooks", n10_audit=notebook("A?"), n20_b=notebook("B?", after=["10_audi"]))
        with pytest.raises(ParameterError, match=r"20_b.ipynb .*`10_audi`.*; did you mean `10_audit`\?"):
            find_notebooks(made)

    def test_one_that_needs_a_notebook_of_ours_that_was_not_copied_says_which(self, tmp_path):
        made = folder_of(tmp_path / "own", n55_rubric=notebook("B?", after=["20_behaviour"]))
        with pytest.raises(ParameterError, match="55_rubric.ipynb comes after `20_behaviour`, which .* not hold"):
            find_notebooks(made)

    def test_a_number_is_no_folder_of_notebooks(self):
        with pytest.raises(ParameterError, match="`55` is no folder. Name one that holds copies of the notebooks"):
            find_notebooks("55")

    def test_a_parameters_cell_that_is_not_python_is_refused(self, tmp_path):
        made = folder_of(tmp_path / "notebooks", n10_audit=notebook("A?", parameters="config: str = ("))
        with pytest.raises(ParameterError, match="The parameters cell of 10_audit.ipynb is not Python"):
            find_notebooks(made)

    def test_two_that_do_not_need_each_other_run_at_the_same_time(self, config, tmp_path):
        # Each waits until the other has begun: one after the other, the first would wait in vain.
        meet = """import pathlib, time
pathlib.Path(out, "{own}").touch()
until = time.monotonic() + 20
while not pathlib.Path(out, "{other}").exists() and time.monotonic() < until: time.sleep(0.02)
assert pathlib.Path(out, "{other}").exists()"""
        notebooks = folder_of(
            tmp_path / "notebooks",
            n10_a=notebook("A?", meet.format(own="a", other="b")),
            n20_b=notebook("B?", meet.format(own="b", other="a"), after=[]),
            n30_c=notebook("C?", "assert pathlib.Path(out, 'a').exists()", after=["10_a"]),
        )
        third = nbformat.read(notebooks / "30_c.ipynb", as_version=4)
        third.cells.insert(2, new_code_cell("import pathlib"))
        nbformat.write(third, notebooks / "30_c.ipynb")
        out = run_report(config, tmp_path / "out", notebooks=notebooks)
        assert (out / "30_c.html").is_file()


class TestWhenANotebookStops:
    def run(self, config: Path, tmp_path: Path, *codes: str) -> Path:
        notebooks = folder_of(tmp_path / "notebooks", n10_in=notebook("In?", *codes))
        return run_report(config, tmp_path / "out", notebooks=notebooks)

    def test_a_fault_of_the_input_is_told_in_its_own_words_only(self, config, tmp_path):
        said = "`won` has the value 3.\nWrite yes or no."
        with pytest.raises(LeadToolsError, match=f"^{re.escape(said)}$"):
            self.run(config, tmp_path, f"from leadtools.errors import DataError\nraise DataError({said!r})")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["leads.csv", "leadtools.yml", "notebooks"]

    def test_notebooks_beside_it_are_given_up_whether_they_have_begun_or_not(self, config, tmp_path):
        meanwhile = "import time\ntime.sleep(600)"
        others = {f"n{n}_b": notebook("B?", meanwhile, after=[]) for n in (20, 30, 40, 50)}
        notebooks = folder_of(tmp_path / "notebooks", n10_a=notebook("A?", "1 / 0"), **others)
        told = []

        def report() -> None:
            with pytest.raises(NotebookError, match="10_a.ipynb stopped"):
                run_report(config, tmp_path / "out", notebooks=notebooks)
            told.append("stopped")

        waiting = threading.Thread(target=report, daemon=True)  # should it wait for ever, the tests need not
        waiting.start()
        waiting.join(timeout=60)
        assert told == ["stopped"]

    def test_another_librarys_error_of_the_same_name_is_none_of_ours(self, config, tmp_path):
        with pytest.raises(NotebookError, match="DataError: not ours"):
            self.run(config, tmp_path, "class DataError(ValueError): pass", "raise DataError('not ours')")

    def test_any_other_error_takes_three_lines_and_the_notebook_is_kept(self, config, tmp_path):
        with pytest.raises(NotebookError, match="10_in.ipynb stopped") as caught:
            self.run(config, tmp_path, "rate = 1\nrate / 0  # of none", "'never reached'")
        assert str(caught.value).splitlines() == [
            "10_in.ipynb stopped in the cell `rate = 1`",
            "ZeroDivisionError: division by zero",
            f"The notebook as far as it came: {tmp_path / 'out-failed.ipynb'}",
        ]
        kept = nbformat.read(tmp_path / "out-failed.ipynb", as_version=4)
        assert "ZeroDivisionError" in str([cell.get("outputs") for cell in kept.cells])

    def test_the_kept_notebook_goes_once_a_run_succeeds(self, config, tmp_path):
        (tmp_path / "out-failed.ipynb").write_text("{}", encoding="utf-8")
        self.run(config, tmp_path, "1")
        assert not (tmp_path / "out-failed.ipynb").exists()

    def test_the_previous_report_stays_whole(self, config, tmp_path):
        out = self.run(config, tmp_path, RECORD)
        before = contents(out)
        notebooks = folder_of(tmp_path / "others", n10_in=notebook("In?", RECORD), n20_b=notebook("B?", "1 / 0"))
        with pytest.raises(NotebookError, match="20_b.ipynb stopped"):
            run_report(config, out, notebooks=notebooks)
        assert contents(out) == before
        assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]

    def test_a_kernel_that_was_ended_is_told_in_words(self):
        ended = notebook("Big?", "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)", "1")
        with pytest.raises(
            NotebookError, match=r"in the cell `os.kill\(.*\n.*was ended, most often for want of memory"
        ):
            run_notebook(ended, {})

    def test_a_cell_that_takes_too_long_is_told_in_words(self):
        with pytest.raises(NotebookError, match=r"in the cell `import time; .*\nIt was stopped after 1 seconds"):
            run_notebook(notebook("Slow?", "import time; time.sleep(60)"), {}, timeout_seconds=1)


class TestKernel:
    def test_it_is_this_python_whatever_else_is_installed_in_the_users_home(self, tmp_path, monkeypatch):
        # A kernel of the same name that would fail, a start-up file that would print, a backend that draws nothing.
        elsewhere = tmp_path / "jupyter" / "kernels" / "python3"
        elsewhere.mkdir(parents=True)
        spec = {"argv": ["/bin/false", "{connection_file}"], "display_name": "Other", "language": "python"}
        (elsewhere / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
        startup = tmp_path / "ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "00.py").write_text("mine = 1", encoding="utf-8")
        monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
        monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
        monkeypatch.setenv("MPLBACKEND", "Agg")
        asked = notebook(
            "Who?", "import os, sys", "assert 'mine' not in globals()", "(sys.executable, os.environ['MPLBACKEND'])"
        )
        executed = run_notebook(asked, {})
        backend = "module://matplotlib_inline.backend_inline"
        # A long path is printed on two lines.
        assert ast.literal_eval(executed.cells[-1].outputs[0].data["text/plain"]) == (sys.executable, backend)

    def test_a_file_in_the_working_folder_does_not_stand_in_for_a_library(self, tmp_path, monkeypatch):
        (tmp_path / "json.py").write_text("raise SystemExit('the wrong json')", encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        executed = run_notebook(notebook("Which?", "import json; json.dumps(1)"), {})
        assert executed.cells[-1].outputs[0].data["text/plain"] == "'1'"


class TestPlace:
    def test_a_file_is_refused(self, tmp_path):
        (tmp_path / "out").write_text("x", encoding="utf-8")
        with pytest.raises(OutputError, match="out` is a file, and the report is a folder"):
            report_folder(tmp_path / "out")

    def test_a_folder_with_other_things_in_it_is_refused(self, tmp_path):
        (tmp_path / "thesis.docx").write_text("x", encoding="utf-8")
        with pytest.raises(OutputError, match="holds files that are no report"):
            report_folder(tmp_path)

    def test_an_empty_folder_and_a_report_are_taken(self, tmp_path):
        assert report_folder(tmp_path) == tmp_path.resolve()
        (tmp_path / "summary.json").write_text("{}", encoding="utf-8")
        assert report_folder(tmp_path) == tmp_path.resolve()

    def test_a_file_on_the_way_is_refused(self, tmp_path):
        (tmp_path / "file").write_text("x", encoding="utf-8")
        with pytest.raises(OutputError, match="file` is a file, and the report is a folder"):
            report_folder(tmp_path / "file" / "reports" / "out")

    def test_a_place_where_nobody_may_write_is_told_in_words(self):
        with pytest.raises(OutputError, match="The report cannot be written to `/proc/out`"), staged(Path("/proc/out")):
            pass

    def test_a_missing_parent_is_made(self, tmp_path):
        with staged(tmp_path / "a" / "b" / "out") as folder:
            (folder / "index.html").write_text("new", encoding="utf-8")
        assert contents(tmp_path / "a" / "b") == {"out/index.html": b"new"}

    def test_files_of_the_old_report_go_and_those_somebody_laid_there_stay(self, tmp_path):
        out = tmp_path / "out"
        (out / "mine").mkdir(parents=True)
        summary = json.dumps({"files": ["summary.json", "index.html", "20_gone.html"]})
        (out / "summary.json").write_text(summary, encoding="utf-8")
        for name in ("index.html", "20_gone.html", "mine/notes.md"):
            (out / name).write_text("old", encoding="utf-8")
        with staged(out) as folder:
            (folder / "index.html").write_text("new", encoding="utf-8")
        assert contents(out) == {"index.html": b"new", "mine/notes.md": b"old"}

    def test_a_card_somebody_edited_is_kept_beside_the_new_one(self, tmp_path):
        out = tmp_path / "out"
        (out / "scorecards").mkdir(parents=True)
        for name in ("signed", "left alone"):
            (out / "scorecards" / f"{name}.yml").write_text("points: 3", encoding="utf-8")
        summary = {"files": [*files_of(out), "summary.json"], "cards": cards_of(out)}
        (out / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
        (out / "scorecards" / "signed.yml").write_text("points: 4  # signed by both teams", encoding="utf-8")
        with staged(out) as folder:
            (folder / "scorecards").mkdir()
            (folder / "scorecards" / "signed.yml").write_text("points: 5", encoding="utf-8")
        assert contents(out) == {
            "scorecards/signed.yml": b"points: 5", "edited/signed.yml": b"points: 4  # signed by both teams",
        }  # fmt: skip

    def test_what_a_killed_run_left_goes_and_what_it_had_moved_away_comes_back(self, tmp_path):
        gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
        pid = int(gone.stdout)
        (tmp_path / f".out.partial-{pid}").mkdir()
        (tmp_path / f".out.previous-{pid}").mkdir()
        (tmp_path / f".out.previous-{pid}" / "index.html").write_text("previous", encoding="utf-8")
        (tmp_path / f".out.partial-{os.getppid()}").mkdir()  # of a process that lives
        with pytest.raises(KeyboardInterrupt, match="by hand"), staged(tmp_path / "out"):
            raise KeyboardInterrupt("by hand")
        assert contents(tmp_path) == {"out/index.html": b"previous"}
        assert sorted(path.name for path in tmp_path.iterdir()) == [f".out.partial-{os.getppid()}", "out"]

    def test_a_link_stays_a_link(self, tmp_path):
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "real")
        with staged(report_folder(tmp_path / "link")) as folder:
            (folder / "index.html").write_text("new", encoding="utf-8")
        assert (tmp_path / "link").is_symlink()
        assert contents(tmp_path / "real") == {"index.html": b"new"}


def test_a_faulty_configuration_is_told_before_anything_heavy_is_loaded(tmp_path):
    (tmp_path / "leadtools.yml").write_text("leads: nowhere.csv\n", encoding="utf-8")
    code = """import sys
from leadtools.report import run_report
try:
    run_report("leadtools.yml", "out")
except ValueError as error:
    print(type(error).__name__, [name for name in ("papermill", "nbconvert", "nbformat") if name in sys.modules])"""
    here = str(Path(__file__).parents[1])
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": here},
    )
    assert told.stdout == f"{ConfigError.__name__} []\n"
    assert not (tmp_path / "out").exists()


# The index: what a sales manager reads.

SUMMARY = {
    "name": "June",
    "as_of": "2025-12-31T23:52:38",
    "known_until": "2025-12-31T23:52:38",
    "rows": {"read": 4010, "used": 4000, "set_aside": 10},
    "outcome": {"leads": 3361, "conversions": 371, "close_rate": 371 / 3361, "too_young": 630, "undecided": 9},
    "split": {"kind": "time", "train": 2353, "test": 1008, "boundary": "2025-04-29T08:13:12"},
    "excluded": [
        {"column": "Tags", "kind": "leak", "reason": "`Tags` stands only on customers' rows"},
        {"column": "email", "kind": "identifier", "reason": "different for every lead"},
    ],
    "methods": {
        "logistic": {
            "auc": 0.7391,
            "auc_low": 0.69,
            "auc_high": 0.781,
            "log_loss": 0.32,
            "brier": 0.09,
            "lift_top_tenth": 3.2,
        },
        "close_rates": {"auc": None, "log_loss": 0.33, "brier": 0.1, "lift_top_tenth": None},
    },
    "signal": "yes",
    "verdict": "`logistic` finds better leads.",
    "scored_with": "logistic",
    "tiers": {"hot": 60, "warm": 50},
    "open_leads": {"hot": 2, "warm": 1, "cold": 1200},
    "lift": [
        {"part": 1, "leads": 504, "conversions": 80, "close_rate": 0.16, "lift": 1.6, "capture": 0.8},
        {"part": 2, "leads": 504, "conversions": 20, "close_rate": 0.04, "lift": 0.4, "capture": 1.0},
    ],
    "capacity": 40,
    "threshold": 83,
}
CARD = """name: logistic
attributes:
  - name: title
    levels:
      - {level: "<b>CEO</b>", is: [CEO], points: 12, evidence: {leads: 40, conversions: 12, close_rate: 0.3}}
      - {level: Clerk, is: [Clerk], points: -7, evidence: {leads: 160, conversions: 3, close_rate: 0.01875}}
      - {level: (other), other: true, points: 0}
"""
SCORES = [
    ["lead_id", "score", "probability", "tier", "reasons"],
    ["L1", "93", "0.604", "hot", "title: <img src=x onerror=alert(1)> (+12)"],
    ["L2", "71", "0.05", "hot", "nothing stands out"],
]


PAST = {"open": 700, "leads": 900, "converted_later": 9}


def run_folder(folder: Path, summary: dict) -> Path:
    (folder / "scorecards").mkdir()
    (folder / "scorecards" / "logistic.yml").write_text(CARD, encoding="utf-8")
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    with (folder / "scores.csv").open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(SCORES)
    return folder


def index_of(folder: Path) -> Page:
    return Page(render_index(folder, [{"name": "10_audit", "question": "Is it fit?"}], "leadtools.yml"))


class TestIndex:
    @pytest.mark.parametrize(
        "words",
        [
            "Leads: June. As of 2025-12-31.",
            "4,010 4,000 used, 10 set aside",
            "630 too young, 9 undecided",
            "371 of 3,361 leads became customers",
            "The scores tell better leads from worse ones. logistic finds better leads.",
            "74 of 100 times; with chance allowed for, 69 to 78",
            "which the scorecard had not seen, were put in the order of their scores and cut into 2 parts.",
            "the hottest part alone would have found 80 % of all customers among them",
            "Sales can call 40 leads: that is everybody who scores 83 or more.",
            "Learned from 2,353 leads, judged by 1,008 others that came later, from 2025-04-29 on.",
            "1 column: It gives the outcome away",
            "Tags Tags stands only on customers' rows",
            "L1 93 hot 60 % title: <img src=x onerror=alert(1)> (+12)",
            "L2 71 hot 5.0 % nothing stands out",
            "title <b>CEO</b> +12 30 % 40",
            "title Clerk −7 1.9 % 160",
            "hot 60 or more 2 warm 50 to 59 1 cold below 50 1,200",
        ],
    )
    def test_it_says(self, tmp_path, words):
        assert words in index_of(run_folder(tmp_path, SUMMARY)).text

    def test_what_speaks_for_a_lead_stands_before_what_costs_it_points(self, tmp_path):
        folder = run_folder(tmp_path, SUMMARY)
        because = "form: newsletter (−8); title: CEO (+6); country: Austria (+5)"
        lines = f"lead_id,score,probability,tier,reasons\nL1,93,0.604,hot,{because}\n"
        (folder / "calls.csv").write_text(lines, encoding="utf-8")
        assert "title: CEO (+6); country: Austria (+5); but form: newsletter (−8)" in index_of(folder).text

    def test_leads_that_are_open_but_too_old_for_the_scores_are_not_said_to_be_none(self, tmp_path):
        folder = run_folder(tmp_path, SUMMARY | {"horizon_days": 90})
        (folder / "calls.csv").write_text("lead_id,score,tier\n", encoding="utf-8")
        text = index_of(folder).text
        assert "There is nobody to call: 1,203 leads in scores.csv are open" in text  # 2 hot, 1 warm, 1,200 cold
        assert "No lead is open" not in text

    def test_a_card_written_by_hand_shows_its_points_though_it_has_no_close_rates(self, tmp_path):
        folder = run_folder(tmp_path, SUMMARY | {"scored_with": "rubric"})
        by_hand = re.sub(r", evidence: {[^}]*}", "", CARD).replace("name: logistic", "name: rubric")
        (folder / "scorecards" / "rubric.yml").write_text(by_hand, encoding="utf-8")
        text = index_of(folder).text
        assert "title <b>CEO</b> +12 – – " in text
        assert "The close rate stands beside the points as evidence" not in text

    @pytest.mark.parametrize(("kind", "said"), [("flag", True), ("date", False), ("status", False)])
    def test_where_no_may_mean_not_yet_it_says_what_the_chance_is_not(self, tmp_path, kind, said):
        words = "lost and not yet look the same. All who are no counted as not converted"
        assert (words in index_of(run_folder(tmp_path, SUMMARY | {"outcome_kind": kind})).text) == said

    def test_where_leads_are_undecided_the_chance_is_said_to_be_that_of_the_decided(self, tmp_path):
        outcome = SUMMARY["outcome"] | {"leads": 2099, "undecided": 2901}
        text = index_of(run_folder(tmp_path, SUMMARY | {"outcome_kind": "status", "outcome": outcome})).text
        assert "of 2,099 decided leads became customers" in text
        assert "The points come from the 2,099 leads that are decided; 2,901 are neither won nor lost yet." in text

    def test_the_longest_bar_of_each_table_is_its_highest_number(self, tmp_path):
        bars = [span["style"] for span in index_of(run_folder(tmp_path, SUMMARY)).all("span") if "bar" in span["class"]]
        tiers, lift, points, methods = bars[:3], bars[3:5], bars[5:7], bars[7:]
        assert tiers == ["width: 0.2%", "width: 0.1%", "width: 100.0%"]  # 2, 1 and 1,200 leads
        assert lift == ["width: 100.0%", "width: 25.0%"]  # .04 of .16
        assert points == ["width: 100.0%", "width: 58.3%"]  # 12, and 7 of 12
        assert methods == [f"width: {200 * (SUMMARY['methods']['logistic']['auc'] - 0.5):.1f}%"]  # from chance to 1

    def test_what_the_data_cannot_answer_stands_last_with_its_reason(self, tmp_path):
        pages = [{"name": "20_a", "question": "What do they do?", "why": "There are no `events`.", "empty": True},
                 {"name": "65_b", "question": "Would it have worked?", "why": "No dates.", "empty": False},
                 {"name": "70_c", "question": "Whom to call?", "why": "", "empty": False}]  # fmt: skip
        text = Page(render_index(run_folder(tmp_path, SUMMARY), pages, "leadtools.yml")).text
        assert "Would it have worked? ( notebook ) In part only: No dates. Whom to call? ( notebook )" in text
        assert text.endswith("Questions that these data cannot answer: What do they do? There are no events. "
                             "What it takes")  # fmt: skip

    def test_what_bears_on_the_score_is_told_first_and_what_does_not_is_not(self, tmp_path):
        said = ["low,size,odd,9,Nothing.,", f'medium,,"`Visits` is {UNTIL_EXPORT}",9,Ask.,']
        lines = "\n".join(["severity,column,finding,leads,advice,example", *said])
        (tmp_path / "findings.csv").write_text(lines, encoding="utf-8")
        text = index_of(tmp_path).text
        assert "Know this first Visits is counted, and the name does not say until when" in text
        assert "odd" not in text

    def test_an_order_that_stands_for_time_is_called_an_assumption_wherever_it_counts(self, tmp_path):
        split = SUMMARY["split"] | {"kind": "order", "by": "Lead Number", "boundary": 7}
        text = index_of(run_folder(tmp_path, SUMMARY | {"split": split})).text
        assert text.count("by Lead Number, which is assumed to rise with time") == 2

    def test_nothing_from_the_data_becomes_a_tag(self, tmp_path):
        strange = json.loads(json.dumps(SUMMARY).replace("June", "<script>1</script>").replace("Tags", "<img src=x>"))
        found = index_of(run_folder(tmp_path, strange))
        assert not {"script", "img", "b"} & {tag for tag, _ in found.tags}

    @pytest.mark.parametrize(
        ("gone", "heading"),
        [
            ("lift", "Do hot leads really close more often?"),
            ("methods", "The methods side by side"),
            ("excluded", "What was left out, and why"),
            ("scored_with", "What earns points, and what costs them"),
            ("tiers", "How many in each tier"),
            ("open_leads", "Open leads scored"),
            ("outcome", "Base rate"),
            ("rows", "Rows read"),
            ("verdict", "The scores tell better leads from worse ones."),
            ("split", "Learned from"),
            ("capacity", "Sales can call"),
        ],
    )
    def test_a_section_without_facts_is_left_out(self, tmp_path, gone, heading):
        folder = run_folder(tmp_path, SUMMARY)
        assert heading in index_of(folder).text
        less = {key: value for key, value in SUMMARY.items() if key != gone}
        (folder / "summary.json").write_text(json.dumps(less), encoding="utf-8")
        assert heading not in index_of(folder).text

    def test_a_run_that_wrote_nothing_still_has_a_page(self, tmp_path):
        assert "Is it fit?" in index_of(tmp_path).text

    def test_no_open_leads_is_said(self, tmp_path):
        folder = run_folder(tmp_path, SUMMARY)
        (folder / "scores.csv").write_text("lead_id,score,probability,tier,reasons\n", encoding="utf-8")
        assert "No lead is open as of this date" in index_of(folder).text

    def test_open_leads_that_are_all_too_old_are_not_called_none(self, tmp_path):
        folder = run_folder(tmp_path, SUMMARY | {"past_horizon": PAST, "horizon_days": 90})
        (folder / "calls.csv").write_text("lead_id,score,probability,tier,reasons\n", encoding="utf-8")
        assert "nobody to call: all 700 open leads are older than 90 days" in index_of(folder).text
        assert "No lead is open" not in index_of(folder).text

    def test_leads_looked_at_later_are_judged_from_that_day_on_and_what_is_assumed_is_said(self, tmp_path):
        # Looked at on day 30 and judged by the next 90 days: until day 120.
        later = {"horizon_days": 90, "after_days": 30, "horizon_assumed": True, "outcome_kind": "date"}
        text = index_of(run_folder(tmp_path, SUMMARY | later | {"past_horizon": PAST})).text
        assert "leads became customers within 90 days from day 30 on; nobody said how many days, so 90 are" in text
        assert "becoming a customer from day 30 to day 120 after being created" in text
        assert "more leads are open but older than 120 days" in text

    def test_owners_who_are_not_among_the_people_are_named(self, tmp_path):
        facts = {"routed": {"Ann": 4}, "owners_not_people": {"Zoe": 2, "<b>Max": 1}}
        text = index_of(run_folder(tmp_path, SUMMARY | facts)).text
        assert "3 leads to call have owners who are not among the people" in text
        assert "went to others: Zoe (2), <b>Max (1)." in text

    def test_leads_that_go_to_nobody_say_why_and_how_many_for_each_reason(self, tmp_path):
        full, spain = "everybody who may take it has as many leads as they can take", "nobody takes the territory Spain"
        facts = {"routed": {"Ann": 1, "nobody": 3}, "nobody": {full: 2, spain: 1}, "people_capacity": 1}
        text = index_of(run_folder(tmp_path, SUMMARY | facts)).text
        assert f"Ann: 1 lead nobody: 3 leads, because 2 leads: {full} 1 lead: {spain}" in text
        assert "Sales can call 40 leads ( capacity ): that is everybody who scores 83 or more." in text
        assert "the people's own capacities under people, together 1 lead: see" in text

    def test_decisions_by_hand_are_named_the_expired_ones_too(self, tmp_path):
        one = {"lead_id": "L1", "tier": "hot", "score": None, "reason": "met at the fair", "by": "Bo"}
        decided = [
            one | {"state": "expired", "until": "2025-10-31"},
            {**one, "lead_id": "L2", "tier": "", "score": 41, "by": "", "state": "in force", "until": "2026-03-31"},
        ]
        text = index_of(run_folder(tmp_path, SUMMARY | {"decided": decided})).text
        assert "1 override in force: L2: score 41, until 2026-03-31: met at the fair" in text
        assert "1 override expired and no longer counted: L1: hot, until 2025-10-31, by Bo: met at the fair" in text

    def test_two_figures_of_one_rubric_say_of_which_leads_each_is(self, tmp_path):
        check = {"verdict": "2 of 4 rules hold.", "leads": 3361, "findings": []}
        text = index_of(run_folder(tmp_path, SUMMARY | {"rubric_check": check})).text
        assert "Those are all judged leads, the earlier ones too" in text
        assert "counts only the 1,008 later ones, so its figures for the rubric differ." in text

    def test_too_many_leads_at_the_highest_score_are_said_not_cut(self, tmp_path):
        folder = run_folder(tmp_path, SUMMARY | {"threshold": None})
        assert "more leads than that share the highest score" in index_of(folder).text

    @pytest.mark.parametrize(
        ("signal", "words"), [("no", "do not tell better leads from worse"), ("unclear", "Too early to tell")]
    )
    def test_the_verdict_is_said_in_words_not_only_in_a_colour(self, tmp_path, signal, words):
        assert words in index_of(run_folder(tmp_path, SUMMARY | {"signal": signal})).text
