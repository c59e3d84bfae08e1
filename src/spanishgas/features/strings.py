"""Tier 1B: pairs of categories as one category, for linear models, which cannot find interactions themselves."""

import polars as pl

from spanishgas.features.latest_interaction import NO_INTERACTION
from spanishgas.tables.base import of_schema
from spanishgas.tables.features import FeaturesStrings

SEPARATOR = " | "


def features_strings(
    features_lifecycle: pl.LazyFrame, features_behaviour: pl.LazyFrame, features_sentiment: pl.LazyFrame
) -> pl.LazyFrame:
    """Crossed categories: one row a customer.

    What is crossed with an intent or a sentiment is ``no_interaction`` without an interaction; an unknown part makes
    the pair null. Source: FEATURES, tier 1B and structural fills.
    """
    return (
        features_lifecycle.join(features_behaviour, on="customer_id", how="left", validate="1:1")
        .join(features_sentiment, on="customer_id", how="left", validate="1:1")
        .with_columns(
            _if_in_touch("customer_intent", "renewal_bucket").alias("intent_x_renewal_bucket"),
            _if_in_touch("customer_intent", "tenure_bucket").alias("intent_x_tenure_bucket"),
            _if_in_touch("sentiment_label", "renewal_bucket").alias("sentiment_x_renewal_bucket"),
            _if_in_touch("customer_intent", "sentiment_label").alias("intent_x_sentiment"),
            _crossed("tenure_bucket", "renewal_bucket").alias("tenure_x_renewal_bucket"),
            _crossed("sales_channel", "renewal_bucket").alias("sales_channel_x_renewal_bucket"),
            _crossed("has_interaction", "renewal_bucket").alias("has_interaction_x_renewal_bucket"),
            _if_in_touch("is_high_competition_province", "customer_intent").alias("competition_x_intent"),
        )
        .pipe(of_schema, FeaturesStrings)
        .sort("customer_id")
    )


def _crossed(left: str, right: str) -> pl.Expr:
    return pl.concat_str(left, right, separator=SEPARATOR)


def _if_in_touch(left: str, right: str) -> pl.Expr:
    return pl.when(pl.col("has_interaction") == 1).then(_crossed(left, right)).otherwise(pl.lit(NO_INTERACTION))
