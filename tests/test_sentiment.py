"""How replies and chats sound, as an attribute: by TextBlob, or as numbers that a company brings itself."""

import sys

import numpy as np
import pandas as pd
import pytest

from leadtools.attributes import attributes_as_of
from leadtools.errors import ConfigError, DataError
from leadtools.readers import read_history
from leadtools.runs import open_run

START = pd.Timestamp("2025-01-01")
SOUND = {"sound": {"mean": "sentiment", "of": ["reply", "chat"], "window_days": 30}}
CONFIG = """leads: leads.csv
id: id
created: created
outcome: {date: won}
known_until: 2025-12-31
after_days: 14
events: {file: events.csv, id: who, event: what, at: at, sentiment: said}
attributes:
  sound: {mean: sentiment, of: [reply, chat], window_days: 30}
"""
SECRET = "This is great, thanks! Call +49 30 1234567"
EVENTS = f"""who,what,at,said
0,reply,2025-01-03,"{SECRET}"
0,chat,2025-01-04,Not interested. This is terrible.
1,reply,2025-01-03,We love it
1,reply,2025-02-20,This is awful
2,reply,2025-01-03,Ruf mich am Dienstag an
3,visit,2025-01-03,
"""


@pytest.fixture
def written(tmp_path):
    """Return a function that writes 40 leads, their events and a configuration, and returns its path."""

    def write(config: str = CONFIG, events: str = EVENTS):
        won = ["2025-02-01" if i % 3 == 0 else "" for i in range(40)]
        leads = pd.DataFrame({"id": range(40), "created": "2025-01-01", "won": won, "size": np.arange(40) % 7})
        leads.to_csv(tmp_path / "leads.csv", index=False)
        (tmp_path / "events.csv").write_text(events, encoding="utf-8")
        (tmp_path / "leadtools.yml").write_text(config, encoding="utf-8")
        return tmp_path / "leadtools.yml"

    return write


class TestNumbersOfOnesOwn:
    @staticmethod
    def mean(*rows: tuple, day: float = 20) -> float:
        """Return the mean sentiment of lead a on a day, from rows (event, day, sentiment)."""
        what, at, sentiment = zip(*rows, strict=True)
        events = pd.DataFrame({"lead_id": "a", "event": what, "at": [START + pd.Timedelta(days=d) for d in at]})
        moments = pd.Series(START + pd.Timedelta(days=day), index=["a"], dtype="datetime64[us]")
        return attributes_as_of(events.assign(sentiment=sentiment), moments, SOUND)["sound"].iloc[0]

    def test_the_mean_is_over_the_events_that_have_a_number(self):
        # (−0.5 + 1) ÷ 2; the blank one, the visit and the one on the day itself do not count.
        rows = [("reply", 1, -0.5), ("chat", 2, 1.0), ("reply", 3, None), ("visit", 4, -1.0), ("reply", 20, -1.0)]
        assert self.mean(*rows) == self.mean(*reversed(rows)) == 0.25

    def test_where_nothing_was_said_it_is_missing_not_neutral(self):
        assert np.isnan(self.mean(("visit", 1, 1.0)))
        assert np.isnan(self.mean(("reply", 1, 0.5), day=60))

    def test_a_column_of_numbers_is_used_as_it_is(self, written):
        events = "who,what,at,sentiment\n0,reply,2025-01-03,0.5\n0,chat,2025-01-04,-1\n1,reply,2025-01-03,0.2\n"
        history = read_history(written(CONFIG.replace(", sentiment: said", ""), events))
        assert history.snapshot(after_days=14).X.loc[["0", "1"], "sound"].tolist() == [-0.25, 0.2]

    def test_a_mean_takes_no_cap_and_only_numbers(self, written):
        with pytest.raises(ConfigError, match="`cap` does not belong to `mean`; allowed are `of`, `window_days` and"):
            read_history(written(CONFIG.replace("window_days: 30", "cap: 3")))
        with pytest.raises(ConfigError, match="`said` of the events holds text values; only numbers can be summed"):
            read_history(written(CONFIG.replace(", sentiment: said", "").replace("mean: sentiment", "mean: said")))


class TestTexts:
    def test_become_numbers_as_of_the_moment(self, written):
        X = read_history(written()).snapshot(after_days=14).X
        # "great" 0.8 and "thanks!" 0.25; "not interested" -0.125 and "terrible" -1.
        assert X.loc["0", "sound"] == pytest.approx((0.525 + -0.5625) / 2)
        assert X.loc["1", "sound"] == 0.5  # "love"; that it became awful lies ahead
        assert X.loc[["2", "3"], "sound"].isna().all()

    def test_no_text_is_kept_and_what_was_done_is_stated(self, written, tmp_path):
        run = open_run(written(), tmp_path / "out")
        assert list(run.whole.events) == ["lead_id", "event", "at", "sentiment"]
        rules = run.reading.rules.query("column == 'said'").set_index("rule")["rows"].to_dict()
        assert rules == {
            "texts scored from -1 to 1 by TextBlob, and not kept": 4,
            "texts without a word that tells how they sound: taken as missing": 1,
        }
        read = (run.reading.rules, run.reading.set_aside, run.audit.findings, run.excluded)
        tables = [table.to_csv() for table in (*read, run.whole.events, run.snapshot.X)]
        assert not any(word in table for table in tables for word in ("1234567", "terrible", "Dienstag"))

    def test_a_column_that_has_the_name_already_is_not_overwritten(self, written):
        with pytest.raises(ConfigError, match="line 7: the events have a column `sentiment` already"):
            read_history(written(events=EVENTS.replace("who,what,at,said", "who,sentiment,at,said"),
                                 config=CONFIG.replace("event: what", "event: sentiment")))  # fmt: skip

    @pytest.mark.parametrize(
        ("new", "words"),
        [
            ("siad", r"line 7: `siad` is not a column of events.csv; did you mean `said`\?"),
            ("what", "line 7: `what` is named as `event` and as `sentiment`"),
        ],
    )
    def test_a_wrong_column_is_told(self, written, new, words):
        with pytest.raises(ConfigError, match=words):
            read_history(written(CONFIG.replace("sentiment: said", f"sentiment: {new}")))


def test_without_the_library_the_message_says_what_to_install(written, monkeypatch):
    monkeypatch.setitem(sys.modules, "textblob", None)
    with pytest.raises(
        DataError, match="needs TextBlob, which is not installed. Install it with `pip install textblob`"
    ):
        read_history(written())
