"""The probability from which a customer counts as a churner: as precise as possible, recall safely high enough."""

from dataclasses import dataclass

import numpy as np

from spanishgas.model.errors import ModelInputError


@dataclass(frozen=True)
class Threshold:
    """A threshold and what it reaches on the rows it was chosen on."""

    value: float
    precision: float
    recall: float
    recall_lower_bound: float


def recall_lower_bound(found: np.ndarray, churners: int, confidence: float) -> np.ndarray:
    """One-sided exact (Clopper-Pearson) lower bound of recall when ``found`` of ``churners`` were found."""
    from scipy.stats import beta

    found = np.asarray(found, dtype=np.float64)
    bound = beta.ppf(1 - confidence, np.maximum(found, 1), churners - found + 1)
    return np.where(found > 0, bound, 0.0)


def choose_threshold(
    probability: np.ndarray, churned: np.ndarray, *, minimum_recall: float, confidence: float
) -> Threshold:
    """The most precise threshold whose recall is at least ``minimum_recall`` with the given confidence.

    A threshold tuned to a recall of exactly 0.70 misses 0.70 on new data about every second time; hence the lower
    bound. Of equally precise thresholds the lowest is taken, which finds more churners. Source: RULES, threshold.

    Raises:
        ModelInputError: too few churners to be this confident of this recall, even with all of them found.
    """
    order = np.argsort(-probability, kind="stable")
    ranked, hits = probability[order], np.cumsum(churned[order] == 1)
    last_of_tie = np.append(ranked[1:] != ranked[:-1], True)
    flagged, found, values = np.arange(1, ranked.size + 1)[last_of_tie], hits[last_of_tie], ranked[last_of_tie]
    churners = int(found[-1])
    bounds = recall_lower_bound(found, churners, confidence)
    allowed = np.flatnonzero(bounds >= minimum_recall)
    if not allowed.size:
        raise ModelInputError(
            f"{churners} churners are too few to be {confidence:.1%} sure of a recall of {minimum_recall:.2f}; "
            "lower recall_confidence or train with more labelled customers."
        )
    precision = found / flagged
    best = allowed[precision[allowed] == precision[allowed].max()][-1]
    return Threshold(
        value=float(values[best]),
        precision=float(precision[best]),
        recall=float(found[best] / churners),
        recall_lower_bound=float(bounds[best]),
    )
