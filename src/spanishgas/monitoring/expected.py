"""What a list is worth if its probabilities hold: all that can be said before outcomes are known."""

import numpy as np
import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.tables.base import dtypes
from spanishgas.tables.drift import ExpectedPerformance

_DRAWS = 500
_TENTH = 0.1


def expected_performance(gold_master: pl.LazyFrame, scoring_model: Model, *, seed: int) -> pl.LazyFrame:
    """Churn rate, PR-AUC, precision and recall at the threshold and lift at 10 %, with 95 % intervals: one row each.

    Outcomes are drawn from the probabilities, which are themselves drawn from what the fits without a fold leave open,
    so that the interval holds both kinds of chance. It holds while the model stays calibrated, and nothing here can
    tell whether it does: ``outcome_results`` will, when the labels come.
    Source: Guillory et al., "Predicting with confidence on unseen distributions", ICCV 2021 (the mean); the draws are
    ours.

    Raises:
        ModelInputError: gold_master lacks a feature of the model.
    """
    from scipy.special import expit

    rows = gold_master.sort("customer_id").collect()
    raw = scoring_model.raw_score(rows)
    order = np.argsort(-raw, kind="stable")
    log_odds = (scoring_model.calibrator.slope * raw + scoring_model.calibrator.intercept)[order]
    flagged = int(np.sum(expit(log_odds) >= scoring_model.threshold))
    deviations = scoring_model.log_odds_deviations(rows)
    deviations = np.zeros((rows.height, 1)) if deviations is None else deviations[order]
    chance = np.random.default_rng(seed)
    drawn = [
        _figures(
            chance.random(raw.size) < expit(log_odds + deviations @ chance.standard_normal(deviations.shape[1])),
            flagged,
        )
        for _ in range(_DRAWS)
    ]
    named = {name: np.array([each[name] for each in drawn]) for name in drawn[0]}
    return pl.LazyFrame(
        [(name, *_summary(values)) for name, values in named.items()],
        schema=dtypes(ExpectedPerformance),
        orient="row",
    ).sort("metric")


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
