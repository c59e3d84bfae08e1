"""What a binary classifier reaches: ranking on the raw score, the rest on calibrated probability and threshold."""

import numpy as np

from spanishgas.model.intervals import mean_interval, pr_auc_interval, roc_auc_interval, share_interval
from spanishgas.model.measured import BinaryMetrics, BrierParts, CalibrationBin, Confusion

BINS = 10


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
    pr_auc, roc_auc = (float(metric(churned, raw_score)) for metric in (average_precision_score, roc_auc_score))
    said = np.clip(np.where(churned == 1, probability, 1 - probability), np.finfo(np.float64).eps, 1.0)
    intervals = {
        "pr_auc": pr_auc_interval(pr_auc, churners),
        "roc_auc": roc_auc_interval(roc_auc, churners, churned.size - churners),
        "brier": mean_interval((probability - churned) ** 2),
        "log_loss": mean_interval(-np.log(said)),
        "precision": share_interval(found, flagged),
        "recall": share_interval(found, churners),
    }
    return BinaryMetrics(
        rows=int(churned.size),
        churners=churners,
        pr_auc=pr_auc,
        roc_auc=roc_auc,
        brier=float(brier_score_loss(churned, probability)),
        log_loss=float(log_loss(churned, probability, labels=[0, 1])),
        threshold=float(threshold),
        precision=found / max(flagged, 1),
        recall=found / max(churners, 1),
        f1=2 * found / max(flagged + churners, 1),
        confusion=confusion,
        calibration=_calibration_bins(churned, probability),
        brier_parts=_brier_parts(churned, probability),
        intervals={name: interval for name, interval in intervals.items() if interval is not None},
    )


def _confusion(actual: np.ndarray, flagged: np.ndarray) -> Confusion:
    return Confusion(
        true_positive=int(np.sum(actual & flagged)),
        false_positive=int(np.sum(~actual & flagged)),
        false_negative=int(np.sum(actual & ~flagged)),
        true_negative=int(np.sum(~actual & ~flagged)),
    )


def _brier_parts(churned: np.ndarray, probability: np.ndarray) -> BrierParts:
    edges = np.unique(np.quantile(probability, np.arange(1, BINS) / BINS))
    number = np.searchsorted(edges, probability, side="right")  # equal probabilities share a group
    groups = [number == each for each in np.unique(number)]
    share = np.array([group.mean() for group in groups])
    said = np.array([probability[group].mean() for group in groups])
    came = np.array([churned[group].mean() for group in groups])
    reliability, resolution = float(share @ (said - came) ** 2), float(share @ (came - churned.mean()) ** 2)
    uncertainty = float(churned.mean() * (1 - churned.mean()))
    brier = float(np.mean((probability - churned) ** 2))
    return BrierParts(
        reliability=reliability,
        resolution=resolution,
        uncertainty=uncertainty,
        within_bin=brier - reliability + resolution - uncertainty,
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
