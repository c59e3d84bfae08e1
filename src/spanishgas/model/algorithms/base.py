"""What every algorithm can do, so that training, scoring and explaining need not know which one it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np


@dataclass(frozen=True)
class Matrix:
    """Encoded features: float32 values, one row a customer; ``types`` says ``c`` category or ``q`` quantity."""

    values: np.ndarray
    features: tuple[str, ...]
    types: tuple[str, ...]

    def rows(self, chosen: np.ndarray) -> Self:
        """The matrix of the rows chosen by a mask."""
        return type(self)(self.values[chosen], self.features, self.types)


class Scorer(Protocol):
    """Something fitted that can tell how likely rows are to churn."""

    def raw_score(self, matrix: Matrix) -> np.ndarray:
        """Log-odds before calibration, one a row."""
        ...


class Contender(Protocol):
    """A way to fit that experiments compare: parameters and seed in; the same input gives the same scores."""

    name: str
    libraries: Mapping[str, str]
    """Name and version of what it is made of."""

    def fit(self, matrix: Matrix, churned: np.ndarray, parameters: Mapping[str, Any], *, seed: int) -> Scorer:
        """Fit on rows with a known outcome (0/1), on one thread: fits that run at once fill the others."""
        ...


class Fitted(Scorer, Protocol):
    """A fitted algorithm that can be stored and can explain itself: what a champion is made of."""

    def contributions(self, matrix: Matrix) -> np.ndarray:
        """What each feature adds to the raw score: a row a row, a column a feature, and last the average."""
        ...

    def files(self) -> dict[str, bytes]:
        """The fitted algorithm as files of numbers, never a pickle."""
        ...


class Algorithm(Contender, Protocol):
    """A contender that a champion may be made by: the same input gives the same bytes."""

    def fit(self, matrix: Matrix, churned: np.ndarray, parameters: Mapping[str, Any], *, seed: int) -> Fitted:
        """Fit on rows with a known outcome (0/1)."""
        ...

    def load(self, files: Mapping[str, bytes]) -> Fitted:
        """The fitted algorithm that these files are."""
        ...
