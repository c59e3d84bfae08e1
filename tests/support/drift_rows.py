"""Rows of drift and of outcomes, small enough to know what a page must say of them."""

from datetime import date

import polars as pl

from spanishgas.lake import Lake
from spanishgas.run.reader import published_run
from spanishgas.tables.base import dtypes
from spanishgas.tables.drift import DriftHistograms, DriftResults, PredictionDrift
from spanishgas.tables.outcomes import OutcomeResults

RESULTS = pl.DataFrame(
    [
        ("tenure_months", "numeric", "ks_exact", 0.30, 1e-9, 1e-9, 0.30, 0.20, 100, 90, 1, "moved"),
        ("province_avg_gas_cost", "numeric", "ks_asymp", 0.40, 0.0, 0.0, 0.40, 0.01, 100, 90, 1, "calendar"),
        ("avg_sentiment_score", "missing", "chi_square", 9.0, 1e-4, 1e-4, 0.20, None, 100, 90, 1, "act"),
        ("interaction_count", "numeric", "ks_exact", 0.05, 1e-4, 1e-4, 0.05, 0.05, 100, 90, 0, "none"),
        ("complaint_count", "numeric", "ks_exact", 0.15, 0.04, 0.20, 0.15, 0.15, 10, 9, 0, "none"),
        ("churn_probability", "numeric", "ks_exact", 0.02, 0.5, 0.6, 0.02, 0.02, 100, 90, 0, "none"),
    ],
    schema=dtypes(DriftResults),
    orient="row",
)
PREDICTIONS = pl.DataFrame(
    [
        ("all", "all", 100, 90, 0.10, 0.20, 2.0, 6.0, 300.0, 1),
        ("segment", "SME", 10, 9, 0.10, 0.11, 1.1, 0.2, 30.0, 0),
        ("segment", "Residential", 90, 81, 0.10, 0.21, 2.1, 5.5, 270.0, 0),
        ("province_code", "28", 100, 90, 0.10, 0.20, 2.0, 6.0, 300.0, 0),
    ],
    schema=dtypes(PredictionDrift),
    orient="row",
)
BINS = pl.DataFrame(
    [
        ("sales_channel", 1, "Office", None, None, 60, 45, 0.6, 0.5),
        ("sales_channel", 2, "Kiosko", None, None, 20, 30, 0.2, 1 / 3),
        ("sales_channel", 3, "(other)", None, None, 20, 15, 0.2, 1 / 6),
        ("tenure_bucket", 1, "6-12m", None, None, 100, 90, 1.0, 1.0),
        ("tenure_months", 1, "below 12.4", None, 12.4, 50, 30, 0.5, 1 / 3),
        ("tenure_months", 2, "12.4 to 1250", 12.4, 1250.0, 30, 30, 0.3, 1 / 3),
        ("tenure_months", 3, "1250 and more", 1250.0, None, 10, 30, 0.1, 1 / 3),
        ("tenure_months", 4, "(no value)", None, None, 10, 0, 0.1, 0.0),
        ("has_interaction", 1, "0", 0.0, 0.0, 50, 45, 0.5, 0.5),
        ("has_interaction", 2, "1", 1.0, 1.0, 50, 45, 0.5, 0.5),
        ("churn_probability", 1, "below 0.5", None, 0.5, 90, 80, 0.9, 8 / 9),
        ("churn_probability", 2, "0.5 and more", 0.5, None, 10, 10, 0.1, 1 / 9),
        ("intent_x_tenure_bucket", 1, "Pricing Offers | 6-12m", None, None, 90, 80, 0.9, 8 / 9),
        ("intent_x_tenure_bucket", 2, "no_interaction", None, None, 10, 10, 0.1, 1 / 9),
    ],
    schema=dtypes(DriftHistograms),
    orient="row",
)
_JUDGED = {
    "rows": 100,
    "churners": 12,
    "expected_churners": 10.2,
    "deviation": 0.6,
    "flagged": 20,
    "found": 8,
    "brier": 0.08,
    "pr_auc": None,
    "slope": None,
    "run_id": "first",
    "label_date": date(2024, 12, 31),
    "model_id": "E5-abc",
}
OUTCOMES = pl.DataFrame(
    [
        {"grouping": "all", "group": "all", **_JUDGED},
        {"grouping": "segment", "group": "SME", **_JUDGED},
    ],
    schema=dtypes(OutcomeResults),
)


def with_drift_and_outcomes(lake: Lake) -> None:
    """Let the published run say these rows."""
    record = published_run(lake).record
    for name, rows in (
        ("drift_results", RESULTS.filter(pl.col("feature").is_in(["tenure_months", "interaction_count"]))),
        ("prediction_drift", PREDICTIONS),
        ("drift_histograms", BINS),
        ("outcome_results", OUTCOMES),
    ):
        (key,) = record.step(name).keys
        lake.write_table(key, rows)
