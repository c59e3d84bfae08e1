"""Intervals that hold the true figure with 95 %, from the figures of one sample."""

import math

import numpy as np

from spanishgas.model.measured import Interval

NORMAL_95 = 1.959964
"""Of a normal distribution 95 % lie within so many standard deviations."""


def pr_auc_interval(pr_auc: float | None, churners: int) -> Interval | None:
    """Of an average precision; None where it has none.

    Source: Boyd, Eng and Page, "Area under the precision-recall curve: point estimates and confidence intervals",
    ECML 2013, the logit interval.
    """
    if pr_auc is None or not 0 < pr_auc < 1 or churners == 0:
        return None
    centre, spread = math.log(pr_auc / (1 - pr_auc)), NORMAL_95 / math.sqrt(churners * pr_auc * (1 - pr_auc))
    low, high = (1 / (1 + math.exp(-(centre + side * spread))) for side in (-1, 1))
    return low, high


def roc_auc_interval(roc_auc: float | None, churners: int, others: int) -> Interval | None:
    """Of an area under the ROC curve; None where it has none.

    Source: Hanley and McNeil, "The meaning and use of the area under a receiver operating characteristic curve",
    Radiology 1982.
    """
    if roc_auc is None or not 0 < roc_auc < 1 or not churners or not others:
        return None
    one, two = roc_auc / (2 - roc_auc), 2 * roc_auc**2 / (1 + roc_auc)
    variance = roc_auc * (1 - roc_auc) + (churners - 1) * (one - roc_auc**2) + (others - 1) * (two - roc_auc**2)
    spread = NORMAL_95 * math.sqrt(max(variance, 0.0) / (churners * others))
    return max(roc_auc - spread, 0.0), min(roc_auc + spread, 1.0)


def share_interval(found: int, rows: int) -> Interval | None:
    """Of a share of rows, such as a precision; None without rows.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 1927.
    """
    if not rows:
        return None
    share, square = found / rows, NORMAL_95**2 / rows
    centre = (share + square / 2) / (1 + square)
    spread = NORMAL_95 * math.sqrt(share * (1 - share) / rows + square / (4 * rows)) / (1 + square)
    return max(centre - spread, 0.0), min(centre + spread, 1.0)


def mean_interval(values: np.ndarray) -> Interval | None:
    """Of a mean of independent rows, none below 0, such as a Brier score; None where they do not differ."""
    if values.size < 2 or not float(values.std()):
        return None
    mean, spread = float(values.mean()), NORMAL_95 * float(values.std(ddof=1)) / math.sqrt(values.size)
    return max(mean - spread, 0.0), mean + spread
