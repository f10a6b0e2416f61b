"""What doctests may use without importing it, and pictures without a screen."""

import matplotlib
import numpy as np
import pandas as pd
import pytest

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _names_of_doctests(doctest_namespace):
    doctest_namespace.update(np=np, pd=pd)
