"""Tier 2B: how a customer felt."""

from datetime import date

import polars as pl

from spanishgas.features.flags import all_of, as_flag
from spanishgas.features.latest_interaction import NO_INTERACTION, latest_interactions
from spanishgas.silver.intent import COMPLAINT


def features_sentiment(
    silver_customers: pl.LazyFrame, silver_interactions: pl.LazyFrame, *, as_of: date
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
        .join(latest_interactions(silver_interactions, as_of), on="customer_id", how="left")
        .join(scores, on="customer_id", how="left")
        .with_columns(
            label.alias("sentiment_label"),
            as_flag(label == "negative").alias("is_negative_sentiment"),
            as_flag(is_complaint).alias("is_complaint"),
        )
        .select(
            "customer_id",
            "sentiment_label",
            pl.col("scores").list.mean().alias("avg_sentiment_score"),
            "is_negative_sentiment",
            all_of("is_complaint", "is_negative_sentiment").alias("complaint_x_negative_sentiment"),
        )
        .sort("customer_id")
    )
