"""What a binary classifier reaches: ranking on the raw score, the rest on calibrated probability and threshold."""

import numpy as np

from spanishgas.tables.document import Document

BINS = 10


class Confusion(Document):
    """How many rows were flagged or not, rightly or not."""

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int


class CalibrationBin(Document):
    """Rows whose probability lies in one tenth: what was said, and what came."""

    lower: float
    upper: float
    rows: int
    mean_probability: float
    churn_rate: float


class BinaryMetrics(Document):
    """All metrics of one model on one set of rows, unrounded; shares and probabilities 0..1."""

    rows: int
    churners: int
    pr_auc: float | None
    """Null where it cannot be told; the gate stays closed then."""
    roc_auc: float | None
    brier: float
    log_loss: float
    threshold: float
    precision: float
    recall: float
    f1: float
    confusion: Confusion
    calibration: tuple[CalibrationBin, ...]


def binary_metrics(
    churned: np.ndarray, raw_score: np.ndarray, probability: np.ndarray, threshold: float
) -> BinaryMetrics:
    """All metrics of one model on one set of rows, unrounded.

    Source: RULES, calibration (ranking metrics are taken on the raw score).
    """
    from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

    confusion = _confusion(churned == 1, probability >= threshold)
    flagged, found = confusion.true_positive + confusion.false_positive, confusion.true_positive
    churners = confusion.true_positive + confusion.false_negative
    return BinaryMetrics(
        rows=int(churned.size),
        churners=int(churned.sum()),
        pr_auc=float(average_precision_score(churned, raw_score)),
        roc_auc=float(roc_auc_score(churned, raw_score)),
        brier=float(brier_score_loss(churned, probability)),
        log_loss=float(log_loss(churned, probability, labels=[0, 1])),
        threshold=float(threshold),
        precision=found / max(flagged, 1),
        recall=found / max(churners, 1),
        f1=2 * found / max(flagged + churners, 1),
        confusion=confusion,
        calibration=_calibration_bins(churned, probability),
    )


def _confusion(actual: np.ndarray, flagged: np.ndarray) -> Confusion:
    return Confusion(
        true_positive=int(np.sum(actual & flagged)),
        false_positive=int(np.sum(~actual & flagged)),
        false_negative=int(np.sum(actual & ~flagged)),
        true_negative=int(np.sum(~actual & ~flagged)),
    )


def _calibration_bins(churned: np.ndarray, probability: np.ndarray) -> tuple[CalibrationBin, ...]:
    """Mean probability against churn rate in ten equally wide bins; empty bins are left out."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    return tuple(
        CalibrationBin(
            lower=number / BINS,
            upper=(number + 1) / BINS,
            rows=int(np.sum(bins == number)),
            mean_probability=float(probability[bins == number].mean()),
            churn_rate=float(churned[bins == number].mean()),
        )
        for number in np.unique(bins).tolist()
    )
