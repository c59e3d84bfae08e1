"""What a binary classifier reaches: ranking on the raw score, the rest on calibrated probability and threshold."""

import numpy as np
from pydantic import Field

from spanishgas.model.intervals import Interval, mean_interval, pr_auc_interval, roc_auc_interval, share_interval
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


class BrierParts(Document):
    """The Brier score over tenths of the rows by probability: reliability - resolution + uncertainty + within_bin.

    Source: Murphy, "A new vector partition of the probability score", J. Appl. Meteorology 1973; ``within_bin`` is what
    groups leave, because probabilities within one differ (Stephenson, Coelho and Jolliffe 2008).
    """

    reliability: float
    """How far what was said is from what came; 0 is best."""
    resolution: float
    """How far the groups' churn rates are from the whole one; more is better."""
    uncertainty: float
    """Of the outcomes themselves, whatever the model."""
    within_bin: float


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
    brier_parts: BrierParts | None = None
    """Null in cards of earlier versions."""
    intervals: dict[str, Interval] = Field(default_factory=dict[str, Interval])
    """By metric, what holds the true figure with 95 %; those that have none, and cards of earlier versions, lack it."""


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
