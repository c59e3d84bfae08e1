"""Intervals hold what is true as often as they say."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from spanishgas.model.intervals import mean_interval, pr_auc_interval, roc_auc_interval, share_interval

SAMPLES = 200


def _covered(rows: int, interval_of, truth: float) -> float:
    generator = np.random.default_rng(3)
    found = [interval_of(generator, rows) for _ in range(SAMPLES)]
    return sum(low <= truth <= high for low, high in found) / SAMPLES


def _ranked(generator: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    churned = (np.arange(rows) < rows // 10).astype(int)
    return churned, generator.normal(1.5 * churned)


@pytest.mark.parametrize(
    ("metric", "interval"),
    [
        (average_precision_score, lambda value, rows: pr_auc_interval(value, rows // 10)),
        (roc_auc_score, lambda value, rows: roc_auc_interval(value, rows // 10, rows - rows // 10)),
    ],
    ids=["pr_auc", "roc_auc"],
)
def test_nineteen_of_twenty_samples_hold_the_figure_of_a_large_one(metric, interval):
    truth = float(metric(*_ranked(np.random.default_rng(9), 400_000)))
    share = _covered(1_000, lambda generator, rows: interval(float(metric(*_ranked(generator, rows))), rows), truth)
    assert 0.90 <= share <= 0.99


def test_shares_and_means_are_held_too():
    share = _covered(60, lambda generator, rows: share_interval(int(generator.binomial(rows, 0.1)), rows), 0.1)
    mean = _covered(200, lambda generator, rows: mean_interval(generator.exponential(2.0, rows)), 2.0)
    assert 0.90 <= share <= 0.99
    assert 0.90 <= mean <= 0.99


def test_what_cannot_be_told_has_no_interval():
    assert pr_auc_interval(None, 10) is None
    assert pr_auc_interval(1.0, 10) is None
    assert pr_auc_interval(0.5, 0) is None
    assert roc_auc_interval(None, 1, 1) is None
    assert roc_auc_interval(0.5, 0, 9) is None
    assert share_interval(0, 0) is None
    assert mean_interval(np.array([1.0])) is None
    assert mean_interval(np.array([0.5, 0.5])) is None
    assert roc_auc_interval(1.0, 3, 30) is None


def test_an_interval_stays_where_its_figure_can_be():
    assert roc_auc_interval(0.99, 3, 3)[1] == 1.0
    assert mean_interval(np.append(np.full(60, 0.0004), 0.8))[0] == 0.0
    low, high = share_interval(0, 5)
    assert low == 0.0
    assert 0.3 < high < 0.6
