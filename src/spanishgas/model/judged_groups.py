"""What was said against what came, for all customers and for groups of them."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from spanishgas.model.calibrate import Calibrator
from spanishgas.tables.base import LABEL, PROBABILITY, dtypes
from spanishgas.tables.judged import JudgedGroups

EVERYBODY = "all"
GROUPINGS = ("segment", "portfolio_type", "province_code", "risk_tier", "margin_band", "is_second_residence")
MARGIN_BANDS_EUR = (0.0, 10.0, 20.0, 40.0)
_FEWEST = 50
"""Churners, and as many who stayed, below which a slope and a PR-AUC of a group would be noise."""


def judged_groups(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a grouping and group, sorted: how many left, how many were expected to, and how far apart by chance.

    ``deviation`` is (churners - expected) in standard deviations of a sum of independent outcomes with these
    probabilities. ``slope`` is that of a logistic regression of the outcome on the log-odds of the probability: 1 where
    they spread as they should, less where they are too bold. Slope and PR-AUC are null for groups with few outcomes.

    Args:
        rows: one a judged prediction, with ``churn_probability``, ``churn_prediction``, the outcome, and the columns of
            ``GROUPINGS``.
    """
    found = [_judged(EVERYBODY, EVERYBODY, rows)] if rows.height else []
    for grouping in GROUPINGS:
        found += [_judged(grouping, str(group), part) for group, part in _parts(rows, grouping)]
    schema = dtypes(JudgedGroups)
    return pl.DataFrame(found, schema=schema, orient="row").sort("grouping", "group")


def margin_band(margin_eur_month: pl.Expr) -> pl.Expr:
    """Band of a customer's monthly margin, EUR; "unknown" without one."""
    first, last = MARGIN_BANDS_EUR[0], MARGIN_BANDS_EUR[-1]
    band = pl.when(margin_eur_month < first).then(pl.lit(f"below {first:g}"))
    for low, high in pairwise(MARGIN_BANDS_EUR):
        band = band.when(margin_eur_month < high).then(pl.lit(f"{low:g} to {high:g}"))
    known = band.when(margin_eur_month >= last).then(pl.lit(f"{last:g} and more"))
    return known.otherwise(pl.lit("unknown")).alias("margin_band")


def calibration_slope(probability: np.ndarray, churned: np.ndarray) -> float:
    """Slope of the outcome's log-odds over those that were said."""
    said = np.clip(probability, 1e-9, 1 - 1e-9)
    return Calibrator.fit(np.log(said) - np.log1p(-said), churned).slope


def _parts(rows: pl.DataFrame, grouping: str) -> Iterator[tuple[object, pl.DataFrame]]:
    for (group,), part in rows.filter(pl.col(grouping).is_not_null()).group_by(grouping):
        yield group, part


def _judged(grouping: str, group: str, rows: pl.DataFrame) -> tuple[Any, ...]:
    from sklearn.metrics import average_precision_score

    probability, churned = rows[PROBABILITY].to_numpy(), rows[LABEL].to_numpy()
    churners, expected = int(churned.sum()), float(probability.sum())
    deviation = (churners - expected) / max(float(np.sqrt(np.sum(probability * (1 - probability)))), 1e-9)
    is_flagged = rows["churn_prediction"].to_numpy() == 1
    flagged, found = int(is_flagged.sum()), int(churned[is_flagged].sum())
    brier = float(np.mean((probability - churned) ** 2))
    figures = grouping, group, churned.size, churners, expected, deviation, flagged, found, brier
    if min(churners, churned.size - churners) < _FEWEST:
        return *figures, None, None
    return *figures, float(average_precision_score(churned, probability)), calibration_slope(probability, churned)
