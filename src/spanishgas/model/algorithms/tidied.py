"""Features for those who can neither split on categories nor on what is missing. Source: FEATURES, structural fills."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from spanishgas.model.algorithms.base import Matrix


@dataclass(frozen=True)
class Tidied:
    """Quantities with medians for what is missing, centred and scaled; a column of 0/1 a category."""

    is_category: np.ndarray
    medians: np.ndarray
    means: np.ndarray
    spreads: np.ndarray
    categories: tuple[np.ndarray, ...]
    """The codes of each categorical feature; a missing or unknown category is none of them."""

    @classmethod
    def fit(cls, matrix: Matrix) -> Self:
        """Medians, means, spreads and categories of the rows that are fitted on."""
        is_category = np.array([kind == "c" for kind in matrix.types])
        quantities = matrix.values[:, ~is_category].astype(np.float64)
        is_given = ~np.isnan(quantities)
        medians = np.array(
            [
                np.median(column[given]) if given.any() else 0.0
                for column, given in zip(quantities.T, is_given.T, strict=True)
            ]
        )
        filled = np.where(is_given, quantities, medians)
        spreads = filled.std(axis=0)
        codes = matrix.values[:, is_category]
        return cls(
            is_category,
            medians,
            filled.mean(axis=0),
            np.where(spreads > 0, spreads, 1.0),
            tuple(np.unique(column[~np.isnan(column)]) for column in codes.T),
        )

    def values(self, matrix: Matrix) -> np.ndarray:
        """One row a row, no value missing."""
        quantities = matrix.values[:, ~self.is_category].astype(np.float64)
        filled = np.where(np.isnan(quantities), self.medians, quantities)
        codes = matrix.values[:, self.is_category].T
        flags = [column[:, None] == known for column, known in zip(codes, self.categories, strict=True)]
        return np.hstack([(filled - self.means) / self.spreads, *flags])
