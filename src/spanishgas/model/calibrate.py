"""Platt's sigmoid: two coefficients that turn a raw score into a probability."""

from typing import Self, cast

import numpy as np

from spanishgas.tables.document import Document

_SHIFT_SPREAD, _FARTHEST = 0.3, 50.0


class Calibrator(Document):
    """probability = 1 / (1 + exp(-(slope x raw score + intercept))); the raw score is in log-odds."""

    slope: float
    intercept: float

    @classmethod
    def fit(cls, raw_score: np.ndarray, churned: np.ndarray) -> Self:
        """Coefficients of maximum likelihood, on scores of rows the model was not fitted on.

        Targets are Platt's: a little inside 0 and 1, so that outcomes the score tells apart without a mistake still
        have finite coefficients. Source: RULES, calibration; Platt 1999, section 2.2.
        """
        from scipy.optimize import minimize
        from scipy.special import expit

        target = _platt_targets(churned)

        def loss(coefficients: np.ndarray) -> tuple[float, np.ndarray]:
            log_odds = coefficients[0] * raw_score + coefficients[1]
            error = expit(log_odds) - target
            value = np.mean(np.logaddexp(0.0, log_odds) - target * log_odds)
            return float(value), np.array([np.mean(error * raw_score), np.mean(error)])

        fitted = minimize(loss, np.array([1.0, 0.0]), jac=True, method="BFGS", options={"gtol": 1e-9})
        return cls(slope=float(fitted.x[0]), intercept=float(fitted.x[1]))

    def log_odds(self, raw_score: np.ndarray) -> np.ndarray:
        """Calibrated log-odds of churn."""
        return self.slope * np.asarray(raw_score, dtype=np.float64) + self.intercept

    def probability(self, raw_score: np.ndarray) -> np.ndarray:
        """Calibrated probability of churn, 0 to 1."""
        from scipy.special import expit

        return expit(self.log_odds(raw_score))


def group_shifts(log_odds: np.ndarray, churned: np.ndarray, groups: np.ndarray) -> dict[str, float]:
    """What to add to the log-odds of each group, by its name, so that it leaves as often as it is said to.

    Each shift is normal around 0 beforehand: what few outcomes say moves it little.
    """
    from scipy.optimize import brentq
    from scipy.special import expit

    found: dict[str, float] = {}
    for group in sorted(set(groups.tolist())):
        said, outcome = log_odds[groups == group], churned[groups == group]

        def too_much(shift: float, said: np.ndarray = said, outcome: np.ndarray = outcome) -> float:
            return float(np.sum(expit(said + shift) - outcome)) + shift / _SHIFT_SPREAD**2

        found[group] = cast(float, brentq(too_much, -_FARTHEST, _FARTHEST))
    return found


def _platt_targets(churned: np.ndarray) -> np.ndarray:
    churners = float(np.sum(churned == 1))
    others = churned.size - churners
    return np.where(churned == 1, (churners + 1) / (churners + 2), 1 / (others + 2))
