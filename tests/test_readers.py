"""Files become a History: nothing is guessed, every row is used or set aside with its reason."""

import gzip
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadtools.errors import ConfigError, DataError
from leadtools.history import History
from leadtools.readers import read_history

CONFIGS = Path(__file__).parent / "configs"
FLAG = "leads: leads.csv\nid: id\noutcome: {flag: won}\n"
DATE = "leads: leads.csv\nid: id\ncreated: created\noutcome: {date: won}\n"
STATUS = "leads: leads.csv\nid: id\ncreated: created\noutcome: {status: stage, won: [Won], lost: [Lost]}\n"


@pytest.fixture
def read(tmp_path):
    """Return a function that writes files, texts as UTF-8, and reads the history they tell."""

    def write_and_read(config: str = FLAG, **files: str | bytes) -> History:
        for name, content in files.items():
            content = content.encode() if isinstance(content, str) else content
            (tmp_path / f"{name}.csv").write_bytes(content)
        (tmp_path / "leadtools.yml").write_text(config, encoding="utf-8")
        return read_history(tmp_path / "leadtools.yml")

    return write_and_read


def aside(history: History) -> list[tuple]:
    return list(history.reading.set_aside.itertuples(index=False, name=None))


# --- CSV ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_in_the_header(read, separator):
    text = 'id,won,"a;b,c\t"\n1,yes,x\n2,no,y\n'.replace(",", separator)
    assert read(leads=text).attributes == ["a;b,c\t".replace(",", separator)]


@pytest.mark.parametrize("change", [lambda b: b"\xef\xbb\xbf" + b, gzip.compress, lambda b: b.replace(b"\n", b"\r\n")])
def test_a_byte_order_mark_compression_and_line_ends_do_not_matter(read, change):
    history = read(leads=change("id,won,city\n1,yes,Köln\n2,no,\n".encode()))
    assert history.leads["city"].tolist() == ["Köln", np.nan]
    assert list(history.leads) == ["id", "won", "city"]


def test_cells_stay_as_they_stand_and_blank_ones_are_missing(read):
    history = read(leads='id,won,country,note\n1,yes,NA," two\nlines"\n2,no,nan,  \n3,no,None,"say ""hi"""\n4,no,,-\n')
    assert history.leads["country"].tolist() == ["NA", "nan", "None", np.nan]
    assert history.leads["note"].tolist() == [" two\nlines", np.nan, 'say "hi"', "-"]
    assert history.leads["country"].dtype == "str"


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        (["1", "2", "-3"], [1, 2, -3]),
        (["1", "", "0.5"], [1, None, 0.5]),
        ([" 1 ", "2e3", "-.5"], [1, 2000, -0.5]),
        (["1", "unknown", "999"], [1, None, 999]),  # `unknown` and 999 both mean missing; a level names the code
        (["007", "12", "3"], ["007", "12", "3"]),
        (["1", "nan", "inf"], ["1", "nan", "inf"]),
        (["1", "+2", "3"], ["1", "+2", "3"]),
        (["1", "1,5", "3"], [1, 1.5, 3]),
        (["1,5", "1.5", "3"], ["1,5", "1.5", "3"]),  # one decimal sign for a whole column
        (["1", "Infinity", "0x1F"], ["1", "Infinity", "0x1F"]),
        (["1234567890123456", "2", "3"], ["1234567890123456", "2", "3"]),  # a float would change longer ones
        (["unknown", "", "unknown"], ["unknown", None, "unknown"]),
        (["", "", ""], [None, None, None]),
    ],
)
def test_a_column_is_numbers_when_every_filled_cell_is_a_plain_number(read, cells, meant):
    config = FLAG + "missing: [unknown]\ncolumns: {size: {missing: [999]}}\n"
    rows = "".join(f'{i},{"yes" if i else "no"},"{cell}"\n' for i, cell in enumerate(cells))
    column = read(config, leads="id,won,size\n" + rows).leads["size"]
    assert [None if pd.isna(value) else value for value in column] == meant
    assert (column.dtype == "str") == (not any(isinstance(value, int | float) for value in meant))


def test_whole_numbers_without_gaps_are_whole(read):
    leads = read(leads="id,won,a,b\n1,yes,1,1\n2,no,2,\n").leads
    assert (leads["a"].dtype, leads["b"].dtype) == (np.int64, np.float64)


def test_columns_that_differ_in_case_only_both_arrive(read):
    history = read(leads="id,won,City,city\n1,yes,Rome,5\n2,no,Oslo,6\n")
    assert history.leads[["City", "city"]].to_numpy().tolist() == [["Rome", 5], ["Oslo", 6]]


def test_header_names_stay_exactly_as_written(read):
    assert read(leads="id,won, Job  Title \n1,yes,x\n2,no,y\n").attributes == [" Job  Title "]


def test_rows_that_do_not_fit_the_header_are_set_aside(read):
    text = (
        'id,won,city\n1,yes,Rome\n2,no\n3,no,Oslo,x\n\n,,\n"5" x,no,Bonn\n6,no,Paris\n7,no,Lima\n8,no,Bern\n9,yes,Ulm\n'
    )
    history = read(leads=text)
    assert aside(history) == [
        ("leads.csv", 2, "", "has 2 cells, the header has 3"),
        ("leads.csv", 3, "", "has 4 cells, the header has 3"),
        ("leads.csv", 4, "", "the row is blank"),
        ("leads.csv", 5, "", "a quote inside a quoted cell is not written twice"),
    ]
    assert history.leads["city"].tolist() == ["Rome", "Paris", "Lima", "Bern", "Ulm"]
    assert history.reading.rows == {"read": 9, "used": 5, "set_aside": 4}


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=6)


@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=8), separator=st.sampled_from(",;\t")
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_used_or_set_aside_whatever_its_cells(read, rows, separator):
    """A thousand sound rows lie around the odd ones, so that the file as such can be used."""
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in cells] for cells in rows]
    sound = [[f"s{i}", "yes" if i % 2 else "no", "x"] for i in range(1001)]
    odd = [[f"odd{i}", "no", *cells] for i, cells in enumerate(quoted)]
    lines = [separator.join(cells) for cells in [["id", "won", "note"], *sound[:500], *odd, *sound[500:]]]
    history = read(leads="\n".join(lines))
    assert history.reading.rows["read"] == 1001 + len(rows)
    kept = {f"odd{i}": cells[0] for i, cells in enumerate(rows) if len(cells) == 1}
    notes = history.leads.set_index("id")["note"]
    assert set(notes.index) == {f"s{i}" for i in range(1001)} | set(kept)
    for lead_id, cell in kept.items():
        assert notes[lead_id] == cell if cell.strip() else pd.isna(notes[lead_id])


def test_more_rows_than_one_batch_keep_their_numbers(read):
    text = "id,won\n" + "".join(f"{i},{'yes' if i % 2 else 'no'}\n" for i in range(1, 2500)) + "x\n"
    history = read(leads=text)
    assert aside(history) == [("leads.csv", 2500, "", "has 1 cells, the header has 2")]
    assert len(history.leads) == 2499


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "leads.csv is empty. Export it again, with a header and its rows."),
        ("\n\n", "leads.csv is empty."),
        ("id,won\n", "leads.csv has a header and no rows. Export it again, with its rows."),
        ("id,won\n1,yes,x\n2,no,x\n3,no\n",
         "2 of 3 rows do not fit its header (row 1: has 3 cells, the header has 2). Check that the first line"),
        ('id,won\n1,yes\n2,"no\n3,no\n', "row 2 opens a quote that is never closed, so the rows after it cannot"),
        ('id,won\n1,yes\n2,"' + "no\n" * 99_999, "row 2 opens a quote that is never closed"),
        ('id,"won\n1,yes\n', "leads.csv: the quotes in its header do not match. Mend its first line."),
        ("id,won,city\n1,yes,Rom\n2,no,Köln\n3,no,Bærum\n".encode() + b"4,no,K\xf6ln\n",
         'leads.csv is damaged or neither UTF-8, UTF-16 nor Windows-1252 text: line 5, after "4,no,K". Save it as'),
        (b"\xd0\xcf\x11\xe0rest", "leads.csv is an old Excel file or one with a password; save it as .xlsx"),
        (b"%PDF-1.7", "leads.csv is a PDF; export the table as CSV or Excel."),
        (gzip.compress(b"id,won\n1,yes\n" * 99, mtime=0)[:-20], "leads.csv is compressed and damaged."),
        (b"PK\x03\x04 not really", "leads.csv is not a workbook that can be read. Open it in Excel and save it"),
        (b"PAR1 not really", "leads.csv is a damaged Parquet file."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_in_words(read, content, words):
    with pytest.raises(DataError, match=r"leads\.csv") as caught:
        read(leads=content)
    assert words in str(caught.value)


# --- columns the configuration names ------------------------------------------------------------


def test_columns_that_are_not_there_are_told_at_once_with_their_lines(read):
    config = """
leads: leads.csv
id: Id
created: created
outcome:
  date: won_dat
  file: deals.csv
owner: Owner
columns:
  sizes: {cuts: [5]}
leave_out:
  - title
  - Job Titel
groups:
  fit: [title, siz]
events: {file: events.csv, id: id, event: evnt, at: at}
"""
    with pytest.raises(ConfigError, match="leadtools.yml has 6 faults") as caught:
        read(
            config,
            leads="Id,created,title,Job Title,size\n1,,,,\n",
            deals="Id,won_date\n1,\n",
            events="id,event,at\n1,a,\n",
        )
    assert (
        str(caught.value).splitlines()[1:]
        == [
            "  line 6: `won_dat` is not a column of deals.csv; did you mean `won_date`?",
            "  line 8: `Owner` is not a column of leads.csv; known: `Id`, `created`, `title`, `Job Title`, `size`.",
            "  line 10: `sizes` is not a column of leads.csv; did you mean `size`?",
            "  line 13: `Job Titel` is not a column of leads.csv; did you mean `Job Title`?",
            "  line 15: `siz` is not a column of leads.csv; did you mean `size`?",
            "  line 16: `evnt` is not a column of events.csv; did you mean `event`?",
        ]
        or len(str(caught.value).splitlines()) == 8
    )


def test_a_reason_under_leave_out_has_its_own_line(read):
    config = FLAG + "leave_out:\n  size: computed\n  Siz: computed\n"
    with pytest.raises(ConfigError, match="line 6: `Siz` is not a column of leads.csv; did you mean `size`?"):
        read(config, leads="id,won,size\n1,yes,2\n")


def test_what_marketing_can_move_must_be_there(read):
    config = FLAG + "movable: [size, newsleter]\n"
    with pytest.raises(ConfigError, match="`newsleter` is not a column of leads.csv; did you mean `newsletter`?"):
        read(config, leads="id,won,size,newsletter\n1,yes,2,no\n")


def test_columns_left_out_stay_in_the_table_and_are_no_attributes(read):
    history = read(FLAG + "leave_out: {tags: from sales}\n", leads="id,won,tags,size\n1,yes,a,1\n2,no,b,2\n")
    assert (history.attributes, history.left_out) == (["size"], ("tags",))
    assert history.leads["tags"].tolist() == ["a", "b"]


# --- ids and order ------------------------------------------------------------------------------


def test_blanks_around_an_id_do_not_count(read):
    assert read(leads="id,won\n a1 ,yes\n02,no\n").lead_ids.tolist() == ["02", "a1"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,won\n1,yes\n,no\n  ,no\n", r"`id` of leads.csv is blank in 2 of 3 rows, such as 2, 3\. Give every lead"),
        ("id,won\n1,yes\n2,no\n1 ,no\n2,no\n3,no\n",
         r'`id` of leads.csv repeats: 2 ids stand on several rows, such as "1" in rows 1 and 3, "2" in rows 2 and 4\. '
         r"Keep one row a lead, or leave out `id:` to number the rows instead\."),
    ],
)  # fmt: skip
def test_ids_that_are_blank_or_repeat_are_refused_with_their_rows(read, content, words):
    with pytest.raises(DataError, match=words):
        read(leads=content)


def test_without_an_id_the_rows_are_numbered_and_those_set_aside_keep_their_number(read):
    history = read("leads: leads.csv\noutcome: {flag: won}\n", leads="won,city\nyes,Rome\nno\nno,Oslo\n")
    assert history.lead_ids.tolist() == ["1", "3"]
    assert history.attributes == ["city"]


def test_the_order_of_the_rows_can_stand_for_time(read):
    config = FLAG + "order: rows\n"
    history = read(config, leads="id,won,(order)\nb,yes,x\na,no,y\n")
    assert history.snapshot().moments.to_dict() == {"a": 2, "b": 1}
    assert history.attributes == ["(order)"]  # the user's own column of that name


def test_a_column_of_numbers_can_stand_for_time_and_blank_ones_are_set_aside(read):
    history = read(FLAG + "order: nr\n", leads="id,won,nr\na,yes,7\nb,no,\nc,no,5\n")
    assert history.snapshot().moments.to_dict() == {"a": 7, "c": 5}
    assert aside(history) == [("leads.csv", 2, "b", "`nr` is blank")]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["2024-01-01", "2024-01-02"], r"`nr` of leads.csv holds dates\. Write `created: nr` instead of `order: nr`"),
        (["7", "B8"], r'`nr` of leads.csv cannot order the leads: row 2 has "B8", and a number is needed\.'),
        (["", ""], r"`nr` of leads.csv cannot order the leads: it is empty, and a number is needed\."),
    ],
)
def test_an_order_that_is_no_number_is_refused(read, cells, words):
    with pytest.raises(DataError, match=words):
        read(FLAG + "order: nr\n", leads=f"id,won,nr\na,yes,{cells[0]}\nb,no,{cells[1]}\n")


def test_numbers_of_leads_can_be_their_ids_and_their_order_at_once(read):
    history = read("leads: leads.csv\nid: n\norder: n\noutcome: {flag: won}\n", leads="n,won\n10,yes\n9,no\n")
    assert history.snapshot().moments.to_dict() == {"10": 10, "9": 9}


# --- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-03-31", "2024-03-31"),
        ("2024-03-31 14:30", "2024-03-31 14:30"),
        ("2024-03-31T14:30:05", "2024-03-31 14:30:05"),
        ("2024-03-31T14:30:05.123456789", "2024-03-31 14:30:05.123456"),
        ("2024-03-31T14:30:00Z", "2024-03-31 14:30"),
        ("2024-03-31T14:30:00.000+0000", "2024-03-31 14:30"),
        ("2024-03-31T14:30:00+02:00", "2024-03-31 12:30"),
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_iso_dates_are_read_and_zones_turned_into_utc(read, written, meant):
    history = read(DATE, leads=f"id,created,won\na,{written},\nb,2020-01-01,2020-02-01\n")
    assert history.created_at["a"] == pd.Timestamp(meant)
    assert history.leads["created"].dtype == history.leads["won"].dtype == "datetime64[us]"


def many(odd: str) -> str:
    """Return a leads file in which the last of 61 rows is odd."""
    rows = [f"s{i:02},2024-01-01,{'2024-02-01' if i % 2 else ''}" for i in range(60)]
    return "\n".join(["id,created,won", *rows, odd]) + "\n"


@pytest.mark.parametrize("text", ["31/31/2024", "2024-02-31", "2024", "20240131", "45321", "soon", "31/04/2024"])
def test_a_date_that_cannot_be_read_sets_its_row_aside(read, text):
    history = read(DATE, leads=many(f"x,{text},"))
    assert aside(history) == [("leads.csv", 61, "x", f'created: cannot read "{text}" as a date')]


def test_a_lead_whose_conversion_cannot_be_read_is_set_aside_and_never_counted_as_lost(read):
    history = read(DATE, leads=many("x,2024-01-01,31/02/2024"))
    assert aside(history) == [("leads.csv", 61, "x", 'won: cannot read "31/02/2024" as a date')]


def test_a_column_of_unreadable_dates_is_refused(read):
    with pytest.raises(DataError, match=r"`created` of leads.csv: 2 of 3 values cannot be read as a date") as caught:
        read(DATE, leads="id,created,won\na,2024-01-01,\nb,45366,\nc,45367,\n")
    assert str(caught.value).endswith(
        'such as "45366" in row 2. Dates are read as 2024-03-31, 31/03/2024, 3/31/2024 2:30 PM, 31.03.2024 14:30, '
        "31 Mar 2024 or 2024-03-31T14:30:00+02:00; save the column in one of these forms."
    )


def test_a_lead_that_converted_before_it_was_created_is_set_aside(read):
    history = read(DATE, leads=many("x,2018-02-01,2018-01-01"))
    words = "converted on 2018-01-01, before it was created on 2018-02-01"
    assert aside(history) == [("leads.csv", 61, "x", words)]


def test_a_conversion_without_a_time_on_the_day_of_creation_is_not_before_it(read):
    history = read(DATE, leads="id,created,won\na,2024-05-01 14:30,2024-05-01\nb,2024-01-01,\n")
    assert history.outcomes["decided_at"]["a"] == pd.Timestamp("2024-05-01 14:30")
    assert history.snapshot(horizon_days=30).y is not None


def test_a_lead_without_creation_date_is_set_aside_unless_its_status_is_open(read):
    assert aside(read(DATE, leads=many("x,,"))) == [("leads.csv", 61, "x", "`created` is blank")]
    leads = "id,created,stage\na,2024-01-01,Won\nb,2024-01-01,Lost\nc,,Talking\nd,,\ne,,Lost\n"
    history = read(STATUS, leads=leads)
    assert aside(history) == [("leads.csv", 5, "e", "`created` is blank")]
    assert history.snapshot(horizon_days=None).X.index.tolist() == ["c", "d"]


# --- outcomes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [("yes", "no"), ("TRUE", "False"), ("1", "0"), ("1.0", "0.0"), ("Y", "n"), (" yes ", "No")]
)
def test_the_usual_words_of_a_flag_are_understood_in_any_case(read, words):
    assert read(leads=f"id,won\na,{words[0]}\nb,{words[1]}\n").outcomes["converted"].tolist() == [True, False]


def test_a_flag_may_have_words_of_its_own(read):
    config = "leads: leads.csv\nid: id\noutcome: {flag: won, yes: [Customer, 2], no: [Lead]}\n"
    history = read(config, leads="id,won\na,Customer\nb,lead\nc,2\n")
    assert history.outcomes["converted"].tolist() == [True, False, True]


def test_a_word_given_as_yes_is_no_longer_a_usual_no(read):
    config = "leads: leads.csv\nid: id\noutcome: {flag: churned, yes: [no]}\n"
    with pytest.raises(DataError, match="`churned` of leads.csv is neither yes nor no in 1 row"):
        read(config, leads="id,churned\na,no\nb,yes\n")


def test_a_third_word_is_refused_with_the_line_to_write(read):
    with pytest.raises(DataError, match="won") as caught:
        read(leads="id,won\na,yes\nb,no\nc,maybe\nd,Maybe later\ne,maybe\n")
    assert str(caught.value) == (
        '`won` of leads.csv is neither yes nor no in 3 rows: "maybe" (2), "Maybe later" (1). Say under `outcome` what '
        "it means: `yes: [maybe]` or `no: [maybe]`."
    )


def test_a_blank_flag_sets_its_row_aside(read):
    history = read(FLAG + "missing: [Select]\n", leads="id,won\na,yes\nb,\nc,no\nd,Select\n")
    assert aside(history) == [("leads.csv", 2, "b", "`won` is blank"), ("leads.csv", 4, "d", "`won` is blank")]


def test_a_decision_before_the_creation_is_set_aside(read):
    config = STATUS.replace("lost: [Lost]", "lost: [Lost], decided: closed")
    leads = "id,created,stage,closed\na,2024-02-01,Won,2024-01-01\nb,2024-01-01,Won,2024-01-02\nc,2024-01-01,Lost,\n"
    history = read(config, leads=leads)
    assert aside(history) == [
        ("leads.csv", 1, "a", "decided on 2024-01-01, before it was created on 2024-02-01"),
    ]  # fmt: skip
    assert history.roles.decided_at == "closed"


@pytest.mark.parametrize(
    ("config", "leads", "words"),
    [
        (FLAG, "id,won\na,no\nb,no\n", "None of the 2 leads converted, by `won` of leads.csv, so there is nothing to"),
        (FLAG, "id,won\na,yes\nb,yes\n", "All 2 leads converted, by `won` of leads.csv, so there is nothing"),
        (DATE, "id,created,won\na,2024-01-01,\n", "None of the 1 leads converted, by `won` of leads.csv"),
        (DATE, "id,created,won\na,2024-01-01,2024-01-02\n", "All 1 leads converted, by `won` of leads.csv"),
        (STATUS, "id,created,stage\na,2024-01-01,Lost\nb,2024-01-01,won\n",
         "None of the 1 leads converted, by `stage` of leads.csv, so there is nothing to compare. Its values are "
         "`Lost` (1), `won` (1)."),
        (STATUS, "id,created,stage\na,2024-01-01,Won\nb,2024-01-01,lost\n", "All 1 leads converted, by `stage`"),
        (STATUS, "id,created,stage\na,2024-01-01,won\nb,2024-01-01,lost\n",
         "None of the 2 leads is decided: `stage` of leads.csv is neither won nor lost. Its values are `lost` (1), "
         "`won` (1). Name them under `won:` and `lost:`."),
        (FLAG, "id,won\na,\nb,\n", "None of the 2 rows of leads.csv can be used: `won` is blank (2). Mend the file."),
    ],
)  # fmt: skip
def test_a_history_with_one_outcome_only_is_refused(read, config, leads, words):
    with pytest.raises(DataError, match=r"leads\.csv") as caught:
        read(config, leads=leads)
    assert words in str(caught.value)


class TestOutcomesInAFileOfTheirOwn:
    DATE = "leads: leads.csv\nid: id\ncreated: created\noutcome: {date: won, file: deals.csv, id: lead}\n"
    LEADS = "id,created,won\na,2024-01-01,x\nb,2024-01-01,y\nc,2024-03-01,z\n"

    def test_dates_are_joined_by_id_and_no_other_column_comes_along(self, read):
        history = read(self.DATE, leads=self.LEADS, deals="lead,won,segment\n a ,2024-02-01,pets\n")
        assert history.outcomes["converted"].to_dict() == {"a": True, "b": False, "c": False}
        assert history.reading.outcome_columns_left == ("segment",)
        # `won` of the leads file is an attribute like any other; the outcome goes by another name.
        assert (history.attributes, history.roles.converted_at) == (["won"], "(converted_at)")

    def test_of_several_dates_the_earliest_counts(self, read):
        deals = "lead,won\na,2024-05-01\na,2024-02-01\nb,\nb,2024-03-01\n"
        history = read(self.DATE, leads=self.LEADS, deals=deals)
        assert history.outcomes["decided_at"].dt.strftime("%Y-%m-%d").to_dict()["a"] == "2024-02-01"
        assert history.outcomes["converted"].to_dict() == {"a": True, "b": True, "c": False}
        words = "a second row of this lead; the earliest date counts"
        assert aside(history) == [("deals.csv", 1, "a", words), ("deals.csv", 3, "b", words)]

    def test_rows_without_a_lead_are_set_aside(self, read):
        history = read(self.DATE, leads=self.LEADS, deals="lead,won\na,2024-02-01\nzz,2024-02-01\n,2024-02-01\n")
        assert aside(history) == [
            ("deals.csv", 3, "", "the id is blank"),
            ("deals.csv", 2, "zz", "no lead of leads.csv has this id"),
        ]
        assert history.reading.files["deals.csv"] == {"read": 3, "used": 1, "set_aside": 2}

    def test_a_lead_whose_conversion_cannot_be_read_goes_with_its_row(self, read):
        ids = [f"s{i:02}" for i in range(30)]
        leads = "id,created\n" + "".join(f"{i},2024-01-01\n" for i in [*ids, "x", "y"])
        deals = "lead,won\n" + "".join(f"{i},2024-02-01\n" for i in ids) + "x,31/02/2024\n"
        history = read(self.DATE, leads=leads, deals=deals)
        assert aside(history) == [
            ("deals.csv", 31, "x", "its lead was set aside"),
            ("leads.csv", 31, "x", 'won: cannot read "31/02/2024" as a date'),
        ]

    def test_a_date_that_cannot_be_read_beside_one_that_can_leaves_the_conversion_unclear(self, read):
        ids = [f"s{i:02}" for i in range(30)]
        leads = "id,created\n" + "".join(f"{i},2024-01-01\n" for i in [*ids, "x", "y"])
        deals = "lead,won\n" + "".join(f"{i},2024-02-01\n" for i in ids) + "x,2024-02-01\nx,31/02/2024\n"
        history = read(self.DATE, leads=leads, deals=deals)
        assert ("leads.csv", 31, "x", 'won: cannot read "31/02/2024" as a date') in aside(history)
        assert history.reading.files["deals.csv"] == {"read": 32, "used": 30, "set_aside": 2}

    def test_flags_and_statuses_are_joined_by_id(self, read):
        flag = "leads: leads.csv\nid: id\noutcome: {flag: won, file: deals.csv, id: lead}\n"
        history = read(flag, leads=self.LEADS, deals="lead,won\nb,no\na,yes\n")
        assert history.outcomes["converted"].to_dict() == {"a": True, "b": False}
        assert aside(history) == [("leads.csv", 3, "c", "has no row in deals.csv")]
        status = "leads: leads.csv\nid: id\noutcome: {status: s, won: [W], lost: [L], file: deals.csv, id: lead}\n"
        history = read(status, leads=self.LEADS, deals="lead,s\nb,L\na,W\n")
        assert history.outcomes["open"].to_dict() == {"a": False, "b": False, "c": True}

    def test_several_flags_for_one_lead_are_refused(self, read):
        flag = "leads: leads.csv\nid: id\noutcome: {flag: won, file: deals.csv, id: lead}\n"
        with pytest.raises(DataError, match=r'deals.csv has several rows for 1 leads, such as "a" in rows 1 and 3'):
            read(flag, leads=self.LEADS, deals="lead,won\na,yes\nb,no\na,no\n")


# --- events -------------------------------------------------------------------------------------


class TestEvents:
    CONFIG = DATE + "events: {file: events.csv, id: contact, event: what, at: when}\n"
    LEADS = "id,created,won\na,2024-01-01,2024-02-01\nb,2024-01-01,\nz,2024-02-01,2024-01-01\n"

    def test_events_get_our_names_and_keep_their_detail(self, read):
        events = (
            "contact,what,when,page,event,seconds\nb,visit,2024-01-03T10:00:00Z,home,e2,30\na,visit,2024-01-02,,e1,7\n"
        )
        history = read(self.CONFIG, leads=self.LEADS, events=events)
        assert history.events.to_dict("list") == {
            "lead_id": ["a", "b"],
            "event": ["visit", "visit"],
            "at": [pd.Timestamp("2024-01-02"), pd.Timestamp("2024-01-03 10:00")],
            "page": [np.nan, "home"],
            "(event)": ["e1", "e2"],
            "seconds": [7, 30],
        }
        assert history.known_until == pd.Timestamp("2024-02-01")

    def test_events_that_cannot_be_placed_are_set_aside_and_counted(self, read):
        sound = "".join(f"a,visit,2024-01-{day:02}\n" for day in range(1, 31))
        odd = ",visit,2024-01-01\nq,visit,2024-01-01\na,,2024-01-01\na,visit,\na,visit,soon\nz,x,2024-01-01\n"
        events = f"contact,what,when\n{sound}{odd}"
        history = read(self.CONFIG, leads=self.LEADS, events=events)
        assert [row[1:] for row in aside(history) if row[0] == "events.csv"] == [
            (31, "", "the id is blank"),
            (33, "a", "`what` is blank"),
            (34, "a", "`when` is blank"),
            (35, "a", 'when: cannot read "soon" as a date'),
            (32, "q", "no lead in use has this id"),
            (36, "z", "no lead in use has this id"),
        ]
        assert history.reading.files["events.csv"] == {"read": 36, "used": 30, "set_aside": 6}
        assert history.reading.rows == {"read": 3, "used": 2, "set_aside": 1}

    def test_events_of_which_none_is_of_a_lead_are_refused_with_an_id_of_either_file(self, read):
        words = r"None of the 2 rows of events.csv is of a lead in use: its `contact` holds values such as `A-1`"
        with pytest.raises(DataError, match=words):
            read(
                self.CONFIG, leads=self.LEADS, events="contact,what,when\nA-1,visit,2024-01-02\nA-2,visit,2024-01-03\n"
            )

    EARLY = "contact,what,when\na,visit,2023-12-31T23:00\na,visit,2024-01-02\nb,visit,2024-01-01T00:00\n"

    def test_events_from_before_the_lead_was_created_are_set_aside_and_counted(self, read):
        history = read(self.CONFIG, leads=self.LEADS, events=self.EARLY)
        assert history.events["lead_id"].tolist() == ["b", "a"]
        assert ("events.csv", 1, "a", "happened before its lead was created") in aside(history)
        assert history.reading.files["events.csv"] == {"read": 3, "used": 2, "set_aside": 1}
        (said,) = history.reading.rules.query("rule.str.contains('before its lead')").itertuples()
        assert said.rows == 1
        assert "`before_created: keep` under `events:`" in said.advice

    def test_visits_before_sign_up_are_kept_where_the_configuration_says_so(self, read):
        config = self.CONFIG.replace("at: when", "at: when, before_created: keep")
        history = read(config, leads=self.LEADS, events=self.EARLY)
        assert history.events["at"].min() == pd.Timestamp("2023-12-31 23:00")

    def test_an_event_of_the_same_day_without_a_time_counts_as_of_the_creation(self, read):
        leads = "id,created,won\na,2024-01-01 10:00,2024-02-01\nb,2024-01-01,\n"
        history = read(self.CONFIG, leads=leads, events="contact,what,when\na,visit,2024-01-01\n")
        assert history.events["at"].tolist() == [pd.Timestamp("2024-01-01 10:00")]

    def test_without_creation_dates_no_event_is_from_before(self, read):
        config = self.CONFIG.replace("created: created\n", "")
        history = read(config, leads="id,won\na,2024-02-01\nb,\n", events=self.EARLY)
        assert len(history.events) == 3


class TestTimeZones:
    CONFIG = DATE + "time_zone: Europe/Berlin\nevents: {file: events.csv, id: id, event: what, at: at}\n"
    LEADS = "id,created,won\na,2024-01-01,2024-12-01\nb,2024-01-01,\n"

    def at(self, read, *times: str, config: str = CONFIG) -> History:
        return read(config, leads=self.LEADS, events="id,what,at\n" + "".join(f"a,visit,{time}\n" for time in times))

    def test_times_of_a_clock_become_utc_in_winter_and_in_summer(self, read):
        # Berlin is one hour ahead of UTC in January and two in July; +05:00 and Z speak for themselves.
        times = ("2024-01-15 12:00", "2024-07-15 12:00", "2024-07-16T12:00:00+05:00", "2024-07-17T12:00Z")
        history = self.at(read, *times)
        assert history.events["at"].dt.strftime("%m-%d %H:%M").tolist() == [
            "01-15 11:00", "07-15 10:00", "07-16 07:00", "07-17 12:00",
        ]  # fmt: skip
        rules = history.reading.rules.set_index("rule")["rows"]
        assert rules["times of Europe/Berlin turned into UTC"] == 2
        assert rules["times with a zone turned into UTC"] == 2

    def test_the_hour_shown_twice_and_the_hour_left_out_are_stated(self, read):
        # 27 October 2024: 02:30 came at 00:30 and at 01:30 UTC. 31 March: after 01:59 came 03:00, 01:00 UTC.
        history = self.at(read, "2024-03-31 02:30", "2024-10-27 02:30")
        assert history.events["at"].dt.strftime("%m-%d %H:%M").tolist() == ["03-31 01:00", "10-27 00:30"]
        rules = history.reading.rules.set_index("rule")["rows"]
        assert rules["times the clock showed twice taken as the first of the two"] == 1
        assert rules["times the clock left out moved to the next that it showed"] == 1

    def test_days_without_a_time_stay_where_they_are(self, read):
        assert self.at(read, "2024-01-15", "2024-07-15").events["at"].dt.hour.tolist() == [0, 0]

    def test_times_without_a_zone_are_utc_and_said_to_be(self, read):
        history = self.at(read, "2024-07-15 12:00", config=self.CONFIG.replace("time_zone: Europe/Berlin\n", ""))
        assert history.events["at"].dt.hour.tolist() == [12]
        assert "times without a zone taken as UTC" in history.reading.rules["rule"].tolist()

    def test_an_unknown_zone_is_told_with_the_nearest_one(self, read):
        with pytest.raises(ConfigError, match="did you mean `Europe/Berlin`"):
            self.at(read, "2024-01-15", config=self.CONFIG.replace("Berlin", "Berlim"))


# --- Excel and Parquet --------------------------------------------------------------------------


def workbook(path: Path, **sheets: list[list]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


DAY_1, DAY_2 = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-02-01 10:30")


def test_a_workbook_keeps_numbers_truths_and_dates(tmp_path, read):
    rows = [
        ["id", "created", "won", "size", "asked", "code", "mixed", "seen"],
        [12.0, DAY_1, DAY_2, 5, True, "007", 3, DAY_1],
        [13, DAY_1, None, 2.5, False, "12", "unknown", None],
        ["x-1", DAY_2, None, None, True, " ", 4.0, DAY_2],
    ]
    workbook(tmp_path / "leads.xlsx", Leads=rows)
    history = read(DATE.replace("leads.csv", "leads.xlsx") + "missing: [unknown]\n")
    leads = history.leads.set_index("id")
    assert leads.index.tolist() == ["12", "13", "x-1"]
    assert leads["won"].tolist() == [DAY_2, pd.NaT, pd.NaT]
    assert leads["size"].fillna(-1).tolist() == [5, 2.5, -1]
    assert (leads["asked"].tolist(), leads["asked"].dtype) == ([True, False, True], bool)
    assert leads["code"].tolist() == ["007", "12", np.nan]
    assert leads["mixed"].fillna(-1).tolist() == [3, -1, 4]
    assert leads["seen"].dtype == "datetime64[us]"


def test_rows_and_columns_that_only_have_a_format_are_no_part_of_a_sheet(tmp_path, read):
    rows = [
        ["id", "won", None],
        ["a", "yes"],
        [None, None],
        ["b", "no", None],
        ["c", "no", None, "stray"],
        [None],
        [None],
    ]
    workbook(tmp_path / "leads.xlsx", Leads=rows)
    history = read(FLAG.replace("leads.csv", "leads.xlsx"))
    assert aside(history) == [
        ("leads.xlsx", 2, "", "the row is blank"),
        ("leads.xlsx", 4, "", "has 4 cells, the header has 2"),
    ]


@pytest.mark.parametrize(
    ("leads", "words"),
    [
        ("leads.xlsx", r"leads.xlsx has 2 sheets \(`Leads`, `Notes`\)\. Name one"),
        ("{file: leads.xlsx, sheet: Lead}", r"`Lead` is not a sheet of leads.xlsx, sheet Lead; did you mean `Leads`\?"),
        ("{file: leads.xlsx, sheet: Notes}", r"leads.xlsx, sheet Notes is empty: its first row names no columns\."),
    ],
)
def test_the_sheet_must_be_clear(tmp_path, read, leads, words):
    workbook(tmp_path / "leads.xlsx", Leads=[["id", "won"], ["a", "yes"], ["b", "no"]], Notes=[])
    with pytest.raises(DataError, match=words):
        read(FLAG.replace("leads.csv", leads))
    assert len(read(FLAG.replace("leads.csv", "{file: leads.xlsx, sheet: Leads}")).leads) == 2


def test_a_parquet_file_keeps_its_types(tmp_path, read):
    berlin = pa.timestamp("ns", "Europe/Berlin")
    table = pa.table({
        "id": pa.array([7, 8, 9], pa.int32()),
        "created": pa.array([DAY_1.tz_localize("UTC")] * 3, berlin),
        "won": pa.array([DAY_2.date(), None, None], pa.date32()),
        "size": pa.array([1, None, 3], pa.int16()),
        "asked": pa.array([True, None, False]),
        "code": pa.array(["12", "13", ""]),
        "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
        "price": pa.array(["1.50", "2.00", None]).cast(pa.decimal128(9, 2)),
        "tags": pa.array([["x"], [], None]),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "leads.parquet")
    leads = read(DATE.replace("leads.csv", "leads.parquet")).leads
    assert leads["id"].tolist() == ["7", "8", "9"]
    assert leads["created"].tolist() == [DAY_1] * 3
    assert leads["won"].tolist() == [DAY_2.normalize(), pd.NaT, pd.NaT]
    assert leads["size"].fillna(-1).tolist() == [1, -1, 3]
    assert leads["asked"].dtype == "boolean"
    assert (leads["code"].tolist(), leads["code"].dtype) == (["12", "13", np.nan], "str")  # a text stays a text
    assert leads["kind"].tolist() == ["a", "b", "a"]
    assert leads["price"].tolist()[:2] == [1.5, 2.0]
    assert leads["tags"].tolist() == ["['x']", "[]", np.nan]


def test_an_id_of_a_workbook_meets_the_same_id_of_a_text_file(tmp_path, read):
    workbook(tmp_path / "deals.xlsx", Deals=[["lead", "won"], [12.0, DAY_2]])
    config = "leads: leads.csv\nid: id\ncreated: created\noutcome: {date: won, file: deals.xlsx, id: lead}\n"
    history = read(config, leads="id,created\n12,2024-01-01\n13,2024-01-01\n")
    assert history.outcomes["converted"].to_dict() == {"12": True, "13": False}


# --- the same again -----------------------------------------------------------------------------


def test_the_order_of_the_rows_changes_nothing_but_their_numbers(read):
    rows = many("x,31/31/2024,").splitlines()
    one = read(DATE, leads="\n".join(rows))
    other = read(DATE, leads="\n".join([rows[0], *rows[:0:-1]]))
    pd.testing.assert_frame_equal(one.leads, other.leads)
    assert aside(other) == [("leads.csv", 1, "x", 'created: cannot read "31/31/2024" as a date')]


def test_a_text_that_looks_like_numbers_at_first_is_a_text_if_one_further_down_is_not(read):
    text = "id,won,size\n" + "".join(f"{i},{'yes' if i % 2 else 'no'},{i}\n" for i in range(600)) + "x,no,many\n"
    assert read(leads=text).leads["size"].dtype == "str"


# --- real exports -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "read_rows", "used", "leads", "conversions"),
    [
        # 38.5 % of 9,240; 11.3 % of 41,188; 63.2 % of the 6,711 closed.
        ("x_education", "x_education/Leads.csv", 9_240, 9_240, 9_240, 3_561),
        ("bank_marketing", "bank_marketing/bank-additional-full.csv.gz", 41_188, 41_188, 41_188, 4_640),
        ("maven_crm", "maven_crm/sales_pipeline.csv", 8_800, 8_800, 6_711, 4_238),
        # One lead was won before its first contact; of the 842 deals 690 fell within 90 days of it.
        ("olist_funnel", "olist_funnel/olist_closed_deals_dataset.csv", 8_000, 7_999, 7_999, 690),
    ],
)  # fmt: skip
def test_a_real_export_is_read_in_full(shared_data, name, data, read_rows, used, leads, conversions):
    shared_data(data)
    history = read_history(CONFIGS / f"{name}.yml")
    assert history.reading.rows == {"read": read_rows, "used": used, "set_aside": read_rows - used}
    for counts in history.reading.files.values():
        assert counts["read"] == counts["used"] + counts["set_aside"]
    snapshot = history.snapshot(horizon_days=90)
    assert (len(snapshot.y), int(snapshot.y.sum())) == (leads, conversions)


def test_the_columns_of_deals_stay_in_their_file(shared_data):
    shared_data("olist_funnel/olist_closed_deals_dataset.csv")
    history = read_history(CONFIGS / "olist_funnel.yml")
    assert history.attributes == ["landing_page_id", "origin"]
    assert "business_segment" in history.reading.outcome_columns_left
    assert history.reading.files["olist_closed_deals_dataset.csv"] == {"read": 842, "used": 841, "set_aside": 1}


def test_the_codes_of_a_bank_stay_for_its_levels_to_name(shared_data):
    shared_data("bank_marketing/bank-additional-full.csv.gz")
    history = read_history(CONFIGS / "bank_marketing.yml")
    assert (history.leads["pdays"] == 999).sum() == 39_673
    assert (history.leads["job"] == "unknown").sum() == 330
    assert "duration" not in history.attributes


def test_select_stays_for_the_levels_to_list(shared_data):
    shared_data("x_education/Leads.csv")
    history = read_history(CONFIGS / "x_education.yml")
    assert (history.leads["City"] == "Select").sum() == 2_249
    assert history.leads["TotalVisits"].isna().sum() == 137
    assert not set(history.attributes) & {"Tags", "Lead Quality", "Lead Number", "Prospect ID", "Converted"}
