"""Intervals of figures that were measured on the folds of a repeated cross-validation."""

from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean, and where it lies with a confidence of 95 %."""

    value: float
    low: float
    high: float


def interval(values: np.ndarray, folds: int) -> Interval:
    """The mean of one figure a fold, with its interval.

    Folds share most of what they were trained on, so their spread alone tells too little: the variance is multiplied by
    1/measurements + test rows/training rows. Source: Nadeau and Bengio 2003, "Inference for the generalization error",
    the corrected resampled t-test.

    Args:
        values: one a fold and repeat; or differences of two models in the same folds, for a paired comparison.
        folds: folds of one repeat.
    """
    from scipy.stats import t

    mean = float(np.mean(values))
    if values.size < 2:
        return Interval(mean, float("nan"), float("nan"))
    error = np.sqrt((1 / values.size + 1 / (folds - 1)) * np.var(values, ddof=1))
    half = float(t.ppf((1 + CONFIDENCE) / 2, values.size - 1) * error)
    return Interval(mean, mean - half, mean + half)
