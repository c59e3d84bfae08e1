"""The probability from which a customer counts as a churner: as precise as possible, recall safely high enough."""

from bisect import bisect_left
from dataclasses import dataclass
from math import ceil

import numpy as np

from spanishgas.model.errors import ModelInputError


@dataclass(frozen=True)
class Threshold:
    """A threshold and what it reaches on the rows it was chosen on."""

    value: float
    precision: float
    recall: float
    recall_lower_bound: float
    """Recall that a new sample reaches with the confidence asked for."""


@dataclass(frozen=True)
class NewSample:
    """The churners of a sample that nobody has seen, and how sure one wants to be of their recall.

    How many of them are found when ``found`` of ``known`` were is beta-binomial (Jeffreys' prior): the recall itself is
    only known from those, and a new sample differs from it by chance once more.
    """

    churners: int
    confidence: float

    def recall_lower_bound(self, found: int, known: int) -> float:
        """Share of the new churners that are found at least, with the confidence."""
        from scipy.stats import betabinom

        return float(betabinom.ppf(1 - self.confidence, self.churners, *_jeffreys(found, known)) / self.churners)

    def least_found(self, known: int, minimum_recall: float) -> int:
        """How many of ``known`` must be found for the lower bound to reach a recall; one more than all if none do."""
        from scipy.stats import betabinom

        needed = ceil(minimum_recall * self.churners - 1e-9)

        def is_sure(found: int) -> bool:
            return float(betabinom.sf(needed - 1, self.churners, *_jeffreys(found, known))) >= self.confidence

        return bisect_left(range(known + 1), True, key=is_sure)


def _jeffreys(found: int, known: int) -> tuple[float, float]:
    return found + 0.5, known - found + 0.5


def choose_threshold(
    probability: np.ndarray, churned: np.ndarray, *, minimum_recall: float, confidence: float, new_rows: int
) -> Threshold:
    """The most precise threshold at which a new sample of ``new_rows`` reaches a recall with the given confidence.

    A threshold tuned to a recall of exactly 0.70 misses 0.70 on new data about every second time, and one whose own
    recall is surely above 0.70 still misses it on small samples; hence the bound for a sample. Of equally precise
    thresholds the lowest is taken, which finds more churners. Source: RULES, threshold.

    Raises:
        ModelInputError: too few churners to be this confident of this recall, even with all of them found.
    """
    order = np.argsort(-probability, kind="stable")
    ranked, hits = probability[order], np.cumsum(churned[order] == 1)
    last_of_tie = np.append(ranked[1:] != ranked[:-1], True)
    flagged, found, values = np.arange(1, ranked.size + 1)[last_of_tie], hits[last_of_tie], ranked[last_of_tie]
    churners = int(found[-1])
    sample = NewSample(max(round(new_rows * churners / churned.size), 1), confidence)
    allowed = np.flatnonzero(found >= sample.least_found(churners, minimum_recall))
    if not allowed.size:
        raise ModelInputError(
            f"{churners} churners are too few to be {confidence:.1%} sure of a recall of {minimum_recall:.2f} among "
            f"{sample.churners} new ones; lower recall_confidence or train with more labelled customers."
        )
    precision = found / flagged
    best = allowed[precision[allowed] == precision[allowed].max()][-1]
    return Threshold(
        value=float(values[best]),
        precision=float(precision[best]),
        recall=float(found[best] / churners),
        recall_lower_bound=sample.recall_lower_bound(int(found[best]), churners),
    )
