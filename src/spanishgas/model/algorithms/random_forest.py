"""A random forest: many deep trees, each on a sample of rows and features, averaged."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier

from spanishgas.model.algorithms.base import Matrix

_FARTHEST = 1e-4
"""A forest may say 0 or 1, which have no log-odds."""


@dataclass(frozen=True)
class FittedForest:
    """The forest."""

    forest: RandomForestClassifier

    def raw_score(self, matrix: Matrix) -> np.ndarray:
        """Log-odds of the share of the trees' leaves that left, one a row."""
        share = np.clip(np.asarray(self.forest.predict_proba(matrix.values))[:, 1], _FARTHEST, 1 - _FARTHEST)
        return np.log(share / (1 - share))


class RandomForest:
    """scikit-learn's forest on codes of categories; what is missing goes to the side that it fits."""

    name = "random_forest"
    libraries: Mapping[str, str] = MappingProxyType({"scikit-learn": sklearn.__version__})

    def fit(self, matrix: Matrix, churned: np.ndarray, parameters: Mapping[str, Any], *, seed: int) -> FittedForest:
        """Grow ``trees`` trees."""
        forest = RandomForestClassifier(
            n_estimators=parameters["trees"],
            min_samples_leaf=parameters["min_samples_leaf"],
            max_features=parameters["max_features"],
            random_state=seed,
        )
        return FittedForest(forest.fit(matrix.values, churned))
