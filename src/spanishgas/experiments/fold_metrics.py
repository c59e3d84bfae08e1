"""What a contender reaches in each fold, judged by what the other folds taught about its scores."""

from typing import Any

import numpy as np

from spanishgas.model.calibrate import Calibrator
from spanishgas.model.errors import ModelInputError
from spanishgas.model.metrics import binary_metrics
from spanishgas.model.threshold import choose_threshold

LIFT_SHARE = 0.10
METRICS = ("pr_auc", "roc_auc", "brier", "log_loss", "precision", "recall", "lift_10")


def fold_metrics(
    churned: np.ndarray, raw_score: np.ndarray, fold: np.ndarray, *, minimum_recall: float, confidence: float
) -> list[dict[str, Any]]:
    """All metrics of one contender, one mapping a fold.

    Calibration and threshold of a fold are those that the scores of the other folds give, so that a fold is as new to
    them as it was to the fit. Precision and recall are null where churners are too few for the recall asked for.

    Args:
        churned: 0 or 1, one a row.
        raw_score: log-odds of each row by a fit without its fold.
        fold: the fold of each row.
        minimum_recall: what the threshold must reach.
        confidence: of the threshold's recall.
    """
    return [
        {"fold": int(number), **_of_fold(churned, raw_score, fold == number, minimum_recall, confidence)}
        for number in np.unique(fold)
    ]


def _of_fold(
    churned: np.ndarray, raw_score: np.ndarray, is_held_out: np.ndarray, minimum_recall: float, confidence: float
) -> dict[str, float | int | None]:
    calibrator = Calibrator.fit(raw_score[~is_held_out], churned[~is_held_out])
    probability = calibrator.probability(raw_score)
    actual, score = churned[is_held_out], raw_score[is_held_out]
    others = probability[~is_held_out], churned[~is_held_out]
    threshold = _threshold(*others, minimum_recall, confidence, actual.size)
    found = binary_metrics(actual, score, probability[is_held_out], 1.0 if threshold is None else threshold)
    return {
        "rows": found.rows,
        "churners": found.churners,
        "pr_auc": found.pr_auc,
        "roc_auc": found.roc_auc,
        "brier": found.brier,
        "log_loss": found.log_loss,
        "precision": None if threshold is None else found.precision,
        "recall": None if threshold is None else found.recall,
        "lift_10": lift(actual, score, LIFT_SHARE),
    }


def _threshold(
    probability: np.ndarray, churned: np.ndarray, minimum_recall: float, confidence: float, new_rows: int
) -> float | None:
    try:
        return choose_threshold(
            probability, churned, minimum_recall=minimum_recall, confidence=confidence, new_rows=new_rows
        ).value
    except ModelInputError:
        return None


def lift(churned: np.ndarray, score: np.ndarray, share: float) -> float:
    """Churn rate among the share of rows with the highest scores, over that of all; ties count by their mean."""
    calls = max(round(share * churned.size), 1)
    last = np.partition(score, churned.size - calls)[churned.size - calls]
    is_above, is_tied = score > last, score == last
    left = churned[is_above].sum() + (calls - is_above.sum()) * churned[is_tied].mean()
    return float(left / calls / churned.mean())
