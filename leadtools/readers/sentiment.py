"""How a reply or a chat sounds, from −1 (angry) to 1 (glad): the text is looked at once and goes no further."""

from __future__ import annotations

from leadtools.config import Config
from leadtools.errors import DataError
from leadtools.readers.cells import as_text
from leadtools.readers.rows import Rows

SENTIMENT = "sentiment"
"""The detail of an event that takes the place of its text."""

_ADVICE = (
    "The words are those of an English list. For other languages bring scores of your own as a column of numbers, and "
    "leave out `sentiment:`."
)


def score_texts(config: Config, events: Rows) -> None:
    """Put how the texts of the events sound in the place of the texts, in `events` itself.

    Raises
    ------
    ConfigError
        If the events have a column `sentiment` already.
    DataError
        If TextBlob is not installed.

    Notes
    -----
    The mean polarity of the words in TextBlob's English list, "not" and "very" before them heeded. A
    text without any such word says nothing, and is missing, not neutral.
    """
    column = config.events.sentiment
    if column is None:
        return
    if SENTIMENT in events.frame.columns and column != SENTIMENT:
        words = f"the events have a column `{SENTIMENT}` already; use it as it is and leave out `sentiment:`."
        config.refuse([(("events", "sentiment"), words)])
    texts = as_text(events.frame[column])
    found = {text: polarity(text) for text in texts.dropna().unique()}
    scores = texts.map(found).astype(float)
    events.frame = events.frame.drop(columns=column).assign(**{SENTIMENT: scores})
    scored, silent = scores.notna().sum(), (texts.notna() & scores.isna()).sum()
    events.state("texts scored from -1 to 1 by TextBlob, and not kept", scored, column=column, advice=_ADVICE)
    events.state(
        "texts without a word that tells how they sound: taken as missing", silent, column=column, advice=_ADVICE
    )


def polarity(text: str) -> float | None:
    """Return how an English text sounds, −1 to 1; None where no word of it tells.

    Raises
    ------
    DataError
        If TextBlob is not installed.

    Examples
    --------
    >>> polarity("This is great, thanks!") > 0, polarity("This is not good.") < 0, polarity("Call me on Tuesday.")
    (True, True, None)
    """
    try:
        from textblob import TextBlob
    except ImportError:
        raise DataError(
            "`sentiment:` under `events:` needs TextBlob, which is not installed. Install it with `pip install "
            "textblob`, or bring scores of your own as a column of numbers and leave out `sentiment:`."
        ) from None
    found = TextBlob(text).sentiment_assessments
    return round(found.polarity, 6) if found.assessments else None
