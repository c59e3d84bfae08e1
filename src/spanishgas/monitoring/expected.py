"""What a list is worth if its probabilities hold: all that can be said before outcomes are known."""

import numpy as np
import polars as pl

from spanishgas.model.score_deviations import deviations_of
from spanishgas.tables.base import dtypes
from spanishgas.tables.drift import ExpectedPerformance

_DRAWS = 500
_TENTH = 0.1
_SUREST = 1e-12


def expected_performance(scored_customers: pl.LazyFrame, score_deviations: pl.LazyFrame, *, seed: int) -> pl.LazyFrame:
    """Churn rate, PR-AUC, precision and recall at the threshold and lift at 10 %, with 95 % intervals: one row each.

    Confidence-based performance estimation: outcomes are drawn from the probabilities, and these from what the fits
    without a fold leave open, so that the interval holds both kinds of chance and the mean of the draws is what was
    said. It holds while the model stays calibrated, and nothing here can tell whether it does:
    ``outcome_results`` will, when the labels come.
    """
    from scipy.special import expit, logit

    rows = scored_customers.select("customer_id", "churn_probability", "churn_prediction").sort("customer_id").collect()
    log_odds = logit(np.clip(rows["churn_probability"].to_numpy(), _SUREST, 1 - _SUREST))
    order, flagged = np.argsort(-log_odds, kind="stable"), int(rows["churn_prediction"].sum())
    deviations = deviations_of(rows, score_deviations)
    deviations = np.zeros((rows.height, 1)) if deviations is None else deviations[order]
    log_odds = log_odds[order]
    centre, chance = _centred(log_odds, np.linalg.norm(deviations, axis=1)), np.random.default_rng(seed)
    drawn: list[dict[str, float]] = []
    for _ in range(_DRAWS):
        probability = expit(centre + deviations @ chance.standard_normal(deviations.shape[1]))
        drawn.append(_figures(chance.random(rows.height) < probability, flagged))
    named = {name: np.array([each[name] for each in drawn]) for name in drawn[0]}
    return pl.LazyFrame(
        [(name, *_summary(values)) for name, values in named.items()],
        schema=dtypes(ExpectedPerformance),
        orient="row",
    ).sort("metric")


def _centred(log_odds: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Where draws in log-odds must be centred for their mean probability to be the one that was said.

    Noise in log-odds raises a small probability on average; a calibrated one has that in it already. Gauss-Hermite
    quadrature tells by how much, to first order.
    """
    from scipy.special import expit, logit

    nodes, weights = np.polynomial.hermite_e.hermegauss(9)
    mean = expit(log_odds[:, None] + error[:, None] * nodes) @ (weights / weights.sum())
    return 2 * log_odds - logit(mean)


def expected_sentence(expected_performance: pl.DataFrame) -> str:
    """The list's expected churn rate and PR-AUC in one sentence; empty where nothing is expected."""
    rows = {row["metric"]: row for row in expected_performance.rows(named=True) if row["expected"] is not None}
    if "churn_rate" not in rows or "pr_auc" not in rows:
        return ""
    rate, pr_auc = rows["churn_rate"], rows["pr_auc"]
    return (
        f"if the probabilities hold, {rate['expected']:.1%} leave ({rate['low']:.1%} to {rate['high']:.1%}), PR-AUC "
        f"{pr_auc['expected']:.2f} ({pr_auc['low']:.2f} to {pr_auc['high']:.2f}); outcomes will tell"
    )


def _figures(churned: np.ndarray, flagged: int) -> dict[str, float]:
    """Of outcomes in the order of falling scores; what cannot be told is not a number."""
    found, called = np.cumsum(churned), np.arange(1, churned.size + 1)
    churners, tenth = int(churned.sum()), max(round(_TENTH * churned.size), 1)
    of_flagged = float(found[flagged - 1]) if flagged else 0.0
    rate = churners / max(churned.size, 1)
    return {
        "churn_rate": rate,
        "pr_auc": float((found / called)[churned].mean()) if churners else np.nan,
        "precision": of_flagged / flagged if flagged else np.nan,
        "recall": of_flagged / churners if churners else np.nan,
        "lift_10": float(found[tenth - 1]) / tenth / rate if churners else np.nan,
    }


def _summary(values: np.ndarray) -> tuple[float | None, float | None, float | None]:
    known = values[~np.isnan(values)]
    if not known.size:
        return None, None, None
    low, high = np.quantile(known, [0.025, 0.975])
    return float(known.mean()), float(low), float(high)
