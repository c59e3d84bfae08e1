"""The floor: everybody is as likely to leave as all are."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from spanishgas.model.algorithms.base import Matrix


@dataclass(frozen=True)
class FittedDummy:
    """The log-odds of the churn rate."""

    log_odds: float

    def raw_score(self, matrix: Matrix) -> np.ndarray:
        """The same log-odds for every row."""
        return np.full(len(matrix.values), self.log_odds)


class Dummy:
    """Knows the churn rate and nothing else; it has no parameters."""

    name = "dummy"
    libraries: Mapping[str, str] = MappingProxyType({})

    def fit(
        self,
        matrix: Matrix,  # noqa: ARG002
        churned: np.ndarray,
        parameters: Mapping[str, Any],  # noqa: ARG002
        *,
        seed: int,  # noqa: ARG002
    ) -> FittedDummy:
        """The rate, one of each outcome added so that it is never 0 or 1."""
        left, rows = float(churned.sum()), float(churned.size)
        return FittedDummy(float(np.log((left + 1) / (rows - left + 1))))
