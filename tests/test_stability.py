"""Has the mix of leads moved: the index by hand, by chance, and on what cannot be compared."""

import numpy as np
import pandas as pd
import pytest

from leadtools.errors import DataError
from leadtools.evaluation.stability import stability_table


def leads(**counts: int) -> pd.DataFrame:
    return pd.DataFrame({"source": [name for name, n in counts.items() for _ in range(n)]})


def test_the_index_by_hand():
    # Shares 0.5, 0.5 become 0.8, 0.2: 0.3 ln(0.8 / 0.5) + 0.3 ln(0.5 / 0.2) = 0.1410 + 0.2749.
    table = stability_table(leads(fair=50, web=50), leads(fair=80, web=20))
    assert table["psi_part"].head(2).tolist() == pytest.approx([0.3 * np.log(1.6), 0.3 * np.log(2.5)])
    assert table["psi"].unique() == pytest.approx([0.4159], abs=1e-4)
    assert set(table["verdict"]) == {"much"}


def test_the_same_leads_have_not_moved():
    table = stability_table(leads(fair=70, web=30), leads(fair=70, web=30))
    assert table["psi"].abs().max() == 0
    assert set(table["verdict"]) == {"within chance"}


def test_shares_of_an_attribute_add_up_to_one_on_both_sides():
    table = stability_table(leads(fair=70, web=30, post=12), leads(fair=7, web=3, radio=4))
    assert table["reference_share"].sum() == pytest.approx(1)
    assert table["current_share"].sum() == pytest.approx(1)


def test_a_value_never_seen_before_counts_as_other_and_is_finite():
    table = stability_table(leads(fair=50, web=50), leads(fair=50, web=50, radio=100)).set_index("level")
    assert table.loc["(other)", "current_leads"] == 100
    # Half a lead of 100 stands for none: (0.5 − 0.005) ln(0.5 / 0.005).
    assert table.loc["(other)", "psi_part"] == pytest.approx(0.495 * np.log(100))


def test_leads_drawn_from_one_mix_stay_within_chance_19_times_in_20():
    rng, verdicts = np.random.default_rng(0), []
    for _ in range(300):
        then, now = (pd.DataFrame({"source": rng.choice(["a", "b", "c", "d"], n)}) for n in (800, 300))
        verdicts.append(stability_table(then, now)["verdict"].iloc[0] == "within chance")
    assert np.mean(verdicts) == pytest.approx(0.95, abs=2.5 * np.sqrt(0.95 * 0.05 / 300))


def test_small_counts_are_not_called_much_change_when_chance_alone_would_do():
    # 12 leads against 15: shares move from 0.67 to 0.33 and the index is 0.46, yet nothing can be told.
    table = stability_table(leads(fair=10, web=5), leads(fair=4, web=8), levels=None)
    assert table["psi"].iloc[0] < table["psi_by_chance"].iloc[0]
    assert set(table["verdict"]) == {"within chance"}


def test_no_leads_on_one_side_is_said():
    with pytest.raises(DataError, match="`current` has no leads, so there is nothing to compare"):
        stability_table(leads(fair=5), leads())


def test_an_attribute_that_is_not_there_any_more_is_named():
    with pytest.raises(DataError, match="`source` is not a column of the leads; did you mean `sources`"):
        stability_table(leads(fair=50), leads(fair=50).rename(columns={"source": "sources"}))
