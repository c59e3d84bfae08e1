"""Every customer's churn probability, decision, risk tier, expected loss and reasons, by the promoted model."""

import numpy as np
import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.model.explain import explanations
from spanishgas.model.feature_sources import FeatureSources
from spanishgas.model.intervals import NORMAL_95
from spanishgas.model.lost_columns import lost_columns
from spanishgas.model.reason_families import ReasonFamilies
from spanishgas.model.score_deviations import deviations_of
from spanishgas.policy import Policy
from spanishgas.tables.findings import Audited
from spanishgas.tables.results import ScoredCustomers

BUSINESS_COLUMNS = (
    "segment",
    "portfolio_type",
    "province_code",
    "product_bundle",
    "is_second_residence",
    "sales_channel",
    "renewal_bucket",
    "avg_monthly_margin",
)
_UNCERTAINTY = ("churn_standard_error_log_odds", "churn_probability_low", "churn_probability_high")


def scored_customers(
    gold_master: pl.LazyFrame,
    score_deviations: pl.LazyFrame,
    scoring_model: Model,
    champion: Model | None = None,
    *,
    policy: Policy,
    feature_sources: FeatureSources,
    reason_families: ReasonFamilies,
    score_without: str,
) -> Audited:
    """Score every customer: one row a customer, sorted; probabilities 0..1, margins and losses in EUR a month.

    ``expected_monthly_loss_eur`` is probability x max(average monthly margin, 0), and 0 for a customer without a known
    margin. Source: RULES, risk tiers, expected monthly loss, promotion gate (only a promoted model scores).
    A raw column that the model learned from and that says nothing now is an error, unless ``score_without`` names it;
    what the champion before learned from and the model that replaces it did not is a warning.

    Raises:
        ModelInputError: gold_master lacks a feature of the model.
        InputError: ``score_without`` names what no feature lives on.
    """
    from scipy.special import expit

    rows = gold_master.sort("customer_id").collect()
    log_odds = scoring_model.log_odds(rows)
    probability = pl.Series("churn_probability", expit(log_odds), dtype=pl.Float64)
    parts = [
        rows.select("customer_id", *BUSINESS_COLUMNS),
        probability.to_frame(),
        _uncertainty(rows, score_deviations, log_odds),
        explanations(scoring_model, rows, reason_families),
    ]
    scores = pl.concat(parts, how="horizontal")
    table = (
        scores.with_columns(
            churn_prediction=(pl.col("churn_probability") >= scoring_model.threshold).cast(pl.Int8),
            risk_tier=policy.risk_tier(pl.col("churn_probability")),
            expected_monthly_loss_eur=expected_monthly_loss(),
            model_id=pl.lit(scoring_model.model_id),
        )
        .select(ScoredCustomers.column_names())
        .lazy()
    )
    findings = lost_columns(rows, scoring_model, feature_sources, score_without)
    if champion is not None and champion.model_id != scoring_model.model_id:
        findings += lost_columns(rows, champion, feature_sources, score_without, is_replaced=True)
    return Audited(table, findings)


def _uncertainty(rows: pl.DataFrame, score_deviations: pl.LazyFrame, log_odds: np.ndarray) -> pl.DataFrame:
    """Standard error of the calibrated log-odds, and the 95 % interval of the probability that follows from it."""
    from scipy.special import expit

    deviations = deviations_of(rows, score_deviations)
    if deviations is None:
        return pl.DataFrame(dict.fromkeys(_UNCERTAINTY, pl.Series([None] * rows.height, dtype=pl.Float64)))
    error = np.linalg.norm(deviations, axis=1)
    low, high = (expit(log_odds + side * NORMAL_95 * error) for side in (-1, 1))
    return pl.DataFrame(dict(zip(_UNCERTAINTY, (error, low, high), strict=True)))


def expected_monthly_loss() -> pl.Expr:
    """EUR a month at stake. Source: RULES, expected monthly loss."""
    return pl.col("churn_probability") * pl.max_horizontal(pl.col("avg_monthly_margin").fill_null(0.0), 0.0)
