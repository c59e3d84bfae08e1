"""Logistic regression on tidied features: what a straight line reaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import sklearn
from sklearn import linear_model

from spanishgas.model.algorithms.base import Matrix
from spanishgas.model.algorithms.tidied import Tidied


@dataclass(frozen=True)
class FittedLine:
    """Coefficients, and how features are tidied for them."""

    tidied: Tidied
    fitted: linear_model.LogisticRegression

    def raw_score(self, matrix: Matrix) -> np.ndarray:
        """The line's log-odds, one a row."""
        return self.fitted.decision_function(self.tidied.values(matrix))


class LogisticRegression:
    """scikit-learn's, with a ridge; ``inverse_ridge`` is its C."""

    name = "logistic_regression"
    libraries: Mapping[str, str] = MappingProxyType({"scikit-learn": sklearn.__version__})

    def fit(
        self,
        matrix: Matrix,
        churned: np.ndarray,
        parameters: Mapping[str, Any],
        *,
        seed: int,  # noqa: ARG002
    ) -> FittedLine:
        """Coefficients of the largest likelihood under the ridge."""
        tidied = Tidied.fit(matrix)
        line = linear_model.LogisticRegression(C=parameters["inverse_ridge"], max_iter=parameters["max_iterations"])
        return FittedLine(tidied, line.fit(tidied.values(matrix), churned))
