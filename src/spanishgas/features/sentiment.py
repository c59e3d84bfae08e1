"""Tier 2B: how a customer felt."""

from datetime import date

import polars as pl

from spanishgas.features.flags import all_of, as_flag
from spanishgas.features.latest_interaction import NO_INTERACTION, latest_interactions
from spanishgas.silver.intent import COMPLAINT, Intents
from spanishgas.tables.base import of_schema
from spanishgas.tables.features import FeaturesSentiment


def features_sentiment(
    silver_customers: pl.LazyFrame, silver_interactions: pl.LazyFrame, *, as_of: date, intents: Intents
) -> pl.LazyFrame:
    """Mood of the latest interaction and mean mood of all up to ``as_of``: one row a customer, scores -1..1.

    Without an interaction the label is no_interaction, flags are 0 and the mean is null. Source: FEATURES, tier 2B.
    """
    known = silver_interactions.filter(pl.col("interaction_date") <= as_of)
    scores = known.group_by("customer_id").agg(pl.col("sentiment_score").sort().implode().alias("scores"))
    label = pl.col("sentiment_label").fill_null(NO_INTERACTION)
    is_complaint = (pl.col("intent") == COMPLAINT).fill_null(value=False)
    return (
        silver_customers.select("customer_id")
        .join(latest_interactions(silver_interactions, as_of, intents), on="customer_id", how="left")
        .join(scores, on="customer_id", how="left")
        .with_columns(
            label.alias("sentiment_label"),
            as_flag(label == "negative").alias("is_negative_sentiment"),
            as_flag(is_complaint).alias("is_complaint"),
        )
        .with_columns(
            pl.col("scores").list.mean().alias("avg_sentiment_score"),
            all_of("is_complaint", "is_negative_sentiment").alias("complaint_x_negative_sentiment"),
        )
        .pipe(of_schema, FeaturesSentiment)
        .sort("customer_id")
    )
