"""The published tables by name."""

from __future__ import annotations

from pathlib import Path

from leadtools.errors import ParameterError, did_you_mean
from leadtools.scorecard import Scorecard

_FOLDER = Path(__file__).parent


def rubric_names() -> list[str]:
    """Return the names of the published tables.

    Examples
    --------
    >>> rubric_names()
    ['guideline', 'refined', 'revops', 'starter', 'weighted']
    """
    return sorted(path.stem for path in _FOLDER.glob("*.yml"))


def load_rubric(name: str, *, maximum: int | None = None) -> Scorecard:
    """Return a published table of points as a scorecard.

    Parameters
    ----------
    name : str
        ``starter``, ``refined`` (what was done lately, and what speaks against a lead), ``revops``
        (0 to 100), ``weighted`` (categories of 40, 30, 20 and 10 of a maximum of 100) or
        ``guideline`` (1 to 100).
    maximum : int, optional
        Another highest score, a whole multiple of the card's own: 1000 makes every point of a card
        on 100 count ten times.

    Returns
    -------
    Scorecard
        Its attributes are signals, such as ``pricing_page``; ``facts["signals"]`` says what each is,
        and `map_signals` puts a company's own columns in their place. What the guide leaves open was
        chosen by us; the table's ``note`` says where.

    Raises
    ------
    ParameterError
        If there is no such table, or it cannot be had on that maximum.

    Notes
    -----
    The categories of ``weighted`` are groups capped at their weight times the maximum. So points stay
    whole and add up: a lead that fills all categories scores the maximum, and what a category earns
    beyond its cap is a row of its own in the explanation.

    Examples
    --------
    >>> load_rubric("starter").points_of("company_size").to_dict()
    {'below 10': 0, '10–50': 10, '51–200': 20, '201 or more': 0, '(missing)': 0, '(other)': 0}
    >>> load_rubric("weighted", maximum=1000).caps["engagement"]
    (0, 400)
    """
    if name not in rubric_names():
        raise ParameterError(f"`{name}` is not a published rubric{did_you_mean(name, rubric_names())}")
    card = Scorecard.load(_FOLDER / f"{name}.yml")
    return card if maximum is None else card.times(_factor(card, maximum))


def _factor(card: Scorecard, maximum: int) -> int:
    if card.highest is None:
        raise ParameterError(f"`{card.name}` has no highest score, so there is no `maximum` to set; leave it out.")
    if isinstance(maximum, bool) or not isinstance(maximum, int) or maximum < 1 or maximum % card.highest:
        raise ParameterError(
            f"maximum is {maximum!r}; allowed is a whole multiple of {card.highest}, such as {10 * card.highest}."
        )
    return maximum // card.highest
