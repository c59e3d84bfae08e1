"""Tier 3: risks that matter together."""

import polars as pl

from spanishgas.features.flags import all_of, as_flag
from spanishgas.silver.intent import PRICING
from spanishgas.tables.base import of_schema
from spanishgas.tables.features import FeaturesCompound

NEW_CUSTOMER_MONTHS = 12


def features_compound(
    features_lifecycle: pl.LazyFrame, features_behaviour: pl.LazyFrame, features_sentiment: pl.LazyFrame
) -> pl.LazyFrame:
    """Conjunctions of lifecycle, behaviour and sentiment: one row a customer, 0/1.

    A conjunction with an unknown part is 0 if another part is 0, else null. Source: FEATURES, tier 3.
    """
    is_near_or_past_renewal = pl.col("renewal_bucket").is_in(["expired", "0-3m"])
    is_high_risk = as_flag(is_near_or_past_renewal & (pl.col("tenure_months") <= NEW_CUSTOMER_MONTHS))
    tenure = pl.when(pl.col("has_interaction") == 1).then(pl.col("tenure_bucket")).otherwise(pl.lit("none"))
    return (
        features_lifecycle.join(features_behaviour, on="customer_id", how="left", validate="1:1")
        .join(features_sentiment, on="customer_id", how="left", validate="1:1")
        .with_columns(is_high_risk.alias("is_high_risk_lifecycle"))
        .with_columns(
            as_flag(pl.col("customer_intent") == PRICING).alias("is_price_sensitive"),
            all_of("is_high_competition_province", "is_within_3m_of_renewal").alias("is_competition_x_renewal"),
            all_of("is_dual_fuel", "is_within_3m_of_renewal").alias("dual_fuel_x_renewal"),
            all_of("is_dual_fuel", "is_high_competition_province").alias("dual_fuel_x_competition"),
            all_of("is_dual_fuel", "recent_complaint_flag").alias("dual_fuel_x_intent"),
            all_of("is_within_3m_of_renewal", "is_complaint_intent").alias("renewal_x_complaint"),
            all_of("is_high_risk_lifecycle", "is_negative_sentiment").alias("high_risk_x_negative_sentiment"),
            tenure.alias("tenure_x_interaction"),
        )
        .pipe(of_schema, FeaturesCompound)
        .sort("customer_id")
    )
