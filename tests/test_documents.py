"""YAML written by people: lines, faults in words, and files that come back as they were."""

import math

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from leadtools.documents import UNREAD, dump, parse_document, read_document, write_text
from leadtools.errors import CardError, ConfigError, OutputError

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "horizon_days": {"type": "number", "exclusiveMinimum": 0},
        "test_share": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        "seed": {"type": "integer", "minimum": 0},
        "method": {"enum": ["logistic", "boosted"]},
        "columns": {
            "type": "object",
            "additionalProperties": {"type": "object", "properties": {"cuts": {"type": "array"}}},
        },
        "leads": {
            "description": "a file, or {file: …}",
            "anyOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": False, "required": ["file"], "properties": {"file": {}}},
            ],
        },
    },
}


def said(text: str, schema: dict = SCHEMA) -> object:
    return parse_document(text, "leadtools.yml", schema).data


def faults(text: str, schema: dict = SCHEMA) -> str:
    with pytest.raises(ConfigError, match=r"leadtools\.yml") as caught:
        said(text, schema)
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None),
        ("7", 7), ("-7", -7), ("+7", 7), ("0.5", 0.5), (".5", 0.5), ("1e3", 1000.0),
        ("yes", "yes"), ("No", "No"), ("on", "on"), ("y", "y"), ("True", "True"),
        ("007", "007"), ("12:30", "12:30"), ("2025-01-31", "2025-01-31"), ("1_000", "1_000"), ("0x1F", "0x1F"),
        ("1e999", "1e999"), (".nan", ".nan"), ("12345678901234567890", "12345678901234567890"),
        ("'7'", "7"), ('"true"', "true"),
    ],
)  # fmt: skip
def test_only_plain_scalars_mean_something_and_all_others_stay_texts(written, meant):
    value = said(f"key: {written}", {})["key"]
    assert (type(value), value) == (type(meant), meant)


def test_every_key_is_a_text():
    assert said("{2020: a, true: b, null: c, 007: d}", {}) == {"2020": "a", "true": "b", "null": "c", "007": "d"}


def test_every_key_and_every_entry_of_a_list_knows_its_line():
    document = parse_document("columns:\n  pdays:\n    missing:\n      - 999\n      - 998\nseed: 7\n", "x", {})
    assert document.line("columns", "pdays") == 2
    assert document.line("columns", "pdays", "missing", 1) == 5
    assert document.line("seed") == 6
    assert document.line("columns", "pdays", "cuts", 0) == 2  # not written down: the nearest part around it


def test_an_unknown_key_is_refused_with_the_nearest_known_one():
    assert faults("\nhorizon_day: 90") == (
        "leadtools.yml line 2: unknown key `horizon_day`; did you mean `horizon_days`?"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("test_share: 3", "`test_share` is 3; allowed is a number above 0 and below 1."),
        ("test_share: three", '`test_share` is "three"; allowed is a number above 0 and below 1.'),
        ("test_share: true", "`test_share` is true; allowed is a number above 0 and below 1."),
        ("seed: -1", "`seed` is -1; allowed is a whole number at least 0."),
        ("seed: 1.5", "`seed` is 1.5; allowed is a whole number at least 0."),
        ("seed:", "`seed` is empty; allowed is a whole number at least 0."),
        ("method: tree", '`method` is "tree"; allowed is "logistic" or "boosted".'),
        ("leads: 5", "`leads` is 5; allowed is a file, or {file: …}."),
        ("leads: {fil: a.csv, file: b.csv}", "unknown key `fil` in `leads`; did you mean `file`?"),
        ("leads: {}", "`file` is missing in `leads`; it is needed."),
        ("columns: {pdays: {cuts: 5}}", "`columns.pdays.cuts` is 5; allowed is a list."),
        ("columns: [pdays]", "`columns` is a list; allowed is `key: value` lines."),
        ("just words", 'the file is "just words"; allowed is `key: value` lines.'),
    ],
)
def test_a_fault_says_what_is_there_and_what_is_allowed(text, words):
    assert faults(text) == f"leadtools.yml line 1: {words}"


def test_all_faults_come_at_once_in_the_order_of_their_lines():
    assert faults("test_share: 3\nseed: 1\nhorizon_day: 9\nseed: 2\n") == (
        "leadtools.yml has 3 faults:\n"
        "  line 1: `test_share` is 3; allowed is a number above 0 and below 1.\n"
        "  line 3: unknown key `horizon_day`; did you mean `horizon_days`?\n"
        "  line 4: `seed` stands here a second time (first on line 2); keep one."
    )


def test_a_rule_no_schema_can_say_is_reported_beside_the_schema_and_sees_which_part_is_not_read():
    def rules(sound):
        assert sound == {"test_share": UNREAD, "seed": 1}
        return [(("seed",), "`seed` is dull.")]

    with pytest.raises(ConfigError, match=r"(?s)line 1: `test_share` is 3.*line 2: `seed` is dull\."):
        parse_document("test_share: 3\nseed: 1", "leadtools.yml", SCHEMA, rules=rules)


def test_the_caller_chooses_the_family_of_the_error():
    with pytest.raises(CardError, match="card.yml line 1: `seed` is -1"):
        parse_document("seed: -1", "card.yml", SCHEMA, CardError)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1", r"line 1: `&x` is shorthand for another place in the file; write the value out\."),
        ("a: 1\nb: *x", r"line 2: `\*x` is shorthand for another place"),
        ("a: !!python/object:os.system x", r"line 1: the tag `!!python/object:os.system` is not allowed"),
        ("a: 1\nb: [1, 2\nc: 3", r"line 3: this is not YAML \(.*\)\. Check the indentation, colons and quotes"),
        ("a:\n\t- 1", r"line 2: this is not YAML\. Indent with blanks instead of tabs"),
        ("a: @b", r"line 1: this is not YAML\..* put quotes around a text that begins with %, @ or a backtick\."),
        ("a: b: c", r"line 1: this is not YAML \(mapping values"),
        ("--- 1\n--- 2", r"line 2: a second document begins here \(`---`\); one file holds one\."),
        ("{a: 1}: 2", r"line 1: a key must be a text"),
        ("a: 1\nb: \x01", r"line 2: the character '\\x01' is not allowed; take it out\."),
        ("a: " + "[" * 3000, r"line 1: this is nested more than 20 deep; write it flatter\."),
        ("", r"leadtools.yml is empty; write at least the keys it needs\."),
        ("# nothing yet\n", r"leadtools.yml is empty"),
    ],
)
def test_what_is_not_a_plain_document_is_refused_in_words(text, words):
    with pytest.raises(ConfigError, match=words):
        said(text, {})


def test_what_an_alias_stands_for_is_not_held_against_it_a_second_time():
    assert faults("seed: &s 1\nhorizon_days: *s").count("horizon_days") == 0


def test_a_missing_file_a_folder_and_a_file_that_is_not_utf8_are_refused_in_words(tmp_path):
    with pytest.raises(ConfigError, match="leadtools.yml cannot be read: there is no such file or folder"):
        read_document(tmp_path / "leadtools.yml", {})
    with pytest.raises(ConfigError, match="cannot be read: it is a folder"):
        read_document(tmp_path, {})
    (tmp_path / "old.yml").write_bytes("id: x\nname: Café\n".encode("cp1252"))
    with pytest.raises(ConfigError, match=r"old.yml line 2: this is not UTF-8 text\. Save the file as UTF-8\."):
        read_document(tmp_path / "old.yml", {})


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path):
    (tmp_path / "a.yml").write_bytes("\ufeffa: 1\r\nb: Zoë\r\n".encode())
    assert read_document(tmp_path / "a.yml", {}).data == {"a": 1, "b": "Zoë"}


TROUBLE = [
    "yes",
    "No",
    "y",
    "007",
    "1e5",
    "0x1F",
    "0o14",
    "2024-01-01",
    "12:30",
    "1_000",
    ".inf",
    "-",
    "=",
    "<<",
    "~",
    "",
]
TROUBLE += ["null", "a: b", "# x", "- a", "a\nb", " x", "x ", "*x", "&x", "!x", "\x85", "\u2028", "@x", "%x", "`x"]
TEXTS = st.text(max_size=10) | st.sampled_from(TROUBLE)
LEAVES = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | TEXTS
LEAVES |= st.floats(allow_nan=False, allow_infinity=False)
TREES = st.recursive(LEAVES, lambda c: st.lists(c, max_size=3) | st.dictionaries(TEXTS, c, max_size=3), max_leaves=8)


@given(TREES)
def test_what_is_written_reads_back_the_same_here_and_elsewhere(tree):
    text = dump({"key": tree})
    assert said(text, {}) == {"key": tree}
    assert yaml.safe_load(text) == {"key": tree}


def test_numbers_of_numpy_and_lists_that_repeat_are_written_plainly():
    same = [np.int64(1), np.float64(0.5)]
    assert dump({"b": same, "a": same}) == "b:\n  - 1\n  - 0.5\na:\n  - 1\n  - 0.5\n"


def test_long_lines_are_not_folded():
    assert dump({"note": "word " * 100 + "end"}).count("\n") == 1


def test_a_file_is_written_with_plain_line_ends_and_replaces_the_one_before(tmp_path):
    file = tmp_path / "a.txt"
    write_text(file, "one\n")
    write_text(file, "zwei – Zoë\n")
    assert file.read_bytes() == "zwei – Zoë\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_that_cannot_be_written_is_refused_in_words_and_leaves_nothing_behind(tmp_path):
    with pytest.raises(OutputError, match=r"cannot be written: there is no such file or folder\. Choose a folder"):
        write_text(tmp_path / "nowhere" / "a.txt", "x")
    (tmp_path / "taken").mkdir()
    with pytest.raises(OutputError, match="cannot be written: it is a folder"):
        write_text(tmp_path / "taken", "x")
    with pytest.raises(OutputError, match="is half a character"):
        write_text(tmp_path / "a.txt", "\ud800")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_numbers_keep_their_value_to_the_last_bit():
    assert said(dump({"x": 0.1 + 0.2, "y": 1e300, "z": math.pi}), {}) == {"x": 0.1 + 0.2, "y": 1e300, "z": math.pi}
