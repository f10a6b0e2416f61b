"""Intervals of shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from leadtools.intervals import wilson


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_within_its_interval_also_in_the_last_digit(counts):
    low, high = wilson(*([count] for count in counts))
    assert 0 <= low[0] <= counts[0] / counts[1] <= high[0] <= 1


def test_the_interval_is_that_of_scipy():
    for k, n in [(0, 10), (3, 10), (10, 10), (1, 5), (123, 4567)]:
        other = binomtest(k, n).proportion_ci(method="wilson")
        assert [bound[0] for bound in wilson([k], [n])] == pytest.approx([other.low, other.high], abs=1e-12)


def test_without_leads_there_is_no_interval():
    assert np.isnan(wilson([0], [0])).all()
