"""Intervals of figures of a repeated cross-validation."""

import numpy as np
import pytest

from spanishgas.experiments.intervals import interval


def test_equal_figures_have_no_width():
    found = interval(np.full(10, 0.7), folds=5)
    assert (found.value, found.low, found.high) == pytest.approx((0.7, 0.7, 0.7))


def test_the_interval_is_that_of_the_corrected_resampled_t_test():
    values = np.array([0.70, 0.72, 0.74, 0.71, 0.73])
    found = interval(values, folds=5)
    error = np.sqrt((1 / 5 + 1 / 4) * values.var(ddof=1))
    assert found.value == pytest.approx(0.72)
    assert (found.low, found.high) == pytest.approx((0.72 - 2.7764451 * error, 0.72 + 2.7764451 * error))


def test_more_repeats_do_not_make_it_narrower_than_the_shared_training_rows_allow():
    values = np.array([0.70, 0.74] * 5_000)
    found = interval(values, folds=5)
    assert found.high - found.low > 2 * 1.96 * np.sqrt(1 / 4) * 0.0199


def test_one_measurement_has_no_interval():
    found = interval(np.array([0.7]), folds=5)
    assert found.value == 0.7
    assert np.isnan([found.low, found.high]).all()
