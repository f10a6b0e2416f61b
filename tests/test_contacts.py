"""Contact details that look made up are flagged; real names of any language are not."""

import re

import pandas as pd
import pytest

from leadtools.audit import audit, excluded_columns
from leadtools.contacts import CHECKS, QUALITY, contact_checks, contact_quality
from leadtools.errors import ConfigError, DataError
from leadtools.readers import read_history


def each(text: str) -> list[str]:
    return text.split()


# Typed once, kept apart from the rule: nothing in the rule was chosen for these.
WALKS = each(
    """qwert asdfgh zxcvbn poiuy lkjhg mnbvc qwertzui yxcvb asdasd qweqwe dfgdfg jkljkl fghfgh sdfsdf hjkhjk kjhkjh
qazwsx wsxedc zaqxsw 1qaz2wsx qwe123 asd123 azerty wxcvb sdfghj tyuiop ghjkl vbnm dsfsdfd lkjlkj"""
)
REAL = each(
    """Doherty Hertz Drew Polk Fred Weser Poirot Azer Huy Dresser Liberty Power Reed Shah Dahl Krk Smrz Hurst Guy
    Asdrubal Hijran Barstow Trewin Mertz Property Kim Ng Vlk Anna Zsazsa"""
)


def flagged(names: list[str]) -> list[str]:
    quality = contact_quality(pd.DataFrame({"name": names}), name="name")
    return [name for name, check in zip(names, contact_checks(quality), strict=True) if check]


def test_keyboard_walks_are_flagged():
    assert len(WALKS) == 30
    assert len(flagged(WALKS)) >= 20


def test_names_that_only_look_odd_are_not():
    assert flagged(REAL) == []


def test_names_of_many_languages_are_not(shared_data):
    lines = shared_data("names.txt").read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    assert len(names) > 30
    assert len(flagged(names)) <= 1


def test_each_fault_has_its_own_flag():
    leads = pd.DataFrame(
        {
            "first": ["Ana", "asdf", "aaaa", "jOHN", "Ana", "Ana"],
            "last": ["Ruiz", "", "Ruiz", "Ruiz", "Ruiz", None],
            "mail": ["a.ruiz@example.com", "asdf@example.com", "x@mailinator.com", "info@example.com", "none", None],
            "call": ["+34 91 1234 567", "0000000000", "1234567890", "12", "call me", None],
        }
    )
    quality = contact_quality(leads, email="mail", name=["first", "last"], phone="call")
    assert {column: list(quality.index[quality[column].fillna(False)]) for column in CHECKS} == {
        "name_keyboard_walk": [1],
        "name_repeats": [2],
        "name_odd_capitals": [3],
        "email_unreadable": [4],
        "email_keyboard_walk": [1],
        "email_disposable": [2],
        "email_role": [3],
        "email_against_name": [],
        "phone_impossible": [1, 2, 3, 4],
    }
    assert set(quality.columns) == set(QUALITY)


def test_a_blank_cell_says_nothing():
    leads = pd.DataFrame({"mail": [None, " ", "a@gmail.com"], "name": ["Ana", None, "Ana"]})
    quality = contact_quality(leads, email="mail", name="name")
    assert quality["email_free"].tolist() == [pd.NA, pd.NA, True]
    assert quality["name_repeats"].tolist() == [False, pd.NA, False]


def test_of_several_addresses_the_first_filled_counts():
    leads = pd.DataFrame({"work": [None, "a@example.com, b@gmail.com"], "home": ["a@gmail.com", "c@gmail.com"]})
    assert contact_quality(leads, email=["work", "home"])["email_free"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Jürgen Müller", "juergen.mueller@example.com"),
        ("Þórður Guðmundsson", "thordur@example.com"),
        ("Ana Ruiz", "ar@example.com"),
        ("Chidimma Okonjo", "chidi.o@example.com"),
        ("李 雷", "lilei@example.com"),
        ("Ana Ruiz", "info@example.com"),
    ],
)
def test_an_address_that_may_be_of_that_name_is_not_against_it(name, address):
    quality = contact_quality(pd.DataFrame({"name": [name], "mail": [address]}), email="mail", name="name")
    assert quality["email_against_name"].tolist() == [False]


def test_an_address_of_somebody_else_is_against_the_name():
    leads = pd.DataFrame({"name": ["Ana Ruiz"], "mail": ["kevin.smith@example.com"]})
    quality = contact_quality(leads, email="mail", name="name")
    assert contact_checks(quality).tolist() == ["the e-mail address has nothing of the name"]


@pytest.mark.parametrize("domain", ["mailinator.com", "MAILINATOR.COM", "inbox.mailinator.com"])
def test_an_address_for_a_few_minutes_is_known_below_its_domain_too(domain):
    quality = contact_quality(pd.DataFrame({"mail": [f"ana@{domain}"]}), email="mail")
    assert quality["email_disposable"].tolist() == [True]


def test_numbers_of_telephones_keep_their_extensions_and_signs():
    phones = ["+49 (0)30 901820-12", "001 415 555 2671", "030/901820 ext. 7", "0049.30.901820", "13800138000"]
    assert contact_quality(pd.DataFrame({"call": phones}), phone="call")["phone_impossible"].tolist() == [False] * 5


def test_the_leads_are_left_as_they_are():
    leads = pd.DataFrame({"name": ["Ana", "asdf"]}, index=["k1", "k2"])
    before = leads.copy()
    assert contact_quality(leads, name="name").index.tolist() == ["k1", "k2"]
    pd.testing.assert_frame_equal(leads, before)


def test_a_column_that_is_not_there_is_told_with_the_nearest():
    with pytest.raises(DataError, match="`Emial` is not a column of the leads; did you mean `Email`"):
        contact_quality(pd.DataFrame({"Email": ["a@example.com"]}), email="Emial")


def test_no_column_at_all_is_told():
    with pytest.raises(DataError, match="name at least one of email, name and phone"):
        contact_quality(pd.DataFrame({"Email": ["a@example.com"]}))


@pytest.fixture
def read(tmp_path):
    """Read leads with the lines given after `leads:` and `outcome:`."""
    (tmp_path / "leads.csv").write_text(
        "id,first,last,mail,call,won\n"
        "1,Ana,Ruiz,a.ruiz@gmail.com,030 901820,yes\n"
        "2,asdf,asdf,asdf@example.com,1111111,no\n",
        encoding="utf-8",
    )

    def read_with(lines: str):
        text = f"leads: leads.csv\nid: id\noutcome: {{flag: won}}\n{lines}"
        (tmp_path / "leadtools.yml").write_text(text, encoding="utf-8")
        return read_history(tmp_path / "leadtools.yml")

    return read_with


ROLES = "email: mail\nphone: [call]\ncontact: [first, last]\n"


def test_contact_details_are_no_attributes(read):
    history = read(ROLES)
    assert history.attributes == []
    assert excluded_columns(history).set_index("column").loc[["mail", "call", "first", "last"], "kind"].eq("role").all()


def test_their_quality_is_where_it_is_asked_for(read):
    history = read(ROLES + "contact_quality: true\n")
    checks = contact_checks(history.leads)
    assert checks.iloc[0] == ""
    assert checks.iloc[1].startswith("the name follows the keys of a keyboard; ")
    assert set(history.attributes) == set(QUALITY)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("contact_quality: true\n", "`contact_quality` needs columns to look at; name at least one of `email:`"),
        ("email: mial\n", "`mial` is not a column of leads.csv; did you mean `mail`"),
        (
            "contact: [first, mail]\nemail: mail\n",
            "`mail` is named as `email` and as `contact`; a column plays one part",
        ),
        ("email: []\n", "`email` is an empty list; allowed is a list with at least one entry"),
        ("contact_quality: maybe\n", '`contact_quality` is "maybe"; allowed is true or false'),
    ],
)
def test_faults_of_these_lines_are_told(read, lines, message):
    with pytest.raises(ConfigError, match=re.escape(message)):
        read(lines)


def test_the_audit_lists_what_to_check_without_telling_whose_it_is(read):
    findings = audit(read(ROLES)).findings
    checks = findings[findings["finding"].str.startswith("check: ")]
    assert checks[["severity", "column", "finding", "leads"]].values.tolist() == [
        ["low", "first, last", "check: the name follows the keys of a keyboard", 1],
        ["low", "mail", "check: the e-mail address follows the keys of a keyboard", 1],
        ["low", "call", "check: no telephone has this number", 1],
    ]
    assert "asdf" not in findings.to_string()
    assert read(ROLES).leads["id"].tolist() == ["1", "2"]
