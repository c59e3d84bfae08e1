import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from spanishgas.model.measured import BinaryMetrics, Confusion
from spanishgas.model.metrics import binary_metrics


def test_metrics_are_those_of_the_rows():
    churned = np.array([1, 0, 1, 0])
    raw = np.array([2.0, 1.0, 0.5, -3.0])
    metrics = binary_metrics(churned, raw, np.array([0.9, 0.6, 0.4, 0.1]), threshold=0.5)
    assert metrics.pr_auc == average_precision_score(churned, raw) == pytest.approx((1 + 2 / 3) / 2)
    assert metrics.confusion == Confusion(true_positive=1, false_positive=1, false_negative=1, true_negative=1)
    assert (metrics.precision, metrics.recall, metrics.f1) == (0.5, 0.5, 0.5)
    assert metrics.brier == pytest.approx((0.01 + 0.36 + 0.36 + 0.01) / 4)
    assert [bin_.rows for bin_ in metrics.calibration] == [1, 1, 1, 1]
    assert BinaryMetrics.model_validate_json(metrics.model_dump_json()) == metrics


def test_a_probability_at_the_threshold_counts_as_a_churner():
    metrics = binary_metrics(np.array([1, 0]), np.array([0.0, -1.0]), np.array([0.5, 0.2]), threshold=0.5)
    assert metrics.recall == 1.0


def test_a_probability_of_one_is_in_the_last_bin():
    metrics = binary_metrics(np.array([1, 0]), np.array([0.0, -1.0]), np.array([1.0, 0.0]), threshold=0.5)
    assert [(bin_.lower, bin_.churn_rate) for bin_ in metrics.calibration] == [(0.0, 0.0), (0.9, 1.0)]
