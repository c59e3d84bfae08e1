"""What a binary classifier reaches: ranking on the raw score, the rest on calibrated probability and threshold."""

from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

BINS = 10


def binary_metrics(
    churned: np.ndarray, raw_score: np.ndarray, probability: np.ndarray, threshold: float
) -> dict[str, Any]:
    """All metrics of one model on one set of rows, unrounded, as plain JSON.

    Source: RULES, calibration (ranking metrics are taken on the raw score).
    """
    return {
        "rows": int(churned.size),
        "churners": int(churned.sum()),
        "pr_auc": float(average_precision_score(churned, raw_score)),
        "roc_auc": float(roc_auc_score(churned, raw_score)),
        "brier": float(brier_score_loss(churned, probability)),
        "log_loss": float(log_loss(churned, probability, labels=[0, 1])),
        "threshold": float(threshold),
        **_at_threshold(churned, probability >= threshold),
        "calibration": _calibration_bins(churned, probability),
    }


def _at_threshold(churned: np.ndarray, flagged: np.ndarray) -> dict[str, Any]:
    actual = churned == 1
    true_positive, false_positive = int(np.sum(actual & flagged)), int(np.sum(~actual & flagged))
    false_negative, true_negative = int(np.sum(actual & ~flagged)), int(np.sum(~actual & ~flagged))
    return {
        "precision": true_positive / max(true_positive + false_positive, 1),
        "recall": true_positive / max(true_positive + false_negative, 1),
        "f1": 2 * true_positive / max(2 * true_positive + false_positive + false_negative, 1),
        "confusion": {
            "true_positive": true_positive,
            "false_positive": false_positive,
            "false_negative": false_negative,
            "true_negative": true_negative,
        },
    }


def _calibration_bins(churned: np.ndarray, probability: np.ndarray) -> list[dict[str, float]]:
    """Mean probability against churn rate in ten equally wide bins; empty bins are left out."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    return [
        {
            "lower": number / BINS,
            "upper": (number + 1) / BINS,
            "rows": int(np.sum(bins == number)),
            "mean_probability": float(probability[bins == number].mean()),
            "churn_rate": float(churned[bins == number].mean()),
        }
        for number in np.unique(bins).tolist()
    ]
